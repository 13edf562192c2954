"""How firmly each narrative stands: whether it comes back when a fifth of the articles is missing."""

from __future__ import annotations

import numpy as np

from narrative.cluster.cut import Labels
from narrative.cluster.discover import part_articles
from narrative.cluster.features import Features
from narrative.config import ClusterConfig

LEAST_ARTICLES = 5
MOST_ARTICLES = 1000  # of one subsample: ten small trees take a second, ten large ones minutes
SHARE = 0.8


def measure_stability(features: Features, labels: Labels, settings: ClusterConfig) -> tuple[float, ...] | None:
    """Return per narrative the mean best-match Jaccard of its passages over subsamples of four fifths of the articles.

    Hennig (2007), Cluster-wise assessment of cluster stability. Only the tree and its cut are repeated. A narrative
    that no subsample touches counts 0. None where there are too few articles to leave some out, or no runs.
    """
    count = len(features.article_ids)
    if count < LEAST_ARTICLES or settings.stability_runs == 0:
        return None
    generator = np.random.default_rng(settings.seed)
    narratives = int(labels.max()) + 1
    sums, seen = np.zeros(narratives), np.zeros(narratives)
    for _ in range(settings.stability_runs):
        chosen = np.sort(generator.choice(count, size=min(round(SHARE * count), MOST_ARTICLES), replace=False))
        found = np.full(count, -1)
        found[chosen] = part_articles(features.articles.take(chosen), settings)
        scores, present = _match_best(labels, found[features.article_of], narratives)
        sums += scores
        seen += present
    return tuple(round(float(value), 4) for value in sums / np.maximum(seen, 1))


def _match_best(labels: Labels, found: Labels, narratives: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the best Jaccard of each narrative with any found cluster, and whether the subsample holds it at all."""
    inside = (found >= 0) & (labels >= 0)
    table = np.zeros((narratives, int(found.max()) + 1))
    np.add.at(table, (labels[inside], found[inside]), 1.0)
    union = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True) - table
    return (table / np.maximum(union, 1.0)).max(axis=1), table.sum(axis=1) > 0
