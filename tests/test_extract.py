"""Passages and claims of whole articles."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.config import ExtractConfig
from narrative.data import Article, Extracted, Place
from narrative.extract import extract_article, score_worth
from narrative.extract.sentences import read_sentences
from narrative.text.sentences import split_sentences

CASES = Path(__file__).parent / "cases" / "extract" / "claims.json"
ROWS = json.loads(CASES.read_text("utf-8"))
SETTINGS = ExtractConfig()
PUBLISHED = datetime(2019, 3, 27, 12, tzinfo=UTC)
PARTS = ["The port of Brest reported 12 ships on Monday.", "“It rained,” Orr said.", "Why?", "A heading", "\n", "\n\n", "He left.",
         "Go now!", "The long convoy reached the town, and the mayor said it was late; the town slept.", ". ”", "No verb here at all"]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PARTS), max_size=25).map(" ".join))


def extract(text: str, settings_: ExtractConfig = SETTINGS) -> Extracted:
    return extract_article(Article("a1", "harbour", False, "", text, Place("x.txt"), published=PUBLISHED), settings_)


@pytest.mark.parametrize("row", ROWS, ids=[row["label"] for row in ROWS])
def test_a_claim_carries_its_speaker_and_modality(row: dict[str, object]) -> None:
    claims = extract(str(row["input"])).claims
    assert [[claim.text, claim.speaker, claim.modality.value] for claim in claims] == row["expect"]


@settings(deadline=None)
@given(TEXTS)
def test_spans_point_into_the_article_and_every_sentence_is_in_one_passage(text: str) -> None:
    found = extract(text)
    for claim in found.claims:
        assert claim.span.of(text) == claim.text
        assert 0 <= claim.worth <= 1
        for item in (*claim.quantities, *claim.times):
            assert claim.span.start <= item.span.start < item.span.end <= claim.span.end
        assert all(name.span.of(text) == name.text for name in claim.names)
    for sentence in split_sentences(text):
        homes = [p for p in found.passages if p.span.start <= sentence.start and sentence.end <= p.span.end]
        assert len(homes) == 1
    assert len({claim.id for claim in found.claims}) == len(found.claims)


@settings(deadline=None)
@given(TEXTS)
def test_every_sentence_is_a_claim_or_counted_as_skipped(text: str) -> None:
    found = extract(text)
    sentences = split_sentences(text)
    with_claims = sum(any(s.start <= c.span.start < s.end for c in found.claims) for s in sentences)
    assert with_claims + sum(count for _, count in found.skipped) == len(sentences)


def test_passages_keep_to_their_limits_and_headings_go_with_what_follows() -> None:
    sentence = "The port of Brest reported twelve ships and a tug on Monday. "
    text = sentence * 3 + "\n\nA heading\n\n" + sentence * 9 + "\n" + sentence
    found = extract(text)
    sizes = [len(split_sentences(passage.span.of(text))) for passage in found.passages]
    assert max(sizes) <= SETTINGS.passage_sentences
    assert max(len(passage.span.of(text).split()) for passage in found.passages) <= SETTINGS.passage_words
    assert any(passage.span.of(text).startswith("A heading\n") for passage in found.passages)
    assert sum(sizes) == len(split_sentences(text))


def test_what_is_no_claim_is_counted_by_reason() -> None:
    text = "A heading of the page\n\nWhy does the old pump run?\n\nToo short.\n\nA convoy of eleven trucks near the port.\n\nThe pump ran for two days."
    found = extract(text)
    assert found.skipped == (("heading", 1), ("no verb", 1), ("question", 1), ("too short", 1))
    assert [claim.text for claim in found.claims] == ["The pump ran for two days."]


def test_a_pronoun_brings_the_name_that_it_stands_for() -> None:
    text = "General Vasily Orlov landed in Peru on Saturday. He was met by two ministers. The general left after a day."
    first, second, third = extract(text).claims
    assert [name.key for name in first.names] == ["orlov", "peru"]
    assert [name.key for name in second.names] == ["orlov"]
    assert [name.key for name in third.names] == ["orlov"]
    assert second.names[-1].span == first.names[0].span


def test_times_are_resolved_against_the_article() -> None:
    claim = extract("The convoy reached the town on Saturday.").claims[0]
    assert [(ref.start, ref.end) for ref in claim.times] == [("2019-03-23", "2019-03-23")]


def test_a_single_line_without_full_stop_is_a_claim() -> None:
    assert len(extract("Peru will send troops to Chile for joint drills").claims) == 1


def test_ids_follow_from_content_and_runs_are_alike() -> None:
    text = " ".join(PARTS)
    assert extract(text) == extract(text)


def test_facts_are_worth_more_than_talk() -> None:
    ranked = [
        "Exports fell by 12 percent to $3 million in March 2018, the ministry said.",
        "The ministry closed the port of Brest on Monday.",
        "We will work hard for the people.",
        "I think you should hope for the best!",
    ]
    scores = [score_worth(text) for text in ranked]
    assert scores == sorted(scores, reverse=True)


def test_a_newline_begins_a_paragraph() -> None:
    assert [sentence.paragraph for sentence in read_sentences("One. Two.\nThree.\n\n\nFour.")] == [0, 0, 1, 2]


def test_a_long_hostile_line_is_read_in_seconds() -> None:
    for text in ("a" * 300_000, "said " * 20_000, '"' * 100_000, "1 " * 20_000, "X said, and the Y was; " * 5_000):
        assert extract(text).passages
