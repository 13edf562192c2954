"""The events inside a narrative, in order of time."""

from __future__ import annotations

from narrative.data import Event, Narrative
from narrative.report.view.index import Index, is_dated
from narrative.report.view.nouns import Label
from narrative.report.view.sections import EventView
from narrative.report.words import count, count_in_words, day, join_some

MOST_SOURCES = 6


def build_events(narrative: Narrative, index: Index) -> tuple[EventView, ...]:
    """Return the events of *narrative*, the first to be told first, those without a date last."""
    events = [event for event in index.comparison.events if event.narrative_id == narrative.id]
    return tuple(
        _view(event, index) for event in sorted(events, key=lambda event: (_list_days(event, index), event.id))
    )


def describe_events(narrative: Narrative, index: Index) -> str:
    """Return how many events there are and how many articles tell none of them: "3 events; 4 of 12 articles tell none"."""
    events = [event for event in index.comparison.events if event.narrative_id == narrative.id]
    if not events:
        return ""
    articles = {index.passages[member.passage_id].article_id for member in narrative.members}
    left = len(articles - {key for event in events for key in event.articles})
    none = f"; {count_in_words(left, 'other article')} in the narrative" if left else ""
    return count(len(events), "event") + none


def _list_days(event: Event, index: Index) -> tuple[bool, list[str]]:
    articles = (index.articles[key] for key in event.articles)
    days = sorted(item.published.isoformat() for item in articles if item.published and is_dated(item))
    return not days, days


def _view(event: Event, index: Index) -> EventView:
    articles = [index.articles[key] for key in event.articles]
    dated = sorted((item for item in articles if is_dated(item)), key=lambda item: str(item.published))
    days = list(dict.fromkeys(day(item.published) for item in dated if item.published))
    when = "no date" if not days else days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    sources = sorted({item.source for item in articles})
    who = f"{count(len(articles), 'article')} from {join_some(sources, MOST_SOURCES)}"
    links = tuple(Label(item.title or "Untitled", "#" + item.id) for item in articles)
    return EventView(event.id, event.headline, when, who, links)
