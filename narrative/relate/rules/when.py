"""Dates of the same event that exclude one another."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

from narrative.data import Divergence, TimeRef
from narrative.relate.context import Pair, compare_rest, share_slot
from narrative.relate.rules.conflict import Conflict, make_conflict, pick_strongest, rate_match

_ENOUGH = 4  # content words in common from which the rest of two claims is surely about the same
_WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_COUNTS = frozenset(
    [
        "a",
        "an",
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
        "twenty",
        "thirty",
    ]
)
_LEADS = frozenset({"since", "from", "until", "till", "by", "between", "born"})
_SAME_LEAD = 0.15  # these tell more of a date's part in the event than "in" and "on"
_DAYS_OF = (1, 7, 31, 92, 366)  # day, week, month, quarter, year: only references of one grain compare


def find_date_conflict(pair: Pair) -> Conflict | None:
    """Return the surest pair of dates of the same grain that exclude one another, or None."""
    left, right = pair.left.claim.times, pair.right.claim.times
    lonely_left = [one for one in left if not any(_may_be_same(one, other) for other in right)]
    lonely_right = [one for one in right if not any(_may_be_same(one, other) for other in left)]
    found = []
    for one, other in product(lonely_left, lonely_right):
        in_slot = share_slot(pair, one.span, other.span)
        if not (_is_comparable(one, other) or (in_slot and _read_form(one) == _read_form(other) != "")):
            continue
        around = compare_rest(pair, one.span, other.span)
        strength = 0.1 + 0.75 * rate_match(around, _ENOUGH) + 0.15 * in_slot
        strength += _SAME_LEAD * _share_lead(pair, one, other)
        found.append(make_conflict(Divergence.DATE, "date", (one.span, other.span), strength))
    return pick_strongest(found)


def _share_lead(pair: Pair, one: TimeRef, other: TimeRef) -> bool:
    """Return whether one and the same border word leads to both references: "since 2002" and "since 2003"."""
    leads = []
    for side, time in ((pair.left, one), (pair.right, other)):
        positions = side.words_in(time.span)
        leads.append(side.words[positions.start - 1].text if positions and positions.start else "")
    return leads[0] == leads[1] and leads[0] in _LEADS


def _may_be_same(one: TimeRef, other: TimeRef) -> bool:
    """Return whether two references can mean one time: their intervals meet, or one stays relative and reads alike."""
    if one.start and other.start:
        return one.start <= other.end and other.start <= one.end
    return one.text == other.text


def _is_comparable(one: TimeRef, other: TimeRef) -> bool:
    """Return whether both references are resolved to intervals of one grain."""
    return _grain(one) is not None and _grain(one) == _grain(other)


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
