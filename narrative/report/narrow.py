"""A part of a comparison as a comparison of its own: one narrative, or some of the sources."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any

from narrative.data import (
    Changes,
    Claim,
    ClaimGroup,
    Comparison,
    Event,
    Narrative,
    Origin,
    Stand,
    StandKind,
    Theme,
    Watched,
)
from narrative.errors import InputError
from narrative.report.recount import recount_coverage, recount_pairs, recount_values

ID = re.compile(r"[acpgn][0-9a-f]{16}")
# These say how the whole came about, and stay as they are.
WHOLE = frozenset({"version", "counts", "not_found", "rejects"})
# These weigh the sources against each other, and are counted anew on what is left.
COUNTED = frozenset({"attribute_values", "attribute_pairs", "attribute_coverage"})
MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Selection:
    """What a page is to show: narratives by label or id and sources by name; empty means all."""

    narratives: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """The ids of articles, passages, claims, groups and narratives, and the names of sources, that stay."""

    ids: frozenset[str]
    sources: frozenset[str]

    def holds(self, value: object) -> bool:
        """Whether nothing in *value* names what is gone: no id, and no source where a source is named."""
        if isinstance(value, str):
            return not ID.fullmatch(value) or value in self.ids
        if isinstance(value, tuple):
            return all(self.holds(item) for item in value)
        if is_dataclass(value):
            source = getattr(value, "source", None)
            known = not isinstance(source, str) or source in self.sources
            return known and all(self.holds(getattr(value, f.name)) for f in fields(value))
        return True


@dataclass(frozen=True)
class _Whole:
    """A comparison, and where in it each id is named: a hundred parts are taken out of it at little more than one costs."""

    comparison: Comparison
    shelves: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    @cached_property
    def owner(self) -> Mapping[str, str]:
        """The source of each article."""
        return {a.id: a.source for a in self.comparison.articles}

    @cached_property
    def article_of(self) -> Mapping[str, str]:
        """The article of each passage."""
        return {p.id: p.article_id for p in self.comparison.passages}

    @cached_property
    def claims_of(self) -> Mapping[str, Sequence[Claim]]:
        """The claims of each group."""
        claims = {c.id: c for c in self.comparison.claims}
        return {g.id: [claims[c] for c in g.claim_ids if c in claims] for g in self.comparison.groups}

    @cached_property
    def group_of(self) -> Mapping[str, str]:
        """The group of each claim."""
        return {c: g.id for g in self.comparison.groups for c in g.claim_ids}

    @cached_property
    def claimed(self) -> Mapping[str, set[str]]:
        """The groups of each narrative."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for stand in self.comparison.stands:
            if stand.narrative_id:
                found[stand.narrative_id].add(stand.group_id)
        return found

    def pick(self, name: str, ids: frozenset[str], key: Callable[[Any], str]) -> Iterator[Any]:
        """Yield the items of the field *name* whose *key* is in *ids*, or empty, in their order."""
        items: tuple[Any, ...] = getattr(self.comparison, name)
        if name not in self.shelves:
            shelf = self.shelves[name] = {}
            for place, item in enumerate(items):
                shelf.setdefault(key(item), []).append(place)
        shelf = self.shelves[name]
        yield from (items[place] for place in sorted(place for one in ("", *ids) for place in shelf.get(one, ())))


def narrow_comparison(comparison: Comparison, selection: Selection) -> Comparison:
    """Return the part of *comparison* that *selection* names; stands and verdicts stay those of the whole.

    InputError names what there is where a narrative or a source is not in the comparison.
    """
    if selection == Selection():
        return comparison
    narratives = _pick(selection.narratives, {n.id: (n.id, n.label) for n in comparison.narratives}, "narrative")
    sources = _pick(selection.sources, {s.name: (s.name,) for s in comparison.sources}, "source")
    whole = _Whole(comparison)
    return _cut(whole, _keep(whole, narratives if selection.narratives else None, sources))


def split_by_narrative(comparison: Comparison) -> Iterator[tuple[str, Comparison]]:
    """Yield each narrative's id and what `narrow_comparison` returns for it."""
    whole, sources = _Whole(comparison), frozenset(s.name for s in comparison.sources)
    for narrative in comparison.narratives:
        yield narrative.id, _cut(whole, _keep(whole, frozenset({narrative.id}), sources))


def _cut(whole: _Whole, kept: Kept) -> Comparison:
    comparison, ids = whole.comparison, kept.ids
    cut: dict[str, Any] = {
        "sources": tuple(s for s in comparison.sources if s.name in kept.sources),
        "narratives": tuple(_cut_narrative(n, kept) for n in comparison.narratives if n.id in ids),
        "groups": tuple(_cut_group(g, kept) for g in whole.pick("groups", ids, lambda g: g.id)),
        "stands": tuple(
            _cut_stand(s, kept) for s in whole.pick("stands", ids, lambda s: s.group_id) if s.source in kept.sources
        ),
        "origins": _cut_origins(whole.pick("origins", ids, lambda o: o.group_id), kept),
        "themes": _cut_themes(comparison.themes, kept),
        "events": _cut_events(comparison.events, kept),
        "watched": _cut_watched(comparison.watched, kept),
        "changes": _cut_changes(comparison.changes, kept),
    }
    for field_ in fields(comparison):
        name = field_.name
        if name not in cut and name not in WHOLE | COUNTED and isinstance(getattr(comparison, name), tuple):
            cut[name] = tuple(item for item in whole.pick(name, ids, _name_first) if kept.holds(item))
    part = replace(comparison, **cut)
    sizes = {n.id: len(n.members) for n in comparison.narratives}
    return replace(
        part,
        attribute_values=recount_values(part),
        attribute_pairs=recount_pairs(part),
        attribute_coverage=recount_coverage(part, sizes),
    )


def _name_first(value: object) -> str:
    """Return the first id that *value* names, or an empty text."""
    if isinstance(value, str):
        return value if ID.fullmatch(value) else ""
    if isinstance(value, tuple):
        return next(filter(None, map(_name_first, value)), "")
    if is_dataclass(value):
        return next(filter(None, (_name_first(getattr(value, f.name)) for f in fields(value))), "")
    return ""


def _pick(wanted: Sequence[str], known: Mapping[str, tuple[str, ...]], noun: str) -> frozenset[str]:
    """Return the keys of *known* that *wanted* names, in any case of letters; all of them where nothing is wanted."""
    if not wanted:
        return frozenset(known)
    picked = set()
    for name in wanted:
        found = {key for key, names in known.items() if name.casefold() in {n.casefold() for n in names}}
        if not found:
            listed = ", ".join(names[-1] for names in list(known.values())[:MOST_NAMES])
            more = f" and {len(known) - MOST_NAMES} more" if len(known) > MOST_NAMES else ""
            raise InputError(name, f"is no {noun} of this comparison", f"choose one of {listed}{more}")
        picked |= found
    return frozenset(picked)


def _keep(whole: _Whole, narratives: frozenset[str] | None, sources: frozenset[str]) -> Kept:
    """Return what stays of the named sources: everything, or with *narratives* what tells or claims in them."""
    comparison, owner = whole.comparison, whole.owner
    stories = [n for n in comparison.narratives if narratives is None or n.id in narratives]
    told, groups = whole.article_of, set(whole.claims_of)
    if narratives is not None:
        told = {m.passage_id: whole.article_of[m.passage_id] for n in stories for m in n.members}
        groups = set().union(*(whole.claimed.get(n.id, ()) for n in stories))
        # What answers a watched claim of the narrative belongs to the part, wherever it stands.
        asked = (one for one in comparison.watched if one.narrative_id in narratives)
        groups |= {whole.group_of[c] for one in asked for answer in one.answers for c in answer.claim_ids}
    passages = {passage: article for passage, article in told.items() if owner[article] in sources}
    claims = {c.id: g for g in groups for c in whole.claims_of.get(g, ()) if c.source in sources}
    articles = {
        *passages.values(),
        *(c.article_id for g in groups for c in whole.claims_of.get(g, ()) if c.id in claims),
    }
    if narratives is None:
        articles = {article for article, source in owner.items() if source in sources}
    present = {n.id for n in stories if any(m.passage_id in passages for m in n.members)}
    ids = frozenset({*articles, *passages, *claims, *claims.values(), *present})
    return Kept(ids, frozenset(owner[a] for a in articles))


def _cut_narrative(narrative: Narrative, kept: Kept) -> Narrative:
    members = tuple(m for m in narrative.members if m.passage_id in kept.ids)
    return replace(narrative, members=members, exemplars=tuple(e for e in narrative.exemplars if e in kept.ids))


def _cut_themes(themes: Iterable[Theme], kept: Kept) -> tuple[Theme, ...]:
    """Return the themes with the narratives that stay; one narrative needs no heading."""
    cut = (replace(t, narratives=tuple(n for n in t.narratives if n in kept.ids)) for t in themes)
    return tuple(t for t in cut if len(t.narratives) > 1)


def _cut_events(events: Iterable[Event], kept: Kept) -> tuple[Event, ...]:
    """Return the events of the narratives that stay, with the articles that stay, where any does."""
    inside = (e for e in events if e.narrative_id in kept.ids)
    cut = (replace(e, articles=tuple(a for a in e.articles if a in kept.ids)) for e in inside)
    return tuple(e for e in cut if e.articles)


def _cut_watched(watched: Iterable[Watched], kept: Kept) -> tuple[Watched, ...]:
    """Return the watched claims that a narrative of the part is about, or all of them, with the answers of its sources."""
    cut = []
    for one in watched:
        answers = tuple(a for a in one.answers if a.source in kept.sources and kept.ids.issuperset(a.claim_ids))
        if answers and (one.narrative_id in kept.ids or one.narrative_id is None):
            judgements = tuple(j for j in one.judgements if j.link.left in kept.ids)
            cut.append(replace(one, answers=answers, judgements=judgements))
    return tuple(cut)


def _cut_changes(changes: Changes | None, kept: Kept) -> Changes | None:
    """Return what changed in the part, None where nothing did; what a batch brought to the whole is not told of it."""
    if changes is None:
        return None
    cut: dict[str, Any] = {
        field.name: tuple(item for item in getattr(changes, field.name) if kept.holds(item))
        for field in fields(changes)
        if isinstance(getattr(changes, field.name), tuple)
    }
    cut["narratives"] = tuple(n for n in cut["narratives"] if kept.sources.issuperset(n.sources))
    cut |= {"renamed": (), "unmatched": ()}
    return replace(changes, known=0, drift=None, **cut) if any(cut.values()) else None


def _cut_group(group: ClaimGroup, kept: Kept) -> ClaimGroup:
    claims = tuple(c for c in group.claim_ids if c in kept.ids)
    return replace(group, claim_ids=claims, links=tuple(k for k in group.links if {k.left, k.right} <= kept.ids))


def _cut_stand(stand: Stand, kept: Kept) -> Stand:
    of_sources = tuple(s for s in stand.of_sources if s in kept.sources)
    alone = stand.kind is StandKind.ORIGINATES and not of_sources
    return replace(
        stand,
        narrative_id=stand.narrative_id if stand.narrative_id in kept.ids else None,
        of_sources=of_sources,
        divergence=None if alone else stand.divergence,
        nearest=stand.nearest if stand.nearest in kept.ids else None,
        doubtful=stand.doubtful and stand.nearest in kept.ids,
    )


def _cut_origins(origins: Iterable[Origin], kept: Kept) -> tuple[Origin, ...]:
    """Return the origins that some kept source goes back to; the first claim goes where its source is gone."""
    mine = (o for o in origins if o.group_id in kept.ids)
    cut = (
        replace(
            o,
            sources=tuple(s for s in o.sources if s in kept.sources),
            first=o.first if o.first in kept.ids else None,
        )
        for o in mine
    )
    return tuple(o for o in cut if o.sources)
