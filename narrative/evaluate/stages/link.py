"""Links against pairs that make the same claim, pairs graded by likeness, and queries against a pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from narrative.config import Config
from narrative.embed import load_encoder
from narrative.evaluate.adapters import read_grade, read_link
from narrative.evaluate.figures import OVERALL, Answer, Fault, Key, Scored, measure, rank_faults, shorten
from narrative.evaluate.metrics import correlate, measure_calibration, rate_decisions, rate_ranking
from narrative.evaluate.pairs import RowLinks, link_rows, read_couples
from narrative.evaluate.rows import Couple, Row, strip_couple
from narrative.evaluate.stages.base import Line, Predicted, Task
from narrative.pipeline.run import Run

if TYPE_CHECKING:
    from narrative.evaluate.figures import Rows

BINARY = frozenset({0.0, 1.0})


@dataclass(frozen=True, slots=True)
class Gold:
    """Whether the two texts make the same claim, or how alike they are."""

    linked: bool | None
    grade: float | None


def predict(couples: Sequence[Couple], config: Config, run: Run) -> Predicted:
    """Return ``{id, probability}`` per pair: that of its best link."""
    rows = link_rows(read_couples(couples, config, run), load_encoder(config.embed), config, run)
    pairs = zip(couples, rows, strict=True)
    return Predicted(tuple({"id": couple.id, "probability": rate_row(row, config)} for couple, row in pairs))


def rate_row(row: RowLinks, config: Config) -> float:
    """Return the probability that a row's two texts make the same claim.

    A pair that the quick features screen out is no link in the pipeline, whatever the slower ones say of it: below the
    bar it only serves to rank.
    """
    if row.best is None:
        return 0.0
    return row.best.probability if row.links else min(row.best.probability, just_below(config.link.min_probability))


def just_below(bar: float) -> float:
    """Return the greatest probability, in steps of 1/10,000, under *bar*.

    >>> just_below(0.35)
    0.3499
    """
    return max(0.0, round(bar - 0.0001, 4))


def read_gold(rows: Sequence[Row]) -> list[Gold | None]:
    """Return the gold of each row. Numbers other than 0 and 1 anywhere in the file make all its numbers grades."""
    grades = [read_grade(row) for row in rows]
    if {grade for grade in grades if grade is not None} <= BINARY:
        linked = [read_link(row) for row in rows]
        return [None if link is None else Gold(link, None) for link in linked]
    return [None if grade is None else Gold(None, grade) for grade in grades]


def score(answers: Sequence[Answer], config: Config, _probes: Sequence[Line]) -> Scored:
    """Return the ranking, the decisions at the shipped bar and the calibration; correlations where labels are grades."""
    if not answers:
        return Scored()
    if answers[0].gold.grade is not None:
        return Scored(_measure_grades(answers), None, _list_misgraded(answers))
    note = f"precision, recall and F1 at link.min_probability {config.link.min_probability:g}"
    bar = config.link.min_probability
    wrong = [answer for answer in answers if (answer.said["probability"] >= bar) != answer.gold.linked]
    faults = rank_faults([_make_fault(answer) for answer in wrong])
    return Scored(_measure_links(answers, bar), None, faults, (note,))


def _measure_links(answers: Sequence[Answer], bar: float) -> Any:
    import numpy as np

    scores = np.array([answer.said["probability"] for answer in answers], dtype=np.float64)
    truths = np.array([answer.gold.linked for answer in answers], dtype=np.bool_)

    def compute(rows: Rows) -> dict[Key, tuple[float, int]]:
        names = ("AUC", "average precision", "precision", "recall", "F1", "calibration error")
        ranked, decided = rate_ranking(scores[rows], truths[rows]), rate_decisions(scores[rows] >= bar, truths[rows])
        values = (*ranked, *decided, measure_calibration(scores[rows], truths[rows]))
        return {(OVERALL, name): (value, len(rows)) for name, value in zip(names, values, strict=True)}

    return measure(compute, [answer.unit for answer in answers])


def _measure_grades(answers: Sequence[Answer]) -> Any:
    import numpy as np

    scores = np.array([answer.said["probability"] for answer in answers], dtype=np.float64)
    grades = np.array([answer.gold.grade for answer in answers], dtype=np.float64)

    def compute(rows: Rows) -> dict[Key, tuple[float, int]]:
        values = correlate(scores[rows], grades[rows])
        return {
            (OVERALL, name): (value, len(rows)) for name, value in zip(("Spearman", "Pearson"), values, strict=True)
        }

    return measure(compute, [answer.unit for answer in answers])


def _make_fault(answer: Answer) -> Fault:
    value = answer.said["probability"]
    wanted = "the same claim" if answer.gold.linked else "not the same claim"
    return Fault(answer.id, abs(float(answer.gold.linked) - value), f"{value:.2f}, {wanted}: {show_couple(answer)}")


def _list_misgraded(answers: Sequence[Answer]) -> tuple[Fault, ...]:
    """Return the pairs by how far their place by probability is from their place by grade."""
    import numpy as np
    from scipy.stats import rankdata

    places = rankdata([answer.said["probability"] for answer in answers]) / len(answers)
    wanted = rankdata([answer.gold.grade for answer in answers]) / len(answers)
    gaps = np.round(np.abs(places - wanted), 4).tolist()
    lines = (f"{one.said['probability']:.2f}, graded {one.gold.grade:g}: {show_couple(one)}" for one in answers)
    return rank_faults([Fault(one.id, gap, line) for one, gap, line in zip(answers, gaps, lines, strict=True)])


def show_couple(answer: Answer) -> str:
    """Return both texts of a pair, shortened."""
    return f"{shorten(answer.given.a.text)} | {shorten(answer.given.b.text)}"


TASK = Task("link", strip_couple, predict, read_gold, score)
