"""How the page puts numbers, dates, lists and degrees of certainty into words; British spelling and typography."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from narrative.data import Precision

ONES = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# Figures from ten upwards inside a sentence, words below: the habit of British newspapers.
FIRST_FIGURE = 10
HUNDRED = 100
PRONOUNS = frozenset({"he", "she", "it", "they", "we", "i", "you", "who", "this", "that", "one", "others", "some"})
PAPERS = frozenset({"the article", "the story", "that story", "the report"})
DETERMINERS = frozenset(
    {"the", "a", "an", "his", "her", "its", "their", "some", "one", "two", "several", "this", "that"}
)
THIN = "\u202f"


def figure(number: int) -> str:
    """Return *number* in figures with a comma at each thousand.

    >>> figure(12045)
    '12,045'
    """
    return f"{number:,}"


def spell(number: int) -> str:
    """Return *number* as written inside a sentence: words below ten ("no" for 0), figures from there.

    >>> [spell(n) for n in (0, 1, 9, 10, 1200)]
    ['no', 'one', 'nine', '10', '1,200']
    """
    return ONES[number] if 0 <= number < FIRST_FIGURE else figure(number)


def spell_opening(number: int) -> str:
    """Return *number* as a sentence may begin with it: in words below one hundred, with a capital.

    >>> [spell_opening(n) for n in (0, 2, 14, 40, 73, 120)]
    ['No', 'Two', 'Fourteen', 'Forty', 'Seventy-three', '120']
    """
    if number >= HUNDRED:
        return figure(number)
    if number < len(ONES):
        return ONES[number].capitalize()
    tens, ones = divmod(number, 10)
    return TENS[tens - 2].capitalize() + (f"-{ONES[ones]}" if ones else "")


def plural(number: int, noun: str) -> str:
    """Return *noun* in the number that *number* asks for; only its last word changes.

    >>> plural(1, "story"), plural(2, "story"), plural(0, "source"), plural(3, "day")
    ('story', 'stories', 'sources', 'days')
    """
    if number == 1:
        return noun
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch", "x")) else "s")


def count(number: int, noun: str) -> str:
    """Return a count for a strip, label or table: always in figures.

    >>> count(1, "article"), count(1204, "article")
    ('1 article', '1,204 articles')
    """
    return f"{figure(number)} {plural(number, noun)}"


def count_in_words(number: int, noun: str) -> str:
    """Return a count for a sentence.

    >>> count_in_words(0, "claim"), count_in_words(1, "claim"), count_in_words(12, "claim")
    ('no claims', 'one claim', '12 claims')
    """
    return f"{spell(number)} {plural(number, noun)}"


def join(items: Sequence[str], last: str = "and") -> str:
    """Return a list as a sentence has it, without a comma before *last*.

    >>> join(["a"]), join(["a", "b"]), join(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b or c')
    """
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def join_some(items: Sequence[str], most: int = 4) -> str:
    """Return a list of at most *most* items; the rest is counted, and a rest of one is named instead.

    >>> join_some(["a", "b", "c", "d"], 2), join_some(["a", "b", "c"], 2)
    ('a, b and two more', 'a, b and c')
    """
    if len(items) <= most + 1:
        return join(list(items))
    return join([*items[:most], f"{spell(len(items) - most)} more"])


def clip(text: str, width: int) -> str:
    """Return *text* on one line, cut at a word border with an ellipsis where it is longer than *width* characters.

    >>> clip("The convoy left  the harbour at dawn", 20)
    'The convoy left the…'
    """
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    head = line[:width]
    cut = head.rfind(" ")
    return (head[:cut] if cut > width // 2 else head).rstrip(" .,;:–-") + "…"


def in_quotes(text: str) -> str:
    """Return *text* between double quotation marks; those inside become single.

    >>> in_quotes('The mayor said “no” twice'), in_quotes('The "mayor" said no')
    ('“The mayor said ‘no’ twice”', '“The ‘mayor’ said no”')
    """
    inner = re.sub(r'"([^"]*)"', "‘\\1’", text).translate({0x201C: "‘", 0x201D: "’"})
    return f"“{inner}”"


def percent(share: float) -> str:
    """Return a share in [0, 1] as a percentage that claims no false 0 or 100.

    >>> [percent(s).replace(THIN, " ") for s in (0.0, 0.001, 0.42, 0.998, 1.0)]
    ['0 %', 'under 1 %', '42 %', 'over 99 %', '100 %']
    """
    rounded = round(share * 100)
    if share > 0 and rounded == 0:
        return f"under 1{THIN}%"
    if share < 1 and rounded == HUNDRED:
        return f"over 99{THIN}%"
    return f"{rounded}{THIN}%"


def in_hundred(probability: float) -> str:
    """Return a probability as cases in a hundred, never 0 or 100: nothing here is that certain.

    >>> in_hundred(0.94), in_hundred(1.0)
    ('94 in 100', '99 in 100')
    """
    return f"{min(max(round(probability * 100), 1), 99)} in 100"


def certainty(confidence: float) -> str:
    """Return how sure a verdict is, in a word and a number.

    >>> certainty(0.93), certainty(0.75), certainty(0.5)
    ('sure, 93 in 100', 'fairly sure, 75 in 100', 'unsure, 50 in 100')
    """
    word = "sure" if confidence >= 0.85 else "fairly sure" if confidence >= 0.65 else "unsure"  # noqa: PLR2004
    return f"{word}, {in_hundred(confidence)}"


def day(moment: datetime, *, year: bool = True) -> str:
    """Return the day of *moment*, in UTC.

    >>> day(datetime(2024, 3, 9))
    '9 March 2024'
    """
    utc = _utc(moment)
    text = f"{utc.day} {MONTHS[utc.month - 1]}"
    return f"{text} {utc.year}" if year else text


def short_day(moment: datetime, *, year: bool = False) -> str:
    """Return the day of *moment* for a narrow column.

    >>> short_day(datetime(2024, 9, 9)), short_day(datetime(2024, 9, 9), year=True)
    ('9 Sep', '9 Sep 2024')
    """
    utc = _utc(moment)
    return f"{utc.day} {MONTHS[utc.month - 1][:3]}" + (f" {utc.year}" if year else "")


def moment_in_words(moment: datetime | None, precision: Precision) -> str:
    """Return a publication time as exactly as it is known.

    >>> moment_in_words(datetime(2024, 3, 9, 18, 5), Precision.MINUTE)
    '9 March 2024, 18:05 UTC'
    >>> moment_in_words(datetime(2024, 3, 9), Precision.DAY)
    '9 March 2024, hour unknown'
    >>> moment_in_words(None, Precision.UNKNOWN)
    'date unknown'
    """
    if moment is None or precision is Precision.UNKNOWN:
        return "date unknown"
    if precision is Precision.DAY:
        return f"{day(moment)}, hour unknown"
    return f"{day(moment)}, {_utc(moment):%H:%M} UTC"


def period(moments: Iterable[datetime]) -> str:
    """Return the days from the first to the last of *moments*, or "" where there are none.

    >>> period([datetime(2024, 3, 9), datetime(2024, 3, 1)])
    '1 to 9 March 2024'
    >>> period([datetime(2023, 12, 30), datetime(2024, 1, 2)])
    '30 December 2023 to 2 January 2024'
    """
    ordered = sorted(_utc(moment) for moment in moments)
    if not ordered:
        return ""
    first, last = ordered[0], ordered[-1]
    if first.date() == last.date():
        return day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    return f"{day(first, year=first.year != last.year)} to {day(last)}"


def lag(hours: float, precision: Precision) -> str:
    """Return the time between two publications, no finer than *precision* allows.

    >>> lag(0.5, Precision.MINUTE), lag(2.2, Precision.MINUTE), lag(72, Precision.DAY), lag(0, Precision.DAY)
    ('30 minutes', '2 hours', '3 days', 'the same day')
    """
    size = abs(hours)
    if precision is not Precision.MINUTE:
        days = round(size / 24)
        return count(days, "day") if days else "the same day"
    if size < 1:
        return count(max(round(size * 60), 1), "minute")
    if size < 48:  # noqa: PLR2004
        return count(round(size), "hour")
    return count(round(size / 24), "day")


def name_speaker(speaker: str | None) -> str:
    """Return who is said to speak, as it stands inside a sentence; a bare pronoun names nobody that can be shown.

    >>> name_speaker("The ministry"), name_speaker("Ned Price"), name_speaker("He"), name_speaker(None)
    ('the ministry', 'Ned Price', 'somebody named before', 'nobody')
    """
    if not speaker:
        return "nobody"
    first, _, rest = speaker.strip().partition(" ")
    if first.casefold() in PRONOUNS and not rest:
        return "somebody named before"
    if speaker.strip().casefold() in PAPERS:
        return "an article that it cites"
    return f"{first.lower()} {rest}" if rest and first.casefold() in DETERMINERS else speaker.strip()


def capitalise(text: str) -> str:
    """Return *text* with a capital first letter and the rest as it was.

    >>> capitalise("iPhone factories close")
    'IPhone factories close'
    """
    return text[:1].upper() + text[1:]


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
