"""Single events inside a narrative: found where both levels show, kept through batches and corrections, and shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from report_factory import build_comparison, load_case

from narrative.cluster.corpus import list_corpus
from narrative.cluster.events import find_events
from narrative.cluster.features import build_features
from narrative.cluster.growth import Places, grow_events
from narrative.compare.events import settle_events
from narrative.config import ClusterConfig, ReportConfig
from narrative.data import (
    Article,
    Clustering,
    Comparison,
    Event,
    Findings,
    Member,
    Narrative,
    Passage,
    Place,
    Precision,
    Span,
)
from narrative.report.export import export_tables
from narrative.report.html import render_report
from narrative.report.narrow import Selection, narrow_comparison
from narrative.report.view.events import build_events, describe_events
from narrative.report.view.index import build_index
from narrative.text.identity import content_id

STRIKE = "The pilots of Eastquay went on strike and blocked the northern lock of Eastquay with two tugs on Monday."
SINKING = (
    "A cargo ship laden with timber sank off Eastquay in heavy fog and nine sailors swam ashore near the lighthouse."
)
FAIR = "The herring fair of Eastquay opened with brass music, a prize for the oldest boat and free soup for everybody."
FIRST = datetime(2031, 5, 6, tzinfo=UTC)
SETTINGS = ClusterConfig()


def write_article(text: str, outlet: str, day: int | None, title: str = "") -> Article:
    body = f"{text} So says the {outlet}."
    published = None if day is None else FIRST + timedelta(days=day)
    return Article(
        content_id("a", outlet, body, str(day)),
        outlet,
        False,
        title,
        body,
        Place(f"{outlet}.txt"),
        published=published,
        precision=Precision.DAY if published else Precision.UNKNOWN,
    )


def place_all(articles: list[Article]) -> tuple[dict[str, Article], list[Passage], Places, list[Narrative]]:
    """Return one narrative that holds every article, a passage each."""
    by_id = {article.id: article for article in sorted(articles, key=lambda article: article.id)}
    passages = [Passage(content_id("p", key), key, Span(0, len(one.text))) for key, one in by_id.items()]
    passages.sort(key=lambda passage: passage.id)
    vectors = np.ones((len(passages), 4), dtype=np.float32)
    features = build_features(passages, by_id, vectors)
    labels = np.zeros(len(passages), dtype=np.intp)
    members = tuple(Member(passage.id, 1.0) for passage in passages)
    narrative = Narrative("n1", "Eastquay", "", (), members, (passages[0].id,))
    return by_id, passages, Places(features, labels, frozenset()), [narrative]


def find(articles: list[Article], settings: ClusterConfig = SETTINGS) -> tuple[Event, ...]:
    by_id, passages, places, narratives = place_all(articles)
    return find_events(list_corpus(passages, by_id), (places.features, places.labels), narratives, settings)


def tell_two(days: tuple[int | None, ...] = (0, 1, 2, 3)) -> list[Article]:
    outlets = ("Bell", "Crier", "Dial", "Echo")
    strikes = [write_article(STRIKE, o, d, f"Pilots strike, writes {o}") for o, d in zip(outlets, days, strict=True)]
    sinkings = [write_article(SINKING, o, d, f"Timber ship sinks, {o}") for o, d in zip(outlets, days, strict=True)]
    return strikes + sinkings


def test_two_events_of_one_narrative_are_told_apart() -> None:
    articles = tell_two()
    text_of = {article.id: article.text for article in articles}
    events = find(articles)
    assert [len(event.articles) for event in events] == [4, 4]
    for event in events:
        assert len({text_of[key][:20] for key in event.articles}) == 1
        assert event.headline.startswith(("Pilots strike", "Timber ship"))
        assert event.narrative_id == "n1"


def test_a_narrative_of_one_event_lists_none() -> None:
    assert find(tell_two()[:4]) == ()


def test_articles_that_tell_one_event_each_make_no_list() -> None:
    assert find([write_article(text, "Bell", 0) for text in (STRIKE, SINKING, FAIR)]) == ()


def test_where_narratives_are_single_events_there_are_none_inside() -> None:
    assert find(tell_two(), ClusterConfig(granularity="fine")) == ()


def test_words_that_return_after_months_tell_another_event() -> None:
    sizes = sorted(len(event.articles) for event in find(tell_two((0, 1, 200, 201))))
    assert sizes == [2, 2, 2, 2]


def test_events_need_no_dates() -> None:
    assert [len(event.articles) for event in find(tell_two((None, None, None, None)))] == [4, 4]


def grow(old: list[Article], new: list[Article]) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    before = find(old)
    by_id, passages, places, narratives = place_all(old + new)
    places = replace(places, fresh=frozenset(article.id for article in new))
    return before, grow_events(before, list_corpus(passages, by_id), places, narratives, SETTINGS)


def test_a_later_article_joins_the_event_that_it_tells_and_ids_stay() -> None:
    late = write_article(SINKING, "Flag", 4)
    before, after = grow(tell_two(), [late])
    assert [event.id for event in after] == [event.id for event in before]
    assert [event.headline for event in after] == [event.headline for event in before]
    grown = [event for event, was in zip(after, before, strict=True) if event.articles != was.articles]
    assert len(grown) == 1
    assert late.id in grown[0].articles
    assert len(grown[0].articles) == 5


def test_later_articles_make_an_event_of_their_own() -> None:
    fair = [write_article(FAIR, outlet, 5) for outlet in ("Bell", "Flag")]
    before, after = grow(tell_two(), fair)
    assert after[:2] == before
    assert after[2].articles == tuple(sorted(article.id for article in fair))


def test_a_batch_can_show_the_second_level_for_the_first_time() -> None:
    everything = tell_two()
    before, after = grow(everything[:5], everything[5:])
    assert before == ()
    assert [len(event.articles) for event in after] == [4, 4]


def test_articles_that_all_stand_in_events_already_change_none() -> None:
    articles = tell_two()
    by_id, passages, places, narratives = place_all(articles)
    before = find(articles)
    again = replace(places, fresh=frozenset(by_id))
    assert grow_events(before, list_corpus(passages, by_id), again, narratives, SETTINGS) == before


def test_a_batch_without_articles_changes_no_event() -> None:
    before, after = grow(tell_two(), [])
    assert after == before


def test_an_event_goes_with_its_articles_and_passages() -> None:
    by_id, passages, _, narratives = place_all(tell_two())
    keys = sorted(by_id)
    half = {p.id for p in passages if p.article_id in keys[:3]}
    members = narratives[0].members
    parts = (
        replace(narratives[0], members=tuple(m for m in members if m.passage_id not in half)),
        replace(narratives[0], id="n2", members=tuple(m for m in members if m.passage_id in half)),
    )
    events = (Event("e1", "n1", "One", tuple(keys[:3])), Event("e2", "n1", "Two", (keys[4], "gone")))
    clustering = Clustering(parts, events=events)
    settled = settle_events(Findings((), (), (), tuple(passages), (), clustering, (), (), ()))
    assert [(event.id, event.narrative_id) for event in settled] == [("e1", "n2")]


@pytest.fixture
def eventful() -> Comparison:
    comparison = build_comparison(load_case("harbour"))
    first = comparison.narratives[0]
    passages = {p.id: p.article_id for p in comparison.passages}
    keys = tuple(sorted({passages[m.passage_id] for m in first.members})[:2])
    return replace(comparison, events=(Event(content_id("e", *keys), first.id, "The lock was blocked", keys),))


def test_the_page_lists_the_events_of_a_narrative_with_day_and_sources(eventful: Comparison) -> None:
    index = build_index(eventful)
    (event,) = build_events(eventful.narratives[0], index)
    assert event.headline == "The lock was blocked"
    assert event.when != "no date"
    assert len(event.articles) == 2
    assert describe_events(eventful.narratives[0], index).startswith("1 event")
    assert describe_events(eventful.narratives[1], index) == ""
    html = render_report(eventful, "", ReportConfig())
    assert f'<li id="{event.anchor}">' in html
    assert all(f'id="{link.href[1:]}"' in html for link in event.articles)


def test_the_twins_list_events_with_their_articles(eventful: Comparison) -> None:
    table = dict(export_tables(eventful))["events.csv"].decode()
    assert "The lock was blocked" in table
    assert "; ".join(eventful.events[0].articles) in table


def test_a_part_of_the_comparison_keeps_the_events_of_its_narratives(eventful: Comparison) -> None:
    inside = narrow_comparison(eventful, Selection(narratives=(eventful.narratives[0].id,)))
    outside = narrow_comparison(eventful, Selection(narratives=(eventful.narratives[1].id,)))
    assert len(inside.events) == 1
    assert outside.events == ()
