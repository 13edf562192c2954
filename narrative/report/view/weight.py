"""How much a claim of one source alone matters in its story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from narrative.data import Claim
from narrative.report.view.index import Index
from narrative.text.tokens import content_words

# Check-worthiness alone led with a buffet that ordered 600 boxes of noodles: a number and a name make that worth
# checking, but nobody else names the buffet. So what a claim is about weighs as much, and the size of its story.
_NAMES, _WORDS, _NUMBER, _SHARE, _STORY = 0.6, 0.3, 0.1, 0.2, 0.2
_ENOUGH_NAMES, _ENOUGH_WORDS = 2, 3
"""Names and words of the story that make a claim wholly about it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What claims are weighed by: per narrative who names what, its words, and its size; per passage its place in it."""

    named_by: Mapping[str, Mapping[str, frozenset[str]]]
    covering: Mapping[str, int]
    words: Mapping[str, frozenset[str]]
    size: Mapping[str, float]
    share: Mapping[tuple[str, str], float]

    def weigh(self, claim: Claim, narrative: str) -> float:
        """Return how much *claim*, which its source alone makes, matters in *narrative*; larger is more, 0 the least.

        Added up: how far it is worth checking, whether the other sources on the story name what it names, the words of
        the story in it, a number, how much of its article is on the story, and how large the story is.
        """
        others = max(1, self.covering.get(narrative, 1) - 1)
        named = self.named_by.get(narrative, {})
        shares = sorted(
            (len(named.get(key, frozenset()) - {claim.source}) / others for key in _keys(claim)), reverse=True
        )
        known = sum(shares[:_ENOUGH_NAMES]) / _ENOUGH_NAMES
        told = len(self.words.get(narrative, frozenset()) & set(content_words(claim.text))) / _ENOUGH_WORDS
        place = _SHARE * self.share.get((claim.article_id, narrative), 0.0) + _STORY * self.size.get(narrative, 0.0)
        number = _NUMBER * bool(claim.quantities)
        return round(claim.worth + _NAMES * min(1.0, known) + _WORDS * min(1.0, told) + number + place, 4)


def gather_weights(index: Index) -> Weights:
    """Return what the claims of a comparison are weighed by."""
    named: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for group, members in index.groups.items():
        narrative = index.narrative_of.get(group)
        for claim in (index.claims[one] for one in members.claim_ids if narrative):
            for key in _keys(claim):
                named[narrative or ""][key].add(claim.source)
    articles = {key: sum(one.articles for one in covered) for key, covered in index.coverage.items()}
    largest = max(articles.values(), default=1)
    return Weights(
        named_by={key: {name: frozenset(who) for name, who in names.items()} for key, names in named.items()},
        covering={key: len(covered) for key, covered in index.coverage.items()},
        words={key: frozenset(_split(one.keywords)) for key, one in index.narratives.items()},
        size={key: count / max(1, largest) for key, count in articles.items()},
        share={(one.article_id, one.narrative_id): one.weight for one in index.comparison.memberships},
    )


def _keys(claim: Claim) -> set[str]:
    return {name.key for name in claim.names}


def _split(keywords: Iterable[str]) -> list[str]:
    return [word for keyword in keywords for word in content_words(keyword)]
