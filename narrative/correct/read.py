"""``corrections.yaml`` → constraints, with line and column of every mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from narrative.config.reading import Form, read_tree, to_plain, validate_tree
from narrative.data import ClaimPair, Constraints, NarrativeEdit, VerdictEdit

EDITS = ("rename", "merge_into", "split", "pin")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NarrativeEntry(_Entry):
    """What is said of one narrative: one of `EDITS`."""

    id: str
    rename: str | None = Field(None, min_length=1)
    merge_into: str | None = None
    split: tuple[str | tuple[str, ...], ...] | None = Field(None, min_length=1)
    pin: tuple[str, ...] | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _hold_one_edit(self) -> Self:
        if sum(getattr(self, name) is not None for name in EDITS) != 1:
            raise ValueError("needs exactly one of rename, merge_into, split, pin")
        return self


class VerdictEntry(_Entry):
    """What two linked claims do, as an analyst has it."""

    left: str
    right: str
    relation: Literal["repeats", "agrees", "diverges", "undecided"]
    divergence: (
        Literal[
            "",
            "number",
            "date",
            "place",
            "actor",
            "negation",
            "modality",
            "attribution",
            "naming",
            "update",
            "other",
        ]
        | None
    ) = None


class CorrectionsFile(_Entry):
    """The whole file; every key may be absent."""

    narratives: tuple[NarrativeEntry, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()
    verdicts: tuple[VerdictEntry, ...] = ()
    aliases: dict[str, str] = Field(default_factory=dict)
    ignore_lines: tuple[str, ...] = ()


FORM = Form(CorrectionsFile, "keys such as `same:`", "see docs/batches.md")


def read_corrections(path: Path) -> Constraints:
    """Return what the file at *path* says, nothing where there is no file.

    Raises ConfigError with file, line and column for the first thing that cannot be used.
    """
    if not path.is_file():
        return Constraints()
    tree = read_tree(path, FORM)
    validate_tree(tree, FORM, path.name)
    file = CorrectionsFile.model_validate(to_plain(tree))
    return Constraints(
        narratives=tuple(_edit(entry, _line(tree, "narratives", at)) for at, entry in enumerate(file.narratives)),
        same=tuple(_pair(pair, _line(tree, "same", at)) for at, pair in enumerate(file.same)),
        different=tuple(_pair(pair, _line(tree, "different", at)) for at, pair in enumerate(file.different)),
        verdicts=tuple(_verdict(entry, _line(tree, "verdicts", at)) for at, entry in enumerate(file.verdicts)),
        aliases=tuple((old, new, _line(tree, "aliases", old)) for old, new in file.aliases.items()),
        ignore_lines=tuple((text, _line(tree, "ignore_lines", at)) for at, text in enumerate(file.ignore_lines)),
    )


def _line(tree: Any, section: str, key: int | str) -> int:
    """Return the line of an entry, from 1."""
    node = tree[section]
    place = node.lc.key(key) if isinstance(key, str) else node.lc.item(key)
    return int(place[0]) + 1


def _edit(entry: NarrativeEntry, line: int) -> NarrativeEdit:
    parts = entry.split or ()
    # A flat list is one part that leaves; lists in it are a part each.
    flat = tuple(part for part in parts if isinstance(part, str))
    nested = tuple(part for part in parts if not isinstance(part, str))
    split = (*((flat,) if flat else ()), *nested)
    return NarrativeEdit(entry.id, line, entry.rename, entry.merge_into, split, entry.pin or ())


def _pair(pair: tuple[str, str], line: int) -> ClaimPair:
    left, right = sorted(pair)
    return ClaimPair(left, right, line)


def _verdict(entry: VerdictEntry, line: int) -> VerdictEdit:
    left, right = sorted((entry.left, entry.right))
    relation = None if entry.relation == "undecided" else entry.relation
    return VerdictEdit(left, right, relation, entry.divergence or None, line)
