"""The tracked page of the demonstration corpus opens and shows what it should; `make sample` makes it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).parents[1] / "reports" / "sample.html"

pytestmark = pytest.mark.browser


def test_the_sample_opens_and_answers_what_a_newcomer_asks(open_page: Any) -> None:
    visit = open_page(SAMPLE)
    page = visit.page
    page.wait_for_selector("html[data-ready]")
    assert visit.complaints == []
    assert visit.requests == [SAMPLE.as_uri()]
    assert page.inner_text(".card.diverges li:first-child .vs")
    assert "origin" in page.inner_text(".card.repeats li:first-child .who")
    assert page.inner_text(".card.originates li:first-child")
    silent = page.query_selector("#silent-sources ~ .counts a")
    number = int(silent.text_content().split(": ")[1].split()[0])
    silent.click()
    page.wait_for_timeout(50)
    assert len(page.query_selector_all("table.claims > tbody")) == number
