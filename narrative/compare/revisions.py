"""Articles that were changed after publication: two texts of one source at one address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from narrative.compare.timing import read_time
from narrative.data import Article, Revision


def find_revisions(articles: Sequence[Article]) -> tuple[Revision, ...]:
    """Return each article that another of its source preceded at the same URL, with that one, by the later one's id.

    Where a time of publication is not known, the order of the ids stands for the order of the versions.
    """
    versions: dict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in sorted(articles, key=lambda one: one.id):
        if article.url:
            versions[article.source, article.url].append(article)
    found = [
        Revision(before.id, after.id, url)
        for (_, url), known in versions.items()
        for before, after in pairwise(_in_order(known))
    ]
    return tuple(sorted(found, key=lambda one: (one.after, one.before)))


def _in_order(versions: Sequence[Article]) -> list[Article]:
    """Return *versions*, in the order of their ids, from the first to the last that was published."""
    times = {article.id: read_time(article) for article in versions}
    if not all(times.values()):
        return list(versions)
    return sorted(versions, key=lambda one: (str(times[one.id]), one.id))
