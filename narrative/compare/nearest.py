"""Of a source that is silent on a claim, its sentence that comes nearest to it: a link that was missed lies there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from narrative.compare.silences import Covering
from narrative.data import Article, Claim, ClaimGroup
from narrative.text.tokens import content_words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Wording = Mapping[Hashable, float]
"""A claim as a vector of length 1 over its words, names, numbers and dates; the rarer, the longer."""

_NAME = 0.5
"""A name weighs half, for its words are counted already."""


@dataclass(frozen=True, slots=True)
class Near:
    """A source's nearest sentence, how near it is (0 to 1), and whether that is near enough to be the claim itself."""

    claim_id: str
    nearness: float
    doubtful: bool


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The claims on one narrative with the numbers of their sources, and per feature a sparse row of what it weighs in each.

    A large narrative has thousands of claims on both sides of the comparison: loops over all of them took minutes.
    """

    claims: Sequence[Claim]
    sources: NDArray[np.intp]
    number_of: Mapping[str, int]
    row_of: Mapping[Hashable, int]
    weights: csr_matrix

    def multiply(self, wording: Wording, sources: Iterable[str]) -> Iterator[tuple[Claim, float]]:
        """Yield the claims of *sources* that have anything of *wording*, each with the product of both."""
        from scipy.sparse import csr_matrix

        known = {self.row_of[key]: weight for key, weight in wording.items() if key in self.row_of}
        shape = (1, len(self.row_of))
        row = csr_matrix((list(known.values()), list(known), [0, len(known)]), shape=shape, dtype=np.float64)
        products = row @ self.weights
        wanted = np.zeros(len(self.number_of), dtype=np.bool_)
        wanted[[self.number_of[source] for source in sources if source in self.number_of]] = True
        kept = wanted[self.sources[products.indices]]
        for place, product in zip(products.indices[kept].tolist(), products.data[kept].tolist(), strict=True):
            yield self.claims[place], product


@dataclass(frozen=True, slots=True)
class Nearness:
    """What the nearest sentences are looked up in: wordings by claim id, and the claims on each narrative.

    From the *bar* on a sentence may be the claim itself.
    """

    wordings: Mapping[str, Wording]
    told: Mapping[str, Told]
    bar: float

    def find(self, group: ClaimGroup, narrative: str, sources: Iterable[str]) -> dict[str, Near]:
        """Return for those of *sources* that say anything like *group* on its narrative what comes nearest to it.

        How near is the mean cosine with all the claims of the group: what they have in common counts, not what one of
        them alone adds.
        """
        told = self.told.get(narrative)
        best: dict[str, tuple[float, str]] = {}
        for claim, product in told.multiply(self._centre(group), sources) if told else ():
            found = (-round(product, 4), claim.id)
            best[claim.source] = min(found, best.get(claim.source, found))
        return {source: Near(claim_id, -far, -far >= self.bar) for source, (far, claim_id) in best.items() if far < 0}

    def _centre(self, group: ClaimGroup) -> dict[Hashable, float]:
        centre: dict[Hashable, float] = defaultdict(float)
        for claim_id in group.claim_ids:
            for key, weight in self.wordings[claim_id].items():
                centre[key] += weight / len(group.claim_ids)
        return centre


def measure_nearness(claims: Sequence[Claim], covering: Covering, bar: float) -> Nearness:
    """Return what the nearest sentences are looked up in; only articles that cover a narrative count there."""
    wordings = weigh_wordings(claims)
    by_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_article[claim.article_id].append(claim)
    told = {
        narrative: _gather_told([one for article in _list_articles(sources) for one in by_article[article]], wordings)
        for narrative, sources in covering.items()
    }
    return Nearness(wordings, told, bar)


def _list_articles(sources: Mapping[str, Sequence[Article]]) -> list[str]:
    return [article.id for articles in sources.values() for article in articles]


def _gather_told(claims: Sequence[Claim], wordings: Mapping[str, Wording]) -> Told:
    from scipy.sparse import csr_matrix

    number_of: dict[str, int] = {}
    sources = np.array([number_of.setdefault(claim.source, len(number_of)) for claim in claims], dtype=np.intp)
    row_of: dict[Hashable, int] = {}
    cells = [
        (row_of.setdefault(key, len(row_of)), place, weight)
        for place, claim in enumerate(claims)
        for key, weight in wordings[claim.id].items()
    ]
    rows, places, weights = zip(*cells, strict=True) if cells else ((), (), ())
    matrix = csr_matrix((weights, (rows, places)), shape=(len(row_of), len(claims)), dtype=np.float64)
    return Told(claims, sources, number_of, row_of, matrix)


def weigh_wordings(claims: Sequence[Claim]) -> dict[str, Wording]:
    """Return each claim's wording by its id: every feature by the root of its inverse document frequency.

    >>> from narrative.data import Span
    >>> weighed = weigh_wordings([Claim(f"c{n}", "a", "S", Span(0, 9), text) for n, text in enumerate(["A crane", "A boat"])])
    >>> sorted(weighed["c0"].items())
    [('crane', 1.0)]
    """
    features = {claim.id: _list_features(claim) for claim in claims}
    held = Counter(key for weights in features.values() for key in weights)
    rarity = {key: sqrt(log((len(claims) + 1) / (number + 0.5))) for key, number in held.items()}
    return {claim_id: _scale({k: w * rarity[k] for k, w in weights.items()}) for claim_id, weights in features.items()}


def _list_features(claim: Claim) -> dict[Hashable, float]:
    """Return the words, names, numbers and dates of *claim*, in the order of the text, each with its own weight."""
    words: dict[Hashable, float] = dict.fromkeys(content_words(claim.text), 1.0)
    names: dict[Hashable, float] = {("name", one.key): _NAME for one in claim.names}
    numbers: dict[Hashable, float] = {("number", one.value): 1.0 for one in claim.quantities}
    dates: dict[Hashable, float] = {("date", one.start): 1.0 for one in claim.times if one.start}
    return words | names | numbers | dates


def _scale(weights: dict[Hashable, float]) -> Wording:
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {key: weight / length for key, weight in weights.items()}
