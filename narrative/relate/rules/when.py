"""Dates of the same event that exclude one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import product

from narrative.data import Claim, Divergence, TimeRef
from narrative.relate.context import Pair, compare_rest, share_slot
from narrative.relate.rules.conflict import Conflict, make_conflict, pick_strongest, rate_match

_ENOUGH = 4  # content words in common from which the rest of two claims is surely about the same
_WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_COUNTS = frozenset("a an one two three four five six seven eight nine ten eleven twelve twenty thirty".split())  # noqa: SIM905
_CALENDAR = re.compile(r"\d|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)", re.IGNORECASE)
_WEEKDAY = re.compile("|".join(sorted(_WEEKDAYS)))
_STAMP = re.compile(r"\(@\w+\)\s*$")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_CLOSE, _CLOSE_DAYS = 0.2, 10
_FAR, _FAR_DAYS = 0.4, 31
_COPIED = 0.55  # part of all words that aligns in claims that differ in one place only
_LEADS = frozenset({"since", "from", "until", "till", "by", "between", "born"})
_SAME_LEAD = 0.15  # these tell more of a date's part in the event than "in" and "on"
_MONTH = 2
_IN_ROUND = re.compile(
    r"\b(?:ago|(?:past|last)\s+(?:few|couple|several|\d+|\w+)\s*(?:days|weeks|months|years|decades)|decades?)\b",
    re.IGNORECASE,
)
_NOT_THEN = re.compile(r"\b(?:not|instead\s+of|rather\s+than)(?:\s+(?:in|on|by|at))?\s+$", re.IGNORECASE)
_DAYS_OF = (1, 7, 31, 92, 366)  # day, week, month, quarter, year: only references of one grain compare


def find_date_conflict(pair: Pair) -> Conflict | None:
    """Return the surest pair of dates of the same grain that exclude one another, or None."""
    left, right = _list_times(pair.left.claim), _list_times(pair.right.claim)
    lonely_left = [one for one in left if not any(_may_be_same(pair, one, other) for other in right)]
    lonely_right = [other for other in right if not any(_may_be_same(pair, one, other) for one in left)]
    found = []
    for one, other in product(lonely_left, lonely_right):
        explicit = _is_explicit(pair.left.claim, one) and _is_explicit(pair.right.claim, other)
        if not explicit and (pair.likeness < _COPIED or _is_vague(pair, one, other)):
            # Outlets give the weekday of whatever they heard: "said on Monday", "told a newspaper on Tuesday".
            continue
        in_slot = share_slot(pair, one.span, other.span)
        if _has_nearer((one, lonely_left), (other, lonely_right)):
            continue
        if _is_told_in_round(pair, one) or _is_told_in_round(pair, other):
            continue
        if _share_lead(pair, one, other, "by") and _count_apart(pair):
            continue
        if not explicit and not in_slot:
            # "On Monday ordered a review", "on Tuesday criticised the decision to review": copied, but for who did what.
            continue
        if not (_is_comparable(one, other) or (in_slot and _read_form(one) == _read_form(other) != "")):
            continue
        around = compare_rest(pair, one.span, other.span)
        close = explicit and (_is_close(one, other) or _are_plans(pair, one, other))
        strength = 0.1 + _CLOSE * close + 0.75 * rate_match(around, _ENOUGH) + 0.15 * in_slot
        strength -= _FAR * (pair.likeness < _COPIED and _is_far(one, other))
        strength += _SAME_LEAD * _share_lead(pair, one, other, *_LEADS)
        found.append(make_conflict(Divergence.DATE, "date", (one.span, other.span), strength))
    return pick_strongest(found)


def _has_nearer(left: tuple[TimeRef, Sequence[TimeRef]], right: tuple[TimeRef, Sequence[TimeRef]]) -> bool:
    """Return whether one of two dates lies nearer to another one of the other side: of 1992 and 1994, 1991 is set against 1992."""
    apart = _count_days(left[0], right[0])
    if apart is None:
        return False
    others = [
        *(_count_days(left[0], one) for one in right[1] if _grain(one) == _grain(right[0])),
        *(_count_days(one, right[0]) for one in left[1] if _grain(one) == _grain(left[0])),
    ]
    return any(days is not None and days < apart for days in others)


def _count_days(one: TimeRef, other: TimeRef) -> int | None:
    """Return how many days lie between the beginnings of two references, None where one is not resolved."""
    if not one.start or not other.start:
        return None
    return abs((date.fromisoformat(one.start) - date.fromisoformat(other.start)).days)


def _list_times(claim: Claim) -> tuple[TimeRef, ...]:
    """Return the claim's dates but for the stamp of an embedded post, "Jane Doe (@jane) July 11, 2021", and "not in April"."""
    leads = ((time, claim.text[: time.span.start - claim.span.start]) for time in claim.times)
    return tuple(time for time, lead in leads if not _STAMP.search(lead) and not _NOT_THEN.search(lead))


def _share_lead(pair: Pair, one: TimeRef, other: TimeRef, *words: str) -> bool:
    """Return whether one and the same of the border *words* leads to both references: "since 2002" and "since 2003"."""
    leads = []
    for side, time in ((pair.left, one), (pair.right, other)):
        positions = side.words_in(time.span)
        leads.append(side.words[positions.start - 1].text if positions and positions.start else "")
    return leads[0] == leads[1] and leads[0] in words


def _count_apart(pair: Pair) -> bool:
    """Return whether both claims give figures and none in common: "1,000 by 2030" and "1,500 by 2035" are two forecasts."""
    figures = [{quantity.value for quantity in side.claim.quantities} for side in (pair.left, pair.right)]
    return bool(figures[0]) and bool(figures[1]) and figures[0].isdisjoint(figures[1])


def _may_be_same(pair: Pair, one: TimeRef, other: TimeRef) -> bool:
    """Return whether two references (left, right) can mean one time.

    Their intervals meet (two runs of days must be equal); one stays relative and reads alike; or one names no year,
    which was then supplied, and the rest is the same.
    """
    if not one.start or not other.start:
        return one.text == other.text
    if _is_run(one) and _is_run(other):
        return (one.start, one.end) == (other.start, other.end)
    if one.start <= other.end and other.start <= one.end:
        return True
    yearless = not (_names_year(pair.left.claim, one) and _names_year(pair.right.claim, other))
    return yearless and one.start[5:] == other.start[5:] and one.end[5:] == other.end[5:]


def _is_run(time: TimeRef) -> bool:
    """Return whether a reference gives the first and the last day of something."""
    return "/" in time.text and (_grain(time) or 0) > 0


def _names_year(claim: Claim, time: TimeRef) -> bool:
    return bool(_YEAR.search(_read_surface(claim, time)))


def _is_told_in_round(pair: Pair, time: TimeRef) -> bool:
    """Return whether a reference gives a rough distance: "10 days ago", "over the past decades", "last 25 years"."""
    side = pair.left if time in pair.left.claim.times else pair.right
    return bool(_IN_ROUND.search(_read_surface(side.claim, time)))


def _is_explicit(claim: Claim, time: TimeRef) -> bool:
    """Return whether a reference names a month, a year or a day's number, and no mere weekday or "last week"."""
    return bool(_CALENDAR.search(_read_surface(claim, time)))


def _is_vague(pair: Pair, one: TimeRef, other: TimeRef) -> bool:
    """Return whether two references read alike, or one of them tells no weekday: "tonight", "earlier this week"."""
    surfaces = _read_surface(pair.left.claim, one).lower(), _read_surface(pair.right.claim, other).lower()
    if _read_form(one) == _read_form(other) != "":
        return surfaces[0] == surfaces[1]
    return surfaces[0] == surfaces[1] or not all(_WEEKDAY.search(surface) for surface in surfaces)


def _read_surface(claim: Claim, time: TimeRef) -> str:
    return claim.text[time.span.start - claim.span.start : time.span.end - claim.span.start]


def _is_comparable(one: TimeRef, other: TimeRef) -> bool:
    """Return whether both references are resolved to intervals of one grain."""
    return _grain(one) is not None and _grain(one) == _grain(other)


def _is_far(one: TimeRef, other: TimeRef) -> bool:
    """Return whether two days lie so far apart that two claims in own words tell of two events."""
    if _grain(one) != 0 or _grain(other) != 0:
        return False
    return (_count_days(one, other) or 0) > _FAR_DAYS


def _is_close(one: TimeRef, other: TimeRef) -> bool:
    """Return whether two exact references lie within days of each other: two accounts of one event, not two events."""
    apart = _count_days(one, other)
    return apart is not None and max(_grain(one) or 0, _grain(other) or 0) <= 1 and apart <= _CLOSE_DAYS


def _are_plans(pair: Pair, one: TimeRef, other: TimeRef) -> bool:
    """Return whether two months that follow one another both lay ahead: "planned for April", "foreseen for May"."""
    published = pair.background.left_published, pair.background.right_published
    if _grain(one) != _MONTH or _grain(other) != _MONTH or published[0] is None or published[1] is None:
        return False
    first = min(one.start, other.start)
    apart = _count_days(one, other)
    return (
        apart is not None
        and first > max(day.date().isoformat() for day in published if day)
        and apart <= _DAYS_OF[_MONTH]
    )


def _read_form(time: TimeRef) -> str:
    """Return the form of a reference that stays relative: two weekdays or two "N years after" in one place compare.

    >>> from narrative.data import Span
    >>> [_read_form(TimeRef(text, "", "", Span(0, 1))) for text in ("monday", "--05-14", "two years after", "last week")]
    ['weekday', '--00-00', '# years after', '']
    """
    if time.start or not time.text:
        return ""
    if time.text in _WEEKDAYS:
        return "weekday"
    if time.text.startswith("--"):
        return re.sub(r"\d", "0", time.text)
    first, _, rest = time.text.partition(" ")
    counted = first.isdigit() or first in _COUNTS
    return f"# {rest}" if counted and rest else ""


def _grain(time: TimeRef) -> int | None:
    """Return the number of the grain that the interval has, None for a reference that is not resolved."""
    if not time.start or not time.end:
        return None
    days = (date.fromisoformat(time.end) - date.fromisoformat(time.start)).days + 1
    return next((number for number, most in enumerate(_DAYS_OF) if days <= most), len(_DAYS_OF))
