"""Sets whose rows lie in two files: a row that names a text of another file, and spans that name two articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from narrative.errors import InputError
from narrative.evaluate.rows import Row, read_records, read_rows


def read_joined(path: str | Path) -> tuple[Row, ...]:
    """Return the rows of the file at *path*, with what a known set keeps beside it put in. Raises InputError."""
    rows = read_rows(path)
    join = JOINS.get(_stem(Path(path)))
    return join(Path(path), rows) if join else rows


def _stem(path: Path) -> str:
    return path.name.split(".")[0]


def _find_beside(path: Path, stem: str) -> Path:
    for ending in (".jsonl", ".jsonl.gz"):
        neighbour = path.with_name(stem + ending)
        if neighbour.is_file():
            return neighbour
    raise InputError(str(path), f"needs {stem}.jsonl beside it", "put both files into one folder")


def join_bodies(path: Path, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return *rows* with the text that ``b_id`` names as ``b``."""
    bodies = {row.id: row.read_text("text") for row in read_rows(_find_beside(path, "fnc1_bodies"))}
    joined = []
    for row in rows:
        body = bodies.get(row.fields.get("b_id", ""))
        if body is None:
            raise InputError(row.where, f"there is no body {row.fields.get('b_id')!r}", "name one of fnc1_bodies")
        joined.append(Row(row.where, {**row.fields, "b": body}))
    return tuple(joined)


def join_copies(path: Path, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return a row per planted copy with its spans, and a row per copy beside the next one's source, without any."""
    texts = {row.id: row.read_text("text") for row in rows}
    spans: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    where: dict[tuple[str, str], str] = {}
    for row in read_records(_find_beside(path, f"{_stem(path)}_gold")):
        pair = row.read_text("src"), row.read_text("dst")
        spans[pair].append([row.fields[name] for name in ("src_begin", "src_end", "dst_begin", "dst_end")])
        where.setdefault(pair, row.where)
    pairs = list(spans)
    apart = [(pairs[place - 1][0], dst) for place, (_, dst) in enumerate(pairs)]
    where.update({pair: where.get(pair, str(path)) for pair in apart})
    wanted = dict.fromkeys((*pairs, *apart))
    return tuple(_make_pair(where[pair], pair, texts, spans.get(pair, [])) for pair in wanted)


def _make_pair(where: str, pair: tuple[str, str], texts: Mapping[Any, str], spans: list[list[int]]) -> Row:
    src, dst = pair
    fields = {"id": f"{src} {dst}", "a": texts[src], "b": texts[dst], "spans": spans, "group": src}
    return Row(where, fields)


JOINS: Mapping[str, Callable[[Path, Sequence[Row]], tuple[Row, ...]]] = {
    "fnc1_pairs": join_bodies,
    "planted_copies": join_copies,
}
"""By the name of the file."""
