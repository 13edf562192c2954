"""Floors under what was measured once: what fell below, and how floors are moved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from narrative.evaluate.measures import Scores
from narrative.evaluate.survey import Survey

MARGIN = 0.02
"""What another machine's arithmetic may cost. A perfect figure has none: it is perfect by rules, not by arithmetic."""

SMALL_IS_GOOD = ("calibration error", "false divergence", "false pairs", "unplaced")
SEEDS = (
    "boilerplate recall",
    "kept recall",
    "rejects recall",
    "claims recall",
    "narratives f1",
    "links precision",
    "links recall",
    "relations precision",
    "whole: diverges precision",
    "whole: diverges recall",
    "repeats precision",
    "repeats recall",
    "copied characters f1",
    "stands but first f1",
    "silences precision",
    "silences recall",
    "self-contradictions precision",
    "weekdays precision",
)
"""What is guarded on the demonstration corpus: every stage, and what it comes to."""


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure on the wrong side of its floor; None: it was not measured."""

    name: str
    floor: float
    found: float | None

    def __str__(self) -> str:
        found = "is not measured any more" if self.found is None else f"is {self.found:.4f}"
        side = "at most" if is_small_good(self.name) else "at least"
        return f"{self.name} {found}; it must be {side} {self.floor:g}"


def is_small_good(name: str) -> bool:
    """Say whether less is better of the figure *name*.

    >>> is_small_good("link news_pairs: calibration error"), is_small_good("links recall")
    (True, False)
    """
    return any(word in name for word in SMALL_IS_GOOD)


def list_falls(found: Mapping[str, float], floors: Mapping[str, float]) -> tuple[Fall, ...]:
    """Return the figures of *floors* that are worse in *found* than their floor, or not in it.

    >>> [str(fall) for fall in list_falls({"recall": 0.5}, {"recall": 0.6})]
    ['recall is 0.5000; it must be at least 0.6']
    """
    return tuple(
        Fall(name, floor, found.get(name)) for name, floor in floors.items() if _is_below(name, floor, found.get(name))
    )


def _is_below(name: str, floor: float, found: float | None) -> bool:
    if found is None:
        return True
    return found > floor if is_small_good(name) else found < floor


def make_floor(name: str, found: float) -> float:
    """Return the floor under *found*: a little worse, in hundredths; a perfect figure stays.

    >>> make_floor("recall", 0.756), make_floor("recall", 1.0), make_floor("calibration error", 0.031)
    (0.73, 1.0, 0.06)
    """
    perfect = 0.0 if is_small_good(name) else 1.0
    if found == perfect:
        return perfect
    if is_small_good(name):
        return round(math.ceil(round((found + MARGIN) * 100, 6)) / 100, 2)
    return round(math.floor(round((found - MARGIN) * 100, 6)) / 100, 2)


def move_floors(found: Mapping[str, float], floors: Mapping[str, float]) -> tuple[dict[str, float], tuple[Fall, ...]]:
    """Return the floors that follow from *found*, and those of *floors* that would be lowered by them.

    >>> move_floors({"recall": 0.9}, {"recall": 0.95})
    ({'recall': 0.88}, (Fall(name='recall', floor=0.95, found=0.88),))
    """
    moved = {name: make_floor(name, value) for name, value in found.items()}
    return moved, list_falls(moved, floors)


def list_scores(scores: Scores) -> dict[str, float]:
    """Return the guarded figures of a whole comparison, by row and column."""
    found = {}
    for name in SEEDS:
        row, _, column = name.rpartition(" ")
        value: float = getattr(scores.of(row), column)
        found[name] = value
    return found


def list_figures(survey: Survey) -> dict[str, float]:
    """Return the published figures of *survey*, by stage, set, section and name."""
    return {
        f"{line.stage} {line.known}: {line.shown.section}: {line.shown.name}": line.figure.value
        for one in survey.measured
        for line in one.lines
        if line.figure.value is not None
    }
