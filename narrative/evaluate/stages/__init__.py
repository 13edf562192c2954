"""The stages that can be measured, by the name that the command line knows them by."""

from __future__ import annotations

from importlib import import_module

from narrative.evaluate.stages.base import Task

NAMES = ("clean", "cluster", "claims", "link", "relate", "reuse")


def load_task(name: str) -> Task:
    """Return how the stage *name*, one of `NAMES`, is measured; only its own room is imported."""
    task: Task = import_module(f"narrative.evaluate.stages.{name}").TASK
    return task
