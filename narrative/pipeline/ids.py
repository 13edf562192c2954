"""Ids that stay: a group of claims keeps the id under which people have saved it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from narrative.data import ClaimGroup
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
