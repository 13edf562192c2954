"""Many articles into few topics: spherical k-means over their meaning, with as many topics as fit nearly best.

A tree over hundreds of articles parts single events well and desks badly: average linkage leaves outliers alone and
joins the rest. k-means with the mean silhouette as the judge of k (Rousseeuw 1987; Dhillon and Modha 2001 for unit
rows) finds the desks. Plain numpy: the sums of scikit-learn's depend on the number of threads.
"""

from __future__ import annotations

import math

import numpy as np

from narrative.cluster.cut import Labels, renumber
from narrative.cluster.features import Floats, scale

LEAST_ARTICLES = 60  # fewer are parted by the tree
GIANT = 4  # a group of more than one in so many of the articles is no story any more
SAMPLE = 1500  # articles that choose the number of topics
STARTS = 5
ROUNDS = 30
STEP = 1.25  # from one number of topics to the next
# The finest division whose silhouette comes so near to the best. On the tuning halves that gives BBC (5 desks) 5 or 6
# topics and AG News (4) 6 or 7, and parts the politics of AllSides (72 topics) into 29 to 37 of 700 articles, whose
# silhouettes are as good from 12 to 46. At .9 AG News had 23 in one of three draws. One start chosen by how near the rows
# are to their centres, instead of the silhouette itself, made the curve jump by a tenth.
NEARLY = 0.95
# A giant is wanted in parts: 160 articles on the protests of one summer are four stories at .9, and two at .95.
GIANT_NEARLY = 0.9
MOST = 1.5  # topics at most, in roots of the number of articles


def divide_articles(vectors: Floats, seed: int, nearly: float = NEARLY) -> Labels:
    """Return the topic of each row of *vectors* (unit length), numbered by first appearance.

    Of the divisions whose silhouette is *nearly* the best, as a part of it, the finest is taken.
    """
    generator = np.random.default_rng(seed)
    rows = np.arange(len(vectors))
    if len(rows) > SAMPLE:
        rows = np.sort(generator.choice(len(rows), SAMPLE, replace=False))
    sample = vectors[rows]
    tried: list[tuple[float, Floats]] = []
    for count in list_counts(len(rows)):
        starts = [_find_centres(sample, count, generator) for _ in range(STARTS)]
        widths = [measure_width(sample, _find_nearest(sample, centres)) for centres in starts]
        tried.append(max(zip(widths, starts, strict=True), key=lambda one: one[0]))
    enough = nearly * max(width for width, _ in tried)
    fitting = [centres for width, centres in tried if width >= enough]
    return renumber(_find_nearest(vectors, fitting[-1]))


def split_giants(homes: Labels, vectors: Floats, seed: int) -> Labels:
    """Return *homes* with every group parted into its topics that holds more than a quarter of many articles.

    The tree chains what shares its names: of 180 articles about six months of American politics it left 138 in one group.
    """
    limit = max(LEAST_ARTICLES // 2, len(homes) // GIANT)
    parted = homes.copy()
    for group in np.flatnonzero(np.bincount(homes) > limit).tolist():
        members = np.flatnonzero(homes == group)
        own = vectors[members]
        found = divide_articles(scale(own - own.mean(axis=0)), seed, GIANT_NEARLY)
        parted[members] = np.where(found > 0, int(parted.max()) + found, group)
    return renumber(parted)


def list_counts(articles: int) -> list[int]:
    """Return the numbers of topics to try, up to `MOST` roots of the number of articles.

    >>> list_counts(400)
    [2, 3, 4, 5, 6, 7, 9, 12, 15, 19, 23, 29]
    """
    counts, count = [], 2.0
    while count <= max(2.0, MOST * math.sqrt(articles)):
        counts.append(math.floor(count))
        count = max(count + 1, count * STEP)
    return counts


def measure_width(vectors: Floats, labels: Labels) -> float:
    """Return the mean silhouette of unit rows by cosine, to four decimals; a row that is alone counts 0.

    >>> measure_width(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]), np.array([0, 0, 1, 1]))
    1.0
    """
    sizes = np.bincount(labels).astype(np.float64)
    sums = _sum_groups(vectors, labels, len(sizes))
    products = vectors @ sums.T
    rows = np.arange(len(labels))
    own = np.einsum("ij,ij->i", vectors, vectors)
    within = 1 - (products[rows, labels] - own) / np.maximum(sizes[labels] - 1, 1)
    means = 1 - products / np.maximum(sizes, 1)
    means[:, sizes == 0] = np.inf
    means[rows, labels] = np.inf
    nearest = means.min(axis=1)
    widths = (nearest - within) / np.maximum(np.maximum(nearest, within), 1e-9)
    return round(float(np.where((sizes[labels] > 1) & np.isfinite(nearest), widths, 0.0).mean()), 4)


def _sum_groups(vectors: Floats, labels: Labels, count: int) -> Floats:
    """Return the sum of the rows of each of *count* groups."""
    order = np.argsort(labels, kind="stable")
    present, starts = np.unique(labels[order], return_index=True)
    sums = np.zeros((count, vectors.shape[1]))
    sums[present] = np.add.reduceat(vectors[order], starts, axis=0)
    return sums


def _find_centres(vectors: Floats, count: int, generator: np.random.Generator) -> Floats:
    """Return the centres that one run of spherical k-means finds."""
    centres = _spread_centres(vectors, count, generator)
    labels = _find_nearest(vectors, centres)
    for _ in range(ROUNDS):
        sums = _sum_groups(vectors, labels, count)
        centres = np.where(np.any(sums != 0, axis=1, keepdims=True), scale(sums), centres)
        before, labels = labels, _find_nearest(vectors, centres)
        if np.array_equal(before, labels):
            break
    return centres


def _spread_centres(vectors: Floats, count: int, generator: np.random.Generator) -> Floats:
    """Return rows far from each other as first centres (k-means++, Arthur and Vassilvitskii 2007)."""
    chosen = [int(generator.integers(len(vectors)))]
    nearest = np.round(1 - vectors @ vectors[chosen[0]], 4)
    for _ in range(count - 1):
        weights = np.maximum(nearest, 0.0)
        total = weights.sum()
        row = int(generator.choice(len(vectors), p=weights / total)) if total > 0 else 0
        chosen.append(row)
        nearest = np.minimum(nearest, np.round(1 - vectors @ vectors[row], 4))
    return vectors[chosen].copy()


def _find_nearest(vectors: Floats, centres: Floats) -> Labels:
    nearest: Labels = np.round(vectors @ centres.T, 4).argmax(axis=1)
    return nearest
