"""What passages and articles are compared by: their meaning (the encoder's vectors) and their names and words.

MiniLM alone takes every article about one pair of countries for the same story; names, places and designators tell
them apart. Articles are compared as wholes, with more weight on their beginning, where news says what happened.
Every figure below was chosen on the tuning parts of four labelled sets of events (ECB+, BASIL, ClaimDiff, Ground News).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from narrative.cluster.background import PSEUDO_ARTICLES, load_background
from narrative.data import Article, Name, Passage
from narrative.text.names import find_names
from narrative.text.tokens import STOPWORDS, iterate_words, lower_word, stem

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

MEANING = 0.3  # the encoder's part in a similarity; the rest are names and words
NAME_WEIGHT = 2.5  # a word of a name counts so many times
LEAD_WEIGHT = 6.0  # the first passage of an article counts 1 + 6, the next 1 + 6/e, …
TITLE_WEIGHT = 3.0
SATURATION = 1.5  # as in BM25: the tenth mention of a word adds little

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Rows to compare: *vectors* (n, d) and sparse *words* (n, terms), both of unit length or less.

    *meaning* is the part of the vectors in a similarity.
    """

    vectors: Floats
    words: csr_matrix
    meaning: float = MEANING

    def take(self, rows: Any) -> View:
        """Return these rows only (positions or a mask)."""
        return View(self.vectors[rows], self.words[rows], self.meaning)

    def multiply(self, other: View) -> Floats:
        """Return the products (own rows, rows of *other*): for unit rows, their similarities."""
        words = np.asarray((self.words @ other.words.T).todense())
        products: Floats = self.meaning * (self.vectors @ other.vectors.T) + (1 - self.meaning) * words
        return products

    def measure_own(self) -> Floats:
        """Return the product of each row with itself."""
        words = np.asarray(self.words.multiply(self.words).sum(axis=1)).ravel()
        own: Floats = self.meaning * np.einsum("ij,ij->i", self.vectors, self.vectors) + (1 - self.meaning) * words
        return own


@dataclass(frozen=True, slots=True, eq=False)
class TermSpace:
    """The columns of the word vectors: position and weight of each term."""

    columns: Mapping[str, int]
    weights: Floats

    def vectorise(self, counts: Sequence[Mapping[str, float]]) -> csr_matrix:
        """Return a unit row per mapping of term to count; terms that no article holds are left out."""
        from scipy.sparse import csr_matrix

        starts, columns, values = [0], [], []
        for row in counts:
            known = sorted((self.columns[term], count) for term, count in row.items() if term in self.columns)
            columns += [column for column, _ in known]
            values += [count / (count + SATURATION) for _, count in known]
            starts.append(len(columns))
        shape = (len(counts), len(self.columns))
        matrix = csr_matrix((np.array(values), np.array(columns, dtype=np.int64), starts), shape=shape)
        return scale_rows(matrix.multiply(self.weights[None, :]).tocsr())


@dataclass(frozen=True, slots=True)
class TermCounts:
    """In how many of *articles* articles each term stands, in alphabetical order: what term weights are made from."""

    articles: int
    holders: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Passages in order of their ids, the article of each (a position in *article_ids*), and both as rows."""

    article_ids: tuple[str, ...]
    article_of: NDArray[np.intp]
    passages: View
    articles: View
    space: TermSpace


def build_features(
    passages: Sequence[Passage],
    articles: Mapping[str, Article],
    vectors: NDArray[np.float32],
    frozen: TermCounts | None = None,
) -> Features:
    """Return what *passages* and their articles are compared by; row i of *vectors* belongs to passage i.

    Terms weigh by how many of these articles hold them, or by the *frozen* counts of an earlier corpus.
    """
    article_ids = tuple(sorted({passage.article_id for passage in passages}))
    position = {identifier: row for row, identifier in enumerate(article_ids)}
    article_of = np.array([position[passage.article_id] for passage in passages], dtype=np.intp)
    leads = weigh_leads(passages)
    counts = [count_terms(passage.span.of(articles[passage.article_id].text)) for passage in passages]
    sums: list[Counter[str]] = [_count_title(articles[identifier]) for identifier in article_ids]
    for row, terms, lead in zip(article_of, counts, leads, strict=True):
        for term, count in terms.items():
            sums[row][term] += count * lead
    counted = _count_holders(sums)
    space = _weigh_terms(_add_unseen(frozen, counted) if frozen else counted)
    means = np.zeros((len(article_ids), vectors.shape[1]))
    np.add.at(means, article_of, vectors.astype(np.float64) * leads[:, None])
    return Features(
        article_ids,
        article_of,
        View(scale(vectors.astype(np.float64)), space.vectorise(counts)),
        View(scale(means), space.vectorise(sums)),
        space,
    )


def count_terms(text: str) -> Counter[str]:
    """Return how often each term stands in *text*: stems of content words, and words of names marked with ``@``.

    >>> sorted(count_terms("Moscow landed S-300 missiles.").items())
    [('@russia', 1), ('@s-300', 1), ('land', 1), ('missil', 1)]
    """
    names = read_names(text)
    counts: Counter[str] = Counter()
    # A surname has to meet the full name, so a name counts word by word.
    for name in names:
        counts.update("@" + word for word in name.key.split() if word not in STOPWORDS)
    covered = iter(sorted((name.span.start, name.span.end) for name in names))
    start, end = next(covered, (math.inf, math.inf))
    for word, first, last in iterate_words(text):
        while end <= first:
            start, end = next(covered, (math.inf, math.inf))
        if last <= start and (lowered := lower_word(word)) not in STOPWORDS:
            counts[stem(lowered)] += 1
    return counts


@lru_cache(maxsize=16384)
def read_names(text: str) -> tuple[Name, ...]:
    """Return the names in *text*; kept, because terms, labels and shares all ask for those of the same passages."""
    return find_names(text)


def weigh_leads(passages: Sequence[Passage]) -> Floats:
    """Return the weight of each passage in its article: seven for the first, falling towards one."""
    order = sorted(range(len(passages)), key=lambda row: (passages[row].article_id, passages[row].span))
    weights, seen = np.ones(len(passages)), Counter[str]()
    for row in order:
        place = seen[passages[row].article_id]
        weights[row] += LEAD_WEIGHT * math.exp(-place)
        seen[passages[row].article_id] += 1
    return weights


def compare_views(left: View, right: View) -> Floats:
    """Return the similarities (rows of *left*, rows of *right*) in [-1, 1], rounded to four decimals."""
    similarities: Floats = np.round(left.multiply(right), 4)
    return similarities


def scale(matrix: Floats) -> Floats:
    """Return the rows at unit length; zero rows stay zero."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    scaled: Floats = matrix / np.where(lengths > 0, lengths, 1.0)
    return scaled


def scale_rows(matrix: csr_matrix) -> csr_matrix:
    """Return the sparse rows at unit length; zero rows stay zero."""
    from scipy.sparse import diags

    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (diags(1.0 / np.where(lengths > 0, lengths, 1.0)) @ matrix).tocsr()


def has_own_title(article: Article) -> bool:
    """Return whether the title adds to the text: where the text begins with it, its first passage has it already."""
    return bool(article.title) and not article.text.lstrip().startswith(article.title)


def _count_title(article: Article) -> Counter[str]:
    if not has_own_title(article):
        return Counter()
    return Counter({term: count * TITLE_WEIGHT for term, count in count_terms(article.title).items()})


def count_holders(passages: Sequence[Passage], articles: Mapping[str, Article]) -> TermCounts:
    """Return in how many articles of *passages* each term stands."""
    terms: dict[str, set[str]] = {}
    for passage in passages:
        text = passage.span.of(articles[passage.article_id].text)
        held = terms.setdefault(passage.article_id, set(_count_title(articles[passage.article_id])))
        held.update(count_terms(text))
    return _count_holders(list(terms.values()))


def _count_holders(articles: Sequence[Iterable[str]]) -> TermCounts:
    counts = Counter(term for terms in articles for term in terms)
    return TermCounts(len(articles), dict(sorted(counts.items())))


def _add_unseen(frozen: TermCounts, counted: TermCounts) -> TermCounts:
    """Return *frozen* with the terms that it does not know, each as if one article had held it."""
    unseen = dict.fromkeys((term for term in counted.holders if term not in frozen.holders), 1)
    return TermCounts(frozen.articles, {**frozen.holders, **unseen})


def _weigh_terms(counts: TermCounts) -> TermSpace:
    """Return the terms of the articles with smoothed inverse document frequencies; names count more."""
    shares = load_background().shares
    terms = sorted(counts.holders) or [""]  # a matrix needs a column, even where no article has a word
    articles = 1 + counts.articles + PSEUDO_ARTICLES
    weights = [
        math.log(articles / (1 + counts.holders.get(term, 0) + PSEUDO_ARTICLES * shares.get(term, 0.0)))
        * (NAME_WEIGHT if term.startswith("@") else 1.0)
        for term in terms
    ]
    # A word of every article may weigh nothing, never less than that.
    return TermSpace({term: column for column, term in enumerate(terms)}, np.maximum(np.array(weights), 0.0))
