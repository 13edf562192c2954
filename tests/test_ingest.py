"""Reading: every format, every refusal with its reason, and the same result in any order."""
# a test's name is its sentence

import gzip
import io
import json
import os
import sys
import zlib
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.config import IngestConfig
from narrative.errors import InputError
from narrative.ingest import Ingested, read_articles
from narrative.ingest.decode import UnreadableError, decode_text
from narrative.ingest.documents import strip_markdown

CASES = json.loads((Path(__file__).parent / "cases/ingest/files.json").read_text(encoding="utf-8"))


def read(*inputs: Path | str, metadata: Path | None = None, **settings: object) -> Ingested:
    return read_articles(
        [str(item) for item in inputs], None if metadata is None else str(metadata), IngestConfig(**settings)
    )


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def reasons(ingested: Ingested) -> list[tuple[str, int, str]]:
    return [(reject.place.path, reject.place.record, reject.reason) for reject in ingested.rejects]


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_a_format_reads_as_its_case_says(case, tmp_path):
    ingested = read(write(tmp_path, case["input"]))

    articles = [{**asdict(article), **asdict(article.place)} for article in ingested.articles]
    expected = case["expect"]["articles"]
    assert expected == [
        {name: article[name] for name in wanted} for wanted, article in zip(expected, articles, strict=True)
    ]
    assert [tuple(row[:3]) for row in case["expect"]["rejects"]] == reasons(ingested)
    for row, reject in zip(case["expect"]["rejects"], ingested.rejects, strict=True):
        assert row[3] in reject.detail
        assert reject.stage == "ingest"


def test_files_named_one_by_one_read_as_their_folder_does(tmp_path):
    write(tmp_path, {"b.txt": "Two.", "a.txt": "One.", "c.jsonl": '{"text": "Three."}\n', "d.pdf": "x"})
    one_by_one = [tmp_path / name for name in ("d.pdf", "b.txt", "c.jsonl", "a.txt")]

    assert read(tmp_path) == read(*one_by_one) == read(tmp_path / "*") == read(tmp_path, *one_by_one, tmp_path)


def test_a_file_reached_twice_keeps_the_path_that_names_its_source(tmp_path):
    write(tmp_path, {"gull/1.txt": "One."})

    for inputs in ((tmp_path, tmp_path / "gull"), (tmp_path / "gull/1.txt", tmp_path)):
        assert [(article.place.path, article.source) for article in read(*inputs).articles] == [("gull/1.txt", "gull")]


def test_two_inputs_with_files_of_one_name_stay_apart_in_any_order(tmp_path):
    write(tmp_path, {"gull/1.txt": "One.", "heron/1.txt": "Two."})
    there, back = read(tmp_path / "gull", tmp_path / "heron"), read(tmp_path / "heron", tmp_path / "gull")

    assert there == back
    assert {"1.txt", "1 (2).txt"} == {article.place.path for article in there.articles}


def test_an_input_that_does_not_exist_is_an_error_that_names_it(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.txt: no such file or folder; check the path"):
        read(tmp_path / "nowhere.txt")
    with pytest.raises(InputError, match="matches no file"):
        read(tmp_path / "*.nothing")


def test_an_empty_folder_is_no_error_here(tmp_path):
    assert Ingested((), ()) == read(tmp_path)


def test_links_are_followed_inside_the_input_only(tmp_path):
    write(tmp_path, {"out/secret.txt": "Secret.", "in/a.txt": "One."})
    inside = tmp_path / "in"
    (inside / "leak.txt").symlink_to(tmp_path / "out/secret.txt")
    (inside / "folder").symlink_to(tmp_path / "out", target_is_directory=True)
    (inside / "twin.txt").symlink_to("a.txt")
    (inside / "gone.txt").symlink_to("nothing.txt")
    ingested = read(inside)

    assert [article.place.path for article in ingested.articles] == ["a.txt"]
    assert reasons(ingested) == [
        ("folder", 0, "link to a folder"),
        ("gone.txt", 0, "unreadable"),
        ("leak.txt", 0, "link leads out"),
        ("twin.txt", 0, "read already"),
    ]


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")

    assert reasons(read(tmp_path)) == [("pipe.txt", 0, "unreadable")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_reject(tmp_path):
    write(tmp_path, {"a.txt": "One."})
    (tmp_path / "a.txt").chmod(0)

    assert reasons(read(tmp_path)) == [("a.txt", 0, "unreadable")]


@pytest.mark.parametrize(
    ("content", "text", "fixes"),
    [
        ("café".encode("utf-8-sig"), "café", ()),
        ("café".encode("utf-16"), "café", ()),
        ("café".encode("utf-32"), "café", ()),
        ("café – late".encode("cp1252"), "café – late", ("decoded as cp1252",)),
        (b"caf\xe9 \x81 late", "café \x81 late", ("decoded as latin-1",)),
        ("éééééé".encode() + b"\xff", "éééééé\ufffd", ("bad bytes replaced",)),
        (b"a\r\nb\rc", "a\nb\nc", ()),
    ],
)
def test_an_encoding_is_found_and_its_repair_named(content, text, fixes, tmp_path):
    (article,) = read(write(tmp_path, {"a.txt": content})).articles

    assert (text, fixes) == (article.body, article.fixes)


def test_a_page_names_its_own_charset():
    page = '<meta charset="windows-1251"><p>Паром опоздал.</p>'

    assert page == decode_text(page.encode("cp1251"), is_html=True).text


def test_binary_content_is_a_reject(tmp_path):
    write(tmp_path, {"a.txt": b"PK\x03\x04\x00\x00", "b.txt": "late".encode("utf-16-le")})

    assert reasons(read(tmp_path)) == [("a.txt", 0, "binary"), ("b.txt", 0, "binary")]


def test_gzip_is_unpacked_within_the_cap(tmp_path):
    write(
        tmp_path,
        {
            "a.txt.gz": gzip.compress(b"One. ") + gzip.compress(b"Two.") + b"\0" * 100,
            "bomb.txt.gz": gzip.compress(b"x" * 30_000_000),
            "broken.txt.gz": gzip.compress(b"x" * 10_000)[:20],
            "fake.txt.gz": b"not packed",
            "large.txt": b"x" * 2_000_000,
        },
    )
    ingested = read(tmp_path, max_file_mb=1)

    assert [article.body for article in ingested.articles] == ["One. Two."]
    assert reasons(ingested) == [
        ("bomb.txt.gz", 0, "too large"),
        ("broken.txt.gz", 0, "unreadable"),
        ("fake.txt.gz", 0, "unreadable"),
        ("large.txt", 0, "too large"),
    ]


def test_a_file_settles_the_day_order_of_its_own_dates_only(tmp_path):
    header = "source,date,text\n"
    write(
        tmp_path,
        {
            "both.csv": header + "G,4/20/2021 8:27,One.\nG,20/4/2021,Two.\nG,3/4/2021,Three.\n",
            "day.csv": header + "G,20.4.2021,One.\nG,3.4.2021,Two.\n",
            "month.csv": header + "G,4/20/2021 8:27,One.\nG,3/4/2021 12:05:10,Two.\nG,2021-05-01,Three.\n",
            "none.csv": header + "G,3/4/2021,One.\n",
        },
    )
    stamps = [article.published for article in read(tmp_path).articles]

    assert stamps[:3] == ["4/20/2021 8:27", "20/4/2021", "3/4/2021"]
    assert stamps[3:] == [
        "2021-04-20",
        "2021-04-03",
        "2021-04-20T08:27",
        "2021-03-04T12:05:10",
        "2021-05-01",
        "3/4/2021",
    ]


def test_articles_beyond_the_caps_are_counted(tmp_path):
    write(tmp_path, {"a.txt": "x" * 1001, "b.txt": "One.", "c.txt": "Two."})
    ingested = read(tmp_path, max_articles=1, max_article_chars=1000)

    assert [article.place.path for article in ingested.articles] == ["b.txt"]
    assert reasons(ingested) == [("a.txt", 0, "too long"), ("c.txt", 0, "too many articles")]


def test_deep_nesting_is_a_reject(tmp_path):
    deep = "[" * 200_000
    write(tmp_path, {"a.jsonl": f'{{"text": {deep}\n', "b.json": deep, "c.md": f"---\na: {deep[:10_000]}\n---\nText."})

    assert {"a.jsonl", "b.json", "c.md"} == {reject.place.path for reject in read(tmp_path).rejects}


def test_standard_input_is_json_lines(monkeypatch):
    lines = b'{"text": "One.", "source": "Gull"}\nnonsense\n'
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(lines)))
    ingested = read("-")

    assert [(a.place.path, a.place.record, a.source) for a in ingested.articles] == [("stdin", 1, "Gull")]
    assert reasons(ingested) == [("stdin", 2, "not JSON")]


def test_a_metadata_table_wins_and_leaves_the_key(tmp_path):
    write(
        tmp_path,
        {
            "in/gull/1.txt": "One.",
            "in/2.txt": "Two.",
            "in/3.md": "---\nsource: Front\n---\nThree.",
            "in/rows.jsonl": '{"text": "a"}\n{"text": "b"}\n',
            "in/table.csv": "File,Record,Outlet,Date,URL,Title,Lang\n"
            "gull/1.txt,,The Gull,2024-03-01,,,\n"
            "2.txt,,Heron,,https://heron.example,Late,en\n"
            "3.md,,Tern,,,,\n"
            "rows.jsonl,,All,,,,\n"
            "rows.jsonl,2,Second,,,,\n"
            "missing.txt,,Nobody,,,,\n"
            "2.txt,,Again,,,,\n"
            "short,row\n",
        },
    )
    ingested = read(tmp_path / "in", metadata=tmp_path / "in/table.csv")

    found = [(article.place.path, article.source, article.key) for article in ingested.articles]
    assert found == [
        ("2.txt", "Heron", "2.txt"),
        ("3.md", "Tern", "Front"),
        ("gull/1.txt", "The Gull", "gull"),
        ("rows.jsonl", "All", "rows.jsonl"),
        ("rows.jsonl", "Second", "rows.jsonl"),
    ]
    heron = ingested.articles[0]
    assert (heron.title, heron.url, heron.language, heron.published) == ("Late", "https://heron.example", "en", None)
    assert reasons(ingested) == [
        ("table.csv", 0, "not an article"),
        ("table.csv", 7, "metadata row matches no file"),
        ("table.csv", 8, "metadata row repeats"),
        ("table.csv", 9, "column count"),
    ]


def test_a_bare_name_that_two_files_have_matches_neither(tmp_path):
    write(tmp_path, {"in/gull/1.txt": "One.", "in/heron/1.txt": "Two.", "t.csv": "path,source\n1.txt,Someone\n"})

    assert reasons(read(tmp_path / "in", metadata=tmp_path / "t.csv")) == [("t.csv", 2, "metadata row matches no file")]


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "path\nx\n", "", 'path,source\n"open,x\n'])
def test_a_metadata_table_that_cannot_be_used_is_an_error(content, tmp_path):
    write(tmp_path, {"a.txt": "One.", "t.csv": content})

    with pytest.raises(InputError, match=r"t\.csv"):
        read(tmp_path / "a.txt", metadata=tmp_path / "t.csv")


def test_no_machine_path_stands_in_the_result(tmp_path):
    write(
        tmp_path,
        {"corpus/gull/1.txt": "One.", "corpus/x.csv": "a,b\n", "corpus/y.pdf": "x", "t.csv": "path,source\nz,Z\n"},
    )

    assert str(tmp_path) not in repr(read(tmp_path / "corpus", metadata=tmp_path / "t.csv"))


def test_lone_surrogates_in_fields_can_be_written(tmp_path):
    write(tmp_path, {"a.jsonl": '{"text": "One \\ud800.", "source": "Gu\\ud800ll", "title": "\\udfff"}\n'})
    (article,) = read(tmp_path).articles

    assert (article.source or "").encode()
    assert article.title.encode()


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused(content):
    reason, text = "", ""
    try:
        text = decode_text(content).text
    except UnreadableError as error:
        reason = error.reason

    assert text.strip() or reason in {"empty", "binary"}


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.jsonl", "a.json", "a.md", "a.tsv", "a.html"]))
def test_any_bytes_in_any_format_give_articles_or_reasons(tmp_path_factory, content, name):
    ingested = read(write(tmp_path_factory.mktemp("any"), {name: content}))

    assert ingested.articles or ingested.rejects or content.strip()
    assert all(reject.reason and reject.place.path == name for reject in ingested.rejects)


@given(st.text(alphabet="ab *_[]()!#>-\n", max_size=200))
def test_markdown_marks_go_and_words_stay(text):
    assert [c for c in text if c in "ab"] == [c for c in strip_markdown(text) if c in "ab"] or "](" in text


def test_a_flipped_byte_in_gzip_never_crashes(tmp_path):
    packed = bytearray(gzip.compress(b"The ferry was late. " * 50))
    for position in range(0, len(packed), 7):
        flipped = bytes(packed[:position]) + bytes([packed[position] ^ 255]) + bytes(packed[position + 1 :])
        ingested = read(write(tmp_path, {"a.txt.gz": flipped}))
        assert ingested.articles or ingested.rejects
    assert zlib.crc32(packed)
