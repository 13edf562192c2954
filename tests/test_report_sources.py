"""Each source in a place of its own: what it alone says, leaves out, copies and contradicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_browser import save
from report_factory import build_comparison, load_case

from narrative.config import ReportConfig
from narrative.data import Comparison
from narrative.report.html import render_report
from narrative.report.view.page import build_page
from narrative.report.view.sections import SourceView


@pytest.fixture(scope="module")
def harbour() -> Comparison:
    return build_comparison(load_case("harbour"))


@pytest.fixture(scope="module")
def sources(harbour: Comparison) -> dict[str, SourceView]:
    return {one.source.name: one for one in build_page(harbour, "", ReportConfig(plotly=False)).sources}


def lines(view: SourceView) -> dict[str, list[str]]:
    return {part.title: [line.name for line in part.lines] for part in view.lists}


def test_every_source_has_its_place_and_says_what_it_does(sources: dict[str, SourceView], harbour: Comparison) -> None:
    assert list(sources) == [s.name for s in harbour.sources]
    lantern = sources["Free Lantern"]
    assert lantern.words == "silent on 3 claims, contradicts 2"
    assert lines(lantern)["It contradicts"][0].startswith("Harbour Courier on 2 claims: ")
    assert (
        "The walkout at Port Sable was paid for from abroad, people close to the board believe."
        in (lines(lantern)["It alone says"])
    )
    assert lines(lantern)["It is silent on"][0] == (
        "The union wants two crews on each crane at night. (3 others speak of it)"
    )


def test_who_copies_whom_is_said_on_both_sides(sources: dict[str, SourceView]) -> None:
    assert lines(sources["Harbour Courier"])["It is copied by"] == [
        "Andes Wire: 1 pair of articles, 5 hours apart",
        "Meridian Post: 1 pair of articles, 2 hours apart",
    ]
    assert lines(sources["Andes Wire"])["It copies"] == ["Harbour Courier: 1 pair of articles, 5 hours apart"]


def test_a_silence_in_doubt_is_not_listed_with_the_silences_of_a_source(sources: dict[str, SourceView]) -> None:
    silent = lines(sources["Andes Wire"]).get("It is silent on", [])
    assert not any("two crews on each crane" in line for line in silent)


def test_a_single_source_needs_no_list_of_sources() -> None:
    case = {"articles": [{"key": "a", "source": "A", "text": [[{"text": "A crane fell.", "group": "g"}]]}]}
    assert build_page(build_comparison(case), "", ReportConfig(plotly=False)).sources == ()


@pytest.mark.browser
def test_the_name_of_a_source_leads_to_its_place_and_the_keyboard_opens_it(
    open_page: Any, harbour: Comparison, tmp_path: Path
) -> None:
    page = open_page(save(render_report(harbour, "", ReportConfig(plotly=False)), tmp_path)).page
    page.wait_for_selector("html[data-ready]")
    page.click(".front .matrix tbody th a >> nth=0")
    page.wait_for_selector("details.source[open]")
    assert page.evaluate("document.querySelectorAll('details.source[open]').length") == 1
    page.focus("details.source:not([open]) > summary")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelectorAll('details.source[open]').length") == 2
