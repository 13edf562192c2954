"""Events, what happened, apart from narratives, what is said to be going on: single events inside each narrative.

The articles of a narrative are parted once more, by the likeness and the tree of `fine`. A narrative shows both levels
where two events or more are each told by several articles, and these articles stand nearer to their own event than to
the next one. Otherwise the narrative is the event, or its articles tell one each, and nothing is listed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from narrative.cluster.centres import find_centres, weigh_members
from narrative.cluster.corpus import Corpus
from narrative.cluster.cut import Labels, cut_articles, measure_silhouette, renumber
from narrative.cluster.features import Features, Floats, View, compare_views
from narrative.cluster.headlines import find_title
from narrative.cluster.likeness import FINE_HEIGHT, choose_likeness
from narrative.config import ClusterConfig
from narrative.data import Article, Event, Narrative
from narrative.text.identity import content_id

SEVERAL = 2  # articles of an event, and events of a narrative that shows both levels
# The mean silhouette of the articles that are in events. On the tuning halves, the twin events of ECB+ reached .07 to
# .27 and the events of a year of news, read one by one, .06 to .3.
APART = 0.05
SILENCE = 30  # days without an article, after which an event is over
NONE = -1


def find_events(
    corpus: Corpus, found: tuple[Features, Labels], narratives: Sequence[Narrative], settings: ClusterConfig
) -> tuple[Event, ...]:
    """Return the events inside *narratives*, in their order, those of most articles first.

    *found* are the features of the corpus and the narrative of each passage, by its place in *narratives*. At `fine` the
    narratives are the events already, and there are none.
    """
    features, labels = found
    if settings.granularity == "fine" or not narratives:
        return ()
    homes = find_homes(features, labels, len(narratives))
    view = choose_likeness(features, corpus.passages, corpus.articles, "fine").articles
    groups = np.full(len(homes), NONE, dtype=np.intp)
    for number in range(len(narratives)):
        rows = np.flatnonzero(homes == number)
        days = read_days([corpus.articles[features.article_ids[row]] for row in rows])
        parts = part_events(view.take(rows), days, settings.seed)
        groups[rows] = np.where(parts >= 0, parts + groups.max() + 1, NONE)
    return make_events(corpus, found, (homes, groups), narratives)


def find_homes(features: Features, labels: Labels, narratives: int) -> Labels:
    """Return the narrative that holds most passages of each article, -1 where none holds any."""
    votes = np.zeros((len(features.article_ids), narratives))
    placed = labels >= 0
    np.add.at(votes, (features.article_of[placed], labels[placed]), 1.0)
    return np.where(votes.sum(axis=1) > 0, votes.argmax(axis=1), NONE)


def read_days(articles: Sequence[Article]) -> Floats:
    """Return the day of each article, counted from the year 1, nan without a date."""
    return np.array([item.published.toordinal() if item.published else np.nan for item in articles], dtype=np.float64)


def part_events(articles: View, days: Floats, seed: int) -> Labels:
    """Return the event of each of the *articles* of one narrative, from 0; -1 for those that tell none with others.

    All are -1 where the narrative does not show both levels (see the module).
    """
    count = articles.vectors.shape[0]
    if count < SEVERAL * SEVERAL:
        return np.full(count, NONE, dtype=np.intp)
    alike = cut_articles(articles, FINE_HEIGHT, seed)
    labels = part_silences(alike, days)
    told = np.bincount(labels)[labels] >= SEVERAL
    events = sorted(set(labels[told].tolist()))
    if len(events) < SEVERAL or measure_apart(articles, alike) < APART:
        return np.full(count, NONE, dtype=np.intp)
    return np.where(told, np.searchsorted(events, labels), NONE)


def part_silences(labels: Labels, days: Floats) -> Labels:
    """Return *labels* with a new number wherever a group falls silent for more than `SILENCE` days.

    "Court refuses to hear the challenge" in February and "Court orders the programme restored" in August share their
    words, not the day. Articles without a date stay with the first.

    >>> part_silences(np.array([0, 0, 1, 0]), np.array([5.0, 7.0, 6.0, 90.0])).tolist()
    [0, 0, 1, 2]
    """
    parts = np.zeros(len(labels), dtype=np.intp)
    for number in range(int(labels.max()) + 1):
        rows = np.flatnonzero((labels == number) & ~np.isnan(days))
        order = rows[np.argsort(days[rows], kind="stable")]
        parts[order[1:]] = np.cumsum(np.diff(days[order]) > SILENCE)
    return renumber(labels * (len(labels) + 1) + parts)


def measure_apart(articles: View, labels: Labels) -> float:
    """Return the mean silhouette of the articles that share their event with others, to four decimals."""
    told = int((np.bincount(labels)[labels] >= SEVERAL).sum())
    width = measure_silhouette(compare_views(articles, articles), labels)
    return round(width * len(labels) / max(told, 1), 4)


def make_events(
    corpus: Corpus, found: tuple[Features, Labels], parted: tuple[Labels, Labels], narratives: Sequence[Narrative]
) -> tuple[Event, ...]:
    """Return an event per group of articles; *parted* are the narrative and the group of each, -1 for none."""
    features, labels = found
    homes, groups = parted
    count = int(groups.max(initial=NONE)) + 1
    # Only what an article says in this narrative is about the event.
    inside = np.where(labels == homes[features.article_of], groups[features.article_of], NONE)
    centres = find_centres(features, inside, count)
    order = np.argsort(inside, kind="stable")
    borders = np.searchsorted(inside[order], np.arange(count + 1))
    events = []
    for number in range(count):
        members = order[borders[number] : borders[number + 1]]
        weights = weigh_members(features, members, centres.take([number]))
        nearest = members[np.lexsort((members, -weights))]
        rows = np.flatnonzero(groups == number).tolist()
        keys = tuple(features.article_ids[row] for row in rows)
        headline = find_title(corpus, features, nearest, centres.take([number]))
        place = int(homes[rows[0]])
        events.append((place, Event(content_id("e", *keys), narratives[place].id, headline, keys)))
    return tuple(event for _, event in sorted(events, key=lambda item: (item[0], -len(item[1].articles), item[1].id)))
