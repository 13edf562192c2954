"""What a stage has to offer to be measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from narrative.config import Config
from narrative.evaluate.figures import Answer, Figure, Scored
from narrative.evaluate.rows import Row
from narrative.pipeline.run import Run

Line = Mapping[str, Any]
"""One prediction, as it is written."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """One line per row in the order of the rows, and what can be measured without any gold."""

    lines: tuple[Line, ...]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """How a stage is measured.

    *strip* gives what the predictor sees of a row, *predict* runs the pipeline's code on that and nothing else,
    *read_gold* gives the gold of each row (None: it has none), *score* compares. *probe* gives extra rows whose gold
    is known without anybody's labels; their predictions are the last argument of *score*. *pool* is what queries look
    for their texts among.
    """

    name: str
    strip: Callable[[Row], Any]
    predict: Callable[[Sequence[Any], Config, Run], Predicted]
    read_gold: Callable[[Sequence[Row]], list[Any]]
    score: Callable[[Sequence[Answer], Config, Sequence[Line]], Scored]
    probe: Callable[[Sequence[Any]], Sequence[Any]] = lambda _: ()
    pool: Sequence[Any] = ()
