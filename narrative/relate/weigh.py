"""How surely two claims conflict: by what the rules found, and where they found nothing by what the model reads."""

from __future__ import annotations

import math
from collections.abc import Sequence

from narrative.relate.reader import Reading
from narrative.relate.rules import Conflict

# Log-odds of a conflict from the model's: an even chance where the model's reach 3.2, above the 2.75 that fits best on
# rows of tuning halves which the model never saw (benchmarks/train/weigh.py prints it, and what each bar calls). There half
# of the rows conflict. Between outlets hardly any pair does: of 14 contradictions that the model alone found at 2.8 in five
# months of AllSides news none was one, and ten were below 3.2. From there on it still finds nearly nine in ten of BUMP's
# conflicts that the rules leave open, and a quarter of SummEdits' instead of nearly half.
SLOPE = 1.2
BASELINE = -3.2 * SLOPE
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
    return round(1 / (1 + math.exp(-BASELINE - SLOPE * _take_odds(reading.conflict))), 4)


def _take_odds(probability: float) -> float:
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    return min(_FARTHEST, max(-_FARTHEST, math.log(kept / (1 - kept))))
