"""A labelled set falls into two halves that never leak into each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from narrative.cli.commands import app
from narrative.config import Config
from narrative.errors import InputError
from narrative.evaluate import split_rows
from narrative.evaluate.halves import Part, choose_part
from narrative.evaluate.rows import write_predictions
from narrative.evaluate.split import read_part
from narrative.evaluate.stage import Order, evaluate_stage


def make_rows(count: int, **fields: str) -> list[dict]:
    return [{"id": f"r{number}", "a": f"left {number}", "b": f"right {number}", **fields} for number in range(count)]


@given(st.lists(st.integers(0, 30).map(str), min_size=1, max_size=80))
def test_every_row_is_in_one_half_and_a_group_is_never_torn(groups: list[str]) -> None:
    rows = [{"id": number, "group": group} for number, group in enumerate(groups)]
    tuning, reporting = split_rows("anything", rows)
    assert sorted([*tuning, *reporting], key=lambda row: row["id"]) == rows
    if len(set(groups)) >= 10:
        assert {row["group"] for row in tuning}.isdisjoint(row["group"] for row in reporting)


@given(st.permutations(range(40)))
def test_the_half_of_a_row_depends_on_nothing_but_its_unit(order: list[int]) -> None:
    rows = make_rows(40)
    assert sorted(row["id"] for row in split_rows("x", [rows[place] for place in order])[1]) == sorted(
        row["id"] for row in split_rows("x", rows)[1]
    )


def test_halves_are_about_halves() -> None:
    tuning, reporting = split_rows("x", make_rows(2000))
    assert 0.45 < len(tuning) / (len(tuning) + len(reporting)) < 0.55


def test_few_groups_part_nothing_and_a_named_field_always_does() -> None:
    rows = [{"id": f"r{number}", "group": "one", "story": f"s{number % 3}"} for number in range(60)]
    assert all(len(half) > 15 for half in split_rows("x", rows))
    tuning, _ = split_rows("news_pairs", rows)
    assert {row["story"] for row in tuning} == {s for s in ("s0", "s1", "s2") if choose_part(s) is Part.TUNING}


@pytest.mark.parametrize("name", ["reuse_short_answers", "groundnews_stories", "nanco_answers", "nli_test"])
def test_some_sets_are_only_for_reporting(name: str) -> None:
    assert [len(half) for half in split_rows(name, make_rows(30))] == [0, 30]


def test_what_another_set_reports_is_not_tuned_on(tmp_path: Path) -> None:
    rows = make_rows(60)
    reported = split_rows("other", rows)[1][0]
    tuned = split_rows("x", rows)[0][0]
    write_predictions(tmp_path / "x.jsonl", [{**tuned, "a": f" {reported['b'].upper()}\n"}, *rows[-20:]])
    write_predictions(tmp_path / "other.jsonl", rows[:40])
    left = {row.id for row in read_part(tmp_path / "x.jsonl", Part.TUNING)}
    assert tuned["id"] not in left
    assert left
    assert left <= {row["id"] for row in split_rows("x", rows[-20:])[0]}


def test_a_half_without_rows_is_one_line(tmp_path: Path) -> None:
    write_predictions(tmp_path / "nanco_answers.jsonl", make_rows(3))
    order = Order("link", str(tmp_path / "nanco_answers.jsonl"), Config(), part=Part.TUNING)
    with pytest.raises(InputError, match="nanco_answers.jsonl: has no rows in the tuning half"):
        evaluate_stage(order)


def test_the_command_measures_one_half(tmp_path: Path) -> None:
    rows = [{"id": str(number), "text": f"The pier number {number} was closed."} for number in range(20)]
    write_predictions(tmp_path / "rows.jsonl", rows)
    for half, wanted in zip(("tuning", "reporting"), split_rows("rows", rows), strict=True):
        result = CliRunner().invoke(app, ["evaluate", "claims", str(tmp_path / "rows.jsonl"), "--part", half])
        assert result.stdout.startswith(f"claims on rows.jsonl: {len(wanted)} rows")
