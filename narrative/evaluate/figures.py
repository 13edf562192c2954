"""What measuring a stage gives: figures with their intervals, a confusion matrix, and the worst rows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from narrative.evaluate.rows import RowId

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

RESAMPLES = 500
SEED = 20240607
_WANTED: ContextVar[bool] = ContextVar("intervals", default=True)
LEAST_UNITS = 10  # fewer groups than this say nothing on how groups vary; rows are drawn one by one then
OVERALL = "overall"

Key = tuple[str, str]
Values = Mapping[Key, tuple[float, int]]
"""A value (nan where the rows do not define it) and the number of rows behind it, by section and name."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure: its value, the borders of its 95 % bootstrap interval (None: not to be had), and its rows."""

    section: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    rows: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """How often each gold class (a line) was called each class (a column)."""

    gold: tuple[str, ...]
    said: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that went wrong: how badly in [0, 1], and a line for a person."""

    id: RowId
    badness: float
    line: str


@dataclass(frozen=True, slots=True)
class Scored:
    """What one stage's scorer gives; *faults* are ordered worst first."""

    figures: tuple[Figure, ...] = ()
    matrix: Matrix | None = None
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The measurement of a stage on one file: its rows, how many have gold, and what the scorer gave."""

    stage: str
    file: str
    rows: int
    gold_rows: int
    figures: tuple[Figure, ...]
    matrix: Matrix | None
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]

    def of(self, name: str, section: str = OVERALL) -> Figure:
        """Return the figure called *name*. Raises KeyError for one that is not there."""
        for figure in self.figures:
            if (figure.section, figure.name) == (section, name):
                return figure
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Answer:
    """A row with gold: what it was given as, what the stage said of it, the gold, and the unit it was drawn in."""

    given: Any
    said: Mapping[str, Any]
    gold: Any
    unit: str

    @property
    def id(self) -> RowId:
        """The row's id."""
        found: RowId = self.said["id"]
        return found


@contextmanager
def without_intervals() -> Iterator[None]:
    """Measure without bootstrap intervals inside the block: they cost most of the time of a small set."""
    token = _WANTED.set(False)
    try:
        yield
    finally:
        _WANTED.reset(token)


def measure(compute: Callable[[Rows], Values], units: Sequence[str]) -> tuple[Figure, ...]:
    """Return the figures that *compute* gives for all rows, each with its 95 % percentile bootstrap interval.

    *units* names per row what it was drawn with; whole units are drawn where there are at least ten, else rows.
    (Efron & Tibshirani 1993, chapter 13; seeded, 500 resamples.)
    """
    import numpy as np

    if not units:
        return ()
    everything = compute(np.arange(len(units)))
    pools = _pool_rows(units)
    drawn: dict[Key, list[float]] = {key: [] for key in everything}
    if len(pools) > 1 and _WANTED.get():
        random = np.random.default_rng(SEED)
        for _ in range(RESAMPLES):
            chosen = np.concatenate([pools[unit] for unit in random.integers(0, len(pools), len(pools))])
            for key, (value, _rows) in compute(chosen).items():
                drawn.setdefault(key, []).append(value)
    return tuple(_make_figure(key, everything[key], drawn[key]) for key in everything)


def _pool_rows(units: Sequence[str]) -> list[Rows]:
    """Return the rows of each unit; a row without one stands alone."""
    import numpy as np

    if len({unit for unit in units if unit}) < LEAST_UNITS:
        return [np.array([row]) for row in range(len(units))]
    names = [unit or f"\0{row}" for row, unit in enumerate(units)]
    members: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        members.setdefault(name, []).append(row)
    return [np.array(rows) for rows in members.values()]


def _make_figure(key: Key, found: tuple[float, int], drawn: Sequence[float]) -> Figure:
    import numpy as np

    value, rows = found
    defined = [one for one in drawn if not math.isnan(one)]
    if math.isnan(value) or not defined:
        return Figure(*key, None if math.isnan(value) else round(value, 4), None, None, rows)
    low, high = (round(float(border), 4) for border in np.percentile(defined, (2.5, 97.5)))
    return Figure(*key, round(value, 4), low, high, rows)


def count_plainly(section: str, name: str, value: float, rows: int) -> Figure:
    """Return a figure that has no interval."""
    return Figure(section, name, None if math.isnan(value) else round(value, 4), None, None, rows)


def make_matrix(pairs: Sequence[tuple[str, str]], gold: Sequence[str], said: Sequence[str]) -> Matrix:
    """Return how often each class of *gold* was called each class of *said*; gold classes without a row are left out.

    >>> make_matrix([("x", "y"), ("x", "x")], ("x", "y"), ("x", "y")).counts
    ((1, 1),)
    """
    counts = Counter(pairs)
    lines = tuple(name for name in gold if any(counts[name, other] for other in said))
    return Matrix(lines, tuple(said), tuple(tuple(counts[name, other] for other in said) for name in lines))


def rank_faults(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return *faults*, the worst first; ties by id."""
    return tuple(sorted(faults, key=lambda fault: (-round(fault.badness, 4), str(fault.id))))


def shorten(text: str, most: int = 100) -> str:
    """Return *text* on one line, cut to *most* characters.

    >>> shorten("one  two three", 8)
    'one two…'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"
