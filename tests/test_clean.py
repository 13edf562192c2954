"""Cleaning: every boilerplate line goes with a reason, no sentence of an article goes, the source finds its name."""

import json
import re
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.clean import clean_article, drop_duplicates, find_recurring, name_sources
from narrative.clean.agencies import split_dateline
from narrative.clean.fixes import FIXES, apply_fixes
from narrative.clean.headline import split_outlet
from narrative.clean.lines import LineContext, judge_lines
from narrative.clean.markup import read_page
from narrative.clean.naming import read_credit
from narrative.config import CleanConfig
from narrative.data import Article, Cleaned, Place, Precision, RawArticle

CASES = Path(__file__).parent / "cases/clean"
LINES = json.loads((CASES / "lines.json").read_text(encoding="utf-8"))
ARTICLES = json.loads((CASES / "articles.json").read_text(encoding="utf-8"))
FERRY = "The ferry to the outer islands was two hours late on Monday morning, the harbour office said."
QUAY = "Passengers waited on the quay in the rain, and some of them went home again by bus."


def make_raw(body: str, path: str = "a.txt", **fields: object) -> RawArticle:
    raw = RawArticle(place=Place(path), key=path, source=None, title="", body=body)
    return replace(raw, **fields)


def clean(raw: RawArticle, recurring: frozenset[tuple[str, str]] = frozenset()) -> Cleaned:
    return clean_article(raw, recurring, CleanConfig())


def article(body: str, path: str = "a.txt", **fields: object) -> Article:
    found = clean(make_raw(body, path, **fields)).article
    assert found is not None
    return found


@pytest.mark.parametrize("case", LINES, ids=[case["label"] for case in LINES])
def test_lines_go_for_the_reasons_of_their_case(case):
    assert list(judge_lines(case["lines"], LineContext())) == case["expect"]


@pytest.mark.parametrize("case", ARTICLES, ids=[case["label"] for case in ARTICLES])
def test_an_article_comes_out_as_its_case_says(case):
    fields = dict(case["input"])
    path, body = fields.pop("path"), fields.pop("body")
    cleaned = clean(make_raw(body, path, **fields))

    assert cleaned.article is not None
    found = {
        "title": cleaned.article.title,
        "text": cleaned.article.text,
        "source": cleaned.article.source,
        "source_inferred": cleaned.article.source_inferred,
        "dropped": [[item.line, item.reason] for item in cleaned.dropped],
        "fixes": list(cleaned.article.fixes),
        "credits": list(cleaned.article.credits),
    }
    assert found == case["expect"]


def test_the_name_of_a_fix_is_the_name_of_its_function():
    names = [fix.__name__ for fix in FIXES]

    assert len(set(names)) == len(names)
    assert set(apply_fixes("The ferry was late. .\r\n\u200b\ufeff")[1]) <= set(names)


@pytest.mark.parametrize(
    "line",
    [
        "The ferry was late. . . . Or was it?",
        "Really?? Yes.",
        "“Late,” he said. “Very late.”",
        "The boats—old and slow—left… at last.",
        "Naïve café owners paid £5 and 5 €.",
        "نمی‌خواهم",
        "See https://gull.example/?s=1&t=2 for more.",
    ],
)
def test_clean_text_is_left_as_it_is(line):
    assert apply_fixes(line) == (line, ())


@given(st.text(max_size=400))
def test_repairing_twice_changes_nothing_more(text):
    once = apply_fixes(text)[0]

    assert not re.search("[\ud800-\udfff\u200b\u202e\x00]", once)
    assert once == once.encode().decode()
    assert "\n\n\n" not in once


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [FERRY, QUAY, "Leave a Reply", "Related Posts", "By Jane Doe", "World News", "12-02-21 09:14", ""]
            ),
            st.sampled_from(
                ["ADVERTISEMENT", "Ferry late", "(Photo: Jane Doe)", "Share Tweet", "[…] and so on […]", "Reuters"]
            ),
            st.text(alphabet="abcde .,:?A", max_size=60),
        ),
        max_size=14,
    )
)
def test_every_word_is_in_the_title_the_text_or_a_dropped_line(lines):
    raw = make_raw("\n".join(lines))
    cleaned = clean(raw)
    before = Counter(apply_fixes(raw.body)[0].split())
    if cleaned.article is None:
        assert cleaned.reject is not None
        assert cleaned.reject.reason in {"empty", "too short"}
        return

    dropped = " ".join(item.line for item in cleaned.dropped)
    after = Counter(f"{cleaned.article.title} {cleaned.article.text} {dropped}".split())
    assert before == after
    assert all(item.article_id == cleaned.article.id and item.reason for item in cleaned.dropped)


def test_an_article_without_text_is_a_reject_that_says_so():
    nothing, prompts, short = (
        clean(make_raw(" \u200b\n")),
        clean(make_raw("Leave a Reply\n")),
        clean(make_raw("Ferry late.")),
    )

    assert [item.reject.reason for item in (nothing, prompts, short) if item.reject] == ["empty", "empty", "too short"]
    assert "clean.min_words is 8" in short.reject.detail


def test_the_id_hashes_the_raw_body_and_the_key_only():
    plain = article(FERRY, source="Gull", key="k")

    assert article(FERRY, source="Heron", key="k", title="T", path="b.txt").id == plain.id
    assert article(FERRY, source="Gull", key="other").id != plain.id
    assert article(FERRY + " ", source="Gull", key="k").id != plain.id


def test_a_date_is_read_or_called_unreadable():
    read, ambiguous = article(FERRY, published="2024-03-01T10:15:00Z"), article(FERRY, published="03/04/2024")

    assert read.published is not None
    assert (read.published.isoformat(), read.precision) == ("2024-03-01T10:15:00+00:00", Precision.MINUTE)
    assert (ambiguous.published, ambiguous.precision, ambiguous.fixes) == (
        None,
        Precision.UNKNOWN,
        ("date unreadable",),
    )


def test_a_stated_language_wins_over_the_detected_one():
    russian = "Паром на дальние острова в понедельник утром опоздал на два часа, сообщили в порту."

    assert [article(FERRY).language, article(russian).language] == ["en", "ru"]
    assert [article(FERRY, language=name).language for name in ("de-AT", "English", "fra")] == ["de", "en", "fr"]


def test_only_web_addresses_are_kept():
    assert article(FERRY, url="javascript:alert(1)").url is None
    assert article(FERRY, url="https://gull.example/1").url == "https://gull.example/1"


def test_lines_that_recur_across_a_source_go_from_its_articles_only():
    bodies = [
        f"The Gull explains\n\nThe number {n} boat of the island line was late again on Monday, and the passengers of that boat "
        f"went home in the rain by bus number {n}, as they had done before.\n\nThe Gull asks the harbour every day."
        for n in ("one", "two", "three")
    ]
    raws = [make_raw(body, f"{n}.txt", key="Gull", source="Gull") for n, body in enumerate(bodies)]
    other = make_raw(bodies[0], "o.txt", key="Heron", source="Heron")
    recurring = find_recurring([*raws, other], CleanConfig())

    assert recurring == {("Gull", "the gull explains"), ("Gull", "the gull asks the harbour every day.")}
    assert [item.reason for item in clean(raws[0], recurring).dropped] == ["recurring line", "recurring line"]
    assert clean(other, recurring).dropped == ()


def test_copies_of_one_article_make_no_line_recur():
    body = f"The Gull explains\n\n{FERRY} {FERRY}\n\nThe Gull asks the harbour every day."
    raws = [make_raw(body, f"{n}.txt", key="Gull", source="Gull") for n in range(5)]

    assert find_recurring(raws, CleanConfig()) == frozenset()


def test_a_recurring_line_never_costs_the_whole_article():
    line = "the gull asks the harbour every single day of the year."

    assert article(line, key="Gull").text == line
    assert clean(make_raw(line, key="Gull"), frozenset({("Gull", line)})).article.text == line


def test_equal_inferred_names_get_the_stem_and_stay_apart():
    same = [article(FERRY, path, title="Ferry late") for path in ("1.txt", "2.txt")]
    rows = [replace(same[0], place=Place("rows.jsonl", n), source="rows") for n in (1, 2)]
    stated = article(FERRY, "3.txt", source="Ferry late")
    names = [found.source for found in name_sources([*same, *rows, stated])]

    assert names == ["Ferry late (1)", "Ferry late (2)", "rows", "rows", "Ferry late"]


def test_equal_stems_get_their_paths():
    same = [article(FERRY, path, title="Ferry late") for path in ("1.txt", "1.md")]

    assert [found.source for found in name_sources(same)] == ["Ferry late (1.txt)", "Ferry late (1.md)"]


def test_copies_inside_a_source_go_and_copies_among_loose_files_stay():
    early = article(FERRY, "b.txt", source="Gull", key="Gull", published="2024-03-01")
    late = article(FERRY + "\n", "a.txt", source="Gull", key="Gull", published="2024-03-02")
    loose = [article(FERRY, path) for path in ("c.txt", "d.txt")]
    kept, rejects = drop_duplicates([late, early, *loose])

    assert [found.place.path for found in kept] == ["b.txt", "c.txt", "d.txt"]
    assert [(reject.place.path, reject.reason, reject.detail) for reject in rejects] == [
        ("a.txt", "duplicate", "the same text as b.txt")
    ]
    assert drop_duplicates([*loose, early, late])[1] == rejects


def test_equal_rows_of_one_file_are_one_article():
    rows = [article(FERRY, key="rows.jsonl", place=Place("rows.jsonl", n)) for n in (1, 2)]
    kept, rejects = drop_duplicates(rows)

    assert [found.place.record for found in kept] == [1]
    assert [(reject.place.record, reject.reason) for reject in rejects] == [(2, "duplicate")]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("by time of tides news", "Time Of Tides News"),
        ("By Jane Doe", ""),
        ("By Jane Doe, Reuters", ""),
        ("By Reuters", ""),
        ("By Staff Reporter", ""),
        ("Gull-Wire / North Coast News 2021.", "Gull-Wire"),
        ("© 2021 Gull Media Group", "Gull Media"),
        ("Copyright 2018 The Associated Press. All rights reserved.", ""),
        ("Source: gull.example", "gull.example"),
        ("This article first appeared on The Harbour Post.", "Harbour Post"),
        ("The ferry was late by two hours.", ""),
    ],
)
def test_a_credit_line_names_the_outlet_and_nobody_else(line, name):
    assert read_credit(line) == name


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        ("Ferry late | The Gull", "The Gull"),
        ("Ferry late - Harbour Post", "Harbour Post"),
        ("Ferry late – gull.example", "gull.example"),
        ("Ferry late - minister", ""),
        ("Ferry late - Minister Hill", ""),
        ("Ferry | late again in the harbour of the town", ""),
    ],
)
def test_a_title_ends_in_its_outlet_or_does_not(title, outlet):
    assert split_outlet(title)[1] == outlet


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("HAVANA, July 20 (Reuters) - The ferry", "HAVANA, July 20 (Reuters) -"),
        ("BEIJING, Aug. 17 (Xinhua) -- The ferry", "BEIJING, Aug. 17 (Xinhua) --"),
        ("(CNN) The ferry", "(CNN)"),
        ("Moscow (AFP) – The ferry", "Moscow (AFP) –"),
        ("NEW YORK — The ferry", "NEW YORK —"),
        ("CARACAS (Gull Wire Service) - The ferry", "CARACAS (Gull Wire Service) -"),
        ("Jane Doe (Federal Security Service) - the head", ""),
        ("The ferry (AP) - late", ""),
        ("BREAKING — The ferry", ""),
        ("The ferry — late", ""),
        ("He told Reuters (the agency) - twice", ""),
    ],
)
def test_a_dateline_is_told_from_a_sentence(line, dateline):
    assert split_dateline(line)[0] == dateline


def test_a_page_that_the_library_cannot_read_is_read_plainly():
    page = read_page(f"<div><script>alert(1)</script>{'<b>' * 50}{FERRY}</div>")

    assert page.text == FERRY


@pytest.mark.parametrize(
    "body",
    ["word " * 200_000, "By A" * 100_000, "[…] " * 100_000, "(photo: " * 50_000, "A. " * 100_000, "REUTERS/A " * 50_000,
     "\n".join([FERRY, *["Related"] * 20_000]), "\n".join(["Leave a reply"] * 20_000), "\n".join(["Reply"] * 20_000), "?" * 300_000, " ." * 200_000, "<p>" * 50_000],
    ids=["words", "bylines", "ellipses", "brackets", "stops", "photos", "related", "headers", "replies", "marks", "dots", "tags"],
)  # fmt: skip
@pytest.mark.parametrize("is_html", [False])
def test_crafted_text_takes_no_long_time(body, is_html):
    start = time.process_time()
    clean(make_raw(body, is_html=is_html, title="T", language="en"))

    assert time.process_time() - start < 5


@settings(max_examples=40)
@given(st.text(alphabet="<>/pdiv \"'=&;abc\n", max_size=300))
def test_any_markup_is_read(html):
    assert isinstance(read_page(html).text, str)
