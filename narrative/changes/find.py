"""What the batches after a given one changed.

How the comparison stood before is read off the comparison itself: what is there keeps its ids and verdicts when a batch
comes, so the earlier state is what is left of the later one without the articles that came since.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from narrative.changes.drift import measure_drift
from narrative.data import (
    Article,
    Batch,
    Changes,
    Claim,
    ClaimGroup,
    Comparison,
    Copy,
    Divergence,
    FigureChange,
    Flip,
    Judgement,
    Movement,
    NarrativeChange,
    Relation,
)

COPIED = 0.1  # part of a new article's characters that stands in one old article, from which it is worth a line
FIGURES = frozenset({Divergence.NUMBER, Divergence.DATE, Divergence.UPDATE})


@dataclass(frozen=True)
class _Then:
    """The comparison now, and which of it was there before."""

    comparison: Comparison
    new: frozenset[str]

    @cached_property
    def articles(self) -> dict[str, Article]:
        return {article.id: article for article in self.comparison.articles}

    @cached_property
    def claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.comparison.claims}

    @cached_property
    def article_of(self) -> dict[str, str]:
        return {passage.id: passage.article_id for passage in self.comparison.passages}

    @cached_property
    def judgements(self) -> dict[str, list[Judgement]]:
        """The verdicts inside each group, by the group's id."""
        group_of = {claim: group.id for group in self.comparison.groups for claim in group.claim_ids}
        found: dict[str, list[Judgement]] = defaultdict(list)
        for judgement in self.comparison.judgements:
            found[group_of[judgement.link.left]].append(judgement)
        return found

    def is_new(self, claim_id: str) -> bool:
        return self.claims[claim_id].article_id in self.new

    def touches_new(self, judgement: Judgement) -> bool:
        return self.is_new(judgement.link.left) or self.is_new(judgement.link.right)

    def crosses(self, judgement: Judgement) -> bool:
        return self.claims[judgement.link.left].source != self.claims[judgement.link.right].source


def find_changes(comparison: Comparison, batches: Sequence[Batch], since: int) -> Changes:
    """Return what is different in *comparison* from how it stood after the batch numbered *since*."""
    later = [batch for batch in batches if batch.number > since]
    new = frozenset(key for batch in later for key in batch.article_ids)
    then = _Then(comparison, new)
    last = frozenset(key for batch in batches if batch.number == since for key in batch.article_ids)
    fitted = max((batch.number for batch in batches if batch.refitted), default=batches[0].number)
    since_fit = frozenset(key for batch in batches if batch.number > fitted for key in batch.article_ids)
    revisions = tuple(
        one for batch in later for one in batch.revisions if {one.before, one.after} <= set(then.articles)
    )
    return Changes(
        since=since,
        batch=batches[-1].number,
        articles=tuple(sorted(new & set(then.articles))),
        known=sum(len(batch.known) for batch in later),
        revisions=revisions,
        copies=tuple(_find_copies(then, {one.after for one in revisions})),
        narratives=tuple(_find_movements(then, last)),
        new_groups=_order(then, [group for group in comparison.groups if _is_new_group(then, group)]),
        spread_groups=_order(then, [group for group in comparison.groups if _has_spread(then, group)]),
        flips=tuple(_find_flips(then)),
        figures=tuple(_find_figures(then)),
        renamed=tuple(pair for batch in later for pair in batch.renamed),
        unmatched=tuple(f"{one.kind}: {one.said}" for one in comparison.corrections if not one.touched),
        drift=measure_drift(comparison, new, since_fit),
    )


def _find_copies(then: _Then, revised: set[str]) -> Iterator[Copy]:
    """Yield each new article of which a good part stands in an old one, with the one that holds most of it.

    A *revised* article is no copy: what it shares with others its first version shared already.
    """
    best: dict[str, tuple[float, str]] = {}
    for reuse in then.comparison.reuses:
        left = (reuse.left_article, reuse.right_article, reuse.share_left)
        right = (reuse.right_article, reuse.left_article, reuse.share_right)
        for article, other, share in (left, right):
            if article in then.new - revised and other not in then.new and share >= COPIED:
                best[article] = min(best.get(article, (0.0, "")), (-share, other))
    yield from (Copy(article, other, -share) for article, (share, other) in sorted(best.items()))


def _find_movements(then: _Then, last: frozenset[str]) -> Iterator[NarrativeChange]:
    """Yield what became of each narrative, in the order of the comparison; the *last* batch says which have faded."""
    for narrative in then.comparison.narratives:
        counts = Counter(then.article_of[member.passage_id] for member in narrative.members)
        new = {article: count for article, count in counts.items() if article in then.new}
        sources = tuple(sorted({then.articles[article].source for article in new}))
        if new:
            kind = Movement.NEW if len(new) == len(counts) else Movement.GROWN
            yield NarrativeChange(kind, narrative.id, len(new), sum(new.values()), sources)
        elif last & set(counts):
            yield NarrativeChange(Movement.FADED, narrative.id, 0, 0)


def _is_new_group(then: _Then, group: ClaimGroup) -> bool:
    return all(map(then.is_new, group.claim_ids)) and len(_list_sources(then, group.claim_ids)) > 1


def _has_spread(then: _Then, group: ClaimGroup) -> bool:
    old = [claim for claim in group.claim_ids if not then.is_new(claim)]
    return bool(old) and bool(_list_sources(then, group.claim_ids) - _list_sources(then, old))


def _list_sources(then: _Then, claims: Sequence[str]) -> set[str]:
    return {then.claims[claim].source for claim in claims}


def _order(then: _Then, groups: Sequence[ClaimGroup]) -> tuple[str, ...]:
    ranked = sorted(groups, key=lambda group: (-len(_list_sources(then, group.claim_ids)), group.id))
    return tuple(group.id for group in ranked)


def _find_flips(then: _Then) -> Iterator[Flip]:
    """Yield the claims on which sources agreed, none diverged, and one does now: with the surest new divergence."""
    for group in then.comparison.groups:
        given = [one for one in then.judgements.get(group.id, ()) if one.relation and then.crosses(one)]
        before = {one.relation for one in given if not then.touches_new(one)}
        now = [one for one in given if then.touches_new(one) and one.relation is Relation.DIVERGES]
        if before and Relation.DIVERGES not in before and now:
            surest = min(now, key=lambda one: (-one.confidence, one.link.left, one.link.right))
            yield Flip(group.id, surest.link.left, surest.link.right, surest.divergence)


def _find_figures(then: _Then) -> Iterator[FigureChange]:
    """Yield where a source says another figure than it did, one old claim and one new each: the surest pair."""
    found: dict[tuple[str, str], tuple[float, FigureChange]] = {}
    for group, judgements in then.judgements.items():
        for judgement in judgements:
            left, right = then.claims[judgement.link.left], then.claims[judgement.link.right]
            if left.source != right.source or then.is_new(left.id) == then.is_new(right.id):
                continue
            if judgement.relation is not Relation.DIVERGES or judgement.divergence not in FIGURES:
                continue
            change = _describe_figure(then, group, judgement)
            if change is not None:
                key, rank = (change.source, change.after), -judgement.confidence
                found[key] = min(
                    found.get(key, (rank, change)), (rank, change), key=lambda one: (one[0], one[1].before)
                )
    yield from (change for _, (_, change) in sorted(found.items(), key=lambda item: item[0]))


def _describe_figure(then: _Then, group: str, judgement: Judgement) -> FigureChange | None:
    evidence = next((one for one in judgement.evidence if one.left and one.right), None)
    if evidence is None or evidence.left is None or evidence.right is None:
        return None
    left, right = then.claims[judgement.link.left], then.claims[judgement.link.right]
    said = (
        (left, evidence.left.of(then.articles[left.article_id].text)),
        (right, evidence.right.of(then.articles[right.article_id].text)),
    )
    (before, was), (after, now) = sorted(said, key=lambda pair: then.is_new(pair[0].id))
    return FigureChange(left.source, group, before.id, after.id, was, now)
