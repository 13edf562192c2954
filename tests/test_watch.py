"""Watched claims: answered for every source by the links and verdicts of all others, and touching nothing else."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from narrative.cli.summary import summarise, summarise_json
from narrative.compare.watched import answer_watched
from narrative.config import ClusterConfig, Config, ReportConfig, WatchedText
from narrative.config.reading import read_config, write_config
from narrative.data import (
    Answer,
    AnswerKind,
    Article,
    Claim,
    Clustering,
    Comparison,
    Divergence,
    Evidence,
    Findings,
    Judgement,
    Link,
    Member,
    Narrative,
    Passage,
    Place,
    RawArticle,
    Relation,
    RunManifest,
    Span,
    Watched,
    WatchedClaim,
)
from narrative.errors import ConfigError
from narrative.pipeline import Outcome, compare_articles
from narrative.report.export import export_tables
from narrative.report.html import render_report
from narrative.report.view.index import build_index
from narrative.report.view.watch import build_watch

BOATS = "The harbour authority counted 40 fishing boats in the northern basin on Monday."
TEXTS = {
    "Harbour Bell": f"{BOATS} The eastern quay was closed after a crane fell into the water.",
    "Lantern": "On Monday the harbour authority counted 65 fishing boats in the northern basin. "
    "A crane fell into the water and the eastern quay was closed.",
    "Quay Post": "After a crane fell into the harbour, the eastern quay stays closed. Divers will look for it on Friday.",
    "Valley Echo": "The valley's apple growers expect a poor harvest after the late frost in May. "
    "Prices at the weekly market rose by 12 percent, the growers' union reported.",
}
WATCH = (
    WatchedText(id="boats", label="Forty boats", text=BOATS),
    WatchedText(text="The eastern quay was closed because a crane had fallen into the water."),
    WatchedText(id="moon", text="The moon landing of 1969 was staged in a film studio."),
)


def compare(watch: tuple[WatchedText, ...]) -> Comparison:
    raws = [RawArticle(Place(f"{name}.txt"), name, name, "", text) for name, text in sorted(TEXTS.items())]
    return compare_articles(raws, config=Config(watch=watch, cluster=ClusterConfig(stability_runs=0)))


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(WATCH)


def kinds(watched: Watched) -> dict[str, str]:
    return {answer.source: answer.kind.value for answer in watched.answers}


def test_nothing_but_the_answers_changes_by_watching(comparison: Comparison) -> None:
    assert replace(comparison, watched=()) == compare(())


def test_every_watched_claim_is_answered_for_every_source(comparison: Comparison) -> None:
    assert [one.id for one in comparison.watched] == ["boats", comparison.watched[1].claim_id, "moon"]
    assert [one.label for one in comparison.watched] == ["Forty boats", "", ""]
    for one in comparison.watched:
        assert [answer.source for answer in one.answers] == sorted(TEXTS)


def test_who_says_it_is_told_from_who_contradicts_it_and_who_has_other_news(comparison: Comparison) -> None:
    boats, crane, moon = comparison.watched
    assert kinds(boats)["Harbour Bell"] in {"agrees", "repeats"}
    (lantern,) = (answer for answer in boats.answers if answer.source == "Lantern")
    assert (lantern.kind, lantern.divergence) == (AnswerKind.DIVERGES, Divergence.NUMBER)
    assert kinds(boats)["Valley Echo"] == "never_mentioned"
    assert {kinds(crane)[source] for source in TEXTS if source != "Valley Echo"} <= {"agrees", "repeats"}
    assert set(kinds(moon).values()) == {"never_mentioned"}


def test_a_denial_in_other_words_than_the_claim_contradicts_it() -> None:
    texts = {
        "Harbour Bell": "The vaccine is harmless. Doctors say the vaccine does not make women infertile, whatever the posts claim.",
        "Lantern": "A post says that the vaccine causes infertility. Nurses were vaccinated on Monday.",
    }
    raws = [RawArticle(Place(f"{name}.txt"), name, name, "", text) for name, text in sorted(texts.items())]
    watch = (WatchedText(text="The vaccine causes infertility in women."),)
    found = compare_articles(raws, config=Config(watch=watch, cluster=ClusterConfig(stability_runs=0)))

    (bell,) = (answer for answer in found.watched[0].answers if answer.source == "Harbour Bell")
    assert (bell.kind, bell.divergence) == (AnswerKind.DIVERGES, Divergence.NEGATION)


def test_the_verdicts_rest_on_characters_of_the_corpus_and_of_the_watched_text(comparison: Comparison) -> None:
    articles = {article.id: article for article in comparison.articles}
    claims = {claim.id: claim for claim in comparison.claims}
    for one in comparison.watched:
        for judgement in one.judgements:
            assert judgement.link.right == one.claim_id
            for evidence in judgement.evidence:
                assert evidence.left is None or evidence.left.of(articles[claims[judgement.link.left].article_id].text)
                assert evidence.right is None or evidence.right.of(one.text)


# ---------------------------------------------------------------- the answers alone, without a model


def findings(*said: tuple[str, Relation | None, float], covering: str = "") -> Findings:
    """Return a corpus of one narrative with a claim per source of *said*, and articles without it of *covering*."""
    names = [*(name for name, _, _ in said), *covering]
    articles = tuple(Article(f"a{name}", name, False, "", BOATS, Place(f"{name}.txt")) for name in [*names, "Zoo"])
    passages = tuple(Passage(f"p{name}", f"a{name}", Span(0, len(BOATS))) for name in names)
    members = tuple(Member(passage.id, 1.0) for passage in passages)
    claims = tuple(
        Claim(f"c{place}", f"a{name}", name, Span(0, len(BOATS)), BOATS) for place, (name, _, _) in enumerate(said)
    )
    judgements = tuple(
        Judgement(
            Link(f"c{place}", "w", 0.9), relation, None, confidence, (Evidence("told", Span(0, 3), Span(0, 3), 0.9),)
        )
        for place, (_, relation, confidence) in enumerate(said)
    )
    near = tuple((claim.id, 0.9) for claim in claims)
    watched = WatchedClaim("w", "", BOATS, "w", judgements, near)
    clustering = Clustering((Narrative("n1", "Boats", "", (), members, ()),))
    return Findings(articles, (), (), passages, claims, clustering, (), (), (), watched=(watched,))


def answers(told: Findings, *, placed: bool = True) -> dict[str, Answer]:
    (watched,) = answer_watched(told, {claim.id: "n1" for claim in told.claims} if placed else {})
    return {answer.source: answer for answer in watched.answers}


def test_a_source_that_covers_the_matter_without_the_claim_is_silent_and_any_other_never_mentions_it() -> None:
    found = answers(findings(("A", Relation.AGREES, 0.8), covering="B"))
    assert [(name, one.kind.value) for name, one in found.items()] == [
        ("A", "agrees"),
        ("B", "silent"),
        ("Zoo", "never_mentioned"),
    ]


def test_where_nobody_is_near_the_claim_nobody_is_silent() -> None:
    assert {one.kind for one in answers(findings(covering="AB")).values()} == {AnswerKind.NEVER_MENTIONED}


def test_the_surest_verdict_answers_and_a_difference_wins_a_tie() -> None:
    said = [("A", Relation.AGREES, 0.6), ("A", Relation.DIVERGES, 0.8), ("A", None, 0.9)]
    found = answers(findings(*said))["A"]
    assert (found.kind, found.confidence, found.claim_ids) == (AnswerKind.DIVERGES, 0.8, ("c1", "c0", "c2"))
    tied = answers(findings(("A", Relation.AGREES, 0.8), ("A", Relation.DIVERGES, 0.8)))["A"]
    assert tied.kind is AnswerKind.DIVERGES


def test_a_claim_without_a_decided_verdict_is_stated() -> None:
    assert answers(findings(("A", None, 0.4)))["A"].kind is AnswerKind.STATES


# ---------------------------------------------------------------- the page and the twin


def test_the_page_shows_each_answer_with_its_sentence_and_the_words_that_differ(comparison: Comparison) -> None:
    boats, _, moon = build_watch(build_index(comparison))
    assert (boats.title, boats.text) == ("Forty boats", BOATS)
    (lantern,) = (row for row in boats.answers if row.source.name == "Lantern")
    assert lantern.words == "differs over numbers: “65 fishing boats” where the claim has “40 fishing boats”"
    assert [piece.text for piece in lantern.quotes[0].pieces if piece.mark] == ["65"]
    assert moon.answers == ()
    assert moon.summary == "Four sources do not cover the matter."


def test_every_link_of_the_section_leads_to_an_anchor_of_the_page(comparison: Comparison) -> None:
    html = render_report(comparison, "", ReportConfig(plotly=False))
    section = html[html.index('<h2 id="watch">') : html.index('<h2 id="narratives">')]
    hrefs = {part.split('"')[0] for part in section.split('href="#')[1:]}
    assert [href for href in hrefs if f'id="{href}"' not in html] == []
    assert "Watched claims" not in render_report(replace(comparison, watched=()), "", ReportConfig(plotly=False))


def test_the_twin_answers_for_every_source_and_lists_its_sentences(comparison: Comparison) -> None:
    rows = list(csv.DictReader(io.StringIO(dict(export_tables(comparison))["watch.csv"].decode())))
    assert {(row["watch_id"], row["source"]) for row in rows} == {
        (one.id, source) for one in comparison.watched for source in TEXTS
    }
    for row in rows:
        assert bool(row["claim_id"]) == (row["answer"] not in {"silent", "never_mentioned"})
    assert {row["divergence"] for row in rows if row["answer"] == "diverges"} == {"number"}


# ---------------------------------------------------------------- the configuration


def test_plain_texts_and_entries_with_an_id_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("watch:\n  - The ferry sank.\n  - {id: f2, label: Second, text: Two ferries sank.}\n", "utf-8")
    config = read_config(str(path))
    assert config.watch == (
        WatchedText(text="The ferry sank."),
        WatchedText(id="f2", label="Second", text="Two ferries sank."),
    )
    path.write_text(write_config(config), encoding="utf-8")
    assert read_config(str(path)) == config


def test_the_same_claim_twice_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("watch:\n  - The ferry sank.\n  - The ferry sank.\n", "utf-8")
    with pytest.raises(ConfigError, match=r"c.yaml:1:1: watch: the same claim stands there twice: the ferry sank."):
        read_config(str(path))


def test_the_command_line_says_what_became_of_each(comparison: Comparison) -> None:
    manifest = RunManifest("", "", "", (), "", "", "", ())
    text = summarise(Outcome(Path("out"), comparison, manifest))
    (line,) = (line for line in text.splitlines() if line.startswith("Watched"))
    assert "Forty boats (" in line
    assert "diverges 1" in line
    told = json.loads(summarise_json(Outcome(Path("out"), comparison, manifest)))["watched"]
    assert told["moon"] == {"never_mentioned": 4}
    assert "Watched" not in summarise(Outcome(Path("out"), replace(comparison, watched=()), manifest))
