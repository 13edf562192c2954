"""Sets whose rows lie in two files: a row that names a text of another file, and spans that name two articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from narrative.errors import InputError
from narrative.evaluate.halves import Part, choose_part
from narrative.evaluate.rows import Row, read_records, read_rows

APART = 3
"""So many sources of other copies each planted copy is set beside."""


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
    """Return a row per planted copy with its spans, and rows of each copy beside sources of others, without any."""
    texts = {row.id: row.read_text("text") for row in rows}
    planted: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in read_records(_find_beside(path, f"{_stem(path)}_gold")):
        planted[row.read_text("src"), row.read_text("dst")].append(row)
    wanted = dict.fromkeys((*planted, *_set_apart(list(planted))))
    return tuple(_make_pair(str(path), pair, texts, planted.get(pair, ())) for pair in wanted)


def _set_apart(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield pairs of each copy with other copies' sources, within one half, so that no copy is seen from both."""
    for half in (Part.TUNING, Part.REPORTING):
        own = [pair for pair in pairs if choose_part(pair[0]) is half]
        for step in range(1, min(APART + 1, len(own))):
            yield from (
                (own[place - step][0], dst) for place, (_, dst) in enumerate(own) if own[place - step][0] != dst
            )


def _make_pair(where: str, pair: tuple[str, str], texts: Mapping[Any, str], planted: Sequence[Row]) -> Row:
    src, dst = pair
    spans = [[one.fields[name] for name in ("src_begin", "src_end", "dst_begin", "dst_end")] for one in planted]
    fields = {"id": f"{src} {dst}", "a": texts[src], "b": texts[dst], "spans": spans, "group": src}
    rates = {one.fields.get("rate") for one in planted}
    return Row(where if not planted else planted[0].where, {**fields, "rate": rates.pop() if len(rates) == 1 else None})


def join_sentences(_path: Path, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return *rows* with the one changed sentence of each side in place of the whole, where both are known."""
    return tuple(
        Row(row.where, {**row.fields, "a": a, "b": b})
        if (a := row.read_optional("a_sent")) and (b := row.read_optional("b_sent"))
        else row
        for row in rows
    )


JOINS: Mapping[str, Callable[[Path, Sequence[Row]], tuple[Row, ...]]] = {
    "bump_minimal_pairs": join_sentences,
    "fnc1_pairs": join_bodies,
    "planted_copies": join_copies,
}
"""By the name of the file."""
