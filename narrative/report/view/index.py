"""A comparison laid out for looking things up; every order is that of ids or of the comparison itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from narrative.data import (
    Article,
    Claim,
    ClaimGroup,
    Comparison,
    Coverage,
    Direction,
    Divergence,
    Judgement,
    Narrative,
    Origin,
    Passage,
    Precision,
    Relation,
    Stand,
    StandKind,
)
from narrative.report.view.choose import choose_representative
from narrative.report.view.nouns import Label
from narrative.report.view.surround import begin_sentence
from narrative.report.words import capitalise
from narrative.text.identity import content_id

T = TypeVar("T")
# Differences of framing: the facts agree, the words for them do not.
FRAMING = (Divergence.NAMING, Divergence.ATTRIBUTION, Divergence.MODALITY)


@dataclass(frozen=True)
class Index:
    """The maps that every section of the page needs, built once."""

    comparison: Comparison
    articles: Mapping[str, Article]
    claims: Mapping[str, Claim]
    passages: Mapping[str, Passage]
    narratives: Mapping[str, Narrative]
    groups: Mapping[str, ClaimGroup]
    group_of: Mapping[str, str]
    stands: Mapping[str, tuple[Stand, ...]]
    judgements: Mapping[str, tuple[Judgement, ...]]
    origins: Mapping[str, tuple[Origin, ...]]
    directions: Mapping[tuple[str, str], Direction]
    coverage: Mapping[str, tuple[Coverage, ...]]
    inferred: frozenset[str]

    @cached_property
    def claims_of(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims of each article, in the order of the comparison."""
        return _gather((claim.article_id, claim) for claim in self.comparison.claims)

    @cached_property
    def single(self) -> tuple[str, ...]:
        """The groups that one source alone speaks in, but for those that are perhaps a claim which others share."""
        perhaps = {stand.nearest for group in self.shared for stand in self.stands.get(group, ()) if stand.doubtful}
        return tuple(
            group
            for group, members in self.groups.items()
            if len(self.speakers(group)) == 1 and perhaps.isdisjoint(members.claim_ids)
        )

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """The groups that two or more sources speak in, widest first, of equally wide ones the surest."""
        speaking = {group: len(self.speakers(group)) for group in self.groups}
        wide = (g for g, n in speaking.items() if n > 1)
        return tuple(sorted(wide, key=lambda g: (-speaking[g], -self.strength(g), g)))

    @cached_property
    def representatives(self) -> Mapping[str, Claim]:
        """The claim of each group whose sentence stands for it on the page: none of a source that says otherwise.

        Under the title "China is not arming Russia." the one source that denies it would bear the mark of saying otherwise.
        """
        found = {}
        for key, group in self.groups.items():
            otherwise = {c for s in self.stands.get(key, ()) if s.kind is StandKind.DIVERGES for c in s.claim_ids}
            members = [c for c in group.claim_ids if c not in otherwise] or group.claim_ids
            found[key] = choose_representative([self.claims[c] for c in members], group.links)
        return found

    @cached_property
    def latest(self) -> Mapping[str, str]:
        """The last version of each article that was changed after publication, by the ids of the earlier ones."""
        later = {one.before: one.after for one in self.comparison.revisions}
        found = {}
        for first in later:
            last = first
            seen = {first}
            while last in later and later[last] not in seen:
                last = later[last]
                seen.add(last)
            found[first] = last
        return found

    @cached_property
    def narrative_of(self) -> Mapping[str, str | None]:
        """The narrative of each group, as its stands have it."""
        return {group: next((s.narrative_id for s in stands), None) for group, stands in self.stands.items()}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each source among the columns of the page."""
        return {source.name: n for n, source in enumerate(self.comparison.sources)}

    @cached_property
    def former(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of earlier groups that lead to each group, or each claim, now."""
        return _gather((new, old) for old, new in self.comparison.moved)

    @cached_property
    def dates(self) -> tuple[datetime, ...]:
        """The publication times that are known."""
        return tuple(a.published for a in self.comparison.articles if a.published and is_dated(a))

    def strength(self, group: str) -> float:
        """Return the probability of the surest link in *group*, 0 where it has none."""
        return round(max((link.probability for link in self.groups[group].links), default=0.0), 4)

    def speakers(self, group: str) -> tuple[str, ...]:
        """Return the sources that make the claim of *group*, in the order of its stands."""
        return tuple(s.source for s in self.stands.get(group, ()) if s.kind is not StandKind.SILENT)

    def label(self, source: str) -> Label:
        """Return *source* as the page names it."""
        return Label(source, "#" + source_anchor(source), source in self.inferred)

    def narrative_label(self, narrative_id: str | None) -> Label:
        """Return a narrative as the page names it, or an empty label."""
        found = self.narratives.get(narrative_id or "")
        return Label(capitalise(found.label), "#" + found.id) if found else Label("")

    def divergences(self, group: str, *, soft: bool = False) -> tuple[Judgement, ...]:
        """Return the verdicts between two sources that differ: in facts, or with *soft* in framing; surest first."""
        wanted = (j for j in self.judgements.get(group, ()) if is_framing(j) is soft and is_difference(j))
        return surest(j for j in wanted if self.crosses(j))

    def crosses(self, judgement: Judgement) -> bool:
        """Whether the verdict is on two different sources."""
        return self.claims[judgement.link.left].source != self.claims[judgement.link.right].source

    def count_articles(self, articles: Iterable[str]) -> int:
        """Return how many articles these ids are; the versions of one article count once."""
        return len({self.latest.get(one, one) for one in articles})

    def say(self, claim: Claim) -> str:
        """Return *claim* as it can stand alone: with the start of its sentence where it begins in the middle of one."""
        return begin_sentence(claim, self.articles[claim.article_id]) + claim.text

    def representative(self, group: str) -> Claim:
        """Return the claim of *group* whose sentence stands for it on the page."""
        return self.representatives[group]


def build_index(comparison: Comparison) -> Index:
    """Return the maps over *comparison*."""
    group_of = {claim: group.id for group in comparison.groups for claim in group.claim_ids}
    judgements: defaultdict[str, list[Judgement]] = defaultdict(list)
    for judgement in comparison.judgements:
        # A bridge between two groups is judged too; it is shown with the group of its left claim.
        judgements[group_of[judgement.link.left]].append(judgement)
    return Index(
        comparison=comparison,
        articles={a.id: a for a in comparison.articles},
        claims={c.id: c for c in comparison.claims},
        passages={p.id: p for p in comparison.passages},
        narratives={n.id: n for n in comparison.narratives},
        groups={g.id: g for g in comparison.groups},
        group_of=group_of,
        stands=_gather((s.group_id, s) for s in comparison.stands),
        judgements={group: tuple(found) for group, found in judgements.items()},
        origins=_gather((o.group_id, o) for o in comparison.origins),
        directions={(d.left_article, d.right_article): d for d in comparison.directions},
        coverage=_gather((c.narrative_id, c) for c in comparison.coverage),
        inferred=frozenset(s.name for s in comparison.sources if s.inferred),
    )


def surest(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Return *judgements*, the surest first, ties by the ids of their claims."""
    return tuple(sorted(judgements, key=lambda j: (-round(j.confidence, 4), j.link.left, j.link.right)))


def is_framing(judgement: Judgement) -> bool:
    """Whether two claims agree in facts and differ in naming, attribution or hedging."""
    return judgement.relation is not Relation.DIVERGES and judgement.divergence in FRAMING


def is_difference(judgement: Judgement) -> bool:
    """Whether two claims differ, in facts or in framing."""
    return judgement.relation is Relation.DIVERGES or is_framing(judgement)


def is_update(judgement: Judgement) -> bool:
    """Whether a later figure replaces an earlier one, which is no contradiction."""
    return judgement.divergence is Divergence.UPDATE


def is_dated(article: Article) -> bool:
    """Whether the time of *article* can be used."""
    return article.published is not None and article.precision is not Precision.UNKNOWN


def source_anchor(source: str) -> str:
    """Return the anchor of a source.

    >>> source_anchor("Harbour Courier") == source_anchor("Harbour Courier")
    True
    """
    return content_id("s", source)


def _gather(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
