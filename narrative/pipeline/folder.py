"""The comparison folder: what a run leaves on disk, and how it is read and rendered again."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from narrative import __version__
from narrative.config import Config
from narrative.config.reading import write_config
from narrative.data import Comparison, RawArticle, Reject, RunManifest
from narrative.engine import open_engine
from narrative.errors import EmptyCorpusError, StoreError
from narrative.ingest import read_articles
from narrative.pipeline.run import Run, Watcher, dump_json, load_json
from narrative.pipeline.stages import compare_articles
from narrative.report.export import export_tables
from narrative.report.html import render_report
from narrative.store import Store, hash_bytes, write_files

PACKAGES = ("bertopic", "numpy", "plotly", "rapidfuzz", "scikit-learn", "sentence-transformers", "torch")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished comparison, its folder and how it was made."""

    folder: Path
    comparison: Comparison
    manifest: RunManifest


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


def compare_inputs(order: Order, folder: Path, watcher: Watcher) -> Outcome:
    """Return the comparison of what *order* names, written whole into *folder*.

    The same inputs again reuse what the folder's store holds. Raises InputError for an input that cannot be read,
    EmptyCorpusError where nothing is left, StoreError for a folder of other inputs or of another program.
    """
    started = datetime.now(UTC)
    ingested = read_articles(order.inputs, order.metadata, order.config.ingest)
    if not ingested.articles:
        raise _nothing_read(order.inputs, ingested.rejects)
    _refuse_foreign(folder)
    new = not folder.exists()
    try:
        with Store.open(folder) as store, _open_results(order, store) as results:
            _claim_folder(store, folder, ingested.articles, replace=order.replace)
            run = Run(results, open_engine(order.config.engine), watcher)
            comparison = compare_articles(ingested.articles, ingested.rejects, order.config, run)
            store.write("comparison", {"current": dump_json(comparison), "config": dump_json(order.config)})
    except EmptyCorpusError:
        if new:
            _remove_store(folder)
        raise
    manifest = _describe(started, comparison, order.config, run)
    _write(folder, comparison, order.config, manifest)
    return Outcome(folder, comparison, manifest)


def _open_results(order: Order, own: Store) -> AbstractContextManager[Store]:
    """Return the store that keeps the results of stages: the folder's own, or the one that it shares."""
    return Store.open(order.shared) if order.shared else nullcontext(own)


def read_folder(folder: Path) -> tuple[Comparison, Config]:
    """Return the comparison that *folder* holds and its configuration; StoreError where it holds none that is sound."""
    if not folder.is_dir():
        raise StoreError(str(folder), "is not a folder", "name a folder that `narrative compare` wrote")
    with Store.open(folder, create=False) as store:
        kept = store.read("comparison", ["current", "config"])
    if len(kept) < 2:  # noqa: PLR2004 - the comparison and its configuration
        raise StoreError(str(folder), "holds no finished comparison", "run `narrative compare` again")
    return load_json(kept["current"], Comparison), load_json(kept["config"], Config)


def render_folder(folder: Path) -> Comparison:
    """Return the comparison in *folder* after writing its page and twins again; no model is loaded."""
    comparison, config = read_folder(folder)
    write_files(folder, [("report.html", _page(comparison, config)), *export_tables(comparison)])
    return comparison


def _write(folder: Path, comparison: Comparison, config: Config, manifest: RunManifest) -> None:
    files = [
        ("config.yaml", write_config(config).encode()),
        ("comparison.json", dump_json(comparison, indent=1) + b"\n"),
        *export_tables(comparison),
        ("manifest.json", dump_json(manifest, indent=1) + b"\n"),
        # Last, so that who sees the page finds everything that it was made from.
        ("report.html", _page(comparison, config)),
    ]
    write_files(folder, files)


def _page(comparison: Comparison, config: Config) -> bytes:
    """Return the page; its settings leave out how the work was run and the folder in which a local encoder lies."""
    encoder = config.embed.model_copy(update={"encoder": Path(config.embed.encoder).name})
    shown = config.model_copy(update={"embed": encoder})
    return render_report(comparison, write_config(shown, leave_out=("engine",)), config.report).encode(
        "utf-8", "replace"
    )


def _refuse_foreign(folder: Path) -> None:
    """Raise StoreError where *folder* is a file, or holds files but no store: they are somebody else's."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(str(folder), "is a file", "name a folder with -o")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "store.sqlite").exists():
        raise StoreError(str(folder), "is not empty and no comparison", "choose an empty or new folder with -o")


def _claim_folder(store: Store, folder: Path, raws: Sequence[RawArticle], *, replace: bool) -> None:
    """Mark the folder as that of *raws*, or raise StoreError where it is that of others."""
    inputs = hash_bytes(dump_json(sorted(raws, key=lambda raw: (raw.place, raw.key)))).encode()
    kept = store.read("inputs", ["current"]).get("current")
    if kept == inputs:
        return
    if kept is not None and not replace:
        what = "holds the comparison of other inputs"
        do = "add a batch with `narrative add`, compare anew with --replace, or choose another folder with -o"
        raise StoreError(str(folder), what, do)
    if kept is not None:
        store.clear()
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


def _describe(started: datetime, comparison: Comparison, config: Config, run: Run) -> RunManifest:
    return RunManifest(
        version=__version__,
        started=started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        python=platform.python_version(),
        packages=tuple((name, _version_of(name)) for name in PACKAGES),
        config_hash=hash_bytes(dump_json(config)),
        comparison_hash=hash_bytes(dump_json(comparison)),
        encoder=config.embed.encoder,
        stages=tuple(run.records),
    )


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
