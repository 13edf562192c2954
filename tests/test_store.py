"""The store: what is kept, what is noticed, what is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from narrative.errors import StoreError
from narrative.store import Store, write_files


def test_a_result_comes_back_as_it_was(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.write("clean", {"k": b"\0\xff", "l": b""})
    with Store.open(tmp_path, create=False) as store:
        assert store.read("clean", ["k", "l", "m"]) == {"k": b"\0\xff", "l": b""}
        assert store.read("extract", ["k"]) == {}


def test_more_keys_than_a_query_takes_are_read(tmp_path: Path) -> None:
    results = {str(number): b"x" for number in range(2_500)}
    with Store.open(tmp_path) as store:
        store.write("embed", results)
        assert store.read("embed", list(results)) == results


def test_a_flipped_byte_makes_a_result_absent(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.write("clean", {"k": b"sound", "l": b"sound"})
    with sqlite3.connect(tmp_path / "store.sqlite") as database:
        database.execute("UPDATE results SET body = ? WHERE key = 'k'", (b"sounD",))
    database.close()
    with Store.open(tmp_path) as store:
        assert store.read("clean", ["k", "l"]) == {"l": b"sound"}


def test_a_key_that_is_no_text_any_more_is_one_damaged_result(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.write("clean", {"k": b"sound", "l": b"sound"})
    with sqlite3.connect(tmp_path / "store.sqlite") as database:
        database.execute("UPDATE results SET key = CAST(x'ff6b' AS TEXT) WHERE key = 'k'")
    database.close()
    with Store.open(tmp_path) as store:
        assert store.read("clean", ["k", "l"]) == {"l": b"sound"}
        assert store.check() == (2, ("the result \ufffdk of clean is damaged",))


def test_a_body_that_became_a_text_is_absent(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.write("clean", {"k": b"sound"})
    with sqlite3.connect(tmp_path / "store.sqlite") as database:
        database.execute("UPDATE results SET body = 'sound'")
    database.close()
    with Store.open(tmp_path) as store:
        assert store.read("clean", ["k"]) == {}


def test_a_result_under_another_key_is_absent(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.write("clean", {"k": b"sound"})
    with sqlite3.connect(tmp_path / "store.sqlite") as database:
        database.execute("UPDATE results SET key = 'other'")
    database.close()
    with Store.open(tmp_path) as store:
        assert store.read("clean", ["other"]) == {}


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.sqlite") as database:
        database.execute("CREATE TABLE theirs (x)")
    database.close()
    with pytest.raises(StoreError, match="was not written by narrative"):
        Store.open(tmp_path)


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    with Store.open(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "store.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StoreError, match="schema 99, newer than 2; update narrative"):
        Store.open(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"not a database, not at all" * 100)
    with pytest.raises(StoreError, match="is damaged"):
        Store.open(tmp_path)


def test_a_missing_store_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no store.sqlite"):
        Store.open(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_second_writer_is_told_that_the_store_is_in_use(tmp_path: Path) -> None:
    with Store.open(tmp_path) as first:
        first._connection.execute("BEGIN IMMEDIATE")
        with Store.open(tmp_path) as second, pytest.raises(StoreError, match="is in use by another run"):
            second.write("clean", {"k": b"x"})


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    write_files(tmp_path, [("a.txt", b"old")])

    def files():
        yield "a.txt", b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path, files())
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be written"):
        Store.open(tmp_path / "file" / "below")


def test_several_runs_keep_their_results_in_one_store(tmp_path: Path) -> None:
    with Store.open(tmp_path) as one, Store.open(tmp_path) as other:
        one.write("clean", {"k": b"one"})
        other.write("clean", {"l": b"other"})
        assert one.read("clean", ["k", "l"]) == other.read("clean", ["k", "l"]) == {"k": b"one", "l": b"other"}
