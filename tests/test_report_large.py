"""A page of many articles and thousands of claims: small enough to send, quick to open, quick to filter."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import pytest
from report_browser import save
from report_factory import build_comparison

from narrative.config import ReportConfig
from narrative.data import Comparison
from narrative.report.html import render_report

SOURCES, ARTICLES, SENTENCES = 10, 500, 36
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "or", "il", "ast")]

PARTS = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
FILTER = """(words) => {
    const field = document.querySelector('[name=words]');
    field.value = words;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.querySelector('table.claims').getBoundingClientRect();
}"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def invent_comparison(groups: int) -> Comparison:
    """Return 500 articles of ten sources in 40 narratives with so many claims that two sources make, all invented."""
    chance = Random(11)
    lexicon = ["".join(chance.choice(SYLLABLES) for _ in range(chance.randint(1, 4))) for _ in range(4000)]
    # Words as frequent as Zipf has them, or the page would shrink less than one of real texts.
    rising = list(accumulate(1 / rank for rank in range(1, len(lexicon) + 1)))

    def say(words: int) -> str:
        return " ".join(chance.choices(lexicon, cum_weights=rising, k=words)).capitalize() + ". "

    articles: list[dict[str, Any]] = []
    for n in range(ARTICLES):
        paragraphs = [[say(14) for _ in range(4)] for _ in range(SENTENCES // 4)]
        articles.append(
            {
                "key": f"a{n}",
                "source": f"Source {n % SOURCES}",
                "title": say(7),
                "text": paragraphs,
                "published": f"2024-03-{1 + n % 28:02}T10:00",
            }
        )
    for g in range(groups):
        first = chance.randrange(ARTICLES)
        second = (first + chance.randrange(1, SOURCES) + SOURCES * chance.randrange(3)) % ARTICLES
        for at in {first, second}:
            paragraph = articles[at]["text"][g % (SENTENCES // 4)]
            paragraph.append({"text": say(12), "group": f"g{g}"})
    narratives = [
        {
            "key": f"n{k}",
            "label": f"Story {k}",
            "headline": say(9),
            "keywords": lexicon[k : k + 8],
            "articles": [f"a{n}" for n in range(ARTICLES) if n % 40 == k],
        }
        for k in range(40)
    ]
    return build_comparison({"articles": articles, "narratives": narratives, "layout": True})


def measure(page: Any, parts: tuple[str, ...]) -> float:
    """Return the seconds of processor time that *page* has spent on *parts* of its work."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    found = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return float(sum(found[part] for part in parts))


def test_a_page_of_500_articles_is_small_enough_to_send() -> None:
    # As many shared claims as 500 articles of real news have: 160 of them shared about 520.
    assert len(render_report(invent_comparison(1700), "", ReportConfig()).encode()) < 3_000_000


def test_a_page_of_5000_shared_claims_opens_and_filters_quickly(open_page: Any, tmp_path: Path) -> None:
    path = save(render_report(invent_comparison(5000), "", ReportConfig()), tmp_path)
    blank = tmp_path / "blank.html"
    blank.write_text("", encoding="utf-8")
    page = open_page(blank).page
    before = measure(page, PARTS)
    page.goto(path.as_uri(), timeout=120_000)
    # Seconds of the processor, not of the clock: the machine of a test has other work to do.
    assert measure(page, PARTS) - before < 1.5
    page.wait_for_selector("html[data-ready]", state="attached", timeout=120_000)
    assert page.text_content(".morerows").startswith("Show 25 more of 4")
    spent = []
    for words in ("ka", "ta ba", "zzz", ""):
        before = measure(page, PARTS)
        page.evaluate(FILTER, words)
        spent.append(measure(page, PARTS) - before)
    assert sorted(spent)[len(spent) // 2] < 0.1
