"""The section of repeats: who shares wording with whom, how much, and in which direction."""

from __future__ import annotations

from narrative.data import Article, Block, Direction, Precision, Reuse, ReuseKind
from narrative.report.view.copying import build_copying, pair_anchor
from narrative.report.view.families import describe_widest
from narrative.report.view.index import Index
from narrative.report.view.marks import compare_wording, cut_into_pieces
from narrative.report.view.nouns import Aligned, Label, Repeat
from narrative.report.view.sections import Repeats
from narrative.report.words import (
    capitalise,
    clip,
    count_in_words,
    lag,
    moment_in_words,
    percent,
    plural,
    spell,
    spell_opening,
)

MOST_PAIRS = 20
MOST_REST = 200
MOST_BLOCKS = 5
# Characters of a passage that are shown, in all and on a page of excerpts.
BLOCK_WIDTH, EXCERPT_WIDTH = 700, 240
KIND_WORDS = {
    ReuseKind.VERBATIM: "word for word",
    ReuseKind.LIGHT_EDIT: "lightly edited",
    ReuseKind.REWRITE: "rewritten",
}


def build_repeats(index: Index, width: int = BLOCK_WIDTH) -> Repeats:
    """Return the pairs of articles with shared wording, the largest shares first; passages are cut to *width* characters."""
    ordered = sorted(
        index.comparison.reuses,
        key=lambda r: (-round(max(r.share_left, r.share_right), 4), r.left_article, r.right_article),
    )
    pairs = tuple(_repeat(r, index, width) for r in ordered[:MOST_PAIRS])
    rest = tuple(_short(r, index) for r in ordered[MOST_PAIRS : MOST_PAIRS + MOST_REST])
    left = len(ordered) - len(pairs) - len(rest)
    more = f"{capitalise(count_in_words(left, 'further pair'))} in repeats.csv." if left else ""
    return Repeats(_note(index), build_copying(index), pairs, rest, more)


def describe_direction(left: Article, right: Article, direction: Direction | None) -> str:
    """Return which of two texts came first and by how much, or why that cannot be told."""
    if left.source == right.source:
        return "Both are texts of one source."
    if direction is None or direction.copied_from is None:
        reason = f": {direction.reason}" if direction and direction.reason else ""
        return f"Which of the two came first cannot be told{reason}."
    first = left if direction.copied_from == left.id else right
    reason = direction.reason or f"{first.source} published first"
    return f"{reason}{_lag(direction)}."


def _lag(direction: Direction) -> str:
    if not direction.lag_hours or direction.precision is Precision.UNKNOWN:
        return ""
    return f", {lag(direction.lag_hours, direction.precision)} before the other"


def _repeat(reuse: Reuse, index: Index, width: int) -> Repeat:
    anchor = pair_anchor(reuse)
    direction = index.directions.get((reuse.left_article, reuse.right_article))
    if direction and direction.copied_from == reuse.right_article:
        reuse = _mirror(reuse)
    left, right = index.articles[reuse.left_article], index.articles[reuse.right_article]
    blocks = sorted(reuse.blocks, key=lambda b: (b.left.start - b.left.end, b.left.start))
    shown = sorted(blocks[:MOST_BLOCKS], key=lambda b: b.left)
    rest = len(blocks) - len(shown)
    return Repeat(
        anchor=anchor,
        title=f"{left.source} and {right.source}",
        left=Label(_titled(left.source, left.title), f"#{left.id}", left.source in index.inferred),
        right=Label(_titled(right.source, right.title), f"#{right.id}", right.source in index.inferred),
        left_when=moment_in_words(left.published, left.precision),
        right_when=moment_in_words(right.published, right.precision),
        numbers=_numbers(reuse, left.source, right.source),
        direction=describe_direction(left, right, direction),
        blocks=tuple(_align(b, reuse, index, width) for b in shown),
        more=f"{capitalise(count_in_words(rest, 'shorter passage'))} not shown here." if rest else "",
    )


def _mirror(reuse: Reuse) -> Reuse:
    """Return *reuse* with its sides changed, so that the earlier text stands on the left."""
    blocks = sorted((Block(b.right, b.left, b.similarity) for b in reuse.blocks), key=lambda b: b.left)
    return Reuse(
        reuse.right_article, reuse.left_article, tuple(blocks), reuse.share_right, reuse.share_left, reuse.kind
    )


def _numbers(reuse: Reuse, left: str, right: str) -> str:
    kind = KIND_WORDS[reuse.kind]
    return (
        f"{capitalise(kind)}, in {count_in_words(len(reuse.blocks), 'passage')}: "
        f"{percent(reuse.share_left)} of the text in {left}, {percent(reuse.share_right)} in {right}."
    )


def _short(reuse: Reuse, index: Index) -> tuple[str, Label, Label, str]:
    left, right = index.articles[reuse.left_article], index.articles[reuse.right_article]
    return (
        pair_anchor(reuse),
        Label(_titled(left.source, left.title), f"#{left.id}"),
        Label(_titled(right.source, right.title), f"#{right.id}"),
        f"{KIND_WORDS[reuse.kind]}, {percent(reuse.share_left)} and {percent(reuse.share_right)}",
    )


def _align(block: Block, reuse: Reuse, index: Index, width: int) -> Aligned:
    left = clip(block.left.of(index.articles[reuse.left_article].text), width)
    right = clip(block.right.of(index.articles[reuse.right_article].text), width)
    mine, yours = compare_wording(left, right, copied=True)
    return Aligned(
        cut_into_pieces(left, mine),
        cut_into_pieces(right, yours),
        f"{percent(block.similarity)} of the words are the same",
    )


def _titled(source: str, title: str) -> str:
    return f"{source}: {title}" if title else source


def _note(index: Index) -> str:
    pairs = len(index.comparison.reuses)
    if len(index.comparison.articles) < 2:  # noqa: PLR2004
        return "A repeat needs two articles."
    if not pairs:
        return "No two articles share wording beyond short phrases."
    widest = describe_widest(index)
    directed = sum(1 for d in index.comparison.directions if d.copied_from)
    share = f"{spell_opening(pairs)} {plural(pairs, 'pair')} of articles {'shares' if pairs == 1 else 'share'} wording."
    if not directed:
        told = "The times are missing or too coarse to tell who came first."
    elif directed == pairs:
        told = f"The times tell which text came first{'' if pairs == 1 else ' in each'}."
    else:
        told = f"In {spell(directed)} of them the times tell which text came first."
    return " ".join(part for part in (share, told, widest) if part)
