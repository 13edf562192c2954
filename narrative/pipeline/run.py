"""How a run goes: one wrapper that times, counts, stores, reuses and reports progress, around stages that do none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from narrative.data import Embeddings, StageRecord
from narrative.engine import Engine
from narrative.engine.local import SerialEngine
from narrative.relate import Reader, Reading, read_pairs
from narrative.store import Store, hash_bytes
from narrative.text.identity import content_id

if TYPE_CHECKING:
    from narrative.embed import Encoder

Item = TypeVar("Item")
Result = TypeVar("Result")
# Results are kept in portions of this size: what a killed run loses.
PORTION = 200


class Watcher(Protocol):
    """Is told how a run goes on."""

    def begin(self, stage: str, total: int) -> None:
        """Say that *stage* begins with so many items."""

    def advance(self, items: int) -> None:
        """Say that so many more items are done."""

    def end(self) -> None:
        """Say that the stage is done."""


class SilentWatcher:
    """Tells nobody."""

    def begin(self, stage: str, total: int) -> None:
        """Ignore it."""

    def advance(self, items: int) -> None:
        """Ignore it."""

    def end(self) -> None:
        """Ignore it."""


@dataclass
class StageTally:
    """The numbers of a stage while it runs."""

    given: int = 0
    reused: int = 0


@dataclass
class Run:
    """Where results are kept (None: nowhere), how work is spread, who watches, and the record of each stage."""

    store: Store | None = None
    engine: Engine = field(default_factory=SerialEngine)
    watcher: Watcher = field(default_factory=SilentWatcher)
    records: list[StageRecord] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str, taken: int) -> Iterator[StageTally]:
        """Time the block as stage *name* and record its tally."""
        tally, began = StageTally(), perf_counter()
        self.watcher.begin(name, taken)
        yield tally
        self.watcher.end()
        self.records.append(StageRecord(name, round(perf_counter() - began, 3), taken, tally.given, tally.reused))

    def each(
        self,
        name: str,
        function: Callable[[Item], Result],
        items: Sequence[Item],
        parameters: object,
        kind: type[Result],
    ) -> tuple[Result, ...]:
        """Return ``function(item)`` for each item, from the store where the same work was done before.

        *parameters* is everything but the item that the result depends on; *kind* is the results' type.
        """
        with self.stage(name, len(items)) as tally:
            keys = [_key(name, parameters, item) for item in items]
            found = {key: load_json(body, kind) for key, body in self._read(name, keys).items()}
            missing = {key: item for key, item in zip(keys, items, strict=True) if key not in found}
            tally.given, tally.reused = len(items), len(items) - len(missing)
            self.watcher.advance(tally.reused)
            todo = list(missing)
            for start in range(0, len(todo), PORTION):
                part = todo[start : start + PORTION]
                for key, result in zip(part, self.engine.map(function, [missing[key] for key in part]), strict=True):
                    found[key] = result
                    self.watcher.advance(1)
                self._write(name, {key: dump_json(found[key]) for key in part})
        return tuple(found[key] for key in keys)

    def whole(self, name: str, function: Callable[[], Result], inputs: object, kind: Any) -> Result:
        """Return ``function()``, or what the store keeps of it for the same *inputs*; *kind* is the result's type."""
        with self.stage(name, 1) as tally:
            key = _key(name, inputs)
            tally.given = 1
            kept = self._read(name, [key])
            if kept:
                tally.reused = 1
                result: Result = load_json(kept[key], kind)
                return result
            result = function()
            self._write(name, {key: dump_json(result)})
            return result

    def embed(self, encoder: Encoder, items: Sequence[tuple[str, str]]) -> Embeddings:
        """Return a unit vector per (id, text); each distinct text is encoded once, ever."""
        import numpy as np

        with self.stage("embed", len(items)) as tally:
            key_of = {text: content_id("v", encoder.name, text) for _, text in items}
            kept = self._read("embed", sorted(set(key_of.values())))
            vectors = {key: np.frombuffer(body, dtype=np.float32) for key, body in kept.items()}
            todo = sorted(text for text, key in key_of.items() if key not in vectors)
            tally.given, tally.reused = len(items), len(key_of) - len(todo)
            self.watcher.advance(len(items) - len(todo))
            for start in range(0, len(todo), PORTION):
                part = todo[start : start + PORTION]
                fresh = {key_of[text]: row for text, row in zip(part, encoder.encode(part), strict=True)}
                vectors.update(fresh)
                self._write("embed", {key: row.astype(np.float32).tobytes() for key, row in fresh.items()})
                self.watcher.advance(len(part))
            rows = [vectors[key_of[text]] for _, text in items]
            matrix = np.vstack(rows) if rows else np.zeros((0, 0), dtype=np.float32)
            return Embeddings(tuple(item_id for item_id, _ in items), matrix, encoder.name)

    def read(self, reader: Reader, pairs: Sequence[tuple[str, str]]) -> tuple[Reading, ...]:
        """Return what *reader* makes of each pair of sentences, in either order; each distinct pair is read once, ever."""
        with self.stage("read", len(pairs)) as tally:
            ordered = [(min(pair), max(pair)) for pair in pairs]
            key_of = {pair: content_id("r", reader.name, *pair) for pair in ordered}
            kept = self._read("read", sorted(set(key_of.values())))
            readings: dict[str, Reading] = {key: load_json(body, Reading) for key, body in kept.items()}
            todo = sorted(pair for pair, key in key_of.items() if key not in readings)
            tally.given, tally.reused = len(pairs), len(key_of) - len(todo)
            self.watcher.advance(len(pairs) - len(todo))
            for start in range(0, len(todo), PORTION):
                part = todo[start : start + PORTION]
                fresh = {key_of[pair]: reading for pair, reading in zip(part, read_pairs(part, reader), strict=True)}
                readings.update(fresh)
                self._write("read", {key: dump_json(reading) for key, reading in fresh.items()})
                self.watcher.advance(len(part))
        return tuple(readings[key_of[pair]] for pair in ordered)

    def _read(self, name: str, keys: Sequence[str]) -> dict[str, bytes]:
        return self.store.read(name, keys) if self.store else {}

    def _write(self, name: str, results: dict[str, bytes]) -> None:
        if self.store and results:
            self.store.write(name, results)


def dump_json(value: object, indent: int | None = None) -> bytes:
    """Return *value* (frozen nouns, config sections, plain containers) as JSON; infinities become strings.

    >>> dump_json({"high": float("inf")})
    b'{"high":"Infinity"}'
    """
    from pydantic_core import to_json

    return to_json(value, inf_nan_mode="strings", indent=indent)


def load_json(body: bytes, kind: Any) -> Any:
    """Return a value of *kind* read back from ``dump_json``.

    >>> load_json(b'"Infinity"', float)
    inf
    """
    return _adapter(kind).validate_json(body)


@cache
def code_version() -> str:
    """Return a hash of every file of the package that can change a result.

    A version number would keep results of code that has changed since; reading some hundred small files takes
    milliseconds.
    """
    root = Path(__file__).parents[1]
    files = sorted(path for path in root.rglob("*") if path.suffix in {".py", ".json", ".toml", ".npz", ".txt"})
    return hash_bytes(b"".join(path.relative_to(root).as_posix().encode() + path.read_bytes() for path in files))


def _key(name: str, *parts: object) -> str:
    return hash_bytes(b"\0".join([name.encode(), code_version().encode(), *(dump_json(part) for part in parts)]))


@cache
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
