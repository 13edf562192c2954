"""BERTopic with every part passed explicitly: our vectors, our clusterer, our phrases, our choice among them."""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from narrative.cluster.cut import Labels
from narrative.cluster.features import Floats

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]

CANDIDATES = 80  # phrases per topic that c-TF-IDF hands on
ABSORBED = 0.75  # a shorter phrase that mostly stands within a longer one is left to that

# What bertopic imports when it happens to be installed and no part used here needs: twenty seconds of compiling on the
# first run, seven on each. It documents an installation without them, and then behaves as it does here.
UNUSED = ("umap", "hdbscan", "numba", "pynndescent", "transformers", "sentence_transformers", "openai", "spacy")

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


def fit_topics(phrases: Sequence[Sequence[str]], vectors: NDArray[np.float32], clusterer: Clusterer) -> Ranked:
    """Fit BERTopic on passages given as their phrase keys, and return the ranked phrases of each narrative.

    Narratives are numbered as in ``clusterer.labels_``, which is set afterwards; -1 is among them where passages were
    left out.
    """
    with _light_imports():
        from bertopic import BERTopic
        from bertopic.backend import BaseEmbedder
        from bertopic.representation import BaseRepresentation
        from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    class PhraseRanking(BaseRepresentation):  # type: ignore[misc]
        """Ranks by c-TF-IDF and by how many of the topic's passages use the phrase."""

        def extract_topics(
            self, _model: object, documents: pd.DataFrame, _c_tf_idf: object, topics: Ranked
        ) -> dict[int, list[tuple[str, float]]]:
            grouped = {int(topic): list(group) for topic, group in documents.groupby("Topic")["Document"]}
            return {topic: rank_phrases(ranked, grouped[topic]) for topic, ranked in topics.items()}

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
    # A passage without any phrase stands for itself, or a corpus of such passages would have no vocabulary at all.
    documents = [" ".join(keys) or "emptydoc" for keys in phrases]
    topics, _ = model.fit_transform(documents, vectors)
    ours = dict(zip(topics, clusterer.labels_.tolist(), strict=True))
    return {ours[topic]: [pair for pair in ranked if pair[0] != "emptydoc"] for topic, ranked in _read(model)}


def rank_phrases(ranked: Sequence[tuple[str, float]], documents: Sequence[str]) -> list[tuple[str, float]]:
    """Return the phrases by c-TF-IDF times the root of the share of *documents* that use them; absorbed ones go.

    >>> rank_phrases([("missil", 0.2), ("s-300_missil", 0.3)], ["missil s-300_missil", "s-300_missil missil"])
    [('s-300_missil', 0.3)]
    """
    wanted = {key for key, _ in ranked if key}
    holders = Counter(key for document in documents for key in wanted.intersection(document.split()))
    scored = {key: float(score) * (holders[key] / len(documents)) ** 0.5 for key, score in ranked if holders[key]}
    kept = {key: score for key, score in scored.items() if not _is_absorbed(key, holders)}
    return sorted(((key, round(score, 6)) for key, score in kept.items()), key=lambda pair: (-pair[1], pair[0]))


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
