"""What narratives, themes and events are named from: the passages in order of their ids, and how they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from narrative.cluster.labels import list_outlets, share_names
from narrative.cluster.phrases import Usage, tabulate
from narrative.data import Article, Passage

UNREAD = Usage({}, frozenset())


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Passages in order of their ids, their articles by id, their texts and the phrase keys of each.

    *usage* is how they write phrases, *sizes* how many passages each article has, *outlets* what no label may hold,
    *shares* the share of passages that hold each name.
    """

    passages: tuple[Passage, ...]
    articles: Mapping[str, Article]
    texts: tuple[str, ...]
    sizes: Mapping[str, int]
    keys: tuple[tuple[str, ...], ...] = ()
    usage: Usage = UNREAD
    outlets: frozenset[str] = frozenset()
    shares: Mapping[str, float] = field(default_factory=dict)

    @property
    def article_ids(self) -> list[str]:
        """The article of each passage."""
        return [passage.article_id for passage in self.passages]


def list_corpus(passages: Iterable[Passage], articles: Mapping[str, Article]) -> Corpus:
    """Return *passages* in order with their texts alone: enough for headlines, and quick."""
    ordered = tuple(sorted(passages, key=lambda passage: passage.id))
    texts = tuple(passage.span.of(articles[passage.article_id].text) for passage in ordered)
    return Corpus(ordered, articles, texts, Counter(passage.article_id for passage in ordered))


def read_corpus(passages: Iterable[Passage], articles: Mapping[str, Article]) -> Corpus:
    """Return *passages* in order, with what their names are made from."""
    corpus = list_corpus(passages, articles)
    keys, usage = tabulate(corpus.texts)
    credited = [credit for article in articles.values() for credit in article.credits]
    return replace(
        corpus,
        keys=tuple(tuple(phrases) for phrases in keys),
        usage=usage,
        outlets=list_outlets([*(article.source for article in articles.values()), *credited]),
        shares=share_names(corpus.texts),
    )
