"""Rows of a labelled file, one JSON object a line, and what of each row a stage is given: never its gold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrative.errors import InputError

MAX_BYTES = 1 << 30  # of a file, unpacked; a small archive that unpacks to more does no harm
_SURROGATE = re.compile("[\ud800-\udfff]")
JSON_LINES = "write one JSON object a line"

RowId = str | int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: where it stands (FILE:LINE), and its fields."""

    where: str
    fields: Mapping[str, Any]

    @property
    def id(self) -> RowId:
        """The row's id, as it was written."""
        found: RowId = self.fields["id"]
        return found

    def read_text(self, name: str) -> str:
        """Return the text in the field *name*, which must be there; InputError with the line where it is not."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            what = f"the field {name} is {_name_kind(value)}, not text" if value is not None else f"has no field {name}"
            raise InputError(self.where, what, f"give each row the text {name}")
        return make_readable(value)

    def read_optional(self, name: str) -> str:
        """Return the text in the field *name*, "" where that is absent, null or no text."""
        value = self.fields.get(name)
        return make_readable(value) if isinstance(value, str) else ""

    def read_word(self, *names: str) -> str:
        """Return the first of the fields *names* that holds something, as text; "" where none does."""
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, str | int | float) and str(value).strip():
                return str(value).strip()
        return ""


@dataclass(frozen=True, slots=True)
class Document:
    """What cleaning is given: a page or a text."""

    id: RowId
    text: str
    is_html: bool


@dataclass(frozen=True, slots=True)
class Story:
    """What clustering is given: an article."""

    id: RowId
    title: str
    text: str
    source: str
    published: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What the score of check-worthiness is given: a sentence."""

    id: RowId
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """One text of a pair with what is known around it, empty where nothing is."""

    text: str
    before: str = ""
    title: str = ""
    source: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Couple:
    """What linking, judging and aligning are given: two texts, and a question that both answer, if there is one."""

    id: RowId
    a: Side
    b: Side
    question: str = ""


def read_rows(path: str | Path) -> tuple[Row, ...]:
    """Return the rows of the JSONL file at *path* (``.gz`` too), blank lines left out.

    Raises InputError with the line for what is no JSON object, or has no id or one that stands already further up.
    """
    rows = read_records(path)
    for row in rows:
        _check_id(row)
    first: dict[str, str] = {}
    for row in rows:
        earlier = first.setdefault(str(row.id), row.where)
        if earlier != row.where:
            line = earlier.rpartition(":")[2]
            raise InputError(row.where, f"the id {row.id!r} stands already on line {line}", "give each row its own id")
    return rows


def read_records(path: str | Path) -> tuple[Row, ...]:
    """Return the rows of a file whose lines need no id. Raises InputError as ``read_rows`` does."""
    where = str(path)
    rows = tuple(_parse_lines(where, _read_text(Path(path))))
    if not rows:
        raise InputError(where, "has no rows", JSON_LINES)
    return rows


def _read_text(path: Path) -> str:
    from narrative.ingest.decode import UnreadableError, load_bytes

    try:
        return load_bytes(path, MAX_BYTES).decode("utf-8-sig")
    except UnreadableError as error:
        raise InputError(str(path), f"cannot be read ({error.detail})", "name a JSONL file") from error
    except UnicodeDecodeError as error:
        raise InputError(str(path), "is not UTF-8", "save it as UTF-8") from error


def _parse_lines(where: str, text: str) -> Iterator[Row]:
    # Split at "\n" alone: a string may hold the other line ends that ``splitlines`` knows.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _parse_line(f"{where}:{number}", line)


def _parse_line(where: str, line: str) -> Row:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(where, f"is not JSON ({error.msg} at character {error.colno})", JSON_LINES) from error
    except (RecursionError, ValueError) as error:
        raise InputError(where, "is nested too deep or holds too long a number", JSON_LINES) from error
    if not isinstance(fields, dict):
        raise InputError(where, f"is {_name_kind(fields)}, not an object", JSON_LINES)
    return Row(where, fields)


def _check_id(row: Row) -> None:
    identity = row.fields.get("id")
    if isinstance(identity, bool) or not isinstance(identity, str | int) or identity == "":
        what = "has no id" if identity in (None, "") else f"the id is {_name_kind(identity)}"
        raise InputError(row.where, what, "give each row an id, a text or a whole number")


def _name_kind(value: object) -> str:
    """Return what *value* is, in JSON's words.

    >>> _name_kind([1]), _name_kind(2.5)
    ('a list', 'a number')
    """
    kinds = {"list": "a list", "dict": "an object", "str": "a text", "bool": "true or false", "NoneType": "null"}
    return kinds.get(type(value).__name__, "a number")


def make_readable(text: str) -> str:
    r"""Return *text* with what cannot be written as UTF-8 replaced, character for character, so that offsets stay.

    >>> make_readable("a\ud800b")
    'a�b'
    """
    return _SURROGATE.sub("\ufffd", text)


def strip_document(row: Row) -> Document:
    """Return the page or text of *row*; ``html`` wins where both stand."""
    is_html = isinstance(row.fields.get("html"), str)
    if not is_html and row.fields.get("text") is None:
        raise InputError(row.where, "has neither html nor text", "give each row one of them")
    return Document(row.id, row.read_text("html" if is_html else "text"), is_html)


def strip_story(row: Row) -> Story:
    """Return the article of *row*."""
    context = (row.read_optional(name) for name in ("source", "published"))
    return Story(row.id, row.read_optional("title"), row.read_text("text"), *context)


def strip_statement(row: Row) -> Statement:
    """Return the sentence of *row*."""
    return Statement(row.id, row.read_text("text"))


def strip_couple(row: Row) -> Couple:
    """Return the two texts of *row* with their context."""
    return Couple(row.id, _strip_side(row, "a"), _strip_side(row, "b"), row.read_optional("question"))


def strip_bare_couple(row: Row) -> Couple:
    """Return the two texts of *row* alone."""
    return Couple(row.id, Side(row.read_text("a")), Side(row.read_text("b")))


def _strip_side(row: Row, name: str) -> Side:
    context = (row.read_optional(f"{name}_{part}") for part in ("before", "title", "source", "published"))
    return Side(row.read_text(name), *context)


def write_predictions(path: str | Path, lines: Sequence[Mapping[str, Any]]) -> None:
    """Write one JSON object a line; InputError where *path* cannot be written."""
    body = "".join(f"{dump_line(line)}\n" for line in lines)
    try:
        Path(path).write_text(body, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(str(path), f"cannot be written ({error.strerror})", "name another file") from error


def dump_line(line: Mapping[str, Any]) -> str:
    """Return *line* as JSON on one line, readable where that can be written as UTF-8.

    >>> dump_line({"id": "é", "share": 0.5})
    '{"id": "é", "share": 0.5}'
    """
    text = json.dumps(line, ensure_ascii=False)
    return text if text == make_readable(text) else json.dumps(line)
