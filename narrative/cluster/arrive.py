"""Passages that come later: to the narratives that are there, by the rule of fitting, or to candidates for new ones.

An article that comes later belongs to the narrative whose articles it is most like, or to a group of other newcomers:
average linkage as in the tree, except that narratives which are there never merge. Its passages then go where
`assign_passages` sends them. A group of enough articles becomes a narrative; until then its passages wait, listed as
unplaced, and are looked at again with every later batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from narrative.cluster.assign import Partition, assign_passages, sum_groups
from narrative.cluster.centres import find_centres, weigh_members
from narrative.cluster.corpus import list_corpus, read_corpus
from narrative.cluster.cut import Labels
from narrative.cluster.divide import LEAST_ARTICLES
from narrative.cluster.features import Features, TermCounts, View, build_features, compare_views
from narrative.cluster.growth import Places, grow_events
from narrative.cluster.hints import TextEncoder
from narrative.cluster.join import GONE, join_newcomers
from narrative.cluster.likeness import choose_height, choose_likeness
from narrative.cluster.narratives import name_narratives
from narrative.cluster.themes import join_themes
from narrative.config import ClusterConfig
from narrative.data import Article, Clustering, Embeddings, Member, Narrative, Passage, Point, Unplaced

WAITING = "too few articles for a narrative of its own"
# At `fine` a newcomer joins from so much more than the bar of the tree: the first article on an event that an older one
# is like has not met its own yet. Five batches against one, tuning half of BASIL: adjusted Rand .92 at 1, .94 at 1.15,
# .86 at 1.3. At `medium` more than 1 parts what belongs together (.59, .56, .54).
FINE_JOIN = 1.15
PORTION = 1000  # newcomers joined at once: their similarities to each other grow with the square
NEAREST = 3  # passages that a newcomer is put between on the map


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """All passages and articles, the *fresh* articles' ids among them, all vectors, and the term counts of the fit.

    The encoder that the vectors are of is asked for the labels of new narratives alone.
    """

    passages: Sequence[Passage]
    articles: Mapping[str, Article]
    embeddings: Embeddings
    fresh: frozenset[str]
    terms: TermCounts
    encoder: TextEncoder | None


@dataclass(frozen=True, slots=True, eq=False)
class _Pool:
    """Rows that take part: placed passages, and the newcomers (fresh or still waiting), which alone may move."""

    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    features: Features
    likeness: Features
    start: Labels
    movable: NDArray[np.bool_]


def place_arrivals(before: Clustering, arrivals: Arrivals, settings: ClusterConfig) -> Clustering:
    """Return *before* with the fresh passages placed: ids, labels and members that are there stay as they are.

    New narratives come behind the others, with labels that no other has. The order is by size again.
    """
    pool = _gather(before, arrivals, settings.granularity)
    if not pool.movable.any():
        return before
    known = len(before.narratives)
    bar = choose_bar(settings.granularity, arrivals.terms.articles)
    homes = _find_homes(pool, known, bar)
    labels = np.where(pool.movable, homes[pool.features.article_of], pool.start)
    groups = max(known, int(homes.max()) + 1)
    found = assign_passages(pool.likeness, Partition(labels, homes, groups), pool.texts, pool.movable)
    final = _dissolve_small(pool, found.labels, known, settings.new_narrative_articles)
    centres = find_centres(pool.features, np.where(pool.movable & (final < known), -1, final), groups)
    narratives = [
        _grow(narrative, pool, np.flatnonzero(pool.movable & (final == number)), centres.take([number]))
        for number, narrative in enumerate(before.narratives)
    ]
    narratives += _found_new(before, arrivals, pool, final, settings)
    numbers = [*range(known), *sorted(set(final[final >= known].tolist()))]
    place_of = {number: place for place, number in enumerate(numbers)}
    places = Places(pool.features, np.array([place_of.get(one, -1) for one in final.tolist()]), arrivals.fresh)
    moved = {passage.id for passage, may_move in zip(pool.passages, pool.movable, strict=True) if may_move}
    return Clustering(
        tuple(sorted(narratives, key=lambda narrative: (-len(narrative.members), narrative.id))),
        (*(item for item in before.unplaced if item.passage_id not in moved), *_list_waiting(before, pool, final)),
        (*before.layout, *_draw(before.layout, pool)),
        before.not_found,
        join_themes(before.themes, [narrative.id for narrative in narratives], centres.take(numbers), known),
        grow_events(before.events, list_corpus(pool.passages, arrivals.articles), places, narratives, settings),
    )


def choose_bar(granularity: str, articles: int) -> float:
    """Return the mean similarity from which a newcomer joins a narrative that was found among so many *articles*.

    It is that of the tree, at `fine` a little more. Topics have no tree: there a newcomer joins when it is more like one than like the average.

    >>> round(choose_bar("medium", 12), 2), choose_bar("coarse", 500)
    (0.35, 0.0)
    """
    if granularity == "coarse" and articles >= LEAST_ARTICLES:
        return 0.0
    bar = 1 - choose_height(granularity, articles)
    return bar * FINE_JOIN if granularity == "fine" else bar


def _gather(before: Clustering, arrivals: Arrivals, granularity: str) -> _Pool:
    number_of = {member.passage_id: number for number, one in enumerate(before.narratives) for member in one.members}
    waiting = {item.passage_id for item in before.unplaced if item.reason == WAITING}
    passages = tuple(
        sorted(
            (
                passage
                for passage in arrivals.passages
                if passage.id in number_of or passage.id in waiting or passage.article_id in arrivals.fresh
            ),
            key=lambda passage: passage.id,
        )
    )
    row_of = {identifier: row for row, identifier in enumerate(arrivals.embeddings.ids)}
    vectors = arrivals.embeddings.vectors[[row_of[passage.id] for passage in passages]]
    start = np.array([number_of.get(passage.id, -1) for passage in passages], dtype=np.intp)
    features = build_features(passages, arrivals.articles, vectors, arrivals.terms)
    return _Pool(
        passages,
        tuple(passage.span.of(arrivals.articles[passage.article_id].text) for passage in passages),
        features,
        choose_likeness(features, passages, arrivals.articles, granularity),
        start,
        start < 0,
    )


def _find_homes(pool: _Pool, known: int, bar: float) -> Labels:
    """Return the narrative of each article: where most of its placed passages are, or where it joins; groups follow."""
    articles = pool.likeness.articles
    count = len(pool.features.article_ids)
    placed = pool.start >= 0
    votes = np.zeros((count, max(known, 1)))
    np.add.at(votes, (pool.features.article_of[placed], pool.start[placed]), 1.0)
    homes = np.where(votes.sum(axis=1) > 0, votes.argmax(axis=1), -1)
    newcomers = np.flatnonzero(homes < 0)
    for start in range(0, len(newcomers), PORTION):
        rows = newcomers[start : start + PORTION]
        groups = max(known, int(homes.max()) + 1)
        sums = sum_groups(articles, homes, groups)
        means = np.round(articles.take(rows).multiply(sums.view) / np.maximum(sums.sizes, 1.0), 4)
        means[:, sums.sizes == 0] = GONE
        joined = join_newcomers(compare_views(articles.take(rows), articles.take(rows)), means, sums.sizes, bar)
        homes[rows] = joined
    return homes


def _dissolve_small(pool: _Pool, labels: Labels, known: int, least: int) -> Labels:
    """Return *labels* with -1 for the passages of new groups that hold fewer than *least* articles."""
    kept = labels.copy()
    for group in sorted(set(labels[labels >= known].tolist())):
        members = labels == group
        if len(set(pool.features.article_of[members].tolist())) < least:
            kept[members] = -1
    return kept


def _grow(narrative: Narrative, pool: _Pool, rows: Labels, centre: View) -> Narrative:
    """Return *narrative* with the passages of *rows* as members, weighed against its centre before they came."""
    if not len(rows):
        return narrative
    weights = weigh_members(pool.features, rows, centre)
    new = (Member(pool.passages[row].id, float(weight)) for row, weight in zip(rows, weights, strict=True))
    members = tuple(sorted((*narrative.members, *new), key=lambda member: member.passage_id))
    cohesion = round(sum(member.weight for member in members) / len(members), 4)
    return replace(narrative, members=members, cohesion=cohesion)


def _found_new(
    before: Clustering, arrivals: Arrivals, pool: _Pool, labels: Labels, settings: ClusterConfig
) -> Sequence[Narrative]:
    """Return the new narratives, named among the others, for which their exemplars stand."""
    known = len(before.narratives)
    if not (labels >= known).any():
        return ()
    row_of = {passage.id: row for row, passage in enumerate(pool.passages)}
    shown = {row_of[one]: number for number, narrative in enumerate(before.narratives) for one in narrative.exemplars}
    rows = np.array(sorted({*shown, *np.flatnonzero(labels >= known).tolist()}), dtype=np.intp)
    chosen = np.array([shown.get(row, int(labels[row])) for row in rows.tolist()], dtype=np.intp)
    features = pool.features
    part = Features(
        features.article_ids, features.article_of[rows], features.passages.take(rows), features.articles, features.space
    )
    named = {number: narrative.label for number, narrative in enumerate(before.narratives)}
    corpus = read_corpus((pool.passages[row] for row in rows), arrivals.articles)
    return name_narratives(corpus, (part, chosen), named, settings, arrivals.encoder)


def _list_waiting(before: Clustering, pool: _Pool, labels: Labels) -> Sequence[Unplaced]:
    """Return the newcomers that are in no narrative, with the nearest of those that were there."""
    rows = np.flatnonzero(pool.movable & (labels < 0))
    known = len(before.narratives)
    if not len(rows):
        return ()
    nearest, distances = np.zeros(len(rows), dtype=np.intp), np.ones(len(rows))
    if known:
        centres = find_centres(pool.features, pool.start, known)
        similarities = np.round(pool.features.passages.take(rows).multiply(centres), 4)
        nearest = similarities.argmax(axis=1)
        distances = np.round(1 - similarities.max(axis=1), 4)
    has_words = np.asarray(pool.features.passages.words.getnnz(axis=1) > 0)
    return tuple(
        Unplaced(
            pool.passages[row].id,
            before.narratives[near].id if known else None,
            float(distance),
            WAITING if has_words[row] else "no words to place it by",
        )
        for row, near, distance in zip(rows.tolist(), nearest.tolist(), distances.tolist(), strict=True)
    )


def _draw(layout: Sequence[Point], pool: _Pool) -> Sequence[Point]:
    """Return a place on the map for each newcomer that has none: between the passages that are most like it."""
    place_of = {point.passage_id: (point.x, point.y) for point in layout}
    new = [row for row, passage in enumerate(pool.passages) if passage.id not in place_of]
    old = [row for row, passage in enumerate(pool.passages) if passage.id in place_of]
    if not old:
        return tuple(Point(pool.passages[row].id, 0.0, 0.0) for row in new)
    places = np.array([place_of[pool.passages[row].id] for row in old])
    cosines = np.round(pool.features.passages.vectors[new] @ pool.features.passages.vectors[old].T, 4)
    near = np.argsort(-cosines, axis=1, kind="stable")[:, :NEAREST]
    points = np.round(places[near].mean(axis=1), 4) + 0.0
    return tuple(Point(pool.passages[row].id, float(x), float(y)) for row, (x, y) in zip(new, points, strict=True))
