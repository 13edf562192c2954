"""How many narratives: one cut through an average-linkage tree, chosen by fit and by a prior on its height.

A cut holds as long as its height lies between two merges. The weight of a cut is the prior over heights that falls
into that range, raised by the mean silhouette (Rousseeuw 1987) of its clusters; the heaviest cut wins. Clear groups
thus pull the cut towards themselves, and where the tree is silent the prior decides; `likeness` chooses its height.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from narrative.cluster.features import Floats, View, compare_views, scale, scale_rows

Labels = NDArray[np.intp]

SPREAD = 0.02
FIT = 4.0
MAX_TREE = 4000  # rows of one tree: 8 million distances
CELL = 1500
TIGHTER = 0.06


def cut_articles(articles: View, height: float, seed: int) -> Labels:
    """Return a cluster number from 0 for each article; numbers follow the first article of each cluster."""
    rows = articles.vectors.shape[0]
    groups = np.arange(rows) if rows <= MAX_TREE else _group_beforehand(articles, height, seed)
    units = articles if rows <= MAX_TREE else average_rows(articles, groups)
    return renumber(cut_tree(compare_views(units, units), height)[groups])


def cut_tree(similarities: Floats, height: float) -> Labels:
    """Return the clusters of the heaviest cut around *height* (see the module); a lone row is one cluster."""
    from scipy.cluster.hierarchy import fcluster

    if len(similarities) == 1:
        return np.zeros(1, dtype=np.intp)
    tree = grow_tree(similarities)
    weights: dict[int, float] = defaultdict(float)
    cuts: dict[int, Labels] = {}
    for step in np.linspace(-2, 2, 17):
        labels = renumber(fcluster(tree, height + SPREAD * step, "distance"))
        clusters = int(labels.max()) + 1
        if clusters not in cuts:
            cuts[clusters] = labels
        weights[clusters] += float(np.exp(-(step**2) / 2 + FIT * measure_silhouette(similarities, labels)))
    return cuts[min(weights, key=lambda clusters: (-round(weights[clusters], 6), clusters))]


def grow_tree(similarities: Floats) -> Floats:
    """Return scipy's linkage matrix for average linkage over ``1 - similarity``."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    distances = np.clip(1.0 - similarities, 0.0, 2.0)
    np.fill_diagonal(distances, 0.0)
    tree: Floats = linkage(squareform((distances + distances.T) / 2, checks=False), "average")
    return tree


def measure_silhouette(similarities: Floats, labels: Labels) -> float:
    """Return the mean silhouette, to four decimals; a row that is alone counts 0, and so does a single cluster.

    >>> near = np.array([[1.0, 0.9, 0.1], [0.9, 1.0, 0.1], [0.1, 0.1, 1.0]])
    >>> measure_silhouette(near, np.array([0, 0, 1]))
    0.5926
    """
    clusters = int(labels.max()) + 1
    if clusters in {1, len(labels)}:
        return 0.0
    order = np.argsort(labels, kind="stable")
    sizes = np.bincount(labels, minlength=clusters)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    sums = np.add.reduceat(similarities[:, order], starts, axis=1)
    rows = np.arange(len(labels))
    within = 1 - (sums[rows, labels] - similarities[rows, rows]) / np.maximum(sizes[labels] - 1, 1)
    means = 1 - sums / sizes
    means[rows, labels] = np.inf
    nearest = means.min(axis=1)
    widths = (nearest - within) / np.maximum(np.maximum(within, nearest), 1e-9)
    return round(float(np.where(sizes[labels] > 1, widths, 0.0).mean()), 4)


def renumber(labels: NDArray[np.integer]) -> Labels:
    """Return *labels* as numbers from 0 in order of first appearance.

    >>> renumber(np.array([7, 7, 2, 7, 5])).tolist()
    [0, 0, 1, 0, 2]
    """
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.intp)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def average_rows(view: View, groups: Labels) -> View:
    """Return one row per group, the direction of the mean of its rows."""
    from scipy.sparse import csr_matrix

    shape = (int(groups.max()) + 1, len(groups))
    members = csr_matrix((np.ones(len(groups)), (groups, np.arange(len(groups)))), shape=shape)
    return View(scale(members @ view.vectors), scale_rows((members @ view.words).tocsr()), view.meaning)


def _group_beforehand(articles: View, height: float, seed: int) -> Labels:
    """Return tight groups of articles, at most `MAX_TREE`: k-means cells, and a tree within each cell.

    What a cell's border parts, the tree over the groups joins again; memory stays linear in the number of articles.
    """
    from scipy.cluster.hierarchy import fcluster
    from sklearn.cluster import MiniBatchKMeans

    rows = articles.vectors.shape[0]
    cells = max(2, rows // CELL)
    kmeans = MiniBatchKMeans(cells, random_state=seed, n_init=3, batch_size=4096)
    cell_of = kmeans.fit_predict(articles.vectors)
    groups = np.zeros(rows, dtype=np.intp)
    used = 0
    for cell in range(cells):
        members = np.flatnonzero(cell_of == cell)
        if len(members) < 2:  # noqa: PLR2004 (a tree needs two leaves)
            groups[members] = used
            used += len(members)
            continue
        part = articles.take(members)
        tree = grow_tree(compare_views(part, part))
        labels = fcluster(tree, height - TIGHTER, "distance")
        most = max(1, MAX_TREE * len(members) // rows)
        if labels.max() > most:
            labels = fcluster(tree, most, "maxclust")
        groups[members] = used + renumber(labels)
        used += int(labels.max())
    return renumber(groups)
