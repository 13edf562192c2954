"""A bar for links that fits an analyst's marks, with what it gains on marks that it was not chosen by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from narrative.data import Constraints
from narrative.errors import InputError

FEWEST = 10  # marks of each kind, below which a bar would follow chance
FOLDS = 5

Mark = tuple[str, float, bool]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The bar that fits best and the one in use, and the balanced accuracy of both on held-out marks."""

    bar: float
    current: float
    same: int
    different: int
    accuracy: float
    accuracy_now: float

    @property
    def gain(self) -> float:
        """What the new bar gains on held-out marks."""
        return round(self.accuracy - self.accuracy_now, 4)


def calibrate_bar(
    constraints: Constraints, probabilities: Mapping[tuple[str, str], float], current: float
) -> Calibration:
    """Return the bar that parts the pairs marked *same* best from those marked *different*.

    *probabilities* are those of the links as the program gave them; a pair that is no link counts as 0. The accuracy
    is measured in five folds, each by a bar chosen on the other four. Raises InputError for too few marks.
    """
    marks: list[Mark] = [
        (f"{pair.left} {pair.right}", probabilities.get((pair.left, pair.right), 0.0), same)
        for pairs, same in ((constraints.same, True), (constraints.different, False))
        for pair in pairs
    ]
    same, different = len(constraints.same), len(constraints.different)
    if min(same, different) < FEWEST:
        what = f"holds {same} same and {different} different marks, {FEWEST} of each are needed"
        raise InputError("corrections.yaml", what, "mark more pairs in the report")
    folds = sorted(marks, key=lambda mark: blake2b(mark[0].encode(), digest_size=8).hexdigest())
    chosen: list[tuple[Mark, float]] = []
    for fold in range(FOLDS):
        bar = choose_bar([mark for at, mark in enumerate(folds) if at % FOLDS != fold], current)
        chosen += [(mark, bar) for mark in folds[fold::FOLDS]]
    return Calibration(
        choose_bar(marks, current),
        current,
        same,
        different,
        _measure([(mark[2], mark[1] >= bar) for mark, bar in chosen]),
        _measure([(mark[2], mark[1] >= current) for mark in marks]),
    )


def choose_bar(marks: Sequence[Mark], current: float) -> float:
    """Return the bar of the best balanced accuracy on *marks*; of equally good ones the nearest to *current*.

    >>> choose_bar([("a", 0.4, False), ("b", 0.6, True)], 0.32)
    0.5
    """
    values = sorted({probability for _, probability, _ in marks})
    between = [round((low + high) / 2, 4) for low, high in pairwise(values)]
    candidates = [current, *(value for value in between if value > 0)]
    return min(
        candidates,
        key=lambda bar: (-_measure([(same, value >= bar) for _, value, same in marks]), abs(bar - current), bar),
    )


def _measure(judged: Sequence[tuple[bool, bool]]) -> float:
    """Return the balanced accuracy of (truth, guess) pairs."""
    shares = []
    for wanted in (True, False):
        guesses = [guess == wanted for truth, guess in judged if truth == wanted]
        shares.append(sum(guesses) / len(guesses) if guesses else 0.0)
    return round(sum(shares) / len(shares), 4)
