"""What `narrative evaluate STAGE` promises: gold never reaches a predictor, and scores know an oracle from chance."""

from __future__ import annotations

import gzip
import json
import math
import random
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from narrative.cli.commands import app
from narrative.config import Config
from narrative.data import Divergence
from narrative.errors import InputError
from narrative.evaluate import figures
from narrative.evaluate.adapters import NEITHER, RELATION_OF, RELATIONS, read_group, read_link, read_relation
from narrative.evaluate.figures import Answer, measure
from narrative.evaluate.joins import read_joined
from narrative.evaluate.metrics import encode, match_shingles, rate_classes, rate_extraction, rate_items
from narrative.evaluate.retrieval import rank_pool, score_ranking
from narrative.evaluate.rows import Couple, Document, Row, Side, Statement, Story, read_rows, write_predictions
from narrative.evaluate.stage import NO_GOLD, Order, evaluate_stage
from narrative.evaluate.stages import NAMES, cluster, link, load_task, relate, reuse
from narrative.evaluate.stages import clean as clean_stage
from narrative.evaluate.table import format_report
from narrative.pipeline.run import Run
from narrative.store import Store

CASES = Path(__file__).parent / "cases" / "evaluate"
MISTAKES = json.loads((CASES / "mistakes.json").read_text("utf-8"))
CONFIG = Config.model_validate({"cluster": {"stability_runs": 0}})
GOLD_FIELDS = ("label", "relation", "kind", "group", "spans", "gold_text", "must_have", "must_not", "gold")


def run(stage: str, path: Path, **options: str):
    return evaluate_stage(Order(stage, str(path), CONFIG, **options))


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module", autouse=True)
def few_resamples():
    """Draw 25 resamples instead of 500: the intervals are no part of what is tested but in one place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "RESAMPLES", 25)
        yield


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory):
    """Give each stage's report and predictions on its small file, made once."""
    folder = tmp_path_factory.mktemp("measured")
    done = {}
    for stage in NAMES:
        report = run(stage, CASES / f"{stage}.jsonl", predictions=str(folder / stage))
        done[stage] = report, read_lines(folder / stage)
    return done


def answers_of(stage: str, said: list[dict]) -> list[Answer]:
    """Return the rows of the stage's small file that have gold, answered by *said*."""
    rows, task = read_rows(CASES / f"{stage}.jsonl"), load_task(stage)
    together = zip(rows, said, task.read_gold(rows), strict=True)
    return [Answer(task.strip(row), line, gold, "") for row, line, gold in together if gold is not None]


def value_of(scored, name: str, section: str = "overall") -> float:
    return next(figure.value for figure in scored.figures if (figure.section, figure.name) == (section, name))


# ---------------------------------------------------------------- reading


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case["label"])
def test_a_mistake_in_a_file_is_one_line_with_file_and_line(case: dict, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(case["lines"]), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        run(case["stage"], path, predictions=str(tmp_path / "out"))
    assert f"{path}{case['expect']}" in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_a_line_nested_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": 1, "text": ' + "[" * 100_000)
    with pytest.raises(InputError, match=r":1: is nested too deep|:1: is not JSON"):
        read_rows(path)


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere.jsonl: cannot be read"):
        read_rows(tmp_path / "nowhere.jsonl")


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": 1, "text": "one\u2028two"}\n', encoding="utf-8")
    assert read_rows(path)[0].read_text("text") == "one\u2028two"


def test_a_packed_file_reads_as_the_plain_one(tmp_path: Path) -> None:
    packed = tmp_path / "claims.jsonl.gz"
    packed.write_bytes(gzip.compress((CASES / "claims.jsonl").read_bytes()))
    assert [row.fields for row in read_rows(packed)] == [row.fields for row in read_rows(CASES / "claims.jsonl")]


def test_what_a_predictor_is_given_has_no_field_for_gold() -> None:
    names = {field.name for kind in (Couple, Document, Side, Statement, Story) for field in fields(kind)}
    assert names.isdisjoint(GOLD_FIELDS)


def test_predictions_with_broken_characters_can_be_written(tmp_path: Path) -> None:
    write_predictions(tmp_path / "out", [{"id": "\ud800", "text": "é"}])
    assert read_lines(tmp_path / "out") == [{"id": "\ud800", "text": "é"}]


def test_predictions_that_cannot_be_written_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_predictions(tmp_path, [])


# ---------------------------------------------------------------- predictions


@pytest.mark.parametrize("stage", NAMES)
def test_every_row_has_one_prediction_in_the_order_of_the_rows(stage: str, measured) -> None:
    assert [line["id"] for line in measured[stage][1]] == [row.id for row in read_rows(CASES / f"{stage}.jsonl")]


def test_predictions_have_the_promised_shapes(measured) -> None:
    said = {stage: lines for stage, (_, lines) in measured.items()}
    assert all(list(line) == ["id", "text"] and isinstance(line["text"], str) for line in said["clean"])
    assert all(list(line) == ["id", "cluster"] for line in said["cluster"])
    assert all(line["cluster"] is None or isinstance(line["cluster"], str) for line in said["cluster"])
    assert all(list(line) == ["id", "score"] and 0 <= line["score"] <= 1 for line in said["claims"])
    assert all(list(line) == ["id", "probability"] and 0 <= line["probability"] <= 1 for line in said["link"])
    kinds = {"", *(kind.value for kind in Divergence)}
    for line in said["relate"]:
        assert list(line) == ["id", "relation", "divergence", "probabilities", "abstained"]
        assert line["relation"] in RELATIONS
        assert line["divergence"] in kinds
        assert tuple(line["probabilities"]) == RELATIONS
        assert math.isclose(sum(line["probabilities"].values()), 1, abs_tol=1e-9)
        assert line["relation"] == "unrelated" or not line["abstained"]
    for line in said["reuse"]:
        assert list(line) == ["id", "spans", "share"]
        assert all(len(span) == 4 for span in line["spans"])
    assert said["reuse"][1] == {"id": "apart", "spans": [], "share": 0.0}


def test_a_small_file_is_read_as_a_person_would(measured) -> None:
    assert measured["relate"][1][0]["relation"] == "repeats"
    found = {line["id"]: (line["relation"], line["divergence"]) for line in measured["relate"][1]}
    assert found["number"] == ("diverges", "number")
    assert {found[name][0] for name in ("apart-1", "apart-2", "apart-3")} == {"unrelated"}
    assert measured["link"][0].of("AUC").value == 1
    assert measured["reuse"][0].of("character F1").value > 0.85
    assert measured["clean"][0].of("4-gram F1").value == 1
    assert measured["cluster"][0].of("B-cubed F1").value > 0.7


@pytest.mark.parametrize("stage", NAMES)
def test_rows_without_labels_give_the_same_predictions(stage: str, measured, tmp_path: Path) -> None:
    rows = read_lines(CASES / f"{stage}.jsonl")
    bare = tmp_path / "bare.jsonl"
    stripped = [{name: value for name, value in row.items() if name not in GOLD_FIELDS} for row in rows]
    write_predictions(bare, stripped)
    report = run(stage, bare, predictions=str(tmp_path / "out"))
    assert read_lines(tmp_path / "out") == measured[stage][1]
    assert report.gold_rows == 0
    assert NO_GOLD in report.notes


def test_a_second_copy_of_an_article_is_where_the_first_is(measured) -> None:
    found = {line["id"]: line["cluster"] for line in measured["cluster"][1]}
    assert found["copy"] == found["pier-0"] is not None
    assert found["crumb"] is None


def test_a_fragment_is_a_claim_as_a_whole_and_an_empty_text_is_none(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [
        {"id": 1, "a": "Pier closed", "b": "Pier closed", "a_before": None, "question": ""},
        {"id": 2, "a": "", "b": "\n", "label": "for"},
        {"id": 3, "a": "Is the \ud800 pier closed?", "b": "Is the \ud800 pier closed?"},
    ]
    write_predictions(path, rows)
    run("relate", path, predictions=str(tmp_path / "out"))
    whole, empty, asked = read_lines(tmp_path / "out")
    assert whole["probabilities"]["unrelated"] < 0.5
    assert (empty["relation"], empty["probabilities"]["unrelated"]) == ("unrelated", 1.0)
    assert asked["probabilities"]["unrelated"] < 0.5


def test_nothing_left_after_cleaning_is_no_cluster(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write_predictions(path, [{"id": 1, "text": "Share", "group": "x"}])
    report = run("cluster", path, predictions=str(tmp_path / "out"))
    assert read_lines(tmp_path / "out") == [{"id": 1, "cluster": None}]
    assert report.of("share unplaced").value == 1


# ---------------------------------------------------------------- oracle and chance


def say_truth(stage: str, gold, given) -> dict:
    """Return what a predictor would say that knows the gold."""
    if stage == "clean":
        return {"text": gold.text or " ".join(gold.must_have)}
    if stage == "cluster":
        return {"cluster": gold}
    if stage == "claims":
        return {"score": float(gold)}
    if stage == "link":
        return {"probability": float(gold.linked)}
    if stage == "reuse":
        share = sum(b1 - b0 for _, _, b0, b1 in gold.spans) / len(given.b.text)
        return {"spans": [list(span) for span in gold.spans], "share": share}
    relation = "unrelated" if gold.relation == NEITHER else gold.relation
    probabilities = {name: float(name == relation) for name in RELATIONS}
    return {"relation": relation, "divergence": gold.kind, "probabilities": probabilities, "abstained": False}


PERFECT = {
    "clean": (("4-gram F1", "overall"), ("F1", "segments")),
    "cluster": (("B-cubed F1", "overall"), ("ARI", "overall"), ("NMI", "overall")),
    "claims": (("AUC", "overall"), ("average precision", "overall"), ("F1", "overall")),
    "link": (("AUC", "overall"), ("F1", "overall")),
    "relate": (("macro-F1", "overall"), ("balanced accuracy", "overall"), ("AUC of diverges", "ranking")),
    "reuse": (("character F1", "overall"),),
}


@pytest.mark.parametrize("stage", NAMES)
def test_an_oracle_scores_one_and_has_no_faults(stage: str) -> None:
    rows, task = read_rows(CASES / f"{stage}.jsonl"), load_task(stage)
    gold = task.read_gold(rows)
    answers = [
        Answer(task.strip(row), {"id": row.id, **say_truth(stage, one, task.strip(row))}, one, "")
        for row, one in zip(rows, gold, strict=True)
        if one is not None
    ]
    scored = task.score(answers, CONFIG, ())
    for name, section in PERFECT[stage]:
        assert value_of(scored, name, section) == 1, name
    assert [fault for fault in scored.faults if fault.badness > 0] == []


def test_shuffled_labels_score_as_chance() -> None:
    shuffle = random.Random(3)
    classes = [shuffle.choice(RELATIONS) for _ in range(2000)]
    said = [say_truth("relate", relate.Gold(name), None) for name in classes]
    probabilities = [shuffle.random() for _ in classes]
    shuffle.shuffle(classes)
    side = Couple(0, Side("a"), Side("b"))
    rows = [Answer(side, {"id": n, **line}, relate.Gold(classes[n]), "") for n, line in enumerate(said)]
    related = relate.score(rows, CONFIG, ())
    assert value_of(related, "balanced accuracy") == pytest.approx(0.25, abs=0.05)
    assert value_of(related, "AUC of diverges", "ranking") == pytest.approx(0.5, abs=0.05)
    linked = link.score(
        [
            Answer(side, {"id": n, "probability": chance}, link.Gold(n % 2 == 0, None), "")
            for n, chance in enumerate(probabilities)
        ],
        CONFIG,
        (),
    )
    assert value_of(linked, "AUC") == pytest.approx(0.5, abs=0.05)
    story = Story(0, "", "text", "", "")
    grouped = [Answer(story, {"id": n, "cluster": name}, str(n % 5), "") for n, name in enumerate(classes)]
    assert value_of(cluster.score(grouped, CONFIG, ()), "ARI") == pytest.approx(0, abs=0.02)


# ---------------------------------------------------------------- measures


def test_shingles_count_as_the_benchmark_counts_them() -> None:
    # Six tokens are three runs of four; the text said holds two of them and one of its own.
    assert match_shingles("a b c d e x", "a b c d e f") == (0.5, 0.25, 0.25)
    assert match_shingles("", "a b c d") == (0.0, 0.0, 1.0)
    counts = np.array([match_shingles("a b c d", "a b c d"), match_shingles("", "a b c d")])
    assert rate_extraction(counts) == (1.0, 0.5, pytest.approx(2 / 3))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40))
def test_b_cubed_is_symmetric_and_bounded(pairs: list[tuple[int, int]]) -> None:
    said, gold = (encode([str(pair[side]) for pair in pairs]) for side in (0, 1))
    precise, recalled = rate_items(said, gold)
    again = rate_items(gold, said)
    assert (precise == again[1]).all()
    assert (recalled == again[0]).all()
    assert ((precise > 0) & (precise <= 1)).all()


def test_an_interval_holds_its_value_and_is_the_same_each_time() -> None:
    values = np.array([float(number % 3 == 0) for number in range(60)])
    units = [f"g{number % 12}" for number in range(60)]

    def compute(rows):
        return {("overall", "share"): (float(values[rows].mean()), len(rows))}

    one, other = measure(compute, units), measure(compute, units)
    assert one == other
    assert one[0].low <= one[0].value <= one[0].high
    assert one[0].rows == 60


def test_macro_f1_counts_the_classes_that_gold_has() -> None:
    assert rate_classes([0, 1, 2, 2], [0, 1, 0, 1]) == (pytest.approx(2 / 3), 0.5)


def test_a_repeat_is_an_agreement_where_the_gold_knows_no_repeats() -> None:
    side = Couple(0, Side("a"), Side("b"))
    said = say_truth("relate", relate.Gold("repeats"), None)
    pairs = [("agrees", said), ("diverges", say_truth("relate", relate.Gold("diverges"), None))]
    answers = [Answer(side, {"id": n, **line}, relate.Gold(gold), "") for n, (gold, line) in enumerate(pairs)]
    scored = relate.score(answers, CONFIG, ())
    assert value_of(scored, "balanced accuracy") == 1
    assert scored.matrix.counts == ((1, 0, 0, 0), (0, 0, 1, 0))


def test_steps_of_copying_are_ranked_by_the_share() -> None:
    report = run("reuse", CASES / "steps.jsonl")
    assert report.of("AUC of the share, copied or not", "by grade of copying").value == 1


def test_grades_are_correlated_not_classified() -> None:
    report = run("link", CASES / "graded.jsonl")
    assert [figure.name for figure in report.figures] == ["Spearman", "Pearson"]
    assert report.of("Spearman").value > 0.7
    related = relate.read_gold(read_rows(CASES / "graded.jsonl"))
    assert related == [None] * len(related)


def test_queries_find_their_text_in_the_pool(tmp_path: Path) -> None:
    report = run("link", CASES / "queries.jsonl", pool=str(CASES / "pool.jsonl"), predictions=str(tmp_path / "out"))
    lines = read_lines(tmp_path / "out")
    assert [line["matches"][0][0] for line in lines[:2]] == ["pier", "museum"]
    assert report.of("MAP@1").value == pytest.approx(2 / 3, abs=1e-4)
    assert "1 rows look for a text that the pool does not hold" in report.notes
    with pytest.raises(InputError, match="leave out --pool"):
        run("relate", CASES / "relate.jsonl", pool=str(CASES / "pool.jsonl"))


def test_a_retrieval_oracle_scores_one() -> None:
    rows = [Answer(Statement(n, "x"), {"id": n, "matches": [[n, 1.0]]}, frozenset({str(n)}), "") for n in range(3)]
    assert {figure.value for figure in score_ranking(rows).figures} == {1.0}


def test_segments_are_found_across_line_ends() -> None:
    gold = clean_stage.Gold(None, ("one two",), ("three",))
    assert clean_stage.count_segments("zero one\ntwo", gold) == (1, 1, 0, 1)


def test_spans_that_overlap_count_their_characters_once() -> None:
    assert reuse.count_characters([[0, 6, 0, 4], [4, 10, 4, 8]], [[0, 10, 0, 8]]) == (18, 18, 18)


# ---------------------------------------------------------------- labels of other sets


def test_labels_of_known_sets_mean_one_of_our_relations() -> None:
    assert set(RELATION_OF.values()) == {*RELATIONS, NEITHER}
    assert read_relation(Row("f:1", {"label": "contradiction"})) == "diverges"
    assert read_relation(Row("f:1", {"relation": "repeats", "label": "against"})) == "repeats"
    assert read_link(Row("f:1", {"label": "observing"})) is True
    assert read_link(Row("f:1", {"label": "neutral"})) is None
    assert read_link(Row("f:1", {"label": 0})) is False


def test_a_group_falls_back_on_the_topic() -> None:
    assert read_group(Row("x.jsonl:1", {"group": "", "topic": "sport"})) == "sport"
    assert read_group(Row("semeval25_narratives.jsonl:1", {"topic": "war", "narratives": ["URW: x"]})) == "URW: x"


def test_labels_that_nobody_knows_are_predicted_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write_predictions(path, [{"id": 1, "text": "x", "label": "maybe"}, {"id": 2, "text": "y", "label": 1}])
    report = run("claims", path)
    assert (report.rows, report.gold_rows) == (2, 1)
    assert any("maybe (1)" in note for note in report.notes)


def test_rows_in_two_files_are_joined(tmp_path: Path) -> None:
    write_predictions(tmp_path / "fnc1_bodies.jsonl", [{"id": "b", "text": "the body"}])
    write_predictions(tmp_path / "fnc1_pairs.jsonl", [{"id": "p", "a": "head", "b_id": "b", "label": "agree"}])
    assert read_joined(tmp_path / "fnc1_pairs.jsonl")[0].fields["b"] == "the body"
    texts = [{"id": name, "text": f"text of {name}"} for name in "stuv"]
    spans = {"src_begin": 0, "src_end": 4, "dst_begin": 0, "dst_end": 4}
    write_predictions(tmp_path / "planted_copies.jsonl", texts)
    with pytest.raises(InputError, match="needs planted_copies_gold.jsonl beside it"):
        read_joined(tmp_path / "planted_copies.jsonl")
    gold = [{"src": "s", "dst": "t", **spans}, {"src": "u", "dst": "v", **spans}]
    write_predictions(tmp_path / "planted_copies_gold.jsonl", gold)
    rows = read_joined(tmp_path / "planted_copies.jsonl")
    assert [(row.id, row.fields["spans"]) for row in rows] == [
        ("s t", [[0, 4, 0, 4]]),
        ("u v", [[0, 4, 0, 4]]),
        ("u t", []),
        ("s v", []),
    ]
    write_predictions(
        tmp_path / "bump_minimal_pairs.jsonl",
        [
            {"id": 1, "a": "x y", "b": "x z", "a_sent": "y", "b_sent": "z"},
            {"id": 2, "a": "x", "b": "z", "a_sent": "", "b_sent": "z"},
        ],
    )
    assert [(row.fields["a"], row.fields["b"]) for row in read_joined(tmp_path / "bump_minimal_pairs.jsonl")] == [
        ("y", "z"),
        ("x", "z"),
    ]


# ---------------------------------------------------------------- the command


def test_the_command_prints_a_table_with_the_worst_rows(measured) -> None:
    table = format_report(measured["relate"][0], errors=True)
    assert table.splitlines()[0] == "relate on relate.jsonl: 8 rows, 8 with gold"
    assert "macro-F1" in table
    assert "gold, and what was said" in table
    assert "rows with a fault" in table
    assert all(len(line) < 300 for line in table.splitlines())


def test_the_command_gives_json_and_writes_predictions(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    command = ["evaluate", "claims", str(CASES / "claims.jsonl"), "--predictions", str(out), "--json"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["gold_rows"] == 8
    assert len(read_lines(out)) == 8


def test_the_command_answers_rows_without_gold_with_exit_code_zero(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write_predictions(path, [{"id": "x", "text": "The pier is closed."}])
    result = CliRunner().invoke(app, ["evaluate", "claims", str(path)])
    assert result.exit_code == 0
    assert NO_GOLD in result.stdout


def test_one_store_serves_the_pools_of_several_sets(tmp_path: Path) -> None:
    asked = [Statement("q", "The ferry Halden sank off Korvo with forty people on board.")]
    answer = Statement("right", "The ferry Halden went down off Korvo, forty people were on board.")
    other = Statement("wrong", "Wheat prices rose in the plains after a late frost.")

    with Store.open(tmp_path / "kept") as store:
        first = rank_pool(asked, [other, answer], Config(), Run(store))
        second = rank_pool(
            asked, [answer, other, Statement("more", "A bridge in Lessing was closed.")], Config(), Run(store)
        )

    assert first[0]["matches"][0][0] == second[0]["matches"][0][0] == "right"
