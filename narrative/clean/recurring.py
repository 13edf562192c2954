"""Lines that a source puts under or over all its articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from narrative.clean.fixes import apply_fixes
from narrative.clean.lines import is_prose, normalise_line
from narrative.clean.markup import read_page
from narrative.config import CleanConfig
from narrative.data import RawArticle

_HEAD = 4
_TAIL = 6
_MAX_SHARED = 0.5


def find_recurring(raws: Sequence[RawArticle], settings: CleanConfig) -> frozenset[tuple[str, str]]:
    """Return (key, normal line) for short lines at the head or tail of at least ``recurring_in`` articles of one key.

    The articles must otherwise differ: copies and updates of one story share their sentences, and these are no boilerplate.
    """
    by_key: dict[str, list[RawArticle]] = defaultdict(list)
    for raw in raws:
        by_key[raw.key].append(raw)
    found: set[tuple[str, str]] = set()
    for key, group in by_key.items():
        if len(group) >= settings.recurring_in:
            found.update((key, line) for line in _find_in_source(group, settings))
    return frozenset(found)


def split_lines(raw: RawArticle) -> list[str]:
    """Return the lines of *raw* as cleaning sees them, none empty."""
    text = read_page(raw.body).text if raw.is_html else raw.body
    return [line for line in apply_fixes(text)[0].split("\n") if line]


def _find_in_source(group: Sequence[RawArticle], settings: CleanConfig) -> list[str]:
    normal = [[normalise_line(line) for line in split_lines(raw)] for raw in group]
    bearers: dict[str, list[int]] = defaultdict(list)
    for index, lines in enumerate(normal):
        for line in dict.fromkeys(_edge_lines(lines, settings.recurring_max_words)):
            bearers[line].append(index)
    # A line is no proof against itself: two articles differ where few of their other lines are shared.
    common = {line for line, indices in bearers.items() if len(indices) >= settings.recurring_in}
    bodies = [frozenset(line for line in lines if line not in common) for lines in normal]
    return sorted(line for line in common if _count_different(bearers[line], bodies, settings) >= settings.recurring_in)


def _edge_lines(lines: Sequence[str], max_words: int) -> list[str]:
    """Return the short lines outside the body: before its first and after its last sentence, and its outermost lines."""
    prose = [index for index, line in enumerate(lines) if is_prose(line) and len(line.split()) > max_words]
    if len(lines) < 3 or not prose:  # noqa: PLR2004  # a body and an edge on both sides
        return []
    edges = [*lines[: min(prose[0], _HEAD)], *lines[max(prose[-1] + 1, len(lines) - _TAIL) :]]
    return [line for line in edges if line and len(line.split()) <= max_words]


def _count_different(indices: Sequence[int], bodies: Sequence[frozenset[str]], settings: CleanConfig) -> int:
    """Return how many of the articles *indices* differ from each other, as far as it takes to reach ``recurring_in``."""
    kept: list[frozenset[str]] = []
    for index in indices:
        body = bodies[index]
        if body and all(len(body & other) <= _MAX_SHARED * min(len(body), len(other)) for other in kept):
            kept.append(body)
            if len(kept) >= settings.recurring_in:
                break
    return len(kept)
