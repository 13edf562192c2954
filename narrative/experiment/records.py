"""What a run leaves behind for the table, and how it is read again: one small file per run, written last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from narrative.experiment.differences import Outline
from narrative.pipeline.run import dump_json, load_json
from narrative.store import write_files

RECORD = "run.json"
OUTLINE = "outline.json"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run that is done, or failed with *error*.

    *key* names everything that its results depend on. *stages* are seconds of work per stage, each as long as it took
    where it was computed; *elapsed* is how long this run itself took, with what it could reuse; *memory_mb* is the
    most that its process held (None: this system does not tell).
    """

    key: str
    error: str = ""
    metrics: tuple[tuple[str, float | None], ...] = ()
    stages: tuple[tuple[str, float], ...] = ()
    elapsed: float | None = None
    memory_mb: int | None = None
    comparison_hash: str = ""

    @property
    def seconds(self) -> float | None:
        """The work of all stages, as if nothing had been shared; None for a failed run."""
        return None if self.error else round(sum(seconds for _, seconds in self.stages), 3)

    @property
    def status(self) -> str:
        """``done`` or ``failed``."""
        return "failed" if self.error else "done"


def write_record(folder: Path, record: RunRecord, outline: Outline | None = None) -> None:
    """Write *record* into *folder*, the outline before it: who sees the record finds the rest."""
    files = [(OUTLINE, dump_json(outline))] if outline else []
    write_files(folder, [*files, (RECORD, dump_json(record, indent=1) + b"\n")])


def read_record(folder: Path, key: str) -> RunRecord | None:
    """Return the record in *folder* if it is of a finished run under *key*, else None: the run is to be done."""
    try:
        record: RunRecord = load_json((folder / RECORD).read_bytes(), RunRecord)
    except (OSError, ValidationError):
        return None
    return record if record.key == key and not record.error else None


def read_outline(folder: Path) -> Outline:
    """Return the outline of a finished run."""
    outline: Outline = load_json((folder / OUTLINE).read_bytes(), Outline)
    return outline
