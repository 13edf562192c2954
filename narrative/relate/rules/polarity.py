"""What one claim affirms and the other negates, denies or calls not done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narrative.data import Claim, Divergence, Modality, Span
from narrative.relate.context import Pair, Side, Surroundings, compare_rest
from narrative.relate.lexicon import compile_phrases, list_stems, list_words
from narrative.relate.rules.conflict import Conflict, make_conflict, pick_strongest
from narrative.text.cues import find_denials, find_negations

# Of the cues of negation, those that turn a statement round; "refused", "failed to" and "lack" often paraphrase it.
_PLAIN = frozenset({"not", "cannot", "no", "never", "neither", "nor", "none", "nobody", "nowhere", "nothing"})
# "not the only country" affirms the country; "not all" and "not yet" turn something else.
_QUALIFIED = re.compile(
    r"\s+(?:the\s+only|how|why|where|when|all|every|always|necessarily|even|so|too|very|enough|alone|(?:\w+\s+)?(?:other|alternative))\b",
    re.IGNORECASE,
)
# "Cannot be counted for 11 days", "will not be free until all are", "was not fired for political reasons": of the time or
# the reason, not of the thing.
_LIMITED = re.compile(
    r"[^,;:.]{0,70}\b(?:until|unless|because|due to|in order to|for \w+ reasons?"
    r"|for (?:\d+|two|three|four|five|six|seven|ten|several|many|some)(?: more)? (?:hours|days|weeks|months|years))\b",
    re.IGNORECASE,
)
_LONE = re.compile(r"""["'“‘]\s*(?:no|never|not)\s*["'”’]""", re.IGNORECASE)  # signalled his "no" vote
_OPENING = re.compile(r"[\s\"'“‘(]*$")
# "Looks into collusion, which he denies": the denial is told beside the rest, and takes none of it back.
_ASIDE = re.compile(r"\b(?:which|that)\s+(?:\S+\s+){1,3}$")
_NOTHING = frozenset({"nothing", "nobody", "none", "no", "nowhere"})
_GOVERNED = 2  # content words after a cue that it turns round
_OR = re.compile(r"\bor\s+$", re.IGNORECASE)  # "little or no", "whether or not"
# Encodings that lose marks leave these; "wont" and "cant" as English words are rare in news.
_BARE = re.compile(r"\b(?:do|does|did|is|are|was|were|has|have|had|could|would|should|wo|ca)nt\b", re.IGNORECASE)
_LOST = re.compile(r"(?<=n)[\ufffd?](?=t\b)")
_TURNED_WITHIN = 5  # words before a denial in which a negation takes it back
_REACH = 9  # words after a cue within which they are sought
_ENOUGH, _ENOUGH_DENIED = 3, 2  # content words in common from which the rest of two claims is surely about the same
_DENYING = re.compile(r"den(?:y|ies|ied|ying|ial)", re.IGNORECASE)
# "Inaccurate statements" calls statements so; "inaccurate reports" calls what they report untrue.
_ATTRIBUTE = re.compile(
    r"(?:inaccurate|unfounded|baseless)\s+(?:and\s+\w+\s+)?(?!report|claim|rumou?r|stor|alleg|and\b|or\b|in\b|as\b|by\b|that\b)\w+",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:]|\b(?:and|who|but|after|when|while)\b")
_DENIED, _AROUND = 6, 8  # content words after a denial, or words around another cue, that say what is denied
_TOLD = 0.4  # part of what is denied that the other side must tell
_UNLIKE, _UNLIKE_SHARE = 0.2, 0.6  # with fewer words aligned, a negated word is likely in another statement
_LEAST_NEAR = (
    0.3  # part of the words next to both that are alike; "told not to go, and elect Orr", "if Orr wins, would go"
)
# Words between a cue and what it turns; "no support for claims of sabotage" turns the sabotage.
_LIGHT = frozenset(
    {"going", "back", "yet", "longer", "ever", "actual", "really", "claims", "reports", "allegations", "suggestions"}
)
_BREAKS = frozenset(",;:.—–")


@dataclass(frozen=True, slots=True)
class _Negator:
    """A cue, the positions of the content words that it turns round, and whether it turns the whole claim.

    A *partial* one turns the time, the reason or the telling of a thing: it opposes nothing, and sides with negations.
    """

    span: Span
    governed: tuple[int, ...]
    whole: bool
    divergence: Divergence
    signal: str
    partial: bool = False


def find_negation(pair: Pair) -> Conflict | None:
    """Return the surest word or statement that one claim turns round and the other affirms, or None.

    A question turns nothing round. Evidence: the cue on its side, the affirmed word on the other.
    """
    claims = pair.left.claim, pair.right.claim
    if Modality.ASKED in (claims[0].modality, claims[1].modality):
        return None
    negators = tuple(_list_negators(pair.left)), tuple(_list_negators(pair.right))
    if _turns_whole(negators[0]) and _turns_whole(negators[1]):
        return None
    return pick_strongest(
        conflict
        for side in (0, 1)
        for negator in negators[side]
        if not negator.partial and (conflict := _oppose(pair, negator, negators, side)) is not None
    )


def _denies_softly(here: Side, there: Side, negator: _Negator) -> bool:
    """Return whether the other side holds the denial's own word, or a turning word of its own: it may deny the same."""
    if any(word.text in list_words("rejecting") for word in there.words):
        # "I reject unfounded sanctions", "he rejected the sanctions".
        return True
    words = list_words("implicit")
    cue = here.words_in(negator.span)
    mine = {word.stem for at, word in enumerate(here.words) if word.text in words and at not in cue}
    return any(word.text in words and word.stem not in mine for word in there.words)


def _only_asks(there: Side) -> bool:
    """Return whether the other side tells of an inquiry or a charge, which a denial leaves as it is."""
    return any(word.text in list_words("inquiring") for word in there.words)


def _differ_in_time(pair: Pair) -> bool:
    """Return whether one claim foretells and the other does not: "is not in a recession", "will enter one next year"."""
    return (pair.left.claim.modality is Modality.PREDICTED) != (pair.right.claim.modality is Modality.PREDICTED)


def _denies_else(pair: Pair, here: Side, there: Side, negator: _Negator) -> bool:
    """Return whether what is denied is hardly told on the other side: it is something else.

    "Denied police had used force", "denounced the vandalism": both speak of the president and the protests. Of a verb of
    denial what follows in its clause is denied, of another word ("false", "unfounded") what stands around it; in a
    headline that is all of it.
    """
    stems = {word.stem for word in there.words}
    if _DENYING.match(_read_cue(here, negator)):
        if _names_nobody(here, negator):
            return True
        after = [at for at in negator.governed if here.words[at].span.start >= negator.span.end]
        told = _keep_clause(here, negator.span.end, after)
        if not told and _read_cue(here, negator).lower() == "denial" and not pair.has_headline:
            return True  # "we will get to the bottom of it, but his was a flat denial"
        told = told or list(negator.governed)
    elif pair.has_headline:
        return False
    else:
        place = here.words_in(negator.span)
        told = [at for at in negator.governed if place.start - _AROUND <= at < place.stop + _AROUND]
        told = [at for at in told if not here.words[at].is_name] or told
    held = sum(here.words[at].stem in stems for at in told)
    # "Denied any role in the attack" is no word on a sentence that has the attack and no role.
    return held < (len(told) if len(told) <= _GOVERNED else _TOLD * len(told))


def _names_nobody(here: Side, negator: _Negator) -> bool:
    """Return whether those who deny are named, and the other side names none of them: "Moscow denied any role"."""
    deniers = [name for name in here.claim.names if name.span.end <= negator.span.start]
    return bool(deniers) and not any(word.is_name and word.span.end <= negator.span.start for word in here.words)


def _keep_clause(side: Side, start: int, positions: Sequence[int]) -> list[int]:
    """Return those of *positions* before the first comma, "and" or "who" behind *start*, at most `_DENIED`."""
    offset = side.claim.span.start
    border = _CLAUSE_END.search(side.claim.text, start - offset)
    end = border.start() + offset if border else side.claim.span.end
    return [at for at in positions if side.words[at].span.start < end][:_DENIED]


def _read_cue(side: Side, negator: _Negator) -> str:
    offset = side.claim.span.start
    return side.claim.text[negator.span.start - offset : negator.span.end - offset]


def _turn_else(here: Side, mine: tuple[_Negator, ...], there: Side, others: tuple[_Negator, ...]) -> bool:
    """Return whether the other side turns round something that this side does not."""
    turned = {here.words[at].stem for negator in mine if not negator.whole for at in negator.governed}
    return any(
        not other.whole and not turned & {there.words[at].stem for at in other.governed[:_GOVERNED]} for other in others
    )


def _had_none_before(here: Side, there: Side, negator: _Negator) -> bool:
    """Return whether there was none before the first: "we've never had a woman in the seat", "the first woman"."""
    return _read_cue(here, negator).lower() in {"never", "no"} and any(word.text == "first" for word in there.words)


def _negate_same(here: Side, mine: _Negator, there: Side, others: tuple[_Negator, ...]) -> bool:
    """Return whether the other side negates the same word: "has sent no soldiers", "has not sent soldiers"."""
    governed = {here.words[at].stem for at in mine.governed}
    return not mine.whole and any(
        not other.whole and governed & {there.words[at].stem for at in other.governed} for other in others
    )


def _turns_whole(negators: tuple[_Negator, ...]) -> bool:
    return any(negator.whole for negator in negators)


def _oppose(
    pair: Pair, negator: _Negator, both: tuple[tuple[_Negator, ...], tuple[_Negator, ...]], side: int
) -> Conflict | None:
    """Return the conflict of a negated word with the same word affirmed on the other side, if there is one."""
    here, there = (pair.left, pair.right) if side == 0 else (pair.right, pair.left)
    others = both[1 - side]
    turns_else = _turn_else(here, both[side], there, others)
    if negator.whole:
        turns_else = turns_else or (_only_asks(there) and not pair.has_headline) or _denies_softly(here, there, negator)
        turns_else = turns_else or _denies_else(pair, here, there, negator)
    if turns_else or (_turns_whole(others) and not negator.whole):
        # "He dismissed the idea that the cap would hurt" and "the cap will not hurt" say the same.
        return None
    if _had_none_before(here, there, negator):
        return None
    affirmed = [] if _negate_same(here, negator, there, others) else _find_affirmed(here, there, negator, others)
    if not affirmed:
        return None
    nothing = Span(0, 0)
    around = compare_rest(pair, *((negator.span, nothing) if side == 0 else (nothing, negator.span)))
    strength = _rate_denial(around) if negator.whole else _rate_negation(around, len(affirmed) / len(negator.governed))
    word = there.words[affirmed[0]].span
    spans = (negator.span, word) if side == 0 else (word, negator.span)
    is_loose = not pair.has_headline and compare_rest(pair, *spans).near < _LEAST_NEAR
    if is_loose or (not negator.whole and (pair.likeness < _UNLIKE or _differ_in_time(pair))):
        strength *= _UNLIKE_SHARE
    if negator.whole:
        word = _span_told(there, affirmed)
        spans = (negator.span, word) if side == 0 else (word, negator.span)
    return make_conflict(negator.divergence, negator.signal, spans, strength)


def _span_told(side: Side, affirmed: Sequence[int]) -> Span:
    """Return the first words on end that the other side denies: "120 Chinese soldiers", not "120"."""
    first = last = min(affirmed)
    while last + 1 in affirmed:
        last += 1
    return Span(side.words[first].span.start, side.words[last].span.end)


def _rate_denial(around: Surroundings) -> float:
    return 0.3 + 0.7 * around.rest * min(1.0, around.shared / _ENOUGH_DENIED)


def _rate_negation(around: Surroundings, held: float) -> float:
    """Return the strength of a negation of which the part *held* is affirmed on the other side."""
    enough = min(1.0, around.shared / _ENOUGH)
    return enough * (0.15 + 0.6 * around.rest + 0.25 * held)


def _find_affirmed(here: Side, there: Side, negator: _Negator, others: tuple[_Negator, ...]) -> list[int]:
    """Return where the other side affirms what *negator* turns round: never negated there, never affirmed here.

    A negated word must be the first one after its cue: "not drain the battery" says nothing against "saves battery".
    """
    turned_there = {there.words[at].stem for other in others if not other.whole for at in other.governed}
    turned_there |= _turn_implicitly(there)
    loose_here = {word.stem for at, word in enumerate(here.words) if at not in negator.governed}
    affirmed = []
    for number, at in enumerate(negator.governed):
        stem = here.words[at].stem
        place = next((place for place, word in enumerate(there.words) if word.stem == stem), None)
        if place is not None and stem not in turned_there and (negator.whole or stem not in loose_here):
            affirmed.append(place)
        elif not negator.whole and (number == 0 or here.words[negator.governed[0]].stem in list_stems("light_verbs")):
            return []
    return affirmed


def _turn_implicitly(side: Side) -> set[str]:
    """Return the stems that words like "refuse" and "without" turn: "will refuse to sell" does not affirm the sale.

    "Nothing" and its like turn the verb before them too: "I learned nothing".
    """
    turned: set[str] = set()
    for at, word in enumerate(side.words):
        if word.text in _NOTHING:
            turned.update(leader.stem for leader in side.words[max(0, at - 1) : at])
        if word.text in list_words("implicit"):
            turned.update(follower.stem for follower in side.words[at + 1 : at + 1 + _REACH])
    return turned


def _list_negators(side: Side) -> Iterator[_Negator]:
    text, offset = _mend_apostrophes(side.claim.text), side.claim.span.start
    bare = [Span(match.start() + offset, match.end() + offset) for match in _BARE.finditer(text)]
    for span in sorted([*find_negations(text, offset), *bare]):
        cue = text[span.start - offset : span.end - offset].lower().replace("’", "'")
        if (cue in _PLAIN or cue.endswith("n't") or span in bare) and not _OR.search(text[: span.start - offset]):
            opens = cue == "no" and text[span.end - offset : span.end - offset + 1] == ","
            if opens and not _OPENING.match(text[: span.start - offset]):
                continue
            governed = _all_but(side, span) if opens else _govern(side, span)
            if governed:
                partial = _turns_less(side, text, span)
                yield _Negator(span, governed, opens, Divergence.NEGATION, "negation", partial)
    debunked = (span for span in _search("debunked", side.claim) if not _ATTRIBUTE.match(text, span.start - offset))
    whole = [*find_denials(text, offset), *debunked]
    for span in whole:
        if _is_taken_back(side, span) or _ASIDE.search(text[: span.start - offset]):
            continue
        yield _Negator(span, _all_but(side, span), True, Divergence.NEGATION, "denial")
    for span in _search("unproven", side.claim):
        yield _Negator(span, _govern(side, span), False, Divergence.NEGATION, "negation")
    for span in _search("undone", side.claim):
        yield _Negator(span, _govern(side, span), False, Divergence.MODALITY, "not_done")


def _turns_less(side: Side, text: str, cue: Span) -> bool:
    """Return whether a plain negation turns only a part of what follows, or only that it was told."""
    start, end = cue.start - side.claim.span.start, cue.end - side.claim.span.start
    if _QUALIFIED.match(text, end) or _LIMITED.match(text, end) or _LONE.match(text, max(start - 1, 0)):
        return True
    next_word = side.words[side.words_in(cue).stop :][:1]
    return bool(next_word) and next_word[0].text in list_words("telling")


def _is_taken_back(side: Side, cue: Span) -> bool:
    """Return whether a denial denies nothing in its own claim: "nobody denies", "rejected those claims"."""
    inside = side.words_in(cue)
    before = {word.text for word in side.words[max(0, inside.start - _TURNED_WITHIN) : inside.start]}
    within = {side.words[at].text for at in inside}
    return bool(before & (_PLAIN | {"don't", "didn't", "doesn't"})) or bool(within & {"those", "these", "such", "them"})


def _mend_apostrophes(text: str) -> str:
    """Return *text*, of the same length, with the apostrophe that bad encoding took out of "won't" and its like.

    >>> _mend_apostrophes("It won\ufffdt and can?t.")
    "It won't and can't."
    """
    return _LOST.sub("'", text)


def _search(name: str, claim: Claim) -> list[Span]:
    offset = claim.span.start
    return [Span(match.start() + offset, match.end() + offset) for match in compile_phrases(name).finditer(claim.text)]


def _govern(side: Side, cue: Span) -> tuple[int, ...]:
    """Return the positions of the content words after *cue* in its clause."""
    governed: list[int] = []
    text, offset = side.claim.text, side.claim.span.start
    following = [at for at, word in enumerate(side.words) if word.span.start >= cue.end][:_REACH]
    before = cue.end
    for at in following:
        word = side.words[at]
        if _BREAKS & set(text[before - offset : word.span.start - offset]) or len(governed) == _GOVERNED:
            break
        before = word.span.end
        if word.content and not word.text.endswith("ly") and word.text not in _LIGHT and not word.is_name:
            governed.append(at)
    return tuple(governed)


def _all_but(side: Side, cue: Span) -> tuple[int, ...]:
    """Return the positions of all content words outside *cue*."""
    inside = side.words_in(cue)
    return tuple(at for at, word in enumerate(side.words) if word.content and at not in inside)
