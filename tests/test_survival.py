"""What must be survived: kills, a full disk, a folder that may not be written, two writers, flipped bytes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_batches import FIRST, SECOND, THIRD, add, compare, read_files, write

from narrative.errors import DamagedStoreError, StoreError
from narrative.pipeline import Outcome, SilentWatcher, compare_inputs, read_folder, render_folder
from narrative.pipeline.folder import Order
from narrative.pipeline.state import load_raws, load_state
from narrative.pipeline.upkeep import verify_folder
from narrative.store import Store

TESTS = Path(__file__).parent
PAGE = 4096  # bytes


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


@pytest.fixture(scope="module")
def second(first: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    base = tmp_path_factory.mktemp("survival-second")
    shutil.copytree(first.folder, base / "out")
    return add(write(base / "second.jsonl", SECOND), base / "out")


def flip_each_page(folder: Path, flips: int) -> Iterator[tuple[int, int]]:
    """Yield the page and the place in it after one byte of the store was changed there, *flips* times in every page."""
    path, chance = folder / "store.sqlite", random.Random(11)
    sound = path.read_bytes()
    for page in range(len(sound) // PAGE):
        # The first bytes of a page say how to read the rest of it.
        for place in (chance.randrange(12), *(chance.randrange(PAGE) for _ in range(flips - 1))):
            content = bytearray(sound)
            content[page * PAGE + place] ^= chance.choice((0x01, 0x55, 0x80, 0xFF))
            for rest in folder.glob("store.sqlite-*"):
                rest.unlink()
            path.write_bytes(bytes(content))
            yield page, place


def list_results(folder: Path) -> dict[str, list[str]]:
    with Store.open(folder, create=False) as store:
        stages = ("clean", "extract", "embed", "cluster", "terms", "link", "group", "align", "read", "relate", "watch")
        return {stage: store.list_keys(stage) for stage in stages}


def read_store(folder: Path, keys: dict[str, list[str]]) -> tuple[object, dict[tuple[str, str], bytes]]:
    """Return what commands go by, and the results of stages that are sound."""
    with Store.open(folder, create=False) as store:
        results = {(stage, key): body for stage in keys for key, body in store.read(stage, keys[stage]).items()}
        state = load_state(store)
        return (state, load_raws(store, state.batches), read_folder(folder)), results


def is_named(folder: Path) -> bool:
    """Return whether `narrative verify` says that something is wrong."""
    try:
        return bool(verify_folder(folder).faults)
    except DamagedStoreError:
        return True


def test_a_flipped_byte_in_any_page_is_named_or_makes_a_result_absent(second: Outcome, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(second.folder, folder)
    keys = list_results(folder)
    kept, results = read_store(folder, keys)
    assert sum(map(len, keys.values())) == len(results)
    outcomes, lines = set(), set()
    for where in flip_each_page(folder, 3):
        try:
            found, left = read_store(folder, keys)
        except StoreError as error:
            outcomes.add("named")
            lines.add(str(error))
        else:
            assert found == kept, where
            assert left.items() <= results.items(), where
            outcomes.add("absent" if len(left) < len(results) else "harmless")
            if len(left) < len(results):
                assert is_named(folder), where
    assert outcomes == {"named", "absent", "harmless"}
    assert [line for line in lines if not re.search("damaged|newer than|holds no finished", line)] == []


@pytest.mark.slow
def test_a_batch_added_after_a_byte_was_flipped_in_any_page_is_the_same_or_refused(
    second: Outcome, tmp_path: Path
) -> None:
    path = write(tmp_path / "third.jsonl", THIRD)
    shutil.copytree(second.folder, tmp_path / "sound")
    add(path, tmp_path / "sound")
    expected = read_files(tmp_path / "sound")
    shutil.copytree(second.folder, tmp_path / "flipped")
    refused = 0
    for where in flip_each_page(tmp_path / "flipped", 1):
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        shutil.copytree(tmp_path / "flipped", tmp_path / "out")
        before = read_files(tmp_path / "out")
        try:
            add(path, tmp_path / "out")
        except StoreError:
            assert read_files(tmp_path / "out") == before, where
            refused += 1
        else:
            assert read_files(tmp_path / "out") == expected, where
    assert refused


def test_a_damaged_store_is_named_and_replaced_on_request_only(first: Outcome, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(first.folder, folder)
    path = folder / "store.sqlite"
    path.write_bytes(b"\0" * PAGE + path.read_bytes()[PAGE:])
    order = Order((str(first.folder.parent / "first.jsonl"),))
    with pytest.raises(DamagedStoreError, match=r"is damaged .*compare again with --replace, or take the folder from"):
        compare_inputs(order, folder, SilentWatcher())
    compare_inputs(Order(order.inputs, replace=True), folder, SilentWatcher())
    assert read_files(folder) == read_files(first.folder)


def test_batches_that_a_damaged_state_no_longer_lists_are_not_compared_over(second: Outcome, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(second.folder, folder)
    with contextlib.closing(sqlite3.connect(folder / "store.sqlite")) as database, database:
        database.execute("UPDATE results SET body = x'00' WHERE stage = 'state'")
    order = Order((str(tmp_path / "first.jsonl"),))
    write(tmp_path / "first.jsonl", FIRST)
    with pytest.raises(StoreError, match="has grown by later batches"):
        compare_inputs(order, folder, SilentWatcher())
    with pytest.raises(DamagedStoreError, match="is damaged: index of the comparison cannot be read"):
        render_folder(folder)


def test_articles_as_read_that_are_lost_are_missed(second: Outcome, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(second.folder, folder)
    with contextlib.closing(sqlite3.connect(folder / "store.sqlite")) as database, database:
        database.execute("DELETE FROM results WHERE stage = 'raws' AND key LIKE '000002/%'")
    with pytest.raises(DamagedStoreError, match="articles of batch 2 cannot be read"):
        add(write(tmp_path / "third.jsonl", THIRD), folder)
    assert any("articles of batch 2" in fault.what for fault in verify_folder(folder).faults)


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
