"""Experiments: shared work, resumed after a kill, failures told, the same table; and a page that is read in a browser."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from narrative.config import Config
from narrative.errors import ConfigError, InputError, StoreError
from narrative.experiment.differences import Outline, Pair, find_differences
from narrative.experiment.plan import Plan, read_plan
from narrative.experiment.results import Results, find_front
from narrative.experiment.run import run_experiment
from narrative.experiment.schedule import Job, Limits, choose_next
from narrative.experiment.table import TIMES
from narrative.experiment.work import SECTIONS, name_work
from narrative.pipeline import SilentWatcher
from narrative.store import lock_folder

ROOT = Path(__file__).parents[1]
MISTAKES = json.loads((ROOT / "tests/cases/experiment/mistakes.json").read_text(encoding="utf-8"))
ARTICLES = {
    "Courier": "Port officials counted 40 fishing boats in the northern basin on Monday, the harbour authority said. "
    "The authority closed the eastern quay after a crane fell into the water. Nobody was hurt in the accident.",
    "Lantern": "Some 65 fishing boats lay in the northern basin on Monday, according to the harbour authority. "
    "A crane fell into the water and the eastern quay was closed. Two dock workers were hurt in the accident.",
    "Valley": "The valley's apple growers expect a poor harvest after the late frost in May. "
    "Prices at the weekly market rose by 12 percent, the growers' union reported.",
}
SMALL = "cluster.stability_runs: [0]\n  report.plotly: [false]\n"


def write_experiment(folder: Path, text: str, name: str = "trial.yaml") -> Path:
    """Write three short articles and an experiment over them."""
    articles = folder / "articles"
    articles.mkdir(parents=True, exist_ok=True)
    for source, body in ARTICLES.items():
        (articles / f"{source}.md").write_text(f"---\nsource: {source}\n---\n{body}\n", encoding="utf-8")
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def run(path: Path, root: Path) -> Results:
    return run_experiment(read_plan(str(path)), root, SilentWatcher())


def read_table(root: Path) -> list[dict[str, str]]:
    """Return the table without what may differ from day to day."""
    with (root / "runs.csv").open(encoding="utf-8", newline="") as file:
        return [{key: value for key, value in row.items() if key not in TIMES} for row in csv.DictReader(file)]


def start(path: Path, root: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "narrative", "experiment", str(path), "-o", str(root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=path.parent)


GRID = f"input: articles\nseeds: [17, 18]\ngrid:\n  link.min_probability: [0.2, 1.0]\n  {SMALL}"
FAILING = f"""question: <script>window.hacked=1</script>
input: articles
gold: gold.json
rows:
  - {{stage: link, file: {json.dumps(str(ROOT / "tests/cases/evaluate/link.jsonl"))}}}
grid:
  {SMALL}runs:
  - {{clean.min_words: 20000, cluster.stability_runs: 0, report.plotly: false}}
"""
GOLD = {"input": "articles", "narratives": {"harbour": ["Courier.md", "Lantern.md"], "apples": ["Valley.md"]}}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Results]:
    """Give an experiment of four runs, left alone."""
    folder = tmp_path_factory.mktemp("experiment")
    path = write_experiment(folder, GRID)
    return path, folder / "out", run(path, folder / "out")


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Results]:
    """Give an experiment of which one run fails, with gold, labelled rows, and a source that is called like a script."""
    folder = tmp_path_factory.mktemp("failing")
    path = write_experiment(folder, FAILING)
    (folder / "gold.json").write_text(json.dumps(GOLD), encoding="utf-8")
    head = "---\nsource: <img src=x onerror=window.hacked=1>\n---\n"
    (folder / "articles/Courier.md").write_text(head + ARTICLES["Courier"], encoding="utf-8")
    return path, folder / "out", run(path, folder / "out")


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case["label"])
def test_a_mistake_is_one_line_with_file_line_and_column(case: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "e.yaml"
    path.write_text(case["input"], encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_plan(str(path))
    assert str(caught.value) == case["expect"].replace("FILE", str(path))


@pytest.mark.parametrize("path", sorted((ROOT / "configs/experiments").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_experiment_can_be_read_and_names_what_is_there(path: Path) -> None:
    plan = read_plan(str(path))
    assert len(plan.runs) > 1
    assert plan.name == path.stem
    assert all(Path(name).exists() for name in (*plan.experiment.input, plan.experiment.gold))


def test_a_grid_is_every_combination_times_every_seed_and_single_runs_follow(tmp_path: Path) -> None:
    text = "input: a\nseeds: [1, 2]\ngrid:\n  link.neighbours: [3, 4]\n  cluster.granularity: [fine]\nruns:\n  - {link.neighbours: 9}\n"
    plan = read_plan(str(write_experiment(tmp_path, text)))
    found = [
        (run.value("link.neighbours"), run.value("cluster.granularity"), run.value("cluster.seed")) for run in plan.runs
    ]
    assert found == [(3, "fine", 1), (3, "fine", 2), (4, "fine", 1), (4, "fine", 2), (9, "medium", 1), (9, "medium", 2)]
    assert plan.varied == ("link.neighbours", "cluster.granularity", "cluster.seed")
    assert len({run.folder for run in plan.runs}) == 6


def test_the_folder_of_a_run_does_not_depend_on_its_place_in_the_file(tmp_path: Path) -> None:
    short = "input: a\ngrid:\n  link.neighbours: [4]\n"
    long = "input: a\ngrid:\n  link.neighbours: [3, 4]\n"
    one, other = (read_plan(str(write_experiment(tmp_path, text))) for text in (short, long))
    assert one.runs[0].folder == other.runs[1].folder


def test_work_is_shared_up_to_the_first_stage_that_reads_what_differs() -> None:
    def differing(section: str, **values: Any) -> set[str]:
        mine, theirs = name_work(Config()), name_work(Config.model_validate({section: values}))
        return {stage for stage in mine if mine[stage] != theirs[stage]}

    assert differing("clean", min_words=3) == {*SECTIONS, "compare"}
    assert differing("cluster", seed=3) == {"cluster", "compare"}
    assert differing("relate", rare_in=3) == {"align", "relate", "compare"}
    assert differing("report", plotly=False) == differing("engine", workers=3) == set()


def test_no_run_starts_that_would_compute_what_another_is_computing(tmp_path: Path) -> None:
    text = "input: a\ngrid:\n  link.neighbours: [3, 4]\n  cluster.seed: [1, 2]\n"
    plan = read_plan(str(write_experiment(tmp_path, text)))

    class Wanted:
        def __init__(self, config: Config) -> None:
            self.work = name_work(config)

    waiting = [(run.number, Wanted(run.config)) for run in plan.runs]
    first = waiting.pop(0)
    running = [Job(first[0], first[1], None, None)]
    assert choose_next(waiting, running, set()) is None
    shared = {key for stage, key in first[1].work.items() if stage in {"clean", "extract", "embed", "align"}}
    assert choose_next(waiting, running, shared)[0] == 4  # the only one that differs in link and in cluster
    assert choose_next(waiting, [], set())[0] == 2


def test_memory_and_cores_bound_the_runs_at_a_time() -> None:
    assert Limits(1, need_mb=1).allow_another(0)
    assert not Limits(1, need_mb=1).allow_another(1)
    assert not Limits(8, need_mb=1 << 40).allow_another(1)


def test_the_front_holds_the_runs_that_none_beats() -> None:
    points = [(1, 5.0, 0.9), (2, 1.0, 0.2), (3, 2.0, 0.7), (4, 2.0, 0.6), (5, 6.0, 0.9)]
    assert find_front(points) == (2, 3, 1)


def test_what_changed_names_narratives_links_and_verdicts() -> None:
    old = Outline(
        homes=(("p1", "n1"), ("p2", "n1"), ("p3", "n2")),
        labels=(("n1", "harbour"), ("n2", "apples")),
        links=(Pair("a", "b", 0.8, "agrees"), Pair("a", "c", 0.4, "agrees")),
        claims=(),
    )
    new = Outline(
        homes=(("p1", "n1"), ("p2", "n1"), ("p3", "")),
        labels=(("n1", "port"),),
        links=(Pair("a", "b", 0.8, "diverges: number"), Pair("c", "d", 0.6, "agrees")),
        claims=(),
    )
    found = find_differences(old, new)
    assert [(pair.left, pair.right) for pair in found.lost] == [("a", "c")]
    assert [(pair.left, pair.right) for pair in found.gained] == [("c", "d")]
    assert [(was.verdict, now.verdict) for was, now in found.changed] == [("agrees", "diverges: number")]
    assert found.narratives == ("“harbour” is called “port”", "“apples” has no counterpart")
    assert found.overlap == 0.3333
    same = find_differences(old, old)
    assert (same.agreement, same.overlap, same.narratives) == (1.0, 1.0, ())


def test_runs_share_what_they_have_in_common_and_leave_table_page_and_folders(finished: Any) -> None:
    path, root, results = finished
    assert not results.failed
    stages = [
        json.loads((root / "runs" / one.folder / "manifest.json").read_text())["stages"] for one in results.plan.runs
    ]
    reused = [{stage["stage"] for stage in run if stage["reused"]} for run in stages]
    assert reused[0] == {"read"}  # what a second look at links read is not read again for verdicts
    assert all({"clean", "extract", "embed", "align"} <= run for run in reused[1:])
    assert [("cluster" in run, "link" in run) for run in reused] == [
        (False, False),
        (False, True),
        (True, False),
        (True, True),
    ]
    for one in results.plan.runs:
        assert {"report.html", "comparison.json", "links.csv"} <= {
            p.name for p in (root / "runs" / one.folder).iterdir()
        }
    assert (root / "experiment.yaml").read_text() == path.read_text()
    rows = read_table(root)
    assert [row["link.min_probability"] for row in rows] == ["0.2", "0.2", "1.0", "1.0"]
    assert int(rows[0]["links"]) > int(rows[2]["links"])
    lines = [json.loads(line) for line in (root / "runs.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["metrics"]["links"] for line in lines] == [int(row["links"]) for row in rows]
    # A stage that a run reuses is charged as it was where it was computed.
    assert lines[1]["times"]["stages"]["embed"] == lines[0]["times"]["stages"]["embed"]


def test_a_second_call_does_nothing_again_and_leaves_the_same_bytes(finished: Any) -> None:
    path, root, _ = finished
    names = ("runs.csv", "runs.jsonl", "changes.csv", "report.html")
    before = {name: (root / name).read_bytes() for name in names}
    touched = {p: p.stat().st_mtime_ns for p in root.glob("runs/*/run.json")}
    run(path, root)
    assert {name: (root / name).read_bytes() for name in names} == before
    assert {p: p.stat().st_mtime_ns for p in root.glob("runs/*/run.json")} == touched


def test_a_failing_run_is_recorded_and_the_others_finish(failing: Any) -> None:
    path, root, results = failing
    assert [record.status for record in results.records] == ["done", "failed"]
    row = read_table(root)[1]
    assert "nothing is left to compare" in row["error"]
    assert row["links"] == ""
    assert "One run failed; the table says why." in (root / "report.html").read_text(encoding="utf-8")
    again = run(path, root)
    assert [record.error for record in again.records] == [record.error for record in results.records]


def test_gold_and_labelled_rows_become_columns(failing: Any) -> None:
    _, root, results = failing
    row = read_table(root)[0]
    assert 0 <= float(row["gold_narratives_f1"]) <= 1
    assert 0 <= float(row["link_link_auc"]) <= 1
    assert results.quality == "gold_links_f1"


def kill_and_resume(path: Path, root: Path, moments: list[float]) -> None:
    """Start the experiment, kill its process after each of *moments*, then let it finish."""
    for moment in moments:
        process = start(path, root)
        time.sleep(moment)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    process = start(path, root)
    told, _ = process.communicate()
    assert process.returncode == 0, told


def test_an_experiment_that_was_killed_goes_on_and_gives_the_same_table(finished: Any, tmp_path: Path) -> None:
    path, root, _ = finished
    process = start(path, tmp_path / "out")
    # Killed when the first run is done and others are under way.
    while process.poll() is None and not list((tmp_path / "out").glob("runs/*/run.json")):
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    kept = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("runs/*/run.json")}
    run(path, tmp_path / "out")
    assert read_table(tmp_path / "out") == read_table(root)
    assert all(p.stat().st_mtime_ns == moment for p, moment in kept.items())


@pytest.mark.slow
def test_twelve_runs_killed_at_random_moments_give_the_table_of_an_experiment_left_alone(tmp_path: Path) -> None:
    path = ROOT / "configs/experiments/links.yaml"
    began = time.monotonic()
    left_alone = start(path, tmp_path / "alone")
    told, _ = left_alone.communicate()
    assert left_alone.returncode == 0, told
    took = time.monotonic() - began
    moments = [random.Random(seed).uniform(1, took / 2) for seed in (1, 2, 3)]
    kill_and_resume(path, tmp_path / "killed", moments)
    assert len(read_table(tmp_path / "alone")) == 12
    assert read_table(tmp_path / "killed") == read_table(tmp_path / "alone")
    assert (tmp_path / "killed" / "changes.csv").read_bytes() == (tmp_path / "alone" / "changes.csv").read_bytes()


def test_what_cannot_be_read_is_told_before_any_run(tmp_path: Path) -> None:
    gold = write_experiment(tmp_path, f"gold: nowhere.json\n{GRID}")
    with pytest.raises(InputError, match="nowhere.json: cannot be read"):
        run(gold, tmp_path / "out")
    rows = write_experiment(tmp_path, f"rows: [{{stage: link, file: nowhere.jsonl}}]\n{GRID}")
    with pytest.raises(InputError, match="nowhere.jsonl"):
        run(rows, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_of_something_else_or_in_use_is_left_alone(finished: Any, tmp_path: Path) -> None:
    path, root, results = finished
    (tmp_path / "letter.txt").write_text("private", encoding="utf-8")
    with pytest.raises(StoreError, match="is not empty and no experiment"):
        run(path, tmp_path)
    with pytest.raises(StoreError, match="holds a comparison"):
        run(path, root / "runs" / results.plan.runs[0].folder)
    with lock_folder(root), pytest.raises(StoreError, match=f"is in use by process {os.getpid()}"):
        run(path, root)


@pytest.mark.browser
def test_the_page_asks_for_nothing_fits_a_narrow_screen_and_opens_what_changed(finished: Any, chromium: Any) -> None:
    _, root, results = finished
    for width in (1280, 390):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        asked, said = [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        page.goto((root / "report.html").as_uri() + "#d-1-3")
        page.wait_for_selector("#d-1-3[open]")
        assert [url.partition("#")[0] for url in asked] == [(root / "report.html").as_uri()]
        assert said == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("table.runs tbody tr").count() == len(results.plan.runs)
        assert page.locator(".panel circle").count() > 0
        context.close()


@pytest.mark.browser
def test_the_page_is_read_without_scripts_and_runs_none_of_a_label(failing: Any, chromium: Any) -> None:
    _, root, _ = failing
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((root / "report.html").as_uri())
    assert "<script>window.hacked=1</script>" in page.inner_text(".lede")
    assert "nothing is left to compare" in page.inner_text("table.runs")
    context.close()
    scripted = chromium.new_page()
    scripted.goto((root / "report.html").as_uri())
    assert scripted.evaluate("window.hacked") is None
    scripted.close()


def test_the_name_of_a_plan_is_that_of_its_file_unless_it_has_its_own(tmp_path: Path) -> None:
    plan: Plan = read_plan(str(write_experiment(tmp_path, GRID)))
    named = read_plan(str(write_experiment(tmp_path, f"name: other\n{GRID}")))
    assert (plan.name, named.name) == ("trial", "other")
