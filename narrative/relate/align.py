"""Which articles share wording: rare shingles find candidates, chains of them become blocks.

Shingles are runs of three words that stand in few articles, and runs of eight that may stand in many: a story of an
agency that fifty outlets carry has no rare wording at all. Both are counted in a table of saturating bytes first, so
that memory grows with what is shared and not with what is read; a later batch asks for its own shingles instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from narrative.config import RelateConfig
from narrative.data import Article, Block, Reuse, ReuseKind, Span
from narrative.relate.blocks import LIGHT_EDIT, VERBATIM, Chain, Seed, Wording, extend_chain, fold_words, read_wording
from narrative.text.tokens import STOPWORDS

SHORT, LONG = 3, 8
"""Words of a shingle."""

_LONG_IN = 250  # articles; a run of eight words in more than this is a formula, and its pairs grow with the square
_REACH = 40  # words between two seeds of a chain, on either side; .6 of the words changed leave gaps of 25
_DRIFT = 25  # words by which one side may have grown against the other within such a gap
_MIN_SEEDS = 2


_Key = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Posting:
    """A shingle's place: article, word."""

    article: int
    word: int


def align_articles(
    articles: Sequence[Article], settings: RelateConfig, fresh: frozenset[str] | None = None
) -> tuple[Reuse, ...]:
    """Return the wording that articles of different sources share, ordered by article ids.

    A speech that both quote and a formula shorter than ``settings.min_block_words`` is no shared wording. Blocks are
    ordered by their left span. The work grows with the number of words, and with the pairs that share a rare shingle.
    With *fresh*, ids of the articles that came last, only pairs with one of them are looked at.
    """
    ordered = sorted(articles, key=lambda article: article.id)
    words = [fold_words(article.text) for article in ordered]
    is_fresh = [fresh is None or article.id in fresh for article in ordered]
    seeds = _find_seeds(words, [article.source for article in ordered], is_fresh, settings)
    # Few articles share anything: spans and quotes are read of those alone.
    wordings = {place: read_wording(ordered[place].text) for place in sorted({one for pair in seeds for one in pair})}
    reuses: list[Reuse] = []
    for (left, right), found in sorted(seeds.items()):
        blocks = _align_pair(wordings[left], wordings[right], found, settings)
        if blocks:
            reuses.append(_describe_reuse(ordered[left], ordered[right], blocks))
    return tuple(reuses)


# ---------------------------------------------------------------- seeds


def _find_seeds(
    words: Sequence[Sequence[str]], sources: Sequence[str], is_fresh: Sequence[bool], settings: RelateConfig
) -> dict[tuple[int, int], list[Seed]]:
    """Return, for each pair of articles of different sources and one of them fresh, the shingles that both hold."""
    numbers: dict[str, int] = {}
    coded = [[numbers.setdefault(word, len(numbers) + 1) for word in one] for one in words]
    telling = frozenset(number for word, number in numbers.items() if word not in STOPWORDS)
    seeds: dict[tuple[int, int], list[Seed]] = defaultdict(list)
    for length, most in ((SHORT, settings.rare_in), (LONG, max(_LONG_IN, settings.rare_in))):
        for postings in _collect_postings(coded, telling, is_fresh, (length, most)):
            for left, right in product(postings, postings):
                one, other = left.article, right.article
                if one < other and sources[one] != sources[other] and (is_fresh[one] or is_fresh[other]):
                    seeds[one, other].append(Seed(left.word, right.word, length))
    return seeds


def _collect_postings(
    coded: Sequence[Sequence[int]], telling: frozenset[int], is_fresh: Sequence[bool], bounds: tuple[int, int]
) -> Iterator[list[_Posting]]:
    """Yield the places of each shingle that two to *most* articles hold, one of them fresh, in order of first appearance.

    *bounds* are the words of a shingle and *most*; one without any of the *telling* words is none.
    """
    length, most = bounds
    asked = _list_asked(coded, is_fresh, length)
    postings: dict[_Key, list[_Posting]] = defaultdict(list)
    for article, words in enumerate(coded):
        for start, key in _shingle(words, length):
            if key in asked and not telling.isdisjoint(key):
                postings[key].append(_Posting(article, start))
    for places in postings.values():
        held_by = len({place.article for place in places})
        # A shingle that an article repeats over and over is a refrain: its pairs would grow with the square.
        if 1 < held_by <= most and len(places) <= 2 * held_by:
            yield places


def _list_asked(coded: Sequence[Sequence[int]], is_fresh: Sequence[bool], length: int) -> Container[_Key]:
    """Return the shingles of the fresh articles; where all are fresh, about those that two articles or more hold."""
    if all(is_fresh):
        return _Repeated.of(coded, length)
    return {key for words, fresh in zip(coded, is_fresh, strict=True) if fresh for _, key in _shingle(words, length)}


@dataclass(frozen=True, slots=True)
class _Repeated:
    """In how many articles the shingles of each bucket occur: 0, 1 or 2 for more (never too few)."""

    counts: bytearray

    @classmethod
    def of(cls, coded: Sequence[Sequence[int]], length: int) -> _Repeated:
        size = 1 << max(16, min(27, (4 * sum(map(len, coded))).bit_length()))
        counts = bytearray(size)
        for words in coded:
            for bucket in {hash(key) % size for _, key in _shingle(words, length)}:
                if counts[bucket] < 2:  # noqa: PLR2004
                    counts[bucket] += 1
        return cls(counts)

    def __contains__(self, key: object) -> bool:
        return self.counts[hash(key) % len(self.counts)] > 1


def _shingle(words: Sequence[int], length: int) -> Iterator[tuple[int, _Key]]:
    """Yield the place and the numbers of each run of *length* words."""
    return enumerate(zip(*(words[start:] for start in range(length)), strict=False))


# ---------------------------------------------------------------- chains


def _align_pair(left: Wording, right: Wording, seeds: Sequence[Seed], settings: RelateConfig) -> tuple[Block, ...]:
    """Return the blocks of one pair of articles, ordered; no two overlap on both sides."""
    blocks: list[Block] = []
    chains = [chain for chain in _chain_seeds(seeds) if len(chain.seeds) >= _MIN_SEEDS]
    for chain in sorted(chains, key=lambda chain: (-len(chain.matches), chain.seeds)):
        if any(_covers(block, chain, left, right) for block in blocks):
            continue
        found = extend_chain(left, right, chain, settings.min_block_words)
        if not any(_overlaps(block, other) for block in found for other in blocks):
            blocks += found
    return tuple(sorted(blocks, key=lambda block: (block.left, block.right)))


def _chain_seeds(seeds: Sequence[Seed]) -> list[Chain]:
    """Return chains of seeds that follow one another on both sides, each seed in the chain it drifts from least."""
    chains: list[list[Seed]] = []
    still_open: list[int] = []
    for seed in sorted(set(seeds)):
        still_open = [at for at in still_open if seed.left - chains[at][-1].left <= _REACH]
        fitting = [(_drift(chains[at][-1], seed), at) for at in still_open if _follows(chains[at][-1], seed)]
        if fitting:
            chains[min(fitting)[1]].append(seed)
        else:
            still_open.append(len(chains))
            chains.append([seed])
    return [Chain(tuple(chain)) for chain in chains]


def _drift(last: Seed, seed: Seed) -> int:
    """Return by how many words one side grew against the other between two seeds."""
    return abs((seed.left - last.left) - (seed.right - last.right))


def _follows(last: Seed, seed: Seed) -> bool:
    return 0 <= seed.right - last.right <= _REACH and _drift(last, seed) <= _DRIFT


def _covers(block: Block, chain: Chain, left: Wording, right: Wording) -> bool:
    """Return whether *chain* lies inside *block* on either side: it is a worse path through the same wording."""
    on_left = (
        block.left.start <= left.spans[chain.left.start].start and left.spans[chain.left.stop - 1].end <= block.left.end
    )
    on_right = (
        block.right.start <= right.spans[chain.right.start].start
        and right.spans[chain.right.stop - 1].end <= block.right.end
    )
    return on_left and on_right


def _overlaps(one: Block, other: Block) -> bool:
    """Return whether two blocks share characters on both sides."""
    return _meet(one.left, other.left) and _meet(one.right, other.right)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


# ---------------------------------------------------------------- reuse


def _describe_reuse(left: Article, right: Article, blocks: tuple[Block, ...]) -> Reuse:
    """Return the reuse that *blocks* amount to: shares of characters and the kind by mean word similarity."""
    sizes = [block.left.end - block.left.start + block.right.end - block.right.start for block in blocks]
    mean = sum(block.similarity * size for block, size in zip(blocks, sizes, strict=True)) / sum(sizes)
    return Reuse(
        left_article=left.id,
        right_article=right.id,
        blocks=blocks,
        share_left=_share([block.left for block in blocks], len(left.text)),
        share_right=_share([block.right for block in blocks], len(right.text)),
        kind=name_kind(mean),
    )


def name_kind(similarity: float) -> ReuseKind:
    """Return the kind of reuse with this word similarity.

    >>> name_kind(1.0).value, name_kind(0.8).value, name_kind(0.4).value
    ('verbatim', 'light_edit', 'rewrite')
    """
    if similarity >= VERBATIM:
        return ReuseKind.VERBATIM
    return ReuseKind.LIGHT_EDIT if similarity >= LIGHT_EDIT else ReuseKind.REWRITE


def _share(spans: Sequence[Span], size: int) -> float:
    """Return the part of *size* characters that *spans*, which may overlap, cover."""
    covered, reached = 0, 0
    for span in sorted(spans):
        covered += max(0, span.end - max(reached, span.start))
        reached = max(reached, span.end)
    return round(covered / size, 4) if size else 0.0
