"""A claim that is only a part of its sentence: the page shows the rest of it, and gives no fragment as a title."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_browser import save
from report_factory import build_comparison

from narrative.config import ReportConfig
from narrative.data import Claim, Link, Span
from narrative.report.html import render_report
from narrative.report.view.choose import choose_representative
from narrative.report.view.index import build_index
from narrative.report.view.nouns import Mark, Piece
from narrative.report.view.page import build_page
from narrative.report.view.surround import begin_sentence, find_rest, surround

WHOLE = "The fleet of Port Sable sailed on Monday."
CASE: dict[str, Any] = {
    "articles": [
        {
            "key": "a",
            "source": "Harbour Courier",
            "title": "Boats",
            "text": [["The pier was closed on Friday, and ", {"text": "boats were sent to Port Sable.", "group": "g"}]],
        },
        {
            "key": "b",
            "source": "Coast Bulletin",
            "title": "Boats again",
            "text": [[{"text": "boats were sent to Port Sable", "group": "g"}, ", which has a pier of its own."]],
        },
    ],
    "narratives": [{"key": "n", "label": "Pier", "articles": ["a", "b"]}],
}


def test_the_rest_of_the_sentence_stands_around_a_quote_in_lighter_type() -> None:
    page = build_page(build_comparison(CASE), "", ReportConfig(plotly=False))
    quotes = {q.source.name: [(p.text, p.mark) for p in q.pieces] for q in page.claims.rows[0].quotes}
    assert quotes["Harbour Courier"][0] == ("The pier was closed on Friday, and ", Mark.REST)
    assert quotes["Coast Bulletin"][-1] == (", which has a pier of its own.", Mark.REST)


def test_a_fragment_is_a_title_only_behind_the_start_of_its_sentence() -> None:
    index = build_index(build_comparison(CASE))
    row = build_page(index.comparison, "", ReportConfig(plotly=False)).claims.rows[0]
    told = {index.say(claim) for claim in index.claims.values()}
    assert "The pier was closed on Friday, and boats were sent to Port Sable." in told
    assert not (row.lead and row.claim[0].isupper())


def test_no_closeness_makes_a_fragment_stand_for_a_claim() -> None:
    def claim(key: str, text: str) -> Claim:
        return Claim(key, key, key, Span(0, len(text)), text)

    members = [
        claim("c1", "meant to send the fleet of Port Sable"),
        claim("c2", WHOLE),
        claim("c3", "It sailed on Monday."),
    ]
    links = [Link("c1", "c2", 0.99, ()), Link("c1", "c3", 0.99, ())]
    assert choose_representative(members, links).id in {"c2", "c3"}


def test_a_whole_sentence_has_no_rest() -> None:
    index = build_index(
        build_comparison({"articles": [{"key": "a", "source": "A", "text": [[{"text": WHOLE[:-1]}, "."]]}]})
    )
    (claim,) = index.claims.values()
    article = index.articles[claim.article_id]
    assert find_rest(claim, article) == ("", "")
    assert begin_sentence(claim, article) == ""


@pytest.mark.parametrize("width", [20, 40])
def test_a_long_rest_is_cut_at_a_word(width: int) -> None:
    index = build_index(build_comparison(CASE))
    claim = next(c for c in index.claims.values() if c.source == "Harbour Courier")
    first, *_ = surround([Piece(claim.text)], claim, index.articles[claim.article_id], width)
    assert first.mark is Mark.REST
    assert len(first.text) <= width + 1


@pytest.mark.browser
def test_a_copied_quote_leaves_out_the_rest_of_the_sentence(open_page: Any, tmp_path: Path) -> None:
    path = save(render_report(build_comparison(CASE), "", ReportConfig(plotly=False)), tmp_path)
    page = open_page(path, permissions=["clipboard-read", "clipboard-write"]).page
    page.wait_for_selector("html[data-ready]", state="attached")
    page.click("table.claims td > details > summary >> nth=0")
    quote = page.query_selector(".quote:has-text('Harbour Courier')")
    assert "The pier was closed on Friday" in quote.text_content()
    quote.query_selector("button.copy").click()
    page.wait_for_selector(".said:not(:empty)")
    assert page.evaluate("navigator.clipboard.readText()").startswith("“boats were sent to Port Sable.”")
