"""Raw articles → cleaned articles: named fixes in order, and every line that goes with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from narrative.clean.article import clean_article, identify
from narrative.clean.naming import name_sources
from narrative.clean.recurring import find_recurring
from narrative.data import Article, Reject

__all__ = ["clean_article", "drop_duplicates", "find_recurring", "identify", "name_sources"]

_LAST = datetime.max.replace(tzinfo=UTC)


def drop_duplicates(articles: Sequence[Article]) -> tuple[tuple[Article, ...], tuple[Reject, ...]]:
    """Return *articles* without second copies inside one source, the first by (published, path) kept, and the rest as rejects.

    Articles of one id are one article. Files whose source is inferred are a source each, so copies among them stay:
    that two outlets print the same text is a finding.
    """
    kept: dict[tuple[str, ...], Article] = {}
    rejects: list[Reject] = []
    for article in sorted(articles, key=lambda article: (article.published or _LAST, article.place)):
        marks = [("id", article.id)] + ([] if article.source_inferred else [("text", article.source, article.text)])
        first = next((kept[mark] for mark in marks if mark in kept), None)
        if first is None:
            kept.update(dict.fromkeys(marks, article))
        else:
            record = f" record {first.place.record}" if first.place.record else ""
            rejects.append(Reject(article.place, "clean", "duplicate", f"the same text as {first.place.path}{record}"))
    ids = {article.id for article in kept.values()}
    refused = {reject.place for reject in rejects}
    unique = tuple(article for article in articles if article.id in ids and article.place not in refused)
    return unique, tuple(sorted(rejects, key=lambda reject: reject.place))
