"""The comparison folder: what a comparison leaves on disk, how batches are added, how it is read and rendered again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from narrative.config import Config
from narrative.config.reading import change_config
from narrative.correct import read_corrections
from narrative.data import Batch, Comparison, Place, RawArticle, Reject, RunManifest
from narrative.engine import open_engine
from narrative.errors import ConfigError, EmptyCorpusError, StoreError
from narrative.ingest import read_articles
from narrative.pipeline.grow import grow_state
from narrative.pipeline.publish import CORRECTIONS, describe_run, publish, write_manifest
from narrative.pipeline.run import Run, SilentWatcher, Watcher, dump_json, load_json
from narrative.pipeline.stages import Known, find_everything, read_claims
from narrative.pipeline.state import (
    COMPARISON,
    FINISHED,
    State,
    count_batches,
    is_unfinished,
    load_raws,
    load_state,
    save_state,
)
from narrative.store import Store, hash_bytes, lock_folder, remove_damaged

RECENT = 12  # earlier articles of a source that a batch's are read beside


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished comparison, its folder and how it was made.

    For `add` also what was known already, what was not compared, and how many articles were new.
    """

    folder: Path
    comparison: Comparison
    manifest: RunManifest
    known: tuple[Place, ...] = ()
    refused: tuple[Reject, ...] = ()
    added: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What to compare: inputs, an optional metadata table, the configuration, and whether to replace another comparison.

    *shared* is a folder in which several comparisons keep the results of their stages, so that what two of them have
    in common is computed once; without it each keeps its own.
    """

    inputs: tuple[str, ...]
    metadata: str | None = None
    config: Config = field(default_factory=Config)
    replace: bool = False
    shared: Path | None = None


@dataclass(frozen=True, slots=True)
class Addition:
    """What to add: inputs, an optional metadata table, and ``key=value`` changes to the folder's configuration."""

    inputs: tuple[str, ...]
    metadata: str | None = None
    overrides: tuple[str, ...] = ()


def compare_inputs(order: Order, folder: Path, watcher: Watcher) -> Outcome:
    """Return the comparison of what *order* names, written whole into *folder*.

    The same inputs again reuse what the folder's store holds. Raises InputError for an input that cannot be read,
    EmptyCorpusError where nothing is left, StoreError for a folder of other inputs, of another program or in use.
    """
    started = datetime.now(UTC)
    read_corrections(folder / CORRECTIONS)  # a mistake in it is said before the work begins, not after
    ingested = read_articles(order.inputs, order.metadata, order.config.ingest)
    if not ingested.articles:
        raise _nothing_read(order.inputs, ingested.rejects)
    _refuse_foreign(folder)
    new = not folder.exists()
    try:
        with lock_folder(folder), _open_own(order, folder) as store, _open_results(order, store) as results:
            _claim_folder(store, folder, ingested.articles, replace=order.replace)
            run = Run(results, open_engine(order.config.engine), watcher)
            work = find_everything(ingested.articles, ingested.rejects, order.config, run)
            first = Batch(1, tuple(article.id for article in work.findings.articles))
            state = State(work.findings, work.loose, work.frozen, (first,), order.config)
            save_state(store, state, {1: ingested.articles}, anew=True)
            return finish(store, state, run, started)
    except EmptyCorpusError:
        if new:
            _remove_store(folder)
        raise


def add_inputs(addition: Addition, folder: Path, watcher: Watcher) -> Outcome:
    """Return the comparison in *folder* after the new ones among the articles of *addition* came to it as a batch.

    Only new articles go through the stages. Where all are known the folder's files are written again and no batch is
    made. Raises StoreError for a folder without a comparison or in use, InputError for an input that cannot be read.
    """
    started = datetime.now(UTC)
    require_folder(folder)
    read_corrections(folder / CORRECTIONS)
    with lock_folder(folder), Store.open(folder, create=False) as store:
        state = load_state(store)
        config = _change_settings(state.config, addition.overrides)
        ingested = read_articles(addition.inputs, addition.metadata, config.ingest)
        if not ingested.articles:
            raise _nothing_read(addition.inputs, ingested.rejects)
        run = Run(store, open_engine(config.engine), watcher)
        earlier = _choose_recent(load_raws(store, state.batches), {raw.key for raw in ingested.articles})
        known = Known(state.findings.articles, frozenset(state.frozen.recurring), earlier)
        read = read_claims(ingested.articles, ingested.rejects, config, run, known)
        # All are known already to a run that goes on where one was stopped while it wrote the files.
        goes_on = not read.articles and is_unfinished(store)
        if read.articles:
            state = grow_state(state, read, config, run)
            save_state(store, state, {state.batches[-1].number: ingested.articles})
        outcome = finish(store, state, run, started)
    return Outcome(
        folder, outcome.comparison, outcome.manifest, read.known, read.rejects, None if goes_on else len(read.articles)
    )


def _open_own(order: Order, folder: Path) -> Store:
    """Return the folder's own store; a damaged one makes room where the comparison is to be replaced anyway."""
    if order.replace:
        remove_damaged(folder)
    return Store.open(folder)


def _open_results(order: Order, own: Store) -> AbstractContextManager[Store]:
    """Return the store that keeps the results of stages: the folder's own, or the one that it shares."""
    return Store.open(order.shared) if order.shared else nullcontext(own)


def read_folder(folder: Path) -> tuple[Comparison, Config]:
    """Return the comparison that *folder* holds and its configuration; StoreError where it holds none that is sound."""
    require_folder(folder)
    with Store.open(folder, create=False) as store:
        kept = store.read(COMPARISON, [FINISHED])
        state = load_state(store)
    if not kept:
        raise StoreError(str(folder), "holds no finished comparison", "run `narrative report` to make it again")
    return load_json(kept[FINISHED], Comparison), state.config


def render_folder(folder: Path) -> Comparison:
    """Return the comparison in *folder* after writing its page and twins again; no model is loaded."""
    require_folder(folder)
    with lock_folder(folder), Store.open(folder, create=False) as store:
        return publish(store, load_state(store), Run(store, watcher=SilentWatcher()))


def require_folder(folder: Path) -> None:
    """Raise StoreError where *folder* is no comparison folder."""
    if not folder.is_dir():
        raise StoreError(str(folder), "is not a folder", "name a folder that `narrative compare` wrote")
    if not (folder / "store.sqlite").is_file():
        raise StoreError(str(folder), "holds no store.sqlite", "name a folder that `narrative compare` wrote")


def finish(store: Store, state: State, run: Run, started: datetime) -> Outcome:
    """Return the comparison of *state* after writing all its files."""
    comparison = publish(store, state, run)
    manifest = describe_run(started, comparison, state.config, run)
    write_manifest(store.path.parent, manifest)
    return Outcome(store.path.parent, comparison, manifest)


def _choose_recent(raws: Sequence[RawArticle], keys: set[str]) -> tuple[RawArticle, ...]:
    """Return the last few of *raws* of each of *keys*: enough to see which lines a source puts under every article."""
    chosen: dict[str, list[RawArticle]] = {key: [] for key in keys}
    for raw in reversed(raws):
        if len(chosen.get(raw.key, range(RECENT))) < RECENT:
            chosen[raw.key].append(raw)
    return tuple(raw for key in sorted(chosen) for raw in chosen[key])


def _change_settings(config: Config, overrides: Sequence[str]) -> Config:
    changed = change_config(config, overrides)
    if changed.embed.encoder != config.embed.encoder:
        what = f"the folder's vectors are of {config.embed.encoder}"
        raise ConfigError(f"embed.encoder {changed.embed.encoder}", what, "compare anew into another folder")
    return changed


def _refuse_foreign(folder: Path) -> None:
    """Raise StoreError where *folder* is a file, or holds files but no store: they are somebody else's."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(str(folder), "is a file", "name a folder with -o")
    others = [path for path in folder.iterdir() if path.name != ".lock"] if folder.is_dir() else []
    if others and not (folder / "store.sqlite").exists():
        raise StoreError(str(folder), "is not empty and no comparison", "choose an empty or new folder with -o")


def _claim_folder(store: Store, folder: Path, raws: Sequence[RawArticle], *, replace: bool) -> None:
    """Mark the folder as that of *raws*, or raise StoreError where it is that of others or has grown since."""
    inputs = hash_bytes(dump_json(sorted(raws, key=lambda raw: (raw.place, raw.key)))).encode()
    kept = store.read("inputs", ["current"]).get("current")
    grown = count_batches(store) > 1
    if kept == inputs and not grown:
        return
    if (kept is not None or grown) and not replace:
        what = "has grown by later batches" if grown else "holds the comparison of other inputs"
        do = "add a batch with `narrative add`, compare anew with --replace, or choose another folder with -o"
        raise StoreError(str(folder), what, do)
    if kept is not None or grown:
        store.clear()
        (folder / "changes.json").unlink(missing_ok=True)
    store.write("inputs", {"current": inputs})


def _remove_store(folder: Path) -> None:
    """Take back a folder that this run made and found no use for."""
    for path in folder.glob("store.sqlite*"):
        path.unlink()
    with suppress(OSError):
        folder.rmdir()


def _nothing_read(inputs: Sequence[str], rejects: Sequence[Reject]) -> EmptyCorpusError:
    where = ", ".join(inputs)
    if not rejects:
        return EmptyCorpusError(where, "there is no article", "name a file, folder, glob or - with articles")
    listed = "; ".join(f"{reject.place.path}: {reject.reason}" for reject in rejects[:3])
    more = f"; and {len(rejects) - 3} more" if len(rejects) > 3 else ""  # noqa: PLR2004
    return EmptyCorpusError(where, f"no article could be read ({listed}{more})", "see `narrative inspect`")
