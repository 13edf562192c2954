"""Weekdays that stand beside a date, and whether the calendar agrees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from narrative.data import Article, Precision, Span, WrongWeekday
from narrative.text.dates.months import MONTH_PATTERN, WEEKDAY_PATTERN, WEEKDAYS, make_day, number_month

# "The Sun, 4 May 2019" names a newspaper: short forms count with their full stop, and Sat and Sun with nothing else.
_SHORT = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\."
_WEEKDAY = rf"(?:{WEEKDAY_PATTERN}|{_SHORT})"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\w:]|[.,]\d)"
# "Tuesday, 1 March" over "1945 GMT" on the next line is no year.
_YEAR = r"(?:19|20)\d\d(?!\w|[.,:%]\d|-\d\d\b|[^\S\n]*(?:GMT|BST|[CE]E?S?T|UTC|hrs|hours|h\b))"
_WRITTEN = (
    rf"(?:(?P<day1>{_DAY})(?:\s+of)?\s+(?P<month1>{MONTH_PATTERN})"
    rf"|(?P<month1b>{MONTH_PATTERN})\s+(?:the\s+)?(?P<day1b>{_DAY}))(?:,?[^\S\n]+(?P<year1>{_YEAR}))?"
)
_BEFORE = re.compile(rf"\b(?P<weekday>{_WEEKDAY}),?\s+(?:the\s+)?\(?{_WRITTEN}\)?")
_AFTER = re.compile(
    rf"(?<![\w.,/-]){_WRITTEN},?\s+\(?(?:which\s+(?:was|is|fell\s+on)\s+)?a\s+(?P<weekday>{WEEKDAY_PATTERN})\b\)?"
)
# Looked for first: dates are many, and few have their weekday behind them.
_FOLLOWED = re.compile(rf"\ba\s+{WEEKDAY_PATTERN}\b")
# "Saturday and Sunday, May 4 and 5": which day is which is not said beside each.
_LISTED = re.compile(rf"{_WEEKDAY}\s*(?:,|/|&|[-–—]|and|or|to|through|until)\s*(?:the\s+)?$")
_LISTED_ON = re.compile(r"\s*(?:/|&|[-–—]|and|or|to|through|until)\s*(?:the\s+)?\d")
# Before it, parts of the world kept the Julian calendar.
_FIRST_YEAR = 1920
_NEAR_DAYS = 60
# So near to the publication a day without its year is of these days, whatever the weekday fits in other years.
_THESE_DAYS = 7
# An anniversary of two years ago is told without its year too.
_NEAR_YEARS = (-2, -1, 0, 1)


def find_wrong_weekdays(article: Article) -> tuple[WrongWeekday, ...]:
    """Return the places where *article* puts another weekday beside a date than the calendar has, in order.

    A year that the text leaves out is that of the publication only where the day lies within a week of it, or within two
    months and the weekday fits in none of the years around either; else nothing is said.

    >>> from narrative.data import Place
    >>> text = "It began on Monday, March 26, 2019, and ended on Friday, 29 March 2019."
    >>> [(one.written, one.actual, one.day) for one in find_wrong_weekdays(Article("a", "S", False, "", text, Place("")))]
    [('monday', 'tuesday', '2019-03-26')]
    """
    dated = article.published is not None and article.precision is not Precision.UNKNOWN
    published = article.published.date() if dated and article.published else None
    found = []
    for match in _find_dates(article.text):
        written = _name_weekday(match["weekday"])
        placed = _place(match, published, written)
        if placed and (actual := WEEKDAYS[placed[0].weekday()]) != written:
            span = Span(match.start(), match.end())
            found.append(WrongWeekday(article.id, span, written, actual, placed[0].isoformat(), placed[1]))
    return tuple(found)


def _find_dates(text: str) -> Iterator[re.Match[str]]:
    """Yield the dates with a weekday in order; lists of days are left out."""
    after = _AFTER.finditer(text) if _FOLLOWED.search(text) else ()
    matches = sorted([*_BEFORE.finditer(text), *after], key=lambda match: match.start())
    for match in matches:
        if not _LISTED.search(text[max(0, match.start() - 24) : match.start()]) and not _LISTED_ON.match(
            text, match.end()
        ):
            yield match


def _name_weekday(written: str) -> str:
    return next(name for name in WEEKDAYS if name.startswith(written[:3].lower()))


def _place(match: re.Match[str], published: date | None, written: str) -> tuple[date, str] | None:
    """Return the day and where its year comes from, None where the year or the day is not certain."""
    day = int((match["day1"] or match["day1b"]).rstrip("stndrh"))
    month = number_month(match["month1"] or match["month1b"])
    if match["year1"]:
        known = make_day(int(match["year1"]), month, day)
        return (known, "text") if known and known.year >= _FIRST_YEAR else None
    if published is None:
        return None
    near = [found for shift in _NEAR_YEARS if (found := make_day(published.year + shift, month, day))]
    closest = min(near, key=lambda one: (abs((one - published).days), one), default=None)
    if closest is None:
        return None
    away = abs((closest - published).days)
    fits_elsewhere = any(WEEKDAYS[one.weekday()] == written for one in near)
    certain = away <= _THESE_DAYS or (away <= _NEAR_DAYS and not fits_elsewhere)
    return (closest, "publication") if certain else None
