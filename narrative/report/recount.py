"""Sources compared by attribute in a part of a comparison: the same counts as those of the whole, over what is left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import product

from narrative.data import (
    AttributeCoverage,
    AttributePair,
    AttributeValue,
    Comparison,
    Coverage,
    Divergence,
    Judgement,
    Relation,
    StandKind,
)

# Attribute → source → its values; a source without the attribute has the one value "".
Values = Mapping[str, Mapping[str, tuple[str, ...]]]
# A claim counts once for two values: as the first of these that any two of their sources give.
PRECEDENCE = ("diverges", "updates", "repeats", "agrees")


def recount_values(part: Comparison) -> tuple[AttributeValue, ...]:
    """Return on how many of the claims in *part* the sources of each value speak and are silent."""
    spoken: defaultdict[str, set[str]] = defaultdict(set)
    unsaid: defaultdict[str, set[str]] = defaultdict(set)
    for stand in part.stands:
        if stand.kind is not StandKind.SILENT:
            spoken[stand.source].add(stand.group_id)
        elif not stand.doubtful:
            unsaid[stand.source].add(stand.group_id)
    found = []
    for key, by_source in _gather(part).items():
        for value in sorted({one for own in by_source.values() for one in own}):
            mine = sorted(source for source, own in by_source.items() if value in own)
            said = set().union(*(spoken[source] for source in mine))
            left_out = set().union(*(unsaid[source] for source in mine)) - said
            found.append(AttributeValue(key, value, tuple(mine), len(said), len(left_out)))
    return tuple(found)


def recount_pairs(part: Comparison) -> tuple[AttributePair, ...]:
    """Return how the sources of one value relate to those of another or the same, over the claims in *part*."""
    between = _relate(part)
    found = []
    for key, by_source in _gather(part).items():
        best: dict[tuple[str, str, str], str] = {}
        for (group, left, right), relation in between.items():
            for one, other in product(by_source[left], by_source[right]):
                if one and other:
                    _keep_first(best, (group, min(one, other), max(one, other)), relation)
        told: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for (_, one, other), relation in best.items():
            told[one, other][relation] += 1
        found += [
            AttributePair(key, left, right, **{name: n[name] for name in PRECEDENCE})
            for (left, right), n in sorted(told.items())
        ]
    return tuple(found)


def recount_coverage(part: Comparison, passages: Mapping[str, int]) -> tuple[AttributeCoverage, ...]:
    """Return what the sources of each value give to each narrative of *part*; *passages* is the size of each as a whole."""
    found = []
    for key, by_source in _gather(part).items():
        given: defaultdict[tuple[str, str], list[Coverage]] = defaultdict(list)
        for row in part.coverage:
            for value in by_source.get(row.source, ()):
                given[value, row.narrative_id].append(row)
        for (value, narrative), rows in sorted(given.items()):
            total = sum(row.passages for row in rows)
            share = round(total / passages[narrative], 4)
            found.append(AttributeCoverage(key, value, narrative, sum(row.articles for row in rows), total, share))
    return tuple(found)


def _gather(part: Comparison) -> Values:
    keys = sorted({key for source in part.sources for key, _ in source.attributes})
    return {
        key: {s.name: tuple(value for own, value in s.attributes if own == key) or ("",) for s in part.sources}
        for key in keys
    }


def _relate(part: Comparison) -> dict[tuple[str, str, str], str]:
    """Return (group, source, other source) → what they do to each other in that claim."""
    source_of = {claim.id: claim.source for claim in part.claims}
    group_of = {claim: group.id for group in part.groups for claim in group.claim_ids}
    found: dict[tuple[str, str, str], str] = {}
    for judgement in part.judgements:
        ends = judgement.link.left, judgement.link.right
        left, right = sorted(source_of[end] for end in ends)
        if judgement.relation and left != right and group_of[ends[0]] == group_of[ends[1]]:
            _keep_first(found, (group_of[ends[0]], left, right), _name(judgement))
    return found


def _keep_first(found: dict[tuple[str, str, str], str], place: tuple[str, str, str], relation: str) -> None:
    found[place] = min(relation, found.get(place, relation), key=PRECEDENCE.index)


def _name(judgement: Judgement) -> str:
    is_update = judgement.relation is Relation.DIVERGES and judgement.divergence is Divergence.UPDATE
    return "updates" if is_update else str(judgement.relation)
