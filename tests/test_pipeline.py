"""From files to the comparison folder, with the real models, on the demonstration corpus and on awkward inputs."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from narrative.config import Config
from narrative.config.reading import read_config
from narrative.data import Comparison, StandKind
from narrative.errors import EmptyCorpusError, InputError, StoreError
from narrative.pipeline import Outcome, SilentWatcher, compare_inputs, render_folder
from narrative.pipeline.folder import Order
from narrative.report.export import TABLES

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
HARBOUR = (
    "Port officials counted 40 fishing boats in the northern basin on Monday, the harbour authority said. "
    "The authority closed the eastern quay after a crane fell into the water. Nobody was hurt in the accident."
)
LANTERN = (
    "Some 65 fishing boats lay in the northern basin on Monday, according to the harbour authority. "
    "A crane fell into the water and the eastern quay was closed. Two dock workers were hurt in the accident."
)
VALLEY = (
    "The valley's apple growers expect a poor harvest after the late frost in May. "
    "Prices at the weekly market rose by 12 percent, the growers' union reported."
)


def compare(inputs: list[Path] | Path, folder: Path, config: Config | None = None, **options: object) -> Outcome:
    paths = inputs if isinstance(inputs, list) else [inputs]
    order = Order(tuple(str(path) for path in paths), config=config or Config(), **options)
    return compare_inputs(order, folder, SilentWatcher())


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return compare(SEEDS, tmp_path_factory.mktemp("seeds") / "out")


def assert_whole(comparison: Comparison) -> None:
    """Check the invariants that hold for every comparison."""
    articles = {article.id: article for article in comparison.articles}
    claims = {claim.id: claim for claim in comparison.claims}
    assert all(claim.span.of(articles[claim.article_id].text) == claim.text for claim in claims.values())
    grouped = [claim_id for group in comparison.groups for claim_id in group.claim_ids]
    assert sorted(grouped) == sorted(claims)
    placed = {member.passage_id for item in comparison.narratives for member in item.members}
    unplaced = {item.passage_id for item in comparison.unplaced}
    assert placed | unplaced == {passage.id for passage in comparison.passages}
    assert not placed & unplaced
    assert all(judgement.evidence for judgement in comparison.judgements if judgement.relation)
    assert {item.article_id for item in comparison.dropped} <= set(articles)


def test_the_demonstration_corpus_gives_a_whole_comparison(seeds: Outcome) -> None:
    assert_whole(seeds.comparison)
    assert len(seeds.comparison.articles) == 28
    assert len(seeds.comparison.sources) == 11
    assert {"duplicate", "no text"} <= {reject.reason for reject in seeds.comparison.rejects}


def test_the_folder_holds_the_page_and_every_twin(seeds: Outcome) -> None:
    tables = list(TABLES)
    others = ["articles.jsonl", "comparison.json", "config.yaml", "manifest.json", "report.html", "store.sqlite"]
    typed = [f"{name}.jsonl" for name in tables if name != "articles"] + ["sources.gexf", "claims.gexf"]
    expected = [f"{name}.csv" for name in tables] + typed + others
    assert sorted(path.name for path in seeds.folder.iterdir()) == sorted(expected)


def test_the_twins_agree_with_each_other(seeds: Outcome) -> None:
    claims = {row["id"]: row for row in rows(seeds.folder, "claims")}
    lines = (seeds.folder / "articles.jsonl").read_text(encoding="utf-8").strip().split("\n")
    texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    assert set(texts) == {row["id"] for row in rows(seeds.folder, "articles")}
    for row in claims.values():
        piece = texts[row["article_id"]][int(row["start"]) : int(row["end"])]
        assert row["text"].removeprefix("'") == piece.removeprefix("'")
    for row in rows(seeds.folder, "links"):
        assert {row["left_claim"], row["right_claim"]} <= set(claims)
    for row in rows(seeds.folder, "repeats"):
        assert texts[row["left_article"]][int(row["left_start"]) : int(row["left_end"])].strip()
    weights: dict[str, float] = {}
    for row in rows(seeds.folder, "membership"):
        weights[row["article_id"]] = weights.get(row["article_id"], 0) + float(row["weight"])
    assert all(abs(weight - 1) < 0.01 for weight in weights.values())


def test_shuffled_input_gives_the_same_bytes(seeds: Outcome, tmp_path: Path) -> None:
    files = sorted(path for path in SEEDS.rglob("*") if path.is_file())
    random.Random(3).shuffle(files)
    again = compare(files, tmp_path / "elsewhere")
    for name in ("comparison.json", "report.html", "links.csv", "groups.csv"):
        assert (again.folder / name).read_bytes() == (seeds.folder / name).read_bytes(), name


def test_a_rerun_reuses_every_stage_and_leaves_the_same_bytes(seeds: Outcome) -> None:
    before = (seeds.folder / "comparison.json").read_bytes()
    again = compare(SEEDS, seeds.folder)
    assert (seeds.folder / "comparison.json").read_bytes() == before
    assert {record.stage for record in again.manifest.stages if not record.reused} == {"compare"}


def test_no_machine_path_and_no_clock_stands_in_the_page_or_the_comparison(seeds: Outcome) -> None:
    year = seeds.manifest.started[:4]
    for name in ("comparison.json", "report.html"):
        text = (seeds.folder / name).read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert str(seeds.folder) not in text
        assert seeds.manifest.started[:10] not in text, year


def test_a_page_is_rendered_again_without_loading_a_model(seeds: Outcome) -> None:
    page = seeds.folder / "report.html"
    before = page.read_bytes()
    page.unlink()
    code = f"""
import sys
from pathlib import Path
from narrative.pipeline import render_folder
render_folder(Path({str(seeds.folder)!r}))
assert not [name for name in ("torch", "bertopic", "sentence_transformers") if name in sys.modules]
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert page.read_bytes() == before


def test_the_resolved_configuration_runs_again(seeds: Outcome) -> None:
    assert read_config(str(seeds.folder / "config.yaml")) == Config()


def test_two_articles_without_dates_give_a_divergence_and_nobody_first(tmp_path: Path) -> None:
    found = compare(write(tmp_path / "in", harbour=HARBOUR, lantern=LANTERN), tmp_path / "out").comparison
    assert_whole(found)
    assert not [stand for stand in found.stands if stand.kind is StandKind.ORIGINATES]
    assert all(item.copied_from is None and item.lag_hours is None for item in found.directions)
    assert {source.inferred for source in found.sources} == {True}


@pytest.mark.parametrize("count", [1, 3])
def test_few_articles_give_an_honest_report(tmp_path: Path, count: int) -> None:
    texts = dict(list({"harbour": HARBOUR, "lantern": LANTERN, "valley": VALLEY}.items())[:count])
    outcome = compare(write(tmp_path / "in", **texts), tmp_path / "out")
    assert_whole(outcome.comparison)
    assert len(outcome.comparison.articles) == count
    assert (outcome.folder / "report.html").stat().st_size > 10_000


def test_one_source_only_is_never_in_agreement_with_itself(tmp_path: Path) -> None:
    write(tmp_path / "in" / "Harbour Courier", first=HARBOUR, second=LANTERN, third=VALLEY)
    found = compare(tmp_path / "in", tmp_path / "out").comparison
    assert_whole(found)
    assert [source.name for source in found.sources] == ["Harbour Courier"]
    assert {stand.kind for stand in found.stands} <= {StandKind.STATES, StandKind.ORIGINATES}


def test_identical_articles_are_repetition_and_one_origin_not_agreement(tmp_path: Path) -> None:
    for source in ("Courier", "Lantern", "Post"):
        write(tmp_path / "in" / source, story=HARBOUR)
    found = compare(tmp_path / "in", tmp_path / "out").comparison
    assert_whole(found)
    assert len(found.articles) == 3
    assert {stand.kind for stand in found.stands} <= {StandKind.REPEATS, StandKind.ORIGINATES, StandKind.STATES}
    assert {judgement.relation.value for judgement in found.judgements if judgement.relation} == {"repeats"}
    assert len(found.origins) == len(found.groups)


def test_nothing_to_read_is_one_clear_line_and_leaves_no_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(EmptyCorpusError, match="there is no article"):
        compare(tmp_path / "in", tmp_path / "out")
    write(tmp_path / "in", short="Too short.")
    with pytest.raises(EmptyCorpusError, match="nothing is left to compare"):
        compare(tmp_path / "in", tmp_path / "out")
    with pytest.raises(InputError):
        compare(tmp_path / "nowhere", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_unreadable_file_is_a_reject_and_the_rest_is_compared(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", harbour=HARBOUR, lantern=LANTERN)
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02" * 500)
    (folder / "table.csv").write_text("text,source\nonly one cell\n", encoding="utf-8")
    found = compare(folder, tmp_path / "out").comparison
    assert len(found.articles) == 2
    assert {reject.place.path for reject in found.rejects} == {"broken.txt", "table.csv"}
    assert all(reject.reason for reject in found.rejects)


def test_a_folder_of_other_inputs_is_kept_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    first = write(tmp_path / "first", harbour=HARBOUR)
    second = write(tmp_path / "second", lantern=LANTERN)
    out = compare(first, tmp_path / "out").folder
    before = (out / "comparison.json").read_bytes()
    with pytest.raises(StoreError, match=r"narrative add.*--replace"):
        compare(second, out)
    assert (out / "comparison.json").read_bytes() == before
    compare(second, out, replace=True)
    assert (out / "comparison.json").read_bytes() != before


def test_a_folder_of_somebody_else_is_never_written_to(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "letter.txt").write_text("private", encoding="utf-8")
    with pytest.raises(StoreError, match="is not empty and no comparison"):
        compare(write(tmp_path / "in", harbour=HARBOUR), theirs)
    assert [path.name for path in theirs.iterdir()] == ["letter.txt"]


def test_a_folder_without_a_comparison_cannot_be_rendered(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no store.sqlite"):
        render_folder(tmp_path)
    with pytest.raises(StoreError, match="is not a folder"):
        render_folder(tmp_path / "nowhere")


def test_a_time_window_keeps_distant_articles_apart(tmp_path: Path) -> None:
    rows = [
        {"source": "Courier", "text": HARBOUR, "published": "2024-05-01T10:00:00Z"},
        {"source": "Lantern", "text": HARBOUR, "published": "2024-09-01T10:00:00Z"},
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    near = read_config(None, ["link.window_days=30"])
    assert compare(path, tmp_path / "all").comparison.judgements
    assert not compare(path, tmp_path / "near", near).comparison.judgements


def test_comparisons_that_share_a_store_compute_what_they_have_in_common_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", harbour=HARBOUR, lantern=LANTERN)
    alone = compare(folder, tmp_path / "alone", read_config(None, ["link.neighbours=3"]))
    compare(folder, tmp_path / "first", shared=tmp_path / "shared")
    second = compare(folder, tmp_path / "second", read_config(None, ["link.neighbours=3"]), shared=tmp_path / "shared")
    reused = {record.stage for record in second.manifest.stages if record.reused}
    assert {"clean", "extract", "embed", "cluster", "align"} <= reused
    assert "link" not in reused
    assert (second.folder / "comparison.json").read_bytes() == (alone.folder / "comparison.json").read_bytes()
    assert render_folder(second.folder) == second.comparison
