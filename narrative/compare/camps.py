"""The sides of a conflict inside one claim group: who holds which value, and who has to count as the one that differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from narrative.compare.timing import Precedes, find_first
from narrative.data import Claim, Judgement, Relation, Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement between claims of two sources."""

    left: Claim
    right: Claim
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Conflict:
    """*own* differs from *other*."""

    own: Claim
    other: Claim
    judgement: Judgement


def join_all(items: Iterable[str], ties: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Return *items* joined by *ties* into sets, each sorted, ordered by their first item.

    >>> join_all(["d", "b", "a", "c"], [("a", "c"), ("c", "d")])
    (('a', 'c', 'd'), ('b',))
    """
    root = {item: item for item in items}

    def find(item: str) -> str:
        while root[item] != item:
            root[item] = item = root[root[item]]
        return item

    for left, right in ties:
        first, second = sorted((find(left), find(right)))
        root[second] = first
    found: dict[str, list[str]] = defaultdict(list)
    for item in sorted(root):
        found[find(item)].append(item)
    return tuple(tuple(found[head]) for head in sorted(found))


def find_camps(
    claims: Sequence[Claim], verdicts: Sequence[Verdict], wording: Sequence[tuple[str, str]]
) -> dict[str, tuple[Claim, ...]]:
    """Return claim id → the claims that hold the same value: those tied by copied *wording*, agreement and repeats.

    The surest ties come first, and none joins sides of which a verdict sets one against the other. A claim that is set
    against nobody and agrees with both sides makes neither larger and goes with both: "more than 10,000" beside 10,000 and
    13,000. Claims of one source are not tied to each other. Of those that are set against others for a figure or a date, the ones that give
    the same are tied, even where nothing links them.
    """
    by_id = {claim.id: claim for claim in claims}
    opponents = _list_partners(one for one in verdicts if one.judgement.relation is Relation.DIVERGES)
    same = [one for one in verdicts if one.judgement.relation in (Relation.AGREES, Relation.REPEATS)]
    same.sort(key=lambda one: (-one.judgement.confidence, one.left.id, one.right.id))
    neutral = {
        id_: frozenset({id_, *partners})
        for id_, partners in _list_partners(same).items()
        if not opponents[id_] and any(opponents[one] & partners for one in partners)
    }
    camps = {id_: frozenset([id_]) for id_ in by_id}
    for left, right in (*wording, *_tie_values(verdicts), *((one.left.id, one.right.id) for one in same)):
        joined = camps[left] | camps[right]
        if not {left, right} & neutral.keys() and not any(opponents[id_] & joined for id_ in joined):
            camps |= dict.fromkeys(joined, joined)
    return {id_: tuple(by_id[one] for one in sorted(camp)) for id_, camp in (camps | neutral).items()}


def _list_partners(verdicts: Iterable[Verdict]) -> defaultdict[str, set[str]]:
    """Return claim id → the claims that *verdicts* pair it with."""
    partners: defaultdict[str, set[str]] = defaultdict(set)
    for one in verdicts:
        partners[one.left.id].add(one.right.id)
        partners[one.right.id].add(one.left.id)
    return partners


def _tie_values(verdicts: Sequence[Verdict]) -> list[tuple[str, str]]:
    """Return pairs of claims that give the same figure or date where verdicts set it against another one."""
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in verdicts:
        if one.judgement.relation is Relation.DIVERGES and one.judgement.evidence:
            shown = one.judgement.evidence[0]
            for claim, span in ((one.left, shown.left), (one.right, shown.right)):
                value = _read_value(claim, span) if span else None
                if value:
                    holders[value].append(claim.id)
    return [pair for holding in holders.values() for pair in pairwise(holding) if pair[0] != pair[1]]


def _read_value(claim: Claim, span: Span) -> tuple[str, str] | None:
    """Return the kind and the value of the figure or the date that *span* shows, None where it shows neither."""
    for figure in claim.quantities:
        if figure.span.start < span.end and span.start < figure.span.end:
            return f"figure in {figure.unit}", f"{figure.value:g}"
    for time in claim.times:
        if time.start and time.span.start < span.end and span.start < time.span.end:
            return "date", f"{time.start} to {time.end}"
    return None


def find_conflicts(
    verdicts: Sequence[Verdict], camps: Mapping[str, tuple[Claim, ...]], precedes: Precedes
) -> tuple[Conflict, ...]:
    """Return who differs from whom, once or twice per verdict *diverges*, in the order of *verdicts*.

    The later side does: the camp whose first claim came later, so that who repeats the first value late is not blamed;
    or the later of the two claims where the camps' times do not tell. Inside one camp, which agreements that were read
    too generously have joined, it is the claim that is set against more sources. Without times each side does that does not hold
    the strict majority's value: that of more than half of the sources that take a side. In a tie, both do.
    """
    diverging = [one for one in verdicts if one.judgement.relation is Relation.DIVERGES]
    taking = {claim.source for one in diverging for side in (one.left, one.right) for claim in camps[side.id]}
    opponents = _count_opponents(diverging)
    known: dict[tuple[str, str], int] = {}
    found = []
    for one in diverging:
        left, right = camps[one.left.id], camps[one.right.id]
        key = left[0].id, right[0].id
        if key not in known:
            known[key] = _order_camps(left, right, precedes)
        odd = opponents[one.left.id] - opponents[one.right.id] if key[0] == key[1] else 0
        order = known[key] or odd or _order_claims(one, precedes)
        if order < 0 or (not order and not _is_majority(right, left, len(taking))):
            found.append(Conflict(one.right, one.left, one.judgement))
        if order > 0 or (not order and not _is_majority(left, right, len(taking))):
            found.append(Conflict(one.left, one.right, one.judgement))
    return tuple(found)


def _count_opponents(diverging: Sequence[Verdict]) -> dict[str, int]:
    """Return claim id → how many sources it is set against."""
    sources: dict[str, set[str]] = defaultdict(set)
    for one in diverging:
        sources[one.left.id].add(one.right.source)
        sources[one.right.id].add(one.left.source)
    return {claim_id: len(against) for claim_id, against in sources.items()}


def _order_camps(left: Sequence[Claim], right: Sequence[Claim], precedes: Precedes) -> int:
    """Return -1 where *left* had its value first, 1 where *right* had, 0 where that is not known or both are one camp."""
    if left[0].id == right[0].id:
        return 0
    return -1 if find_first(left, right, precedes) else 1 if find_first(right, left, precedes) else 0


def _order_claims(one: Verdict, precedes: Precedes) -> int:
    return -1 if precedes(one.left, one.right) else 1 if precedes(one.right, one.left) else 0


def _is_majority(camp: Sequence[Claim], other: Sequence[Claim], taking: int) -> bool:
    """Say whether more than half of the sources that take a side are in *camp*; one camp on both sides is no majority."""
    return camp[0].id != other[0].id and 2 * len({claim.source for claim in camp}) > taking
