"""Whether one claim repeats the other's wording."""

from __future__ import annotations

from narrative.config import RelateConfig
from narrative.data import Block, Evidence, Span
from narrative.relate.blocks import align_whole, read_wording
from narrative.relate.context import Pair

_COPIED = 0.7  # part of all words that aligns, from which a claim is the other's wording
_IN_BLOCK = 0.5  # the same where both stand in passages that are copied as a whole
_WITHIN = 0.9  # part of the shorter claim's words that aligns, from which it is the longer one's wording
_STRETCH = 0.6  # part of the shorter claim's characters inside one copied stretch, from which it repeats the longer
_COVERED = 0.7  # part of a claim's characters inside a copied block, from which it belongs to it


def find_copying(pair: Pair, settings: RelateConfig) -> Evidence | None:
    """Return the stretch of wording that both claims share, or None where they say it in words of their own.

    The signal is ``shared_quote`` where the wording stands in quotation marks on both sides, else ``copied_wording``.
    """
    matches, within_block = pair.matches, _rate_block(pair)
    # A short claim counts where the passage around it is copied too: "Nobody was hurt." in a reprinted story.
    if len(matches) < settings.min_block_words and not within_block:
        return None
    quoted = sum(pair.left.words[i].quoted and pair.right.words[j].quoted for i, j in matches)
    is_quote = len(matches) - quoted < settings.min_block_words and quoted > len(matches) / 2
    if is_quote and not settings.quotes_repeat:
        return None
    score = max(_rate_likeness(pair), within_block)
    spans = _cover(pair)
    stretch = _find_stretch(pair, settings) if score <= 0 else None
    if stretch:
        score, spans = stretch.similarity, (stretch.left, stretch.right)
    if score <= 0:
        return None
    return Evidence("shared_quote" if is_quote else "copied_wording", spans[0], spans[1], round(min(1.0, score), 4))


def _find_stretch(pair: Pair, settings: RelateConfig) -> Block | None:
    """Return the copied stretch that makes up most of the shorter claim, if there is one, in the articles' characters."""
    left, right = pair.left.claim, pair.right.claim
    block = align_whole(read_wording(left.text), read_wording(right.text), settings.min_block_words)
    if block is None:
        return None
    inside = block.left.end - block.left.start, block.right.end - block.right.start
    shorter = 0 if len(left.text) <= len(right.text) else 1
    if inside[shorter] < _STRETCH * min(len(left.text), len(right.text)):
        return None
    return Block(_move(block.left, left.span.start), _move(block.right, right.span.start), block.similarity)


def _move(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def _rate_likeness(pair: Pair) -> float:
    """Return the likeness of the wording where it is copied, else 0."""
    shorter = min(len(pair.left.words), len(pair.right.words))
    within = len(pair.matches) / shorter
    if pair.likeness >= _COPIED:
        return pair.likeness
    return within if within >= _WITHIN else 0.0


def _rate_block(pair: Pair) -> float:
    """Return the similarity of the copied passage that holds both claims, 0 if there is none or they are not alike."""
    if pair.likeness < _IN_BLOCK:
        return 0.0
    return max(
        (
            block.similarity
            for block in pair.background.blocks
            if _covers(block.left, pair.left.claim.span) and _covers(block.right, pair.right.claim.span)
        ),
        default=0.0,
    )


def _covers(block: Span, claim: Span) -> bool:
    inside = min(block.end, claim.end) - max(block.start, claim.start)
    return inside >= _COVERED * (claim.end - claim.start)


def _cover(pair: Pair) -> tuple[Span, Span]:
    """Return the characters from the first aligned word to the last on both sides."""
    (i0, j0), (i1, j1) = pair.matches[0], pair.matches[-1]
    left, right = pair.left.words, pair.right.words
    return Span(left[i0].span.start, left[i1].span.end), Span(right[j0].span.start, right[j1].span.end)
