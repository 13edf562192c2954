"""What publication times can tell, and what they cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from narrative.data import Article, Claim, Precision

Precedes = Callable[[Claim, Claim], bool]
"""Whether the first claim was certainly published before the second."""


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


def find_first(claims: Sequence[Claim], others: Sequence[Claim], precedes: Precedes) -> Claim | None:
    """Return the claim of *claims* that certainly precedes every one of *others* in other articles, None if there is none.

    The first such claim counts where several do; with no *others* it is None: there is nothing to be before.
    """
    rivals = {claim.article_id: claim for claim in others}
    for claim in claims:
        if any(article_id != claim.article_id for article_id in rivals) and all(
            precedes(claim, rival) for article_id, rival in rivals.items() if article_id != claim.article_id
        ):
            return claim
    return None
