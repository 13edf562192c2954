"""Dates of the same event that exclude one another."""

from __future__ import annotations

from datetime import date
from itertools import product

from narrative.data import Divergence, TimeRef
from narrative.relate.context import Pair, compare_rest, share_slot
from narrative.relate.rules.conflict import Conflict, make_conflict, pick_strongest, rate_match

_ENOUGH = 4  # content words in common from which the rest of two claims is surely about the same
_DAYS_OF = (1, 7, 31, 92, 366)  # day, week, month, quarter, year: only references of one grain compare


def find_date_conflict(pair: Pair) -> Conflict | None:
    """Return the surest pair of dates of the same grain that exclude one another, or None."""
    left, right = pair.left.claim.times, pair.right.claim.times
    lonely_left = [one for one in left if not any(_may_be_same(one, other) for other in right)]
    lonely_right = [one for one in right if not any(_may_be_same(one, other) for other in left)]
    found = []
    for one, other in product(lonely_left, lonely_right):
        if _grain(one) is None or _grain(one) != _grain(other):
            continue
        around = compare_rest(pair, one.span, other.span)
        strength = 0.1 + 0.75 * rate_match(around, _ENOUGH) + 0.15 * share_slot(pair, one.span, other.span)
        found.append(make_conflict(Divergence.DATE, "date", (one.span, other.span), strength))
    return pick_strongest(found)


def _may_be_same(one: TimeRef, other: TimeRef) -> bool:
    """Return whether two references can mean one time: their intervals meet, or one stays relative and reads alike."""
    if one.start and other.start:
        return one.start <= other.end and other.start <= one.end
    return one.text == other.text


def _grain(time: TimeRef) -> int | None:
    """Return the number of the grain that the interval has, None for a reference that is not resolved."""
    if not time.start or not time.end:
        return None
    days = (date.fromisoformat(time.end) - date.fromisoformat(time.start)).days + 1
    return next((number for number, most in enumerate(_DAYS_OF) if days <= most), len(_DAYS_OF))
