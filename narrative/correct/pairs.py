"""Pairs of claims: the same claim after all, not the same claim, another verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from narrative.data import (
    Claim,
    ClaimGroup,
    ClaimPair,
    Correction,
    Divergence,
    Evidence,
    Findings,
    Judgement,
    Link,
    Relation,
    Signal,
    VerdictEdit,
)
from narrative.text.identity import content_id

SIGNAL = "correction"


def join_claims(
    findings: Findings, pairs: Sequence[ClaimPair], done: list[Correction]
) -> tuple[Findings, tuple[tuple[str, str], ...], tuple[Link, ...]]:
    """Return *findings* with the groups of each pair as one, which groups went into which, and the links that are new."""
    groups = {group.id: group for group in findings.groups}
    home = {claim: group.id for group in findings.groups for claim in group.claim_ids}
    moved: dict[str, str] = {}
    fresh: list[Link] = []
    for pair in pairs:
        if not _are_known(pair, home, "same", done):
            continue
        one, other = groups[home[pair.left]], groups[home[pair.right]]
        count = 0 if one.id == other.id else len(one.claim_ids) + len(other.claim_ids)
        keeper, lost = sorted((one, other), key=lambda group: (-len(group.claim_ids), group.id))
        links = {(link.left, link.right): link for link in (*keeper.links, *lost.links)}
        if (pair.left, pair.right) not in links:
            links[pair.left, pair.right] = Link(pair.left, pair.right, 1.0, (Signal(SIGNAL, 1.0, 0.0),))
            fresh.append(links[pair.left, pair.right])
        claims = tuple(sorted({*keeper.claim_ids, *lost.claim_ids}))
        if lost.id != keeper.id:
            del groups[lost.id]
            moved[lost.id] = keeper.id
        groups[keeper.id] = ClaimGroup(keeper.id, claims, tuple(sorted(links.values(), key=_rank)))
        home.update(dict.fromkeys(claims, keeper.id))
        effect = "claims are one claim now" if count else "claims were one claim already"
        done.append(Correction("same", f"{pair.left}, {pair.right}", pair.line, effect, count or 2))
    ordered = tuple(sorted(groups.values(), key=lambda group: group.id))
    return replace(findings, groups=ordered), tuple(sorted(moved.items())), tuple(fresh)


def part_claims(findings: Findings, pairs: Sequence[ClaimPair], done: list[Correction]) -> Findings:
    """Return *findings* with no pair in one group: the others go with the one of the two that they are linked to most."""
    groups = {group.id: group for group in findings.groups}
    home = {claim: group.id for group in findings.groups for claim in group.claim_ids}
    for pair in pairs:
        if not _are_known(pair, home, "different", done):
            continue
        group = groups[home[pair.left]]
        if home[pair.right] != group.id:
            done.append(_describe(pair, "different", "claims were two claims already", 2))
            continue
        for part in _part(group, pair):
            groups[part.id] = part
            home.update(dict.fromkeys(part.claim_ids, part.id))
        done.append(_describe(pair, "different", "claims are two claims now", len(group.claim_ids)))
    kept = {(link.left, link.right) for group in groups.values() for link in group.links}
    return replace(
        findings,
        groups=tuple(sorted(groups.values(), key=lambda group: group.id)),
        judgements=tuple(one for one in findings.judgements if (one.link.left, one.link.right) in kept),
    )


def override_verdicts(findings: Findings, edits: Sequence[VerdictEdit], done: list[Correction]) -> Findings:
    """Return *findings* with the verdicts that an analyst gave; the whole of both claims is their evidence."""
    claims = {claim.id: claim for claim in findings.claims}
    judgements = {(one.link.left, one.link.right): one for one in findings.judgements}
    for edit in edits:
        old = judgements.get((edit.left, edit.right))
        said = f"{edit.left}, {edit.right}: {edit.relation or 'undecided'} {edit.divergence or ''}".rstrip()
        if old is None:
            done.append(Correction("verdict", said, edit.line, "the two are not linked", 0))
            continue
        judgements[edit.left, edit.right] = _override(old, edit, claims)
        was = old.relation.value if old.relation else "undecided"
        done.append(Correction("verdict", said, edit.line, f"verdict changed, it was {was}", 1))
    return replace(findings, judgements=tuple(judgements.values()))


def _are_known(pair: ClaimPair, home: Mapping[str, str], kind: str, done: list[Correction]) -> bool:
    lost = [claim for claim in (pair.left, pair.right) if claim not in home]
    if lost:
        done.append(_describe(pair, kind, f"there is no claim {lost[0]}", 0))
    return not lost


def _describe(pair: ClaimPair, kind: str, effect: str, touched: int) -> Correction:
    return Correction(kind, f"{pair.left}, {pair.right}", pair.line, effect, touched)


def _part(group: ClaimGroup, pair: ClaimPair) -> tuple[ClaimGroup, ClaimGroup]:
    """Return the two groups that come of *group*: the one with more claims keeps its id."""
    ties: dict[str, dict[str, float]] = {claim: {} for claim in group.claim_ids}
    for link in group.links:
        ties[link.left][link.right] = ties[link.right][link.left] = link.probability
    right = {pair.right} | {
        claim
        for claim in group.claim_ids
        if claim not in {pair.left, pair.right} and ties[claim].get(pair.right, 0.0) > ties[claim].get(pair.left, 0.0)
    }
    left = set(group.claim_ids) - right
    keeper, leaver = sorted((left, right), key=lambda side: (-len(side), min(side)))
    name = content_id("g", *sorted(leaver), "apart")
    return _keep_inside(group, group.id, keeper), _keep_inside(group, name, leaver)


def _keep_inside(group: ClaimGroup, name: str, claims: set[str]) -> ClaimGroup:
    links = tuple(link for link in group.links if {link.left, link.right} <= claims)
    return ClaimGroup(name, tuple(sorted(claims)), links)


def _override(old: Judgement, edit: VerdictEdit, claims: Mapping[str, Claim]) -> Judgement:
    relation = Relation(edit.relation) if edit.relation else None
    divergence = Divergence(edit.divergence) if edit.divergence else None
    if relation is Relation.DIVERGES and divergence is None:
        divergence = Divergence.OTHER
    evidence = Evidence(SIGNAL, claims[edit.left].span, claims[edit.right].span, 1.0, "an analyst's verdict")
    return Judgement(old.link, relation, divergence, 1.0, (evidence,))


def _rank(link: Link) -> tuple[float, str, str]:
    return -round(link.probability, 4), link.left, link.right
