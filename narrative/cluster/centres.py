"""The centre of a narrative, and how near to it its passages are."""

from __future__ import annotations

import numpy as np

from narrative.cluster.assign import BLOCK, sum_groups
from narrative.cluster.cut import Labels
from narrative.cluster.features import Features, Floats, View, scale, scale_rows

LEAST_WEIGHT = 0.0001


def find_centres(features: Features, labels: np.ndarray, count: int) -> View:
    """Return the direction of the mean passage of each narrative; passages labelled -1 are left out."""
    sums = sum_groups(features.passages, labels, count).view
    return View(scale(sums.vectors), scale_rows(sums.words), sums.meaning)


def weigh_members(features: Features, members: np.ndarray, centre: View) -> Floats:
    """Return each member's similarity to the centre of its narrative, in (0, 1]."""
    weights: Floats = np.round(features.passages.take(members).multiply(centre)[:, 0], 4)
    return np.clip(weights, LEAST_WEIGHT, 1.0)


def measure_separation(features: Features, labels: Labels, centres: View) -> tuple[float, ...] | None:
    """Return how far each narrative is from the others, in [-1, 1]: the mean simplified silhouette of its passages.

    A passage's distances to its own centre and to the nearest other one stand for those to all passages (Hruschka et al.
    2004), which keeps time linear. None where there is no other narrative.
    """
    count = centres.vectors.shape[0]
    if count == 1:
        return None
    sums, sizes = np.zeros(count), np.bincount(labels[labels >= 0], minlength=count)
    placed = np.flatnonzero(labels >= 0)
    for start in range(0, len(placed), BLOCK):
        rows = placed[start : start + BLOCK]
        distances = 1 - np.round(features.passages.take(rows).multiply(centres), 4)
        every = np.arange(len(rows))
        own = distances[every, labels[rows]].copy()
        distances[every, labels[rows]] = np.inf
        other = distances.min(axis=1)
        np.add.at(sums, labels[rows], (other - own) / np.maximum(np.maximum(own, other), 1e-9))
    return tuple(round(float(value), 4) for value in sums / np.maximum(sizes, 1))
