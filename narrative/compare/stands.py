"""One stand per source and claim group.

With times, the first to make a claim *originates*; without, each independent source *states* it. Copied wording
*repeats*; the later side of a conflict *diverges*, without times each side that does not hold the strict majority's
value; own words after somebody else *corroborate*; *silent* is a source that covered the narrative when two or more
others made the claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from narrative.compare.origins import join_sources
from narrative.compare.timing import order_times, read_time
from narrative.data import (
    Article,
    Claim,
    ClaimGroup,
    Coverage,
    Direction,
    Divergence,
    Findings,
    Judgement,
    Relation,
    Stand,
    StandKind,
)

# A source that took up the narrative within a week after the claim was last made had the time to make it too.
SLACK = timedelta(days=7)
TWO = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands are read from."""

    claims: Mapping[str, Claim]
    articles: Mapping[str, Article]
    judged: Mapping[tuple[str, str], Judgement]
    ties: Mapping[str, tuple[tuple[str, str], ...]]
    copied: Mapping[tuple[str, str], str | None]
    covering: Mapping[str, Mapping[str, tuple[Article, ...]]]
    narrative_of: Mapping[str, str | None]

    @classmethod
    def build(
        cls,
        findings: Findings,
        ties: Mapping[str, tuple[tuple[str, str], ...]],
        directions: Sequence[Direction],
        coverage: Sequence[Coverage],
        narrative_of: Mapping[str, str | None],
    ) -> Scene:
        """Return the scene of *findings*."""
        return cls(
            claims={claim.id: claim for claim in findings.claims},
            articles={article.id: article for article in findings.articles},
            judged={(item.link.left, item.link.right): item for item in findings.judgements},
            ties=ties,
            copied={(item.left_article, item.right_article): item.copied_from for item in directions},
            covering=_covering(findings, coverage),
            narrative_of=narrative_of,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """One claim group, seen by source."""

    id: str
    claims: tuple[Claim, ...]
    sources: tuple[str, ...]
    across: tuple[tuple[Claim, Claim, Judgement], ...]

    def of(self, source: str) -> tuple[Claim, ...]:
        """Return the claims of *source*."""
        return tuple(claim for claim in self.claims if claim.source == source)


def find_stands(scene: Scene, groups: Sequence[ClaimGroup]) -> tuple[Stand, ...]:
    """Return the stands of every group, by group in the order given and by source."""
    return tuple(stand for group in groups for stand in _group_stands(scene, group))


def _group_stands(scene: Scene, claim_group: ClaimGroup) -> list[Stand]:
    group = _view(scene, claim_group)
    stands = [_speak(scene, group, source) for source in group.sources]
    if len(group.sources) >= TWO:
        stands += [_stand(scene, group, source, StandKind.SILENT) for source in _silent_sources(scene, group)]
    return sorted(stands, key=lambda stand: stand.source)


def _view(scene: Scene, group: ClaimGroup) -> Group:
    claims = tuple(scene.claims[claim_id] for claim_id in group.claim_ids)
    across = []
    for number, left in enumerate(claims):
        for right in claims[number + 1 :]:
            judgement = scene.judged.get((left.id, right.id)) or scene.judged.get((right.id, left.id))
            if judgement and judgement.relation and left.source != right.source:
                across.append((left, right, judgement))
    return Group(group.id, claims, tuple(sorted({claim.source for claim in claims})), tuple(across))


def _speak(scene: Scene, group: Group, source: str) -> Stand:
    """Return the stand of a source that makes the claim, by precedence: diverges, repeats, then who was first."""
    conflicts = _conflicts(scene, group, source)
    if conflicts:
        top = max(conflicts, key=lambda item: (item[1].confidence, item[1].link.left))
        kind = top[1].divergence or Divergence.OTHER
        stand = _stand(scene, group, source, StandKind.DIVERGES)
        return replace(stand, of_sources=tuple(sorted({other for other, _ in conflicts})), divergence=kind)
    copied = _copied_from(scene, group, source)
    if copied:
        return replace(_stand(scene, group, source, StandKind.REPEATS), of_sources=tuple(sorted(copied)))
    if _is_first(scene, group, source):
        return _stand(scene, group, source, StandKind.ORIGINATES)
    return _stand(scene, group, source, _agreeing(scene, group, source))


def _stand(scene: Scene, group: Group, source: str, kind: StandKind) -> Stand:
    claim_ids = tuple(claim.id for claim in group.of(source))
    return Stand(group.id, scene.narrative_of[group.id], source, kind, claim_ids=claim_ids)


def _order(scene: Scene, left: Claim, right: Claim) -> int | None:
    return order_times(scene.articles[left.article_id], scene.articles[right.article_id])


def _sides(group: Group, source: str, relation: Relation) -> list[tuple[Claim, Claim, Judgement]]:
    """Return (own claim, other's claim, judgement) of *source*'s judgements of one relation."""
    found = []
    for left, right, judgement in group.across:
        if judgement.relation is relation and source in (left.source, right.source):
            found.append((left, right, judgement) if left.source == source else (right, left, judgement))
    return found


def _conflicts(scene: Scene, group: Group, source: str) -> list[tuple[str, Judgement]]:
    """Return the sources that *source* diverges from: it spoke later, or, where times cannot tell, with no majority."""
    found = []
    for own, other, judgement in _sides(group, source, Relation.DIVERGES):
        order = _order(scene, own, other)
        if order == 1 or (order is None and not _holds_majority(group, source)):
            found.append((other.source, judgement))
    return found


def _holds_majority(group: Group, source: str) -> bool:
    """Say whether more than half of the group's sources hold the same value as *source*."""
    held = [(left.source, right.source) for left, right, item in group.across if item.relation is not Relation.DIVERGES]
    camp = next(sources for sources in join_sources(group.sources, held) if source in sources)
    return len(camp) * 2 > len(group.sources)


def _copied_from(scene: Scene, group: Group, source: str) -> set[str]:
    """Return the sources whose wording *source* has and which it did not certainly precede."""
    tied = {other for pair in scene.ties[group.id] if source in pair for other in pair if other != source}
    found = set()
    for other in sorted(tied):
        pairs = [(own, theirs) for own in group.of(source) for theirs in group.of(other)]
        if not any(_precedes(scene, own, theirs) for own, theirs in pairs):
            found.add(other)
    return found


def _precedes(scene: Scene, own: Claim, theirs: Claim) -> bool:
    """Say whether *own* is certainly the older: by the direction of the copy where known, else by time."""
    for key in ((own.article_id, theirs.article_id), (theirs.article_id, own.article_id)):
        if scene.copied.get(key):
            return scene.copied[key] == own.article_id
    return _order(scene, own, theirs) == -1


def _is_first(scene: Scene, group: Group, source: str) -> bool:
    """Say whether *source* certainly made the claim before all others, so all times must be usable."""
    if any(read_time(scene.articles[claim.article_id]) is None for claim in group.claims):
        return False
    others = [claim for claim in group.claims if claim.source != source]
    return any(all(_order(scene, own, other) == -1 for other in others) for own in group.of(source))


def _agreeing(scene: Scene, group: Group, source: str) -> StandKind:
    """Return *corroborates* for own words after somebody else's, *states* where nobody was certainly earlier."""
    later = [
        _order(scene, own, other) == 1
        for relation in (Relation.AGREES, Relation.REPEATS)
        for own, other, _ in _sides(group, source, relation)
    ]
    return StandKind.CORROBORATES if any(later) else StandKind.STATES


def _covering(findings: Findings, coverage: Sequence[Coverage]) -> dict[str, dict[str, tuple[Article, ...]]]:
    """Return narrative id → source → its articles in that narrative."""
    by_id = {article.id: article for article in findings.articles}
    article_of = {passage.id: by_id[passage.article_id] for passage in findings.passages}
    found: dict[str, dict[str, dict[str, Article]]] = defaultdict(lambda: defaultdict(dict))
    for narrative in findings.clustering.narratives:
        for member in narrative.members:
            article = article_of[member.passage_id]
            found[narrative.id][article.source][article.id] = article
    return {
        row.narrative_id: {source: tuple(items.values()) for source, items in sorted(found[row.narrative_id].items())}
        for row in coverage
    }


def _silent_sources(scene: Scene, group: Group) -> list[str]:
    covering = scene.covering.get(scene.narrative_of[group.id] or "", {})
    spoken = [scene.articles[claim.article_id] for claim in group.claims]
    return [
        source for source, articles in covering.items() if source not in group.sources and _was_there(articles, spoken)
    ]


def _was_there(articles: Sequence[Article], spoken: Sequence[Article]) -> bool:
    """Say whether one of *articles* was published while the claim was being made, or times say nothing at all."""
    times = [time for article in spoken if (time := read_time(article))]
    own = [time for article in articles if (time := read_time(article))]
    if not times:
        return True
    return any(min(times).date() <= time.date() <= (max(times) + SLACK).date() for time in own)
