"""An experiment from its file to its folder: every run done once, resumed after a kill, failures told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from narrative.errors import EmptyCorpusError, StoreError
from narrative.evaluate.gold import read_gold
from narrative.evaluate.rows import read_rows
from narrative.experiment.differences import Difference, find_differences
from narrative.experiment.page import render_page
from narrative.experiment.perform import Task
from narrative.experiment.plan import Plan, PlannedRun
from narrative.experiment.records import RunRecord, read_outline, read_record
from narrative.experiment.results import Results
from narrative.experiment.schedule import Limits, perform_all
from narrative.experiment.table import write_changes, write_lines, write_table
from narrative.experiment.work import name_work
from narrative.ingest import read_articles
from narrative.pipeline.run import Watcher, code_version, dump_json
from narrative.store import Store, hash_bytes, lock_folder, write_files

RUNS = "runs"
PAGE = "report.html"


@dataclass(frozen=True, slots=True)
class Given:
    """What every run of an experiment works on, and a hash of it."""

    articles: int
    hash: str


def run_experiment(plan: Plan, root: Path, watcher: Watcher) -> Results:
    """Return the results of all runs of *plan*, written whole into *root*: table, page and a folder per run.

    A run that is done already is not done again; one that fails is recorded and the others go on. Raises InputError
    for an input or gold that cannot be read, StoreError for a folder of something else or one in use.
    """
    given = _read_given(plan)
    _refuse_foreign(root)
    with lock_folder(root), Store.open(root):
        records = _perform(plan, given, root, watcher)
        results = Results(plan, tuple(records), _compare_runs(plan, records, root), given.articles)
        _write(results, root)
    return results


def _read_given(plan: Plan) -> Given:
    """Return the input's size and a hash of all that is read; what cannot be read is told before any run begins."""
    experiment = plan.experiment
    ingested = read_articles(experiment.input, experiment.metadata or None, plan.runs[0].config.ingest)
    if not ingested.articles:
        raise EmptyCorpusError(", ".join(experiment.input), "there is no article", "see `narrative inspect`")
    parts = [dump_json(sorted(ingested.articles, key=lambda raw: (raw.place, raw.key))), dump_json(ingested.rejects)]
    if experiment.gold:
        read_gold(experiment.gold)
        parts.append(Path(experiment.gold).read_bytes())
    for rows in experiment.rows:
        for name in filter(None, (rows.file, rows.pool)):
            read_rows(name)
            parts.append(Path(name).read_bytes())
    return Given(len(ingested.articles), hash_bytes(b"\0".join([code_version().encode(), *parts])))


def _refuse_foreign(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise StoreError(str(root), "is a file", "name a folder with -o")
    others = [path for path in root.iterdir() if path.name != ".lock"] if root.is_dir() else []
    if others and not (root / "store.sqlite").exists():
        raise StoreError(str(root), "is not empty and no experiment", "choose an empty or new folder with -o")
    if (root / "comparison.json").exists():
        raise StoreError(str(root), "holds a comparison", "choose another folder with -o")


def _perform(plan: Plan, given: Given, root: Path, watcher: Watcher) -> list[RunRecord]:
    tasks = {run.number: _make_task(plan, run, given, root) for run in plan.runs}
    records = {number: record for number, task in tasks.items() if (record := read_record(task.folder, task.key))}
    limits = Limits(plan.experiment.workers)

    def note(number: int, error: str) -> None:
        task = tasks[number]
        found = None if error else read_record(task.folder, task.key)
        records[number] = found or RunRecord(task.key, error or "it left no record")
        limits.need_mb = max([one.memory_mb for one in records.values() if one.memory_mb], default=limits.need_mb)
        watcher.advance(1)

    todo = [item for item in tasks.items() if item[0] not in records]
    if todo:
        watcher.begin("runs", len(todo))
        perform_all(todo, limits, note)
        watcher.end()
    return [records[run.number] for run in plan.runs]


def _make_task(plan: Plan, run: PlannedRun, given: Given, root: Path) -> Task:
    experiment = plan.experiment
    return Task(
        key=hash_bytes(given.hash.encode() + dump_json(run.config)),
        config=run.config,
        inputs=experiment.input,
        metadata=experiment.metadata,
        gold=experiment.gold,
        rows=experiment.rows,
        work=name_work(run.config),
        folder=root / RUNS / run.folder,
        shared=root,
    )


def _compare_runs(plan: Plan, records: Sequence[RunRecord], root: Path) -> tuple[tuple[int, int, Difference], ...]:
    done = [run for run, record in zip(plan.runs, records, strict=True) if not record.error]
    outlines = {run.number: read_outline(root / RUNS / run.folder) for run in done}
    pairs = combinations(sorted(outlines), 2)
    return tuple((one, other, find_differences(outlines[one], outlines[other])) for one, other in pairs)


def _write(results: Results, root: Path) -> None:
    claims = {
        claim: (source, text)
        for run, record in zip(results.plan.runs, results.records, strict=True)
        if not record.error
        for claim, source, text in read_outline(root / RUNS / run.folder).claims
    }
    files = [
        ("experiment.yaml", results.plan.text.encode()),
        ("runs.csv", write_table(results)),
        ("runs.jsonl", write_lines(results)),
        ("changes.csv", write_changes(results)),
        # Last, so that who sees the page finds the tables that it was made from.
        (PAGE, render_page(results, claims).encode("utf-8", "replace")),
    ]
    write_files(root, files)
