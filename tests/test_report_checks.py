"""The section of checks on the page, and its twins."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from factory import build_findings

from narrative.compare import compare_sources
from narrative.config import CompareConfig, ReportConfig
from narrative.data import Comparison, WrongWeekday
from narrative.extract.weekdays import find_wrong_weekdays
from narrative.report.export import export_tables
from narrative.report.html import render_report
from narrative.report.view.checks import MOST, build_checks
from narrative.report.view.index import build_index
from narrative.report.view.nouns import Mark

DESCRIPTION: dict[str, Any] = {
    "articles": [
        {"key": "h1", "source": "Harbour Bell", "title": "Ferry late", "published": "2031-05-06T08:00",
         "text": ["sea| [crew: The ferry left with 12 sailors.] It sank on Friday, 6 May 2031.", "Fair weather."]},
        {"key": "h2", "source": "Harbour Bell", "published": "2031-05-06T20:00", "text": ["sea| [crew: The ferry left with 20 sailors.] [hurt: Nine were hurt.]"]},
        {"key": "h3", "source": "Harbour Bell", "published": "2031-05-07T20:00", "text": ["sea| [hurt: Eleven were hurt.]"]},
    ],
    "links": [
        ["h1.crew", "h2.crew", "diverges", "number", {"evidence": [["number", "12", "20"]]}],
        ["h2.hurt", "h3.hurt", "diverges", "update", {"evidence": [["number", "Nine", "Eleven"]]}],
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    findings = build_findings(DESCRIPTION)
    weekdays = tuple(one for article in findings.articles for one in find_wrong_weekdays(article))
    return compare_sources(replace(findings, wrong_weekdays=weekdays), CompareConfig())


def test_contradictions_and_updates_are_told_apart_in_words(comparison: Comparison) -> None:
    checks = build_checks(build_index(comparison))
    assert [(turn.source.name, turn.words) for turn in checks.contradictions] == [
        ("Harbour Bell", "“12 sailors”, then “20 sailors”")
    ]
    assert [turn.words for turn in checks.updates] == ["“Nine”, then “Eleven”"]
    marked = [[piece.text for piece in side.pieces if piece.mark] for side in checks.contradictions[0].clash.sides]
    assert marked == [["12"], ["20"]]


def test_versions_at_one_address_are_shown_as_changed_after_publication() -> None:
    url = "https://bell.example/ferry"
    articles = [{**article, "url": url} for article in DESCRIPTION["articles"][:2]] + DESCRIPTION["articles"][2:]
    comparison = compare_sources(build_findings({**DESCRIPTION, "articles": articles}), CompareConfig())

    checks = build_checks(build_index(comparison))

    assert checks.contradictions == ()
    assert [turn.words for turn in checks.revised] == ["“12 sailors”, then “20 sailors”"]
    assert [one.before.name for one in checks.revisions] == ["Ferry late (6 May 2031, 08:00 UTC)"]
    assert "Articles changed after publication" in render_report(comparison, "", ReportConfig(plotly=False))
    files = dict(export_tables(comparison))
    (row,) = csv.DictReader(io.StringIO(files["revisions.csv"].decode()))
    assert (row["source"], row["url"]) == ("Harbour Bell", url)


def test_a_weekday_is_shown_in_its_sentence_with_what_the_calendar_says(comparison: Comparison) -> None:
    (place,) = build_checks(build_index(comparison)).weekdays
    assert [piece.text for piece in place.pieces if piece.mark is Mark.DIFFERS] == ["Friday, 6 May 2031"]
    assert place.words == "6 May 2031 was a Tuesday."
    assert place.article.name == "Ferry late"


def test_every_link_of_the_section_leads_to_an_anchor_of_the_page(comparison: Comparison) -> None:
    html = render_report(comparison, "", ReportConfig(plotly=False))
    section = html[html.index('<h2 id="checks">') : html.index('<h2 id="silences">')]
    hrefs = {part.split('"')[0] for part in section.split('href="#')[1:]}
    assert hrefs
    assert [href for href in hrefs if f'id="{href}"' not in html] == []


def test_a_comparison_without_anything_to_check_has_no_section() -> None:
    comparison = compare_sources(build_findings({"articles": DESCRIPTION["articles"][:1]}), CompareConfig())
    assert "Checks" not in render_report(comparison, "", ReportConfig(plotly=False))


def test_what_a_list_leaves_out_is_counted(comparison: Comparison) -> None:
    (place,) = comparison.wrong_weekdays
    many = tuple(
        WrongWeekday(place.article_id, place.span, "friday", "tuesday", "2031-05-06", "text") for _ in range(MOST + 2)
    )
    checks = build_checks(build_index(replace(comparison, wrong_weekdays=many)))
    assert len(checks.weekdays) == MOST
    assert checks.weekdays_more == "Two more places in wrong_weekdays.csv."


def test_the_twins_hold_both_sides_and_the_place(comparison: Comparison) -> None:
    files = dict(export_tables(comparison))
    rows = list(csv.DictReader(io.StringIO(files["self_contradictions.csv"].decode())))
    assert sorted((row["divergence"], row["ordered"], row["first_text"]) for row in rows) == [
        ("number", "true", "The ferry left with 12 sailors."),
        ("update", "true", "Nine were hurt."),
    ]
    (row,) = csv.DictReader(io.StringIO(files["wrong_weekdays.csv"].decode()))
    article = next(one for one in comparison.articles if one.id == row["article_id"])
    assert article.text[int(row["start"]) : int(row["end"])] == row["text"] == "Friday, 6 May 2031"
