"""Engines on this machine: one process, or several."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from narrative.engine.base import Item, Result
from narrative.errors import EngineError

# Below this many items the start of a worker (an interpreter and its imports) costs more than it saves.
MIN_ITEMS_PER_WORKER = 50


class SerialEngine:
    """Runs everything in this process, one item after another."""

    name = "serial"

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield ``function(item)`` for each item.

        >>> list(SerialEngine().map(str.upper, ["a", "b"]))
        ['A', 'B']
        """
        for item in items:
            yield function(item)


class ProcessEngine:
    """Runs items in worker processes, which are spawned so that no thread or lock of this one is inherited."""

    name = "processes"

    def __init__(self, workers: int = 0) -> None:
        """Take so many *workers*, or one per core where 0."""
        self.workers = workers or os.cpu_count() or 1

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield ``function(item)`` in the order of *items*, in this process where there are few of them."""
        workers = min(self.workers, len(items) // MIN_ITEMS_PER_WORKER)
        if workers < 2:  # noqa: PLR2004 - one worker is this process with more effort
            yield from SerialEngine().map(function, items)
            return
        chunk = max(1, min(64, len(items) // (workers * 4)))
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            done = 0
            try:
                for result in pool.map(function, items, chunksize=chunk):
                    yield result
                    done += 1
            except BrokenProcessPool as error:
                where = f"item {done + 1} of {len(items)}"
                raise EngineError(where, "a worker process died", "try engine.workers=1, or free memory") from error
