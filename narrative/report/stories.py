"""The rows of the twins on narratives, the themes over them and the events inside them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from narrative.data import Comparison, Precision

Row = Sequence[object]
BETWEEN = "; "


def format_moment(moment: datetime | None, precision: Precision) -> str:
    """Return an ISO 8601 stamp as exact as the time is known, "" where it is not.

    >>> format_moment(datetime(2024, 5, 6, 10, 15), Precision.DAY)
    '2024-05-06'
    """
    if moment is None or precision is Precision.UNKNOWN:
        return ""
    return moment.strftime("%Y-%m-%d" if precision is Precision.DAY else "%Y-%m-%dT%H:%M:%SZ")


def list_narratives(comparison: Comparison) -> Iterator[Row]:
    """Yield a row per narrative."""
    claims_in: dict[str, int] = defaultdict(int)
    for narrative_id in place_claims(comparison).values():
        claims_in[narrative_id] += 1
    theme_of = {key: theme.id for theme in comparison.themes for key in theme.narratives}
    for item in comparison.narratives:
        yield (
            item.id,
            item.label,
            item.headline,
            BETWEEN.join(item.keywords),
            *_extent(comparison, {item.id}, claims_in[item.id]),
            item.stability,
            theme_of.get(item.id),
            item.cohesion,
            item.separation,
        )


def list_themes(comparison: Comparison) -> Iterator[Row]:
    """Yield a row per theme."""
    claims_in = Counter(place_claims(comparison).values())
    for item in comparison.themes:
        claims = sum(claims_in[key] for key in item.narratives)
        extent = _extent(comparison, set(item.narratives), claims)
        yield item.id, item.label, BETWEEN.join(item.keywords), BETWEEN.join(item.narratives), *extent


def list_events(comparison: Comparison) -> Iterator[Row]:
    """Yield a row per event."""
    articles = {item.id: item for item in comparison.articles}
    for item in comparison.events:
        inside = [articles[key] for key in item.articles]
        stamps = sorted(stamp for one in inside if (stamp := format_moment(one.published, one.precision)))
        sources = sorted({one.source for one in inside})
        seen = (stamps[0], stamps[-1]) if stamps else ("", "")
        keys = BETWEEN.join(item.articles)
        yield item.id, item.narrative_id, item.headline, len(inside), BETWEEN.join(sources), *seen, keys


def _extent(comparison: Comparison, narratives: AbstractSet[str], claims: int) -> tuple[object, ...]:
    """Return articles, claims, sources, first_seen and last_seen of narratives."""
    articles = {item.id: item for item in comparison.articles}
    keys = {item.article_id for item in comparison.memberships if item.narrative_id in narratives}
    inside = [articles[key] for key in sorted(keys)]
    stamps = sorted(stamp for item in inside if (stamp := format_moment(item.published, item.precision)))
    sources = {item.source for item in inside}
    return len(inside), claims, len(sources), stamps[0] if stamps else "", stamps[-1] if stamps else ""


def place_claims(comparison: Comparison) -> dict[str, str]:
    """Return claim id → id of the narrative of the passage that holds the claim's first character."""
    narrative_of = {member.passage_id: item.id for item in comparison.narratives for member in item.members}
    passages = defaultdict(list)
    for passage in comparison.passages:
        passages[passage.article_id].append(passage)
    found: dict[str, str] = {}
    for claim in comparison.claims:
        for passage in passages[claim.article_id]:
            if passage.span.start <= claim.span.start < passage.span.end and passage.id in narrative_of:
                found[claim.id] = narrative_of[passage.id]
    return found
