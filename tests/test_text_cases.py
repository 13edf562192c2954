"""The cases of tests/cases/text, one function per file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from narrative.text import cues
from narrative.text.dates import find_times, read_moment
from narrative.text.names import find_names
from narrative.text.numbers import find_quantities
from narrative.text.sentences import split_sentences
from narrative.text.tokens import STOPWORDS, content_words, find_words, stem

CASES = Path(__file__).parent / "cases" / "text"


def cases(name: str) -> list[object]:
    """Return the cases of a file as pytest parameters named by their label."""
    rows = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return [pytest.param(row["input"], row["expect"], id=row["label"]) for row in rows]


@pytest.mark.parametrize(("text", "expect"), cases("sentences"))
def test_a_text_falls_into_its_sentences(text: str, expect: list[str]) -> None:
    assert [span.of(text) for span in split_sentences(text)] == expect


@pytest.mark.parametrize(("text", "expect"), cases("quantities"))
def test_a_quantity_has_its_bounds_unit_and_counted_noun(text: str, expect: list[list[object]]) -> None:
    found = [[q.value, q.low, q.high, q.unit, q.counted, q.span.of(text)] for q in find_quantities(text)]
    wanted = [[value, low, float(high), *rest] for value, low, high, *rest in expect]
    assert found == wanted


@pytest.mark.parametrize(("text", "expect"), cases("times"))
def test_a_time_is_resolved_against_the_publication_day(text: list[str | None], expect: list[list[str]]) -> None:
    written, published = text
    assert written is not None
    day = date.fromisoformat(published) if published else None
    assert [[t.span.of(written), t.text, t.start, t.end] for t in find_times(written, day)] == expect


@pytest.mark.parametrize(("text", "expect"), cases("moments"))
def test_a_publication_stamp_is_read_or_left_alone(text: str, expect: list[str] | None) -> None:
    moment = read_moment(text)
    assert (moment and [moment[0].isoformat(), moment[1].value]) == expect


@pytest.mark.parametrize(("text", "expect"), cases("names"))
def test_a_name_has_its_normal_form_and_kind(text: str, expect: list[list[str]]) -> None:
    assert [[name.text, name.key, name.kind.value] for name in find_names(text)] == expect


@pytest.mark.parametrize(("text", "expect"), cases("attribution"))
def test_a_sentence_names_its_speaker(text: str, expect: str | None) -> None:
    found = cues.find_attribution(text)
    assert (found.speaker if found else None) == expect


@pytest.mark.parametrize(("text", "expect"), cases("cues"))
def test_a_cue_is_found_where_it_turns_the_statement(text: list[str], expect: list[str]) -> None:
    kind, written = text
    assert [span.of(written) for span in getattr(cues, f"find_{kind}")(written)] == expect


def test_words_keep_designators_contractions_and_numbers_whole() -> None:
    text = "Don’t move S-300s or An-124 parts 2,500 km to the US"
    assert [word for word, _ in find_words(text)] == (
        ["don't", "move", "s-300s", "or", "an-124", "parts", "2,500", "km", "to", "the", "u.s."]
    )


def test_content_words_are_stems_without_stop_words() -> None:
    assert content_words("The deployments of China's 2,500 soldiers") == ("deploy", "china", "2500", "soldier")
    assert stem("deployed") == stem("deployment")
    assert "the" in STOPWORDS
