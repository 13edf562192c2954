"""The state of a comparison folder in its store: what was found, uncorrected, and what later batches go by.

A tuple is kept in portions, each a row with a checksum; one row lists the hash of every portion, so that nothing that
is lost, foreign or half written passes for whole. All of it changes in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from narrative.config import Config
from narrative.data import Batch, Findings, Link, RawArticle
from narrative.errors import DamagedStoreError, StoreError
from narrative.pipeline.run import dump_json, load_json
from narrative.pipeline.stages import Frozen
from narrative.store import ANEW, Store, hash_bytes

STATE, RAWS, COMPARISON = "state", "raws", "comparison"
INDEX = "index"
FINISHED = "current"  # under COMPARISON: the comparison, kept once all its files are written
READ = "read"  # the hash of every portion of the articles as read: of a lost one nothing else would tell
PORTION = 2000


@dataclass(frozen=True, slots=True)
class State:
    """Findings as the stages gave them, links outside groups, what is frozen, batches, and the last configuration.

    *moved* has the ids of earlier groups that have no row now, with the group or the claim that links to them open.
    """

    findings: Findings
    loose: tuple[Link, ...]
    frozen: Frozen
    batches: tuple[Batch, ...]
    config: Config
    moved: tuple[tuple[str, str], ...] = ()


def save_state(
    store: Store, state: State, raws: Mapping[int, Sequence[RawArticle]] | None = None, *, anew: bool = False
) -> None:
    """Keep *state*, and *raws* as the articles read with each batch; *anew* forgets those that were kept before."""
    portions = {f"{number:06}/{key}": body for number, read in (raws or {}).items() for key, body in _cut_tuple(read)}
    listed = ({} if anew else _list_read(store)) | {key: hash_bytes(body) for key, body in portions.items()}
    rows = dict(_cut(state)) | {READ: dump_json(listed)}
    index = {key: hash_bytes(body) for key, body in rows.items()}
    forgotten = [STATE, COMPARISON, *([RAWS] if anew else [])]
    fresh = ((RAWS, key, body) for key, body in portions.items())
    store.replace(
        forgotten, (*fresh, *((STATE, key, body) for key, body in [*rows.items(), (INDEX, dump_json(index))]))
    )


def load_state(store: Store) -> State:
    """Return the state that *store* keeps; StoreError where there is none, or it is not sound."""
    folder = str(store.path.parent)
    found = store.read(STATE, [INDEX])
    if not found and not store.list_keys(STATE):
        raise StoreError(folder, "holds no finished comparison", "run `narrative compare` again")
    index: dict[str, str] = load_json(found[INDEX], dict[str, str]) if found else {INDEX: ""}
    rows = store.read(STATE, list(index))
    lost = [key for key, digest in index.items() if key not in rows or hash_bytes(rows[key]) != digest]
    if lost:
        raise DamagedStoreError(folder, f"is damaged: {lost[0]} of the comparison cannot be read", ANEW)
    return _join(rows)


def is_unfinished(store: Store) -> bool:
    """Return whether a run was stopped after it had changed the state, and before the folder's files followed."""
    return not store.list_keys(COMPARISON, FINISHED)


def count_batches(store: Store) -> int:
    """Return how many batches *store* has, 0 where there is none, by what is left of it where it is damaged."""
    kept = store.read(STATE, ["batches/000000"])
    read = {key.partition("/")[0] for key in store.list_keys(RAWS)}
    return max(len(read), *(len(load_json(body, tuple[Batch, ...])) for body in kept.values()), 0)


def load_raws(store: Store, batches: Sequence[Batch]) -> tuple[RawArticle, ...]:
    """Return the articles as read, of all *batches* in order; StoreError where some are lost."""
    listed = _list_read(store)
    raws: list[RawArticle] = []
    for batch in batches:
        if batch.refitted:
            continue
        keys = sorted(key for key in listed if key.startswith(f"{batch.number:06}/"))
        rows = store.read(RAWS, keys)
        if not keys or any(hash_bytes(rows.get(key, b"")) != listed[key] for key in keys):
            what = f"is damaged: articles of batch {batch.number} cannot be read"
            raise DamagedStoreError(str(store.path.parent), what, ANEW)
        raws += [raw for key in keys for raw in load_json(rows[key], tuple[RawArticle, ...])]
    return tuple(raws)


def _list_read(store: Store) -> dict[str, str]:
    """Return the hash of each portion of the articles as read, by its key."""
    kept = store.read(STATE, [READ])
    if kept:
        listed: dict[str, str] = load_json(kept[READ], dict[str, str])
        return listed
    # A folder from before these were listed: what is there is all that is known of.
    return {key: hash_bytes(body) for key, body in store.read(RAWS, store.list_keys(RAWS)).items()}


def _cut(state: State) -> Iterator[tuple[str, bytes]]:
    for owner, name in _list_parts():
        value = getattr(state.findings if owner is Findings else state, name)
        if isinstance(value, tuple):
            yield from ((f"{name}/{key}", body) for key, body in _cut_tuple(value))
        else:
            yield name, dump_json(value)


def _cut_tuple(items: Sequence[Any]) -> Iterator[tuple[str, bytes]]:
    """Yield *items* in portions, at least one, under keys that sort in their order."""
    for start in range(0, max(len(items), 1), PORTION):
        yield f"{start // PORTION:06}", dump_json(items[start : start + PORTION])


def _join(rows: dict[str, bytes]) -> State:
    values: dict[type, dict[str, Any]] = {Findings: {}, State: {}}
    for owner, name in _list_parts():
        kind = get_type_hints(owner)[name]
        if name in rows:
            values[owner][name] = load_json(rows[name], kind)
        else:
            portions = sorted(key for key in rows if key.startswith(f"{name}/"))
            values[owner][name] = tuple(item for key in portions for item in load_json(rows[key], kind))
    return State(findings=Findings(**values[Findings]), **values[State])


def _list_parts() -> Iterator[tuple[type, str]]:
    yield from ((Findings, field.name) for field in fields(Findings))
    yield from ((State, field.name) for field in fields(State) if field.name != "findings")
