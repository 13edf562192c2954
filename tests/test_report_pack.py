"""What a large page carries compressed is, once unpacked, what a small page shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from report_browser import save
from report_factory import build_comparison, load_case

from narrative.config import ReportConfig
from narrative.data import Comparison
from narrative.report import html as pages
from narrative.report.pack import CAPITAL, find_told, refer_links, refer_words
from narrative.report.view.page import build_page

PAYLOADS = tuple(case["input"] for case in load_case("payloads"))
ROWS = "[...document.querySelectorAll('table.claims > tbody')].map((b) => b.outerHTML.replace(/<tr class=.open.[^]*<.tr>/, '').replace(/\\s+/g, ' '))"


@pytest.fixture(scope="module")
def harbour() -> Comparison:
    return build_comparison(load_case("harbour"))


def settle(comparison: Comparison) -> str:
    return pages.render_report(comparison, "", ReportConfig(plotly=False, open_claims=1))


def test_a_row_refers_to_the_words_of_the_articles_and_keeps_those_that_are_not_there(harbour: Comparison) -> None:
    rows = build_page(harbour, "", ReportConfig(plotly=False)).claims.rows
    told = find_told('<i id="c0123456789abcdef">' + rows[0].claim[0].lower() + rows[0].claim[1:] + " </i>")
    first, second, *_ = refer_words(rows, told)
    assert first.claim == f"{CAPITAL}0;"
    assert second.claim == rows[1].claim
    assert refer_links('<a href="#c0123456789abcdef"><a href="#cfedcba9876543210">', told) == (
        '<a href="#~0;"><a href="#cfedcba9876543210">'
    )


def test_a_text_that_holds_the_sign_of_a_reference_is_left_as_it_is(harbour: Comparison) -> None:
    rows = build_page(harbour, "", ReportConfig(plotly=False)).claims.rows
    rows = (replace(rows[0], credit=f"{CAPITAL}0;"), *rows[1:])
    assert refer_words(rows, find_told(f'<i id="c0123456789abcdef">{rows[1].claim}</i>')) == rows


@pytest.mark.browser
@pytest.mark.parametrize("hostile", [False, True])
def test_packed_rows_are_those_of_a_small_page(
    harbour: Comparison, open_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hostile: bool
) -> None:
    if hostile:
        narratives = tuple(
            replace(n, label=n.label + " ".join(PAYLOADS[k::3])) for k, n in enumerate(harbour.narratives)
        )
        harbour = replace(harbour, narratives=narratives)
    (tmp_path / "small").mkdir()
    small = open_page(save(settle(harbour), tmp_path / "small")).page
    small.wait_for_selector("html[data-ready]", state="attached")
    monkeypatch.setattr(pages, "LARGEST", 1000)
    monkeypatch.setattr(pages, "FEWEST_ROWS", 1)
    text = settle(harbour)
    assert 'id="rows"' in text
    visit = open_page(save(text, tmp_path))
    visit.page.wait_for_selector("html[data-ready]", state="attached")
    assert visit.page.evaluate(ROWS) == small.evaluate(ROWS)
    assert visit.complaints == []
    assert visit.page.evaluate("window.hacked") is None


def test_a_page_is_weighed_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    text = [["Старый причал закрыли в пятницу. " * 200]]
    comparison = build_comparison({"articles": [{"key": "a", "source": "Курьер", "title": "Причал", "text": text}]})
    small = pages.render_report(comparison, "", ReportConfig(plotly=False))
    assert 'id="bodies"' not in small
    monkeypatch.setattr(pages, "LARGEST", len(small) + 10)
    assert 'id="bodies"' in pages.render_report(comparison, "", ReportConfig(plotly=False))
