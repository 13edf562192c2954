"""The table of engines: name → class, imported when asked for."""

from __future__ import annotations

from narrative.config import EngineConfig
from narrative.engine.base import Engine
from narrative.errors import EngineError

NAMES = ("serial", "processes")

__all__ = ["NAMES", "Engine", "open_engine"]


def open_engine(settings: EngineConfig) -> Engine:
    """Return the engine that *settings* name; EngineError for an unknown name.

    >>> open_engine(EngineConfig()).name
    'serial'
    """
    from narrative.engine.local import ProcessEngine, SerialEngine

    if settings.name == "serial":
        return SerialEngine()
    if settings.name == "processes":
        return ProcessEngine(settings.workers)
    raise EngineError("engine.name", f"there is no engine {settings.name!r}", f"choose one of {', '.join(NAMES)}")
