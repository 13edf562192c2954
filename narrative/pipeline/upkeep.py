"""The health and the history of comparison folders, without changing anything in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from narrative.changes import find_changes
from narrative.data import Batch, Changes, Comparison
from narrative.errors import InputError, NarrativeError
from narrative.pipeline.folder import read_folder, require_folder
from narrative.pipeline.publish import FILES
from narrative.pipeline.run import load_json
from narrative.pipeline.state import COMPARISON, RAWS, STATE, load_raws, load_state
from narrative.store import ANEW, Store, hash_bytes

RENDER = "run `narrative report` to write it again"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written, and what to do about it."""

    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Health:
    """How many stored results were checked, and what is wrong."""

    results: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A comparison folder at a glance."""

    folder: str
    batches: tuple[Batch, ...]
    articles: int
    sources: int
    narratives: int
    claims: int
    corrections: int
    megabytes: float


def verify_folder(folder: Path) -> Health:
    """Return what a check of every stored result and every written file of *folder* finds."""
    require_folder(folder)
    with Store.open(folder, create=False) as store:
        results, damaged = store.check()
        faults = [_judge_damage(line) for line in damaged]
        try:
            state = load_state(store)
            load_raws(store, state.batches)
        except NarrativeError as error:
            faults.append(Fault(error.what, error.do))
        written = store.read(COMPARISON, [FILES])
    if written:
        faults += _check_files(folder, load_json(written[FILES], dict[str, str]))
    else:
        faults.append(Fault("the comparison is not there", RENDER))
    return Health(results, tuple(dict.fromkeys(faults)))


def list_changes(folder: Path, since: int | None = None) -> tuple[Comparison, Changes]:
    """Return the comparison in *folder*, and what is different from how it stood after batch *since* (the last but one)."""
    comparison, _ = read_folder(folder)
    with Store.open(folder, create=False) as store:
        batches = load_state(store).batches
    last = batches[-1].number
    if since is None:
        since = max(last - 1, 1)
    if not 1 <= since <= last:
        raise InputError(f"--since {since}", f"the folder has batches 1 to {last}", "name one of them")
    return comparison, find_changes(comparison, batches, since)


def describe_folder(folder: Path) -> Overview:
    """Return counts, batches and size of *folder*."""
    comparison, _ = read_folder(folder)
    with Store.open(folder, create=False) as store:
        batches = load_state(store).batches
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    return Overview(
        str(folder),
        batches,
        len(comparison.articles),
        len(comparison.sources),
        len(comparison.narratives),
        len(comparison.claims),
        len(comparison.corrections),
        round(size / 1e6, 1),
    )


def list_folders(root: Path) -> Iterator[Overview]:
    """Yield the comparison folders in *root* and below, by name; one that cannot be read is passed over.

    Raises InputError where *root* is no folder.
    """
    if not root.is_dir():
        raise InputError(str(root), "is not a folder", "name one in which comparisons lie")
    for path in sorted(root.rglob("store.sqlite")):
        try:
            yield describe_folder(path.parent)
        except NarrativeError:
            continue


def _judge_damage(line: str) -> Fault:
    if f" of {STATE} " in line or f" of {RAWS} " in line:
        return Fault(line, ANEW)
    if f" of {COMPARISON} " in line:
        return Fault(line, RENDER)
    if line.startswith("the result"):
        return Fault(line, "nothing; it is computed anew when it is needed")
    return Fault(f"store.sqlite: {line}", ANEW)


def _check_files(folder: Path, written: dict[str, str]) -> Iterator[Fault]:
    for name, digest in written.items():
        path = folder / name
        if not path.is_file():
            yield Fault(f"{name} is missing", RENDER)
        elif hash_bytes(path.read_bytes()) != digest:
            yield Fault(f"{name} is not as it was written", RENDER)
