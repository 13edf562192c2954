"""Events of a later batch: its articles join those that are there, by the rule of newcomers, or make new ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from narrative.cluster.corpus import Corpus
from narrative.cluster.cut import Labels
from narrative.cluster.events import NONE, SEVERAL, SILENCE, find_homes, make_events, part_events, read_days
from narrative.cluster.features import Features, Floats, View, compare_views
from narrative.cluster.join import GONE, join_newcomers
from narrative.cluster.likeness import FINE_HEIGHT, choose_likeness
from narrative.config import ClusterConfig
from narrative.data import Event, Narrative


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Passages with the narrative of each (a place in a list, -1 for none), and the ids of *fresh* articles among theirs."""

    features: Features
    labels: Labels
    fresh: frozenset[str]


def grow_events(
    before: Sequence[Event], corpus: Corpus, places: Places, narratives: Sequence[Narrative], settings: ClusterConfig
) -> tuple[Event, ...]:
    """Return the events with the fresh articles that tell them, and new ones where these and others tell something else.

    Events keep ids, headlines and articles. Nothing happens in a narrative that no fresh article tells.
    """
    if settings.granularity == "fine" or not places.fresh:
        return tuple(before)
    keys = places.features.article_ids
    homes = find_homes(places.features, places.labels, len(narratives))
    known = {key: number for number, event in enumerate(before) for key in event.articles}
    groups = np.array([known.get(key, NONE) for key in keys], dtype=np.intp)
    fresh = np.array([key in places.fresh for key in keys])
    view = choose_likeness(places.features, corpus.passages, corpus.articles, "fine").articles
    days = read_days([corpus.articles[key] for key in keys])
    added = np.full(len(keys), NONE, dtype=np.intp)
    for number in sorted(set(homes[fresh & (homes >= 0)].tolist())):
        rows = np.flatnonzero(homes == number)
        groups[rows], new = _place(_Part(view.take(rows), days[rows], groups[rows], fresh[rows]), settings.seed)
        added[rows] = np.where(new >= 0, new + added.max() + 1, NONE)
    made = make_events(corpus, (places.features, places.labels), (homes, added), narratives)
    return (*_lengthen(before, groups, keys), *made)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The articles of one narrative, their days, the event of each (-1 for none), and which of them are fresh."""

    articles: View
    days: Floats
    events: Labels
    fresh: NDArray[np.bool_]


def _place(part: _Part, seed: int) -> tuple[Labels, Labels]:
    """Return the event of each article among those that are there, and its place among new ones; -1 for none."""
    present = np.array(sorted(set(part.events[part.events >= 0].tolist())), dtype=np.intp)
    if not len(present):
        return part.events, part_events(part.articles, part.days, seed)
    loose = np.flatnonzero(part.events < 0)
    if not len(loose):
        return part.events, np.full(len(part.events), NONE, dtype=np.intp)
    among = compare_views(part.articles.take(loose), part.articles.take(loose))
    among[np.abs(part.days[loose][:, None] - part.days[loose][None, :]) > SILENCE] = GONE
    columns = [_compare(part, loose, np.flatnonzero(part.events == event)) for event in present.tolist()]
    sizes = np.array([float((part.events == event).sum()) for event in present.tolist()])
    found = join_newcomers(among, np.column_stack(columns), sizes, 1 - FINE_HEIGHT)
    joined, new = part.events.copy(), np.full(len(part.events), NONE, dtype=np.intp)
    old = found < len(present)
    joined[loose[old]] = present[found[old]]
    for group in sorted(set(found[~old].tolist())):
        members = loose[found == group]
        if len(members) >= SEVERAL and part.fresh[members].any():
            new[members] = new.max() + 1
    return joined, new


def _compare(part: _Part, loose: Labels, members: Labels) -> Floats:
    """Return the mean similarity of *loose* articles to an event's; those that may not join it get `GONE`."""
    means = np.round(compare_views(part.articles.take(loose), part.articles.take(members)).mean(axis=1), 4)
    gaps = np.abs(part.days[loose][:, None] - part.days[members][None, :])
    late = (gaps > SILENCE).all(axis=1)
    return np.where(part.fresh[loose] & ~late, means, GONE)


def _lengthen(events: Sequence[Event], groups: Labels, keys: Sequence[str]) -> Iterator[Event]:
    joined: dict[int, list[str]] = {}
    for key, number in zip(keys, groups.tolist(), strict=True):
        joined.setdefault(number, []).append(key)
    for number, event in enumerate(events):
        yield replace(event, articles=tuple(sorted({*event.articles, *joined.get(number, ())})))
