"""Two linked claims side by side: their words by content, what they share, and how alike the rest is around a difference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from narrative.data import Block, Claim, Name, Span
from narrative.relate.identity import may_be_same
from narrative.relate.quotes import find_quotes, is_quoted
from narrative.relate.reader import Reading
from narrative.relate.told import Siblings
from narrative.text.tokens import STOPWORDS, find_words, stem

_WINDOW = 6  # words on each side of a difference that make its surroundings


_CLOSED = re.compile(r"[.!?…][\"'”’)]*\s*$")
_NAME_SIGN = "="  # leads the stem of a name that both claims have
_ALIKE = 0.35  # part of all words that must align, or what stands between aligned words is chance
_SLOT = 4  # words beside a difference in its slot; wider gaps between aligned words are no common place


@dataclass(frozen=True, slots=True)
class Background:
    """What is known beside the claims: when each was published, the copied blocks of their two articles, a model's reading.

    A claim is *alone* where its article has nothing more: a headline or a rumour that somebody checks. *siblings* are the
    claims of their articles.
    """

    left_published: datetime | None = None
    right_published: datetime | None = None
    blocks: tuple[Block, ...] = ()
    reading: Reading | None = None
    left_alone: bool = True
    right_alone: bool = True
    siblings: Siblings = field(default_factory=dict)

    def mirror(self) -> Background:
        """Return the same with the sides swapped."""
        blocks = tuple(Block(block.right, block.left, block.similarity) for block in self.blocks)
        return Background(
            self.right_published,
            self.left_published,
            blocks,
            self.reading,
            self.right_alone,
            self.left_alone,
            self.siblings,
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a claim: lower case, its stem (or the key of the name it belongs to), characters in the article."""

    text: str
    stem: str
    span: Span
    content: bool
    quoted: bool

    @property
    def is_name(self) -> bool:
        """Whether it is a name that the other claim has too."""
        return self.stem.startswith(_NAME_SIGN)


@dataclass(frozen=True, slots=True)
class Side:
    """One claim with its words in order."""

    claim: Claim
    words: tuple[Word, ...]
    alone: bool = True

    @property
    def is_headline(self) -> bool:
        """Whether the claim stands alone and ends without a full stop, as headlines and rumours do."""
        return self.alone and not _CLOSED.search(self.claim.text)

    def before(self, span: Span) -> str:
        """Return the claim's text before *span*."""
        return self.claim.text[: span.start - self.claim.span.start]

    def words_in(self, span: Span) -> range:
        """Return the positions of the words that *span* touches."""
        inside = [at for at, word in enumerate(self.words) if word.span.start < span.end and span.start < word.span.end]
        return range(inside[0], inside[-1] + 1) if inside else range(0)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims, the positions of words that align (rising on both sides), and their background."""

    left: Side
    right: Side
    matches: tuple[tuple[int, int], ...]
    background: Background = field(default_factory=Background)

    @property
    def has_headline(self) -> bool:
        """Whether one of the claims is a headline or a rumour: it says in few words what the other says in many."""
        return self.left.is_headline or self.right.is_headline

    @property
    def slots(self) -> tuple[tuple[range, range], ...]:
        """The stretches between aligned words, in order; either may be empty, not both."""
        edges = [(-1, -1), *self.matches, (len(self.left.words), len(self.right.words))]
        gaps = [(range(before[0] + 1, here[0]), range(before[1] + 1, here[1])) for before, here in pairwise(edges)]
        return tuple((left, right) for left, right in gaps if left or right)

    @property
    def likeness(self) -> float:
        """The part of all words, both sides together, that aligns."""
        total = len(self.left.words) + len(self.right.words)
        return 2 * len(self.matches) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How alike two claims are around a difference: near it and over the whole rest, both in [0, 1].

    *shared* is the weight of the content words in common, *smaller* that of the claim that has fewer.
    """

    near: float
    rest: float
    shared: int
    smaller: int


def pair_claims(left: Claim, right: Claim, background: Background) -> Pair:
    """Return two claims with their words aligned."""
    sides = (
        replace(_read_side(left, right.names), alone=background.left_alone),
        replace(_read_side(right, left.names), alone=background.right_alone),
    )
    opcodes = LCSseq.opcodes([word.stem for word in sides[0].words], [word.stem for word in sides[1].words])
    matches = tuple(
        (code.src_start + step, code.dest_start + step)
        for code in opcodes
        if code.tag == "equal"
        for step in range(code.src_end - code.src_start)
    )
    return Pair(sides[0], sides[1], matches, background)


def _read_side(claim: Claim, others: Sequence[Name]) -> Side:
    """Return the words of *claim*: a quantity, a date and a name that the other claim has too are one word each.

    So "$139 million" and "$43 million" have no word in common, and "Moscow" aligns with "the Kremlin".
    """
    whole = _name_wholes(claim, others)
    offset = claim.span.start
    words: list[Word] = []
    for plain in _read_words(claim.text):
        span = Span(plain.span.start + offset, plain.span.end + offset)
        held = whole.get(span.start)
        if held is None:
            words.append(Word(plain.text, plain.stem, span, plain.content, plain.quoted))
        elif words and words[-1].stem == held[0] and words[-1].span.start >= held[1].start:
            words[-1] = replace(words[-1], span=Span(words[-1].span.start, span.end))
        else:
            words.append(Word(plain.text, held[0], span, content=True, quoted=plain.quoted))
    return Side(claim, tuple(words))


@lru_cache(maxsize=8192)
def _read_words(text: str) -> tuple[Word, ...]:
    """Return the words of a claim's text, spans from its start; a claim is in many links, and read once."""
    quotes = find_quotes(text)
    words = []
    for word, span in find_words(text):
        lower = word.replace("’", "'")
        stemmed = stem(lower.removesuffix("'s"))
        words.append(Word(lower, stemmed, span, lower not in STOPWORDS, is_quoted(span, quotes)))
    return tuple(words)


def _name_wholes(claim: Claim, others: Sequence[Name]) -> dict[int, tuple[str, Span]]:
    """Return, for each character inside a quantity, a date or a name that *others* share, what it stands for and where."""
    wholes: dict[int, tuple[str, Span]] = {}
    found = [(f"#{one.low:g}-{one.high:g} {one.unit}", one.span) for one in claim.quantities]
    found += [(f"@{time.start}/{time.end}" if time.start else f"@{time.text}", time.span) for time in claim.times]
    found += [(f"{_NAME_SIGN}{name.key}", name.span) for name in claim.names if _is_shared(name, others)]
    for sign, span in found:
        wholes.update(dict.fromkeys(range(span.start, span.end), (sign, span)))
    return wholes


def _is_shared(name: Name, others: Sequence[Name]) -> bool:
    return any(name.key == other.key and may_be_same(name, other) for other in others)


def content_of(side: Side, positions: Iterable[int], without: range) -> set[str]:
    """Return the stems of the content words at *positions* that are not in *without*."""
    return {side.words[at].stem for at in positions if at not in without and side.words[at].content}


def compare_rest(pair: Pair, left: Span, right: Span) -> Surroundings:
    """Return how alike two claims are outside the differing characters *left* and *right*."""
    here, there = pair.left.words_in(left), pair.right.words_in(right)
    near = _overlap(
        content_of(pair.left, _around(here, len(pair.left.words)), here),
        content_of(pair.right, _around(there, len(pair.right.words)), there),
    )
    all_left = content_of(pair.left, range(len(pair.left.words)), here)
    all_right = content_of(pair.right, range(len(pair.right.words)), there)
    smaller = min(_weigh(all_left), _weigh(all_right))
    return Surroundings(near, _overlap(all_left, all_right), _weigh(all_left & all_right), smaller)


def _around(positions: range, size: int) -> range:
    if not positions:
        return range(0)
    return range(max(0, positions.start - _WINDOW), min(size, positions.stop + _WINDOW))


def _overlap(left: set[str], right: set[str]) -> float:
    """Return the overlap coefficient: common words by the smaller set; 0 if either is empty."""
    smaller = min(_weigh(left), _weigh(right))
    return _weigh(left & right) / smaller if smaller else 0.0


def _weigh(stems: set[str]) -> int:
    """Return the number of stems, a name that both claims have counted twice: it says more than any other word."""
    return sum(2 if stem.startswith(_NAME_SIGN) else 1 for stem in stems)


def share_slot(pair: Pair, left: Span, right: Span) -> bool:
    """Return whether two stretches of characters stand between the same aligned words, with little else beside them."""
    here, there = pair.left.words_in(left), pair.right.words_in(right)
    if _is_framed(pair, here, there):
        return True
    if pair.likeness < _ALIKE:
        return False
    return any(_is_slot(slot[0], here) and _is_slot(slot[1], there) for slot in pair.slots)


def _is_framed(pair: Pair, here: range, there: range) -> bool:
    """Return whether the words right before and right after are the same on both sides: "in … state"."""
    if not here or not there or not here.start or not there.start:
        return False
    if here.stop == len(pair.left.words) or there.stop == len(pair.right.words):
        return False
    before = pair.left.words[here.start - 1].stem == pair.right.words[there.start - 1].stem
    after = pair.left.words[here.stop], pair.right.words[there.stop]
    return before and after[0].stem == after[1].stem and after[0].content


def _is_slot(slot: range, words: range) -> bool:
    return max(slot.start, words.start) < min(slot.stop, words.stop) and len(slot) - len(words) <= _SLOT


def find_following(side: Side, span: Span) -> str:
    """Return the stem of the content word that follows *span* within two words, "" if there is none."""
    positions = side.words_in(span)
    following = side.words[positions.stop : positions.stop + 2] if positions else ()
    return next((word.stem for word in following if word.content), "")


def find_owner(side: Side, span: Span) -> str:
    """Return the stem of the shared name right after *span* ("two Chinese warplanes"), "" if there is none."""
    positions = side.words_in(span)
    following = side.words[positions.stop : positions.stop + 1] if positions else ()
    return next((word.stem for word in following if word.is_name), "")


def find_leading(side: Side, span: Span, within: int) -> set[str]:
    """Return the stems of the content words among the *within* words before *span*: "carry a warhead of" leads to 50 kg."""
    positions = side.words_in(span)
    before = side.words[max(0, positions.start - within) : positions.start] if positions else ()
    return {word.stem for word in before if word.content}
