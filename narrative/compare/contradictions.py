"""A source that contradicts itself, and figures that it brought up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from narrative.compare.timing import order_times
from narrative.data import (
    Article,
    Claim,
    Divergence,
    Evidence,
    Findings,
    Judgement,
    Relation,
    SelfContradiction,
)


def find_self_contradictions(findings: Findings) -> tuple[SelfContradiction, ...]:
    """Return the verdicts *diverges* inside one source and one group, by source and the ids of the claims.

    Two claims that the source attributes to different speakers, or one to a speaker and one to nobody, are no
    contradiction of the source: it may report both sides. Two versions of one article at one URL are marked *revised*.
    """
    claims = {claim.id: claim for claim in findings.claims}
    articles = {article.id: article for article in findings.articles}
    group_of = {claim_id: group.id for group in findings.groups for claim_id in group.claim_ids}
    found = [
        _describe(judgement, claims, articles, group_of[judgement.link.left])
        for judgement in findings.judgements
        if _is_own(judgement, claims) and group_of[judgement.link.left] == group_of[judgement.link.right]
    ]
    return tuple(sorted(found, key=lambda one: (one.source, one.first, one.second)))


def _is_own(judgement: Judgement, claims: Mapping[str, Claim]) -> bool:
    left, right = claims[judgement.link.left], claims[judgement.link.right]
    same = left.source == right.source and _voice(left) == _voice(right)
    return same and judgement.relation is Relation.DIVERGES


def _voice(claim: Claim) -> str:
    return (claim.speaker or "").casefold()


def _describe(
    judgement: Judgement, claims: Mapping[str, Claim], articles: Mapping[str, Article], group_id: str
) -> SelfContradiction:
    left, right = claims[judgement.link.left], claims[judgement.link.right]
    order = order_times(articles[left.article_id], articles[right.article_id])
    first, second = (right, left) if order == 1 else (left, right)
    urls = {articles[claim.article_id].url for claim in (left, right)}
    return SelfContradiction(
        source=left.source,
        group_id=group_id,
        first=first.id,
        second=second.id,
        ordered=order is not None,
        divergence=judgement.divergence or Divergence.OTHER,
        confidence=judgement.confidence,
        evidence=_turn(judgement.evidence) if order == 1 else judgement.evidence,
        revised=left.article_id != right.article_id and len(urls) == 1 and None not in urls and "" not in urls,
    )


def _turn(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(Evidence(one.signal, one.right, one.left, one.score, one.note) for one in evidence)
