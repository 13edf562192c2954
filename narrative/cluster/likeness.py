"""By what articles are alike: it depends on how finely they are to be told apart.

`fine`: twin events (two arrests of pirates, two earthquakes in one country) share nearly all their words and names,
but not which word stands beside which: "23 pirates", "off Yemen". Pairs of neighbouring content words weigh most.
`medium`: names and words, with some meaning.
`coarse`: meaning alone, measured from the corpus's own centre: a desk is no list of words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from narrative.cluster.background import PSEUDO_ARTICLES
from narrative.cluster.features import (
    SATURATION,
    TITLE_WEIGHT,
    Features,
    Floats,
    TermSpace,
    View,
    has_own_title,
    scale,
    weigh_leads,
)
from narrative.data import Article, Passage
from narrative.text.tokens import STOPWORDS, iterate_words, stem

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Parts of words, pairs of words and meaning in a similarity at `fine`, and the height of its tree: chosen on the tuning
# halves of ECB+, BASIL and ClaimDiff together; the next better and worse mixes lie within .01 of B-cubed F1.
WORDS, PAIRS, MEANING = 0.2, 0.7, 0.1
FINE_HEIGHT = 0.82
# What a pair of words weighs that one article alone holds, against a shared one as rare: of 0, .1, .15, .2, .3 and .5 the
# best on those halves (.947 at 0, .952 at .2) and on 36 articles of BASIL drawn four times (.911 and .952), where most
# are alone with their event.
PRIVATE = 0.2

# `medium`: a handful of articles is read closely, hundreds are not. The height grows with their number, so that a
# reader gets some dozens of narratives: .65 keeps three stories about the same countries apart among twelve articles,
# .85 gives the best B-cubed F1 on the tuning half of SemEval 2025 (110 articles, 19 narratives).
FEW, FEW_HEIGHT, SLOPE, MOST_HEIGHT = 12, 0.65, 0.08, 0.87
COARSE_HEIGHT = 0.78  # for too few articles to part by meaning


def choose_height(granularity: str, articles: int) -> float:
    """Return where the tree over so many *articles* is cut, about: the distance at which groups no longer merge.

    >>> [round(choose_height("medium", count), 2) for count in (5, 12, 40, 110, 5000)]
    [0.65, 0.65, 0.75, 0.83, 0.87]
    """
    if granularity == "fine":
        return FINE_HEIGHT
    grown = min(MOST_HEIGHT, FEW_HEIGHT + SLOPE * max(0.0, math.log(articles / FEW)))
    return grown if granularity == "medium" else max(grown, COARSE_HEIGHT)


def choose_likeness(
    features: Features,
    passages: Sequence[Passage],
    articles: Mapping[str, Article],
    granularity: str,
) -> Features:
    """Return *features* with the rows that passages and articles are compared by at this granularity."""
    if granularity == "fine":
        return replace(features, articles=_add_pairs(features, passages, articles))
    if granularity == "coarse":
        return replace(features, passages=_centre(features.passages), articles=_average(features))
    return features


def count_pairs(text: str) -> Counter[str]:
    """Return how often each pair of neighbouring content words stands in *text*, as stems.

    >>> sorted(count_pairs("The navy has captured 23 Somali pirates."))
    ['23 somali', 'captur 23', 'navi captur', 'somali pirat']
    """
    stems = [stem(word) for word, _, _ in iterate_words(text) if word.lower() not in STOPWORDS]
    return Counter(f"{left} {right}" for left, right in pairwise(stems))


def _centre(view: View) -> View:
    return View(scale(view.vectors - view.vectors.mean(axis=0)), view.words, 1.0)


def _average(features: Features) -> View:
    means = np.zeros((len(features.article_ids), features.passages.vectors.shape[1]))
    np.add.at(means, features.article_of, features.passages.vectors)
    return _centre(View(scale(means), features.articles.words, 1.0))


def _add_pairs(features: Features, passages: Sequence[Passage], articles: Mapping[str, Article]) -> View:
    from scipy.sparse import hstack

    counts: list[defaultdict[str, float]] = [defaultdict(float) for _ in features.article_ids]
    for row, passage, lead in zip(features.article_of, passages, weigh_leads(passages), strict=True):
        for pair, count in count_pairs(passage.span.of(articles[passage.article_id].text)).items():
            counts[row][pair] += count * lead
    for row, identifier in enumerate(features.article_ids):
        if has_own_title(articles[identifier]):
            for pair, count in count_pairs(articles[identifier].title).items():
                counts[row][pair] += count * TITLE_WEIGHT
    pairs = _vectorise_pairs(counts)
    words = features.articles.words
    share = PAIRS / (PAIRS + WORDS)
    both = hstack([words * math.sqrt(1 - share), pairs * math.sqrt(share)]).tocsr()
    return View(features.articles.vectors, both, MEANING)


def _vectorise_pairs(counts: Sequence[Mapping[str, float]]) -> csr_matrix:
    """Return a unit row per article: its pairs by smoothed inverse document frequency, and a column of its own.

    That column holds the pairs which no other article has, at `PRIVATE` of their weight: what an article says alone
    makes it less like the others. Without it one that shares nothing but "white house" was all "white house".
    """
    from scipy.sparse import diags, hstack

    holders = Counter(pair for row in counts for pair in row)
    shared = sorted(pair for pair, count in holders.items() if count > 1) or [""]
    articles = PSEUDO_ARTICLES + len(counts)
    weights = np.log([articles / max(holders[pair], 1) for pair in shared])
    own = PRIVATE * math.log(articles)
    common = _measure_rows(counts, dict(zip(shared, weights.tolist(), strict=True)))
    private = _measure_rows(counts, {pair: own for pair, count in holders.items() if count == 1})
    lengths = np.hypot(common, private)
    lengths[lengths == 0] = 1.0
    pairs = TermSpace({pair: column for column, pair in enumerate(shared)}, weights).vectorise(counts)
    return hstack([diags(common / lengths) @ pairs, diags(private / lengths)]).tocsr()


def _measure_rows(counts: Sequence[Mapping[str, float]], weights: Mapping[str, float]) -> Floats:
    """Return the length of each row before it is scaled, in which only what has one of these *weights* counts."""
    squares = (
        ((weights.get(term, 0.0) * count / (count + SATURATION)) ** 2 for term, count in row.items()) for row in counts
    )
    return np.sqrt([math.fsum(one) for one in squares])
