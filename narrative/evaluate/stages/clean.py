"""Cleaning against the text a person marked as the article, or segments that must and must not be in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from narrative.clean import clean_article
from narrative.config import Config
from narrative.data import Cleaned, Place, RawArticle
from narrative.errors import InputError
from narrative.evaluate.figures import OVERALL, Answer, Fault, Key, Scored, measure, rank_faults, shorten
from narrative.evaluate.metrics import harmonise, match_shingles, rate_extraction
from narrative.evaluate.rows import Document, Row, make_readable, strip_document
from narrative.evaluate.stages.base import Line, Predicted, Task
from narrative.pipeline.run import Run

if TYPE_CHECKING:
    from narrative.evaluate.figures import Rows

SEGMENTS = "segments"


@dataclass(frozen=True, slots=True)
class Gold:
    """The text of the article (None: not given), and pieces that its cleaned form must and must not hold."""

    text: str | None
    must_have: tuple[str, ...]
    must_not: tuple[str, ...]


def predict(documents: Sequence[Document], config: Config, run: Run) -> Predicted:
    """Return ``{id, text}`` per document; the text is empty where cleaning rejects the document.

    Each document is a source of its own: no row says who published it, so no line recurs across articles.
    """
    raws = [
        RawArticle(Place(f"row-{document.id}"), f"row-{document.id}", None, "", document.text, document.is_html)
        for document in documents
    ]
    clean = partial(clean_article, recurring=frozenset(), settings=config.clean)
    cleaned = run.each("clean", clean, raws, (config.clean,), Cleaned)
    texts = [item.article.text if item.article else "" for item in cleaned]
    return Predicted(
        tuple({"id": one.id, "text": make_readable(text)} for one, text in zip(documents, texts, strict=True))
    )


def read_gold(rows: Sequence[Row]) -> list[Gold | None]:
    """Return the gold of each row. Raises InputError where segments are no list of texts."""
    return [_read_row(row) for row in rows]


def _read_row(row: Row) -> Gold | None:
    text = row.fields.get("gold_text")
    gold = Gold(
        text if isinstance(text, str) and text.strip() else None,
        _read_segments(row, "must_have"),
        _read_segments(row, "must_not"),
    )
    return gold if gold.text or gold.must_have or gold.must_not else None


def _read_segments(row: Row, name: str) -> tuple[str, ...]:
    segments: Any = row.fields.get(name) or []
    if not isinstance(segments, list) or not all(isinstance(segment, str) for segment in segments):
        raise InputError(
            row.where, f"{name} is not a list of texts", f"write {name} as a list of texts, or leave it out"
        )
    return tuple(segment for segment in segments if segment.strip())


def score(answers: Sequence[Answer], _config: Config, _probes: Sequence[Line]) -> Scored:
    """Return the shingle measure on rows with a gold text, the segment measure on rows with segments, and faults."""
    with_text = [answer for answer in answers if answer.gold.text]
    with_segments = [answer for answer in answers if answer.gold.must_have or answer.gold.must_not]
    faults = [*(_fault_text(answer) for answer in with_text), *(_fault_segments(answer) for answer in with_segments)]
    figures = (*_measure_texts(with_text), *_measure_segments(with_segments))
    return Scored(figures, None, rank_faults([fault for fault in faults if fault.badness > 0]))


def _measure_texts(answers: Sequence[Answer]) -> Any:
    import numpy as np

    counts = np.array([match_shingles(one.said["text"], one.gold.text) for one in answers], dtype=np.float64)

    def compute(rows: Rows) -> dict[Key, tuple[float, int]]:
        names = ("4-gram precision", "4-gram recall", "4-gram F1")
        values = rate_extraction(counts[rows])
        return {(OVERALL, name): (value, len(rows)) for name, value in zip(names, values, strict=True)}

    return measure(compute, [answer.unit for answer in answers])


def _measure_segments(answers: Sequence[Answer]) -> Any:
    import numpy as np

    counts = np.array([count_segments(one.said["text"], one.gold) for one in answers], dtype=np.float64)

    def compute(rows: Rows) -> dict[Key, tuple[float, int]]:
        kept, wanted, let_in, unwanted = (float(total) for total in counts[rows].sum(axis=0))
        recall = kept / wanted if wanted else math.nan
        precision = kept / (kept + let_in) if kept + let_in else 0.0
        values = {
            "precision": precision,
            "recall": recall,
            "F1": math.nan if math.isnan(recall) else harmonise(precision, recall),
            "must-have found": recall,
            "must-not kept out": 1 - let_in / unwanted if unwanted else math.nan,
        }
        return {(SEGMENTS, name): (value, len(rows)) for name, value in values.items()}

    return measure(compute, [answer.unit for answer in answers])


def count_segments(text: str, gold: Gold) -> tuple[int, int, int, int]:
    """Return how many of the wanted segments stand in *text*, of how many; and of the unwanted ones, of how many.

    >>> count_segments("one two", Gold(None, ("two", "three"), ("one  two",)))
    (1, 2, 1, 1)
    """
    flat = " ".join(text.split())
    found = [[" ".join(segment.split()) in flat for segment in part] for part in (gold.must_have, gold.must_not)]
    return sum(found[0]), len(found[0]), sum(found[1]), len(found[1])


def _fault_text(answer: Answer) -> Fault:
    true, false, missing = match_shingles(answer.said["text"], answer.gold.text)
    line = f"{true:.2f} shared, {false:.2f} too much, {missing:.2f} lost: {shorten(answer.said['text'])}"
    return Fault(answer.id, 1 - true, line)


def _fault_segments(answer: Answer) -> Fault:
    kept, wanted, let_in, unwanted = count_segments(answer.said["text"], answer.gold)
    line = f"{kept} of {wanted} wanted segments kept, {let_in} of {unwanted} unwanted: {shorten(answer.said['text'])}"
    return Fault(answer.id, (wanted - kept + let_in) / (wanted + unwanted), line)


TASK = Task("clean", strip_document, predict, read_gold, score)
