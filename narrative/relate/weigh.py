"""How surely two claims conflict: by what the rules found, and where they found nothing by what the model reads."""

from __future__ import annotations

import math
from collections.abc import Sequence

from narrative.relate.reader import Reading
from narrative.relate.rules import Conflict

# Log-odds of a conflict from the model's, fitted on rows of tuning halves which the model never saw
# (benchmarks/train/weigh.py prints them). They hold for two sentences set side by side, of which half conflict; what the
# model alone finds between two articles is no verdict (relate/judge.py).
SLOPE = 0.92
BASELINE = -1.48
_FARTHEST = 6.0


def rate_conflict(conflicts: Sequence[Conflict], reading: Reading | None) -> float:
    """Return the probability that two claims conflict if they are the same claim, rounded to four decimals.

    It is the strength of the surest of *conflicts*, which come surest first. Where there is none it is what the model
    makes of the pair, 0 without a *reading*.

    >>> rate_conflict([], Reading(0.9, 0.1, 0.0)) < 0.1 < 0.5 < rate_conflict([], Reading(0.01, 0.99, 0.0))
    True
    """
    if conflicts:
        return conflicts[0].evidence.score
    if reading is None:
        return 0.0
    return round(1 / (1 + math.exp(-BASELINE - SLOPE * _take_odds(reading.diverges))), 4)


def _take_odds(probability: float) -> float:
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    return min(_FARTHEST, max(-_FARTHEST, math.log(kept / (1 - kept))))
