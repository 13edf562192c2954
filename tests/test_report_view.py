"""The words and numbers of the page, before any HTML."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from factory import build_findings
from hypothesis import given
from hypothesis import strategies as st
from report_factory import build_comparison, load_case

from narrative.cli.summary import summarise
from narrative.compare import compare_sources
from narrative.config import CompareConfig, ReportConfig
from narrative.data import (
    Claim,
    Comparison,
    Evidence,
    Judgement,
    Link,
    Narrative,
    Quantity,
    Relation,
    RunManifest,
    Signal,
    Span,
)
from narrative.data import Divergence as Kind
from narrative.pipeline import Outcome
from narrative.report.html import write_page
from narrative.report.view.articles import safe_url
from narrative.report.view.findings import rank_single_claims
from narrative.report.view.gravity import gravest, rank_contradictions
from narrative.report.view.index import build_index
from narrative.report.view.marks import COVERS, compare_wording, cut_into_pieces
from narrative.report.view.narratives import describe_shape, list_measures
from narrative.report.view.page import build_page
from narrative.report.view.reasons import draw_waterfall, explain_verdicts
from narrative.report.view.sections import Page
from narrative.report.view.voices import gather_voices
from narrative.text.names import find_names

SENTENCES = json.loads((Path(__file__).parent / "cases" / "report" / "sentences.json").read_text("utf-8"))


def make_page(case: dict[str, Any], **settings: Any) -> Page:
    return build_page(build_comparison(case), "", ReportConfig(**{"plotly": False, **settings}))


@pytest.fixture(scope="module")
def harbour() -> Comparison:
    return build_comparison(load_case("harbour"))


@pytest.fixture(scope="module")
def page(harbour: Comparison) -> Page:
    return build_page(harbour, "", ReportConfig(plotly=False, max_findings=6))


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["label"])
def test_the_opening_states_counts_with_the_right_number(case: dict[str, Any]) -> None:
    page = make_page(case["input"])
    assert page.title == case["expect"]["title"]
    assert page.kicker == case["expect"]["kicker"]
    assert list(page.lede) == case["expect"]["lede"]


def test_the_opening_of_a_full_comparison_reads_as_expected(page: Page) -> None:
    expected = json.loads((Path(__file__).parent / "cases" / "report" / "harbour_words.json").read_text("utf-8"))
    found = {
        "title": page.title,
        "kicker": page.kicker,
        "lede": page.lede,
        "counts": [f"{c.number} {c.words}" for c in page.counts],
        "cards": {c.title: [[e.text, *e.values, e.who] for e in c.entries] for c in page.cards},
        "narratives": [[n.label, n.numbers, n.certainty] for n in page.narratives],
        "repeats": [[p.numbers, p.direction] for p in page.repeats.pairs],
        "silences": [
            [s.claim.name, s.said, [[q.source.name, q.articles, q.nearest.name] for q in s.silent]]
            for s in page.silences.rows
        ],
    }
    assert json.loads(json.dumps(found, ensure_ascii=False)) == expected


def test_every_link_of_the_page_leads_to_something_on_it(page: Page) -> None:
    ids = set(re.findall(r'\sid="([^"]+)"', write_page(page)))
    hrefs = {href for href in walk(page) if re.fullmatch(r"#[acpngsqr][0-9a-f]{16}.*", href)}
    assert len(hrefs) > 40
    assert {href for href in hrefs if href[1:] not in ids} == set()
    assert set(anchors_of(page)) <= ids


def test_an_article_is_shown_whole_and_each_claim_once(page: Page, harbour: Comparison) -> None:
    texts = {a.id: a.text for a in harbour.articles}
    shown: list[str] = []
    for article in page.articles:
        lines = ["".join(run.text for run in p.runs) for p in article.paragraphs]
        assert lines == [line for line in texts[article.id].split("\n") if line.strip()]
        shown += [run.claim for p in article.paragraphs for run in p.runs if run.claim]
    assert sorted(shown) == [c.id for c in harbour.claims]


def test_claims_that_overlap_keep_their_anchors(harbour: Comparison) -> None:
    whole = harbour.claims[0]
    half = dataclasses.replace(
        whole, id="c" + "0" * 16, span=Span(whole.span.start + 2, whole.span.end), text=whole.text[2:]
    )
    groups = (
        *harbour.groups,
        dataclasses.replace(harbour.groups[0], id="g" + "0" * 16, claim_ids=(half.id,), links=()),
    )
    page = build_page(
        dataclasses.replace(harbour, claims=(half, *harbour.claims), groups=groups), "", ReportConfig(plotly=False)
    )
    assert {half.id, whole.id} <= set(anchors_of(page))


def test_without_dates_nobody_is_first(harbour: Comparison) -> None:
    case = load_case("harbour")
    for article in case["articles"]:
        article.pop("published", None)
        article.pop("precision", None)
    case["directions"] = []
    for group in case["groups"].values():
        group["stands"] = {
            s: ["states", *rest] if kind == "originates" else [kind, *rest]
            for s, (kind, *rest) in group["stands"].items()
        }
    page = make_page(case)
    words = " ".join(text for text in walk(page) if not text.startswith("#"))
    words = words.replace("“First” means first among these articles", "").replace("first, in its own words", "")
    words = (
        words.replace("in the first week", "")
        .replace("most worth checking come first", "")
        .replace("which came first", "")
    )
    assert not re.search(r"says it first|came first(?! cannot)|copies ", words.replace("who came first", ""))
    assert page.lede[-1] == "No article carries a usable date, so the page does not say who came first."


def test_what_the_lists_leave_out_is_counted(harbour: Comparison) -> None:
    page = build_page(
        harbour, "", ReportConfig(plotly=False, max_findings=1, list_claims=2, open_claims=1, single_claims=1)
    )
    assert [c.more for c in page.cards] == [
        "and one more contradiction",
        "and one more repeat",
        "and three more claims",
        "and one more silence",
    ]
    assert len(page.claims.rows) == 2
    assert [bool(r.quotes) for r in page.claims.rows] == [True, False]
    assert page.claims.more == "Four more shared claims in groups.csv."
    assert "One more claim in the articles." in [s.more for s in page.claims.single]


def test_rows_that_do_not_open_lead_into_the_articles(harbour: Comparison) -> None:
    page = build_page(harbour, "", ReportConfig(plotly=False, open_claims=0))
    hrefs = [cell.href for row in page.claims.rows for cell in row.cells if cell.href]
    assert hrefs
    assert all(href.startswith("#c") for href in hrefs)
    assert set(hrefs) <= {f"#{anchor}" for anchor in anchors_of(page)}


def test_sides_with_the_same_words_stand_together(page: Page) -> None:
    numbers = next(f for f in page.divergences.contradictions if f.title == "Numbers")
    sides = numbers.clashes[0].sides
    assert [(side.value, side.sources) for side in sides] == [
        ("About 900", ("Harbour Courier", "Andes Wire")),
        ("Some 1,400", ("Meridian Post",)),
        ("Fewer than 300", ("Free Lantern",)),
    ]


def test_framing_is_no_contradiction(page: Page) -> None:
    assert [f.title for f in page.divergences.framing] == ["Choice of name"]
    assert "Choice of name" not in [f.title for f in page.divergences.contradictions]


def test_a_rounded_number_says_how_far_it_reaches() -> None:
    page, index = _number_case(approximate=True)
    assert "“About 900” would cover 810 to 990." in explain_verdicts(page, index)[0].lines
    page, index = _number_case(approximate=False)
    assert not any("“About 900” would cover" in line for line in explain_verdicts(page, index)[0].lines)


def test_a_later_figure_may_be_an_update(harbour: Comparison) -> None:
    page = build_page(harbour, "", ReportConfig(plotly=False))
    lines = [line for row in page.claims.rows for reason in row.reasons for line in reason.lines]
    assert not any("update" in line for line in lines)  # the surest pair lies three hours apart
    index = build_index(harbour)
    group = next(g for g in index.shared if len(index.speakers(g)) == 5)
    far = tuple(j for j in index.judgements[group] if _sources(j, index) == {"Harbour Courier", "Free Lantern"})
    late = dataclasses.replace(index, judgements={group: far})
    assert "Free Lantern wrote 1 day later, so this may be an update." in explain_verdicts(group, late)[0].lines


def test_bars_begin_where_the_one_before_ended() -> None:
    link = Link(
        "c1",
        "c2",
        0.9,
        (
            Signal("baseline", 0.5, -1.0),
            Signal("cosine", 0.8, 2.5),
            Signal("numbers", 0, -0.5),
            Signal("length", 1, 0.01),
        ),
    )
    bars = draw_waterfall(link)
    assert [(b.name, b.amount, b.weight, b.against) for b in bars] == [
        ("any two sentences, to begin with", "against", "−1.00", True),
        ("meaning", "strongly for", "+2.50", False),
        ("numbers in common", "against", "−0.50", True),
    ]
    assert bars[1].left == bars[0].left
    assert bars[1].left + bars[1].width == pytest.approx(bars[2].left + bars[2].width, abs=0.2)
    assert all(b.left >= 0 and b.left + b.width <= 100.1 for b in bars)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//host/a",
        "java\tscript:x",
        "http:",
        "https://[",
        "",
        None,
        "vbscript:x",
        "file:///etc/passwd",
    ],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) == ""


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(COVERS)), max_size=6),
)
def test_pieces_hold_the_whole_text(text: str, marks: list[tuple[int, int, Any]]) -> None:
    painted = [(Span(min(a, b), max(a, b)), mark) for a, b, mark in marks if min(a, b) <= len(text)]
    pieces = cut_into_pieces(text, painted)
    assert "".join(p.text for p in pieces) == text
    assert all(p.text for p in pieces)


@given(st.text(max_size=80), st.text(max_size=80), st.booleans())
def test_marks_stay_inside_both_sentences(left: str, right: str, copied: bool) -> None:
    for text, painted in zip((left, right), compare_wording(left, right, copied=copied), strict=True):
        assert all(0 <= span.start < span.end <= len(text) for span, _ in painted)
        assert "".join(p.text for p in cut_into_pieces(text, painted)) == text


def test_the_same_comparison_gives_the_same_page(harbour: Comparison) -> None:
    settings = ReportConfig()
    assert build_page(harbour, "x", settings) == build_page(harbour, "x", settings)


def _number_case(*, approximate: bool) -> tuple[str, Any]:
    harbour = build_comparison(load_case("harbour"))
    index = build_index(harbour)
    group = next(g for g in index.shared if len(index.speakers(g)) == 5)
    judgement = next(j for j in index.divergences(group) if _sources(j, index) == {"Harbour Courier", "Meridian Post"})
    claims = dict(index.claims)
    for side, evidence in (("left", judgement.evidence[0].left), ("right", judgement.evidence[0].right)):
        claim: Claim = claims[getattr(judgement.link, side)]
        assert evidence is not None
        if claim.source == "Harbour Courier":
            number = Quantity(900, 810, 990, "", "docker", approximate, evidence)
            claims[claim.id] = dataclasses.replace(claim, quantities=(number,))
    return group, dataclasses.replace(index, claims=claims, judgements={group: (judgement,)})


def _sources(judgement: Judgement, index: Any) -> set[str]:
    return {index.claims[judgement.link.left].source, index.claims[judgement.link.right].source}


def anchors_of(page: Page) -> list[str]:
    """Return every id that the templates write for *page*."""
    found = [n.id for n in page.narratives] + [s.anchor for n in page.narratives for s in n.shares]
    found += [p.anchor for p in page.repeats.pairs] + [anchor for anchor, *_ in page.repeats.rest]
    found += [r.id for r in page.claims.rows] + [q.anchor for r in page.claims.rows for q in r.quotes]
    for article in page.articles:
        found += [article.id, article.source.href[1:], f"{article.source.href[1:]}-texts"]
        runs = [run for p in article.paragraphs for run in p.runs]
        found += [p.anchor for p in article.paragraphs if p.anchor]
        found += [run.claim for run in runs if run.claim] + [a for run in runs for a in run.anchors]
    return found


def walk(value: Any) -> list[str]:
    """Return every string in *value*."""
    if isinstance(value, str):
        return [str(value)]
    if dataclasses.is_dataclass(value):
        return [text for field in dataclasses.fields(value) for text in walk(getattr(value, field.name))]
    if isinstance(value, tuple | list):
        return [text for item in value for text in walk(item)]
    return []


def test_a_verdict_without_evidence_spans_still_has_words() -> None:
    harbour = build_comparison(load_case("harbour"))
    bare = tuple(
        dataclasses.replace(j, evidence=tuple(Evidence(e.signal, None, None, e.score) for e in j.evidence))
        for j in harbour.judgements
    )
    page = build_page(dataclasses.replace(harbour, judgements=bare), "", ReportConfig(plotly=False))
    reasons = [r for row in page.claims.rows for r in row.reasons]
    assert all(r.lines for r in reasons)
    assert Relation.DIVERGES in {j.relation for j in bare}
    assert Kind.NUMBER in {j.divergence for j in bare}


def test_times_with_and_without_a_zone_are_read_alike(harbour: Comparison) -> None:
    naive = tuple(
        dataclasses.replace(a, published=a.published.replace(tzinfo=None) if a.published else None)
        for a in harbour.articles
    )
    assert datetime(2024, 3, 1, tzinfo=UTC).tzinfo is not None
    one = build_page(harbour, "", ReportConfig())
    other = build_page(dataclasses.replace(harbour, articles=naive), "", ReportConfig())
    assert one == other


def test_two_sources_that_contradict_each_other_never_stand_on_one_side() -> None:
    said = {
        "Courier": "Two Chinese and seven Russian planes entered the zone in November.",
        "Review": "In November two Chinese and seven Russian aircraft flew into the zone.",
        "Tribune": "Seven Chinese and two Russian planes entered the zone in November.",
    }
    articles = [
        {"key": name, "source": name, "title": "", "text": [[{"text": text, "group": "planes"}]]}
        for name, text in said.items()
    ]
    verdict = {"group": "planes", "relation": "diverges", "divergence": "number"}
    judgements = [
        {"group": "planes", "between": ["Courier", "Review"], "relation": "agrees"},
        {**verdict, "between": ["Courier", "Tribune"], "evidence": [["number", "Two", "Seven", 0.9]]},
        # The other of the two numbers: by its words alone, "seven" would join the Review to the Tribune.
        {**verdict, "between": ["Review", "Tribune"], "evidence": [["number", "seven", "two", 0.9]]},
    ]
    narrative = {"key": "n", "label": "Planes", "headline": "Planes", "keywords": [], "articles": list(said)}
    page = make_page({"articles": articles, "narratives": [narrative], "judgements": judgements})
    sides = [sorted(side.sources) for side in page.divergences.contradictions[0].clashes[0].sides]
    assert sides == [["Courier", "Review"], ["Tribune"]]


def test_the_page_and_the_command_line_count_silences_alike(harbour: Comparison, page: Page) -> None:
    told = summarise(Outcome(Path("out"), harbour, RunManifest("", "", "", (), "", "", "", ())))
    (line,) = (line for line in told.splitlines() if line.startswith("Silences"))
    (count,) = (one for one in page.counts if one.href == "#silences")

    said = line.removeprefix("Silences").strip()

    assert said.startswith(f"{count.number} {count.words}: ")
    assert page.silences.note.startswith(f"{said}.")


def test_a_silence_in_doubt_is_listed_apart_with_its_nearest_sentence_and_is_not_counted(page: Page) -> None:
    (perhaps,) = page.silences.perhaps
    (quiet,) = perhaps.silent
    assert (perhaps.claim.name, quiet.source.name) == (
        "The union wants two crews on each crane at night.",
        "Andes Wire",
    )
    assert quiet.nearest.name == "“A foreman fell from a ladder two nights before the strike.”"
    assert "Andes Wire" not in [q.source.name for row in page.silences.rows for q in row.silent]
    row = next(row for row in page.claims.rows if row.claim == perhaps.claim.name)
    cell = row.cells[[c.name for c in page.claims.columns].index("Andes Wire")]
    assert (cell.kind, cell.href) == ("doubtful", quiet.nearest.href)
    assert ("doubtful", "perhaps silent: says something near") in page.claims.stands


def test_who_denies_a_claim_is_not_counted_among_those_who_say_it(harbour: Comparison) -> None:
    index = build_index(harbour)
    told = {index.representative(group).text: gather_voices(group, index) for group in index.shared}
    ships = told["The harbour board said that eleven ships were waiting outside the breakwater."]
    assert (ships.denying, ships.silent) == (("Free Lantern",), ("The Long View",))
    assert set(ships.saying) == {"Harbour Courier", "Meridian Post", "Andes Wire"}
    walkout = next(voices for text, voices in told.items() if "900" in text)
    assert walkout.differing == ("Free Lantern", "Meridian Post")
    assert walkout.denying == ()


def test_what_one_source_alone_says_of_the_story_comes_before_its_trivia() -> None:
    """A number and names make the noodles more worth checking, but nobody else names the buffet."""
    story = [
        {"key": "a1", "source": "Alder", "published": "2031-05-01T08:00", "text": ["sea| [ferry: The ferry Aurelia left Port Tolmin on Monday.]"]},
        {"key": "b1", "source": "Birch", "published": "2031-05-01T09:00", "text": ["sea| [ferry: On Monday the Aurelia left Port Tolmin.] [crew: The Aurelia left Port Tolmin without a pilot.]"]},
        {"key": "c1", "source": "Cedar", "published": "2031-05-01T10:00", "text": ["sea| [noodles: At Korvo the buffet of Wu Mei ordered 600 boxes of noodles.]"]},
    ]  # fmt: skip
    description = {
        "articles": story,
        "claims": {"c1.noodles": {"worth": 0.8}, "b1.crew": {"worth": 0.6}},
        "narratives": {"sea": {"label": "Ferry Aurelia", "keywords": ["Aurelia", "ferry", "pilot"]}},
        "links": [["a1.ferry", "b1.ferry", "agrees"]],
    }
    findings = build_findings(description)
    named = tuple(replace(claim, names=find_names(claim.text, claim.span.start)) for claim in findings.claims)
    comparison = compare_sources(replace(findings, claims=named), CompareConfig())

    ranked = rank_single_claims(build_index(comparison))

    assert [claim.source for claim in ranked] == ["Birch", "Cedar"]


@pytest.mark.parametrize(
    ("separation", "cohesion", "words"),
    [
        (0.33, 0.42, "its passages are close-knit and clearly apart from those of the other narratives"),
        (0.03, 0.24, "its passages are loosely knit and hardly apart from those of the other narratives"),
        (None, 0.35, "its passages are fairly close-knit"),
    ],
)
def test_how_a_narrative_stands_is_said_in_words_with_the_numbers_apart(
    separation: float | None, cohesion: float, words: str
) -> None:
    narrative = Narrative("n1", "Boats", "", (), (), (), None, cohesion, "corpus", separation)
    assert describe_shape(narrative) == words
    assert f"Cohesion {cohesion:.2f}" in [name for name, _ in list_measures(narrative)]


def test_no_machine_talk_stands_outside_what_is_folded_away(harbour: Comparison) -> None:
    harbour = dataclasses.replace(
        harbour,
        judgements=tuple(
            dataclasses.replace(
                j,
                evidence=(
                    *j.evidence,
                    Evidence("reading", None, None, 0.9, "the relation model reads that they agree (0.91)"),
                ),
            )
            for j in harbour.judgements
        ),
    )
    html = write_page(build_page(harbour, "", ReportConfig(plotly=False)))
    folded = re.sub(r'<details class="exact">.*?</details>', "", html, flags=re.DOTALL)
    assert "is that they agree (91 in 100)" in folded
    assert "relation model" not in folded
    assert not re.search(r">[+−][0-9]", folded)
    assert "log-odds" in html
    assert "log-odds" not in folded


def test_what_one_side_denies_stands_before_swapped_numbers(harbour: Comparison) -> None:
    index = build_index(harbour)
    kinds = [gravest(group, index).divergence for group in rank_contradictions(index)]
    assert Kind.NEGATION in kinds
    assert Kind.NUMBER in kinds
    assert kinds.index(Kind.NUMBER) > max(n for n, kind in enumerate(kinds) if kind is Kind.NEGATION)
    page = build_page(harbour, "", ReportConfig(plotly=False))
    assert page.divergences.contradictions[0].title == "Said by one, denied by another", (
        "the section leads with another"
    )


def test_a_claim_is_named_by_no_sentence_that_says_otherwise() -> None:
    told = {
        "articles": [
            {
                "key": "a1",
                "source": "Courier",
                "text": [[{"text": "The port of Sable is closed, people say.", "group": "g"}]],
            },
            {"key": "b1", "source": "Gazette", "text": [[{"text": "The port of Sable is not closed.", "group": "g"}]]},
        ],
        "groups": {"g": {"stands": {"Courier": ["originates"], "Gazette": ["diverges", ["Courier"], "negation"]}}},
    }
    index = build_index(build_comparison(told))
    (group,) = index.groups
    assert index.representative(group).source == "Courier"
