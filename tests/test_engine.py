"""Engines: the same results in the same order, whichever runs them."""

from __future__ import annotations

import os

import pytest

from narrative.config import EngineConfig
from narrative.engine import NAMES, open_engine
from narrative.errors import EngineError


def square(number: int) -> int:
    return number * number


def die(number: int) -> int:
    if number == 70:
        os._exit(1)
    return number


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [0, 1, 230])
def test_every_engine_gives_the_same_results_in_order(name: str, size: int) -> None:
    engine = open_engine(EngineConfig(name=name, workers=2))
    assert list(engine.map(square, list(range(size)))) == [number * number for number in range(size)]


def test_a_dead_worker_is_a_clear_error() -> None:
    engine = open_engine(EngineConfig(name="processes", workers=2))
    with pytest.raises(EngineError, match="a worker process died"):
        list(engine.map(die, list(range(120))))


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(EngineError, match="there is no engine 'mainframe'; choose one of serial, processes"):
        open_engine(EngineConfig(name="mainframe"))
