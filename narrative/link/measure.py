"""How common words and names are in the corpus at hand, smoothed toward a shipped background of news."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from narrative.data import Claim
from narrative.link.reading import spell_out
from narrative.text.tokens import content_words

# Sentences that the background counts for: the words of one article are weighed half by themselves.
PRIOR = 30.0

# A name in every tenth claim names the subject, not the claim: "China" in a corpus about China links nothing.
COMMON_NAME = 0.1


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """In how many of *claims* claims each stem and each name key stands. Keys are in alphabetical order."""

    claims: int
    stems: Mapping[str, int]
    names: Mapping[str, int]

    def weigh_stem(self, stem: str) -> float:
        """Return the surprise of *stem*, ``-ln`` of its smoothed share of claims: about 1 for "say", 7 for a rare word.

        >>> one = CorpusStatistics(100, {"russia": 40, "avalanch": 1}, {})
        >>> one.weigh_stem("russia") < 2 < one.weigh_stem("avalanch")
        True
        """
        return -math.log(self._share(stem, self.stems, load_background().stems))

    def weigh_name(self, key: str) -> float:
        """Return the weight of a name in [0, 1]: 0 where every tenth claim holds it, 1 where hardly any does.

        >>> one = CorpusStatistics(100, {}, {"russia": 40, "vasily petrenkov": 1})
        >>> one.weigh_name("russia"), one.weigh_name("vasily petrenkov") > 0.5
        (0.0, True)
        """
        share = self._share(key, self.names, load_background().names)
        rarest = 1.0 / (self.claims + PRIOR)
        return max(0.0, min(1.0, math.log(COMMON_NAME / share) / math.log(COMMON_NAME / rarest)))

    def _share(self, key: str, counts: Mapping[str, int], background: Mapping[str, int]) -> float:
        expected = (background.get(key, 0) + 0.5) / (load_background().claims + 1)
        return (counts.get(key, 0) + PRIOR * expected) / (self.claims + PRIOR)


def measure_corpus(claims: Sequence[Claim]) -> CorpusStatistics:
    """Return in how many claims each stem and each name stands. The order of *claims* does not matter."""
    stems = _count(content_words(spell_out(claim)) for claim in claims)
    names = _count((name.key for name in claim.names) for claim in claims)
    return CorpusStatistics(len(claims), stems, names)


def _count(occurrences: Iterable[Iterable[str]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for keys in occurrences:
        counts.update(set(keys))
    return dict(sorted(counts.items()))


@lru_cache(maxsize=1)
def load_background() -> CorpusStatistics:
    """Return the shipped counts, taken from news sentences; words of fewer than three of them are left out."""
    record = json.loads(files("narrative.link").joinpath("background.json").read_text(encoding="utf-8"))
    return CorpusStatistics(record["claims"], record["stems"], record["names"])
