"""Newcomers to groups that are there: average linkage in which these groups never merge."""

from __future__ import annotations

import numpy as np

from narrative.cluster.cut import Labels
from narrative.cluster.features import Floats

GONE = -np.inf


def join_newcomers(among: Floats, to_groups: Floats, sizes: Floats, bar: float) -> Labels:
    """Return the group of each newcomer: average linkage down to *bar* over groups that never merge with each other.

    *among* are the newcomers' similarities, *to_groups* their mean similarities to the groups, which have *sizes*
    articles. Groups of newcomers alone are numbered behind these, by their first member.

    >>> among = np.array([[1.0, 0.9, 0.1], [0.9, 1.0, 0.1], [0.1, 0.1, 1.0]])
    >>> join_newcomers(among, np.array([[0.2], [0.4], [0.1]]), np.array([2.0]), 0.35).tolist()
    [1, 1, 2]
    """
    count, groups = to_groups.shape
    table = np.hstack([to_groups, among])
    table[np.arange(count), groups + np.arange(count)] = GONE
    weights = np.concatenate([sizes, np.ones(count)])
    labels = groups + np.arange(count)
    while True:
        row, column = divmod(int(np.round(table, 4).argmax()), groups + count)
        if not table[row, column] >= bar:
            return _renumber_new(labels, groups)
        target, lost = (column, groups + row) if column < groups else sorted((column, groups + row))
        share = weights[lost] / (weights[target] + weights[lost])
        table[:, target] = (1 - share) * table[:, target] + share * table[:, lost]
        if target >= groups:
            keeper, gone = target - groups, lost - groups
            table[keeper] = (1 - share) * table[keeper] + share * table[gone]
            table[keeper, target] = GONE
        table[lost - groups], table[:, lost] = GONE, GONE
        weights[target] += weights[lost]
        labels[labels == lost] = target


def _renumber_new(labels: Labels, groups: int) -> Labels:
    new = sorted(set(labels[labels >= groups].tolist()), key=lambda label: int(np.flatnonzero(labels == label)[0]))
    number_of = {label: groups + place for place, label in enumerate(new)}
    return np.array([number_of.get(label, label) for label in labels.tolist()], dtype=np.intp)
