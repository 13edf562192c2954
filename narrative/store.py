"""One comparison's folder on disk: the store of stage results, and files that are written whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from narrative.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "store.sqlite"
APPLICATION_ID = 0x4E415252  # "NARR": a database of another program is never written to
SCHEMA_VERSION = 1
BUSY_SECONDS = 3
# SQLite's own limit on bound variables is 999 in old builds.
KEYS_PER_QUERY = 500

SCHEMA = """
CREATE TABLE IF NOT EXISTS results (
    stage TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, checksum BLOB NOT NULL,
    PRIMARY KEY (stage, key)
) WITHOUT ROWID;
"""


class Store:
    """Stage results by stage and key, each with a checksum that is checked on every read.

    SQLite alone does not notice a flipped byte in a blob; a result that fails its checksum counts as absent, so that
    it is computed anew.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self.path = connection, path

    @classmethod
    def open(cls, folder: Path, *, create: bool = True) -> Self:
        """Return the store in *folder*; StoreError where it is missing, foreign, newer, damaged or in use."""
        path = folder / FILE
        if not create and not path.is_file():
            raise StoreError(str(folder), f"holds no {FILE}", "name a folder that `narrative compare` wrote")
        with _translated(path):
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def read(self, stage: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the sound results of *stage* under *keys*; absent and damaged ones are left out."""
        found: dict[str, bytes] = {}
        with _translated(self.path):
            for start in range(0, len(keys), KEYS_PER_QUERY):
                part = keys[start : start + KEYS_PER_QUERY]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, body, checksum FROM results WHERE stage = ? AND key IN ({marks})"  # noqa: S608
                rows = self._connection.execute(query, (stage, *part))
                found.update((key, body) for key, body, checksum in rows if _checksum(stage, key, body) == checksum)
        return found

    def write(self, stage: str, results: Mapping[str, bytes]) -> None:
        """Keep *results* of *stage* in one transaction."""
        rows = [(stage, key, body, _checksum(stage, key, body)) for key, body in results.items()]
        with _translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", rows)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def clear(self) -> None:
        """Forget every result."""
        with _translated(self.path):
            self._connection.execute("DELETE FROM results")


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write each (name, content) into *folder* through a temporary neighbour, so that no reader sees half a file."""
    with _translated(folder):
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


def _checksum(stage: str, key: str, body: bytes) -> bytes:
    """Return the hash that guards a row, its key included: a body under another key is damage too."""
    return blake2b(body, digest_size=16, key=f"{stage}/{key}".encode()[:64]).digest()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Create the schema in an empty file, or check that this program wrote it and can read it."""
    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not empty and application != APPLICATION_ID:
        raise StoreError(str(path), "was not written by narrative", "choose another folder with -o")
    if version > SCHEMA_VERSION:
        raise StoreError(str(path), f"has schema {version}, newer than {SCHEMA_VERSION}", "update narrative")
    if empty:
        connection.executescript(
            f"PRAGMA journal_mode = WAL; PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};"
            + SCHEMA
        )


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn the failures of disk and database into one clear StoreError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise StoreError(str(path), "is in use by another run", "wait for it, or choose another -o") from error
        if "full" in str(error):
            raise StoreError(str(path), "the disk is full", "free some space and run again; nothing is lost") from error
        if "readonly" in str(error) or "unable to open" in str(error):
            raise StoreError(str(path), "cannot be written", "choose a folder that you may write with -o") from error
        raise StoreError(str(path), f"is damaged ({error})", "run again with --replace") from error
    except OSError as error:
        raise StoreError(
            str(path), f"cannot be written ({os.strerror(error.errno or 0)})", "choose another -o"
        ) from error
