"""All that the stages found → what each source does: stands, origins, directions, coverage, words of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from narrative.compare.attributes import (
    count_pairs,
    count_values,
    cover_by_value,
    gather_values,
    list_absent,
    list_sources,
)
from narrative.compare.contradictions import find_self_contradictions
from narrative.compare.contrast import contrast_words
from narrative.compare.coverage import measure_coverage, place_claims, place_groups, weigh_memberships
from narrative.compare.credits import find_credits
from narrative.compare.directions import find_directions
from narrative.compare.events import settle_events
from narrative.compare.origins import find_origins
from narrative.compare.revisions import find_revisions
from narrative.compare.stands import find_stands, set_scene
from narrative.compare.themes import settle_themes
from narrative.compare.ties import find_ties
from narrative.compare.watched import answer_watched
from narrative.config import CompareConfig
from narrative.data import Claim, ClaimGroup, Comparison, Findings, StageCount

__all__ = ["compare_sources"]

T = TypeVar("T")


def compare_sources(findings: Findings, settings: CompareConfig) -> Comparison:
    """Return the whole comparison, whatever order *findings* has; ``version`` is left empty for the caller.

    No stand, origin or silence stands in *findings*; all of them follow from judgements between different sources,
    publication times and coverage by the rules of the design ("Stands"). Narratives keep their order, largest first.
    """
    groups = _by_id(findings.groups, lambda one: one.id)
    placed = place_claims(findings)
    narrative_of = place_groups(groups, placed)
    credits_ = find_credits(findings)
    ties = find_ties(findings, credits_)
    directions = find_directions(findings.reuses, findings.articles, credits_)
    scene = set_scene(findings, ties, directions, narrative_of, settings)
    stands = find_stands(scene, groups)
    sources, coverage = list_sources(findings), measure_coverage(findings)
    values = gather_values(sources)
    passages = {one.id: len(one.members) for one in findings.clustering.narratives}
    return Comparison(
        version="",
        sources=sources,
        articles=_by_id(findings.articles, lambda one: one.id),
        dropped=_by_id(findings.dropped, lambda one: one.article_id),
        rejects=_by_id(findings.rejects, lambda one: (one.place, one.stage, one.reason, one.detail)),
        passages=_by_id(findings.passages, lambda one: one.id),
        claims=_by_id(findings.claims, lambda one: one.id),
        narratives=findings.clustering.narratives,
        memberships=weigh_memberships(findings),
        unplaced=_by_id(findings.clustering.unplaced, lambda one: one.passage_id),
        not_found=findings.clustering.not_found,
        layout=_by_id(findings.clustering.layout, lambda one: one.passage_id),
        groups=groups,
        judgements=_by_id(findings.judgements, lambda one: (one.link.left, one.link.right)),
        reuses=_by_id(findings.reuses, lambda one: (one.left_article, one.right_article)),
        directions=directions,
        stands=stands,
        origins=find_origins(scene, groups, ties, credits_),
        coverage=coverage,
        contrasts=contrast_words(findings, settings),
        counts=(*findings.counts, _count(groups, {claim.id: claim for claim in findings.claims})),
        self_contradictions=find_self_contradictions(findings),
        revisions=find_revisions(findings.articles),
        wrong_weekdays=_by_id(findings.wrong_weekdays, lambda one: (one.article_id, one.span)),
        watched=answer_watched(findings, placed),
        absent_sources=list_absent(findings),
        attribute_values=count_values(values, stands),
        attribute_pairs=count_pairs(values, findings),
        attribute_coverage=cover_by_value(values, coverage, passages),
        themes=settle_themes(findings.clustering),
        events=settle_events(findings),
    )


def _count(groups: tuple[ClaimGroup, ...], claims: dict[str, Claim]) -> StageCount:
    """Return how many groups there are and how many of them two or more sources speak in."""
    single = sum(len({claims[claim_id].source for claim_id in group.claim_ids}) == 1 for group in groups)
    left_out = (("one source only", single),) if single else ()
    return StageCount("compare", len(groups), len(groups) - single, left_out)


def _by_id(items: Iterable[T], key: Callable[[T], Any]) -> tuple[T, ...]:
    return tuple(sorted(items, key=key))
