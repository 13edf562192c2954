"""One stage against labelled rows: ``narrative evaluate relate rows.jsonl``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrative.config import Config
from narrative.engine import open_engine
from narrative.errors import InputError
from narrative.evaluate.adapters import read_label, read_unit
from narrative.evaluate.figures import Answer, Report, Scored
from narrative.evaluate.halves import Part
from narrative.evaluate.retrieval import make_ranking, strip_query
from narrative.evaluate.rows import Row, read_rows, write_predictions
from narrative.evaluate.split import read_part
from narrative.evaluate.stages import load_task
from narrative.evaluate.stages.base import Predicted, Task
from narrative.pipeline.run import Run, SilentWatcher, Watcher

NO_GOLD = "no row has gold: the predictions are all there is"
SHOWN_LABELS = 5


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be measured: the stage, its rows, where the predictions go ("": nowhere), a pool, and which half."""

    stage: str
    rows: str
    config: Config
    predictions: str = ""
    pool: str = ""
    part: Part = Part.ALL


@dataclass(frozen=True, slots=True)
class Trial:
    """What a stage said of rows, and the gold of each row (None: it has none)."""

    task: Task
    rows: tuple[Row, ...]
    inputs: tuple[Any, ...]
    predicted: Predicted
    gold: tuple[Any, ...]

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The rows that have gold, with all that scoring asks for."""
        together = zip(self.rows, self.inputs, self.predicted.lines, self.gold, strict=True)
        return tuple(
            Answer(given, said, wanted, read_unit(row)) for row, given, said, wanted in together if wanted is not None
        )


def evaluate_stage(order: Order, watcher: Watcher | None = None) -> Report:
    """Return how well a stage does on the rows of *order*; predictions are written before anything is scored.

    The predictor gets what ``Task.strip`` leaves of each row, and no gold with it. Raises InputError for a file or a
    line that cannot be used.
    """
    run = Run(engine=open_engine(order.config.engine), watcher=watcher or SilentWatcher())
    task = choose_task(order.stage, order.pool)
    rows = read_part(order.rows, order.part)
    if not rows:
        raise InputError(
            order.rows, f"has no rows in the {order.part} half", "name the other half, or leave out --part"
        )
    trial = try_rows(task, rows, order.config, run)
    if order.predictions:
        write_predictions(order.predictions, trial.predicted.lines)
    scored = score_trial(trial, order.config, run)
    return make_report(order.stage, Path(order.rows).name, trial, scored)


def choose_task(stage: str, pool: str = "") -> Task:
    """Return how *stage* is measured; with the file of a *pool*, by how queries find their texts in it."""
    if not pool:
        return load_task(stage)
    if stage != "link":
        raise InputError(pool, f"the stage {stage} has no use for a pool", "leave out --pool, or name link")
    return make_ranking([strip_query(row) for row in read_rows(pool)])


def try_rows(task: Task, rows: Sequence[Row], config: Config, run: Run) -> Trial:
    """Return what *task* says of *rows*. The gold is read first, so that a mistake in it costs no time."""
    inputs, gold = tuple(task.strip(row) for row in rows), task.read_gold(rows)
    return Trial(task, tuple(rows), inputs, task.predict(inputs, config, run), tuple(gold))


def score_trial(trial: Trial, config: Config, run: Run) -> Scored:
    """Return the scores of *trial*, and of the probes that its task makes of its rows."""
    answers = trial.answers
    if not answers:
        return Scored()
    probes = trial.task.probe([answer.given for answer in answers])
    told = trial.task.predict(probes, config, run).lines if probes else ()
    return trial.task.score(answers, config, told)


def make_report(stage: str, name: str, trial: Trial, scored: Scored) -> Report:
    """Return the report on *trial*, with what needs no gold and notes on labels that mean nothing here."""
    gold_rows = sum(one is not None for one in trial.gold)
    notes = (*scored.notes, *_note_labels(trial.rows, trial.gold), *(() if gold_rows else (NO_GOLD,)))
    figures = (*scored.figures, *trial.predicted.figures)
    return Report(stage, name, len(trial.rows), gold_rows, figures, scored.matrix, scored.faults, notes)


def _note_labels(rows: Sequence[Row], gold: Sequence[Any]) -> tuple[str, ...]:
    """Return a line on rows whose label means nothing to this stage."""
    unread = Counter(label for row, one in zip(rows, gold, strict=True) if one is None and (label := read_label(row)))
    if not unread:
        return ()
    listed = ", ".join(f"{label} ({count})" for label, count in sorted(unread.items())[:SHOWN_LABELS])
    more = ", …" if len(unread) > SHOWN_LABELS else ""
    return (f"{unread.total()} labelled rows are not scored, their label says nothing here: {listed}{more}",)
