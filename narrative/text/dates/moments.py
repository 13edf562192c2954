"""Publication stamps: exact formats first, then written forms; what two readers could read differently is not read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from narrative.data import Precision
from narrative.text.dates.months import MONTH_PATTERN, make_day, number_month

_LONGEST = 80
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?Z?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d{1,9})?|(\d{12,13})")
_RFC = re.compile(
    r"(?:[A-Z][a-z]{2},\s*)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s+\S{1,8})?(?:\s*\(\w+\))?"
)
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_WRITTEN = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+({MONTH_PATTERN}),?[\s-]+(\d{{4}})"
    rf"|({MONTH_PATTERN})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})",
)
_CLOCK = re.compile(
    r"\b(\d{1,2}):(\d{2})(?::\d{2})?\s*([AaPp])?\.?(?:[Mm]\b\.?)?\s*(?:([+-]\d{2}):?(\d{2})|([A-Z]{1,4})\b)?"
)
_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "EST": -5,
    "EDT": -4,
    "ET": -5,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}


def read_moment(text: str) -> tuple[datetime, Precision] | None:
    """Return a publication stamp in UTC with its precision, or None where the stamp is absent, relative or ambiguous.

    A time without zone counts as UTC; midnight to the second counts as a day, as exports write dates so.
    "03/04/2024" is March or April and is not read.

    >>> read_moment("20240506T101500Z")[0].isoformat()
    '2024-05-06T10:15:00+00:00'
    >>> read_moment("24 March 2019")
    (datetime.datetime(2019, 3, 24, 0, 0, tzinfo=datetime.timezone.utc), <Precision.DAY: 'day'>)
    >>> read_moment("03/04/2024") is None
    True
    """
    stamp = " ".join(text[: 4 * _LONGEST].split())
    if not stamp or len(stamp) > _LONGEST or not any(letter.isdigit() for letter in stamp):
        return None
    for read in (_read_epoch, _read_compact, _read_iso, _read_rfc, _read_numeric, _read_written, _read_foreign):
        try:
            moment = read(stamp)
        except (ValueError, OverflowError, OSError):
            moment = None
        if moment is not None:
            return _finish(moment)
    return None


def _finish(moment: datetime) -> tuple[datetime, Precision] | None:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    moment = aware.astimezone(UTC).replace(microsecond=0)
    midnight = (aware.hour, aware.minute, aware.second) == (0, 0, 0)
    if midnight:
        return datetime(aware.year, aware.month, aware.day, tzinfo=UTC), Precision.DAY
    return moment, Precision.MINUTE


def _at_midnight(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


def _read_epoch(stamp: str) -> datetime | None:
    match = _EPOCH.fullmatch(stamp)
    if match is None:
        return None
    seconds = float(stamp) if match[1] else int(match[2]) / 1000
    return datetime.fromtimestamp(seconds, UTC)


def _read_compact(stamp: str) -> datetime | None:
    match = _COMPACT.fullmatch(stamp)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _read_iso(stamp: str) -> datetime | None:
    if _ISO.fullmatch(stamp) is None:
        return None
    try:
        return datetime.fromisoformat(stamp)
    except ValueError:
        # "2019-3-4 10:15 UTC" and the like: the day is certain, the clock is read apart.
        return _add_clock(_at_midnight(date(*(int(part) for part in _ISO.fullmatch(stamp).groups()))), stamp)  # type: ignore[union-attr]


def _read_rfc(stamp: str) -> datetime | None:
    return parsedate_to_datetime(stamp) if _RFC.fullmatch(stamp) else None


def _read_numeric(stamp: str) -> datetime | None:
    match = _NUMERIC.match(stamp)
    if match is None:
        return None
    if match[4]:
        return _add_clock(_at_midnight(make_day(int(match[4]), int(match[5]), int(match[6]))), stamp[match.end() :])
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    days = {make_day(year, first, second), make_day(year, second, first)} - {None}
    return _add_clock(_at_midnight(days.pop()), stamp[match.end() :]) if len(days) == 1 else None


def _read_written(stamp: str) -> datetime | None:
    match = _WRITTEN.search(stamp) or _WRITTEN.search(stamp.title())
    if match is None:
        return None
    day, month, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
    rest = stamp[: match.start()] + " " + stamp[match.end() :]
    return _add_clock(_at_midnight(make_day(int(year), number_month(month), int(day))), rest)


def _read_foreign(stamp: str) -> datetime | None:
    """Read "24 mars 2019": only with letters and a four-digit year, so that nothing ambiguous or relative gets here."""
    if not re.search(r"\b\d{4}\b", stamp) or not re.search(r"[^\W\d_]{3}", stamp):
        return None
    import dateparser

    parsed: datetime | None = dateparser.parse(
        stamp, settings={"STRICT_PARSING": True, "RETURN_AS_TIMEZONE_AWARE": False}
    )
    return parsed


def _add_clock(midnight: datetime | None, rest: str) -> datetime | None:
    clock = _CLOCK.search(rest)
    if midnight is None or clock is None:
        return midnight
    hour = int(clock[1])
    if clock[3]:
        hour = hour % 12 + (12 if clock[3] in "Pp" else 0)
    hours = int(clock[4]) if clock[4] else _ZONES.get(clock[6] or "", 0)
    minutes = int(clock[5] or 0) * (-1 if hours < 0 else 1)
    zone = timezone(timedelta(hours=hours, minutes=minutes))
    return midnight.replace(hour=hour, minute=int(clock[2]), tzinfo=zone)
