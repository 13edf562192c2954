"""The map: narratives apart, passages around their narrative; the same points for the same passages, always."""

from __future__ import annotations

import numpy as np

from narrative.cluster.cut import Labels
from narrative.cluster.features import Floats

NEAR = 0.42  # of the way to the nearest other narrative: clouds come close and do not mix
MOST_BY_DISTANCE = 12  # with more narratives than this, two principal axes lay them over each other
MOST_BY_NEIGHBOURS = 2000


def lay_out(vectors: Floats, labels: Labels, seed: int) -> Floats:
    """Return a point in [-1, 1] x [-1, 1] per row of *vectors*, to four decimals; label -1 is a group of its own.

    Groups are placed by the angles between their means (principal axes, which for few groups keep their distances;
    t-SNE for many), rows around their group's place by the principal axes of what sets them apart within it.
    """
    if not len(vectors):
        return np.zeros((0, 2))
    _, group_of = np.unique(labels, return_inverse=True)
    groups = int(group_of.max()) + 1
    means = np.array([vectors[group_of == group].mean(axis=0) for group in range(groups)])
    centres = _place_centres(means, seed)
    points = np.zeros((len(vectors), 2))
    for group in range(groups):
        members = np.flatnonzero(group_of == group)
        spread = _fit_disc(find_axes(vectors[members] - means[group]))
        points[members] = centres[group] + NEAR * _measure_room(centres, group) * spread
    return np.round(_fit_square(points), 4) + 0.0


def find_axes(rows: Floats) -> Floats:
    """Return the first two principal components of *rows*, (n, 2); the largest entry of each column is positive."""
    centred = rows - rows.mean(axis=0)
    if len(rows) < 2 or not np.any(np.abs(centred) > 1e-9):  # noqa: PLR2004
        return np.zeros((len(rows), 2))
    # The smaller of the two products has the same leading values, and a narrative has few passages.
    is_short = len(rows) <= rows.shape[1]
    values, axes = np.linalg.eigh(centred @ centred.T if is_short else centred.T @ centred)
    axes, values = axes[:, ::-1][:, :2], values[::-1][:2]
    found = axes * np.sqrt(np.maximum(values, 0.0)) if is_short else centred @ axes
    found = found * (values > 1e-9)  # noqa: PLR2004
    signs = np.sign(found[np.abs(np.round(found, 6)).argmax(axis=0), np.arange(found.shape[1])])
    found = found * np.where(signs == 0, 1, signs)
    return np.pad(found, ((0, 0), (0, 2 - found.shape[1])))


def _place_centres(means: Floats, seed: int) -> Floats:
    if not MOST_BY_DISTANCE < len(means) <= MOST_BY_NEIGHBOURS:
        return _fit_square(find_axes(means))
    from sklearn.manifold import TSNE

    start = find_axes(means)
    start = start / max(float(np.abs(start).max()), 1e-9) * 1e-2
    # The exact method sums in one order; Barnes-Hut sums by thread, and the map would differ from machine to machine.
    tsne = TSNE(method="exact", init=start, perplexity=min(15.0, (len(means) - 1) / 3), random_state=seed, max_iter=500)
    return _fit_square(np.asarray(tsne.fit_transform(means), dtype=np.float64))


def _measure_room(centres: Floats, group: int) -> float:
    distances = np.linalg.norm(centres - centres[group], axis=1)
    others = distances[np.arange(len(centres)) != group]
    near = others[others > 1e-6]  # noqa: PLR2004
    return float(near.min()) if len(near) else 1.0


def _fit_disc(points: Floats) -> Floats:
    disc: Floats = points / max(float(np.linalg.norm(points, axis=1).max(initial=0.0)), 1e-9)
    return disc


def _fit_square(points: Floats) -> Floats:
    centred = points - (points.max(axis=0) + points.min(axis=0)) / 2
    square: Floats = centred / max(float(np.abs(centred).max(initial=0.0)), 1e-9)
    return square
