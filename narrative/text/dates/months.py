"""Month and weekday names, and the arithmetic of days and months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Capitals only: "may" and "march" are verbs.
MONTH_PATTERN = (
    r"(?:Jan(?:uary|\b\.?)|Feb(?:ruary|\b\.?)|Mar(?:ch|\b\.?)|Apr(?:il|\b\.?)|May|June?|July?|Aug(?:ust|\b\.?)"
    r"|Sept?(?:ember|\b\.?)|Oct(?:ober|\b\.?)|Nov(?:ember|\b\.?)|Dec(?:ember|\b\.?))(?!\w)"
)
WEEKDAY_PATTERN = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"


def number_month(name: str) -> int:
    """Return 1 to 12 for a month name, whole or cut short.

    >>> number_month("Sept.")
    9
    """
    return next(index for index, month in enumerate(MONTHS, 1) if month.startswith(name[:3].lower()))


def make_day(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has no such day.

    >>> make_day(2023, 2, 29) is None
    True
    """
    try:
        return date(year, month, day)
    except ValueError:
        return None


def bound_month(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of a month.

    >>> bound_month(2024, 2)[1].isoformat()
    '2024-02-29'
    """
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def add_months(day: date, count: int) -> date:
    """Return *day* moved by *count* months, on the month's last day where it has fewer.

    >>> add_months(date(2024, 3, 31), -1).isoformat()
    '2024-02-29'
    """
    index = min(max(day.year * 12 + day.month - 1 + count, 12), 9999 * 12 + 11)
    first, last = bound_month(index // 12, index % 12 + 1)
    return first + timedelta(days=min(day.day, last.day) - 1)
