"""From a chain of shared shingles to a block: the stretch of both texts that aligns best around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from narrative.data import Block, Span
from narrative.relate.quotes import find_quotes, is_quoted
from narrative.text.tokens import STOPWORDS, find_words, lower_words

# What one aligned word adds to a block's score, and what a word without a partner takes. Fitted on one half of planted
# copies (by source article) so that wording with .6 of its words changed still scores, and shared names alone do not.
_CONTENT, _STOP, _MISS = 1.0, 0.35, 0.26
VERBATIM, LIGHT_EDIT = 0.95, 0.7
"""Word similarity from which copied wording is verbatim, or lightly edited."""

# Multiples of min_block_words: words that an edited stretch needs, and the content words among them; words that a
# lightly edited stretch or one around an unbroken run needs, and the latter's content words. Under these, texts on one story meet by chance, in
# names, titles and formulae ("an aide to the secretary of state").
_LOOSE, _SPOKEN = 2.5, 0.8
_SHORT, _SPOKEN_SHORT = 1.5, 0.5
_LOOSEST = 0.55
"""Word similarity under which no number of aligned words is a copy.

Two outlets that recall the same three events in the same order, a year apart, had .48 ("the Sea of Japan", "air defence
identification zone"); of planted copies with .6 of their words changed none has less than .56.
"""
_INSERTED, _BETWEEN = (
    12,
    2,
)  # words that one side alone has between two copied stretches, and the most the other has there
_OWN = 0.3  # part of the aligned words outside quotation marks from which the quoted ones count as copied with them
_MARGIN = 40  # words beyond the chain that are tried on each side, again and again while the block reaches the border
_ROUNDS = 5
_CLOSING = re.compile(r"[.,;:!?…”’\"')\]»]{1,4}")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text in normal form, their spans, whether each carries content, whether each is quoted."""

    text: str
    words: tuple[str, ...]
    spans: tuple[Span, ...]
    content: tuple[bool, ...]
    proper: tuple[bool, ...]
    quoted: tuple[bool, ...]


@dataclass(frozen=True, slots=True, order=True)
class Seed:
    """A shingle that both texts hold: word positions on both sides and its length in words."""

    left: int
    right: int
    length: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Seeds that follow one another on both sides, in order."""

    seeds: tuple[Seed, ...]

    @property
    def left(self) -> range:
        """The words of the left text from the first seed to the end of the last."""
        return range(self.seeds[0].left, max(seed.left + seed.length for seed in self.seeds))

    @property
    def right(self) -> range:
        """The words of the right text from the first seed to the end of the last."""
        return range(self.seeds[0].right, max(seed.right + seed.length for seed in self.seeds))

    @property
    def matches(self) -> list[tuple[int, int]]:
        """The pairs of equal words inside the seeds, rising on both sides."""
        pairs: list[tuple[int, int]] = []
        for seed in self.seeds:
            for step in range(seed.length):
                i, j = seed.left + step, seed.right + step
                if not pairs or (i > pairs[-1][0] and j > pairs[-1][1]):
                    pairs.append((i, j))
        return pairs


def read_wording(text: str) -> Wording:
    """Return the words of *text* as the aligner compares them (lower case, straight apostrophes).

    >>> read_wording("“We won’t go,” he said.").words
    ('we', "won't", 'go', 'he', 'said')
    """
    found = find_words(text)
    quotes = find_quotes(text)
    words = tuple(_fold(word) for word, _ in found)
    spans = tuple(span for _, span in found)
    return Wording(
        text=text,
        words=words,
        spans=spans,
        content=tuple(word not in STOPWORDS for word in words),
        proper=tuple(_is_proper(text, span) for span in spans),
        quoted=tuple(is_quoted(span, quotes) for span in spans),
    )


def fold_words(text: str) -> tuple[str, ...]:
    """Return the words of `read_wording` alone, in a tenth of the time.

    >>> fold_words("“We won’t go,” he said.") == read_wording("“We won’t go,” he said.").words
    True
    """
    return tuple(map(_fold, lower_words(text)))


def _fold(word: str) -> str:
    """Return *word* as two outlets' house styles would agree on it: straight apostrophes, "U.S." as "us"."""
    word = word.replace("’", "'")
    return word if word[0].isdigit() else word.replace(".", "")


def _is_proper(text: str, span: Span) -> bool:
    """Return whether the word at *span* has a capital that no sentence start explains."""
    if not text[span.start].isupper():
        return False
    before = text[max(0, span.start - 3) : span.start].rstrip(" \t“‘\"'(")
    return bool(before) and before[-1] not in ".!?:\n•"


def extend_chain(left: Wording, right: Wording, chain: Chain, min_words: int) -> tuple[Block, ...]:
    """Return the best aligned stretch around *chain*, none if it is too short, too thin or a shared quotation.

    It is two blocks or more where one side has put whole sentences of its own between copied ones.
    """
    anchors = chain.matches
    inner = [
        pair for before, here in pairwise(anchors) for pair in (before, *_match_between(left, right, before, here))
    ]
    inner.append(anchors[-1])
    margin = _MARGIN
    for _ in range(_ROUNDS):
        ahead = _match_words(left, right, _back(anchors[0][0], margin), _back(anchors[0][1], margin))
        i, j = anchors[-1]
        behind = _match_words(left, right, range(i + 1, i + 1 + margin), range(j + 1, j + 1 + margin))
        kept = _pick_stretch(left, ahead + inner + behind)
        reached = anchors[0][0] - kept[0][0] > margin // 2 or kept[-1][0] - i > margin // 2
        if not reached:
            break
        margin *= 2
    if not _is_copied(left, right, kept, min_words):
        return ()
    return tuple(_make_block(left, right, piece) for piece in _split_at_insertions(left, right, kept, min_words))


def align_whole(left: Wording, right: Wording, min_words: int) -> Block | None:
    """Return the best aligned stretch of two short texts, or None if it is no copied wording.

    The work grows with the product of the lengths: for sentences, not for articles.
    """
    matches = _match_words(left, right, range(len(left.words)), range(len(right.words)))
    kept = _pick_stretch(left, matches)
    return _make_block(left, right, kept) if kept and _is_copied(left, right, kept, min_words) else None


def _back(stop: int, margin: int) -> range:
    return range(max(0, stop - margin), stop)


def _match_between(
    left: Wording, right: Wording, before: tuple[int, int], here: tuple[int, int]
) -> list[tuple[int, int]]:
    """Return the pairs of equal words strictly between two matches."""
    return _match_words(left, right, range(before[0] + 1, here[0]), range(before[1] + 1, here[1]))


def _match_words(left: Wording, right: Wording, on_left: range, on_right: range) -> list[tuple[int, int]]:
    """Return the pairs of equal words on the longest common subsequence of two stretches."""
    if not on_left or not on_right:
        return []
    matches: list[tuple[int, int]] = []
    words = left.words[on_left.start : on_left.stop], right.words[on_right.start : on_right.stop]
    for code in LCSseq.opcodes(*words):
        if code.tag == "equal":
            i, j = on_left.start + code.src_start, on_right.start + code.dest_start
            matches += [(i + step, j + step) for step in range(code.src_end - code.src_start)]
    return matches


def _pick_stretch(left: Wording, matches: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Return the run of matches with the highest score (Kadane's scan): words that match add, words between cost."""
    best, kept = -1.0, (0, 1)
    score, start = 0.0, 0
    for at, (i, j) in enumerate(matches):
        if at:
            before = matches[at - 1]
            score -= _MISS * (i - before[0] + j - before[1] - 2)
        if score <= 0:
            score, start = 0.0, at
        score += _CONTENT if left.content[i] else _STOP
        if score > best:
            best, kept = score, (start, at + 1)
    return matches[kept[0] : kept[1]]


def _is_copied(left: Wording, right: Wording, kept: Sequence[tuple[int, int]], min_words: int) -> bool:
    """Return whether the aligned words are enough to be copied: a run without a break, or many words in order.

    A quote that both give is not copied wording: quoted words count only beside enough that are not. Names and titles
    are the same in every text about the same people, so they do not count as content.
    """
    own = [(i, j) for i, j in kept if not (left.quoted[i] or right.quoted[j])]
    counted = kept if len(own) >= max(min_words, _OWN * len(kept)) else own
    spoken = sum(left.content[i] and not (left.proper[i] and right.proper[j]) for i, j in counted)
    if len(counted) >= _LOOSE * min_words and _measure_similarity(kept) >= _LOOSEST:
        return spoken >= _SPOKEN * min_words
    if len(own) < _SHORT * min_words:
        return False
    dense = spoken >= min_words and _measure_similarity(kept) >= LIGHT_EDIT
    return dense or (_longest_run(own) >= min_words and spoken >= _SPOKEN_SHORT * min_words)


def _split_at_insertions(
    left: Wording, right: Wording, kept: Sequence[tuple[int, int]], min_words: int
) -> list[Sequence[tuple[int, int]]]:
    """Return *kept* in pieces, parted where one side alone goes on for a sentence; whole where a piece could not stand.

    A local paper put a quote of its own between two paragraphs of wire copy: what it printed was verbatim all the same.
    """
    pieces, start = [], 0
    for at, (before, here) in enumerate(pairwise(kept), start=1):
        fewer, more = sorted((here[0] - before[0] - 1, here[1] - before[1] - 1))
        if more >= _INSERTED and fewer <= _BETWEEN:
            pieces.append(kept[start:at])
            start = at
    pieces.append(kept[start:])
    sound = all(
        _is_copied(left, right, piece, min_words) and _measure_similarity(piece) >= LIGHT_EDIT for piece in pieces
    )
    return pieces if sound else [kept]


def _measure_similarity(kept: Sequence[tuple[int, int]]) -> float:
    """Return the part of the words of both sides, from the first aligned pair to the last, that is aligned."""
    return 2 * len(kept) / (kept[-1][0] - kept[0][0] + kept[-1][1] - kept[0][1] + 2)


def _longest_run(kept: Sequence[tuple[int, int]]) -> int:
    """Return the length of the longest stretch in which no word was changed on either side."""
    longest = run = 1
    for before, here in pairwise(kept):
        run = run + 1 if here == (before[0] + 1, before[1] + 1) else 1
        longest = max(longest, run)
    return longest


def _make_block(left: Wording, right: Wording, kept: Sequence[tuple[int, int]]) -> Block:
    (i0, j0), (i1, j1) = kept[0], kept[-1]
    return Block(_cover(left, i0, i1), _cover(right, j0, j1), round(_measure_similarity(kept), 4))


def _cover(wording: Wording, first: int, last: int) -> Span:
    """Return the characters from word *first* to word *last*, with the punctuation that closes them."""
    end = wording.spans[last].end
    closing = _CLOSING.match(wording.text, end)
    return Span(wording.spans[first].start, closing.end() if closing else end)
