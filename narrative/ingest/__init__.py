"""Files of the user → raw articles and rejects. The only stage that reads them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from narrative.config import IngestConfig
from narrative.data import Place, RawArticle, Reject
from narrative.ingest.dates import settle_day_order
from narrative.ingest.decode import Decoded, UnreadableError, decode_text, load_bytes, read_capped
from narrative.ingest.documents import read_html, read_markdown, read_plain
from narrative.ingest.fields import Record, make_article
from narrative.ingest.metadata import apply_metadata, load_metadata
from narrative.ingest.tables import RecordError, read_csv, read_json, read_json_lines
from narrative.ingest.walk import FoundFile, find_files

__all__ = ["Ingested", "read_articles"]

_Reader = Callable[[str], Iterable[Record | RecordError]]

_READERS: Final[dict[str, _Reader]] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json,
}
_STDIN_PATH = "stdin"


@dataclass(frozen=True, slots=True)
class Ingested:
    """What reading gives, both in order of place: the articles as read, and whatever else was there with the reason."""

    articles: tuple[RawArticle, ...]
    rejects: tuple[Reject, ...]


def read_articles(inputs: Sequence[str], metadata: str | None, settings: IngestConfig) -> Ingested:
    """Return the articles in *inputs* (files, folders, globs, ``-`` for JSON lines on standard input) in any order.

    The values of the table *metadata* win over fields and front matter, these over sub-folder names; an article that
    none of them gives a source has None. One bad record is a reject; ``InputError`` is raised for an INPUT that does not
    exist and for a table that cannot be used. Finding nothing to read is no error here.
    """
    table = load_metadata(metadata, settings) if metadata is not None else None
    found = find_files(inputs, settings)
    items: list[RawArticle | Reject] = list(found.rejects)
    for file in found.files:
        if metadata is not None and file.location.resolve() == Path(metadata).resolve():
            items.append(Reject(Place(file.path), "ingest", "not an article", "it is the metadata table"))
        else:
            items += _read_file(file, settings)
    if found.stdin:
        items += _read_stdin(settings)
    articles = sorted((item for item in items if isinstance(item, RawArticle)), key=lambda article: article.place)
    rejects = [item for item in items if isinstance(item, Reject)]
    kept = articles[: settings.max_articles]
    rejects += [_refuse_surplus(article, settings) for article in articles[settings.max_articles :]]
    if table is not None:
        paths = [file.path for file in found.files] + [_STDIN_PATH] * found.stdin
        amended, unmatched = apply_metadata(kept, paths, table)
        kept, rejects = list(amended), rejects + list(unmatched)
    return Ingested(
        tuple(kept), tuple(sorted(rejects, key=lambda reject: (reject.place, reject.reason, reject.detail)))
    )


def _read_file(file: FoundFile, settings: IngestConfig) -> Iterator[RawArticle | Reject]:
    suffix = Path(file.location.name.lower().removesuffix(".gz")).suffix
    reader = _READERS.get(suffix)
    if reader is None:
        detail = f"{suffix or 'no suffix'}; read are {' '.join(_READERS)} and .gz of these"
        yield Reject(Place(file.path), "ingest", "unsupported format", detail)
        return
    try:
        content = load_bytes(file.location, int(settings.max_file_mb * 1_000_000))
        decoded = decode_text(content, is_html=reader is read_html)
    except UnreadableError as error:
        yield Reject(Place(file.path), "ingest", error.reason, error.detail)
        return
    yield from _read_records(file.path, decoded, reader, settings)


def _read_stdin(settings: IngestConfig) -> Iterator[RawArticle | Reject]:
    try:
        decoded = decode_text(read_capped(sys.stdin.buffer, int(settings.max_file_mb * 1_000_000)))
    except UnreadableError as error:
        yield Reject(Place(_STDIN_PATH), "ingest", error.reason, error.detail)
        return
    yield from _read_records(_STDIN_PATH, decoded, read_json_lines, settings)


def _read_records(
    path: str, decoded: Decoded, reader: _Reader, settings: IngestConfig
) -> Iterator[RawArticle | Reject]:
    articles: list[RawArticle] = []
    try:
        for record in reader(decoded.text):
            if isinstance(record, RecordError):
                yield Reject(Place(path, record.number), "ingest", record.reason, record.detail)
                continue
            item = make_article(path, Record(record.number, record.fields, decoded.fixes), settings)
            if isinstance(item, RawArticle):
                articles.append(item)
            else:
                yield item
    except UnreadableError as error:
        yield Reject(Place(path), "ingest", error.reason, error.detail)
    yield from settle_day_order(articles)


def _refuse_surplus(article: RawArticle, settings: IngestConfig) -> Reject:
    return Reject(article.place, "ingest", "too many articles", f"ingest.max_articles is {settings.max_articles:,}")
