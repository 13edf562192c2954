"""Capital runs: the stretches of capitalised words in which names lie, cut at aliases and small words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from narrative.text.lexicon import list_words
from narrative.text.names.gazetteer import Entry, match_alias, match_part, normalise_token, soften_capitals
from narrative.text.shouting import find_shouting
from narrative.text.tokens import STOPWORDS, match_from


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a run: as written, in normal form, its place, whether it is a small joining word, and whether shouted.

    *fresh* is the first word behind shouting: "READ MORE Officials said" begins anew there.
    """

    text: str
    norm: str
    start: int
    end: int
    joins: bool
    shouted: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a run: either an alias with its *entry*, or the tokens of a name still to be read."""

    tokens: tuple[Token, ...]
    entry: Entry | None = None
    compound: bool = False


# Whatever is a letter and no lower-case Latin one; ``isupper`` decides in code, as "re" knows no such class.
_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_TITLE_DOT = r"(?:Gen|Lt|Col|Maj|Sgt|Capt|Cmdr|Adm|Brig|Cpl|Sen|Rep|Gov|Pres|Rev|Hon|Prof|Dr|Mr|Mrs|Ms|St|Mt|Jr|Sr)\."
_WORD = rf"(?:(?:[A-Z]\.){{2,6}}(?:['’]s\b|-\w{{1,20}})?|{_TITLE_DOT}|[A-Z]\.(?=\s[A-Z])|{_UPPER}[^\W_]{{0,40}}(?:['’-][^\W_]{{1,40}}){{0,4}}['’]?)"
_JOIN = r"(?:of\s+the|for\s+the|and\s+the|de\s+la|de\s+los|van\s+der|van\s+den|von\s+der|of|for|and|de|del|der|van|von|bin|ibn|bint|al|el|es|da|dos|du|di|le|la|y|&|d')"
_RUN = re.compile(rf"(?<![\w@#/.]){_WORD}(?:[ \xa0]{{1,2}}(?:{_JOIN}[ \xa0]{{1,2}})?(?:al-|el-|Al-)?{_WORD}){{0,11}}")
_CAPITAL = re.compile(rf"{_UPPER}(?<![\w@#/.].)")
_TOKEN = re.compile(rf"(?P<word>(?:al-|el-)?{_WORD})|(?P<join>[^\s\xa0]+)")
_PARTIES = frozenset({"R-", "D-", "I-"})
_PARTICLES = frozenset(
    {"de", "del", "der", "van", "von", "bin", "ibn", "bint", "al", "el", "da", "dos", "du", "di", "le", "la", "y", "&"}
)
_KEEPS_POSSESSIVE = frozenset(
    {"People's", "Women's", "Men's", "Children's", "Workers'", "Veterans'", "Lloyd's", "McDonald's"}
)

_NAMED_BY_PLACE = frozenset({"University", "College", "Bank", "Institute", "Museum", "Port", "Church"})
_TITLES = list_words("titles")
_RANKS = list_words("ranks")
_ORGANISATION_WORDS = list_words("organisation_words")
_GIVEN = list_words("given")
_PERSON_PLACES = list_words("person_places")
_NO_NAMES = list_words("no_names")
_SCALES = frozenset({"Million", "Billion", "Trillion"})
_SHORTEST_DAY = 3


def find_runs(text: str) -> Iterator[tuple[Token, ...]]:
    """Yield the capital runs of *text*, each as its tokens; a run never crosses a line or a punctuation mark.

    >>> [[token.norm for token in run] for run in find_runs("When Ursula von der Leyen met U.S. Gen. J. Doe, it rained.")]
    [['When', 'Ursula', 'von', 'der', 'Leyen'], ['US', 'Gen', 'J', 'Doe']]
    """
    shouted, ends = _mark_shouting(text)
    for run in match_from(_CAPITAL, _RUN, text):
        tokens = []
        for match in _TOKEN.finditer(text, run.start(), run.end()):
            word = match.group()
            joins = match["join"] is not None or word[:4] == word[:4].lower()
            start, end = match.span()
            loud = start in shouted
            fresh = not loud and (start - 1 in ends or start - 2 in ends)
            tokens.append(Token(word, normalise_token(word), start, end, joins, loud, fresh))
        yield tuple(tokens)


def _mark_shouting(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return the places inside shouting, and those where it ends."""
    spans = find_shouting(text)
    inside = frozenset(position for span in spans for position in range(span.start, span.end))
    return inside, frozenset(span.end for span in spans)


def cut_run(tokens: tuple[Token, ...]) -> Iterator[Piece]:
    """Yield the pieces of a run in order: aliases, and between them what is left.

    >>> run = next(find_runs("Russian General Vasily Orlov of France"))
    >>> [" ".join(token.text for token in piece.tokens) for piece in cut_run(run)]
    ['Russian', 'General Vasily Orlov', 'France']
    """
    norms = [soften_capitals(token.norm) for token in tokens]
    current: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.fresh:
            yield from _flush(current)
        found = _find_alias(token, norms, index, current)
        if found:
            yield from _flush(current)
            yield Piece(tokens[index : index + found[0]], found[1])
            index += found[0]
            continue
        index += 1
        if token.joins:
            yield from _take_joint(token, current, norms, index)
            continue
        if "-" in token.text and _has_alias_part(token):
            yield from _flush(current)
            yield Piece((token,), compound=True)
            continue
        if token.shouted or _breaks(token, current) or _is_counted(tokens, index - 1):
            yield from _flush(current)
            continue
        if token.norm in _RANKS and _starts_anew(tokens, index, current):
            yield from _flush(current)
        current.append(token)
        if _is_possessive(token):
            yield from _flush(current)
    yield from _flush(current)


def _find_alias(token: Token, norms: list[str], index: int, current: list[Token]) -> tuple[int, Entry] | None:
    # "THIS IS NOT" shouts a verb and names no state; "BLAMES US" names one.
    if token.joins or (token.shouted and token.norm != "US" and token.norm.lower() in STOPWORDS):
        return None
    found = match_alias(norms, index)
    if found and (_is_of_body(current) or (found[0] == 1 and _belongs_to_person(norms, index, current))):
        return None
    return found


def _take_joint(token: Token, current: list[Token], norms: list[str], following: int) -> Iterator[Piece]:
    """Keep a small word that continues the name, else yield the name that it ends."""
    if not _may_join(token, current, norms, following):
        yield from _flush(current)
    elif current:
        current.append(token)


def _starts_anew(tokens: tuple[Token, ...], following: int, current: list[Token]) -> bool:
    """Return whether a rank in the middle of a run begins a new name: "Weekly Herald Editor Ann Lee"."""
    named = following < len(tokens) and not tokens[following].joins
    return named and bool(current) and current[-1].norm not in _TITLES


def _flush(current: list[Token]) -> Iterator[Piece]:
    while current and current[-1].joins:
        current.pop()
    if current:
        yield Piece(tuple(current))
    current.clear()


def _belongs_to_person(norms: list[str], index: int, current: list[Token]) -> bool:
    """Return whether a place is a person's name here: "Jim Jordan", "Chad Wolf"."""
    if norms[index] not in _PERSON_PLACES:
        return False
    after = norms[index + 1] if index + 1 < len(norms) else ""
    before = current[-1].norm if current else ""
    if before in _GIVEN:
        return True
    known = (
        not after
        or not after[:1].isupper()
        or after in _TITLES
        or after in _ORGANISATION_WORDS
        or match_part(after) is not None
    )
    return norms[index] in _GIVEN and not known


def _is_of_body(current: list[Token]) -> bool:
    """Return whether a body's name waits for its place: "University of" Washington."""
    return len(current) > 1 and current[-1].norm == "of" and current[-2].norm in _NAMED_BY_PLACE


def _may_join(token: Token, current: list[Token], norms: list[str], following: int) -> bool:
    """Return whether a small word continues the name: particles do, "of" after the name of an office or a body."""
    if not current or following >= len(norms):
        return False
    if token.norm in _PARTICLES:
        return True
    if token.norm == "the":
        return current[-1].joins
    if token.norm == "of" and current[-1].norm in _NAMED_BY_PLACE:
        return True
    if token.norm not in {"of", "for"} or match_alias(norms, following):
        return False
    return any(part.norm in _ORGANISATION_WORDS or part.norm in _TITLES for part in current)


def _has_alias_part(token: Token) -> bool:
    if token.text[:2] in _PARTIES:
        return False
    return any(match_part(part.replace(".", "")) for part in normalise_token(token.text).split("-"))


def _breaks(token: Token, current: list[Token]) -> bool:
    """Return whether the word is a day, a month or "I", and no part of a name ("Theresa May" is one)."""
    if token.norm == "May":
        return not (current and (current[-1].norm in _GIVEN or current[-1].norm in _TITLES))
    if token.text[:2] in _PARTIES and len(token.text) > 2:  # noqa: PLR2004 ("(R-Texas)": party and state)
        return True
    word = token.norm.capitalize() if len(token.norm) >= _SHORTEST_DAY and token.norm.isupper() else token.norm
    return (token.norm in _NO_NAMES or word in _NO_NAMES) and token.norm not in _TITLES


def _is_counted(tokens: tuple[Token, ...], index: int) -> bool:
    """Return whether the word is what a number counts: the last of "7.1 Million Views"."""
    return index > 0 and tokens[index - 1].norm in _SCALES and tokens[index].norm.endswith("s")


def _is_possessive(token: Token) -> bool:
    return token.text.endswith(("'s", "’s", "s'", "s’")) and token.text.replace("’", "'") not in _KEEPS_POSSESSIVE
