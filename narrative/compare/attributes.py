"""Attributes of sources, and the sources compared by them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from narrative.data import (
    AttributeCoverage,
    AttributePair,
    AttributeValue,
    Coverage,
    Divergence,
    Findings,
    Judgement,
    Relation,
    Source,
    Stand,
    StandKind,
)

Values = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Attribute → source → its values; a source without the attribute has the one value ``""``."""

# A claim counts once for two values: the first of these that any two of their sources give.
_PRECEDENCE = ("diverges", "updates", "repeats", "agrees")


def list_sources(findings: Findings) -> tuple[Source, ...]:
    """Return the sources by name with their attributes by key and value.

    What the configuration says of a source goes before what its articles carry; articles that contradict each other give
    it both values.
    """
    inferred: dict[str, bool] = {}
    carried: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for article in findings.articles:
        inferred[article.source] = inferred.get(article.source, True) and article.source_inferred
        carried[article.source].update(article.attributes)
    stated = dict(findings.attributes)
    found = []
    for name in sorted(inferred):
        own = stated.get(name, ())
        keys = {key for key, _ in own}
        rest = {(key, value) for key, value in carried[name] if key not in keys}
        found.append(Source(name, inferred[name], tuple(sorted({*own, *rest}))))
    return tuple(found)


def list_absent(findings: Findings) -> tuple[str, ...]:
    """Return the sources that the configuration describes and no article has."""
    present = {article.source for article in findings.articles}
    return tuple(sorted(name for name, _ in findings.attributes if name not in present))


def gather_values(sources: Sequence[Source]) -> Values:
    """Return the values of every attribute that some source has."""
    keys = sorted({key for source in sources for key, _ in source.attributes})
    return {
        key: {
            source.name: tuple(value for own, value in source.attributes if own == key) or ("",) for source in sources
        }
        for key in keys
    }


def count_values(values: Values, stands: Sequence[Stand]) -> tuple[AttributeValue, ...]:
    """Return the values of each attribute with their sources, by key and value."""
    found = []
    for key, by_source in values.items():
        sources: dict[str, list[str]] = defaultdict(list)
        for source, value in _each(by_source):
            sources[value].append(source)
        for value in sorted(sources):
            mine = set(sources[value])
            spoken = {s.group_id for s in stands if s.source in mine and s.kind is not StandKind.SILENT}
            left_out = {
                s.group_id for s in stands if s.source in mine and s.kind is StandKind.SILENT and not s.doubtful
            }
            silent = left_out - spoken
            found.append(AttributeValue(key, value, tuple(sorted(mine)), len(spoken), len(silent)))
    return tuple(found)


def count_pairs(values: Values, findings: Findings) -> tuple[AttributePair, ...]:
    """Return how sources with one value relate to those with another or the same, by key and values; none for no tie."""
    between = _relate_sources(findings)
    found = []
    for key, by_source in values.items():
        best: dict[tuple[str, str, str], str] = {}
        for (group, left, right), relation in between.items():
            for one, other in product(by_source[left], by_source[right]):
                if one and other:
                    place = group, min(one, other), max(one, other)
                    best[place] = min(relation, best.get(place, relation), key=_PRECEDENCE.index)
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for (_, one, other), relation in best.items():
            counts[one, other][relation] += 1
        for (one, other), told in sorted(counts.items()):
            found.append(AttributePair(key, one, other, **{name: told[name] for name in _PRECEDENCE}))
    return tuple(found)


def cover_by_value(
    values: Values, coverage: Sequence[Coverage], passages: Mapping[str, int]
) -> tuple[AttributeCoverage, ...]:
    """Return what the sources of each value give to each narrative; *passages* is the size of each narrative."""
    found = []
    for key, by_source in values.items():
        given: dict[tuple[str, str], list[Coverage]] = defaultdict(list)
        for row in coverage:
            for value in by_source[row.source]:
                given[value, row.narrative_id].append(row)
        for (value, narrative), rows in sorted(given.items()):
            total = sum(row.passages for row in rows)
            share = round(total / passages[narrative], 4)
            found.append(AttributeCoverage(key, value, narrative, sum(row.articles for row in rows), total, share))
    return tuple(found)


def _each(by_source: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    return ((source, value) for source, own in by_source.items() for value in own)


def _relate_sources(findings: Findings) -> dict[tuple[str, str, str], str]:
    """Return (group, source, other source) → what they do to each other in that claim, by precedence."""
    source_of = {claim.id: claim.source for claim in findings.claims}
    group_of = {claim_id: group.id for group in findings.groups for claim_id in group.claim_ids}
    found: dict[tuple[str, str, str], str] = {}
    for judgement in findings.judgements:
        ends = judgement.link.left, judgement.link.right
        left, right = sorted(source_of[end] for end in ends)
        if judgement.relation and left != right and group_of[ends[0]] == group_of[ends[1]]:
            place = group_of[ends[0]], left, right
            relation = _name(judgement)
            found[place] = min(relation, found.get(place, relation), key=_PRECEDENCE.index)
    return found


def _name(judgement: Judgement) -> str:
    is_update = judgement.relation is Relation.DIVERGES and judgement.divergence is Divergence.UPDATE
    return "updates" if is_update else str(judgement.relation)
