"""Check-worthiness against labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from narrative.config import Config
from narrative.evaluate.adapters import WORTH_OF, read_label
from narrative.evaluate.figures import OVERALL, Answer, Fault, Key, Scored, measure, rank_faults, shorten
from narrative.evaluate.metrics import rate_decisions, rate_ranking
from narrative.evaluate.rows import Row, Statement, strip_statement
from narrative.evaluate.stages.base import Line, Predicted, Task
from narrative.extract import score_worth
from narrative.pipeline.run import Run

if TYPE_CHECKING:
    from narrative.evaluate.figures import Rows


HALF = 0.5
"""From here on a score is nearer to the wrong answer. The shipped bar is low on purpose and finds hardly any fault."""


def predict(statements: Sequence[Statement], _config: Config, run: Run) -> Predicted:
    """Return ``{id, score}`` per sentence, the score in [0, 1]."""
    scores = run.each("claims", score_worth, [statement.text for statement in statements], (), float)
    return Predicted(tuple({"id": one.id, "score": value} for one, value in zip(statements, scores, strict=True)))


def read_gold(rows: Sequence[Row]) -> list[bool | None]:
    """Return whether each sentence is worth checking, None where nobody said so."""
    return [WORTH_OF.get(read_label(row)) for row in rows]


def score(answers: Sequence[Answer], config: Config, _probes: Sequence[Line]) -> Scored:
    """Return AUC and average precision, and precision, recall and F1 of what the shipped bar lets through."""
    import numpy as np

    scores = np.array([answer.said["score"] for answer in answers], dtype=np.float64)
    truths = np.array([answer.gold for answer in answers], dtype=np.bool_)
    bar = config.extract.min_worth

    def compute(rows: Rows) -> dict[Key, tuple[float, int]]:
        decided = rate_decisions(scores[rows] >= bar, truths[rows])
        values = (*rate_ranking(scores[rows], truths[rows]), *decided)
        names = ("AUC", "average precision", "precision", "recall", "F1")
        return {(OVERALL, name): (value, len(rows)) for name, value in zip(names, values, strict=True)}

    figures = measure(compute, [answer.unit for answer in answers])
    note = f"precision, recall and F1 at extract.min_worth {bar:g}"
    faults = [fault for answer in answers if (fault := _make_fault(answer)).badness >= HALF]
    return Scored(figures, None, rank_faults(faults), (note,))


def _make_fault(answer: Answer) -> Fault:
    value = answer.said["score"]
    wanted = "worth checking" if answer.gold else "not worth checking"
    return Fault(answer.id, abs(float(answer.gold) - value), f"{value:.2f}, {wanted}: {shorten(answer.given.text)}")


TASK = Task("claims", strip_statement, predict, read_gold, score)
