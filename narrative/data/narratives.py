"""Passages that tell the same story."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """A passage in a narrative with its weight in (0, 1]."""

    passage_id: str
    weight: float


@dataclass(frozen=True, slots=True)
class Narrative:
    """A set of passages that tell the same story. *members* are ordered by passage id, *exemplars* by closeness.

    *stability* is the mean best-match Jaccard over resampled runs (None: too few passages to resample),
    *cohesion* is the mean similarity of its passages to its centre, *separation* their mean simplified silhouette against
    the other centres (None: there is no other narrative),
    *named_by* is ``config`` for a narrative that the analyst named beforehand, ``model`` where a configured
    representation model did, else ``corpus``.
    """

    id: str
    label: str
    headline: str
    keywords: tuple[str, ...]
    members: tuple[Member, ...]
    exemplars: tuple[str, ...]
    stability: float | None = None
    cohesion: float = 0.0
    named_by: str = "corpus"
    separation: float | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A broader subject of several *narratives* (ids, largest first); a narrative is in one theme or in none."""

    id: str
    label: str
    keywords: tuple[str, ...]
    narratives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, inside a narrative that is about more: *articles* (ids, two or more) that tell the same event."""

    id: str
    narrative_id: str
    headline: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A passage in no narrative, the nearest one, its cosine distance in [0, 2] and why it was not placed."""

    passage_id: str
    nearest: str | None
    distance: float
    reason: str


@dataclass(frozen=True, slots=True)
class Point:
    """A passage's place on the two-dimensional map."""

    passage_id: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Clustering:
    """What clustering gives: narratives (largest first), passages left out, the map, and configured labels not found.

    *themes* group the narratives where there are many, *events* are what happened inside a narrative that shows several.
    """

    narratives: tuple[Narrative, ...]
    unplaced: tuple[Unplaced, ...] = ()
    layout: tuple[Point, ...] = ()
    not_found: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    events: tuple[Event, ...] = ()
