"""Verdicts on links: what two linked claims do to each other, with the evidence on both sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from narrative.config import RelateConfig
from narrative.data import Article, Block, Claim, Evidence, Judgement, Link, Relation, Reuse
from narrative.relate.context import Background, Pair, pair_claims
from narrative.relate.rules import HARD, SOFT, Conflict
from narrative.relate.wording import find_copying

PRECEDENCE = (Relation.DIVERGES, Relation.REPEATS, Relation.AGREES)
"""Which verdict wins where several have reasons: a wire story with one number changed is a divergence."""

_DIVERGES_FROM = 0.5
"""Strength from which a conflict is one; beneath, it only takes from the confidence in an agreement."""


@dataclass(frozen=True, slots=True)
class RelateCorpus:
    """What links are judged by: claims and articles by id, and the wording that articles share."""

    claims: Mapping[str, Claim]
    articles: Mapping[str, Article]
    reuses: tuple[Reuse, ...]


def judge_links(links: Sequence[Link], corpus: RelateCorpus, settings: RelateConfig) -> tuple[Judgement, ...]:
    """Return one judgement per link, in the order of *links*."""
    blocks = _index_blocks(corpus.reuses)
    judgements = []
    for link in links:
        left, right = corpus.claims[link.left], corpus.claims[link.right]
        background = Background(
            corpus.articles[left.article_id].published,
            corpus.articles[right.article_id].published,
            blocks.get((left.article_id, right.article_id), ()),
        )
        judgements.append(judge_pair(link, (left, right), settings, background))
    return tuple(judgements)


def _index_blocks(reuses: Iterable[Reuse]) -> dict[tuple[str, str], tuple[Block, ...]]:
    """Return the blocks of each two articles, in both directions."""
    blocks: dict[tuple[str, str], tuple[Block, ...]] = defaultdict(tuple)
    for reuse in reuses:
        blocks[reuse.left_article, reuse.right_article] += reuse.blocks
        blocks[reuse.right_article, reuse.left_article] += Background(blocks=reuse.blocks).mirror().blocks
    return blocks


def judge_pair(
    link: Link, claims: tuple[Claim, Claim], settings: RelateConfig, background: Background | None = None
) -> Judgement:
    """Return the verdict on the two *claims* of *link* (left, right), who may be swapped without any other change.

    The confidence in [0, 1] is never above the link's probability; under ``settings.min_confidence`` there is no
    relation, and the evidence says what was found. Evidence is ordered strongest first.
    """
    background = background or Background()
    if _order(claims[0], background, 0) <= _order(claims[1], background, 1):
        return _judge(link, pair_claims(*claims, background), settings)
    mirrored = _judge(link, pair_claims(claims[1], claims[0], background.mirror()), settings)
    evidence = tuple(Evidence(one.signal, one.right, one.left, one.score, one.note) for one in mirrored.evidence)
    return Judgement(link, mirrored.relation, mirrored.divergence, mirrored.confidence, evidence)


def _order(claim: Claim, background: Background, side: int) -> tuple[str, str, int, str]:
    """Return what decides which claim is read first, whichever side of the link it stands on."""
    published = (background.left_published, background.right_published)[side]
    return claim.text, claim.id, claim.span.start, published.isoformat() if published else ""


def _judge(link: Link, pair: Pair, settings: RelateConfig) -> Judgement:
    conflicts = sorted(
        (found for rule in HARD if (found := rule(pair))),
        key=lambda found: (-found.evidence.score, found.evidence.signal),
    )
    copying = find_copying(pair, settings)
    verdicts = _weigh_relations(conflicts, copying)
    relation = next(relation for relation in PRECEDENCE if relation in verdicts)
    divergence = conflicts[0].divergence if relation == Relation.DIVERGES else None
    evidence = _gather_evidence(relation, pair, link, conflicts, copying)
    if relation != Relation.DIVERGES and (soft := [found for rule in SOFT if (found := rule(pair))]):
        divergence = soft[0].divergence
        evidence += [found.evidence for found in soft]
    confidence = round(min(link.probability, verdicts[relation]), 4)
    if confidence < settings.min_confidence:
        return Judgement(link, None, None, confidence, tuple(evidence))
    return Judgement(link, relation, divergence, confidence, tuple(evidence))


def _weigh_relations(conflicts: Sequence[Conflict], copying: Evidence | None) -> dict[Relation, float]:
    """Return the relations that have reasons, each with its confidence before the link's probability caps it."""
    worst = conflicts[0].evidence.score if conflicts else 0.0
    if worst >= _DIVERGES_FROM:
        return {Relation.DIVERGES: worst, Relation.AGREES: 1 - worst}
    verdicts = {Relation.AGREES: 1 - worst}
    if copying:
        verdicts[Relation.REPEATS] = min(copying.score, 1 - worst)
    return verdicts


def _gather_evidence(
    relation: Relation, pair: Pair, link: Link, conflicts: Sequence[Conflict], copying: Evidence | None
) -> list[Evidence]:
    if relation == Relation.DIVERGES:
        return [found.evidence for found in conflicts if found.evidence.score >= _DIVERGES_FROM]
    if relation == Relation.REPEATS and copying:
        return [copying]
    return [Evidence("same_claim", pair.left.claim.span, pair.right.claim.span, round(link.probability, 4))]
