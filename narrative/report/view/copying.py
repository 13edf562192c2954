"""Who repeats whom: as a graph from the earlier to the later and a table of lags, and as a list where no order is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from narrative.data import Precision, Reuse
from narrative.report.view.index import Index
from narrative.report.view.nouns import LagCell, OpenPair, Tie
from narrative.report.view.sections import Copying
from narrative.report.words import capitalise, count, count_in_words, figure, lag
from narrative.text.identity import content_id

MOST_SIDES = 16
# Height of a line of the graph; the labels beside it are as high.
LINE = 28
THINNEST, THICKEST = 1.5, 7.0
NOTE = (
    "A line leads from the source that had the wording first, on the left, to the one that repeats it, on the right; "
    "the thicker, the more pairs of articles."
)
# A pair without an order has no left and no right: it stands in a list of its own, never under "had it first".
UNKNOWN = "both carry it; who was first is not known"
SHARED_CREDIT = "both credit "


@dataclass(frozen=True, slots=True)
class Path:
    """The shared wording of two sources, from the earlier to the later where *known*: its pairs of articles and their lags."""

    first: str
    later: str
    known: bool
    reuses: tuple[Reuse, ...]
    lags: tuple[tuple[float, Precision], ...]


def pair_anchor(reuse: Reuse) -> str:
    """Return the anchor of two articles in the section of repeats.

    >>> pair_anchor(Reuse("a1", "a2", (), 0.5, 0.5, None))[0]
    'r'
    """
    return content_id("r", reuse.left_article, reuse.right_article)


def find_paths(index: Index) -> tuple[Path, ...]:
    """Return who repeats whom, those with the most pairs of articles first; pairs inside one source are left out."""
    found: dict[tuple[str, str, bool], tuple[list[Reuse], list[tuple[float, Precision]]]] = {}
    for reuse in index.comparison.reuses:
        left, right = (index.articles[a].source for a in (reuse.left_article, reuse.right_article))
        if left == right:
            continue
        direction = index.directions.get((reuse.left_article, reuse.right_article))
        known = direction is not None and direction.copied_from is not None
        if direction and direction.copied_from:
            backwards = direction.copied_from == reuse.right_article
            first, later = (right, left) if backwards else (left, right)
        else:
            first, later = sorted((left, right))
        reuses, lags = found.setdefault((first, later, known), ([], []))
        reuses.append(reuse)
        if known and direction and direction.lag_hours is not None:
            lags.append((abs(direction.lag_hours), direction.precision))
    paths = (Path(*key, tuple(reuses), tuple(lags)) for key, (reuses, lags) in found.items())
    return tuple(sorted(paths, key=lambda p: (-len(p.reuses), not p.known, p.first, p.later)))


def build_copying(index: Index) -> Copying | None:
    """Return the graph and the table of who repeats whom, None where no two sources share wording."""
    found = find_paths(index)
    if not found:
        return None
    paths = [p for p in found if p.known]
    lefts, rights = _order_sides(paths)
    shown = [p for p in paths if p.first in lefts and p.later in rights]
    most = max((len(p.reuses) for p in shown), default=0)
    notes = [NOTE] if shown else []
    left = len(paths) - len(shown)
    notes += [f"{capitalise(count_in_words(left, 'further pair'))} of sources in repeats.csv."] if left else []
    return Copying(
        lefts=tuple(index.label(name) for name in lefts),
        rights=tuple(index.label(name) for name in rights),
        ties=tuple(_tie(p, (lefts.index(p.first), rights.index(p.later)), most) for p in shown),
        height=LINE * max(len(lefts), len(rights)),
        note=" ".join(notes),
        rows=tuple((index.label(late), tuple(_cell(late, first, shown) for first in lefts)) for late in rights),
        open_pairs=tuple(_open_pair(p, index) for p in found if not p.known),
    )


def describe_lag(lags: Sequence[tuple[float, Precision]]) -> str:
    """Return the median of *lags*, no finer than the coarsest of them allows; "" where none is known.

    >>> describe_lag([(2.0, Precision.MINUTE), (4.0, Precision.MINUTE), (30.0, Precision.MINUTE)])
    '4 hours'
    """
    if not lags or any(precision is Precision.UNKNOWN for _, precision in lags):
        return ""
    precision = Precision.MINUTE if all(p is Precision.MINUTE for _, p in lags) else Precision.DAY
    return lag(float(median(hours for hours, _ in lags)), precision)


def _order_sides(paths: Sequence[Path]) -> tuple[list[str], list[str]]:
    """Return the sources on the left, the most copied first, and those on the right, each near what it copies."""
    weight: Counter[str] = Counter()
    for path in paths:
        weight[path.first] += len(path.reuses)
    lefts = sorted(weight, key=lambda name: (-weight[name], name))[:MOST_SIDES]
    places: dict[str, list[int]] = {}
    for path in paths:
        if path.first in lefts:
            places.setdefault(path.later, []).extend([lefts.index(path.first)] * len(path.reuses))
    kept = sorted(places, key=lambda name: (-len(places[name]), name))[:MOST_SIDES]
    return lefts, sorted(kept, key=lambda name: (round(sum(places[name]) / len(places[name]), 4), name))


def _tie(path: Path, rows: tuple[int, int], most: int) -> Tie:
    width = THINNEST + (THICKEST - THINNEST) * (len(path.reuses) - 1) / max(most - 1, 1)
    start, end = (LINE * row + LINE / 2 for row in rows)
    title = f"{path.later} repeats {path.first}"
    middle = describe_lag(path.lags)
    title += f": {count(len(path.reuses), 'pair')} of articles" + (f", median lag {middle}" if middle else "")
    return Tie(start, end, round(width, 1), title, f"#{pair_anchor(largest_pair(path.reuses))}")


def _open_pair(path: Path, index: Index) -> OpenPair:
    numbers = f"{count(len(path.reuses), 'pair')} of articles: {_why_open(path, index)}"
    return OpenPair(
        index.label(path.first), index.label(path.later), numbers, f"#{pair_anchor(largest_pair(path.reuses))}"
    )


def _why_open(path: Path, index: Index) -> str:
    """Return why two sources have no order: one agency that both credit in every pair of articles, or not known."""
    directions = (index.directions.get((r.left_article, r.right_article)) for r in path.reuses)
    reasons = {d.reason if d else "" for d in directions}
    reason = min(reasons)
    if len(reasons) == 1 and reason.startswith(SHARED_CREDIT):
        return f"both from {reason.removeprefix(SHARED_CREDIT)}"
    return UNKNOWN


def _cell(late: str, first: str, paths: Sequence[Path]) -> LagCell:
    here = [p for p in paths if p.first == first and p.later == late]
    if not here:
        return LagCell("", "", "")
    reuses = [r for p in here for r in p.reuses]
    lags = [item for p in here for item in p.lags]
    words = describe_lag(lags) or "lag unknown"
    return LagCell(figure(len(reuses)), words, f"#{pair_anchor(largest_pair(reuses))}")


def largest_pair(reuses: Sequence[Reuse]) -> Reuse:
    """Return the two articles that share the largest part of either."""
    return min(reuses, key=lambda r: (-round(max(r.share_left, r.share_right), 4), r.left_article, r.right_article))
