"""What relate promises: copied wording is aligned, conflicts are found with evidence, and sides may be swapped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.config import RelateConfig
from narrative.data import Article, Place
from narrative.relate import align_articles

CASES = Path(__file__).parent / "cases" / "relate"
SETTINGS = RelateConfig()


def load_cases(name: str) -> list[Any]:
    """Return the cases of one file as pytest parameters."""
    return [pytest.param(case, id=case["label"]) for case in json.loads((CASES / name).read_text("utf-8"))]


def make_article(identity: str, text: str, source: str = "") -> Article:
    return Article(id=identity, source=source or identity, source_inferred=False, title="", text=text, place=Place("x"))


@pytest.mark.parametrize("case", load_cases("align.json"))
def test_copied_wording_is_aligned_and_named(case: dict[str, Any]) -> None:
    left, right = make_article("a1", case["input"]["left"]), make_article("a2", case["input"]["right"])

    reuses = align_articles([right, left], SETTINGS)

    assert case["expect"]["kind"] == (reuses[0].kind.value if reuses else None)
    if "left" in case["expect"]:
        assert case["expect"]["left"] == reuses[0].blocks[0].left.of(left.text)


def test_wording_shared_inside_one_source_is_no_reuse() -> None:
    case = load_cases("align.json")[0].values[0]
    articles = [make_article("a1", case["input"]["left"], "S"), make_article("a2", case["input"]["right"], "S")]

    assert align_articles(articles, SETTINGS) == ()


def test_a_story_in_more_articles_than_the_rare_limit_is_still_found() -> None:
    text = load_cases("align.json")[0].values[0]["input"]["left"]
    articles = [make_article(f"a{number:02}", f"{text} Signed {number}.") for number in range(20)]

    assert len(align_articles(articles, SETTINGS)) == 20 * 19 // 2


def test_no_articles_and_empty_articles_share_nothing() -> None:
    assert align_articles([], SETTINGS) == ()
    assert align_articles([make_article("a1", ""), make_article("a2", "")], SETTINGS) == ()


def test_a_refrain_repeated_a_thousand_times_costs_little() -> None:
    text = "Subscribe to our evening letter now. " * 1000

    assert len(align_articles([make_article("a1", text), make_article("a2", text)], SETTINGS)) <= 1


WORDS = st.lists(
    st.sampled_from(
        [
            "barge",
            "tunnel",
            "wheat",
            "council",
            "of",
            "the",
            "in",
            "river",
            "grain",
            "Monday",
            "“",
            "”",
            ".",
            "levy",
            "sign",
        ]
    ),
    max_size=80,
)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_blocks_lie_inside_their_articles_and_input_order_does_not_matter(
    copied: list[str], before: list[str], after: list[str]
) -> None:
    left = make_article("a1", " ".join([*before, *copied]))
    right = make_article("a2", " ".join([*copied, *after]))

    reuses = align_articles([left, right], SETTINGS)

    assert reuses == align_articles([right, left], SETTINGS)
    for reuse in reuses:
        assert 0 < reuse.share_left <= 1
        assert 0 < reuse.share_right <= 1
        for block in reuse.blocks:
            assert 0 <= block.left.start < block.left.end <= len(left.text)
            assert 0 <= block.right.start < block.right.end <= len(right.text)
            assert 0 < block.similarity <= 1
