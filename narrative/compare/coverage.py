"""Which narrative a claim, a group and an article belong to, and how much each source gives each narrative."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from narrative.compare.timing import read_time
from narrative.data import Article, ClaimGroup, Coverage, Findings, Membership, Passage


def place_claims(findings: Findings) -> dict[str, str]:
    """Return claim id → id of the narrative of the passage in which the claim begins; claims of none are left out."""
    narrative_of = _narrative_of_passages(findings)
    passages: dict[str, list[Passage]] = defaultdict(list)
    for passage in sorted(findings.passages, key=lambda item: item.span.start):
        passages[passage.article_id].append(passage)
    starts = {article_id: [item.span.start for item in items] for article_id, items in passages.items()}
    placed = {}
    for claim in findings.claims:
        at = bisect_right(starts.get(claim.article_id, []), claim.span.start) - 1
        passage_id = passages[claim.article_id][at].id if at >= 0 else ""
        if passage_id in narrative_of:
            placed[claim.id] = narrative_of[passage_id]
    return placed


def place_groups(groups: Sequence[ClaimGroup], placed: Mapping[str, str]) -> dict[str, str | None]:
    """Return group id → the narrative that most of its claims are in (the smaller id in a tie), None for none.

    >>> group = ClaimGroup("g1", ("c1", "c2", "c3"))
    >>> place_groups([group], {"c1": "n2", "c2": "n1", "c3": "n1"})
    {'g1': 'n1'}
    """
    found: dict[str, str | None] = {}
    for group in groups:
        votes = Counter(placed[claim_id] for claim_id in group.claim_ids if claim_id in placed)
        found[group.id] = min(votes, key=lambda key: (-votes[key], key)) if votes else None
    return found


def weigh_memberships(findings: Findings) -> tuple[Membership, ...]:
    """Return the part of each article's placed text in each narrative, by article, heaviest first.

    A passage counts by its characters and by its weight in the narrative. An article's weights are whole
    ten-thousandths that sum to 1.
    """
    passages = {passage.id: passage for passage in findings.passages}
    weights: dict[str, Counter[str]] = defaultdict(Counter)
    for narrative in findings.clustering.narratives:
        for member in narrative.members:
            passage = passages[member.passage_id]
            amount = max(1, round(10_000 * member.weight * (passage.span.end - passage.span.start)))
            weights[passage.article_id][narrative.id] += amount
    return tuple(
        Membership(article_id, narrative_id, weight)
        for article_id in sorted(weights)
        for narrative_id, weight in apportion(weights[article_id])
    )


def apportion(amounts: Mapping[str, int]) -> tuple[tuple[str, float], ...]:
    """Return the shares of *amounts*, largest first, in ten-thousandths that sum to 1 (method of largest remainders).

    >>> apportion({"a": 1, "b": 1, "c": 1})
    (('a', 0.3334), ('b', 0.3333), ('c', 0.3333))
    """
    total = sum(amounts.values())
    shares = {key: divmod(amount * 10_000, total) for key, amount in amounts.items()}
    left = 10_000 - sum(whole for whole, _ in shares.values())
    rounded_up = sorted(shares, key=lambda key: (-shares[key][1], key))[:left]
    found = {key: whole + (key in rounded_up) for key, (whole, _) in shares.items()}
    return tuple((key, found[key] / 10_000) for key in sorted(found, key=lambda key: (-found[key], key)))


def measure_coverage(findings: Findings) -> tuple[Coverage, ...]:
    """Return one row per narrative and source that has a passage in it, by narrative and source."""
    by_id = {article.id: article for article in findings.articles}
    article_of = {passage.id: by_id[passage.article_id] for passage in findings.passages}
    rows = []
    for narrative in sorted(findings.clustering.narratives, key=lambda item: item.id):
        inside: dict[str, list[Article]] = defaultdict(list)
        for member in narrative.members:
            article = article_of[member.passage_id]
            inside[article.source].append(article)
        rows += [_cover(narrative.id, source, inside[source], len(narrative.members)) for source in sorted(inside)]
    return tuple(rows)


def _cover(narrative_id: str, source: str, articles: Sequence[Article], passages: int) -> Coverage:
    times = sorted(time for article in articles if (time := read_time(article)))
    return Coverage(
        narrative_id,
        source,
        articles=len({article.id for article in articles}),
        passages=len(articles),
        share=round(len(articles) / passages, 4),
        first=times[0] if times else None,
        last=times[-1] if times else None,
    )


def _narrative_of_passages(findings: Findings) -> dict[str, str]:
    """Return passage id → the narrative in which it weighs most, the smaller id in a tie."""
    found: dict[str, tuple[float, str]] = {}
    for narrative in findings.clustering.narratives:
        for member in narrative.members:
            rank = -round(member.weight, 4), narrative.id
            found[member.passage_id] = min(found.get(member.passage_id, rank), rank)
    return {passage_id: narrative_id for passage_id, (_, narrative_id) in found.items()}
