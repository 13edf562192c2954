"""Weekdays beside their dates."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.config import ExtractConfig
from narrative.data import Article, Place, Precision
from narrative.extract import extract_article
from narrative.extract.weekdays import find_wrong_weekdays

CASES = json.loads((Path(__file__).parent / "cases/extract/weekdays.json").read_text(encoding="utf-8"))


def article(text: str, published: str = "", precision: Precision = Precision.DAY) -> Article:
    moment = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    known = precision if published else Precision.UNKNOWN
    return Article("a1", "Alder", False, "", text, Place("a.txt"), published=moment, precision=known)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_weekday_is_wrong_only_where_the_year_is_certain(case: dict[str, Any]) -> None:
    told = article(**case["input"])
    found = [
        [one.span.of(told.text), one.written, one.actual, one.day, one.year_from] for one in find_wrong_weekdays(told)
    ]
    assert found == case["expect"]


def test_a_publication_time_of_unknown_precision_gives_no_year() -> None:
    text = "It began on Friday, 26 March."
    assert find_wrong_weekdays(article(text, "2019-03-28", Precision.DAY))
    assert not find_wrong_weekdays(article(text, "2019-03-28", Precision.UNKNOWN))


def test_extraction_carries_the_places() -> None:
    found = extract_article(article("The ferry sank on Monday, 26 March 2019, off the cape."), ExtractConfig())
    assert [one.actual for one in found.wrong_weekdays] == ["tuesday"]


@given(st.dates(date(1920, 1, 1), date(2090, 12, 31)), st.integers(0, 6))
def test_a_whole_date_is_a_finding_exactly_where_the_weekday_is_another(day: date, shift: int) -> None:
    weekday = f"{day + timedelta(days=shift):%A}"
    told = article(f"On {weekday}, {day.day} {day:%B} {day.year} the pier was closed.")
    found = find_wrong_weekdays(told)
    assert [one.day for one in found] == ([day.isoformat()] if shift else [])
    assert all(one.span.of(told.text).startswith(weekday) for one in found)
