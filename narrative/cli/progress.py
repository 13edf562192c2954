"""A bar per stage on standard error."""

from __future__ import annotations

from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class BarWatcher:
    """Draws a bar with the time left for each stage while it runs; ``NO_COLOR`` is honoured by rich."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description:9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("reading", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, stage: str, total: int) -> None:
        """Start the bar of *stage*."""
        # A stage of one item is one whole-corpus step: its bar pulses instead of standing at nothing.
        self._progress.reset(self._task, description=stage, total=total if total > 1 else None)

    def advance(self, items: int) -> None:
        """Move the bar on."""
        self._progress.advance(self._task, items)

    def end(self) -> None:
        """Keep the bar until the next stage begins."""
