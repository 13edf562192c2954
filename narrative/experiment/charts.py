"""Static drawings of an experiment: small multiples of settings against metrics, and quality against time."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from narrative.experiment.measure import name_metric
from narrative.experiment.plan import PlannedRun, spell_value
from narrative.experiment.results import Results, find_front
from narrative.experiment.table import shorten_number

MOST_TICKS = 5
Scale = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """The room of a drawing inside its margins, in the drawing's own units."""

    left: float
    right: float
    top: float
    bottom: float

    def x(self, share: float) -> float:
        """Return where a share of the width lies."""
        return round(self.left + share * (self.right - self.left), 1)

    def y(self, share: float) -> float:
        """Return where a share of the height lies, from the bottom up."""
        return round(self.bottom - share * (self.bottom - self.top), 1)


PANEL = Frame(left=46, right=250, top=12, bottom=122)
WIDE = Frame(left=54, right=704, top=16, bottom=294)


@dataclass(frozen=True, slots=True)
class Dot:
    """A run in a drawing: its place, its number, words for who points at it, and whether it stands out."""

    x: float
    y: float
    run: int
    words: str
    front: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A static chart: ticks are (place, words), lines are points of a polyline."""

    title: str
    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    mean: str
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]


def draw_panel(results: Results, parameter: str, metric: str) -> Drawing:
    """Return *metric* against *parameter*: a dot per run, a thin line through runs alike in all else, a thick mean."""
    values = results.values(metric)
    runs = [run for run, _ in results.done if run.number in values]
    places = place_settings([run.value(parameter) for run in runs])
    low, high = min(values.values()), max(values.values())

    def x(run: PlannedRun) -> float:
        return PANEL.x(0.04 + 0.92 * places[spell_value(run.value(parameter))])

    def y(value: float) -> float:
        return PANEL.y((value - low) / (high - low) if high > low else 0.5)

    dots = tuple(
        Dot(x(run), y(values[run.number]), run.number, _describe(run, parameter, metric, values[run.number]))
        for run in runs
    )
    alike: defaultdict[str, list[Dot]] = defaultdict(list)
    columns: defaultdict[float, list[float]] = defaultdict(list)
    others = [key for key in results.plan.varied if key != parameter]
    for run, dot in zip(runs, dots, strict=True):
        alike[spell_value([run.value(key) for key in others])].append(dot)
        columns[dot.x].append(dot.y)
    thin = tuple(_join((dot.x, dot.y) for dot in sorted(group, key=lambda dot: dot.x)) for group in alike.values())
    mean = _join((at, round(fmean(column), 1)) for at, column in sorted(columns.items()))
    ticks = tuple((y(value), format_number(value)) for value in dict.fromkeys((low, high)))
    marked = _thin_out([(PANEL.x(0.04 + 0.92 * place), words) for words, place in places.items()])
    return Drawing(name_metric(metric), dots, thin if len(alike) > 1 else (), mean, marked, ticks)


def draw_front(results: Results) -> Drawing | None:
    """Return quality against seconds of work, the runs that none beats joined by a line; None where all are equal."""
    quality = results.values(results.quality) if results.quality else {}
    points = [
        (run.number, record.seconds, quality[run.number])
        for run, record in results.done
        if run.number in quality and record.seconds is not None
    ]
    if len({value for _, _, value in points}) < 2:  # noqa: PLR2004 - where all are equal there is nothing to weigh
        return None
    front = find_front(points)
    across, up = _widen([seconds for _, seconds, _ in points]), _widen([value for _, _, value in points])
    runs = {run.number: run for run, _ in results.done}
    dots = []
    for number, seconds, value in points:
        words = f"Run {number}: {format_number(value)} in {format_number(seconds)} s; {name_settings(runs[number], results.plan.varied)}"
        dots.append(Dot(WIDE.x(_share(seconds, across)), WIDE.y(_share(value, up)), number, words, number in front))
    line = _join((dot.x, dot.y) for number in front for dot in dots if dot.run == number)
    return Drawing(
        f"{name_metric(results.quality)} against seconds",
        tuple(dots),
        (),
        line,
        tuple((WIDE.x(_share(tick, across)), f"{tick:g} s") for tick in choose_ticks(across)),
        tuple((WIDE.y(_share(tick, up)), f"{tick:g}") for tick in choose_ticks(up)),
    )


def place_settings(values: Sequence[Any]) -> dict[str, float]:
    """Return a place in [0, 1] for each distinct setting: to scale where all are numbers, else in order of appearance.

    >>> place_settings([0.2, 0.5, 0.3])
    {'0.2': 0.0, '0.3': 0.3333, '0.5': 1.0}
    >>> place_settings(["coarse", "fine"])
    {'coarse': 0.0, 'fine': 1.0}
    """
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        ordered = sorted(set(values))
        width = (ordered[-1] - ordered[0]) or 1
        return {spell_value(value): round((value - ordered[0]) / width, 4) for value in ordered}
    names = list(dict.fromkeys(spell_value(value) for value in values))
    return {name: round(place / max(len(names) - 1, 1), 4) for place, name in enumerate(names)}


def choose_ticks(scale: Scale) -> list[float]:
    """Return round numbers inside *scale*, at most five of them.

    >>> choose_ticks((0.42, 0.81)), choose_ticks((0, 37))
    ([0.5, 0.6, 0.7, 0.8], [0.0, 10.0, 20.0, 30.0])
    """
    low, high = scale
    rough = (high - low) / MOST_TICKS
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough)
    first = math.ceil(round(low / step, 6))
    return [round(step * place, 10) for place in range(first, math.floor(round(high / step, 6)) + 1)]


def format_number(value: float | None) -> str:
    """Return a number for a table: whole ones whole, small ones to three decimals, large ones to one, "–" for none.

    >>> format_number(0.73), format_number(1204.0), format_number(12.345), format_number(None)
    ('0.730', '1,204', '12.3', '–')
    """
    if value is None:
        return "–"
    short = shorten_number(value)
    if isinstance(short, int):
        return f"{short:,}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3f}"  # noqa: PLR2004 - seconds, not rates


def name_settings(run: PlannedRun, parameters: Sequence[str]) -> str:
    """Return what a run's settings are, those named in *parameters*, in one line."""
    return ", ".join(f"{key} {spell_value(run.value(key))}" for key in parameters)


def _describe(run: PlannedRun, parameter: str, metric: str, value: float) -> str:
    setting = spell_value(run.value(parameter))
    return f"Run {run.number}: {parameter} {setting}, {name_metric(metric)} {format_number(value)}"


def _join(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _widen(values: Sequence[float]) -> Scale:
    """Return the range of *values* with a little room on both sides, and some where all are equal."""
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return (max(low - room, 0.0) if low >= 0 else low - room), high + room


def _share(value: float, scale: Scale) -> float:
    return (value - scale[0]) / (scale[1] - scale[0])


def _thin_out(ticks: Sequence[tuple[float, str]]) -> tuple[tuple[float, str], ...]:
    """Return as many ticks as can be read: those that stand clear of the one before, counted by their letters."""
    kept: list[tuple[float, str]] = []
    for at, words in ticks:
        shown = words if len(words) <= 14 else words[:13] + "…"  # noqa: PLR2004 - letters that fit under a panel
        if not kept or at - kept[-1][0] > 3.2 * (len(shown) + len(kept[-1][1])) + 6:
            kept.append((at, shown))
    return tuple(kept)
