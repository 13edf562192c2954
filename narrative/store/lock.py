"""One writer at a time: a lock on a comparison folder that says who holds it."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from narrative.errors import StoreError
from narrative.store.files import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = ".lock"
HOLDER_BYTES = 200


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold *folder* for writing, making it where it is missing; StoreError names the run that holds it already.

    The system lets go of the lock of a killed run at once. The file is taken away at the end, by the one who holds it;
    what a killed run left of it hinders nobody.
    """
    with translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = _seize(folder / FILE)
    try:
        yield
    finally:
        (folder / FILE).unlink(missing_ok=True)
        file.close()


def _seize(path: Path) -> BinaryIO:
    """Return the lock's open file once it is ours and still the one that stands in the folder."""
    while True:
        file = path.open("a+b")
        try:
            _lock(file, path.parent)
            if _is_same(file, path):
                file.truncate(0)
                file.write(f"process {os.getpid()} on {socket.gethostname()}".encode())
                file.flush()
                return file
        except BaseException:
            file.close()
            raise
        # Its last holder took the file away between our opening and locking it.
        file.close()


def _is_same(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _read_holder(file: BinaryIO) -> str:
    file.seek(0)
    return file.read(HOLDER_BYTES).decode("utf-8", "replace").strip() or "another run"


def _lock(file: BinaryIO, folder: Path) -> None:
    """Make the lock ours or raise StoreError; where the system has no such locks, SQLite's own must do."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StoreError(str(folder), f"is in use by {_read_holder(file)}", "wait for it to finish") from error
