"""The one rule that puts a passage into a narrative, while fitting and for passages that come later.

A passage goes where it is most at home: by its own mean similarity to the narrative's passages, and in part by its
article's to the narrative's articles. So an article hangs together unless a passage really tells another story.
No article vouches for itself: its own passages are taken out of a narrative before they are compared with it.
Means of similarities, not centroids, for that is what the tree over the articles goes by; the centroid of a large
narrative is nearer to everything than that of a small one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrative.cluster.cut import Labels
from narrative.cluster.features import Features, Floats, View

PRIOR = 0.5  # the article's part in a passage's score; more by 1/(2n) where there are only n articles to judge by
MARGIN = 0.01  # a passage leaves its article's narrative only for one that is better by this
ROUNDS = 3
BLOCK = 4096  # passages scored at once: keeps memory linear
OFF_TOPIC = 0.1  # of the median similarity of passages to their narratives
NOWHERE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """The narrative of each passage and the one of each article, numbered from 0 to *narratives* - 1."""

    labels: Labels
    homes: Labels
    narratives: int


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """The narrative of each passage (-1: none), the nearest one, and the passage's own mean similarity to that."""

    labels: Labels
    nearest: Labels
    similarity: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """The sum of the rows of each group, and how many rows it has: enough for mean similarities."""

    view: View
    sizes: Floats


def assign_passages(
    features: Features, start: Partition, texts: Sequence[str], movable: NDArray[np.bool_] | None = None
) -> Assignment:
    """Return where each passage goes, starting from *start*; the narratives of the articles stay. Equal texts go together.

    Only the *movable* passages go anywhere, all where none are named: those of a later batch go by the same rule as
    those of the first, and these stay. A narrative that all its passages leave is empty afterwards. A passage with no
    words, or far from every narrative, goes nowhere, and so do its equals.
    """
    articles = _compare_articles(features, start.homes, start.narratives)
    moving = np.ones(len(texts), dtype=np.bool_) if movable is None else movable
    rows = np.flatnonzero(moving)
    labels, similarity = start.labels, np.zeros(len(texts))
    for _ in range(ROUNDS):
        before = labels
        partition = Partition(before, start.homes, start.narratives)
        found, similarity = _find_best(features, partition, articles, rows)
        # What stays is as sure as can be, so that its equals come to it.
        labels, similarity = _agree(found, np.where(moving, similarity, 1.0), texts)
        labels = np.where(moving, labels, before)
        if np.array_equal(labels, before):
            break
    floor = OFF_TOPIC * float(np.median(similarity[rows])) if len(rows) else 0.0
    has_words = np.asarray(features.passages.words.getnnz(axis=1) > 0)
    kept = ~moving | (has_words & (similarity >= floor))
    return Assignment(np.where(kept, labels, NOWHERE), labels, similarity)


def sum_groups(view: View, labels: Labels, groups: int) -> Sums:
    """Return the sums of the rows of *view* by label; rows labelled -1 are left out."""
    from scipy.sparse import csr_matrix

    placed = np.flatnonzero(labels >= 0)
    members = csr_matrix((np.ones(len(placed)), (labels[placed], placed)), shape=(groups, len(labels)))
    rows = View(members @ view.vectors, (members @ view.words).tocsr(), view.meaning)
    return Sums(rows, np.asarray(members.sum(axis=1)).ravel())


def _compare_articles(features: Features, homes: Labels, narratives: int) -> Floats:
    """Return each article's mean similarity to the articles of each narrative, itself left out.

    At home an article counts as much as anywhere else: the tree has decided that.
    """
    sums = sum_groups(features.articles, homes, narratives)
    rows = np.arange(len(homes))
    products, sizes = features.articles.multiply(sums.view), np.tile(sums.sizes, (len(homes), 1))
    products[rows, homes] -= features.articles.measure_own()
    sizes[rows, homes] -= 1.0
    means: Floats = products / np.maximum(sizes, 1.0)
    means[rows, homes] = means.max(axis=1)
    return means


def _find_best(features: Features, partition: Partition, articles: Floats, moving: Labels) -> tuple[Labels, Floats]:
    """Return for each passage in *moving* the narrative of the best score, and its own mean similarity to that narrative."""
    sums = sum_groups(features.passages, partition.labels, partition.narratives)
    shares = _find_shares(features, partition)
    prior = PRIOR + 0.5 / max(len(features.article_ids), 2)
    labels, similarity = partition.labels.copy(), np.zeros(len(features.article_of))
    for start in range(0, len(moving), BLOCK):
        rows = moving[start : start + BLOCK]
        own = _compare_without_own(features.passages.take(rows), sums, shares, rows)
        article, every = features.article_of[rows], np.arange(len(rows))
        scores = (1 - prior) * own + prior * articles[article]
        scores[every, partition.homes[article]] += MARGIN
        labels[rows] = np.round(scores, 4).argmax(axis=1)
        similarity[rows] = own[every, labels[rows]]
    return labels, similarity


@dataclass(frozen=True, slots=True, eq=False)
class _Shares:
    """Which part of a narrative one article holds: a row per such pair, and per passage the pairs of its article."""

    narrative: Labels
    sums: Sums
    first: Labels
    count: Labels
    inside: Labels


def _find_shares(features: Features, partition: Partition) -> _Shares:
    codes = features.article_of * partition.narratives + partition.labels
    pairs, inside = np.unique(codes, return_inverse=True)
    article, narrative = np.divmod(pairs, partition.narratives)
    first = np.searchsorted(article, features.article_of)
    count = np.searchsorted(article, features.article_of, side="right") - first
    return _Shares(narrative, sum_groups(features.passages, inside, len(pairs)), first, count, inside)


def _compare_without_own(passages: View, sums: Sums, shares: _Shares, rows: Labels) -> Floats:
    """Return mean similarities (passages, narratives), each article's own passages taken out of the narrative.

    Where nothing else is left, only the passage itself is taken out; where it is alone, it is at home as anywhere.
    """
    products, sizes = passages.multiply(sums.view), np.tile(sums.sizes, (len(rows), 1))
    row = np.repeat(np.arange(len(rows)), shares.count[rows])
    offsets = np.arange(len(row)) - np.repeat(np.cumsum(shares.count[rows]) - shares.count[rows], shares.count[rows])
    pair = np.repeat(shares.first[rows], shares.count[rows]) + offsets
    narrative = shares.narrative[pair]
    own = shares.sums.view.take(pair)
    words = np.asarray(passages.words[row].multiply(own.words).sum(axis=1)).ravel()
    meanings = np.einsum("ij,ij->i", passages.vectors[row], own.vectors)
    with_article = passages.meaning * meanings + (1 - passages.meaning) * words
    is_alone = shares.sums.sizes[pair] == sums.sizes[narrative]
    is_member = shares.inside[rows][row] == pair
    itself = passages.measure_own()[row] * is_member
    products[row, narrative] -= np.where(is_alone, itself, with_article)
    sizes[row, narrative] -= np.where(is_alone, is_member, shares.sums.sizes[pair])
    means = products / np.maximum(sizes, 1.0)
    means = np.where(sizes > 0, means, means.max(axis=1, keepdims=True))
    return np.asarray(means, dtype=np.float64)


def _agree(labels: Labels, similarity: Floats, texts: Sequence[str]) -> tuple[Labels, Floats]:
    """Send equal texts the way of the one that is most at home; among equals the smaller number decides."""
    best: dict[str, tuple[float, int]] = {}
    for text, label, value in zip(texts, labels, similarity, strict=True):
        bid = (round(float(value), 4), -int(label))
        best[text] = max(bid, best.get(text, bid))
    agreed = np.array([-best[text][1] for text in texts], dtype=np.intp)
    return agreed, np.array([best[text][0] for text in texts])
