"""What a reader does with the page: orders and windows of claims, keys, and corrections to hand over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_browser import save
from report_factory import build_comparison, load_case
from ruamel.yaml import YAML

from narrative.config import ReportConfig
from narrative.data import Comparison
from narrative.report.html import render_report

ROWS = "table.claims > tbody"
READY = "html[data-ready]"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def harbour() -> Comparison:
    return build_comparison(load_case("harbour"))


@pytest.fixture(scope="module")
def page_path(harbour: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(render_report(harbour, "", ReportConfig(plotly=False)), tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="module")
def packed_path(harbour: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    html = render_report(harbour, "", ReportConfig(plotly=False, list_claims=2))
    return save(html, tmp_path_factory.mktemp("packed"))


def test_rows_that_wait_packed_are_found_by_filters_and_links(open_page: Any, packed_path: Path) -> None:
    page = open_page(packed_path).page
    page.wait_for_selector(READY)
    assert len(page.query_selector_all(ROWS)) == 6
    last = page.get_attribute(f"{ROWS} >> nth=5", "id")
    page.select_option("[name=stand]", "d")
    assert len(page.query_selector_all(ROWS)) == 2
    page.evaluate(f"location.hash = '{last}'")
    page.wait_for_selector(f"#{last}")
    assert page.input_value("[name=stand]") == ""
    silent = open_page(packed_path, java_script_enabled=False).page
    assert len(silent.query_selector_all(ROWS)) == 2
    assert silent.is_visible("text=Four more shared claims in groups.csv.")


def test_the_order_of_the_claims_lives_in_the_address(open_page: Any, page_path: Path) -> None:
    page = open_page(page_path, "#claims?sort=independent&origins=2").page
    page.wait_for_selector(READY)
    origins = [
        int(cell.inner_text().split()[0]) for cell in page.query_selector_all(f"{ROWS} tr.row > td:nth-child(2)")
    ]
    assert set(origins) == {2}
    page.click("button[type=reset]")
    page.select_option("[name=sort]", "independent")
    origins = [
        int(cell.inner_text().split()[0]) for cell in page.query_selector_all(f"{ROWS} tr.row > td:nth-child(2)")
    ]
    assert origins == sorted(origins, reverse=True)
    assert page.evaluate("location.hash") == "#claims?sort=independent"


def test_a_number_between_two_sources_shows_so_many_claims(open_page: Any, page_path: Path) -> None:
    page = open_page(page_path).page
    page.wait_for_selector(READY)
    for n in range(3):
        number = page.query_selector_all("table.between td a")[n]
        count = int(number.inner_text())
        number.click()
        page.wait_for_timeout(50)
        assert len(page.query_selector_all(ROWS)) == count


def test_the_keyboard_goes_from_claim_to_claim_and_to_the_search(open_page: Any, page_path: Path) -> None:
    page = open_page(page_path, "#claims").page
    page.wait_for_selector(READY)
    focused = "document.activeElement.closest('tbody') && document.activeElement.closest('tbody').id"
    page.keyboard.press("j")
    first = page.evaluate(focused)
    page.keyboard.press("j")
    second = page.evaluate(focused)
    assert first
    assert second
    assert first != second
    page.keyboard.press("Enter")
    assert page.is_visible(f"[id='{second}'] blockquote >> nth=0")
    page.keyboard.press("k")
    assert page.evaluate(focused) == first
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.parentElement.className") == "text"
    page.keyboard.press("?")
    assert page.is_visible("dialog.keys")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "words"


def test_a_link_leads_right_to_its_section_whatever_is_drawn_on_the_way(open_page: Any, page_path: Path) -> None:
    visit = open_page(page_path)
    page = visit.page
    page.wait_for_selector(READY)
    for section in ("method", "narratives", "silences", "claims"):
        page.evaluate("(id) => { location.hash = `#${id}`; }", section)
        page.wait_for_timeout(400)
        top = page.evaluate("(id) => document.getElementById(id).getBoundingClientRect().top", section)
        least = page.evaluate("innerHeight - document.documentElement.getBoundingClientRect().bottom + 1")
        assert 0 <= top < 120 or least >= 0, (section, top)
    page.evaluate("() => { location.hash = '#claims?stand=d'; }")
    page.wait_for_timeout(400)
    assert 0 <= page.evaluate("document.getElementById('claims').getBoundingClientRect().top") < 120
    assert visit.complaints == []


def test_corrections_become_a_file_that_is_yaml(open_page: Any, page_path: Path, harbour: Comparison) -> None:
    visit = open_page(page_path)
    page = visit.page
    page.wait_for_selector(READY)
    page.click("table.claims summary >> nth=0")
    page.click(".quote .copy:has-text('Not this claim') >> nth=0")
    page.select_option(".reason select >> nth=0", "diverges update")
    page.evaluate("document.querySelectorAll('article.narrative details').forEach((d) => { d.open = true; })")
    assert page.query_selector_all(".exact .naming") == []
    page.fill(".naming input >> nth=0", 'A "new" name: #1')
    page.press(".naming input >> nth=0", "Tab")
    page.select_option(".naming select >> nth=1", index=1)
    page.select_option(".corrections [name=old]", "Andes Wire")
    page.select_option(".corrections [name=name]", "Meridian Post")
    page.fill(".corrections [name=line]", "- Read more: 'here'")
    page.click(".corrections form button")
    with page.expect_download() as download:
        page.click("[data-do=save]")
    assert download.value.suggested_filename == "corrections.yaml"
    found = YAML(typ="safe", pure=True).load(Path(download.value.path()).read_text("utf-8"))
    narratives = [n.id for n in harbour.narratives]
    claims = {c.id for c in harbour.claims}
    assert found["narratives"][0] == {"id": narratives[0], "rename": 'A "new" name: #1'}
    assert found["narratives"][1]["id"] == narratives[1]
    assert found["narratives"][1]["merge_into"] in narratives
    assert {c for pair in found["different"] for c in pair} <= claims
    assert len(found["different"]) >= 1
    [verdict] = found["verdicts"]
    assert {verdict["left"], verdict["right"]} <= claims
    assert (verdict["relation"], verdict["divergence"]) == ("diverges", "update")
    assert found["aliases"] == {"Andes Wire": "Meridian Post"}
    assert found["ignore_lines"] == ["- Read more: 'here'"]
    assert visit.complaints == []


def test_a_sentence_taken_out_of_its_claim_is_one_correction_that_its_card_shows_and_takes_back(
    open_page: Any, page_path: Path
) -> None:
    visit = open_page(page_path)
    page = visit.page
    page.wait_for_selector(READY)
    page.click("table.claims summary >> nth=0")
    cards = page.locator("tr:has(details[open]) .quote, details[open] .quote").count()
    assert cards > 2
    page.click(".quote .copy.out >> nth=0")
    assert page.locator(".quote.taken").count() == 1
    assert page.locator(".chip").inner_text() == "1 correction"
    assert page.locator(".corrections .marks li").count() == 1
    assert page.locator(".corrections pre").text_content().count("[c") == cards - 1
    page.click(".quote .copy.out >> nth=0")
    assert page.locator(".quote.taken").count() == 0
    assert page.locator(".corrections pre").text_content() == ""
    assert visit.complaints == []


def test_two_sentences_can_be_marked_as_the_same_claim_and_the_mark_taken_back(open_page: Any, page_path: Path) -> None:
    page = open_page(page_path).page
    page.wait_for_selector(READY)
    page.evaluate("document.querySelectorAll('.claims details').forEach((d) => { d.open = true; })")
    page.wait_for_selector("button.same >> nth=1")
    page.evaluate("[...document.querySelectorAll('button.same')].slice(0, 1).forEach((b) => b.click())")
    page.evaluate("[...document.querySelectorAll('button.same')].slice(-1).forEach((b) => b.click())")
    assert page.inner_text(".chip") == "1 correction"
    assert page.text_content(".corrections pre").startswith("same:\n  - [c")
    page.click(".marks button")
    assert not page.is_visible(".chip")
    assert page.inner_text(".corrections .nomarks") == "Nothing is marked yet."


def test_a_mark_on_a_quote_copies_nothing(open_page: Any, page_path: Path) -> None:
    visit = open_page(page_path)
    page = visit.page
    page.wait_for_selector(READY)
    page.click("table.claims td > details > summary >> nth=0")
    page.click(".quote >> nth=0 >> text=Same as…")
    assert page.text_content(".said") == "Now choose the sentence that makes the same claim"
    page.click(".showkeys")
    page.wait_for_selector("dialog.keys[open]")
    assert visit.complaints == []
