"""The page on a phone: what is secondary is folded away, and nothing is lost by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_browser import save, wait_until
from report_factory import build_comparison, load_case

from narrative.config import ReportConfig
from narrative.report.html import render_report

PHONE = {"viewport": {"width": 390, "height": 844}}
# Whatever folds, and whether what is in it can be seen.
FOLDED = "[...document.querySelectorAll('.fold')].map((f) => f.lastElementChild.getClientRects().length > 0)"
# Sections that were not drawn yet have a height that is guessed.
HEIGHT = """() => {
    for (const section of document.querySelectorAll('main > section')) section.style.contentVisibility = 'visible';
    return document.documentElement.scrollHeight;
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    html = render_report(build_comparison(load_case("harbour")), "a: 1\n", ReportConfig())
    return save(html, tmp_path_factory.mktemp("phone"))


@pytest.fixture
def phone(open_page: Any, path: Path) -> Any:
    page = open_page(path, **PHONE).page
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def test_what_is_secondary_waits_behind_its_heading(phone: Any) -> None:
    errors: list[str] = []
    phone.on("pageerror", lambda error: errors.append(str(error)))
    assert not any(phone.evaluate(FOLDED))
    folder = phone.query_selector(".fold .folder")
    folder.click()
    assert folder.get_attribute("aria-expanded") == "true"
    assert phone.evaluate(FOLDED)[0]
    assert errors == []


def test_the_page_is_shorter_than_without_folding_and_says_how_much_there_is(
    open_page: Any, path: Path, phone: Any
) -> None:
    plain = open_page(path, java_script_enabled=False, **PHONE).page
    assert phone.evaluate(HEIGHT) < 0.85 * plain.evaluate(HEIGHT)
    for button in phone.query_selector_all(".further"):
        assert button.text_content().startswith("Show all ")
        button.click()
    assert phone.query_selector_all(".later") == []


@pytest.mark.parametrize("how", [{"java_script_enabled": False}, {"viewport": {"width": 1280, "height": 900}}])
def test_without_scripts_or_on_a_wide_screen_nothing_is_folded(open_page: Any, path: Path, how: dict[str, Any]) -> None:
    page = open_page(path, **{**PHONE, **how}).page
    drawn = page.evaluate(
        "[...document.querySelectorAll('.fold:not(.explore)')].map((f) => f.lastElementChild.getClientRects().length > 0)"
    )
    assert drawn
    assert all(drawn)
    assert page.query_selector_all(".folder:visible") == []


def test_paper_gets_everything(phone: Any) -> None:
    phone.emulate_media(media="print")
    shown = phone.evaluate(
        "[...document.querySelectorAll('.fold:not(.explore)')].map((f) => f.lastElementChild.getClientRects().length > 0)"
    )
    assert all(shown)
    hidden = phone.evaluate("[...document.querySelectorAll('.later')].filter((e) => !e.getClientRects().length).length")
    assert hidden == 0


def test_a_link_opens_what_is_folded(open_page: Any, path: Path) -> None:
    page = open_page(path, "#settings", **PHONE).page
    page.wait_for_selector("html[data-ready]", state="attached")
    article = page.evaluate("document.querySelector('details.text').id")
    assert not page.is_visible(f"#{article}")
    page.evaluate(f"location.hash = '{article}'")
    page.wait_for_selector(f"#{article}", state="visible")


def test_a_chart_that_was_folded_is_drawn_when_it_opens(phone: Any) -> None:
    chart = phone.query_selector(".explore")
    chart.scroll_into_view_if_needed()
    phone.wait_for_timeout(300)
    assert chart.get_attribute("data-drawn") is None
    chart.query_selector(".folder").click()
    phone.wait_for_selector(".explore[data-drawn]", timeout=20_000)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_long_secondary_lists_are_short_on_a_wide_screen_too_and_whole_on_paper(open_page: Any, tmp_path: Path) -> None:
    case = load_case("harbour")
    html = render_report(build_comparison(case), "", ReportConfig(plotly=False))
    page = open_page(save(html.replace('data-few="20"', 'data-few="20" data-wide="1"'), tmp_path)).page
    page.wait_for_selector("html[data-ready]", state="attached")
    rows = page.query_selector_all("details.source")
    assert len(rows) > 2
    assert [row.is_visible() for row in rows] == [True, *[False] * (len(rows) - 1)]
    page.emulate_media(media="print")
    assert all(row.is_visible() for row in rows)
    page.emulate_media(media="screen")
    page.click(".further")
    assert all(row.is_visible() for row in rows)


@pytest.fixture(scope="module")
def piers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a page with more shared claims than a phone shows at once."""
    told = [[{"text": f"The pier {n} of Port Sable was closed on Friday.", "group": f"g{n}"}, " "] for n in range(15)]
    articles = [{"key": key, "source": key, "title": "Piers", "text": told} for key in ("Courier", "Bulletin")]
    comparison = build_comparison(
        {"articles": articles, "narratives": [{"key": "n", "label": "Pier", "articles": ["Courier", "Bulletin"]}]}
    )
    return save(render_report(comparison, "", ReportConfig(plotly=False)), tmp_path_factory.mktemp("piers"))


def test_printing_prints_every_claim_and_then_shows_the_first_again(open_page: Any, piers: Path) -> None:
    page = open_page(piers, **PHONE).page
    page.wait_for_selector("html[data-ready]", state="attached")
    counts = []
    for event in ("", "beforeprint", "afterprint"):
        if event:
            page.evaluate(f"dispatchEvent(new Event('{event}'))")
        counts.append(len(page.query_selector_all("table.claims > tbody")))
    assert counts == [10, 15, 10]


def test_a_link_to_a_claim_beyond_the_first_shows_it_and_keeps_it(open_page: Any, piers: Path) -> None:
    page = open_page(piers, **PHONE).page
    page.wait_for_selector("html[data-ready]", state="attached")
    page.fill("[name=words]", "pier 14")
    last = page.get_attribute("table.claims > tbody >> nth=0", "id")
    page.click("button[type=reset]")
    wait_until(page, "document.querySelectorAll('table.claims > tbody').length === 10")
    page.evaluate(f"location.hash = '{last}'")
    page.wait_for_timeout(300)
    assert page.is_visible(f"#{last}")
    assert page.evaluate("location.hash") == f"#{last}"


def test_on_a_phone_a_line_of_sections_stays_at_the_top_and_shows_the_one_that_is_read(phone: Any) -> None:
    page = phone
    assert page.evaluate("document.querySelector('.contents').getBoundingClientRect().top > 0")
    page.evaluate("location.hash = '#silences'")
    wait_until(page, "document.documentElement.classList.contains('far')")
    bar, here = page.evaluate(
        "[document.querySelector('.contents'), document.querySelector('.contents a[aria-current]')]"
        ".map((e) => { const r = e.getBoundingClientRect(); return [r.top, r.left, r.right, r.height]; })"
    )
    assert bar[0] == 0
    assert bar[3] < 50
    assert here[1] >= 0
    assert here[2] <= 390
    assert page.evaluate("document.querySelector('#silences').getBoundingClientRect().top") >= bar[3]
