"""Who covered a narrative when others made a claim in it, and did not make it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from narrative.compare.timing import read_time
from narrative.data import Article, Findings

Covering = Mapping[str, Mapping[str, tuple[Article, ...]]]
"""Narrative id → source → its articles in that narrative."""

SLACK = timedelta(days=7)
"""A source that wrote on the narrative within a week after the claim was last made had the time to make it too."""


def find_covering(findings: Findings) -> Covering:
    """Return narrative id → source → its articles with a passage in that narrative."""
    articles = {article.id: article for article in findings.articles}
    article_of = {passage.id: articles[passage.article_id] for passage in findings.passages}
    found: dict[str, dict[str, dict[str, Article]]] = defaultdict(lambda: defaultdict(dict))
    for narrative in findings.clustering.narratives:
        for member in narrative.members:
            article = article_of[member.passage_id]
            found[narrative.id][article.source][article.id] = article
    return {
        narrative: {source: tuple(articles.values()) for source, articles in sorted(by_source.items())}
        for narrative, by_source in found.items()
    }


def find_silent(narrative: str | None, spoken: Sequence[Article], covering: Covering) -> tuple[str, ...]:
    """Return the sources that covered *narrative* while the claim was made in the *spoken* articles, and did not make it.

    Empty where fewer than two sources speak, or in no narrative.
    """
    speaking = {article.source for article in spoken}
    if len(speaking) < 2 or narrative is None:  # noqa: PLR2004 (a claim of one source is no silence of the others)
        return ()
    return find_absent(covering.get(narrative, {}), spoken)


def find_absent(covering: Mapping[str, tuple[Article, ...]], spoken: Sequence[Article]) -> tuple[str, ...]:
    """Return the sources of *covering* that are not among the *spoken* and wrote while these did, or within `SLACK` after.

    Where no time of the spoken is known, all that do not speak.
    """
    speaking = {article.source for article in spoken}
    times = sorted(time for article in spoken if (time := read_time(article)))
    if not times:
        return tuple(source for source in covering if source not in speaking)
    first, last = times[0].date(), (times[-1] + SLACK).date()

    def was_there(article: Article) -> bool:
        time = read_time(article)
        return time is not None and first <= time.date() <= last

    return tuple(
        source
        for source, articles in covering.items()
        if source not in speaking and any(was_there(article) for article in articles)
    )
