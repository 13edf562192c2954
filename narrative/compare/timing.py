"""What publication times can tell, and what they cannot."""

from __future__ import annotations

from datetime import datetime

from narrative.data import Article, Precision


def order_times(left: Article, right: Article) -> int | None:
    """Return -1 where *left* was published first, 1 where *right* was, None where the times cannot tell.

    Two stamps of which one is exact to the day only are compared by day, so that the same day tells nothing.
    """
    first, second = read_time(left), read_time(right)
    if first is None or second is None:
        return None
    if Precision.DAY in (left.precision, right.precision):
        if first.date() == second.date():
            return None
        return -1 if first.date() < second.date() else 1
    if first == second:
        return None
    return -1 if first < second else 1


def read_time(article: Article) -> datetime | None:
    """Return the publication time where it is known at least to the day."""
    return None if article.precision is Precision.UNKNOWN else article.published
