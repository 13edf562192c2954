"""A few broader themes over many narratives: a second level over the first, named by the same labeller.

More narratives than a reader takes in at once are grouped by the directions of their centres. Meaning counts as it does
at `coarse`, from the corpus's own centre, for a theme is no list of words. Ward's linkage and not the average one of
`cut`, which leaves outliers alone and joins the rest: that list would be no shorter than before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from narrative.cluster.centres import find_centres, weigh_members
from narrative.cluster.corpus import Corpus
from narrative.cluster.cut import MAX_TREE, Labels, measure_silhouette, renumber
from narrative.cluster.features import Features, Floats, View, scale
from narrative.cluster.hints import TextEncoder
from narrative.cluster.labels import Words, choose_keywords, choose_label
from narrative.cluster.relevance import order_labels
from narrative.cluster.topics import Known, fit_topics
from narrative.data import Narrative, Theme
from narrative.text.identity import content_id

MANY = 12  # narratives that a reader takes in without headings
FEWEST, MOST = 3, 16  # themes: two say little about a dozen narratives
KEYWORDS = 5
WORDS_OF_LABEL = 3


def find_themes(
    corpus: Corpus, found: tuple[Features, Labels], narratives: Sequence[Narrative], encoder: TextEncoder | None
) -> tuple[Theme, ...]:
    """Return the themes of *narratives*, those of most passages first; none where there are no more than `MANY`.

    *found* are the features of the corpus and the narrative of each passage, by its place in *narratives*. A narrative
    that is like no other stays without a theme.
    """
    features, labels = found
    if len(narratives) <= MANY:
        return ()
    groups = drop_single(group_narratives(find_centres(features, labels, len(narratives))))
    themes = np.where(labels >= 0, groups[labels], -1)
    ranked = fit_topics(corpus, features.passages.vectors.astype(np.float32), Known(themes)).ranked
    centres = find_centres(features, themes, int(groups.max()) + 1)
    taken = {narrative.label.casefold() for narrative in narratives}
    sizes = np.bincount(themes[themes >= 0], minlength=int(groups.max()) + 1)
    words = [
        _gather_words(
            corpus, features, np.flatnonzero(themes == number), centres.take([number]), ranked.get(number, ())
        )
        for number in range(len(sizes))
    ]
    proposed = order_labels(words, corpus, (centres, features), encoder)
    made: list[tuple[int, Theme]] = []
    for number in sorted(range(len(sizes)), key=lambda number: (-int(sizes[number]), number)):
        keywords = choose_keywords(words[number], corpus.outlets, KEYWORDS)
        label = lengthen_label(choose_label(proposed[number], words[number], frozenset(taken)), keywords)
        taken.add(label.casefold())
        inside = sorted((narratives[row] for row in np.flatnonzero(groups == number).tolist()), key=_by_size)
        ids = tuple(narrative.id for narrative in inside)
        made.append((int(sizes[number]), Theme(content_id("t", *sorted(ids)), label, keywords, ids)))
    return tuple(theme for _, theme in made)


def _gather_words(
    corpus: Corpus, features: Features, members: Labels, centre: View, ranked: Sequence[tuple[str, float]]
) -> Words:
    weights = weigh_members(features, members, centre)
    return Words(ranked, corpus.usage, [corpus.texts[row] for row in members[np.lexsort((members, -weights))]])


def lengthen_label(label: str, keywords: Sequence[str]) -> str:
    """Return *label*, with the two best keywords behind it where it is one common word: a wide theme often has no phrase.

    >>> lengthen_label("man", ["police", "man", "death", "attacks"]), lengthen_label("death penalty", ["pope"])
    ('man, police, death', 'death penalty')
    """
    if " " in label or not label.islower():
        return label
    return ", ".join([label, *[word for word in keywords if word.lower() != label][: WORDS_OF_LABEL - 1]])


def _by_size(narrative: Narrative) -> tuple[int, str]:
    return -len(narrative.members), narrative.id


def group_narratives(centres: View) -> Labels:
    """Return the theme of each narrative, numbered from 0 by its first narrative, for the directions of their *centres*.

    Of the cuts into three up to the root of twice as many themes as narratives, `MOST` at most, the one of the best
    silhouette. Narratives behind the first `MAX_TREE` join the theme that they are nearest to.
    """
    directions = find_directions(centres)
    head = directions[:MAX_TREE]
    similarities = np.round(head @ head.T, 4)
    tree = grow_ward(similarities)
    most = min(MOST, max(FEWEST, math.isqrt(2 * len(head))))
    cuts = [cut_into(tree, count) for count in range(FEWEST, most + 1)]
    labels = max(cuts, key=lambda labels: (measure_silhouette(similarities, labels), -int(labels.max())))
    means = np.array([head[labels == number].mean(axis=0) for number in range(int(labels.max()) + 1)])
    rest = np.round(directions[MAX_TREE:] @ scale(means).T, 4).argmax(axis=1)
    return np.concatenate([labels, rest])


def drop_single(groups: Labels) -> Labels:
    """Return *groups* numbered anew without those of one member, which are -1.

    >>> drop_single(np.array([0, 1, 2, 0, 2])).tolist()
    [0, -1, 1, 0, 1]
    """
    sizes = np.bincount(groups)
    kept = sizes[groups] > 1
    numbered = np.full(len(groups), -1, dtype=np.intp)
    numbered[kept] = renumber(groups[kept])
    return numbered


def find_directions(centres: View) -> Floats:
    """Return the meanings of *centres* as directions from the mean of all."""
    return scale(centres.vectors - centres.vectors.mean(axis=0))


def grow_ward(similarities: Floats) -> Floats:
    """Return scipy's linkage matrix for Ward's linkage over rows of unit length with these cosines."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    squares = np.clip(1.0 - (similarities + similarities.T) / 2, 0.0, 2.0)
    np.fill_diagonal(squares, 0.0)
    tree: Floats = linkage(squareform(np.sqrt(2 * squares), checks=False), "ward")
    return tree


def cut_into(tree: Floats, count: int) -> Labels:
    """Return the clusters of *tree* where it has *count* of them, numbered by their first rows."""
    from scipy.cluster.hierarchy import fcluster

    return renumber(fcluster(tree, count, "maxclust"))


def join_themes(themes: Sequence[Theme], narratives: Sequence[str], centres: View, known: int) -> tuple[Theme, ...]:
    """Return *themes* with the *narratives* behind the first *known* ones, each in the theme that it is most like.

    *narratives* are ids, in the order of *centres*.

    Narratives that a later batch brings do not regroup the others; that is left to a refit.
    """
    if not themes or len(narratives) == known:
        return tuple(themes)
    places = {key: place for place, key in enumerate(narratives)}
    rows = [[places[key] for key in theme.narratives if key in places] for theme in themes]
    directions = find_directions(centres)
    joined: dict[int, list[str]] = {}
    for row in range(known, len(narratives)):
        means = [_mean(directions[inside] @ directions[row]) for inside in rows]
        joined.setdefault(int(np.argmax(means)), []).append(narratives[row])
    return tuple(
        replace(theme, narratives=(*theme.narratives, *joined.get(number, ()))) for number, theme in enumerate(themes)
    )


def _mean(similarities: Floats) -> float:
    return round(float(similarities.mean()), 4) if len(similarities) else -1.0
