"""The labelled sets of third parties that are known by name: what each measures, under which settings, beside what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from narrative.errors import InputError
from narrative.evaluate.figures import OVERALL
from narrative.evaluate.halves import Part
from narrative.evaluate.rows import Row
from narrative.evaluate.split import name_units, read_part

FILE = "sets.yaml"
ENDINGS = (".jsonl", ".jsonl.gz")
_BAR = re.compile(r"(>=|<=|>) (\d+(?:\.\d+)?)")


class _Record(BaseModel):
    """The habits of every record: an unknown key is an error, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(_Record):
    """One figure that is published, and what it stands beside."""

    name: str
    section: str = OVERALL
    floor: Literal["", "tfidf", "most", "tags"] | float = ""
    bar: Annotated[str, StringConstraints(pattern=rf"^(?:{_BAR.pattern})?$")] = ""
    published: str = ""

    def reaches(self, value: float) -> bool | None:
        """Say whether *value* reaches the bar; None where there is none.

        >>> Shown(name="AUC", bar=">= 0.8").reaches(0.8), Shown(name="x", bar="<= 0.1").reaches(0.2)
        (True, False)
        """
        found = _BAR.fullmatch(self.bar)
        if not found:
            return None
        bar = float(found[2])
        return {">=": value >= bar, "<=": value <= bar, ">": value > bar}[found[1]]


class Use(_Record):
    """One stage that a set measures. *set* are settings that differ from the user's."""

    stage: Literal["clean", "cluster", "claims", "link", "relate", "reuse"]
    set: dict[str, str | int | float | bool] = {}
    pool: str = ""
    figures: tuple[Shown, ...] = Field(min_length=1)


class LabelledSet(_Record):
    """A set of rows by third parties; see the head of ``sets.yaml`` for the fields."""

    name: str
    origin: str
    together: tuple[str, ...] = ()
    where: dict[str, str] = {}
    least: dict[str, float] = {}
    cap: int | None = Field(None, ge=1)
    uses: tuple[Use, ...] = Field(min_length=1)

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files whose rows are measured."""
        return self.together or (self.name,)

    def keeps(self, row: Row) -> bool:
        """Say whether *row* is one of those that count."""
        return all(str(row.fields.get(name)) == wanted for name, wanted in self.where.items()) and all(
            _distance(row.fields.get(name)) >= least for name, least in self.least.items()
        )


def _distance(value: Any) -> float:
    return abs(value) if isinstance(value, int | float) else 0.0


@cache
def load_sets() -> tuple[LabelledSet, ...]:
    """Return the known sets in the order in which they are published."""
    from ruamel.yaml import YAML

    text = files("narrative.evaluate").joinpath(FILE).read_text(encoding="utf-8")
    return tuple(LabelledSet.model_validate(entry) for entry in YAML(typ="safe").load(text))


def find_file(folder: Path, name: str) -> Path | None:
    """Return the file of the set *name* in *folder*, None where there is none."""
    return next((path for ending in ENDINGS if (path := folder / f"{name}{ending}").is_file()), None)


def list_missing(folder: Path, known: LabelledSet) -> tuple[str, ...]:
    """Return the names of the files that *known* needs and *folder* lacks."""
    needed = dict.fromkeys((*known.files, *(use.pool for use in known.uses if use.pool)))
    return tuple(name for name in needed if find_file(folder, name) is None)


def read_set(folder: Path, known: LabelledSet, part: Part) -> tuple[Row, ...]:
    """Return the rows of *known* in *part* that count. Raises InputError for a file that is missing or unreadable."""
    rows: list[Row] = []
    for name in known.files:
        path = find_file(folder, name)
        if path is None:
            raise InputError(str(folder / name), "is not there", "name a folder that holds it")
        rows += read_part(path, part)
    return tuple(row for row in rows if known.keeps(row))


def sample_rows(rows: Sequence[Row], name: str, most: int, *, whole: bool) -> tuple[Row, ...]:
    """Return at most *most* of *rows* by hash, the same each time, in their own order.

    With *whole*, units are taken whole, and the last one may go beyond *most*: half a story would be another task.
    """
    if len(rows) <= most:
        return tuple(rows)
    units = name_units(name, rows) if whole else [str(row.id) for row in rows]
    members: dict[str, list[int]] = {}
    for place, unit in enumerate(units):
        members.setdefault(unit, []).append(place)
    chosen: list[int] = []
    for unit in sorted(members, key=_hash_unit):
        if len(chosen) >= most:
            break
        chosen += members[unit]
    return tuple(rows[place] for place in sorted(chosen))


def _hash_unit(unit: str) -> tuple[bytes, str]:
    return blake2b(f"sample {unit}".encode(errors="replace"), digest_size=8).digest(), unit


def hash_files(paths: Iterable[Path]) -> str:
    """Return 16 hexadecimal digits of the hash of the files' bytes, in this order."""
    hasher = blake2b(digest_size=8)
    for path in paths:
        hasher.update(path.read_bytes())
    return hasher.hexdigest()
