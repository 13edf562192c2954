"""Pairs of claims to links: a logistic regression over readable features, calibrated."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from narrative.config import LinkConfig
from narrative.data import Link, Signal
from narrative.errors import ModelError
from narrative.link.features import FEATURES, QUICK, Floats, LinkCorpus, measure_pairs
from narrative.link.interact import align_words

BASELINE = "baseline"
WEAK_SHARE = 0.5  # of the bar: pairs from there on are handed to grouping, which counts them at their value
# Of the bar: pairs that the quick features put below are not compared word by word. Of 1,919 links of the demonstration
# corpus and of 90 articles of American news none lies below; from .3 on the first are lost.
SCREEN_SHARE = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Log-odds of a typical candidate pair, and what a unit of each feature adds beyond its typical value."""

    names: tuple[str, ...]
    baseline: float
    typical: Floats
    slopes: Floats

    def contribute(self, features: Floats) -> Floats:
        """Return what each feature of each pair adds to the log-odds; the baseline comes on top."""
        contributions: Floats = (features - self.typical) * self.slopes
        return contributions

    def estimate(self, features: Floats) -> Floats:
        """Return the probability of each pair, rounded to four decimals."""
        logits = self.baseline + self.contribute(features).sum(axis=1)
        probabilities: Floats = np.round(1 / (1 + np.exp(-logits)), 4)
        return probabilities


def score_pairs(pairs: Sequence[tuple[int, int]], corpus: LinkCorpus, settings: LinkConfig) -> tuple[Link, ...]:
    """Return the links among *pairs* (indices into ``corpus.claims``), ordered by their claim ids.

    A pair below `settings.min_probability` is no link, yet is returned from half that bar on: grouping counts what it
    knows of weak pairs, and nothing else should. With a bar of 0 every pair is returned.
    The signals of a link open with the baseline, then the features, largest weight first; their weights sum up to the
    log-odds of its probability (a waterfall). Raises ModelError where `settings.align_words` is set and the shipped
    encoder's weights are missing.
    """
    quick, full = load_weights()
    features = measure_pairs(pairs, corpus, settings)
    promising = np.flatnonzero(quick.estimate(features) >= settings.min_probability * SCREEN_SHARE)
    if not settings.align_words:
        return _make_links([pairs[row] for row in promising.tolist()], features[promising], corpus, (quick, settings))
    chosen = [pairs[row] for row in promising.tolist()]
    aligned = align_words(chosen, corpus.claims, corpus.statistics)
    return _make_links(chosen, np.hstack([features[promising], aligned]), corpus, (full, settings))


def _make_links(
    pairs: Sequence[tuple[int, int]], features: Floats, corpus: LinkCorpus, scale: tuple[Weights, LinkConfig]
) -> tuple[Link, ...]:
    weights, settings = scale
    probabilities, contributions = weights.estimate(features), weights.contribute(features)
    kept = np.flatnonzero(probabilities >= settings.min_probability * WEAK_SHARE)
    links = []
    for row in kept.tolist():
        left, right = sorted(corpus.claims[index].id for index in pairs[row])
        signals = _list_signals(weights, features[row], contributions[row])
        links.append(Link(left, right, float(probabilities[row]), signals))
    return tuple(sorted(links, key=lambda link: (link.left, link.right)))


def _list_signals(weights: Weights, features: Floats, contributions: Floats) -> tuple[Signal, ...]:
    rounded = np.round(features, 4).tolist(), np.round(contributions, 4).tolist()
    signals = [
        Signal(name, value, weight) for name, value, weight in zip(weights.names, *rounded, strict=True) if weight
    ]
    signals.sort(key=lambda signal: (-abs(signal.weight), signal.name))
    opening = Signal(BASELINE, round(1 / (1 + math.exp(-weights.baseline)), 4), round(weights.baseline, 4))
    return (opening, *signals)


@lru_cache(maxsize=1)
def load_weights() -> tuple[Weights, Weights]:
    """Return the shipped weights for the quick features and for all. Raises ModelError where they fit another version."""
    record = json.loads(files("narrative.link").joinpath("weights.json").read_text(encoding="utf-8"))
    return _read_weights(record["quick"], QUICK), _read_weights(record["full"], FEATURES)


def _read_weights(record: Any, names: tuple[str, ...]) -> Weights:
    features = record["features"]
    if tuple(features) != names:
        raise ModelError("narrative/link/weights.json", "lists other features than this version", "install it again")
    typical, slopes = (
        np.array([features[name][key] for name in names], dtype=np.float64) for key in ("typical", "slope")
    )
    return Weights(names, float(record["baseline"]), typical, slopes)
