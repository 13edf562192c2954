"""The one room that knows every stage: straight-line code, a wrapper around each stage, the comparison folder."""

from narrative.pipeline.folder import Outcome, add_inputs, compare_inputs, read_folder, render_folder
from narrative.pipeline.run import Run, SilentWatcher, Watcher
from narrative.pipeline.stages import compare_articles

__all__ = [
    "Outcome",
    "Run",
    "SilentWatcher",
    "Watcher",
    "add_inputs",
    "compare_articles",
    "compare_inputs",
    "read_folder",
    "render_folder",
]
