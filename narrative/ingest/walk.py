"""From the INPUTs of a command to the files behind them, each once, with paths that no INPUT's own name stands in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from glob import glob, has_magic
from hashlib import sha256
from itertools import count
from pathlib import Path, PurePosixPath

from narrative.config import IngestConfig
from narrative.data import Place, Reject
from narrative.errors import InputError

STDIN = "-"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: *path* relative to its INPUT (its own name where it is the INPUT), and where it lies on disk."""

    path: str
    location: Path
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read in order of path, what was refused on the way, and whether standard input is one of the INPUTs."""

    files: tuple[FoundFile, ...]
    rejects: tuple[Reject, ...]
    stdin: bool = False


def find_files(inputs: Sequence[str], settings: IngestConfig) -> Found:
    """Return the files behind *inputs*: files, folders (searched to the bottom), glob patterns and ``-``.

    The order of *inputs* does not matter. Raises ``InputError`` for one that does not exist or matches nothing.
    """
    items: list[FoundFile | Reject] = []
    for given in inputs:
        for root in () if given == STDIN else _expand(given):
            if root.is_dir():
                items += _walk_folder(root, settings)
            else:
                items.append(_judge_file(FoundFile(_printable(root.name), root), settings))
    files = [item for item in items if isinstance(item, FoundFile)]
    rejects = {item for item in items if isinstance(item, Reject)}
    kept, again = _read_once(files)
    return Found(
        tuple(_tell_apart(kept)),
        tuple(sorted(rejects | again, key=lambda reject: (reject.place, reject.reason, reject.detail))),
        stdin=STDIN in inputs,
    )


def _expand(given: str) -> list[Path]:
    path = Path(given)
    if path.exists():
        return [path]
    if path.is_symlink():
        raise InputError(given, "is a symbolic link to nothing", "name the file itself")
    if not has_magic(given):
        raise InputError(given, "no such file or folder", "check the path")
    matches = sorted(glob(given, recursive=True))  # noqa: PTH207  # Path.glob takes no absolute pattern
    if not matches:
        raise InputError(given, "the pattern matches no file", "check the pattern")
    return [Path(match) for match in matches]


def _walk_folder(root: Path, settings: IngestConfig) -> Iterator[FoundFile | Reject]:
    real_root = root.resolve()
    failures: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=failures.append):
        here = Path(folder)
        for name in sorted(folders):
            refusal = _judge_folder(here / name, _relative(here / name, root), settings)
            if refusal is not None:
                folders.remove(name)
                yield refusal
        folders.sort()
        for name in sorted(names):
            location = here / name
            found = FoundFile(_relative(location, root), location, linked=location.is_symlink())
            if found.linked and not location.resolve().is_relative_to(real_root):
                yield _refuse(
                    found.path, "link leads out", "a symbolic link that leads out of its INPUT is not followed"
                )
            else:
                yield _judge_file(found, settings)
    for failure in failures:
        yield _refuse(_relative(Path(failure.filename), root), "unreadable", failure.strerror or "")


def _judge_folder(location: Path, path: str, settings: IngestConfig) -> Reject | None:
    if location.is_symlink():
        return _refuse(path, "link to a folder", "a symbolic link to a folder is not followed")
    if _is_excluded(location.name, settings):
        return _refuse(path, "not an article", "the folder's name matches ingest.exclude")
    return None


def _judge_file(found: FoundFile, settings: IngestConfig) -> FoundFile | Reject:
    if _is_excluded(found.location.name, settings):
        return _refuse(found.path, "not an article", "the name matches ingest.exclude")
    try:
        if not found.location.exists():
            return _refuse(found.path, "unreadable", "a symbolic link to nothing")
        if not found.location.is_file():  # opening a pipe or a device could wait for ever
            return _refuse(found.path, "unreadable", "not a regular file")
    except OSError as error:
        return _refuse(found.path, "unreadable", error.strerror or "")
    return found


def _is_excluded(name: str, settings: IngestConfig) -> bool:
    lowered = name.lower().removesuffix(".gz")
    return any(fnmatchcase(lowered, pattern.lower()) for pattern in settings.exclude)


def _read_once(files: Sequence[FoundFile]) -> tuple[list[FoundFile], set[Reject]]:
    """Return *files* with each file on disk once; of several ways to it the deepest wins, for its sub-folder names a source."""
    chosen: dict[Path, FoundFile] = {}
    again: set[Reject] = set()
    for found in sorted(files, key=lambda found: (found.linked, -found.path.count("/"), found.path)):
        real = found.location.resolve()
        first = chosen.setdefault(real, found)
        if found.linked and first.path != found.path:
            again.add(_refuse(found.path, "read already", f"a symbolic link to {first.path}"))
    return list(chosen.values()), again


def _tell_apart(files: Sequence[FoundFile]) -> list[FoundFile]:
    """Return *files* in order of path, with " (2)" in the name of a second file of the same path.

    Two INPUTs may each hold a "1.txt". Their own names must stay out of the result, so the files' bytes decide who is first.
    """
    ordered = sorted(files, key=lambda found: found.path)
    taken = {found.path for found in ordered}
    groups: dict[str, list[FoundFile]] = {}
    for found in ordered:
        groups.setdefault(found.path, []).append(found)
    result: list[FoundFile] = []
    for path, group in groups.items():
        first, *others = sorted(group, key=_hash_file) if len(group) > 1 else group
        result.append(first)
        for other in others:
            free = next(name for number in count(2) if (name := _number_path(path, number)) not in taken)
            taken.add(free)
            result.append(replace(other, path=free))
    return sorted(result, key=lambda found: found.path)


def _hash_file(found: FoundFile) -> str:
    try:
        with found.location.open("rb") as stream:
            digest = sha256()
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
            return digest.hexdigest()
    except OSError:
        return ""


def _number_path(path: str, number: int) -> str:
    pure = PurePosixPath(path)
    return str(pure.with_name(f"{pure.stem} ({number}){pure.suffix}"))


def _relative(location: Path, root: Path) -> str:
    return _printable(location.relative_to(root).as_posix())


def _printable(path: str) -> str:
    """Return *path* with the lone surrogates that stand for undecodable bytes in a name replaced, so that it can be written."""
    return path.encode("utf-8", "replace").decode("utf-8")


def _refuse(path: str, reason: str, detail: str) -> Reject:
    return Reject(Place(path), "ingest", reason, detail)
