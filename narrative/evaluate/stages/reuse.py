"""Aligned wording of two documents against gold spans, or against how much was said to be copied."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from narrative.config import Config, RelateConfig
from narrative.data import Article, Place, Reuse
from narrative.errors import InputError
from narrative.evaluate.adapters import COPIED_FROM, COPIED_OF, read_label
from narrative.evaluate.figures import OVERALL, Answer, Fault, Key, Scored, measure, rank_faults, shorten
from narrative.evaluate.metrics import correlate, harmonise, rate_ranking
from narrative.evaluate.rows import Couple, Row, strip_bare_couple
from narrative.evaluate.stages.base import Line, Predicted, Task
from narrative.pipeline.run import Run
from narrative.relate import align_articles

if TYPE_CHECKING:
    from narrative.evaluate.figures import Rows

GRADED = "by grade of copying"
CHANGED = "character F1 by share of words changed"
CORNERS = 4  # a0, a1, b0, b1
Spans = tuple[tuple[int, int, int, int], ...]
Documents = tuple[Article, Article]


@dataclass(frozen=True, slots=True)
class Gold:
    """Which characters are copied (None: not said), how much is copied in steps, and what share of its words changed."""

    spans: Spans | None
    step: float | None
    changed: float | None = None


def predict(couples: Sequence[Couple], config: Config, run: Run) -> Predicted:
    """Return ``{id, spans: [[a0, a1, b0, b1], …], share}``; *share* is the part of b's characters inside the spans."""
    documents = [(_make_article("a", couple.a.text), _make_article("b", couple.b.text)) for couple in couples]
    align = partial(align_documents, settings=config.relate)
    found = run.each("align", align, documents, (config.relate,), tuple[Reuse, ...])
    return Predicted(tuple(_make_line(couple, reuses) for couple, reuses in zip(couples, found, strict=True)))


def _make_article(side: str, text: str) -> Article:
    return Article(side, side, source_inferred=False, title="", text=text, place=Place(side))


def align_documents(documents: Documents, settings: RelateConfig) -> tuple[Reuse, ...]:
    """Return the wording that two documents of two sources share, as the pipeline aligns a corpus of these two."""
    return align_articles(documents, settings)


def _make_line(couple: Couple, reuses: Iterable[Reuse]) -> Line:
    blocks = sorted((block.left, block.right) for reuse in reuses for block in reuse.blocks)
    spans = [[left.start, left.end, right.start, right.end] for left, right in blocks]
    share = sum(b1 - b0 for b0, b1 in merge_spans((b0, b1) for _, _, b0, b1 in spans))
    return {"id": couple.id, "spans": spans, "share": round(share / len(couple.b.text), 4) if couple.b.text else 0.0}


def merge_spans(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return *spans* in order, those that touch or overlap as one.

    >>> merge_spans([(5, 9), (0, 3), (2, 5)])
    ((0, 9),)
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def read_gold(rows: Sequence[Row]) -> list[Gold | None]:
    """Return the gold of each row. Raises InputError where spans are no list of four offsets each, or lie outside."""
    return [_read_row(row) for row in rows]


def _read_row(row: Row) -> Gold | None:
    spans, step = row.fields.get("spans"), COPIED_OF.get(read_label(row))
    if spans is None:
        return None if step is None else Gold(None, step)
    if not isinstance(spans, list) or not all(_is_span(span, row) for span in spans):
        do = "write spans as [[a0, a1, b0, b1], …], offsets into a and b"
        raise InputError(row.where, "spans are not four offsets into a and b each", do)
    rate = row.fields.get("rate")
    changed = float(rate) if isinstance(rate, int | float) and not isinstance(rate, bool) else None
    return Gold(tuple((a0, a1, b0, b1) for a0, a1, b0, b1 in spans), step, changed)


def _is_span(span: Any, row: Row) -> bool:
    if not isinstance(span, list) or len(span) != CORNERS or not all(type(corner) is int for corner in span):
        return False
    a0, a1, b0, b1 = span
    return bool(0 <= a0 <= a1 <= len(row.read_text("a")) and 0 <= b0 <= b1 <= len(row.read_text("b")))


def score(answers: Sequence[Answer], _config: Config, _probes: Sequence[Line]) -> Scored:
    """Return character precision, recall and F1 over both sides, and how well the share follows the gold."""
    with_spans = [answer for answer in answers if answer.gold.spans is not None]
    graded = [answer for answer in answers if answer.gold.step is not None]
    faults = [*map(_fault_spans, with_spans), *map(_fault_step, graded)]
    figures = (*_measure_spans(with_spans), *_measure_steps(graded))
    return Scored(figures, None, rank_faults([fault for fault in faults if fault.badness > 0]))


def count_characters(said: Sequence[Sequence[int]], gold: Sequence[Sequence[int]]) -> tuple[int, int, int]:
    """Return the characters of both sides that are in both, that were said, and that are wanted.

    >>> count_characters([[0, 10, 0, 10]], [[5, 15, 0, 10]])
    (15, 20, 20)
    """
    both = given = wanted = 0
    for side in (0, 2):
        one, other = (merge_spans((span[side], span[side + 1]) for span in part) for part in (said, gold))
        given += sum(end - start for start, end in one)
        wanted += sum(end - start for start, end in other)
        both += sum(max(0, min(e0, e1) - max(s0, s1)) for s0, e0 in one for s1, e1 in other)
    return both, given, wanted


def _measure_spans(answers: Sequence[Answer]) -> Any:
    import numpy as np

    counts = np.array([count_characters(one.said["spans"], one.gold.spans) for one in answers], dtype=np.float64)
    gaps = np.array([abs(one.said["share"] - _share(one)) for one in answers], dtype=np.float64)
    changed = [one.gold.changed for one in answers]
    clean = np.array([not one.gold.spans for one in answers], dtype=np.bool_)

    def compute(rows: Rows) -> dict[Key, tuple[float, int]]:
        both, given, wanted = (float(total) for total in counts[rows].sum(axis=0))
        precision, recall = both / given if given else float(not wanted), both / wanted if wanted else math.nan
        apart = clean[rows]
        values: dict[str, tuple[float, int]] = {
            "character precision": (precision, len(rows)),
            "character recall": (recall, len(rows)),
            "character F1": (math.nan if math.isnan(recall) else harmonise(precision, recall), len(rows)),
            "mean error of the share": (float(gaps[rows].mean()), len(rows)),
            "false pairs": (float((counts[rows, 1][apart] > 0).mean()) if apart.any() else math.nan, int(apart.sum())),
        }
        return {(OVERALL, name): value for name, value in values.items()} | _rate_changed(counts, changed, rows)

    return measure(compute, [answer.unit for answer in answers])


def _rate_changed(counts: Any, changed: Sequence[float | None], rows: Rows) -> dict[Key, tuple[float, int]]:
    """Return the character F1 of the rows of each share of changed words; nan where a resample has none."""
    sums: dict[float, tuple[float, float, int]] = {share: (0.0, 0.0, 0) for share in changed if share is not None}
    for row in rows.tolist():
        share = changed[row]
        if share is not None:
            both, total, size = sums[share]
            sums[share] = both + counts[row, 0], total + counts[row, 1] + counts[row, 2], size + 1
    return {
        (CHANGED, f"{share:g}"): (2 * both / total if total else math.nan, size)
        for share, (both, total, size) in sorted(sums.items())
    }


def _share(answer: Answer) -> float:
    size = len(answer.given.b.text)
    return (
        sum(end - start for start, end in merge_spans(span[2:] for span in answer.gold.spans)) / size if size else 0.0
    )


def _measure_steps(answers: Sequence[Answer]) -> Any:
    import numpy as np

    shares = np.array([answer.said["share"] for answer in answers], dtype=np.float64)
    steps = np.array([answer.gold.step for answer in answers], dtype=np.float64)

    def compute(rows: Rows) -> dict[Key, tuple[float, int]]:
        copied = rate_ranking(shares[rows], steps[rows] >= COPIED_FROM)[0]
        related = rate_ranking(shares[rows], steps[rows] > 0)[0]
        values = {
            "AUC of the share, copied or not": copied,
            "AUC of the share, related or not": related,
            "Spearman of the share": correlate(shares[rows], steps[rows])[0],
        }
        return {(GRADED, name): (value, len(rows)) for name, value in values.items()}

    return measure(compute, [answer.unit for answer in answers])


def _fault_spans(answer: Answer) -> Fault:
    both, given, wanted = count_characters(answer.said["spans"], answer.gold.spans)
    line = f"{given - both} characters too much, {wanted - both} missed: {shorten(answer.given.b.text, 60)}"
    return Fault(answer.id, 1 - 2 * both / (given + wanted) if given + wanted else 0.0, line)


def _fault_step(answer: Answer) -> Fault:
    share, copied = answer.said["share"], answer.gold.step >= COPIED_FROM
    line = f"share {share:.2f}, {'copied' if copied else 'not copied'}: {shorten(answer.given.b.text, 60)}"
    return Fault(answer.id, round(abs(copied - share), 4), line)


TASK = Task("reuse", strip_bare_couple, predict, read_gold, score)
