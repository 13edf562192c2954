"""The store of one comparison: stage results by key, each with a checksum."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self

from narrative.errors import DamagedStoreError, StoreError
from narrative.store.files import translated

FILE = "store.sqlite"
APPLICATION_ID = 0x4E415252  # "NARR": a database of another program is never written to
BUSY_SECONDS = 3
# SQLite's own limit on bound variables is 999 in old builds.
KEYS_PER_QUERY = 500

# One step per schema version: what brings a store from the version before to it.
MIGRATIONS = (
    """
    CREATE TABLE IF NOT EXISTS results (
        stage TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, checksum BLOB NOT NULL,
        PRIMARY KEY (stage, key)
    ) WITHOUT ROWID;
    """,
    # Folders of schema 1 know neither batches nor the articles as read: their comparison counts as unfinished, and
    # the same `narrative compare` makes it anew from the stage results.
    "DELETE FROM results WHERE stage IN ('comparison', 'inputs');",
)
SCHEMA_VERSION = len(MIGRATIONS)


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
        with translated(path):
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(_locate(path), timeout=BUSY_SECONDS, isolation_level=None, uri=True)
            # A flipped byte in a key makes one row unsound, as its checksum tells, and not the whole store unreadable.
            connection.text_factory = _read_text
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
        with translated(self.path):
            for start in range(0, len(keys), KEYS_PER_QUERY):
                part = keys[start : start + KEYS_PER_QUERY]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, body, checksum FROM results WHERE stage = ? AND key IN ({marks})"  # noqa: S608
                rows = self._connection.execute(query, (stage, *part))
                found.update((key, body) for key, body, checksum in rows if _is_sound(stage, key, body, checksum))
        return found

    def write(self, stage: str, results: Mapping[str, bytes]) -> None:
        """Keep *results* of *stage* in one transaction."""
        self.replace((), ((stage, key, body) for key, body in results.items()))

    def replace(self, stages: Sequence[str], rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Forget all of *stages* and keep *rows* of (stage, key, body), in one transaction: all of it or nothing."""
        with translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany("DELETE FROM results WHERE stage = ?", [(stage,) for stage in stages])
                checked = ((stage, key, body, _checksum(stage, key, body)) for stage, key, body in rows)
                self._connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", checked)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def list_keys(self, stage: str, prefix: str = "") -> list[str]:
        """Return the keys of *stage* that start with *prefix*, in order; whether their results are sound is not asked."""
        with translated(self.path):
            query = "SELECT key FROM results WHERE stage = ? AND substr(key, 1, ?) = ? ORDER BY key"
            return [str(row[0]) for row in self._connection.execute(query, (stage, len(prefix), prefix))]

    def clear(self) -> None:
        """Forget every result."""
        with translated(self.path):
            self._connection.execute("DELETE FROM results")

    def check_file(self) -> tuple[str, ...]:
        """Return a line for each fault of the file, whatever its rows hold."""
        with translated(self.path):
            lines = (str(row[0]) for row in self._connection.execute("PRAGMA integrity_check"))
            return tuple(line for line in lines if line != "ok")

    def check(self) -> tuple[int, tuple[str, ...]]:
        """Return how many results there are, and a line for each that is damaged and for each fault of the file."""
        faults = list(self.check_file())
        with translated(self.path):
            count = 0
            for stage, key, body, checksum in self._connection.execute(
                "SELECT stage, key, body, checksum FROM results"
            ):
                count += 1
                if not _is_sound(stage, key, body, checksum):
                    faults.append(f"the result {key} of {stage} is damaged")
        return count, tuple(faults)


def _read_text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def remove_damaged(folder: Path) -> None:
    """Take the store out of *folder* where it is damaged; raises StoreError where it is foreign, newer or in use."""
    path = folder / FILE
    if not path.is_file():
        return
    try:
        with Store.open(folder, create=False) as store:
            store.list_keys("")
            faults = store.check_file()
    except DamagedStoreError as error:
        faults = (error.what,)
    if faults:
        with translated(path):
            for rest in (path, *folder.glob(f"{FILE}-*")):
                rest.unlink()


def _locate(path: Path) -> str:
    """Return what SQLite opens: in a folder that may not be written, the file alone and as it is."""
    can = os.access in os.supports_effective_ids
    is_closed = path.exists() and not os.access(path.parent, os.W_OK, effective_ids=can)
    return path.absolute().as_uri() + ("?mode=ro&immutable=1" if is_closed else "")


def _is_sound(stage: str, key: str, body: object, checksum: bytes) -> bool:
    """Return whether a row is as it was written; a flipped byte may also have made a text of its *body*."""
    return isinstance(body, bytes) and _checksum(stage, key, body) == checksum


def _checksum(stage: str, key: str, body: bytes) -> bytes:
    """Return the hash that guards a row, its key included: a body under another key is damage too."""
    return blake2b(body, digest_size=16, key=f"{stage}/{key}".encode()[:64]).digest()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the schema up to date, or refuse a file that this program did not write or cannot read."""
    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not empty and application != APPLICATION_ID:
        raise StoreError(
            str(path), "was not written by narrative, or its beginning is damaged", "choose another folder with -o"
        )
    if version > SCHEMA_VERSION:
        raise StoreError(str(path), f"has schema {version}, newer than {SCHEMA_VERSION}", "update narrative")
    if empty:
        connection.executescript(f"PRAGMA journal_mode = WAL; PRAGMA application_id = {APPLICATION_ID};")
    if version < SCHEMA_VERSION:
        steps = "".join(MIGRATIONS[version:])
        connection.executescript(f"BEGIN IMMEDIATE; {steps} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
