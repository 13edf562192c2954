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
from narrative.evaluate.retrieval import rank_pool, read_wanted, score_ranking, strip_query
from narrative.evaluate.rows import Row, read_rows, write_predictions
from narrative.evaluate.split import Part, read_part
from narrative.evaluate.stages import load_task
from narrative.evaluate.stages.base import Line, Predicted, Task
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


def evaluate_stage(order: Order, watcher: Watcher | None = None) -> Report:
    """Return how well a stage does on the rows of *order*; predictions are written before anything is scored.

    The predictor gets what ``Task.strip`` leaves of each row, and no gold with it. Raises InputError for a file or a
    line that cannot be used.
    """
    run = Run(engine=open_engine(order.config.engine), watcher=watcher or SilentWatcher())
    if order.pool:
        return _evaluate_pool(order, run)
    task, rows = load_task(order.stage), _read(order)
    inputs, gold = [task.strip(row) for row in rows], task.read_gold(rows)
    predicted = task.predict(inputs, order.config, run)
    _write(order, predicted.lines)
    answers = _collect(rows, inputs, predicted.lines, gold)
    return _report(order, rows, _score(task, answers, order.config, run), (predicted, gold))


def _evaluate_pool(order: Order, run: Run) -> Report:
    if order.stage != "link":
        raise InputError(order.pool, f"the stage {order.stage} has no use for a pool", "leave out --pool, or name link")
    rows = _read(order)
    inputs, gold = [strip_query(row) for row in rows], read_wanted(rows)
    pool = [strip_query(row) for row in read_rows(order.pool)]
    lines = rank_pool(inputs, pool, order.config, run)
    _write(order, lines)
    answers = _collect(rows, inputs, lines, gold)
    known = {str(one.id) for one in pool}
    lost = sum(not answer.gold <= known for answer in answers)
    scored = score_ranking(answers)
    notes = (f"{lost} rows look for a text that the pool does not hold",) if lost else ()
    scored = Scored(scored.figures, None, scored.faults, notes)
    return _report(order, rows, scored, (Predicted(lines), gold))


def _read(order: Order) -> tuple[Row, ...]:
    rows = read_part(order.rows, order.part)
    if not rows:
        raise InputError(
            order.rows, f"has no rows in the {order.part} half", "name the other half, or leave out --part"
        )
    return rows


def _write(order: Order, lines: Sequence[Line]) -> None:
    if order.predictions:
        write_predictions(order.predictions, lines)


def _collect(
    rows: Sequence[Row], inputs: Sequence[Any], lines: Sequence[Line], gold: Sequence[Any]
) -> tuple[Answer, ...]:
    """Return the rows that have gold, with all that scoring asks for."""
    together = zip(rows, inputs, lines, gold, strict=True)
    return tuple(
        Answer(given, said, wanted, read_unit(row)) for row, given, said, wanted in together if wanted is not None
    )


def _score(task: Task, answers: Sequence[Answer], config: Config, run: Run) -> Scored:
    if not answers:
        return Scored()
    probes = task.probe([answer.given for answer in answers])
    told = task.predict(probes, config, run).lines if probes else ()
    return task.score(answers, config, told)


def _report(order: Order, rows: Sequence[Row], scored: Scored, known: tuple[Predicted, Sequence[Any]]) -> Report:
    predicted, gold = known
    gold_rows = sum(one is not None for one in gold)
    notes = (*scored.notes, *_note_labels(rows, gold), *(() if gold_rows else (NO_GOLD,)))
    figures = (*scored.figures, *predicted.figures)
    name = Path(order.rows).name
    return Report(order.stage, name, len(rows), gold_rows, figures, scored.matrix, scored.faults, notes)


def _note_labels(rows: Sequence[Row], gold: Sequence[Any]) -> tuple[str, ...]:
    """Return a line on rows whose label means nothing to this stage."""
    unread = Counter(label for row, one in zip(rows, gold, strict=True) if one is None and (label := read_label(row)))
    if not unread:
        return ()
    listed = ", ".join(f"{label} ({count})" for label, count in sorted(unread.items())[:SHOWN_LABELS])
    more = ", …" if len(unread) > SHOWN_LABELS else ""
    return (f"{unread.total()} labelled rows are not scored, their label says nothing here: {listed}{more}",)
