"""Readers of files that hold many articles: CSV, TSV, JSON and JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from narrative.ingest.decode import UnreadableError
from narrative.ingest.fields import KNOWN, Record

_DELIMITERS = (",", ";", "\t")
_WRAPPERS = ("articles", "results", "posts", "items", "documents", "stories", "data", "response", "docs")
_MAX_WRAPPERS = 4


class RecordError(UnreadableError):
    """One record cannot be read and the rest can: readers yield it in the record's place."""

    def __init__(self, number: int, reason: str, detail: str) -> None:
        """Keep the record's number beside reason and detail."""
        super().__init__(reason, detail)
        self.number = number


def read_csv(text: str) -> Iterator[Record | RecordError]:
    """Return the rows of *text* with the delimiter found in its header; a row of another width is an error with its line.

    Raises ``UnreadableError`` where the header names no column that an article could be made of.
    """
    rows = _rows(text, _sniff_delimiter(text))
    number = 0
    try:
        header = [name.strip() for name in next(rows)[1]]
        if not KNOWN & {name.lower() for name in header}:
            names = ", ".join(header)
            raise UnreadableError(
                "no known column", f"line 1: the columns are {names[:200]}; one must be `text` or `body`"
            )
        for number, (line, row) in enumerate(rows, start=1):
            if len(row) == len(header):
                yield Record(number, dict(zip(header, row, strict=True)))
            else:
                detail = f"line {line}: {len(row)} columns where the header has {len(header)}"
                yield RecordError(number, "column count", detail)
    except csv.Error as error:
        yield RecordError(number + 1, "bad quoting", f"{error}; nothing after record {number} was read")


def read_rows(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header of *text* and its rows with their first lines.

    Raises ``csv.Error`` for bad quoting, ``StopIteration`` never: the text is not empty.
    """
    rows = list(_rows(text, _sniff_delimiter(text)))
    return [name.strip() for name in rows[0][1]], rows[1:]


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Return the non-empty rows with the line on which each begins."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))  # an article is longer than the default of 131,072
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for row in reader:
        if row:
            yield line, row
        line = reader.line_num + 1


def _sniff_delimiter(text: str) -> str:
    """Return the delimiter that makes most sense of the header: known names first, then columns, then the comma."""

    def judge(delimiter: str) -> tuple[int, int]:
        try:
            _, header = next(_rows(text, delimiter))
        except (csv.Error, StopIteration):
            return -1, 0
        return len(KNOWN & {name.strip().lower() for name in header}), len(header)

    return max(_DELIMITERS, key=judge)


def read_json_lines(text: str) -> Iterator[Record | RecordError]:
    """Return one record per non-empty line; a line that is no JSON object is an error with its number."""
    number = 0
    for line, content in enumerate(text.split("\n"), start=1):  # not splitlines: U+2028 may stand inside a string
        if content.strip():
            number += 1
            try:
                value = _parse(content)
            except UnreadableError as error:
                yield RecordError(number, error.reason, f"line {line}: {error.detail}")
                continue
            yield _record(number, value, f"line {line}: ")


def read_json(text: str) -> Iterator[Record | RecordError]:
    """Return the records of a JSON array or object, also one wrapped as ``{"articles": […]}``, and of JSON lines by any name.

    Raises ``UnreadableError`` where *text* is none of these.
    """
    try:
        value = _parse(text)
    except UnreadableError:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and all(line.lstrip().startswith("{") for line in lines):
            yield from read_json_lines(text)
            return
        raise
    records = _unwrap(value)
    if records is None:
        yield _record(0, value, "")
        return
    for number, item in enumerate(records, start=1):
        yield _record(number, item, "")


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise UnreadableError("not JSON", "nested too deeply") from error
    except ValueError as error:
        raise UnreadableError("not JSON", str(error)) from error


def _unwrap(value: Any) -> Sequence[Any] | None:
    """Return the list of records in *value*, or None where it is one record itself."""
    for _ in range(_MAX_WRAPPERS):
        if isinstance(value, list):
            return value
        if not isinstance(value, dict):
            return None
        # EventRegistry wraps twice: {"articles": {"results": […]}}. An article that has a list "items" keeps its own text.
        inner = [value[name] for name in _WRAPPERS if isinstance(value.get(name), list | dict)]
        if not inner or any(isinstance(value.get(name), str) for name in ("text", "body", "content", "maintext")):
            return None
        value = inner[0]
    return None


def _record(number: int, value: Any, where: str) -> Record | RecordError:
    if isinstance(value, dict):
        return Record(number, value)
    return RecordError(number, "not a record", f"{where}expected a JSON object, found {type(value).__name__}")
