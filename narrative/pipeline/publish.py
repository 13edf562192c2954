"""From the state of a folder to what people read: the comparison, the page, and the twins."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from narrative import __version__
from narrative.changes import find_changes
from narrative.config import Config
from narrative.config.reading import write_config
from narrative.correct import Corrected, apply_corrections, read_corrections
from narrative.data import Comparison, Findings, Judgement, Link, RunManifest
from narrative.pipeline.ids import Moves, follow_moves, lead_on, list_shared
from narrative.pipeline.run import Run, code_version, dump_json
from narrative.pipeline.stages import conclude
from narrative.pipeline.state import COMPARISON, FINISHED, State
from narrative.relate import RelateCorpus, judge_links
from narrative.report.export import export_tables
from narrative.report.html import list_parts, page_version, render_part
from narrative.store import Store, hash_bytes, write_files

CORRECTIONS = "corrections.yaml"
PAGE = "page"  # the hash of each page as written, by the hash of what it was made from
FILES = "files"  # the hash of each file as written, beside the comparison in the store
PACKAGES = ("bertopic", "numpy", "plotly", "rapidfuzz", "scikit-learn", "sentence-transformers", "torch")


def publish(store: Store, state: State, run: Run) -> Comparison:
    """Return the comparison of *state* and write its files into the store's folder; the same state, the same bytes."""
    folder = store.path.parent
    corrected = apply_corrections(
        state.findings, read_corrections(folder / CORRECTIONS), partial(judge_added, state.config)
    )
    comparison = replace(
        conclude(corrected.findings, state.config, run, state.frozen.shift),
        corrections=corrected.corrections,
        moved=_follow(state, corrected),
    )
    if len(state.batches) > 1:
        changes = find_changes(comparison, state.batches, state.batches[-2].number)
        comparison = replace(comparison, changes=changes)
    pages = list_pages(comparison, state.config, store)
    files = [*list_files(comparison, state.config), *((page.name, page.content) for page in pages)]
    hashes = {name: hash_bytes(content) for name, content in files}
    rows = [(COMPARISON, FINISHED, dump_json(comparison)), (COMPARISON, FILES, dump_json(hashes))]
    write_files(folder, files)
    store.write(PAGE, {page.key: hashes[page.name].encode() for page in pages})
    # Behind the files: while it is missing, the state is known to be ahead of them.
    store.replace((COMPARISON,), rows)
    return comparison


def judge_added(config: Config, findings: Findings, links: Sequence[Link]) -> tuple[Judgement, ...]:
    """Return verdicts on *links* between claims of *findings* that had none."""
    articles = {article.id: article for article in findings.articles}
    corpus = RelateCorpus({claim.id: claim for claim in findings.claims}, articles, findings.reuses)
    return judge_links(links, corpus, config.relate)


def _follow(state: State, corrected: Corrected) -> Moves:
    """Return where the id of each group leads, after the batches and after the corrections."""
    before, after = state.findings, corrected.findings
    moved = follow_moves(state.moved, corrected.moved)
    return lead_on(moved, list_shared(before.groups, before.claims), after.groups, after.claims)


def list_files(comparison: Comparison, config: Config) -> list[tuple[str, bytes]]:
    """Return the name and content of every file but the pages that follows from *comparison* and *config*."""
    files = [
        ("config.yaml", write_config(config).encode()),
        ("comparison.json", dump_json(comparison, indent=1) + b"\n"),
        *export_tables(comparison, parquet=config.report.parquet),
    ]
    if comparison.changes:
        files.append(("changes.json", dump_json(comparison.changes, indent=1) + b"\n"))
    return files


class PageFile(NamedTuple):
    """A page as it is to be written, and the hash of all that it follows from."""

    name: str
    content: bytes
    key: str


def list_pages(comparison: Comparison, config: Config, store: Store | None = None) -> list[PageFile]:
    """Return the pages, the index last, so that who sees it finds everything that it was made from.

    Beside a *store*, a page that would come out as it lies there is taken from its folder: of two hundred pages by
    narrative a batch changes a few. Their settings leave out how the work was run and the folder of a local encoder.
    """
    encoder = config.embed.model_copy(update={"encoder": Path(config.embed.encoder).name})
    shown = write_config(config.model_copy(update={"embed": encoder}), leave_out=("engine",))
    made_by = f"{code_version()} {page_version()}"
    pages = []
    for part in list_parts(comparison, config.report):
        key = hash_bytes(dump_json((made_by, shown, part.name, part.settings, part.comparison)))
        content = _find_page(part.name, key, store) if store else None
        pages.append(PageFile(part.name, content or render_part(part, shown).encode("utf-8", "replace"), key))
    return pages


def _find_page(name: str, key: str, store: Store) -> bytes | None:
    """Return the page in the folder of *store* where it is the one that was made by *key*, byte by byte."""
    known = store.read(PAGE, [key])
    try:
        content = (store.path.parent / name).read_bytes() if known else b""
    except OSError:
        return None
    return content if known and hash_bytes(content).encode() == known[key] else None


def describe_run(started: datetime, comparison: Comparison, config: Config, run: Run) -> RunManifest:
    """Return how *comparison* was made."""
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


def write_manifest(folder: Path, manifest: RunManifest) -> None:
    """Write *manifest* beside the comparison that it describes."""
    write_files(folder, [("manifest.json", dump_json(manifest, indent=1) + b"\n")])


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
