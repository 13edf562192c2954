"""The table that an analyst hands over with ``--metadata``: source, date and address per file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from narrative.config import IngestConfig
from narrative.data import Place, RawArticle, Reject
from narrative.errors import InputError
from narrative.ingest.decode import UnreadableError, decode_text, load_bytes
from narrative.ingest.tables import read_rows

# First the name of the article's field, then what a column for it may be called.
_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "path": ("path", "file", "filename", "file_name"),
    "record": ("record",),
    "source": ("source", "outlet", "media_name", "publisher"),
    "published": ("published", "date", "publish_date", "published_at", "publishedat", "datetime"),
    "url": ("url", "link"),
    "title": ("title", "headline"),
    "language": ("language", "lang"),
}
_VALUES: Final = ("source", "published", "url", "title", "language")
# Attributes of the source by themselves; any other column is one under this prefix, as tables carry notes and ids too.
_ATTRIBUTES: Final = ("country", "group", "ownership")
_PREFIX: Final = "source."


@dataclass(frozen=True, slots=True)
class MetadataRow:
    """One row: the file it speaks of, the record in it (None: all of them), and what is not empty.

    *attributes* are those of the source: the columns country, group and ownership, and any under ``source.``.
    """

    line: int
    path: str
    record: int | None
    values: tuple[tuple[str, str], ...]
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MetadataTable:
    """The rows of a table, and its own file name for messages."""

    name: str
    rows: tuple[MetadataRow, ...]
    rejects: tuple[Reject, ...] = ()


def load_metadata(metadata: str, settings: IngestConfig) -> MetadataTable:
    """Return the rows of the CSV or TSV file *metadata*; a row that cannot be used is one of its rejects.

    Raises ``InputError`` for a file that cannot be read and for a header without a column for the file or for any value.
    """
    location = Path(metadata)
    try:
        text = decode_text(load_bytes(location, int(settings.max_file_mb * 1_000_000))).text
        header, rows = read_rows(text)
    except UnreadableError as error:
        raise InputError(
            metadata, f"{error.reason}: {error.detail}", "give a CSV file with the columns path, source"
        ) from error
    except csv.Error as error:
        raise InputError(metadata, f"not strict CSV: {error}", "check the quotes") from error
    columns = _find_columns(metadata, header)
    parsed = [_parse_row(location.name, line, row, (len(header), columns)) for line, row in rows]
    return MetadataTable(
        location.name,
        tuple(row for row in parsed if isinstance(row, MetadataRow)),
        tuple(row for row in parsed if isinstance(row, Reject)),
    )


def apply_metadata(
    articles: Sequence[RawArticle], paths: Iterable[str], table: MetadataTable
) -> tuple[tuple[RawArticle, ...], tuple[Reject, ...]]:
    """Return *articles* with the table's values, and the rows that match none of *paths* as rejects.

    A row names a file by its path relative to INPUT, or by its bare name where only one file has it. A row for one
    record goes before a row for its whole file. The source changes, the key does not: ids stay.
    """
    known = sorted(set(paths))
    chosen: dict[tuple[str, int | None], MetadataRow] = {}
    rejects = list(table.rejects)
    for row in table.rows:
        path = _match(row.path, known)
        if path is None:
            rejects.append(_refuse(table.name, row, "metadata row matches no file", f"no single file {row.path}"))
        elif (path, row.record) in chosen:
            rejects.append(_refuse(table.name, row, "metadata row repeats", f"an earlier row is about {path} too"))
        else:
            chosen[path, row.record] = row
    return tuple(_amend(article, chosen) for article in articles), tuple(rejects)


def _find_columns(metadata: str, header: Sequence[str]) -> dict[str, int]:
    lowered = [name.lower() for name in header]
    columns = {
        field: lowered.index(found)
        for field, aliases in _COLUMNS.items()
        if (found := next((alias for alias in aliases if alias in lowered), None)) is not None
    }
    columns |= {name: index for index, name in enumerate(lowered) if _is_attribute(name)}
    if "path" not in columns or len(columns.keys() - {"path", "record"}) == 0:
        raise InputError(
            metadata,
            f"the columns are {', '.join(header)[:200]}",
            "name one of them `path` (or `file`) and others of source, published, url, title, language, country, group",
        )
    return columns


def _parse_row(name: str, line: int, row: Sequence[str], shape: tuple[int, dict[str, int]]) -> MetadataRow | Reject:
    width, columns = shape
    if len(row) != width:
        detail = f"line {line}: {len(row)} columns where the header has {width}"
        return Reject(Place(name, line), "ingest", "column count", detail)
    cells = {field: " ".join(row[index].split()) for field, index in columns.items()}
    record = cells.get("record", "")
    return MetadataRow(
        line=line,
        path=cells["path"].replace("\\", "/").removeprefix("./"),
        record=int(record) if record.isdecimal() else None,
        values=tuple((field, cells[field]) for field in _VALUES if cells.get(field)),
        attributes=tuple(
            sorted((name.removeprefix(_PREFIX), cell) for name, cell in cells.items() if _is_attribute(name) and cell)
        ),
    )


def _is_attribute(column: str) -> bool:
    return column in _ATTRIBUTES or (column.startswith(_PREFIX) and column != _PREFIX)


def _match(wanted: str, known: Sequence[str]) -> str | None:
    if wanted in known:
        return wanted
    same_name = [path for path in known if PurePosixPath(path).name == PurePosixPath(wanted).name]
    # A table may carry a longer path than INPUT-relative ones ("corpus/gull/1.txt"), never a contradicting one.
    fitting = [path for path in same_name if path.endswith(f"/{wanted}") or wanted.endswith(f"/{path}")]
    return fitting[0] if len(fitting) == 1 else None


def _amend(article: RawArticle, chosen: dict[tuple[str, int | None], MetadataRow]) -> RawArticle:
    path, record = article.place.path, article.place.record
    row = chosen.get((path, record)) or chosen.get((path, None))
    if row is None:
        return article
    return replace(article, attributes=row.attributes, **dict(row.values))  # type: ignore[arg-type]  # all are strings


def _refuse(name: str, row: MetadataRow, reason: str, detail: str) -> Reject:
    return Reject(Place(name, row.line), "ingest", reason, f"line {row.line}: {detail}")
