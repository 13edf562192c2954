"""Ids that stay: a link to a group of claims that people have saved still opens the claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from narrative.data import Claim, ClaimGroup, Findings
from narrative.text.identity import content_id

Moves = tuple[tuple[str, str], ...]


def keep_group_ids(
    before: Sequence[ClaimGroup], after: Sequence[ClaimGroup], moved: Moves = ()
) -> tuple[tuple[ClaimGroup, ...], Moves]:
    """Return *after* under the ids of *before* where a group goes on, ordered by id, and where every lost id went.

    A group goes on as the one that holds most of its claims; of several claimants the one with most wins, ties go to
    the smaller id. *moved* are the lost ids of earlier batches, which are followed to where they are now.
    """
    old_of = {claim: group.id for group in before for claim in group.claim_ids}
    shared = [Counter(old_of[claim] for claim in group.claim_ids if claim in old_of) for group in after]
    kept = _match(shared, after)
    taken = set(kept.values()) | {group.id for group in before}
    named = {group.id: kept.get(group.id) or _find_free(group, taken) for group in after}
    heirs = _find_heirs(before, shared, [named[group.id] for group in after], set(kept.values()))
    every = {**heirs, **{old: heirs.get(new, new) for old, new in moved}}
    present = set(named.values())
    moves = tuple(sorted((old, new) for old, new in every.items() if old not in present and new in present))
    groups = (replace(group, id=named[group.id]) for group in after)
    return tuple(sorted(groups, key=lambda group: group.id)), moves


def settle_groups(
    before: Findings, groups: Sequence[ClaimGroup], claims: Sequence[Claim], moved: Moves
) -> tuple[tuple[ClaimGroup, ...], Moves]:
    """Return *groups* of *claims* under the ids that they had *before*, and where every id leads that has no row now."""
    kept, moves = keep_group_ids(before.groups, groups, moved)
    return kept, lead_on((*moved, *moves), list_shared(before.groups, before.claims), kept, claims)


def lead_on(moved: Moves, before: frozenset[str], groups: Sequence[ClaimGroup], claims: Sequence[Claim]) -> Moves:
    """Return *moved*, with a claim for each id that led to a group of several sources and would lead to none now.

    *before* are the ids that did so. The page has rows for what several sources claim; what one alone claims stands in
    its article, and there the link leads, until others make the claim again.
    """
    shared = list_shared(groups, claims)
    home = {group.id: group for group in groups} | {claim: group for group in groups for claim in group.claim_ids}
    known = {claim.id for claim in claims}
    found: dict[str, str] = {}
    for old, new in ({key: key for key in before} | dict(moved)).items():
        group = home.get(new)
        if group is None:
            continue
        had_row = old in before or new in before or new in known
        target = group.claim_ids[0] if had_row and group.id not in shared else group.id
        if target != old:
            found[old] = target
    return tuple(sorted(found.items()))


def follow_moves(moved: Moves, further: Moves) -> Moves:
    """Return where each group's id leads after both.

    >>> follow_moves((("a", "b"),), (("b", "c"),))
    (('a', 'c'), ('b', 'c'))
    """
    heirs = dict(further)

    def trace(identifier: str) -> str:
        while identifier in heirs:
            identifier = heirs[identifier]
        return identifier

    return tuple(sorted({old: trace(new) for old, new in (*moved, *further)}.items()))


def list_shared(groups: Sequence[ClaimGroup], claims: Sequence[Claim]) -> frozenset[str]:
    """Return the ids of the *groups* in which two or more sources speak."""
    source_of = {claim.id: claim.source for claim in claims}
    return frozenset(group.id for group in groups if len({source_of[claim] for claim in group.claim_ids}) > 1)


def _match(shared: Sequence[Counter[str]], after: Sequence[ClaimGroup]) -> dict[str, str]:
    """Return the id that each group keeps, by its own new one."""
    bids = sorted(
        (-count, old, group.id) for group, counts in zip(after, shared, strict=True) for old, count in counts.items()
    )
    kept: dict[str, str] = {}
    given: set[str] = set()
    for _, old, new in bids:
        if new not in kept and old not in given:
            kept[new] = old
            given.add(old)
    return kept


def _find_free(group: ClaimGroup, taken: set[str]) -> str:
    """Return the group's own id, or another where a group that goes on has it."""
    if group.id not in taken:
        return group.id
    return content_id("g", *group.claim_ids, "apart")


def _find_heirs(
    before: Sequence[ClaimGroup], shared: Sequence[Counter[str]], names: Sequence[str], kept: set[str]
) -> Mapping[str, str]:
    """Return for each id that is lost the id of the group that holds most of its claims."""
    best: dict[str, tuple[int, str]] = {}
    for counts, name in zip(shared, names, strict=True):
        for old, count in counts.items():
            best[old] = min(best.get(old, (0, name)), (-count, name))
    return {group.id: best[group.id][1] for group in before if group.id not in kept and group.id in best}
