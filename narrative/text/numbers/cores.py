"""Numbers as written, in digits and words: values and ranges, before anything is known of what they count."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from narrative.text.lexicon import list_words, map_words
from narrative.text.numbers.counted import counts_soon
from narrative.text.tokens import collect_words, match_from

_SMALL = {word: int(value) for word, value in map_words("numbers").items()}
_MAGNITUDES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_VAGUE = {
    "dozens": 12,
    "scores": 20,
    "hundreds": 100,
    "thousands": 10**3,
    "millions": 10**6,
    "billions": 10**9,
    "trillions": 10**12,
}
_CURRENCIES = {
    "$": "usd",
    "us$": "usd",
    "a$": "aud",
    "c$": "cad",
    "hk$": "hkd",
    "€": "eur",
    "£": "gbp",
    "¥": "jpy",
    "₹": "inr",
}
_DIGIT = re.compile(r"\d")
# Without a digit or one of these there is no number.
_NUMERALS = frozenset([*_SMALL, *_MAGNITUDES, *_VAGUE])
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}

_WORD = (
    r"(?:"
    + "|".join(
        [*sorted(_SMALL, key=lambda word: (-len(word), word)), "hundred", "thousand", "million", "billion", "trillion"]
    )
    + r")"
)
_WORDS = rf"{_WORD}\b(?:(?:\s+and\s+|[\s-]){_WORD}\b){{0,7}}"
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|\d{1,15}(?!\d))(?:\.\d{1,6}(?!\d))?[½¼¾]?(?!,?\d|\w{0,12}[\d@]|\.\d|:\d)"
_SCALE = r"(?:(?:[\s-]?(?:dozen|hundred|thousand|million|billion|trillion)|\s?(?:bn|tn|mn)|[mk])\b)"
_CURRENCY = r"(?:(?:US|A|C|HK)\$|[$€£¥₹])\s?"
_NUMBER = re.compile(
    rf"""
    (?P<before>(?<!\w)(?:between|from)\s+)?
    (?P<currency>{_CURRENCY})?
    (?:(?<![\w.,/:\#@])(?<![^\W_]-)(?<![^\W_][–/]))
    (?P<first>{_DIGITS}|\b{_WORDS}|\b(?:half\s+an?|an?|several|a\s+few|few|many)(?=\s+(?:dozen|hundred|thousand|million|billion|trillion)\b))
    (?P<scale>{_SCALE}{{1,2}})?
    (?: (?P<join>\s?[-–—]\s?|\s+to\s+|\s+and\s+) (?P<currency2>{_CURRENCY})?
        (?P<second>{_DIGITS}|{_WORDS}) (?P<scale2>{_SCALE}{{1,2}})? )?
    | \b(?P<many>(?:(?:tens|dozens|scores|hundreds|thousands)\s+of\s+)?(?:dozens|scores|hundreds|thousands|millions|billions|trillions))\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

_MONTHS = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
# Numbers that are no quantities: dates, clocks, spans of time past, fractions in words, footnotes, links, telephone numbers.
_MASK = re.compile(
    rf"""
    \b{_MONTHS}\.?\s+\d{{1,2}}(?!,\d{{3}}\b)(?:st|nd|rd|th)?(?:(?:\s?[-–]\s?|\s+to\s+)\d{{1,2}})?\b(?:,?\s+\d{{4}}\b)? | \b{_MONTHS},?\s+\d{{4}}\b
    | \b\d{{1,2}}(?:st|nd|rd|th)?(?:(?:\s?[-–]\s?|\s+(?:to|and|until|through)\s+)\d{{1,2}}(?:st|nd|rd|th)?)?(?:\s+of)?\s+{_MONTHS}(?:,?\s+\d{{4}}\b)?
    | \b\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}\b | \b\d{{1,2}}:\d{{2}}\b | \b\d{{1,2}}(?:[.:]\d{{2}})?\s?[ap]\.?m\b | \b\d{{1,2}}\s+o['’]clock
    | \b\d{{1,4}}(?:st|nd|rd|th|s)\b | \b(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)\b(?!\s?[%\w])
    | \b(?:[\d.]{{1,6}}|{_WORDS}|several|a\s+few|an?)\s+(?:second|minute|hour|day|week|month|year|decade)s?\s+(?:ago|earlier|later|before|after)\b
    | \b(?:past|last|next|previous|coming|recent|first|final)\s+(?:few\s+|\d{{1,4}}\s+|{_WORDS}\s+)(?:second|minute|hour|day|week|month|year|decade)s?\b
    | \b(?:one|two|three|four|five|nine)[-\s](?:half|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)\b
    | \b{_WORD}-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b
    | \b(?:COVID|Covid|covid)-?\d+ | \[\d{{1,4}}\] | \b(?:https?://|www\.)[^\s]{{1,300}} | \b\d{{3}}-\d{{3,4}}(?:-\d{{4}})?\b | \b24/7\b | \b9/11\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Without one of these no alternative of the mask can match.
_NUMBER_START = re.compile(r"[$€£¥₹]|[A-Za-z\d](?<!\w.)")
_MASK_START = re.compile(r"\[|[A-Za-z\d](?<!\w.)")
_MASKING = list_words("masking")
_MASKING_DIGIT = re.compile(r"\d(?:\s?[-–/.:]\s?\d|\s?[ap]\.?m\b|(?:st|nd|rd|th|s)\b|\])|covid", re.IGNORECASE)
# "In August 13 soldiers left": no day stands behind "in".
_IN_MONTH = re.compile(rf"\b(?:in|last|next|this|during)\s+{_MONTHS}\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Core:
    """A number as written: its value and bounds before "about" and "more than" are heard."""

    value: float
    low: float
    high: float
    start: int
    end: int
    currency: str
    vague: bool = False


def find_cores(text: str) -> list[Core]:
    """Return the numbers of *text* in order, without those in dates, clocks, past spans of time, links and fractions."""
    if _DIGIT.search(text) is None and _NUMERALS.isdisjoint(collect_words(text)):
        return []
    matches = list(match_from(_NUMBER_START, _NUMBER, text))
    # The mask is the slow half, and most sentences have no number that it could hide.
    masks = [match.span() for match in match_from(_MASK_START, _MASK, text)] if matches and _may_mask(text) else []
    cores: list[Core] = []
    index = 0
    for match in matches:
        for core in _read_match(match):
            while index < len(masks) and masks[index][1] <= core.start:
                index += 1
            if index == len(masks) or masks[index][0] >= core.end or _follows_month(text, core):
                cores.append(core)
    return cores


def _may_mask(text: str) -> bool:
    return not _MASKING.isdisjoint(collect_words(text)) or _MASKING_DIGIT.search(text) is not None


def _follows_month(text: str, core: Core) -> bool:
    month = _IN_MONTH.search(text, max(0, core.start - len("during September ")), core.start)
    return bool(month and counts_soon(text, core.end))


def _read_match(match: re.Match[str]) -> list[Core]:
    """Return one core, or two where "and" or a falling score parts two numbers."""
    if match["many"]:
        value = math.prod(_VAGUE.get(word, 10) for word in match["many"].lower().split() if word != "of")
        return [Core(2.0 * value, 2.0 * value, 10.0 * value, match.start("many"), match.end("many"), "", vague=True)]
    currency = _CURRENCIES.get((match["currency"] or "").strip().lower(), "")
    start = match.start("currency") if match["currency"] else match.start("first")
    first = _read_value(match["first"], match["scale"])
    middle = match.end("scale") if match["scale"] else match.end("first")
    if first is None:
        return []
    vague = match["first"].lower().split()[-1] in {"several", "few", "many"}
    alone = Core(first, first, first * (5 if vague else 1), start, middle, currency, vague=vague)
    if match["second"] is None:
        return [alone]
    second = _read_value(match["second"], match["scale2"])
    if second is None:
        return [alone]
    lower = first if match["scale"] or not match["scale2"] else (_read_value(match["first"], match["scale2"]) or first)
    lead = (match["before"] or "").strip().lower()
    joined = "and" if "and" in match["join"] else "to" if "to" in match["join"] else "-"
    if lower < second and (
        joined == "-" or (joined == "to" and lead != "from") or (joined == "and" and lead == "between")
    ):
        return [Core((lower + second) / 2, lower, second, start, match.end(), currency)]
    start2 = match.start("currency2") if match["currency2"] else match.start("second")
    return [alone, Core(second, second, second, start2, match.end(), currency)]


def _read_value(written: str, scale: str | None) -> float | None:
    value = _read_digits(written) if written[0].isdigit() else _read_words(written.lower())
    if value is None or scale is None:
        return value
    for word in re.split(r"[\s-]+", scale.strip(" -\xa0\u202f\u2009").lower()):
        value *= _MAGNITUDES.get(word) or _SUFFIXES[word]
    return value


def _read_digits(written: str) -> float:
    extra = _FRACTIONS.get(written[-1], 0.0)
    return float(written.rstrip("½¼¾").replace(",", "")) + extra


def _read_words(written: str) -> float | None:
    if written.startswith("half"):
        return 0.5
    if written in {"a", "an"}:
        return 1.0
    if written.endswith(("several", "few", "many")):
        return 2.0
    total, current, last = 0.0, 0.0, math.inf
    for word in re.split(r"[\s-]+", written):
        if word in _SMALL:
            # "two three" is no number; "twenty three" and "hundred five" are.
            if last < 20 or (last < 100 and _SMALL[word] > 9):  # noqa: PLR2004 (tens and ones)
                return None
            current += _SMALL[word]
            last = _SMALL[word]
        elif word != "and":
            scale = _MAGNITUDES[word]
            current = (current or 1.0) * scale
            last = math.inf
            if scale >= 1000:  # noqa: PLR2004 (a thousand closes its group)
                total, current = total + current, 0.0
    return total + current
