"""Files that are written whole or not at all, and the failures of disk and database as one clear line."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterable
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from narrative.errors import DamagedStoreError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
ANEW = "compare again with --replace, or take the folder from a backup"
ROOM = "free some space and run the same command again; nothing is lost"
# What SQLite says, and what that means to the person before the screen. The first that fits is said.
FAILURES = (
    ("locked", "is in use by another run", "wait for it, or choose another folder"),
    ("full", "the disk is full", ROOM),
    # A file that may grow no further is reported as a failed write and nothing more.
    ("disk i/o error", "cannot be written (the disk is full or failing)", ROOM),
    ("readonly", "cannot be written", "choose a folder that you may write"),
    ("unable to open", "cannot be written", "choose a folder that you may write"),
)


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write each (name, content) into *folder* through a temporary neighbour, so that no reader sees half a file."""
    with translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files:
            temporary = folder / f".{name}.part"
            try:
                temporary.write_bytes(content)
                temporary.replace(folder / name)
            finally:
                temporary.unlink(missing_ok=True)


def hash_bytes(content: bytes) -> str:
    """Return 32 hexadecimal digits of the BLAKE2b hash of *content*.

    >>> hash_bytes(b"")
    'cae66941d9efbd404e4d88758ea67670'
    """
    return blake2b(content, digest_size=16).hexdigest()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the failures of disk and database into one clear StoreError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = str(error).lower()
        for mark, what, do in FAILURES:
            if mark in said:
                raise StoreError(str(path), what, do) from error
        raise DamagedStoreError(str(path), f"is damaged ({error})", ANEW) from error
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StoreError(str(path), "the disk is full", ROOM) from error
        what = f"cannot be written ({os.strerror(error.errno or 0)})"
        raise StoreError(str(path), what, "choose another folder") from error
