"""What a measurement looks like: rows of precision and recall, and readable faults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """Of *given* answers *right* are right, of *wanted* ones *found* were found.

    For averages (B-cubed) *right* and *found* are sums over items, hence no whole numbers.
    """

    name: str
    precision: float
    recall: float
    f1: float
    right: float
    given: int
    found: float
    wanted: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong or missing: its kind (a short fixed phrase) and a line for a person."""

    kind: str
    line: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one aspect gives to the whole: its rows and its faults."""

    measures: tuple[Measure, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """All rows in fixed order, the linked pairs that the gold calls no links, and every fault in order of kind."""

    measures: tuple[Measure, ...]
    hard_negatives: int
    hard_negatives_wanted: int
    faults: tuple[Fault, ...]

    def of(self, name: str) -> Measure:
        """Return the row called *name*. Raises KeyError for a row that is not there."""
        for measure in self.measures:
            if measure.name == name:
                return measure
        raise KeyError(name)


def rate(name: str, right: float, given: int, found: float, wanted: int) -> Measure:
    """Return the row: precision right/given, recall found/wanted and their harmonic mean, to four decimals.

    Nothing given where nothing is wanted counts as perfect, nothing given where something is wanted as 0.

    >>> rate("links", 3, 4, 3, 6)
    Measure(name='links', precision=0.75, recall=0.5, f1=0.6, right=3, given=4, found=3, wanted=6)
    >>> rate("links", 0, 0, 0, 0).f1, rate("links", 0, 0, 0, 2).precision
    (1.0, 0.0)
    """
    precision = right / given if given else float(not wanted)
    recall = found / wanted if wanted else float(not given or right == given)
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return Measure(
        name, round(precision, 4), round(recall, 4), round(f1, 4), round(right, 4), given, round(found, 4), wanted
    )
