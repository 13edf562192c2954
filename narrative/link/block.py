"""Which pairs of claims are worth scoring: a shared rare phrase, nearness in meaning, or a name with a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from narrative.config import LinkConfig
from narrative.data import Claim, Embeddings, NameKind
from narrative.link.rows import find_rows
from narrative.text.tokens import lower_words

SHINGLE_WORDS = 3
RARE_IN = 20  # a phrase or name in more claims than this tells nothing; its pairs would grow with the square
COPIES = 200  # of one sentence in so many articles, each copy is compared with the next so many by id
MIN_COSINE = 0.25  # of news pairs that make one claim none lies lower; of those that merely share an event (ECB+) 4 %
FEW = 20_000  # over the number of claims: so many neighbours each are looked at in a small corpus, which costs little
SEEN_FROM_ONE_SIDE = (
    2  # times as many neighbours of a fresh claim, for nobody asks the others whether it is one of theirs
)
BLOCK_CELLS = 1 << 24  # cells of the similarity matrix in memory at once: 64 MB
SECONDS_PER_DAY = 86_400.0

Codes = NDArray[np.int64]


def block_claims(
    claims: Sequence[Claim],
    embeddings: Embeddings,
    settings: LinkConfig,
    published: Mapping[str, datetime] | None = None,
    fresh: frozenset[str] | None = None,
) -> tuple[tuple[int, int], ...]:
    """Return the candidate pairs as indices into *claims*, the claim with the smaller id first, ordered by both ids.

    A pair is a candidate when it shares three words in a row that few claims share, a rare name, or a name and a
    number; or when one text is among the `settings.neighbours` nearest of the other (more of them in a corpus of
    fewer than 2,000 claims). Never two claims of one article.
    *published* gives publication times by article id for `settings.window_days`; an article that it leaves out is
    compared with all. *fresh* are the ids of the articles that came last: only pairs with a claim of theirs are wanted,
    the others are known. The result depends on the set of claims, not on their order.
    """
    order = sorted(range(len(claims)), key=lambda index: claims[index].id)
    ranked = [claims[index] for index in order]
    vectors = embeddings.vectors[find_rows(embeddings, ranked)]
    neighbours = max(settings.neighbours, FEW // max(len(ranked), 1))
    wanted = np.array([fresh is None or claim.article_id in fresh for claim in ranked], dtype=np.bool_)
    if fresh is not None:
        neighbours *= SEEN_FROM_ONE_SIDE
    codes = np.unique(
        np.concatenate([_pair_by_keys(ranked, wanted), _pair_neighbours(ranked, vectors, neighbours, wanted)])
    )
    left, right = np.divmod(codes, max(len(ranked), 1))
    kept = _differ_in_article(ranked, left, right) & _share_window(ranked, left, right, settings, published)
    indices = np.array(order, dtype=np.int64)
    return tuple(zip(indices[left[kept]].tolist(), indices[right[kept]].tolist(), strict=True))


# ---------------------------------------------------------------- shared keys


def _pair_by_keys(claims: Sequence[Claim], wanted: NDArray[np.bool_]) -> Codes:
    """Return coded pairs (row of the first times the number of claims, plus row of the second) that share a rare key."""
    is_wanted = wanted.tolist()
    rows_of: defaultdict[Hashable, list[int]] = defaultdict(list)
    for row, claim in enumerate(claims):
        for key in _list_keys(claim):
            rows_of[key].append(row)
    size = len(claims)
    codes = {
        left * size + right
        for rows in rows_of.values()
        if 1 < len(rows) <= RARE_IN
        for left, right in combinations(rows, 2)
        if is_wanted[left] or is_wanted[right]
    }
    return np.fromiter(codes, dtype=np.int64, count=len(codes))


def _list_keys(claim: Claim) -> set[Hashable]:
    names = {name.key for name in claim.names}
    numbers = {quantity.value for quantity in claim.quantities}
    keys: set[Hashable] = {(name, number) for name in names for number in numbers}
    keys |= {name.key for name in claim.names if name.kind in {NameKind.PERSON, NameKind.DESIGNATOR}}
    keys |= set(_shingle(lower_words(claim.text)))
    return keys


def _shingle(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every run of three words; all of a shorter text are one run."""
    for start in range(max(len(words) - SHINGLE_WORDS + 1, 1)):
        yield tuple(words[start : start + SHINGLE_WORDS])


# ---------------------------------------------------------------- nearest neighbours


def _pair_neighbours(
    claims: Sequence[Claim], vectors: NDArray[np.float32], neighbours: int, wanted: NDArray[np.bool_]
) -> Codes:
    """Return coded pairs of near claims. Copies of one text count as one neighbour, else they would crowd out all others."""
    rows_of: defaultdict[str, list[int]] = defaultdict(list)
    for row, claim in enumerate(claims):
        rows_of[claim.text].append(row)
    copies = list(rows_of.values())
    articles = [{claims[row].article_id for row in rows} for rows in copies]
    # A text of one article alone is numbered by that article: its neighbours there are no candidates.
    number_of = {article: number for number, article in enumerate(sorted(set().union(*articles)))}
    owner = np.array([number_of[next(iter(own))] if len(own) == 1 else -1 for own in articles], dtype=np.int64)
    size = len(claims)
    codes: set[int] = set()
    asked = np.flatnonzero([wanted[rows].any() for rows in copies])
    for first, second in _find_neighbours(vectors[[rows[0] for rows in copies]], owner, neighbours, asked):
        codes.update(_code_pairs(copies[first], copies[second], size))
    for rows in (copies[row] for row in asked.tolist()):
        codes.update(_code_pairs(rows, rows, size))
    found = np.fromiter(codes, dtype=np.int64, count=len(codes))
    left, right = np.divmod(found, max(size, 1))
    return found[wanted[left] | wanted[right]]


def _code_pairs(firsts: Sequence[int], seconds: Sequence[int], size: int) -> Iterable[int]:
    for place, first in enumerate(firsts):
        # Around the same place in the other list, so that of very many copies not all are compared with the same few.
        start = max(0, min(place, len(seconds) - COPIES // 2) - COPIES // 2)
        for second in seconds[start : start + COPIES]:
            if first != second:
                yield min(first, second) * size + max(first, second)


def _find_neighbours(
    vectors: NDArray[np.float32], owner: NDArray[np.int64], neighbours: int, asked: NDArray[np.int64]
) -> Iterator[tuple[int, int]]:
    """Yield each row in *asked* with its nearest: exact cosines, block by block, all that tie with the last one kept."""
    count = len(vectors)
    height = max(1, BLOCK_CELLS // max(count, 1))
    for start in range(0, len(asked), height):
        rows = asked[start : start + height]
        cosines = np.round(vectors[rows] @ vectors.T, 4)
        cosines[(owner[rows, None] == owner[None, :]) & (owner[rows, None] >= 0)] = -1.0
        cosines[np.arange(len(rows)), rows] = -1.0  # itself
        last = np.partition(cosines, -min(neighbours, count), axis=1)[:, -min(neighbours, count)]
        near, columns = np.nonzero(cosines >= np.maximum(last, np.float32(MIN_COSINE))[:, None])
        yield from zip(rows[near].tolist(), columns.tolist(), strict=True)


# ---------------------------------------------------------------- what is never a pair


def _differ_in_article(claims: Sequence[Claim], left: Codes, right: Codes) -> NDArray[np.bool_]:
    number_of: dict[str, int] = {}
    articles = np.array([number_of.setdefault(claim.article_id, len(number_of)) for claim in claims], dtype=np.int64)
    differ: NDArray[np.bool_] = articles[left] != articles[right] if len(claims) else np.zeros(0, dtype=np.bool_)
    return differ


def _share_window(
    claims: Sequence[Claim],
    left: Codes,
    right: Codes,
    settings: LinkConfig,
    published: Mapping[str, datetime] | None,
) -> NDArray[np.bool_]:
    if not settings.window_days or not published:
        return np.ones(len(left), dtype=np.bool_)
    times = [published.get(claim.article_id) for claim in claims]
    days = np.array([time.timestamp() / SECONDS_PER_DAY if time else np.nan for time in times])
    apart = np.abs(days[left] - days[right])
    near: NDArray[np.bool_] = ~(apart > settings.window_days)  # unknown times compare as not apart
    return near
