"""The page in a real browser: it draws, opens and filters, and nothing that is not its own ever runs."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from report_browser import save, wait_until
from report_factory import build_comparison, load_case

from narrative.config import ReportConfig
from narrative.data import Comparison, Span
from narrative.report.html import escape_json, render_report

CONFIG = "report:\n  max_findings: 6\n"
PAYLOADS = tuple(case["input"] for case in load_case("payloads"))
# Payloads behind each text: each of them comes to stand in many fields, and the page stays readable.
BEHIND = 5
ID = re.compile(r"[acpng][0-9a-f]{16}")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def harbour() -> Comparison:
    return build_comparison(load_case("harbour"))


@pytest.fixture(scope="module")
def harbour_page(harbour: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(render_report(harbour, CONFIG, ReportConfig()), tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def hostile_page(harbour: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    comparison = poison(harbour, itertools.cycle(PAYLOADS))
    return save(render_report(comparison, CONFIG + PAYLOADS[0], ReportConfig()), tmp_path_factory.mktemp("hostile"))


def poison(value: Any, payloads: Iterator[str]) -> Any:
    """Return *value* with the next payloads behind every text in it; ids, spans and enums stay, equal texts stay equal."""
    known: dict[str, str] = {}

    def change(value: Any) -> Any:
        if isinstance(value, Enum | Span):
            return value
        if isinstance(value, str):
            if ID.fullmatch(value) or not value:
                return value
            return known.setdefault(value, " ".join([value, *itertools.islice(payloads, BEHIND)]))
        if isinstance(value, tuple):
            return tuple(change(item) for item in value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return dataclasses.replace(
                value, **{f.name: change(getattr(value, f.name)) for f in dataclasses.fields(value)}
            )
        return value

    return change(value)


def test_the_page_asks_for_nothing_and_complains_of_nothing(open_page: Any, harbour_page: Path) -> None:
    visit = open_page(harbour_page)
    visit.draw_charts()
    assert visit.requests == [harbour_page.as_uri()]
    assert visit.complaints == []


def test_the_charts_draw_every_passage_and_every_dated_article(
    open_page: Any, harbour_page: Path, harbour: Comparison
) -> None:
    visit = open_page(harbour_page)
    visit.draw_charts()
    drawn = {
        key: len(visit.page.query_selector_all(f"#plot-{key} .scatterlayer .point")) for key in ("map", "timeline")
    }
    assert drawn == {"map": len(harbour.layout), "timeline": sum(1 for a in harbour.articles if a.published)}


@pytest.mark.parametrize(("width", "labelled"), [(1280, True), (390, False)])
def test_no_label_of_the_map_lies_on_a_mark_or_on_another_label(
    open_page: Any, harbour_page: Path, width: int, labelled: bool
) -> None:
    visit = open_page(harbour_page, viewport={"width": width, "height": 900})
    visit.page.wait_for_selector("html[data-ready]", state="attached")
    for folder in visit.page.query_selector_all(".explore .folder:visible"):
        folder.click()
    visit.draw_charts()
    boxes = visit.page.evaluate(
        """() => ['.annotation', '.scatterlayer .point'].map((query) =>
            [...document.querySelectorAll('#plot-map ' + query)].map((e) => {
                const { left, right, top, bottom } = e.getBoundingClientRect();
                return [left, right, top, bottom];
            }))"""
    )
    labels, marks = boxes
    assert bool(labels) is labelled
    for place, (left, right, top, bottom) in enumerate(labels):
        for other in [*marks, *labels[place + 1 :]]:
            assert other[1] <= left or other[0] >= right or other[3] <= top or other[2] >= bottom


def test_nothing_written_into_any_field_runs(open_page: Any, hostile_page: Path) -> None:
    visit = open_page(hostile_page)
    visit.draw_charts()
    page = visit.page
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.mouse.move(400, 400)
    for point in page.query_selector_all("#plot-map .point")[:3]:
        point.hover(force=True)
    assert page.evaluate("window.hacked") is None
    assert visit.requests == [hostile_page.as_uri()]
    assert visit.complaints == []
    assert page.query_selector_all("a[href^='javascript'], a[href^='data'], img, iframe, object, main script") == []
    # A link inside a chart label would be live: none may be there.
    assert page.query_selector_all(".plot a") == []
    foreign = page.evaluate(
        "[...document.querySelectorAll('a[href]')].filter((a) => (a.hostname || '').includes('evil')).length"
    )
    assert foreign == 0
    assert "script>" in page.text_content("main")
    assert "\u202e" not in page.content()


def test_a_script_that_gets_in_does_not_run(open_page: Any, harbour_page: Path, tmp_path: Path) -> None:
    html = harbour_page.read_text("utf-8").replace(
        "</main>", "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'></main>"
    )
    visit = open_page(save(html, tmp_path))
    assert visit.page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in complaint for complaint in visit.complaints)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_between_the_page_and_a_screen_reader(
    open_page: Any, harbour_page: Path, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    viewport = {"width": width, "height": 900}
    visit = open_page(harbour_page, color_scheme=scheme, reduced_motion="reduce", viewport=viewport)
    visit.page.wait_for_selector("html[data-ready]")
    visit.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    visit.page.evaluate("document.querySelectorAll('.shut .folder').forEach((b) => b.click())")
    visit.draw_charts()
    violations = Axe().run(visit.page).response["violations"]
    serious = [v for v in violations if v["impact"] in {"serious", "critical"}]
    assert [(v["id"], v["nodes"][0]["html"]) for v in serious] == []


def test_without_scripts_everything_can_be_read(open_page: Any, harbour_page: Path, harbour: Comparison) -> None:
    page = open_page(harbour_page, java_script_enabled=False).page
    text = page.text_content("main")
    assert all(claim.text in text for claim in harbour.claims)
    assert page.is_visible("text=What stands out")
    assert page.is_visible("table.claims")
    assert page.query_selector_all(".chart circle, .chart rect")
    assert not page.is_visible(".filters")
    assert not page.is_visible(".explore")
    page.click("table.claims summary >> nth=0")
    assert page.is_visible(".quote blockquote >> nth=0")


@pytest.mark.parametrize("width", [320, 390, 768, 2560])
@pytest.mark.parametrize("which", ["harbour_page", "hostile_page"])
def test_the_page_never_scrolls_sideways(
    open_page: Any, request: pytest.FixtureRequest, which: str, width: int
) -> None:
    page = open_page(request.getfixturevalue(which), viewport={"width": width, "height": 900}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_every_section_can_be_chosen_at_once(open_page: Any, harbour_page: Path, width: int) -> None:
    page = open_page(harbour_page, viewport={"width": width, "height": 900}).page
    edges = page.evaluate("[...document.querySelectorAll('.contents a')].map((a) => a.getBoundingClientRect().right)")
    assert len(edges) > 8
    assert max(edges) <= width


def test_the_claims_do_not_scroll_sideways_on_a_phone(open_page: Any, harbour_page: Path) -> None:
    page = open_page(harbour_page, viewport={"width": 390, "height": 844}).page
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.evaluate("(t => t.scrollWidth <= t.clientWidth)(document.querySelector('.tall'))")


@pytest.mark.parametrize(("sources", "fits"), [(4, True), (9, True), (12, True), (20, True), (30, False)])
def test_no_column_of_the_claims_is_out_of_sight_unsaid(
    open_page: Any, tmp_path: Path, sources: int, fits: bool
) -> None:
    told = [{"text": "The old pier of Port Sable was closed on Friday.", "group": "g"}]
    articles = [
        {"key": f"a{n}", "source": f"Harbour Courier and Gazette {n}", "title": "Pier", "text": [told]}
        for n in range(sources)
    ]
    narrative = {"key": "n", "label": "Pier", "articles": [one["key"] for one in articles]}
    comparison = build_comparison({"articles": articles, "narratives": [narrative]})
    page = open_page(save(render_report(comparison, "", ReportConfig()), tmp_path)).page
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.evaluate("(t => t.scrollWidth <= t.clientWidth)(document.querySelector('.tall'))") is fits
    assert page.is_visible(".wider") is not fits


@pytest.mark.parametrize("sources", [4, 11, 16])
def test_no_table_is_cut_off_on_paper(open_page: Any, tmp_path: Path, sources: int) -> None:
    told = [{"text": "The old pier of Port Sable was closed on Friday.", "group": "g"}]
    articles = [
        {"key": f"a{n}", "source": f"Harbour Courier and Gazette {n}", "title": "Pier", "text": [told]}
        for n in range(sources)
    ]
    names = [one["source"] for one in articles]
    judgements = [{"group": "g", "between": [names[0], name], "relation": "agrees"} for name in names[1:]]
    narrative = {"key": "n", "label": "Pier", "articles": [one["key"] for one in articles]}
    comparison = build_comparison({"articles": articles, "narratives": [narrative], "judgements": judgements})
    path = save(render_report(comparison, "", ReportConfig()), tmp_path)
    page = open_page(path, viewport={"width": 794, "height": 1123}).page
    page.wait_for_selector("html[data-ready]", state="attached")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 794
    cut = page.evaluate(
        "[...document.querySelectorAll('.scroll')].filter((e) => e.scrollWidth > e.clientWidth + 1).length"
    )
    assert cut == 0


def test_a_link_opens_the_sentence_in_its_article(open_page: Any, harbour_page: Path, harbour: Comparison) -> None:
    claim = harbour.claims[0]
    page = open_page(harbour_page, f"#{claim.id}").page
    assert page.is_visible(f"#{claim.id}")
    assert page.evaluate(f"document.getElementById('{claim.id}').closest('details').open")
    wait_until(page, f"(y => y >= 0 && y <= 900)(document.getElementById('{claim.id}').getBoundingClientRect().y)")
    page.wait_for_timeout(300)
    assert 0 <= page.query_selector(f"#{claim.id}").bounding_box()["y"] <= 900, "the page slid away from it"


def test_a_mark_of_the_table_opens_its_quote(open_page: Any, harbour_page: Path) -> None:
    page = open_page(harbour_page).page
    mark = page.query_selector("table.claims td.d a")
    target = mark.get_attribute("href")
    mark.click()
    page.wait_for_timeout(50)
    assert page.is_visible(target)
    link = page.query_selector(f"{target} .tools a")
    link.click()
    page.wait_for_timeout(50)
    assert page.is_visible(link.get_attribute("href"))


def test_a_row_that_is_led_to_stands_clear_of_what_sticks(open_page: Any, harbour_page: Path) -> None:
    page = open_page(harbour_page).page
    for link in page.query_selector_all(".card.diverges a[href^='#g']"):
        page.evaluate("scrollTo(0, 0)")
        link.click()
        page.wait_for_timeout(600)
        row = page.query_selector(f"{link.get_attribute('href')} tr").bounding_box()
        names = page.query_selector("table.claims thead th").bounding_box()
        bar = page.query_selector(".contents").bounding_box()
        assert row["y"] >= names["y"] + names["height"] - 1
        assert names["y"] >= bar["y"] + bar["height"] - 1


def test_the_filter_for_what_says_otherwise_finds_every_contradicted_claim(open_page: Any, tmp_path: Path) -> None:
    # The first to say it says otherwise later: nobody counts as the one that diverges, and both contradict each other.
    told = {
        "articles": [
            {"key": "a1", "source": "Courier", "text": [[{"text": "Twelve ships left the port.", "group": "g"}]]},
            {"key": "b1", "source": "Gazette", "text": [[{"text": "Twenty ships left the port.", "group": "g"}]]},
        ],
        "judgements": [
            {"group": "g", "between": ["Courier", "Gazette"], "relation": "diverges", "divergence": "number"}
        ],
        "groups": {"g": {"stands": {"Courier": ["originates"], "Gazette": ["states"]}}},
    }
    page = open_page(save(render_report(build_comparison(told), "", ReportConfig()), tmp_path)).page
    for stand, found in (("d", 1), ("s", 1)):
        page.select_option("[name=stand]", stand)
        assert len(page.query_selector_all("table.claims > tbody:not([hidden])")) == found


def test_a_table_of_claims_that_fits_scrolls_with_the_page_under_its_heads(open_page: Any, harbour_page: Path) -> None:
    page = open_page(harbour_page, viewport={"width": 1280, "height": 400}).page
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate("document.querySelectorAll('.claims details').forEach((d) => { d.open = true; })")
    page.evaluate("document.querySelector('table.claims').lastElementChild.scrollIntoView({block: 'center'})")
    tall, bar, heads = page.evaluate(
        "[document.querySelector('.tall').scrollHeight - document.querySelector('.tall').clientHeight,"
        "document.querySelector('.contents').getBoundingClientRect().bottom,"
        "document.querySelector('.claims thead th').getBoundingClientRect().top]"
    )
    assert tall <= 0
    assert abs(heads - bar) <= 1


def test_filters_narrow_the_table_and_live_in_the_address(open_page: Any, harbour_page: Path) -> None:
    page = open_page(harbour_page).page
    rows = "table.claims > tbody:not([hidden])"
    everything = len(page.query_selector_all(rows))
    page.select_option("[name=stand]", "d")
    assert len(page.query_selector_all(rows)) == 2
    page.fill("[name=words]", "breakwater")
    assert len(page.query_selector_all(rows)) == 1
    assert page.inner_text(".filters output") == f"1 of {everything} fit"
    address = page.evaluate("location.hash")
    assert address == "#claims?words=breakwater&stand=d"
    again = open_page(harbour_page, address).page
    assert len(again.query_selector_all(rows)) == 1
    again.fill("[name=words]", "nowhere to be found")
    assert again.is_visible(".nomatch")
    again.click("button[type=reset]")
    again.wait_for_timeout(50)
    assert len(again.query_selector_all(rows)) == everything


def test_a_copied_quote_cites_its_source(open_page: Any, harbour_page: Path) -> None:
    visit = open_page(harbour_page, permissions=["clipboard-read", "clipboard-write"])
    page = visit.page
    page.evaluate("document.querySelectorAll('.claims details').forEach((d) => { d.open = true; })")
    page.click(".quote:has-text('Harbour Courier') .copy >> nth=0")
    page.wait_for_selector(".said:not(:empty)")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        r"“About 900 dockers .*” \(Harbour Courier, “Dockers walk out at Port Sable”, 1 March 2024, 06:40 UTC, "
        r"https://courier\.example/dockers-walk-out, paragraph 1\)",
        copied,
    )


def test_the_keyboard_reaches_the_claims(open_page: Any, harbour_page: Path) -> None:
    page = open_page(harbour_page).page
    page.focus("table.claims summary >> nth=0")
    page.keyboard.press("Enter")
    assert page.is_visible(".quote blockquote >> nth=0")


def test_every_mark_has_words_beside_its_shape(open_page: Any, harbour_page: Path) -> None:
    page = open_page(harbour_page).page
    bare = page.evaluate(
        "[...document.querySelectorAll('table.claims td[class]')].filter((td) => !td.textContent.trim()).length"
    )
    assert bare == 0


def test_the_same_comparison_gives_the_same_bytes(harbour: Comparison, tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from report_factory import build_comparison, load_case\n"
        "from narrative.config import ReportConfig\n"
        "from narrative.report.html import render_report\n"
        "sys.stdout.buffer.write(render_report(build_comparison(load_case('harbour')), 'x', ReportConfig()).encode())"
    )
    here = render_report(harbour, "x", ReportConfig()).encode()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code, str(Path(__file__).parent)]
        assert subprocess.run(command, env=environment, capture_output=True, check=True).stdout == here


def test_ids_are_used_once(harbour_page: Path) -> None:
    ids = re.findall(r'\sid="([^"]+)"', harbour_page.read_text("utf-8"))
    assert len(ids) == len(set(ids))


def test_plotly_can_be_left_out(harbour: Comparison, open_page: Any, tmp_path: Path) -> None:
    html = render_report(harbour, "", ReportConfig(plotly=False))
    assert len(html) < 160_000
    visit = open_page(save(html, tmp_path))
    assert visit.complaints == []
    assert visit.page.query_selector_all("[data-figure]") == []


def test_a_large_page_packs_its_articles_and_still_leads_to_them(
    harbour: Comparison, open_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrative.report.html.LARGEST", 1)
    path = save(render_report(harbour, "", ReportConfig()), tmp_path)
    claim = harbour.claims[0]
    assert f'id="{claim.id}"' not in path.read_text("utf-8")
    visit = open_page(path, f"#{claim.id}")
    visit.page.wait_for_selector(f"#{claim.id}")
    assert visit.page.is_visible(f"#{claim.id}")
    assert visit.complaints == []
    silent = open_page(path, java_script_enabled=False).page
    assert silent.is_visible("text=articles.jsonl")
    assert silent.is_visible("table.claims")


@pytest.mark.parametrize("articles", [0, 1, 2])
def test_the_smallest_comparisons_have_a_page(open_page: Any, tmp_path: Path, articles: int) -> None:
    case = {"articles": load_case("harbour")["articles"][:articles]}
    visit = open_page(save(render_report(build_comparison(case), "", ReportConfig()), tmp_path))
    assert visit.complaints == []
    assert visit.page.query_selector_all("main table:not(.shares) tbody:empty") == []
    assert visit.page.inner_text("h1")


def test_the_chart_library_is_the_published_one() -> None:
    packed = files("narrative.report").joinpath("assets/plotly-cartesian.min.js.gz").read_bytes()
    published = "79542150855a52c567260e3137095dbe2b744e6d702a5cabe67da246942fba7a"
    assert hashlib.sha256(gzip.decompress(packed)).hexdigest() == published


def test_json_in_a_script_ends_nothing() -> None:
    text = escape_json({"<!--": PAYLOADS[0] + "\u2028"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"<!--": PAYLOADS[0] + "\u2028"}
