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

SOURCES, ARTICLES, SENTENCES, GROUPS = 10, 500, 36, 5000
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "or", "il", "ast")]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def invent_comparison() -> Comparison:
    """Return 500 articles of ten sources in 40 narratives with 5,000 claims that two sources make, all invented."""
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
    for g in range(GROUPS):
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


@pytest.fixture(scope="module")
def large_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(render_report(invent_comparison(), "", ReportConfig()), tmp_path_factory.mktemp("large"))


def test_a_page_of_500_articles_is_small_enough_to_send(large_path: Path) -> None:
    assert large_path.stat().st_size < 3_000_000


def test_a_large_page_opens_and_filters_quickly(open_page: Any, large_path: Path) -> None:
    visit = open_page(large_path)
    page = visit.page
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("performance.getEntriesByName('ready')[0].startTime") < 1500
    times = page.evaluate(
        """() => ['ka', 'ta ba', 'zzz', ''].map((words) => {
            const field = document.querySelector('[name=words]');
            const start = performance.now();
            field.value = words;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            document.querySelector('table.claims').getBoundingClientRect();
            return performance.now() - start;
        })"""
    )
    assert sorted(times)[len(times) // 2] < 100
    assert visit.complaints == []
