"""Compares what several sources say: narratives, shared claims, and what each source does with them.

Nothing heavy is imported until a name is used::

    from narrative import Config, compare_articles, read_articles
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrative.config import Config
    from narrative.data import Comparison
    from narrative.errors import NarrativeError
    from narrative.ingest import read_articles
    from narrative.pipeline import compare_articles

__version__ = "0.1.0"
__all__ = ["Comparison", "Config", "NarrativeError", "__version__", "compare_articles", "read_articles"]

# Public name → module. No public name equals a module's, or the module would shadow it once imported.
_HOMES = {
    "Comparison": "narrative.data",
    "Config": "narrative.config",
    "NarrativeError": "narrative.errors",
    "compare_articles": "narrative.pipeline",
    "read_articles": "narrative.ingest",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
