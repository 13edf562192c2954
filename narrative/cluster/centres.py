"""The centre of a narrative, and how near to it its passages are."""

from __future__ import annotations

import numpy as np

from narrative.cluster.assign import sum_groups
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
