"""What must be survived: kills, a full disk, a folder that may not be written, two writers, flipped bytes."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_batches import FIRST, SECOND, THIRD, add, compare, read_files, write

from narrative.errors import StoreError
from narrative.pipeline import Outcome, render_folder
from narrative.pipeline.upkeep import verify_folder

TESTS = Path(__file__).parent


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    base = tmp_path_factory.mktemp("survival")
    return compare(write(base / "first.jsonl", FIRST), base / "out")


@contextlib.contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow beyond *size* bytes: what a full disk does, for this process alone."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def nobody() -> Iterator[None]:
    """Have no rights that root has."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.parametrize("size", [1_000, 20_000, 100_000])
def test_a_full_disk_is_one_clear_line_and_the_old_results_stay(first: Outcome, tmp_path: Path, size: int) -> None:
    shutil.copytree(first.folder, tmp_path / "out")
    path = write(tmp_path / "third.jsonl", THIRD)
    before = read_files(tmp_path / "out")
    with largest_file(size), pytest.raises(StoreError, match=r"disk is full.*; free some space and run the same"):
        add(path, tmp_path / "out")
    assert read_files(tmp_path / "out") == before
    render_folder(tmp_path / "out")
    assert read_files(tmp_path / "out") == before
    assert verify_folder(tmp_path / "out").faults == ()


def test_a_folder_that_may_not_be_written_can_be_checked_and_is_left_alone(first: Outcome) -> None:
    with tempfile.TemporaryDirectory() as base:
        Path(base).chmod(0o755)
        folder = Path(base) / "out"
        shutil.copytree(first.folder, folder)
        folder.chmod(0o555)
        for path in folder.iterdir():
            path.chmod(0o444)
        before = read_files(folder)
        with nobody():
            assert verify_folder(folder).faults == ()
            with pytest.raises(StoreError, match="cannot be written"):
                render_folder(folder)
        assert read_files(folder) == before
        folder.chmod(0o755)


@pytest.mark.slow
def test_sixty_kills_at_random_moments_leave_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "first.jsonl", FIRST)
    write(tmp_path / "second.jsonl", SECOND)
    command = [sys.executable, str(TESTS / "survival.py"), str(tmp_path), "60"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    found = json.loads(done.stdout)
    assert found["kills"] == 60
    assert found["faults"] == []
    assert found["same"]
    assert {"changes.json", "comparison.json", "report.html"} <= set(found["files"])
