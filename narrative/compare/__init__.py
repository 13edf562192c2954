"""All that the stages found → what each source does: stands, origins, directions, coverage, words of its own."""

from __future__ import annotations

from narrative.compare.contrast import contrast_words
from narrative.compare.coverage import measure_coverage, place_claims, place_groups, weigh_memberships
from narrative.compare.directions import find_directions
from narrative.compare.origins import find_origins, find_ties
from narrative.compare.stands import Scene, find_stands
from narrative.config import CompareConfig
from narrative.data import Article, Comparison, Findings, Source, StageCount

__all__ = ["compare_sources"]


def compare_sources(findings: Findings, settings: CompareConfig) -> Comparison:
    """Return the whole comparison; ``version`` is left empty for the caller.

    No stand, origin or silence stands in *findings*; all of them follow from judgements between different sources,
    publication times and coverage by the rules of the design ("Stands").
    """
    placed = place_claims(findings)
    groups = place_groups(findings.groups, placed)
    directions = find_directions(findings.reuses, findings.articles)
    coverage = measure_coverage(findings)
    ties = find_ties(findings)
    origins = find_origins(findings, ties)
    scene = Scene.build(findings, ties, directions, coverage, groups)
    stands = find_stands(scene, findings.groups)
    return Comparison(
        version="",
        sources=_list_sources(findings.articles),
        articles=findings.articles,
        dropped=findings.dropped,
        rejects=findings.rejects,
        passages=findings.passages,
        claims=findings.claims,
        narratives=findings.clustering.narratives,
        memberships=weigh_memberships(findings),
        unplaced=findings.clustering.unplaced,
        not_found=findings.clustering.not_found,
        layout=findings.clustering.layout,
        groups=findings.groups,
        judgements=findings.judgements,
        reuses=findings.reuses,
        directions=directions,
        stands=stands,
        origins=origins,
        coverage=coverage,
        contrasts=contrast_words(findings, settings),
        counts=(*findings.counts, StageCount("compare", len(findings.groups), len(stands))),
    )


def _list_sources(articles: tuple[Article, ...]) -> tuple[Source, ...]:
    inferred: dict[str, bool] = {}
    for article in articles:
        inferred[article.source] = inferred.get(article.source, True) and article.source_inferred
    return tuple(Source(name, inferred[name]) for name in sorted(inferred))
