"""A second look at links: what a model that reads both sentences makes of them, weighed by how this corpus reads.

Words, names, numbers and vectors are alike in two sentences of one frame about two things ("The White House said the
president would not attend the dinner", "... would sign the bill next week"). Among the links that the features find in a
month of news from one capital two in three are of that kind, in some articles on one event next to none. So a reading
counts by how often the model reads two claims in this corpus: the share of links that are right is estimated from the
probabilities alone, as a corpus' prior is (Saerens, Latinne and Decaestecker 2002, eq. 4).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import numpy as np

from narrative.data import Link, Signal
from narrative.link.score import BASELINE

READ, CORPUS = "reading", "corpus"
"""Signals: how surely the model reads two claims; the share of links that are right as this corpus reads."""

READ_FROM = 0.32
"""Pairs less probable by their features are not read: where the coefficients were fitted none was."""

FARTHEST = 1.5
"""A corpus counts no more than this, in log-odds: farther from the labelled pairs the estimate is a guess. A whole month of
American news and the demonstration corpus reach it, on either side."""

WEAK = -0.5
"""What is added at most to the log-odds of a pair that its features alone make no link; less where such pairs read as two
claims in this corpus. Of 188 labelled ones the reading asks for -.13; on the demonstration corpus and the tuning half of
news_pairs, of 0, -.25, -.5 and -.75, most of what -.5 adds is right. The measure keeps whole articles, of which the best of
many weak pairs would be taken, from being linked by chance (AUC of FNC-1's links .974 without it)."""

_ENOUGH, _PICKED = 50, 0.9
"""So many links, this share of them right, are added before a corpus is measured: three links say nothing about it, and who
gathers a few articles gathers them on one matter (of five scraped ones 10 links of 11 are right, of the demonstration
corpus 97 of 100)."""

_ROUNDS, _STILL = 1_000, 1e-6
SUREST = 0.998
Readings = Mapping[tuple[str, str], float]
"""By the claims of a link, left and right: the probability that the two sentences make two claims."""


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Log-odds = opening + scale x those of the features + slope x those of two claims; *right* of the labelled links were."""

    opening: float
    scale: float
    slope: float
    right: float

    def weigh(self, link: Link, two_claims: float, shift: float, extra: float = 0.0) -> Link:
        """Return *link* with its signals scaled, those of the reading and of the corpus added, and its new probability.

        *extra* is added to the log-odds that it starts from.
        """
        first, *others = link.signals
        kept = min(max(two_claims, 1 - SUREST), SUREST)
        baseline = self.opening + extra + self.scale * first.weight
        signals = [Signal(one.name, one.value, round(self.scale * one.weight, 4)) for one in others]
        signals.append(Signal(READ, round(two_claims, 4), round(self.slope * _take_odds(kept), 4)))
        if shift:
            signals.append(Signal(CORPUS, round(_take_share(_take_odds(self.right) + shift), 4), shift))
        signals.sort(key=lambda one: (-abs(one.weight), one.name))
        opening = Signal(BASELINE, round(_take_share(baseline), 4), round(baseline, 4))
        total = opening.weight + sum(one.weight for one in signals)
        return replace(link, probability=round(_take_share(total), 4), signals=(opening, *signals))


def weigh_readings(
    links: Sequence[Link], readings: Readings, shift: float, least: float = READ_FROM
) -> tuple[Link, ...]:
    """Return *links* in their order, those that were read with the weights of their reading and of the corpus.

    The weights of a link still sum up to the log-odds of its probability. The corpus is measured on those from *least* on:
    a weaker one that was read stands by its reading alone, from a little lower, where that makes it a link, and else by
    its features, as grouping counts it. One that was not read is no link, and falls with the corpus.
    """
    look = load_second_look()
    weak = [link for link in links if link.probability < least and (link.left, link.right) in readings]
    lower = min(WEAK, measure_shift(weak, readings))

    def weigh(link: Link) -> Link:
        two_claims = readings.get((link.left, link.right))
        if two_claims is None:
            return _lower(link, min(shift, 0.0))
        if link.probability >= least:
            return look.weigh(link, two_claims, shift)
        read = look.weigh(link, two_claims, 0.0, lower)
        return read if read.probability >= least else link

    return tuple(weigh(link) for link in links)


def _lower(link: Link, shift: float) -> Link:
    moved = _take_share(_take_odds(min(max(link.probability, 1 - SUREST), SUREST)) + shift)
    return replace(link, probability=round(moved, 4)) if shift else link


def measure_shift(links: Sequence[Link], readings: Readings) -> float:
    """Return by how much the log-odds of a corpus' links differ from those of the labelled ones, at most `FARTHEST`.

    It is what makes the mean probability of the links, and of a few of an analyst's folder, the share that it assumes.
    """
    look = load_second_look()
    read = [
        look.weigh(link, readings[link.left, link.right], 0.0) for link in links if (link.left, link.right) in readings
    ]
    odds = np.array([sum(signal.weight for signal in link.signals) for link in read])
    usual, shift = _take_odds(look.right), 0.0
    for _ in range(_ROUNDS):
        right = float((1 / (1 + np.exp(-odds - shift))).sum()) + _ENOUGH * _PICKED
        before, shift = shift, _take_odds(right / (len(odds) + _ENOUGH)) - usual
        if abs(shift - before) < _STILL:
            break
    return round(min(max(shift, -FARTHEST), FARTHEST), 3)


@lru_cache(maxsize=1)
def load_second_look() -> SecondLook:
    """Return the shipped coefficients; benchmarks/train/second.py fits them."""
    record = json.loads(files("narrative.link").joinpath("weights.json").read_text(encoding="utf-8"))["second"]
    return SecondLook(record["opening"], record["scale"], record["slope"], record["right"])


def _take_odds(share: float) -> float:
    return math.log(share / (1 - share))


def _take_share(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
