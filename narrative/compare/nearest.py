"""Of a source that is silent on a claim, its sentence that comes nearest to it: a link that was missed lies there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from narrative.compare.silences import Covering
from narrative.data import Claim, ClaimGroup
from narrative.text.tokens import content_words

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


@dataclass(frozen=True, slots=True)
class Nearness:
    """What the nearest sentences are looked up in: wordings by claim id; narrative → feature → claims that have it.

    From the *bar* on a sentence may be the claim itself.
    """

    wordings: Mapping[str, Wording]
    told: Mapping[str, Mapping[Hashable, Sequence[tuple[Claim, float]]]]
    bar: float

    def find(self, group: ClaimGroup, narrative: str, sources: Iterable[str]) -> dict[str, Near]:
        """Return for those of *sources* that say anything like *group* on its narrative what comes nearest to it.

        How near is the mean cosine with all the claims of the group: what they have in common counts, not what one of
        them alone adds.
        """
        wanted = frozenset(sources)
        products: dict[str, float] = defaultdict(float)
        source_of: dict[str, str] = {}
        index = self.told.get(narrative, {})
        for key, weight in self._centre(group).items():
            for claim, own in index.get(key, ()):
                if claim.source in wanted:
                    products[claim.id] += weight * own
                    source_of[claim.id] = claim.source
        best: dict[str, tuple[float, str]] = {}
        for claim_id, product in products.items():
            found = (-round(product, 4), claim_id)
            best[source_of[claim_id]] = min(found, best.get(source_of[claim_id], found))
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
    told: dict[str, dict[Hashable, list[tuple[Claim, float]]]] = {}
    for narrative, sources in covering.items():
        index = told.setdefault(narrative, defaultdict(list))
        for article in (article for articles in sources.values() for article in articles):
            for claim in by_article[article.id]:
                for key, weight in wordings[claim.id].items():
                    index[key].append((claim, weight))
    return Nearness(wordings, told, bar)


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
