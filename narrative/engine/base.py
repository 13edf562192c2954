"""How work is run, apart from what is run: one ordered ``map``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs a pure function over items. Every engine gives the same results in the same order."""

    name: str

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield ``function(item)`` in the order of *items*; EngineError names the item whose worker died."""
        ...
