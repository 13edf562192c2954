"""Who copied from whom, as far as times and credits tell."""

from __future__ import annotations

from collections.abc import Sequence

from narrative.compare.credits import Credits, credits_source
from narrative.compare.timing import order_times, read_time
from narrative.data import Article, Direction, Precision, Reuse


def find_directions(reuses: Sequence[Reuse], articles: Sequence[Article], credits_: Credits) -> tuple[Direction, ...]:
    """Return a direction for each two articles of different sources that share wording, by their ids.

    Who came first follows from a credit of the other source in the text, where no time speaks against it, else from
    the publication times. Both abstain where the two are stories of one agency: neither need have seen the other.
    """
    by_id = {article.id: article for article in articles}
    pairs = sorted({(reuse.left_article, reuse.right_article) for reuse in reuses})
    sides = [(by_id[left], by_id[right]) for left, right in pairs]
    return tuple(_direct(left, right, credits_) for left, right in sides if left.source != right.source)


def _direct(left: Article, right: Article, credits_: Credits) -> Direction:
    order = order_times(left, right)
    credited = _credited(left, right)
    precision = _precision(left, right)
    if credited and _consistent(credited, left, order):
        other = right if credited is left else left
        return _direction((left, right), credited, precision, f"{other.source} credits {credited.source}")
    shared = _find_shared_agency(left, right, credits_)
    if shared:
        return Direction(left.id, right.id, None, None, precision, f"both credit {shared}")
    if order is None:
        return Direction(left.id, right.id, None, None, precision, _why_unknown(left, right))
    first = left if order < 0 else right
    return _direction((left, right), first, precision, f"{first.source} published first")


def _credited(left: Article, right: Article) -> Article | None:
    """Return the article whose source the other one credits; None where neither does, or each the other."""
    found = [one for one, other in ((left, right), (right, left)) if credits_source(other, one.source)]
    return found[0] if len(found) == 1 else None


def _find_shared_agency(left: Article, right: Article, credits_: Credits) -> str | None:
    """Return the agency whose story both are; one that the text only quotes may have been copied with it."""
    own = {credits_.own[left.source], credits_.own[right.source]}
    shared = (credits_.whole[left.id] & credits_.whole[right.id]) - own
    return credits_.shown[min(shared)] if shared else None


def _consistent(credited: Article, left: Article, order: int | None) -> bool:
    return order is None or (order < 0) == (credited is left)


def _direction(pair: tuple[Article, Article], first: Article, precision: Precision, reason: str) -> Direction:
    return Direction(pair[0].id, pair[1].id, first.id, _lag(*pair, precision), precision, reason)


def _lag(left: Article, right: Article, precision: Precision) -> float | None:
    """Return the hours between two articles; whole days where one is known to the day only."""
    first, second = read_time(left), read_time(right)
    if first is None or second is None:
        return None
    if precision is Precision.DAY:
        return float(abs((first.date() - second.date()).days) * 24)
    return round(abs((first - second).total_seconds()) / 3600, 2)


def _precision(left: Article, right: Article) -> Precision:
    """Return the coarser precision of the two."""
    both = (left.precision, right.precision)
    for precision in (Precision.UNKNOWN, Precision.DAY):
        if precision in both:
            return precision
    return Precision.MINUTE


def _why_unknown(left: Article, right: Article) -> str:
    missing = [article.source for article in (left, right) if read_time(article) is None]
    if missing:
        return f"no publication time for {' and '.join(sorted(missing))}"
    return (
        "published on the same day, and the hour is not known"
        if _precision(left, right) is Precision.DAY
        else ("published at the same time")
    )
