"""One stand per source and claim group.

With times, the first to make a claim *originates*; without, each independent source *states* it. The side of a
conflict that counts as the differing one *diverges*; copied wording *repeats*; own words after somebody else
*corroborate*; *silent* is a source that covered the narrative while two or more others made the claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from narrative.compare.camps import Conflict, Verdict, find_camps, find_conflicts, join_all
from narrative.compare.nearest import Near, Nearness, measure_nearness
from narrative.compare.silences import Covering, find_covering, find_silent
from narrative.compare.ties import Ties
from narrative.compare.timing import find_first, order_times, read_time
from narrative.config import CompareConfig
from narrative.data import (
    Article,
    Claim,
    ClaimGroup,
    Direction,
    Divergence,
    Findings,
    Relation,
    Stand,
    StandKind,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands are read from."""

    claims: Mapping[str, Claim]
    articles: Mapping[str, Article]
    verdicts: Mapping[str, tuple[Verdict, ...]]
    wording: Mapping[str, Sequence[tuple[str, str]]]
    copied: Mapping[tuple[str, str], str | None]
    covering: Covering
    narrative_of: Mapping[str, str | None]
    nearness: Nearness

    def precedes(self, claim: Claim, other: Claim) -> bool:
        """Return whether *claim* was certainly published before *other*: by a known direction of copying, else by time."""
        left, right = claim.article_id, other.article_id
        first = self.copied.get((left, right) if left < right else (right, left))
        if first:
            return first == left
        return order_times(self.articles[left], self.articles[right]) == -1


@dataclass(frozen=True, slots=True)
class Group:
    """One claim group by source, with what its claims do to each other; every mapping but *camps* is by source.

    *tied* maps on to the other source and the pairs (own claim, theirs) with the same wording, *wordings* gives all
    sources joined by wording, *agreeing* the pairs (own claim, theirs) that agree.
    """

    id: str
    claims: tuple[Claim, ...]
    by_source: Mapping[str, tuple[Claim, ...]]
    camps: Mapping[str, tuple[Claim, ...]]
    conflicts: Mapping[str, tuple[Conflict, ...]]
    tied: Mapping[str, Mapping[str, tuple[tuple[Claim, Claim], ...]]]
    wordings: Mapping[str, tuple[str, ...]]
    agreeing: Mapping[str, tuple[tuple[Claim, Claim], ...]]


def set_scene(
    findings: Findings,
    ties: Ties,
    directions: Sequence[Direction],
    narrative_of: Mapping[str, str | None],
    settings: CompareConfig,
) -> Scene:
    """Return what the stands of *findings* are read from."""
    claims = {claim.id: claim for claim in findings.claims}
    covering = find_covering(findings)
    return Scene(
        claims=claims,
        articles={article.id: article for article in findings.articles},
        verdicts=_gather_verdicts(findings, claims),
        wording=ties.wording,
        copied={(one.left_article, one.right_article): one.copied_from for one in directions},
        covering=covering,
        narrative_of=narrative_of,
        nearness=measure_nearness(findings.claims, covering, settings.min_nearness),
    )


def find_stands(scene: Scene, groups: Sequence[ClaimGroup]) -> tuple[Stand, ...]:
    """Return the stands of every group, in the order of *groups*, then by source."""
    return tuple(stand for group in groups for stand in _find_stands_in(scene, group))


def _gather_verdicts(findings: Findings, claims: Mapping[str, Claim]) -> dict[str, tuple[Verdict, ...]]:
    """Return group id → the decided judgements between two sources inside the group, by the ids of their claims."""
    group_of = {claim_id: group.id for group in findings.groups for claim_id in group.claim_ids}
    found = []
    for judgement in sorted(findings.judgements, key=lambda one: (one.link.left, one.link.right)):
        left, right = claims[judgement.link.left], claims[judgement.link.right]
        inside = group_of[left.id] == group_of[right.id]
        if inside and judgement.relation and left.source != right.source:
            found.append((group_of[left.id], Verdict(left, right, judgement)))
    return _gather(found)


def _find_stands_in(scene: Scene, claim_group: ClaimGroup) -> list[Stand]:
    group = _view(scene, claim_group)
    narrative = scene.narrative_of[group.id]
    stands = [_speak(scene, group, source) for source in group.by_source]
    spoken = [scene.articles[claim.article_id] for claim in group.claims]
    silent = find_silent(narrative, spoken, scene.covering)
    near = scene.nearness.find(claim_group, narrative, silent) if narrative and silent else {}
    stands += [
        _keep_silent(Stand(group.id, narrative, source, StandKind.SILENT), near.get(source)) for source in silent
    ]
    return sorted(stands, key=lambda stand: stand.source)


def _keep_silent(stand: Stand, near: Near | None) -> Stand:
    if near is None:
        return stand
    return replace(stand, nearest=near.claim_id, nearness=near.nearness, doubtful=near.doubtful)


def _view(scene: Scene, group: ClaimGroup) -> Group:
    claims = tuple(scene.claims[claim_id] for claim_id in sorted(group.claim_ids))
    verdicts, pairs = scene.verdicts.get(group.id, ()), scene.wording.get(group.id, ())
    wording = [(scene.claims[left], scene.claims[right]) for left, right in pairs]
    both_ways = [*wording, *((right, left) for left, right in wording)]
    by_source = _gather((claim.source, claim) for claim in claims)
    camps = find_camps(claims, verdicts, pairs)
    conflicts = find_conflicts(verdicts, camps, scene.precedes)
    components = join_all(by_source, [(left.source, right.source) for left, right in wording])
    alike = [(one.left, one.right) for one in verdicts if one.judgement.relation is not Relation.DIVERGES]
    agreeing = [*alike, *((right, left) for left, right in alike)]
    tied = _gather((own.source, (own, theirs)) for own, theirs in both_ways)
    return Group(
        id=group.id,
        claims=claims,
        by_source=by_source,
        camps=camps,
        conflicts=_gather((one.own.source, one) for one in conflicts),
        tied={source: _gather((theirs.source, (own, theirs)) for own, theirs in tied[source]) for source in tied},
        wordings={source: component for component in components for source in component},
        agreeing=_gather((own.source, (own, theirs)) for own, theirs in agreeing),
    )


def _gather(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(found[key]) for key in sorted(found)}


def _speak(scene: Scene, group: Group, source: str) -> Stand:
    """Return the stand of a source that makes the claim: first, else differing, else copying, else in own words.

    Who says it first and otherwise in another sentence stays the first; whom it then stands against is said with it.
    """
    ids = tuple(claim.id for claim in group.by_source[source])
    stand = Stand(group.id, scene.narrative_of[group.id], source, StandKind.STATES, claim_ids=ids)
    first, conflicts = _is_first(scene, group, source), group.conflicts.get(source, ())
    if conflicts:
        return replace(
            stand,
            kind=StandKind.ORIGINATES if first else StandKind.DIVERGES,
            of_sources=tuple(sorted({one.other.source for one in conflicts})),
            divergence=min(conflicts, key=_rank_conflict).judgement.divergence or Divergence.OTHER,
        )
    if first:
        return replace(stand, kind=StandKind.ORIGINATES)
    copied = _find_copied(scene, group, source)
    if copied:
        return replace(stand, kind=StandKind.REPEATS, of_sources=copied)
    return replace(stand, kind=StandKind.CORROBORATES) if _corroborates(scene, group, source) else stand


def _rank_conflict(conflict: Conflict) -> tuple[int, float, str, str]:
    """Return a sort key: denials, then other contradictions, then updates; of each the surest first.

    Who denies what two others say of different numbers of soldiers does not have another number.
    """
    judgement = conflict.judgement
    rank = {Divergence.NEGATION: 0, Divergence.UPDATE: 2}.get(judgement.divergence or Divergence.OTHER, 1)
    return rank, -round(judgement.confidence, 4), judgement.link.left, judgement.link.right


def _is_first(scene: Scene, group: Group, source: str) -> bool:
    """Say whether *source* certainly made the claim before all others: one claim of theirs without a time leaves it open."""
    dated = [claim for claim in group.by_source[source] if read_time(scene.articles[claim.article_id])]
    others = [claim for claim in group.claims if claim.source != source]
    return bool(dated) if not others else find_first(dated, others, scene.precedes) is not None


def _find_copied(scene: Scene, group: Group, source: str) -> tuple[str, ...]:
    """Return the sources whose wording *source* has and that it did not certainly precede.

    Where the direction is unknown to one of them, all sources tied to it by wording without a known direction count:
    they are one origin.
    """
    order = {other: _order_pairs(scene, pairs) for other, pairs in group.tied.get(source, {}).items()}
    found = {other for other, first in order.items() if first >= 0}
    if 0 in order.values():
        mine = group.by_source[source]
        rest = [other for other in group.wordings[source] if other != source and other not in order]
        found |= {other for other in rest if not _order_sides(scene, mine, group.by_source[other])}
    return tuple(sorted(found))


def _order_pairs(scene: Scene, pairs: Sequence[tuple[Claim, Claim]]) -> int:
    return _order_sides(scene, [own for own, _ in pairs], [theirs for _, theirs in pairs])


def _order_sides(scene: Scene, own: Sequence[Claim], theirs: Sequence[Claim]) -> int:
    """Return -1 where *own* came first, 1 where *theirs* did, 0 where that is not known."""
    return -1 if find_first(own, theirs, scene.precedes) else 1 if find_first(theirs, own, scene.precedes) else 0


def _corroborates(scene: Scene, group: Group, source: str) -> bool:
    """Say whether *source* agrees with somebody, and said it after somebody who holds the same."""
    return any(
        scene.precedes(other, own)
        for own, theirs in group.agreeing.get(source, ())
        for other in (theirs, *group.camps[own.id])
        if other.source != source
    )
