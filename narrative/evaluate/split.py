"""The two halves of a labelled set: one to tune on, one to report on, the same for everybody and for good.

A unit (a story, a body, a claim: whatever rows share that are not independent of each other) falls into one half by
the hash of its name alone, so that sets which share units (ECB+ articles and sentences, BASIL and its pairs, ClaimDiff
articles and pairs) share their halves too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from narrative.evaluate.halves import Part, choose_part
from narrative.evaluate.joins import read_joined
from narrative.evaluate.rows import Row

LEAST_UNITS = 10
"""A field with fewer values than this parts no set: a half of two topics would say nothing on others."""

UNIT_FIELD: Mapping[str, str] = {
    "ecbplus_articles": "topic",  # its two events are twins, and hard to tell apart: they stay together
    "ecbplus_sentence_links": "group",  # here the topic
    "news_pairs": "story",
    "fnc1_pairs": "b_id",
    "planted_copies": "group",  # the article that was copied from; each copy goes with it
    "planted_copies_gold": "src",
}
"""The field that names the unit, by set; elsewhere ``group`` where it has enough values, else the id."""

COMPANIONS = frozenset(
    {
        "fnc1_bodies",
        "planted_copies_gold",
        "clef2020_claims",
        "knownlie_claims",
        "summedits_docs",
        "bump_articles",
    }
)
"""Files that belong to a set and are none: pools, bodies, gold of their own. They go with both halves."""

TEXT_FIELDS = ("a", "b", "text")


WHOLE: Mapping[str, Part] = {
    # Too small, too few units, or kept apart to see how the rest carries over.
    "reuse_short_answers": Part.REPORTING,
    "groundnews_stories": Part.REPORTING,
    "nanco_answers": Part.REPORTING,
    # Split by those who made them.
    "nli_train": Part.TUNING,
    "nli_test": Part.REPORTING,
}
"""Sets that are not split."""

RowLike = TypeVar("RowLike", bound=Row | Mapping[str, Any])


def split_rows(name: str, rows: Sequence[RowLike]) -> tuple[tuple[RowLike, ...], tuple[RowLike, ...]]:
    """Return the rows of the set *name* (its file's name without endings) to tune on, and those to report on.

    Rows are parsed JSON objects or `Row`s. What stands in another set's reporting part too is not yet left out of the
    first: `read_part` does that.

    >>> tuning, reporting = split_rows("anything", [{"id": str(number)} for number in range(1, 5)])
    >>> [row["id"] for row in reporting]
    ['2', '3']
    """
    units = name_units(name, rows)
    parts = [WHOLE.get(name) or choose_part(unit) for unit in units]
    together = list(zip(rows, parts, strict=True))
    tuning = tuple(row for row, part in together if part is Part.TUNING)
    return tuning, tuple(row for row, part in together if part is Part.REPORTING)


def name_units(name: str, rows: Sequence[RowLike]) -> list[str]:
    """Return, per row, the unit that must not be torn apart; a row without one is its own."""
    field = UNIT_FIELD.get(name) or _choose_field(rows)
    return [_read_word(row, field) or _read_word(row, "id") for row in rows]


def _choose_field(rows: Sequence[RowLike]) -> str:
    return "group" if len({_read_word(row, "group") for row in rows} - {""}) >= LEAST_UNITS else "id"


def _read_word(row: RowLike, field: str) -> str:
    value = _fields(row).get(field)
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _fields(row: RowLike) -> Mapping[str, Any]:
    return row.fields if isinstance(row, Row) else row


def name_set(path: str | Path) -> str:
    """Return the name of the set in the file at *path*.

    >>> name_set("data/news_pairs.jsonl.gz")
    'news_pairs'
    """
    return Path(path).name.split(".")[0]


def read_part(path: str | Path, part: Part) -> tuple[Row, ...]:
    """Return the rows of one half of the set at *path*, as ``read_joined`` gives them.

    Left out of the tuning half is a row with a text that stands, as a whole, in the reporting half of another set in
    the same folder. Raises InputError for what cannot be read.
    """
    rows, name = read_joined(path), name_set(path)
    if part is Part.ALL:
        return rows
    tuning, reporting = split_rows(name, rows)
    if part is Part.REPORTING:
        return reporting
    seen: set[str] = set()
    for other in _list_neighbours(Path(path)):
        seen.update(_list_texts(split_rows(name_set(other), read_joined(other))[1]))
    return tuple(row for row in tuning if seen.isdisjoint(_list_texts([row])))


def _list_neighbours(path: Path) -> list[Path]:
    """Return the files beside *path* that have a reporting half."""
    without = {name_set(path), *COMPANIONS, *(name for name, part in WHOLE.items() if part is Part.TUNING)}
    return [file for file in sorted(path.parent.glob("*.jsonl*")) if name_set(file) not in without]


def _list_texts(rows: Iterable[Row]) -> Iterable[str]:
    """Return each distinct text of *rows* in lower case, with single spaces."""
    found = {text for row in rows for field in TEXT_FIELDS if isinstance(text := row.fields.get(field), str)}
    return (" ".join(text.casefold().split()) for text in found if text.strip())
