"""The machine-readable twins of an experiment's page: ``runs.csv``, ``runs.jsonl``, ``changes.csv``."""

from __future__ import annotations

import json
from collections.abc import Iterator

from narrative.experiment.plan import spell_value
from narrative.experiment.results import Results
from narrative.report.export import write_csv
from narrative.report.stories import Row

RUN = ("run", "folder", "status", "error")
# Everything before these follows from input and settings; these are of one machine on one day.
TIMES = ("seconds", "elapsed_seconds", "memory_mb")
CHANGES = ("run", "other", "narratives_agreement", "links_overlap", "links_lost", "links_gained", "verdicts_changed")


def write_table(results: Results) -> bytes:
    """Return ``runs.csv``: a row per run in the order of the file; a failed run has its error and no figures."""
    columns = (*RUN, *results.plan.parameters, *results.metrics, "comparison_hash", *TIMES)
    return write_csv(columns, _list_rows(results))


def _list_rows(results: Results) -> Iterator[Row]:
    for run, record in zip(results.plan.runs, results.records, strict=True):
        settings = [spell_value(run.value(key)) for key in results.plan.parameters]
        metrics = dict(record.metrics)
        figures = [shorten_number(metrics.get(name)) for name in results.metrics]
        times = (record.seconds, record.elapsed, record.memory_mb)
        yield (run.number, run.folder, record.status, record.error, *settings, *figures, record.comparison_hash, *times)


def write_lines(results: Results) -> bytes:
    """Return ``runs.jsonl``: the same, with parameters, metrics and times each under a key of its own."""
    lines = []
    for run, record in zip(results.plan.runs, results.records, strict=True):
        line = {
            "run": run.number,
            "folder": run.folder,
            "status": record.status,
            "error": record.error,
            "parameters": {key: run.value(key) for key in results.plan.parameters},
            "metrics": {name: shorten_number(value) for name, value in record.metrics},
            "comparison_hash": record.comparison_hash,
            "times": {
                "seconds": record.seconds,
                "elapsed_seconds": record.elapsed,
                "memory_mb": record.memory_mb,
                "stages": dict(record.stages),
            },
        }
        lines.append(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    return "".join(lines).encode("utf-8", "replace")


def write_changes(results: Results) -> bytes:
    """Return ``changes.csv``: a row per pair of finished runs; what the second has and the first has not is gained."""
    rows = (
        (one, other, shorten_number(d.agreement), shorten_number(d.overlap), len(d.lost), len(d.gained), len(d.changed))
        for one, other, d in results.differences
    )
    return write_csv(CHANGES, rows)


def shorten_number(value: float | None) -> float | int | None:
    """Return a whole number without its fraction.

    >>> shorten_number(12.0), shorten_number(0.5), shorten_number(None)
    (12, 0.5, None)
    """
    return int(value) if value is not None and float(value).is_integer() else value
