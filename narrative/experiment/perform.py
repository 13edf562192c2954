"""What one process does: one comparison, measured, with a record at its end."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from narrative.config import Config
from narrative.experiment.differences import outline_comparison
from narrative.experiment.measure import Metrics, measure_comparison, measure_gold, measure_report
from narrative.experiment.plan import RowsOrder
from narrative.experiment.records import RunRecord, write_record
from narrative.experiment.work import LAST
from narrative.pipeline import compare_inputs
from narrative.pipeline.folder import Order
from narrative.pipeline.run import dump_json, load_json
from narrative.store import Store, hash_bytes

# Evaluated stage → the stage of the pipeline whose key covers every setting that it reads.
COVERED_BY = {"clean": "clean", "claims": "extract", "cluster": "cluster", "link": "link", "relate": "relate"}
SECONDS, FIGURES = "seconds", "figures"


@dataclass(frozen=True, slots=True)
class Task:
    """All that a process needs for one run; *work* is a key per stage, *shared* the folder of the common store."""

    key: str
    config: Config
    inputs: tuple[str, ...]
    metadata: str
    gold: str
    rows: tuple[RowsOrder, ...]
    work: Mapping[str, str]
    folder: Path
    shared: Path


class Stopwatch:
    """Keeps in the common store how long each stage took where it was computed.

    A stage that is reused takes next to nothing, and a killed run loses its own times: so the longest time that any
    run ever took for the same work counts.
    """

    def __init__(self, store: Store, work: Mapping[str, str]) -> None:
        self._store, self._work = store, work
        self._stage, self._began = "", 0.0
        self._spent: dict[str, float] = {}

    def begin(self, stage: str, total: int) -> None:  # noqa: ARG002 - the watcher's signature
        """Start the clock for *stage*."""
        self._stage, self._began = stage, perf_counter()

    def advance(self, items: int) -> None:
        """Ignore it."""

    def end(self) -> None:
        """Add the time since the beginning; a stage may come twice, as embedding does."""
        spent = self._spent.get(self._stage, 0.0) + perf_counter() - self._began
        self._spent[self._stage] = spent
        if spent > self._longest(self._stage):
            self._store.write(SECONDS, {self._key(self._stage): f"{spent:.3f}".encode()})

    def read(self) -> tuple[tuple[str, float], ...]:
        """Return the seconds of each stage, in order."""
        return tuple((stage, round(max(spent, self._longest(stage)), 3)) for stage, spent in self._spent.items())

    def _key(self, stage: str) -> str:
        # A stage that the table of work does not know depends on everything.
        return hash_bytes(f"{stage} {self._work.get(stage, self._work[LAST])}".encode())

    def _longest(self, stage: str) -> float:
        kept = self._store.read(SECONDS, [key := self._key(stage)])
        return float(kept[key]) if kept else 0.0


def perform_run(task: Task) -> None:
    """Compare, measure and leave the record in the run's folder; what is foreseen to fail raises NarrativeError."""
    began = perf_counter()
    with Store.open(task.shared) as store:
        watch = Stopwatch(store, task.work)
        order = Order(task.inputs, task.metadata or None, task.config, replace=True, shared=task.shared)
        outcome = compare_inputs(order, task.folder, watch)
        elapsed, memory = perf_counter() - began, measure_memory()
        metrics = measure_comparison(outcome.comparison)
        if task.gold:
            from narrative.evaluate.whole import read_gold, score_comparison

            metrics |= measure_gold(score_comparison(outcome.comparison, read_gold(task.gold)))
        for rows in task.rows:
            metrics |= _evaluate_rows(rows, task, store)
        record = RunRecord(
            key=task.key,
            metrics=tuple(metrics.items()),
            stages=watch.read(),
            elapsed=round(elapsed, 3),
            memory_mb=memory,
            comparison_hash=outcome.manifest.comparison_hash,
        )
    write_record(task.folder, record, outline_comparison(outcome.comparison))


def _evaluate_rows(rows: RowsOrder, task: Task, store: Store) -> Metrics:
    """Return the figures on labelled rows, from the store where a run with the same settings for the stage left them."""
    from narrative.evaluate.stage import Order as RowsQuestion
    from narrative.evaluate.stage import evaluate_stage

    files = [Path(name).read_bytes() for name in (rows.file, rows.pool) if name]
    work = task.work[COVERED_BY.get(rows.stage, LAST)]
    key = hash_bytes(b"\0".join([rows.stage.encode(), work.encode(), *files]))
    kept = store.read(FIGURES, [key])
    if kept:
        found: Metrics = load_json(kept[key], Metrics)
        return found
    report = evaluate_stage(RowsQuestion(rows.stage, rows.file, task.config, "", rows.pool))
    found = measure_report(report, Path(rows.file).name.split(".")[0])
    store.write(FIGURES, {key: dump_json(found)})
    return found


def measure_memory() -> int | None:
    """Return the most memory that this process ever held, in megabytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # not on Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10))


def count_cores() -> int:
    """Return the cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1
