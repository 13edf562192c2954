"""What one claim affirms and the other negates, denies or calls not done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from narrative.data import Claim, Divergence, Modality, Span
from narrative.relate.context import Pair, Side, compare_rest
from narrative.relate.lexicon import compile_phrases
from narrative.relate.rules.conflict import Conflict, make_conflict, pick_strongest
from narrative.text.cues import find_denials, find_negations

# Of the cues of negation, those that turn a statement round; "refused", "failed to" and "lack" often paraphrase it.
_PLAIN = frozenset({"not", "cannot", "no", "never", "neither", "nor", "none", "nobody", "nowhere", "nothing"})
_GOVERNED = 3  # content words after a cue that it turns round
_REACH = 9  # words after a cue within which they are sought
_ENOUGH = 3  # content words in common from which the rest of two claims is surely about the same
_BREAKS = frozenset(",;:.—–")


@dataclass(frozen=True, slots=True)
class _Negator:
    """A cue, the positions of the content words that it turns round, and whether it turns the whole claim."""

    span: Span
    governed: tuple[int, ...]
    whole: bool
    divergence: Divergence
    signal: str


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
    found = [conflict for negator in negators[0] if (conflict := _oppose(pair, negator, negators[1], 0))]
    found += [conflict for negator in negators[1] if (conflict := _oppose(pair, negator, negators[0], 1))]
    return pick_strongest(found)


def _turns_whole(negators: tuple[_Negator, ...]) -> bool:
    return any(negator.whole for negator in negators)


def _oppose(pair: Pair, negator: _Negator, others: tuple[_Negator, ...], side: int) -> Conflict | None:
    """Return the conflict of a negated word with the same word affirmed on the other side, if there is one."""
    here, there = (pair.left, pair.right) if side == 0 else (pair.right, pair.left)
    turned = {at for other in others for at in other.governed}
    governed = [here.words[at].stem for at in negator.governed]
    affirmed = [
        at for at, word in enumerate(there.words) if word.content and word.stem in governed and at not in turned
    ]
    if not affirmed or (_turns_whole(others) and not negator.whole):
        return None
    at = min(affirmed, key=lambda place: (governed.index(there.words[place].stem), place))
    spans = (negator.span, there.words[at].span) if side == 0 else (there.words[at].span, negator.span)
    nothing = Span(0, 0)
    around = compare_rest(pair, *((negator.span, nothing) if side == 0 else (nothing, negator.span)))
    held = sum(stem in {there.words[place].stem for place in affirmed} for stem in governed) / len(governed)
    first = there.words[at].stem == governed[0]
    strength = 0.75 * around.rest * min(1.0, around.shared / _ENOUGH) + (
        0.2 * held if negator.whole else 0.15 * held + 0.1 * first
    )
    return make_conflict(negator.divergence, negator.signal, spans, strength)


def _list_negators(side: Side) -> Iterator[_Negator]:
    text, offset = side.claim.text, side.claim.span.start
    for span in find_negations(text, offset):
        cue = span.of(_pad(side.claim)).lower().replace("’", "'")
        if cue in _PLAIN or cue.endswith("n't"):
            opens = cue == "no" and text[span.end - offset : span.end - offset + 1] == ","
            governed = _all_but(side, span) if opens else _govern(side, span)
            if governed:
                yield _Negator(span, governed, opens, Divergence.NEGATION, "negation")
    whole = [*find_denials(text, offset), *_search("debunked", side.claim)]
    for span in whole:
        yield _Negator(span, _all_but(side, span), True, Divergence.NEGATION, "denial")
    for span in _search("undone", side.claim):
        yield _Negator(span, _govern(side, span), False, Divergence.MODALITY, "not_done")


def _pad(claim: Claim) -> str:
    """Return the claim's text moved to where it stands in its article."""
    return " " * claim.span.start + claim.text


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
        if word.content:
            governed.append(at)
    return tuple(governed)


def _all_but(side: Side, cue: Span) -> tuple[int, ...]:
    """Return the positions of all content words outside *cue*."""
    inside = side.words_in(cue)
    return tuple(at for at, word in enumerate(side.words) if word.content and at not in inside)
