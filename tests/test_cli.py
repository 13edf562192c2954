"""The command line: exit codes, one clear line, results on stdout and nothing else there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = (
    "Port officials counted 40 fishing boats in the northern basin on Monday, the harbour authority said. "
    "The authority closed the eastern quay after a crane fell into the water."
)


def narrative(*arguments: object, cwd: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "narrative", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, input=stdin, check=False)


def assert_one_line(done: subprocess.CompletedProcess[str], expected: str) -> None:
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert expected in done.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["compare", "nowhere"], "nowhere"),
        (["compare", ".", "--set", "link.min_prob=1"], "did you mean link.min_probability?"),
        (["compare", ".", "-c", "nowhere.yaml"], "nowhere.yaml: cannot be read"),
        (["report", "nowhere"], "is not a folder"),
        (["inspect", "nowhere"], "nowhere"),
        (["evaluate", "dreams", "gold.json"], "there is no stage 'dreams'"),
        (["config", "--set", "link=3"], "link must be a section with keys, got 3"),
    ],
)
def test_a_foreseen_failure_is_one_line_and_exit_code_one(arguments: list[str], expected: str, tmp_path: Path) -> None:
    assert_one_line(narrative(*arguments, cwd=tmp_path), expected)


def test_wrong_usage_is_exit_code_two() -> None:
    assert narrative("compare", "--no-such-option").returncode == 2


def test_a_comparison_lands_in_reports_under_the_name_of_its_input(tmp_path: Path) -> None:
    (tmp_path / "week").mkdir()
    (tmp_path / "week" / "harbour.txt").write_text(TEXT, encoding="utf-8")
    done = narrative("compare", "week", "-v", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 10
    assert "reports/week/report.html" in done.stdout.splitlines()[-1]
    assert (tmp_path / "reports/week/report.html").is_file()
    again = narrative("report", "reports/week", cwd=tmp_path)
    assert again.returncode == 0
    assert again.stdout.strip() == "reports/week/report.html"


def test_standard_input_is_read_as_jsonl_and_the_result_can_be_json(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"source": name, "text": TEXT}) for name in ("Courier", "Lantern"))
    done = narrative("compare", "-", "--json", cwd=tmp_path, stdin=lines)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["articles"], result["sources"]) == (2, 2)
    assert Path(tmp_path, result["report"]).is_file()


def test_inspect_writes_a_table_that_compare_reads_back(tmp_path: Path) -> None:
    (tmp_path / "week").mkdir()
    (tmp_path / "week" / "harbour.txt").write_text(TEXT, encoding="utf-8")
    done = narrative("inspect", "week", "--write-metadata", "table.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    table = tmp_path / "table.csv"
    head, row = table.read_text(encoding="utf-8").splitlines()
    assert head == "file,source,published,title,url,language"
    table.write_text(f"{head}\nharbour.txt,Harbour Courier,2024-05-06T10:15:00Z,,,en\n", encoding="utf-8")
    inspected = narrative("inspect", "week", "--metadata", "table.csv", "--json", cwd=tmp_path)
    article = json.loads(inspected.stdout)["articles"][0]
    assert (article["source"], article["source_inferred"]) == ("Harbour Courier", False)
    assert article["published"].startswith("2024-05-06T10:15")
    assert row.startswith("harbour.txt,")


def test_a_starting_configuration_is_written_once(tmp_path: Path) -> None:
    assert narrative("init", cwd=tmp_path).returncode == 0
    assert_one_line(narrative("init", cwd=tmp_path), "exists already")
    assert narrative("config", "-c", "narrative.yaml", cwd=tmp_path).returncode == 0


def test_the_version_is_printed() -> None:
    assert narrative("--version").stdout.startswith("narrative ")
