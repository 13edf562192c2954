"""The state of a comparison folder in its store: what was found, uncorrected, and what later batches go by.

A tuple is kept in portions, each a row with a checksum; one row lists the hash of every portion, so that nothing that
is lost, foreign or half written passes for whole. All of it changes in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from narrative.config import Config
from narrative.data import Batch, Findings, Link, RawArticle
from narrative.errors import StoreError
from narrative.pipeline.run import dump_json, load_json
from narrative.pipeline.stages import Frozen
from narrative.store import Store, hash_bytes

STATE, RAWS, COMPARISON = "state", "raws", "comparison"
INDEX = "index"
PORTION = 2000


@dataclass(frozen=True, slots=True)
class State:
    """Findings as the stages gave them, links outside groups, what is frozen, batches, and the last configuration.

    *moved* has the ids of earlier groups that went into another, with the id of that.
    """

    findings: Findings
    loose: tuple[Link, ...]
    frozen: Frozen
    batches: tuple[Batch, ...]
    config: Config
    moved: tuple[tuple[str, str], ...] = ()


def save_state(store: Store, state: State, raws: Sequence[RawArticle], *, anew: bool = False) -> None:
    """Keep *state*, and *raws* as those of its last batch; *anew* forgets the raw articles of earlier ones."""
    rows = dict(_cut(state))
    # Nothing read is nothing to keep: a refit, or articles removed.
    index = {key: hash_bytes(body) for key, body in rows.items()}
    forgotten = [STATE, COMPARISON, *([RAWS] if anew else [])]
    number = state.batches[-1].number
    fresh = ((RAWS, f"{number:06}/{key}", body) for key, body in _cut_tuple(raws) if raws)
    kept = ((STATE, key, body) for key, body in [*rows.items(), (INDEX, dump_json(index))])
    store.replace(forgotten, (*fresh, *kept))


def replace_raws(store: Store, number: int, raws: Sequence[RawArticle]) -> None:
    """Keep *raws*, and nothing else, as the articles read with the batch *number*."""
    portions = {f"{number:06}/{key}": body for key, body in _cut_tuple(raws)}
    empty = dict.fromkeys(store.list_keys(RAWS, f"{number:06}/"), b"[]")
    store.write(RAWS, empty | portions)


def load_state(store: Store) -> State:
    """Return the state that *store* keeps; StoreError where there is none, or it is not sound."""
    folder = str(store.path.parent)
    found = store.read(STATE, [INDEX])
    if not found:
        raise StoreError(folder, "holds no finished comparison", "run `narrative compare` again")
    index: dict[str, str] = load_json(found[INDEX], dict[str, str])
    rows = store.read(STATE, list(index))
    lost = [key for key, digest in index.items() if key not in rows or hash_bytes(rows[key]) != digest]
    if lost:
        what = f"is damaged: {lost[0]} of the comparison cannot be read"
        raise StoreError(folder, what, "compare again with --replace, or take a copy from a backup")
    return _join(rows)


def count_batches(store: Store) -> int:
    """Return how many batches the state in *store* has, 0 where there is none."""
    kept = store.read(STATE, ["batches/000000"])
    return sum(len(load_json(body, tuple[Batch, ...])) for body in kept.values())


def load_raws(store: Store, batches: Sequence[Batch]) -> tuple[RawArticle, ...]:
    """Return the articles as read, of all *batches* in order; StoreError where some are lost."""
    raws: list[RawArticle] = []
    for batch in batches:
        if batch.refitted:
            continue
        keys = store.list_keys(RAWS, f"{batch.number:06}/")
        rows = store.read(RAWS, keys)
        if len(rows) < len(keys) or not keys:
            what = f"is damaged: articles of batch {batch.number} cannot be read"
            raise StoreError(str(store.path.parent), what, "compare again with --replace")
        raws += [raw for key in keys for raw in load_json(rows[key], tuple[RawArticle, ...])]
    return tuple(raws)


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
