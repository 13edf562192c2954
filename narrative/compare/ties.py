"""Which claims of one group go back to one text or one outlet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from narrative.compare.credits import Credits
from narrative.data import Block, Claim, Findings, Judgement, Relation, Span
from narrative.text.tokens import content_words

Pairs = tuple[tuple[str, str], ...]

_COVERED = 0.7
"""Part of a claim's characters inside a copied block, from which it belongs to the block."""
_NEAR = 0.5
"""Dice coefficient of pairs of content words, from which two tellings of one agency's story have near wording."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Pairs of claim ids of different sources, by group id: tied by *wording*, or by a *credit* of the same outlet."""

    wording: Mapping[str, Pairs]
    credit: Mapping[str, Pairs]


def find_ties(findings: Findings, credits_: Credits) -> Ties:
    """Return the ties inside every group that has some.

    By wording: a verdict *repeats* between two sources, copied blocks that put one claim onto the other, or near
    wording in two stories that credit one agency as a whole. By credit: both claims name the same outlet as their
    source, or one names the other's. A verdict *diverges* unties no copied block: wire copy with one figure changed.
    """
    group_of = {claim_id: group.id for group in findings.groups for claim_id in group.claim_ids}
    claims = {claim.id: claim for claim in findings.claims}
    wording: dict[str, set[tuple[str, str]]] = defaultdict(set)
    credit: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for left, right in (*_repeated(findings.judgements, claims), *_copied(findings, claims)):
        if group_of[left.id] == group_of[right.id]:
            wording[group_of[left.id]].add(_ordered(left, right))
    unlike = {(one.link.left, one.link.right) for one in findings.judgements if one.relation is Relation.DIVERGES}
    for group in findings.groups:
        members = [claims[claim_id] for claim_id in group.claim_ids]
        if len({claim.source for claim in members}) > 1:
            credit[group.id] |= {_ordered(left, right) for left, right in _told_alike(members, credits_)}
            near = {_ordered(left, right) for left, right in _near_stories(members, credits_)}
            wording[group.id] |= {pair for pair in near if pair not in unlike}
    return Ties(_freeze(wording), _freeze(credit))


def _freeze(pairs: Mapping[str, set[tuple[str, str]]]) -> dict[str, Pairs]:
    return {group: tuple(sorted(found)) for group, found in sorted(pairs.items()) if found}


def _ordered(left: Claim, right: Claim) -> tuple[str, str]:
    return (left.id, right.id) if left.id < right.id else (right.id, left.id)


def _repeated(judgements: Sequence[Judgement], claims: Mapping[str, Claim]) -> Iterator[tuple[Claim, Claim]]:
    for judgement in judgements:
        left, right = claims[judgement.link.left], claims[judgement.link.right]
        # Two outlets that print the same quotation were told the same; neither copied the other for that.
        shown = [one.signal for one in judgement.evidence if one.left is not None]
        quoted = bool(shown) and set(shown) == {"shared_quote"}
        if judgement.relation is Relation.REPEATS and not quoted and left.source != right.source:
            yield left, right


def _copied(findings: Findings, claims: Mapping[str, Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Yield the claims that copied blocks put onto each other."""
    by_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims.values():
        by_article[claim.article_id].append(claim)
    for reuse in findings.reuses:
        for block in reuse.blocks:
            inside = [claim for claim in by_article[reuse.left_article] if _covers(block.left, claim.span)]
            others = [claim for claim in by_article[reuse.right_article] if _covers(block.right, claim.span)]
            for left, right in product(inside, others):
                if left.source != right.source and _meet(block, left.span, right.span):
                    yield left, right


def _covers(block: Span, claim: Span) -> bool:
    inside = min(block.end, claim.end) - max(block.start, claim.start)
    return inside >= _COVERED * (claim.end - claim.start)


def _meet(block: Block, left: Span, right: Span) -> bool:
    """Say whether *left*, moved onto the other side of the block in proportion, overlaps *right* by half of the shorter.

    A block may be a whole article, with two claims of one group at different places in it.
    """
    scale = (block.right.end - block.right.start) / max(1, block.left.end - block.left.start)
    start = block.right.start + scale * (left.start - block.left.start)
    end = block.right.start + scale * (left.end - block.left.start)
    shared = min(end, right.end) - max(start, right.start)
    return 2 * shared >= min(end - start, right.end - right.start)


def _told_alike(members: Sequence[Claim], credits_: Credits) -> Iterator[tuple[Claim, Claim]]:
    """Yield claims of which one names an outlet as its source, and the other names it too, is its story, or is its own."""
    told: dict[str, list[Claim]] = defaultdict(list)
    others: dict[str, list[Claim]] = defaultdict(list)
    for claim in members:
        mine = credits_.told.get(claim.id, frozenset())
        for key in sorted(mine):
            told[key].append(claim)
        for key in sorted({*credits_.whole.get(claim.article_id, ()), credits_.own[claim.source]} - mine):
            others[key].append(claim)
    for key, tellers in told.items():
        # A chain joins them all; every pair would be the same origin at the square of the cost.
        for left, right in pairwise([*tellers, *others.get(key, ())]):
            yield from _across(left, right, members=[*tellers, *others.get(key, ())])


def _across(left: Claim, right: Claim, members: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Yield the two where their sources differ; else *right* with the first member of another source."""
    if left.source != right.source:
        yield left, right
        return
    other = next((claim for claim in members if claim.source != right.source), None)
    if other:
        yield other, right


def _near_stories(members: Sequence[Claim], credits_: Credits) -> Iterator[tuple[Claim, Claim]]:
    """Yield claims in near wording from two stories of one agency, the agency's own story among them."""
    stories: dict[str, list[Claim]] = defaultdict(list)
    for claim in members:
        for key in sorted({*credits_.whole.get(claim.article_id, ()), credits_.own[claim.source]}):
            stories[key].append(claim)
    for tellers in stories.values():
        if len({claim.source for claim in tellers}) > 1:
            words = {claim.id: _word_pairs(claim) for claim in tellers}
            for left, right in combinations(tellers, 2):
                if left.source != right.source and _dice(words[left.id], words[right.id]) >= _NEAR:
                    yield left, right


def _word_pairs(claim: Claim) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(content_words(claim.text)))


def _dice(left: frozenset[tuple[str, str]], right: frozenset[tuple[str, str]]) -> float:
    """Return the Dice coefficient, 0 for two empty sets.

    >>> _dice(frozenset({("a", "b"), ("b", "c")}), frozenset({("a", "b")}))
    0.6667
    """
    total = len(left) + len(right)
    return round(2 * len(left & right) / total, 4) if total else 0.0
