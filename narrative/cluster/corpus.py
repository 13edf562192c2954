"""What narratives, themes and events are named from: the passages in order of their ids, and how they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from narrative.cluster.labels import list_outlets, share_names
from narrative.cluster.phrases import Usage, tabulate
from narrative.data import Article, Passage


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Passages in order of their ids, their articles by id, their texts and the phrase keys of each.

    *usage* is how they write phrases, *sizes* how many passages each article has, *outlets* what no label may hold,
    *shares* the share of passages that hold each name.
    """

    passages: tuple[Passage, ...]
    articles: Mapping[str, Article]
    texts: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    usage: Usage
    sizes: Mapping[str, int]
    outlets: frozenset[str]
    shares: Mapping[str, float]

    @property
    def article_ids(self) -> list[str]:
        """The article of each passage."""
        return [passage.article_id for passage in self.passages]


def read_corpus(passages: Iterable[Passage], articles: Mapping[str, Article]) -> Corpus:
    """Return *passages* in order, with what their names are made from."""
    ordered = tuple(sorted(passages, key=lambda passage: passage.id))
    texts = tuple(passage.span.of(articles[passage.article_id].text) for passage in ordered)
    keys, usage = tabulate(texts)
    credited = [credit for article in articles.values() for credit in article.credits]
    return Corpus(
        ordered,
        articles,
        texts,
        tuple(tuple(phrases) for phrases in keys),
        usage,
        Counter(passage.article_id for passage in ordered),
        list_outlets([*(article.source for article in articles.values()), *credited]),
        share_names(texts),
    )
