"""Narratives that the analyst named beforehand: which articles tell them, which passages at least.

How near a hint comes depends on how it is worded, so nothing is judged by one distance alone: a hint competes with
the others by how far it stands out from the corpus, and an article is measured against the best one for that hint.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from narrative.cluster.cut import Labels
from narrative.cluster.features import Features, Floats, TermSpace, View, compare_views, count_terms, scale
from narrative.config import NarrativeHint

LEAST = 0.2  # the best F1 on names of events (BASIL, tuning half): benchmarks/hints.py, docs/evaluation.md
OF_BEST = 0.5
AHEAD = 0.02
CENTRED = 0.5
LEAST_PASSAGE = 0.4
NONE = -1


class TextEncoder(Protocol):
    """What is used of an encoder here."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row per text."""


def view_hints(hints: Sequence[NarrativeHint], space: TermSpace, encoder: TextEncoder) -> View:
    """Return one row per hint, made from its label and its phrases alike."""
    texts = [(hint.label, *hint.hints) for hint in hints]
    rows = encoder.encode([text for group in texts for text in group]).astype(np.float64)
    borders = np.cumsum([0, *map(len, texts)])
    means = np.array([rows[start:end].mean(axis=0) for start, end in pairwise(borders)])
    return View(scale(means), space.vectorise([Counter(count_terms("\n".join(group))) for group in texts]))


def match_articles(features: Features, hints: View, least: float = LEAST) -> Labels:
    """Return the hint whose narrative each article tells, -1 where it tells none of them.

    The best hint has to stand out from the corpus more than the next by `AHEAD`, and the article has to reach *least*
    and half of what the best article reaches.
    """
    similarities = compare_views(features.articles, hints)
    best = _pick(similarities)
    reached = similarities.max(axis=1, where=_one_hot(best, similarities.shape[1]), initial=-1.0)
    needed = np.maximum(least, OF_BEST * similarities.max(axis=0))
    return np.where((best >= 0) & (reached >= needed[best]), best, NONE)


def match_passages(features: Features, hints: View, wanted: Sequence[int]) -> Labels:
    """Return for each passage the hint among *wanted* that it clearly tells, else -1: for hints that no article tells."""
    similarities = compare_views(features.passages, hints)
    best = _pick(similarities)
    reached = similarities.max(axis=1, where=_one_hot(best, similarities.shape[1]), initial=-1.0)
    return np.where(np.isin(best, list(wanted)) & (reached >= LEAST_PASSAGE), best, NONE)


def _pick(similarities: Floats) -> Labels:
    """Return the hint that is ahead of the others once each is measured from half its median; -1 where none is."""
    centred = np.round(similarities - CENTRED * np.median(similarities, axis=0), 4)
    best: Labels = centred.argmax(axis=1)
    if centred.shape[1] == 1:
        return best
    first, second = -np.partition(-centred, 1, axis=1)[:, :2].T
    return np.where(first - second >= AHEAD, best, NONE)


def _one_hot(labels: Labels, columns: int) -> NDArray[np.bool_]:
    chosen: NDArray[np.bool_] = labels[:, None] == np.arange(columns)[None, :]
    return chosen
