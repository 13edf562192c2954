"""One article in two versions: it is one article of its source, and its sentence one sentence."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from report_factory import build_comparison

from narrative.config import ReportConfig
from narrative.data import Comparison, Revision
from narrative.report.html import write_page
from narrative.report.view.index import build_index
from narrative.report.view.page import build_page
from narrative.report.view.sections import Page

SAID = "The old pier of Port Sable was closed on Friday."
URL = "https://harbour.example/pier"


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    said = {"text": SAID, "group": "g"}
    articles = [
        {"key": "a1", "source": "Harbour Courier", "title": "Pier", "text": [[said]], "published": "2024-03-01T10:00"},
        {
            "key": "a2",
            "source": "Harbour Courier",
            "title": "Pier",
            "text": [[said, " A crane fell."]],
            "published": "2024-03-01T12:00",
        },
        {"key": "b", "source": "Coast Bulletin", "title": "Shut", "text": [[said]], "published": "2024-03-02T10:00"},
    ]
    narrative = {"key": "n", "label": "Pier", "articles": ["a1", "a2", "b"]}
    found = build_comparison({"articles": articles, "narratives": [narrative]})
    first, second = sorted((a for a in found.articles if a.source == "Harbour Courier"), key=lambda a: len(a.text))
    return replace(found, revisions=(Revision(first.id, second.id, URL),))


@pytest.fixture(scope="module")
def page(comparison: Comparison) -> Page:
    return build_page(comparison, "", ReportConfig(plotly=False))


def test_the_page_counts_it_once(page: Page) -> None:
    assert page.kicker.startswith("Comparison of 2 articles (one changed after publication) from 2 sources")
    assert page.narratives[0].numbers == "2 articles (one in another version too) from 2 sources, 3 passages"
    assert {s.source.name: s.numbers.split(",")[0] for s in page.sources}["Harbour Courier"] == "1 article"
    assert page.front is not None
    assert [row[2] for row in page.front.rows] == ["1", "1"]


def test_its_sentence_stands_once_among_the_quotes_with_every_anchor(page: Page, comparison: Comparison) -> None:
    quotes = page.claims.rows[0].quotes
    assert [q.source.name for q in quotes] == ["Harbour Courier", "Coast Bulletin"]
    assert quotes[0].when.endswith(", and in a later version of it")
    ids = set(re.findall(r'id="(q[0-9a-f]{16})"', write_page(page)))
    assert {"q" + c.id[1:] for c in comparison.claims} == ids


def test_both_texts_can_be_read_and_the_earlier_one_says_so(page: Page) -> None:
    earlier = [a for a in page.articles if a.is_earlier]
    assert len(page.articles) == 3
    assert len(earlier) == 1
    assert "its later version is on this page too" in earlier[0].notes[0]
    assert "1 article, 1 in an earlier version too" in write_page(page)


def test_a_circle_of_revisions_ends(comparison: Comparison) -> None:
    (one,) = comparison.revisions
    circle = replace(comparison, revisions=(one, Revision(one.after, one.before, URL)))
    assert build_index(circle).count_articles(a.id for a in circle.articles) in {2, 3}
