"""Quantities: what is counted or measured, with bounds; designators, dates, clocks and ordinals are none."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from narrative.data import Quantity, Span
from narrative.text.lexicon import list_words, map_words
from narrative.text.numbers.cores import Core, find_cores
from narrative.text.numbers.counted import counts_known, find_counted, find_fate
from narrative.text.tokens import STOPWORDS

_APPROXIMATOR = re.compile(
    r"""(?<!\w)(?:
      (?P<about>about|around|some|roughly|approximately|approx\.?|circa|an?\s+estimated|estimated|~|≈|in\s+the\s+region\s+of)
    | (?P<nearly>nearly|almost|close\s+to|just\s+under|just\s+shy\s+of)
    | (?P<least>at\s+least|no\s+fewer\s+than|no\s+less\s+than|not\s+less\s+than|a\s+minimum\s+of|upwards?\s+of)
    | (?P<most>up\s+to|as\s+many\s+as|as\s+much\s+as|at\s+most|no\s+more\s+than|not\s+more\s+than|a\s+maximum\s+of)
    | (?P<more>more\s+than|over|well\s+over|just\s+over|above|exceeding|in\s+excess\s+of|greater\s+than)
    | (?P<fewer>fewer\s+than|less\s+than|under|below)
    )\s*(?:the\s+|its\s+|an?\s+additional\s+)?$""",
    re.VERBOSE | re.IGNORECASE,
)
_AFTERTHOUGHT = re.compile(r"\s?(?:\+|-?\bplus\b|-odd\b|\s*or\s+(?P<more>more|so|less|fewer)\b)", re.IGNORECASE)

_UNITS = map_words("units")
_NUMBERED = list_words("numbered")
_DURATIONS = frozenset({"hour", "minute", "second", "day", "week", "month", "year", "decade", "century"})
_UNIT = re.compile(
    r"\s?(%)|[\s-]?(per\s?cent(?:age\s+points?)?\b|percentage\s+points?\b|nautical\s+miles?\b|degrees?\s+(?:celsius|fahrenheit)\b|years?[\s-]olds?\b|km/h\b|square\s+\w+\b|cubic\s+\w+\b|°?[a-z°]{1,12}\b)",
    re.IGNORECASE,
)
_ONE_IDIOM = re.compile(
    r"\s+(?:of|another|day|time|thing|way|hand|side|point|moment|that|can|could|would|should|must|has|more|by|in)\b|-|['’]",
    re.IGNORECASE,
)
_JOINS_NEXT = re.compile(r"\s+(?:[A-Z]\w{1,20}\s+)?(?:and|to|or|of|of\s+the)\s+")
_AGED = re.compile(r"\baged?\s+$", re.IGNORECASE)
_APPOSED = re.compile(r"[A-Z][\w'’-]+,\s+$")
_ADDRESS = re.compile(
    r"\s+(?:[A-Z][\w.]{0,20}\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Square|Boulevard|Blvd|Lane|Drive)\b"
)
_OF_THESE = re.compile(r"\s+of\s+(?:its|their|his|her|the|these|those)\b")  # "has promised Russia 100 of its ZT-180"
_NO_ONE = re.compile(
    r"\b(?:no|any|every|some|each|this|that|the|another|which|first|last|number|day|only)\s+$", re.IGNORECASE
)
_IN_YEAR = re.compile(
    r"\b(?:in|since|by|until|till|during|before|after|early|late|mid|of|the|year|fiscal)[\s-]+$", re.IGNORECASE
)
# "The two countries": the number tells which ones are meant, and how many no source disputes.
_KNOWN = re.compile(r"\b(?:the|these|those|their|both|all)\s+(?:other\s+)?$", re.IGNORECASE)
_PARTNERS = frozenset({"countri", "nation", "side", "leader", "power", "superpow", "neighbour", "neighbor"})
_BEFORE_WORD = re.compile(r"([^\W\d_]+\.?|n°)\s+$")


def find_quantities(text: str, offset: int = 0) -> tuple[Quantity, ...]:
    """Return the quantities of *text* in order; *offset* is added to their spans.

    Bounds: "about", "some" ±10 %; "nearly" 90 to 100 %; "more than", "at least" up to infinity; "up to", "fewer than"
    from 0; vague plurals ("dozens of") two to ten times their word; a range its ends, its value the middle.
    Units keep their own measure (tons are read as tonnes; miles stay miles).

    >>> [(q.value, q.low, q.high, q.unit, q.counted) for q in find_quantities("More than 100 Russian servicemen and 35 tons of cargo")]
    [(100.0, 100.0, inf, '', 'soldier'), (35.0, 35.0, 35.0, 'tonne', 'cargo')]
    >>> find_quantities("On March 24, 2019 at 13:39 a second An-124 joined the S-300s; no one knew.")
    ()
    """
    found: list[Quantity] = []
    for core, following in _pair_with_next(find_cores(text)):
        quantity = _read_quantity(text, core, following)
        if quantity is not None:
            span = Span(quantity.span.start + offset, quantity.span.end + offset)
            found.append(replace(quantity, span=span) if offset else quantity)
    return tuple(found)


def _pair_with_next(cores: list[Core]) -> Iterator[tuple[Core, Core | None]]:
    return zip_longest(cores, cores[1:])


def _read_quantity(text: str, core: Core, following: Core | None) -> Quantity | None:
    before = text[max(0, core.start - 40) : core.start]
    unit, end = _read_unit(text, core, before)
    if end < 0 or (not unit and _is_other(text, core, before)):
        return None
    counted = find_counted(text, core, end)
    if not unit and not counted and following and _JOINS_NEXT.fullmatch(text, core.end, following.start):
        # "two Chinese and seven Russian aircraft": the noun stands once.
        counted = find_counted(text, following, following.end)
    if counted in {"", "people"} and not unit:
        counted = find_fate(text, before, end) or counted
    if not unit and _is_mere_determiner(text, core, before, counted):
        return None
    low, high, approximate, start, stop = _bound(text, core, before, unit)
    return Quantity(core.value, low, high, unit, counted, approximate, Span(start, max(stop, end)))


def _read_unit(text: str, core: Core, before: str) -> tuple[str, int]:
    """Return the unit and where it ends; end -1 where the digits run on into a word that is no unit ("9S32", "20x")."""
    if core.currency:
        return core.currency, core.end
    match = _UNIT.match(text, core.end)
    attached = text[core.end : core.end + 1].isalpha()
    unit = _name_unit(" ".join((match[1] or match[2]).lower().replace("-", " ").split())) if match else ""
    # One letter counts as a unit only where it is attached and small: "35t", not "5 t" and not "5G".
    if match and unit and (len(match.group()) > 1 or match.group() == "%" or (attached and match.group().islower())):
        return unit, match.end()
    if _is_age(text, core, before):
        return "year old", core.end
    return "", -1 if attached else core.end


def _name_unit(word: str) -> str:
    kind, _, measure = word.partition(" ")
    if measure.startswith("point") or measure.endswith("points"):
        return "percentage point"
    if kind in {"nautical", "square", "cubic"}:
        return f"{kind} {_UNITS[measure]}" if measure in _UNITS else ""
    if word.endswith(("old", "olds")):
        return "year old"
    if kind.startswith("degree") and measure:
        return f"degree {measure}"
    return "percent" if word == "per cent" else _UNITS.get(word, "")


def _is_age(text: str, core: Core, before: str) -> bool:
    """Return whether the number is an age: "Lee, 45, said", "aged 12"."""
    if not text[core.start : core.end].isdigit() or core.value > 115:  # noqa: PLR2004 (years)
        return False
    return bool(_AGED.search(before)) or (bool(_APPOSED.search(before)) and text[core.end : core.end + 1] == ",")


def _is_other(text: str, core: Core, before: str) -> bool:
    """Return whether the number is a year, a name's part, a street number or the pronoun "one"."""
    written = text[core.start : core.end]
    word = _BEFORE_WORD.search(before)
    if word and word[1].lower() in _NUMBERED:
        return True
    if not written[:1].isdigit():
        # "a two-state solution" counts nothing that two sources would differ on.
        pronoun = written.lower() == "one" and bool(_NO_ONE.search(before) or _ONE_IDIOM.match(text, core.end))
        return pronoun or text[core.end : core.end + 1] == "-"
    return written.isdigit() and (_is_year(text, core, before) or _is_in_name(text, core, word))


def _is_year(text: str, core: Core, before: str) -> bool:
    if core.end - core.start != len("1999") or not 1900 <= core.value <= 2099:  # noqa: PLR2004 (the years of news)
        return False
    return bool(_IN_YEAR.search(before)) or not (_APPROXIMATOR.search(before) or counts_known(text, core.end))


def _is_in_name(text: str, core: Core, word: re.Match[str] | None) -> bool:
    """Return whether the number follows a capital and counts no noun ("Boeing 737 crashed"), or precedes a street."""
    if _ADDRESS.match(text, core.end):
        return True
    if _OF_THESE.match(text, core.end):
        return False
    named = word is not None and word[1][0].isupper() and word[1].lower() not in STOPWORDS
    return named and not find_counted(text, core, core.end)


def _is_mere_determiner(text: str, core: Core, before: str, counted: str) -> bool:
    """Return whether a number tells no amount: "the two agreed", "one fell", "the three ships", "two countries"."""
    if core.value != core.high:
        return False
    # "Two of its leaders" are a choice among more.
    if core.value == 2 and counted in _PARTNERS and not text.startswith(" of ", core.end):  # noqa: PLR2004 (two partners)
        return True
    small = not text[core.start].isdigit() and core.value <= 12  # noqa: PLR2004 (a dozen)
    return small and (not counted or bool(_KNOWN.search(before)))


def _bound(text: str, core: Core, before: str, unit: str) -> tuple[float, float, bool, int, int]:
    """Return low, high, whether approximate, and the span with the approximator in it."""
    value, low, high = core.value, core.low, core.high
    start, stop = core.start, core.end
    approximate = core.vague or low != high
    match = _APPROXIMATOR.search(before)
    kind = match.lastgroup if match else None
    # "over five years" is a duration more often than a bound.
    if kind == "more" and unit in _DURATIONS and match and match["more"].lower() == "over":
        kind = None
    if kind is None:
        after = _AFTERTHOUGHT.match(text, core.end)
        if after and unit == "":
            kind = {"so": "about", "less": "most", "fewer": "most"}.get((after["more"] or "").lower(), "least")
            stop = after.end()
    elif match:
        start = core.start - len(before) + match.start()
    bounds = {
        "about": (low * 0.9, high * 1.1),
        "nearly": (value * 0.9, value),
        "least": (low, math.inf),
        "more": (low, math.inf),
        "most": (0.0, high),
        "fewer": (0.0, high),
    }
    if kind in bounds:
        low, high = (round(bound, 6) for bound in bounds[kind])
        approximate = True
    return low, high, approximate, start, stop
