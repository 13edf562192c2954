"""BERTopic with every part passed explicitly: our vectors, our clusterer, our phrases, our choice among them."""

from __future__ import annotations

import math
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from narrative.cluster.background import load_background
from narrative.cluster.corpus import Corpus
from narrative.cluster.cut import Labels
from narrative.cluster.features import Floats
from narrative.cluster.representation import Representation, suggest_labels
from narrative.text.tokens import STOPWORDS

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]

CANDIDATES = 80  # phrases per topic that c-TF-IDF hands on
RAREST = 0.001  # the background table begins at ten per mille
FILLING = ("no_phrase_here", "nor_here")  # stand in for a passage without phrases
ABSORBED = 0.75  # a shorter phrase that mostly stands within a longer one is left to that

# What bertopic imports when it happens to be installed and no part used here needs: twenty seconds of compiling on the
# first run, seven on each. It documents an installation without them, and then behaves as it does here.
UNUSED = (
    "umap",
    "hdbscan",
    "numba",
    "pynndescent",
    "transformers",
    "sentence_transformers",
    "openai",
    "spacy",
)

Ranked = Mapping[int, Sequence[tuple[str, float]]]


class Clusterer(Protocol):
    """What BERTopic asks of its ``hdbscan_model``."""

    labels_: Labels

    def fit(self, vectors: NDArray[np.float32], y: object = None) -> Any:
        """Set ``labels_``: the narrative of each row, -1 for none."""


class KeepVectors:
    """The ``umap_model``: hands the vectors on as they are. The tree needs their angles, which a projection bends."""

    def fit(self, vectors: Floats, y: object = None) -> KeepVectors:  # noqa: ARG002
        """Return itself; there is nothing to learn."""
        return self

    def transform(self, vectors: Floats) -> Floats:
        """Return *vectors*."""
        return vectors


class Known:
    """A clusterer for passages whose narratives are known."""

    def __init__(self, labels: Labels) -> None:
        self.labels_ = labels

    def fit(self, vectors: object, y: object = None) -> Known:  # noqa: ARG002
        """Return itself; there is nothing to find."""
        return self


@dataclass(frozen=True, slots=True)
class Topics:
    """What BERTopic makes of each narrative: ranked phrases, and a label where a representation model gives one."""

    ranked: Ranked
    suggested: Mapping[int, str]


def fit_topics(
    corpus: Corpus,
    vectors: NDArray[np.float32],
    clusterer: Clusterer,
    representation: Representation | None = None,
) -> Topics:
    """Fit BERTopic on the passages of *corpus* given as their phrase keys, and return the topics of the narratives.

    Which article a passage is from counts: what several articles say names a narrative better. A *representation*
    suggests labels.

    Narratives are numbered as in ``clusterer.labels_``, which is set afterwards; -1 is among them where passages were
    left out.
    """
    phrases, articles = corpus.keys, corpus.article_ids
    with _light_imports():
        from bertopic import BERTopic
        from bertopic.backend import BaseEmbedder
        from bertopic.representation import BaseRepresentation
        from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    class PhraseRanking(BaseRepresentation):  # type: ignore[misc]
        """Ranks by c-TF-IDF and by how many of the topic's passages and articles use the phrase."""

        def extract_topics(
            self, _model: object, documents: pd.DataFrame, _c_tf_idf: object, topics: Ranked
        ) -> dict[int, list[tuple[str, float]]]:
            rows: dict[int, list[tuple[str, str]]] = {}
            for topic, document, row in zip(documents["Topic"], documents["Document"], documents["ID"], strict=True):
                rows.setdefault(int(topic), []).append((document, articles[row]))
            return {topic: rank_phrases(ranked, rows[topic]) for topic, ranked in topics.items()}

    model = BERTopic(
        embedding_model=BaseEmbedder(word_embedding_model=None),
        umap_model=KeepVectors(),
        hdbscan_model=clusterer,
        vectorizer_model=CountVectorizer(analyzer=str.split, token_pattern=None, min_df=1),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        representation_model=PhraseRanking(),
        top_n_words=CANDIDATES,
        calculate_probabilities=False,
        verbose=False,
    )
    topics, _ = model.fit_transform(_join_phrases(phrases), vectors)
    return _read_topics(model, dict(zip(topics, clusterer.labels_.tolist(), strict=True)), corpus, representation)


def _read_topics(model: Any, ours: Mapping[int, int], corpus: Corpus, representation: Representation | None) -> Topics:
    """Return what a fitted model knows, by *ours*, the numbers of its topics here."""
    ranked = {ours[topic]: [pair for pair in pairs if pair[0] not in FILLING] for topic, pairs in _read(model)}
    if representation is None:
        return Topics(ranked, {})
    found = suggest_labels(representation, model, corpus)
    return Topics(ranked, {ours[topic]: label for topic, label in found.items()})


def _join_phrases(phrases: Sequence[Sequence[str]]) -> list[str]:
    """Return one document per passage. ClassTfidfTransformer fails on a vocabulary of fewer than two: then it is filled."""
    filling = " ".join(FILLING)
    if len({key for keys in phrases for key in keys}) < len(FILLING):
        return [" ".join([*keys, filling]) for keys in phrases]
    return [" ".join(keys) or filling for keys in phrases]


def rank_phrases(ranked: Sequence[tuple[str, float]], rows: Sequence[tuple[str, str]]) -> list[tuple[str, float]]:
    """Return the phrases by c-TF-IDF, spread and rarity; those absorbed by a longer one are left out.

    *rows* are the topic's documents with their articles. Spread is the root of the shares of documents and of articles
    that use a phrase; rarity looks at news English at large, for a topic model of three topics cannot know that "use"
    says less than "missile".

    >>> rank_phrases([("missil", 0.2), ("s-300_missil", 0.3)], [("missil s-300_missil", "a"), ("s-300_missil", "b")])
    [('s-300_missil', 0.258532)]
    """
    wanted = {key for key, _ in ranked if key}
    documents, by_article = Counter[str](), Counter[str]()
    for document, _ in rows:
        documents.update(wanted.intersection(document.split()))
    for _, key in {(article, key) for document, article in rows for key in wanted.intersection(document.split())}:
        by_article[key] += 1
    articles = len({article for _, article in rows})
    scored = {
        key: float(score) * rate_rarity(key) * math.sqrt(documents[key] / len(rows) * by_article[key] / articles)
        for key, score in ranked
        if documents[key] and not _is_absorbed(key, documents)
    }
    return sorted(((key, round(score, 6)) for key, score in scored.items()), key=lambda pair: (-pair[1], pair[0]))


def rate_rarity(key: str) -> float:
    """Return how rare the words of a phrase are in news English, in [0, 1].

    >>> rate_rarity("tonkoshkurov"), round(rate_rarity("militari"), 1)
    (1.0, 0.5)
    """
    shares = load_background().shares
    words = [word for word in key.split("_") if word not in STOPWORDS]
    logs = [math.log(max(shares.get(word, 0.0), shares.get(f"@{word}", 0.0), RAREST)) for word in words]
    return math.sqrt(sum(logs) / len(logs) / math.log(RAREST)) if logs else 0.0


def _is_absorbed(key: str, holders: Mapping[str, int]) -> bool:
    longer = (other for other in holders if other != key and f"_{key}_" in f"_{other}_")
    return any(holders[other] > 1 and holders[other] >= ABSORBED * holders[key] for other in longer)


def _read(model: Any) -> Iterator[tuple[int, list[tuple[str, float]]]]:
    for topic, ranked in sorted(model.get_topics().items()):
        yield int(topic), [(str(key), float(score)) for key, score in ranked if key]


@contextmanager
def _light_imports() -> Iterator[None]:
    """Let ``import bertopic`` find none of `UNUSED` unless it is loaded already, and keep its hands off the warnings."""
    hidden = [name for name in UNUSED if name not in sys.modules] if "bertopic" not in sys.modules else []
    # None in sys.modules is Python's own way to say that a module is not to be had.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name in hidden:
            if sys.modules.get(name, name) is None:
                del sys.modules[name]
