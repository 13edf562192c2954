"""Every known set under one command: what is chosen of it, what is measured, and the page of tables that comes out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from narrative.cli.commands import app
from narrative.config import Config
from narrative.errors import InputError
from narrative.evaluate import figures
from narrative.evaluate.document import describe_survey, describe_whole, write_tables
from narrative.evaluate.figures import Answer
from narrative.evaluate.floors import FLOORS, score_floor
from narrative.evaluate.halves import Part
from narrative.evaluate.measures import Scores, rate
from narrative.evaluate.rows import Row, read_rows, write_predictions
from narrative.evaluate.sets import LabelledSet, Shown, load_sets, read_set, sample_rows
from narrative.evaluate.split import split_rows
from narrative.evaluate.stage import choose_task
from narrative.evaluate.stages import load_task
from narrative.evaluate.survey import Plan, Survey, survey_sets

CASES = Path(__file__).parent / "cases" / "evaluate"
FILES = {
    "reuse_short_answers.jsonl": "steps.jsonl",
    "knownlie_queries.jsonl": "queries.jsonl",
    "knownlie_claims.jsonl": "pool.jsonl",
    "nanco_answers.jsonl": "link.jsonl",
    "groundnews_stories.jsonl": "cluster.jsonl",
}


@pytest.fixture(scope="module", autouse=True)
def few_resamples():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "RESAMPLES", 10)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sets")
    for name, case in FILES.items():
        shutil.copy(CASES / case, made / name)
    write_predictions(made / "sts_news.jsonl", [{"id": 1, "a": "x"}])
    return made


@pytest.fixture(scope="module")
def survey(folder: Path) -> Survey:
    return survey_sets(Plan(folder, Config(), Part.ALL))


def test_every_known_set_is_described_whole() -> None:
    known = load_sets()
    assert len({one.name for one in known}) == len(known)
    for one in known:
        assert all(use.figures and load_task(use.stage) for use in one.uses)
        for use in one.uses:
            task = "ranking" if use.pool else use.stage
            kinds = {shown.floor for shown in use.figures if isinstance(shown.floor, str) and shown.floor}
            assert all((kind, task) in FLOORS for kind in kinds), one.name


@given(st.integers(1, 50), st.booleans())
def test_a_sample_is_the_same_whatever_the_order_and_keeps_whole_stories(most: int, whole: bool) -> None:
    rows = [Row(f"f:{number}", {"id": number, "group": f"g{number % 12}"}) for number in range(40)]
    chosen = sample_rows(rows, "x", most, whole=whole)
    again = sample_rows(rows[::-1], "x", most, whole=whole)
    assert {row.id for row in chosen} == {row.id for row in again}
    if whole:
        groups = {row.fields["group"] for row in chosen}
        assert len(chosen) == sum(row.fields["group"] in groups for row in rows)
    else:
        assert len(chosen) == min(most, 40)


def test_only_rows_that_count_are_measured(tmp_path: Path) -> None:
    rows = [
        {"id": number, "a": "x", "b": "y", "language": "en" if number % 2 else "pt", "score": number / 10 - 1}
        for number in range(20)
    ]
    write_predictions(tmp_path / "x.jsonl", rows)
    use = {"stage": "link", "figures": [{"name": "AUC"}]}
    known = LabelledSet.model_validate(
        {"name": "x", "origin": "here", "where": {"language": "en"}, "least": {"score": 0.5}, "uses": [use]}
    )
    assert [row.id for row in read_set(tmp_path, known, Part.ALL)] == [1, 3, 5, 15, 17, 19]
    reported = {row["id"] for row in split_rows("x", rows)[1]}
    assert {row.id for row in read_set(tmp_path, known, Part.REPORTING)} == reported & {1, 3, 5, 15, 17, 19}


def test_what_is_there_is_measured_and_the_rest_is_named(survey: Survey, folder: Path) -> None:
    stages = {(one.known.name, one.use.stage) for one in survey.measured}
    assert stages == {
        ("reuse_short_answers", "reuse"),
        ("knownlie_queries", "link"),
        ("nanco_answers", "link"),
        ("groundnews_stories", "cluster"),
    }
    missing = dict(survey.missing)
    assert missing["msrp_news"] == "msrp_news not there"
    assert "clef2020_claims" in missing["clef2020_queries"]
    assert missing["sts_news"].startswith(f"{folder / 'sts_news.jsonl'}:1: has no field b")
    assert len(survey.missing) == len(load_sets()) - 4


def test_each_figure_stands_beside_its_floor_on_the_same_rows(survey: Survey) -> None:
    lines = {(line.known, line.shown.name): line for one in survey.measured for line in one.lines}
    found = lines["knownlie_queries", "MAP@5"]
    assert 0 < found.floor <= 1
    assert found.figure.value == pytest.approx(2 / 3, abs=1e-4)
    assert lines["nanco_answers", "AUC"].figure.value == 1
    assert 0 <= lines["nanco_answers", "AUC"].floor <= 1
    assert lines["groundnews_stories", "B-cubed F1"].floor is not None


def test_the_tables_name_command_data_settings_and_what_is_missing(survey: Survey, tmp_path: Path) -> None:
    tables = describe_survey(survey, Config(), "make evaluate DATA=FOLDER")
    assert "by `make evaluate DATA=FOLDER`" in tables
    assert "sshaar/That-is-a-Known-Lie@df2d28c" in tables
    assert "`cluster.granularity: fine`" in tables
    assert "- msrp_news: msrp_news not there" in tables
    assert "at least .750: **not reached**" in tables
    assert "No set was measured." in tables
    page = tmp_path / "page.md"
    page.write_text("# Mine\n<!-- narrative evaluate all: begin -->\nold\n<!-- end: all -->\nmine too\n", "utf-8")
    write_tables(page, "all", tables)
    write_tables(page, "all", "new")
    assert page.read_text("utf-8") == (
        "# Mine\n<!-- narrative evaluate all: begin -->\n\nnew\n\n<!-- end: all -->\nmine too\n"
    )
    with pytest.raises(InputError, match="has no marks"):
        write_tables(page, "whole", "x")


def test_a_whole_comparison_becomes_a_table_of_its_own() -> None:
    scores = Scores((rate("links", 3, 4, 3, 6), rate("whole: agrees", 0, 0, 0, 1)), 1, 9, ())
    lines = describe_whole(scores, Config(), "gold.json").splitlines()
    assert "by `narrative evaluate whole gold.json`" in lines[0]
    assert lines[-4] == "| links between sources | 0.75 | 0.50 | 0.60 | 3/4 | 3/6 |"
    assert lines[-3].startswith("| end to end: agrees | 0.00")
    assert lines[-1] == "Traps linked: 1 of 9."


def test_what_was_said_once_is_kept(folder: Path, tmp_path: Path, survey: Survey) -> None:
    plan = Plan(folder, Config(), Part.ALL, kept=str(tmp_path), only=("nanco_answers",))
    first, second = survey_sets(plan), survey_sets(plan)
    whole = next(one for one in survey.measured if one.known.name == "nanco_answers")
    assert first.measured[0].report == second.measured[0].report == whole.report


def test_a_folder_without_any_known_set_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds none of the known sets"):
        survey_sets(Plan(tmp_path, Config()))


def test_the_floor_of_the_most_frequent_class_knows_one_class() -> None:
    task = load_task("relate")
    rows = read_rows(CASES / "relate.jsonl")
    answers = [
        Answer(task.strip(row), {"id": row.id}, gold, "") for row, gold in zip(rows, task.read_gold(rows), strict=True)
    ]
    scored = score_floor("most", task, answers, Config())
    assert next(one.value for one in scored.figures if one.name == "balanced accuracy") == pytest.approx(0.25, abs=0.1)


def test_the_floor_of_events_takes_the_cut_that_fits_best() -> None:
    task = load_task("cluster")
    texts = {"pier": "pier closed cracks divers", "museum": "museum paintings stolen night"}
    rows = [
        Row(f"f:{n}", {"id": n, "text": f"{texts[group]} {n}{n}", "group": group})
        for n, group in enumerate([*texts] * 3)
    ]
    rows.append(Row("f:9", {"id": 9, "text": "?", "group": "alone"}))
    answers = [
        Answer(task.strip(row), {"id": row.id}, gold, "") for row, gold in zip(rows, task.read_gold(rows), strict=True)
    ]
    fine = Config.model_validate({"cluster": {"granularity": "fine"}})
    for config in (fine, Config()):
        scored = score_floor("tfidf", task, answers, config)
        assert next(one.value for one in scored.figures if one.name == "B-cubed F1") == 1


def test_a_page_without_its_tags_is_a_floor() -> None:
    task = choose_task("clean")
    rows = [
        Row(
            "f:1", {"id": 1, "html": "<p>one two three four</p><script>bad</script>", "gold_text": "one two three four"}
        )
    ]
    answers = [Answer(task.strip(rows[0]), {"id": 1}, task.read_gold(rows)[0], "")]
    assert score_floor("tags", task, answers, Config()).figures[2].value == 1


@pytest.mark.parametrize(
    ("bar", "value", "reached"), [("> 0.5", 0.5, False), (">= 0.5", 0.5, True), ("<= 0", 0.0, True)]
)
def test_a_bar_is_reached_or_not(bar: str, value: float, reached: bool) -> None:
    assert Shown(name="x", bar=bar).reaches(value) is reached
    assert Shown(name="x").reaches(value) is None


def test_the_command_measures_the_sets_that_are_named(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- narrative evaluate all: begin -->\n<!-- end: all -->\n", "utf-8")
    command = ["evaluate", "all", str(folder), "--only", "reuse_short_answers", "--write", str(page), "--json"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0
    assert [one["known"]["name"] for one in json.loads(result.stdout)["measured"]] == ["reuse_short_answers"]
    assert "reuse_short_answers (4)" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["whole", "x", "--pool", "y"], "--pool is for one stage; leave it out for whole"),
        (["link", "x", "--most", "3"], "--most is for all; leave it out for link"),
        (["all", "x", "--predictions", "y"], "--predictions is for one stage; leave it out for all"),
        (["all", "x", "--write", "nowhere/page.md"], "nowhere/page.md: cannot be read"),
        (["whole", "x", "--write", __file__], "has no marks <!-- narrative evaluate whole: begin -->"),
    ],
)
def test_an_option_that_does_not_fit_is_one_line_before_any_work(options: list[str], line: str) -> None:
    result = CliRunner().invoke(app, ["evaluate", *options])
    assert isinstance(result.exception, InputError)
    assert line in str(result.exception)
