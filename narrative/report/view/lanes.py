"""Static charts of a narrative: a lane per source, with a dot per article where dates are known, else a bar."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from narrative.data import Article, Coverage, Narrative
from narrative.report.view.index import Index, is_dated
from narrative.report.view.nouns import Label
from narrative.report.words import count, day, figure, join_some, moment_in_words, plural, short_day, spell

MOST_LANES = 8
# Dots closer than this, in per cent of the width, are one dot: they would lie on each other.
TOUCHING = 1.5
EDGE = 3.0
MIDDLE_TICK_DAYS = 4


@dataclass(frozen=True, slots=True)
class Dot:
    """Articles on a timeline. *at* is their place from left to right in per cent, *articles* how many lie there."""

    at: float
    copied: bool
    articles: int
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One source's line of a chart: dots where there are dates, else a bar of *width* per cent."""

    source: Label
    dots: tuple[Dot, ...]
    width: float
    note: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A static chart of one narrative; *ticks* are (place in per cent, words)."""

    dated: bool
    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, str], ...]
    more: str


def draw_chart(narrative: Narrative, index: Index) -> Chart:
    """Return the chart of *narrative* on its own time axis, so that a story of one week is not a dot in one of years."""
    rows = sorted(index.coverage.get(narrative.id, ()), key=lambda c: (-c.passages, c.source))
    days = [_utc(a.published) for row in rows for a in articles_of(row, index) if a.published and is_dated(a)]
    shown = rows if len(rows) <= MOST_LANES + 1 else rows[:MOST_LANES]
    if days:
        axis = (min(days), max(days))
        lanes = tuple(_dots(row, axis, index) for row in shown)
    else:
        most = max((row.passages for row in rows), default=1)
        lanes = tuple(_bar(row, most, index) for row in shown)
    left = len(rows) - len(shown)
    more = f"and {spell(left)} more {plural(left, 'source')}; all are below" if left > 0 else ""
    return Chart(bool(days), lanes, draw_ticks(min(days), max(days)) if days else (), more)


def draw_ticks(first: datetime, last: datetime) -> tuple[tuple[float, str], ...]:
    """Return the first day, the last, and the middle one where there is room, with years where they differ.

    >>> draw_ticks(datetime(2024, 3, 1), datetime(2024, 3, 3))
    ((3.0, '1 Mar'), (97.0, '3 Mar'))
    """
    if first.date() == last.date():
        return ((50.0, day(first)),)
    years = first.year != last.year
    ticks = [(EDGE, short_day(first, year=years)), (100 - EDGE, short_day(last, year=years))]
    if (last - first).days >= MIDDLE_TICK_DAYS:
        ticks.insert(1, (50.0, short_day(first + (last - first) / 2, year=years)))
    return tuple(ticks)


def articles_of(row: Coverage, index: Index) -> tuple[Article, ...]:
    """Return the articles by which a source covers a narrative, by id."""
    narrative = index.narratives[row.narrative_id]
    ids = {index.passages[m.passage_id].article_id for m in narrative.members}
    return tuple(index.articles[a] for a in sorted(ids) if index.articles[a].source == row.source)


def copied_articles(index: Index) -> frozenset[str]:
    """Return the articles that copy from an earlier one, as far as the times tell."""
    pairs = index.comparison.directions
    return frozenset(
        d.right_article if d.copied_from == d.left_article else d.left_article for d in pairs if d.copied_from
    )


def _dots(row: Coverage, axis: tuple[datetime, datetime], index: Index) -> Lane:
    copied = copied_articles(index)
    places: defaultdict[float, list[Article]] = defaultdict(list)
    articles = articles_of(row, index)
    for article in sorted((a for a in articles if is_dated(a)), key=lambda a: (_at(a, axis), a.id)):
        at = _at(article, axis)
        near = next((place for place in places if abs(place - at) < TOUCHING), at)
        places[near].append(article)
    dots = tuple(
        Dot(at, all(a.id in copied for a in here), len(here), _title(here), f"#{here[0].id}")
        for at, here in places.items()
    )
    undated = sum(1 for a in articles if not is_dated(a))
    note = f"{count(undated, 'article')} without a date" if undated else ""
    return Lane(index.label(row.source), dots, 0.0, note)


def _bar(row: Coverage, most: int, index: Index) -> Lane:
    return Lane(index.label(row.source), (), round(100 * row.passages / most, 1), figure(row.passages))


def _title(articles: list[Article]) -> str:
    first = articles[0]
    when = moment_in_words(first.published, first.precision)
    if len(articles) == 1:
        return f"{first.title or 'Untitled'}, {when}"
    titles = join_some([a.title or "Untitled" for a in articles], 2)
    return f"{count(len(articles), 'article')} on {when}: {titles}"


def _at(article: Article, axis: tuple[datetime, datetime]) -> float:
    first, last = axis
    if first.date() == last.date() or article.published is None:
        return 50.0
    passed = (_utc(article.published) - first).total_seconds() / (last - first).total_seconds()
    return round(EDGE + (100 - 2 * EDGE) * passed, 2)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
