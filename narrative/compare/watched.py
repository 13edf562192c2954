"""What each source does with the claims that a fact-checker watches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from narrative.compare.silences import Covering, find_absent, find_covering
from narrative.data import Answer, AnswerKind, Article, Claim, Findings, Judgement, Relation, Watched, WatchedClaim

_KINDS = {
    Relation.REPEATS: AnswerKind.REPEATS,
    Relation.AGREES: AnswerKind.AGREES,
    Relation.DIVERGES: AnswerKind.DIVERGES,
    None: AnswerKind.STATES,
}


def answer_watched(findings: Findings, placed: Mapping[str, str]) -> tuple[Watched, ...]:
    """Return the watched claims in their order, each answered for every source; *placed* is claim id → narrative.

    A source's answer is that of its surest decided verdict; *states* where it makes the claim and no verdict is decided.
    A source without the claim is *silent* where it covered the matter while others made the claim (at any time where
    nobody did, or no time is known), else it never mentions it. The matter is the narrative of the nearest claims.
    """
    claims = {claim.id: claim for claim in findings.claims}
    articles = {article.id: article for article in findings.articles}
    covering = find_covering(findings)
    sources = sorted({article.source for article in findings.articles})
    found = []
    for one in findings.watched:
        matter = _find_matter(one, placed)
        by_source = _gather(one.judgements, claims)
        spoken = [articles[claim.article_id] for judgement in one.judgements if (claim := claims[judgement.link.left])]
        silent = frozenset(_find_silent(matter, spoken, covering))
        answers = tuple(_answer(source, by_source.get(source, ()), silent) for source in sources)
        found.append(Watched(one.id, one.label, one.text, one.claim_id, matter, one.judgements, answers))
    return tuple(found)


def _find_matter(one: WatchedClaim, placed: Mapping[str, str]) -> str | None:
    """Return the narrative with the most probability of being about the same, the smaller id in a tie."""
    votes: dict[str, int] = defaultdict(int)
    for claim_id, probability in one.near:
        if claim_id in placed:
            votes[placed[claim_id]] += round(10_000 * probability)
    return min(votes, key=lambda key: (-votes[key], key), default=None)


def _gather(judgements: Sequence[Judgement], claims: Mapping[str, Claim]) -> dict[str, list[Judgement]]:
    found: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        found[claims[judgement.link.left].source].append(judgement)
    return found


def _find_silent(matter: str | None, spoken: Sequence[Article], covering: Covering) -> tuple[str, ...]:
    return find_absent(covering.get(matter, {}), spoken) if matter else ()


def _answer(source: str, judgements: Sequence[Judgement], silent: frozenset[str]) -> Answer:
    if not judgements:
        return Answer(source, AnswerKind.SILENT if source in silent else AnswerKind.NEVER_MENTIONED)
    ordered = sorted(judgements, key=_rank)
    best = ordered[0]
    claim_ids = tuple(judgement.link.left for judgement in ordered)
    divergence = best.divergence if best.relation else None
    return Answer(source, _KINDS[best.relation], divergence, best.confidence, claim_ids)


def _rank(judgement: Judgement) -> tuple[bool, float, bool, str]:
    """Return a sort key: decided before undecided, then the surest; of two as sure the one that differs."""
    confidence = -round(judgement.confidence, 4)
    return judgement.relation is None, confidence, judgement.relation is not Relation.DIVERGES, judgement.link.left
