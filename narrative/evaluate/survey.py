"""Every stage on every known set of third parties: ``narrative evaluate all FOLDER``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from narrative.config import Config
from narrative.config.reading import change_config
from narrative.engine import open_engine
from narrative.errors import InputError
from narrative.evaluate.figures import Figure, Report
from narrative.evaluate.floors import score_floor
from narrative.evaluate.halves import Part
from narrative.evaluate.rows import Row
from narrative.evaluate.sets import (
    LabelledSet,
    Shown,
    Use,
    find_file,
    hash_files,
    list_missing,
    load_sets,
    read_set,
    sample_rows,
)
from narrative.evaluate.stage import Trial, choose_task, make_report, score_trial, try_rows
from narrative.evaluate.stages.base import Predicted, Task
from narrative.evaluate.stages.relate import IDENTICAL
from narrative.pipeline.run import Run, SilentWatcher, Watcher
from narrative.store import Store


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: the folder of the sets, the half, at most so many rows of each, and where results are kept.

    With *kept*, a folder, a run that was killed goes on, and vectors are encoded once for good; "" keeps nothing.
    """

    folder: Path
    config: Config
    part: Part = Part.REPORTING
    most: int | None = None
    kept: str = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One published figure: its set and stage, what was measured, and the floor on the same rows (None: not to be had)."""

    known: str
    stage: str
    shown: Shown
    figure: Figure
    floor: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """One set under one stage: the report, the published lines, its rows in this half, and the seconds it took."""

    known: LabelledSet
    use: Use
    report: Report
    lines: tuple[Line, ...]
    rows: int
    data: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Survey:
    """All of it, and the sets that could not be measured, each with the reason."""

    measured: tuple[Measured, ...]
    missing: tuple[tuple[str, str], ...]


def survey_sets(plan: Plan, watcher: Watcher | None = None) -> Survey:
    """Return every stage's figures on every known set that *plan* names and its folder holds.

    A set whose file is missing or cannot be read is named and left out. Raises InputError where none is there.
    """
    known = [one for one in load_sets() if not plan.only or one.name in plan.only]
    missing = [(one.name, _say_missing(plan.folder, one)) for one in known]
    found = [one for one, (_, why) in zip(known, missing, strict=True) if not why]
    if not found:
        raise InputError(str(plan.folder), "holds none of the known sets", "name the folder with the labelled files")
    with _open_store(plan) as store:
        run = Run(store, open_engine(plan.config.engine), watcher or SilentWatcher())
        measured: list[Measured] = []
        for one in found:
            try:
                measured += _measure_set(one, plan, run)
            except InputError as error:
                missing.append((one.name, str(error)))
    return Survey(tuple(measured), tuple((name, why) for name, why in missing if why))


def _say_missing(folder: Path, known: LabelledSet) -> str:
    lacking = list_missing(folder, known)
    return f"{', '.join(lacking)} not there" if lacking else ""


def _open_store(plan: Plan) -> AbstractContextManager[Store | None]:
    return Store.open(Path(plan.kept)) if plan.kept else nullcontext()


def _measure_set(known: LabelledSet, plan: Plan, run: Run) -> Iterator[Measured]:
    whole = read_set(plan.folder, known, plan.part)
    for use in known.uses:
        began = perf_counter()
        most = min(size for size in (known.cap, plan.most, len(whole)) if size is not None)
        rows = sample_rows(whole, known.name, most, whole=use.stage == "cluster")
        if rows:
            report, lines = _measure_use((known, use), rows, plan, run)
            data = hash_files(_list_files(plan.folder, known, use))
            yield Measured(known, use, report, lines, len(whole), data, round(perf_counter() - began, 1))


def _list_files(folder: Path, known: LabelledSet, use: Use) -> list[Path]:
    names = (*known.files, *((use.pool,) if use.pool else ()))
    return [path for name in names if (path := find_file(folder, name))]


def _measure_use(
    what: tuple[LabelledSet, Use], rows: Sequence[Row], plan: Plan, run: Run
) -> tuple[Report, tuple[Line, ...]]:
    known, use = what
    config = change_config(plan.config, [*QUICK, *(f"{key}={value}" for key, value in use.set.items())])
    task = choose_task(use.stage, str(find_file(plan.folder, use.pool)) if use.pool else "")
    probe = task.probe if any(shown.name == IDENTICAL for shown in use.figures) else _probe_nothing
    kept = replace(task, predict=partial(_predict_once, task), probe=probe)
    trial = try_rows(kept, rows, config, run)
    report = make_report(use.stage, known.name, trial, score_trial(trial, config, run))
    floors = _score_floors(trial, use, config)
    lines = []
    for shown in use.figures:
        figure = _find_figure(report.figures, shown)
        if figure:
            floor = (
                shown.floor if isinstance(shown.floor, float) else floors.get((shown.floor, shown.section, shown.name))
            )
            lines.append(Line(known.name, use.stage, shown, figure, floor))
    return report, tuple(lines)


QUICK = ("cluster.stability_runs=0",)
"""Stability costs time and changes no figure here."""


def _probe_nothing(_inputs: Sequence[Any]) -> Sequence[Any]:
    return ()


def _predict_once(task: Task, inputs: Sequence[Any], config: Config, run: Run) -> Predicted:
    """Return what *task* says of *inputs*, from the store where the same code said it before."""
    parameters = (task.name, task.pool, inputs, config)
    return run.whole("predict", lambda: task.predict(inputs, config, run), parameters, Predicted)


def _score_floors(trial: Trial, use: Use, config: Config) -> dict[tuple[str | float, str, str], float | None]:
    found: dict[tuple[str | float, str, str], float | None] = {}
    for kind in sorted({shown.floor for shown in use.figures if isinstance(shown.floor, str) and shown.floor}):
        scored = score_floor(kind, trial.task, trial.answers, config)
        found.update({(kind, figure.section, figure.name): figure.value for figure in scored.figures})
    return found


def _find_figure(figures: Sequence[Figure], shown: Shown) -> Figure | None:
    return next((one for one in figures if (one.section, one.name) == (shown.section, shown.name)), None)
