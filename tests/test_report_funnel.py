"""The way from records to shared claims, as the last section of the page tells it."""

from __future__ import annotations

import pytest
from report_factory import build_comparison, load_case

from narrative.data import Comparison
from narrative.report.narrow import Selection, narrow_comparison
from narrative.report.view.funnel import build_funnel, describe_part
from narrative.report.view.index import build_index

COUNTS = [
    ["ingest", 31, 29, [["no text", 1], ["not an article", 1]]],
    ["clean", 29, 28, [["duplicate", 1]]],
    ["extract", 518, 483, [["heading", 1], ["no verb", 12], ["question", 6], ["too short", 16]]],
    ["cluster", 152, 149, [["far from every narrative", 3]]],
    ["link", 11949, 421, [["below the bar or against the group", 11528]]],
    ["relate", 421, 386, [["undecided", 35]]],
    ["compare", 301, 62, [["one source only", 239]]],
]


@pytest.fixture(scope="module")
def harbour() -> Comparison:
    return build_comparison(load_case("harbour"))


def test_each_step_begins_with_what_the_one_before_it_gave() -> None:
    steps = build_funnel(build_index(build_comparison({"counts": COUNTS})))
    assert [(s.gave, s.of) for s in steps] == [
        ("29 articles", "of 31 records"),
        ("28 articles", "of 29 articles"),
        ("149 passages in narratives", "of 152 passages, cut from those articles"),
        ("483 claims", "of 518 statements in those articles"),
        ("11,949 pairs", "of the 116,403 that 483 claims can make"),
        ("421 linked pairs", "of 11,949 pairs"),
        ("386 verdicts", "of 421 linked pairs"),
        ("62 shared claims", "of the 301 different claims that the 421 links make of 483 claims"),
    ]


def test_what_went_no_further_is_said_with_its_reason_and_adds_up() -> None:
    steps = {s.name: s.left for s in build_funnel(build_index(build_comparison({"counts": COUNTS})))}
    assert steps["Claims"] == "16 too short to say anything, 12 without a verb, 6 questions, 1 heading"
    assert steps["Pairs"] == "104,454 of one article, or with nothing of the kind in common"
    assert steps["Groups"] == "239 made by one source only"


def test_verdicts_are_told_apart_where_all_of_them_are_there(harbour: Comparison) -> None:
    step = next(s for s in build_funnel(build_index(harbour)) if s.name == "Verdicts")
    relations = [j.relation.value for j in harbour.judgements if j.relation]
    assert f"{relations.count('agrees')} agree" in step.of
    assert f"{relations.count('diverges')} differ" in step.of


def test_a_page_of_a_part_says_that_its_counts_are_those_of_the_whole(harbour: Comparison) -> None:
    assert describe_part(build_index(harbour)) == ""
    part = narrow_comparison(harbour, Selection(sources=(harbour.sources[0].name,)))
    assert "shows a part of it: " in describe_part(build_index(part))


def test_without_counts_the_steps_are_still_told() -> None:
    steps = build_funnel(build_index(build_comparison({})))
    assert len(steps) == 8
    assert not any(s.gave or s.of or s.left for s in steps)
