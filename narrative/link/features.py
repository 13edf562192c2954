"""What two claims have in common, as numbers that can be read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narrative.config import LinkConfig
from narrative.data import Claim, Embeddings, Modality, NameKind
from narrative.link.measure import CorpusStatistics
from narrative.link.reading import spell_out
from narrative.link.rows import find_rows
from narrative.text.tokens import content_words

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

BATCH = 50_000  # pairs measured at once; bounds the memory
MAX_WORDS = 200  # of a claim that are compared letter by letter; edit distances grow with the square
DIGITS = 4  # significant digits in which two numbers must agree to be the same number

# Each feature in [0, 1], or [-1, 1] for a cosine; a feature's place is its column.
QUICK = (
    "cosine",
    "context",
    "token_set",
    "wording",
    "rare_words",
    "rare_words_contained",
    "names",
    "names_apart",
    "numbers",
    "numbers_apart",
    "designators",
    "length",
    "modality_apart",
)
ALIGNED = ("words_aligned", "words_covered")  # of align_words, which takes a hundred times as long
FEATURES = (*QUICK, *ALIGNED)


@dataclass(frozen=True, slots=True)
class LinkCorpus:
    """The claims, their vectors (matched by claim id) and how common their words are."""

    claims: Sequence[Claim]
    embeddings: Embeddings
    statistics: CorpusStatistics


def measure_pairs(pairs: Sequence[tuple[int, int]], corpus: LinkCorpus, settings: LinkConfig) -> Floats:
    """Return one row of `QUICK` features per pair of indices into ``corpus.claims``, in the order of *pairs*."""
    if not pairs:
        return np.zeros((0, len(QUICK)))
    codes = np.array(pairs, dtype=np.int64)
    used, places = np.unique(codes, return_inverse=True)
    left, right = places.reshape(codes.shape).T
    own, mixed = mix_context(corpus, settings.context_weight)
    traits = _Traits.of([corpus.claims[row] for row in used.tolist()], corpus.statistics)
    traits.vectors, traits.mixed = own[used], mixed[used]
    return np.concatenate(
        [
            traits.compare(left[start : start + BATCH], right[start : start + BATCH])
            for start in range(0, len(left), BATCH)
        ]
    )


def mix_context(corpus: LinkCorpus, weight: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return each claim's vector, and the unit mix of it with the mean of the claims before and after it in its article.

    A sentence such as "He denied it." is told apart by what stands around it.
    """
    own = corpus.embeddings.vectors[find_rows(corpus.embeddings, corpus.claims)]
    around = np.zeros_like(own)
    count = np.zeros(len(own), dtype=np.float32)
    order = sorted(range(len(own)), key=lambda row: (corpus.claims[row].article_id, corpus.claims[row].span))
    for first, second in pairwise(order):
        if corpus.claims[first].article_id == corpus.claims[second].article_id:
            around[first] += own[second]
            around[second] += own[first]
            count[[first, second]] += 1
    lonely = count == 0
    mean = np.where(lonely[:, None], own, around / np.maximum(count, 1)[:, None])
    mixed = (1 - weight) * own + weight * mean
    lengths = np.linalg.norm(mixed, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (mixed / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return own, unit


class _Bags:
    """Which keys each claim holds, as a sparse 0/1 matrix, and what each key weighs."""

    def __init__(self, bags: Iterable[Iterable[Hashable]], weigh: Callable[[Any], float]) -> None:
        from scipy.sparse import csr_array

        column_of: dict[Hashable, int] = {}
        columns: list[int] = []
        ends = [0]
        for bag in bags:
            # Within a claim the order of keys is that of the text: no set order reaches the sums.
            columns += [column_of.setdefault(key, len(column_of)) for key in dict.fromkeys(bag)]
            ends.append(len(columns))
        weights = np.array([weigh(key) for key in column_of], dtype=np.float64)
        shape = (len(ends) - 1, max(len(column_of), 1))
        self.held = csr_array((np.ones(len(columns)), np.array(columns, dtype=np.int64), np.array(ends)), shape=shape)
        self.weights = weights if len(weights) else np.zeros(1)
        self.totals: Floats = self.held @ self.weights

    def share(self, left: Rows, right: Rows) -> Floats:
        """Return the weight of the keys that each pair shares."""
        both: Floats = self.held[left].multiply(self.held[right]) @ self.weights
        return both


@dataclass(slots=True)
class _Traits:
    """What is known of each claim before any pair is looked at; one row per claim."""

    contents: list[str]
    texts: list[str]
    words: _Bags
    names: _Bags
    designators: _Bags
    numbers: _Bags
    counted: _Bags
    sizes: Floats
    modalities: NDArray[np.int64]
    vectors: NDArray[np.float32]
    mixed: NDArray[np.float32]

    @classmethod
    def of(cls, claims: Sequence[Claim], statistics: CorpusStatistics) -> _Traits:
        """Return the traits of *claims*, still without vectors."""
        stems = [content_words(spell_out(claim)) or (claim.text.lower(),) for claim in claims]
        nothing = np.zeros((len(claims), 0), dtype=np.float32)
        return cls(
            contents=[" ".join(words[:MAX_WORDS]) for words in stems],
            texts=[" ".join(claim.text.lower().split()[:MAX_WORDS]) for claim in claims],
            words=_Bags(stems, statistics.weigh_stem),
            names=_Bags(([name.key for name in claim.names] for claim in claims), statistics.weigh_name),
            designators=_Bags((_list_designators(claim) for claim in claims), statistics.weigh_name),
            numbers=_Bags((_list_numbers(claim) for claim in claims), _weigh_one),
            counted=_Bags((_list_counted(claim) for claim in claims), _weigh_one),
            sizes=np.array([len(set(words)) for words in stems], dtype=np.float64),
            modalities=np.array([_MODALITIES[claim.modality] for claim in claims], dtype=np.int64),
            vectors=nothing,
            mixed=nothing,
        )

    def compare(self, left: Rows, right: Rows) -> Floats:
        """Return the features of the pairs of rows, in the order of `QUICK`."""
        shared = self.words.share(left, right)
        total_left, total_right = self.words.totals[left], self.words.totals[right]
        columns = [
            _multiply_rows(self.vectors, left, right),
            _multiply_rows(self.mixed, left, right),
            *self._compare_wording(left, right),
            shared / np.maximum(total_left + total_right - shared, 1e-9),
            shared / np.maximum(np.minimum(total_left, total_right), 1e-9),
            *_compare_bags(self.names, left, right),
            *self._compare_numbers(left, right),
            np.minimum(self.designators.share(left, right), 1.0),
            np.minimum(self.sizes[left], self.sizes[right]) / np.maximum(self.sizes[left], self.sizes[right]),
            (self.modalities[left] != self.modalities[right]).astype(np.float64),
        ]
        return np.column_stack(columns)

    def _compare_wording(self, left: Rows, right: Rows) -> Iterator[Floats]:
        from rapidfuzz import fuzz, process

        stems = ([self.contents[row] for row in left], [self.contents[row] for row in right])
        texts = ([self.texts[row] for row in left], [self.texts[row] for row in right])
        for scorer, (ours, theirs) in ((fuzz.token_set_ratio, stems), (fuzz.ratio, texts)):
            yield process.cpdist(ours, theirs, scorer=scorer, dtype=np.float32).astype(np.float64) / 100

    def _compare_numbers(self, left: Rows, right: Rows) -> tuple[Floats, Floats]:
        same = self.numbers.share(left, right)
        fewest = np.minimum(self.numbers.totals[left], self.numbers.totals[right])
        apart = (self.counted.share(left, right) > 0) & (same == 0)
        return same / np.maximum(fewest, 1), apart.astype(np.float64)


def _compare_bags(bags: _Bags, left: Rows, right: Rows) -> tuple[Floats, Floats]:
    """Return the weighted share of keys in common, and how much of weight both sides name without having any in common."""
    shared = bags.share(left, right)
    ours, theirs = bags.totals[left], bags.totals[right]
    apart = np.where(shared == 0, np.minimum(np.minimum(ours, theirs), 1.0), 0.0)
    # A union below 1 counts as 1: two claims whose only name runs through the corpus share next to nothing.
    return shared / np.maximum(ours + theirs - shared, 1.0), apart


def _multiply_rows(vectors: NDArray[np.float32], left: Rows, right: Rows) -> Floats:
    # Summed in double precision and rounded: the same bytes on every processor.
    products: Floats = np.einsum("ij,ij->i", vectors[left], vectors[right], dtype=np.float64)
    return np.round(products, 4)


# A question is never the claim that it asks about; hedged, denied and asserted are ways to put the same claim.
_MODALITIES = {modality: int(modality is Modality.ASKED) for modality in Modality}


def _weigh_one(_key: object) -> float:
    return 1.0


def _list_designators(claim: Claim) -> list[str]:
    return [name.key for name in claim.names if name.kind is NameKind.DESIGNATOR]


def _list_numbers(claim: Claim) -> list[str]:
    """Return the numbers and absolute dates of a claim as keys: "about 2,500" and "2500" are one number."""
    values = [f"{quantity.value:.{DIGITS}g} {quantity.unit}" for quantity in claim.quantities]
    return values + [f"{time.start}/{time.end}" for time in claim.times if time.start]


def _list_counted(claim: Claim) -> list[str]:
    return [f"{item.unit} {item.counted}" for item in claim.quantities if item.unit or item.counted]
