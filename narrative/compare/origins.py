"""How many independent origins a claim has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from narrative.compare.timing import order_times
from narrative.data import Article, Claim, ClaimGroup, Findings, Judgement, Origin, Relation, Reuse, Span

# A block covers a claim when more than half of the claim's characters lie in it.
COVERED = 0.5


def find_origins(findings: Findings, ties: Mapping[str, Sequence[tuple[str, str]]]) -> tuple[Origin, ...]:
    """Return the origins of each group, in the order of groups and then of their first source."""
    claims = {claim.id: claim for claim in findings.claims}
    articles = {article.id: article for article in findings.articles}
    credits_of = _credits(findings, articles)
    found = []
    for group in findings.groups:
        members = [claims[claim_id] for claim_id in group.claim_ids]
        for sources in join_sources(sorted({claim.source for claim in members}), ties.get(group.id, ())):
            own = [claim for claim in members if claim.source in sources]
            first = _first_claim(own, articles)
            found.append(Origin(group.id, sources, first, _shared_credit(own, credits_of, sources)))
    return tuple(found)


def find_ties(findings: Findings) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return group id → pairs of different sources whose claims in it have one origin.

    Two sources are tied where their claims repeat each other, where copied passages cover both claims, or where both
    credit the same agency for a claim on which they agree.
    """
    claims = {claim.id: claim for claim in findings.claims}
    articles = {article.id: article for article in findings.articles}
    credits_of = _credits(findings, articles)
    blocks = {(item.left_article, item.right_article): item for item in findings.reuses}
    judged = {(item.link.left, item.link.right): item for item in findings.judgements}
    ties: dict[str, tuple[tuple[str, str], ...]] = {}
    for group in findings.groups:
        pairs = set()
        for left, right in _pairs_across(group, claims):
            judgement = judged.get((left.id, right.id)) or judged.get((right.id, left.id))
            if _is_tied(left, right, judgement, blocks) or _share_agency(left, right, judgement, credits_of):
                pairs.add((min(left.source, right.source), max(left.source, right.source)))
        ties[group.id] = tuple(sorted(pairs))
    return ties


def join_sources(sources: Sequence[str], ties: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Return *sources* joined by *ties* into sets, each sorted, in the order of their first source.

    >>> join_sources(["a", "b", "c", "d"], [("a", "c"), ("c", "d")])
    (('a', 'c', 'd'), ('b',))
    """
    root = {source: source for source in sources}

    def find(source: str) -> str:
        while root[source] != source:
            source = root[source]
        return source

    for left, right in ties:
        first, second = sorted((find(left), find(right)))
        root[second] = first
    return tuple(tuple(source for source in sources if find(source) == head) for head in sources if find(head) == head)


def _pairs_across(group: ClaimGroup, claims: Mapping[str, Claim]) -> Iterator[tuple[Claim, Claim]]:
    members = [claims[claim_id] for claim_id in group.claim_ids]
    return ((left, right) for left, right in combinations(members, 2) if left.source != right.source)


def _is_tied(left: Claim, right: Claim, judgement: Judgement | None, blocks: Mapping[tuple[str, str], Reuse]) -> bool:
    if judgement and judgement.relation is Relation.REPEATS:
        return True
    reuse = blocks.get((left.article_id, right.article_id))
    if reuse is None:
        left, right = right, left
        reuse = blocks.get((left.article_id, right.article_id))
    return bool(reuse) and any(
        _covers(block.left, left.span) and _covers(block.right, right.span) for block in (reuse.blocks if reuse else ())
    )


def _covers(block: Span, claim: Span) -> bool:
    shared = min(block.end, claim.end) - max(block.start, claim.start)
    return shared > COVERED * (claim.end - claim.start)


def _share_agency(
    left: Claim, right: Claim, judgement: Judgement | None, credits_of: Mapping[str, frozenset[str]]
) -> bool:
    agrees = judgement is not None and judgement.relation is Relation.AGREES
    return agrees and bool(credits_of[left.id] & credits_of[right.id])


def _credits(findings: Findings, articles: Mapping[str, Article]) -> dict[str, frozenset[str]]:
    """Return claim id → the agencies credited for it: by its article as a whole, or by name in the claim itself.

    Only what some article of the corpus credits for itself counts as an agency; a name in a claim is else just a name.
    """
    agencies = {name.casefold(): name for article in findings.articles for name in article.credits}
    found = {}
    for claim in findings.claims:
        named = {claim.speaker or "", *(name.text for name in claim.names)}
        named |= set(articles[claim.article_id].credits)
        found[claim.id] = frozenset(agencies[name.casefold()] for name in named if name.casefold() in agencies)
    return found


def _shared_credit(
    claims: Sequence[Claim], credits_of: Mapping[str, frozenset[str]], sources: Sequence[str]
) -> str | None:
    """Return the agency that most of the tied sources credit; None for a source alone or for no agency."""
    if len(sources) < 2:  # noqa: PLR2004 - a tie takes two
        return None
    votes = Counter(name for claim in claims for name in sorted(credits_of[claim.id]))
    return min(votes, key=lambda name: (-votes[name], name)) if votes else None


def _first_claim(claims: Sequence[Claim], articles: Mapping[str, Article]) -> str | None:
    """Return the claim that was certainly published before all others of *claims* in other articles."""
    for claim in claims:
        others = [other for other in claims if other.article_id != claim.article_id]
        orders = {order_times(articles[claim.article_id], articles[other.article_id]) for other in others}
        if orders <= {-1} and articles[claim.article_id].published is not None:
            return claim.id
    return None
