"""Stands, origins, directions, coverage and contrasts, from small corpora described in a line each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from factory import article_ids, build_findings, claim_ids, example_findings, group_ids
from hypothesis import given
from hypothesis import strategies as st

from narrative.compare import compare_sources
from narrative.config import CompareConfig
from narrative.data import (
    Article,
    Block,
    Claim,
    ClaimGroup,
    Clustering,
    Comparison,
    Direction,
    Divergence,
    Evidence,
    Findings,
    Judgement,
    Link,
    Member,
    Narrative,
    Passage,
    Place,
    Precision,
    Relation,
    Reuse,
    ReuseKind,
    Span,
    StageCount,
    StandKind,
)

CASES = json.loads((Path(__file__).parent / "cases/compare/stands.json").read_text(encoding="utf-8"))
TEXT = "The harbour authority counted forty boats in the northern basin."
SETTINGS = CompareConfig()
CORPORA = json.loads((Path(__file__).parent / "cases/compare/corpora.json").read_text(encoding="utf-8"))


def article(source: str, stamp: str = "", credit: str = "", text: str = TEXT) -> Article:
    moment = datetime.fromisoformat(stamp).replace(tzinfo=UTC) if stamp else None
    known = Precision.MINUTE if "T" in stamp else Precision.DAY
    precision = known if stamp else Precision.UNKNOWN
    credits_ = (credit,) if credit else ()
    place = Place(f"{source}.txt")
    return Article(
        f"a{source}", source, False, "", text, place, published=moment, precision=precision, credits=credits_
    )


def claim(source: str, text: str = TEXT) -> Claim:
    return Claim(f"c{source}", f"a{source}", source, Span(0, len(text)), text)


def judgement(line: str) -> Judgement:
    """Read ``A diverges:number B``."""
    left, verdict, right = line.split()
    word, _, kind = verdict.partition(":")
    word, _, signal = word.partition("/")
    relation = None if word == "undecided" else Relation(word)
    evidence = (Evidence(signal or "told", Span(0, 3), Span(0, 3), 0.9),)
    return Judgement(Link(f"c{left}", f"c{right}", 0.9), relation, Divergence(kind) if kind else None, 0.9, evidence)


def findings(told: dict[str, Any], reuses: tuple[Reuse, ...] = ()) -> Findings:
    says, covers, wires = told["says"], told.get("covers", {}), told.get("credits", {})
    articles = [article(name, stamp, wires.get(name, "")) for name, stamp in {**says, **covers}.items()]
    articles.sort(key=lambda item: item.id)
    passages = tuple(Passage(f"p{item.source}", item.id, Span(0, len(item.text))) for item in articles)
    members = tuple(Member(item.id, 1.0) for item in passages)
    narrative = Narrative("n1", "Boats", "Boats lie in the basin", ("boats",), members, ())
    judged = tuple(judgement(line) for line in told["judged"])
    claims = tuple(claim(source) for source in sorted(says))
    group = ClaimGroup("g1", tuple(item.id for item in claims), tuple(item.link for item in judged))
    return Findings(tuple(articles), (), (), passages, claims, Clustering((narrative,)), (group,), judged, reuses, ())


def describe(comparison: Comparison) -> dict[str, str]:
    """Write each stand as ``diverges:number A,B``."""
    found = {}
    for stand in comparison.stands:
        kind = f":{stand.divergence.value}" if stand.divergence else ""
        found[stand.source] = f"{stand.kind.value}{kind} {','.join(stand.of_sources)}".strip()
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_stand_follows_the_rules(case: dict[str, Any]) -> None:
    comparison = compare_sources(findings(case["input"]), SETTINGS)
    assert describe(comparison) == case["expect"]
    assert len(comparison.origins) == case["origins"]


def reuse(left: str, right: str) -> Reuse:
    whole = Span(0, len(TEXT))
    return Reuse(f"a{left}", f"a{right}", (Block(whole, whole, 1.0),), 1.0, 1.0, ReuseKind.VERBATIM)


@pytest.mark.parametrize(
    ("left", "right", "credit", "expected"),
    [
        ("2024-05-01T10:00", "2024-05-01T12:30", {}, ("aA", 2.5, "A published first")),
        ("2024-05-02", "2024-05-01T12:30", {}, ("aB", 24.0, "B published first")),
        ("2024-05-01", "2024-05-01T12:30", {}, (None, None, "the hour is not known")),
        ("", "2024-05-01T12:30", {}, (None, None, "no publication time for A")),
        ("2024-05-01T10:00", "2024-05-01T10:00", {}, (None, None, "at the same time")),
        ("", "", {"B": "a"}, ("aA", None, "B credits A")),
        ("2024-05-02T10:00", "2024-05-01T10:00", {"B": "A"}, ("aB", 24.0, "B published first")),
        ("2024-05-01T10:00", "2024-05-02T10:00", {"A": "Wire", "B": "Wire"}, (None, None, "both credit Wire")),
    ],
)
def test_direction_comes_from_times_and_credits_or_abstains(
    left: str, right: str, credit: dict[str, str], expected: tuple[str | None, float | None, str]
) -> None:
    told = {"says": {"A": left, "B": right}, "judged": [], "credits": credit}
    (direction,) = compare_sources(findings(told, (reuse("A", "B"),)), SETTINGS).directions
    assert (direction.copied_from, direction.lag_hours) == expected[:2]
    assert expected[2] in direction.reason


def test_a_copied_passage_ties_two_sources_even_where_nothing_was_judged() -> None:
    told = {"says": {"A": "2024-05-01T10:00", "B": "2024-05-01T12:00"}, "judged": []}
    comparison = compare_sources(findings(told, (reuse("A", "B"),)), SETTINGS)
    assert describe(comparison) == {"A": "originates", "B": "repeats A"}
    assert len(comparison.origins) == 1


def test_a_word_that_one_source_alone_uses_is_found_and_common_words_are_not() -> None:
    common = "The minister met the growers in the valley and spoke about water prices. " * 6
    told = {"says": {"A": "", "B": "", "C": ""}, "judged": []}
    base = findings(told)
    texts = {
        "A": common + "The regime stole the water. The regime lies. A regime without shame. " * 5,
        "B": common,
        "C": common,
    }
    articles = tuple(article(name, text=text) for name, text in texts.items())
    passages = tuple(Passage(f"p{item.source}", item.id, Span(0, len(item.text))) for item in articles)
    changed = Findings(articles, (), (), passages, base.claims, base.clustering, base.groups, (), (), ())
    contrasts = compare_sources(changed, SETTINGS).contrasts
    words = {item.word for item in contrasts if item.source == "A"}
    assert "regime" in words
    assert "minister" not in {item.word for item in contrasts}
    assert all(item.q <= SETTINGS.max_q and item.z > 0 for item in contrasts)


STAMPS = st.sampled_from(["", "2024-05-01", "2024-05-02", "2024-05-01T10:00", "2024-05-01T12:00", "2024-05-09T10:00"])
VERDICTS = st.sampled_from(["", "agrees", "repeats", "diverges:number", "diverges:update", "undecided"])


@st.composite
def told(draw: st.DrawFn) -> dict[str, Any]:
    sources = "ABCDE"[: draw(st.integers(1, 5))]
    says = {source: draw(STAMPS) for source in sources}
    pairs = [(left, draw(VERDICTS), right) for left, right in combinations(sources, 2)]
    judged = [f"{left} {verdict} {right}" for left, verdict, right in pairs if verdict]
    covers = {name: draw(STAMPS) for name in "XY"[: draw(st.integers(0, 2))]}
    return {"says": says, "judged": judged, "covers": covers}


@given(told())
def test_the_invariants_hold_for_every_corpus(case: dict[str, Any]) -> None:
    found = compare_sources(findings(case), SETTINGS)
    speaking = [stand for stand in found.stands if stand.kind is not StandKind.SILENT]
    silent = [stand for stand in found.stands if stand.kind is StandKind.SILENT]
    assert sorted(stand.source for stand in speaking) == sorted(case["says"])
    assert all(stand.source not in stand.of_sources for stand in found.stands)
    assert all(set(stand.of_sources) <= set(case["says"]) for stand in found.stands)
    assert not silent or len(speaking) > 1
    assert not any(stand.claim_ids for stand in silent)
    assert sum(stand.kind is StandKind.ORIGINATES for stand in found.stands) <= 1
    if not any(case["says"].values()):
        assert not any(stand.kind in {StandKind.ORIGINATES, StandKind.CORROBORATES} for stand in found.stands)
    assert all((stand.divergence is not None) == (stand.kind is StandKind.DIVERGES) for stand in found.stands)
    tied = sorted(source for origin in found.origins for source in origin.sources)
    assert tied == sorted(case["says"])
    assert abs(sum(row.share for row in found.coverage) - 1) < 0.01
    assert all(abs(item.weight - 1) < 0.001 for item in found.memberships)


@given(told())
def test_repeats_and_diverging_stands_name_somebody(case: dict[str, Any]) -> None:
    found = compare_sources(findings(case), SETTINGS)
    needing = {StandKind.REPEATS, StandKind.DIVERGES}
    assert all(bool(stand.of_sources) == (stand.kind in needing) for stand in found.stands)


def told_in_full(comparison: Comparison, group: str) -> dict[str, str]:
    return describe(replace(comparison, stands=tuple(one for one in comparison.stands if one.group_id == group)))


@pytest.mark.parametrize("case", CORPORA, ids=lambda case: case["label"])
def test_a_small_corpus_gives_the_stands_origins_and_directions_that_the_rules_say(case: dict[str, Any]) -> None:
    description = case["input"]
    comparison = compare_sources(build_findings(description), SETTINGS)
    keys = {id_: key for key, id_ in {**article_ids(description), **claim_ids(description)}.items()}
    for name, expected in case["expect"].items():
        if name == "directions":
            found = [describe_direction(one, keys) for one in comparison.directions]
            assert found == expected
            continue
        group = group_ids(description)[name]
        origins = [one for one in comparison.origins if one.group_id == group]
        assert told_in_full(comparison, group) == expected["stands"]
        assert len(origins) == expected["origins"]
        if "first" in expected:
            assert [keys.get(one.first or "") for one in origins] == [expected["first"]]
        if "credits" in expected:
            assert [one.credit for one in origins if one.credit] == expected["credits"]
        if "narrative" in expected:
            labels = {one.id: one.label for one in comparison.narratives}
            narratives = {labels.get(one.narrative_id or "") for one in comparison.stands if one.group_id == group}
            assert narratives == {expected["narrative"]}


def describe_direction(direction: Direction, keys: dict[str, str]) -> list[Any]:
    """Return the articles in the order of their keys, so that no case depends on which id is the smaller."""
    pair = sorted((keys[direction.left_article], keys[direction.right_article]))
    return [*pair, keys.get(direction.copied_from or ""), direction.lag_hours, direction.reason]


def test_the_example_holds_every_stand_relation_divergence_and_gap() -> None:
    comparison = compare_sources(example_findings(), SETTINGS)
    texts = {one.id: one.text for one in comparison.articles}
    assert all(one.span.of(texts[one.article_id]) == one.text for one in comparison.claims)
    assert {one.kind for one in comparison.stands} == set(StandKind)
    assert {one.relation for one in comparison.judgements} == {None, *Relation}
    framing = {Divergence.NAMING, Divergence.ATTRIBUTION}
    assert {one.divergence for one in comparison.judgements} >= {None, *Divergence} - framing
    assert comparison.unplaced
    assert comparison.dropped
    assert comparison.rejects
    assert any(one.inferred for one in comparison.sources)
    assert {one.precision for one in comparison.articles} == set(Precision)


SENTENCES = (
    "Twelve boats sank off the cape in the storm.",
    "The old kiln was shut for good.",
    "Alder reported that twelve boats sank.",
    "Nobody has seen the heron since Monday.",
)
MOMENTS = st.sampled_from(
    [None, "2031-05-01", "2031-05-02", "2031-05-01T10:00", "2031-05-02T12:00", "2031-05-20T10:00"]
)
RELATIONS = st.sampled_from(["", "", "agrees", "repeats", "diverges", "undecided"])
GROUPS = ("boats", "kiln", "heron")


@st.composite
def corpora(draw: st.DrawFn, moments: st.SearchStrategy[str | None] = MOMENTS) -> dict[str, Any]:
    """Draw a corpus of up to six articles with claims in three groups, verdicts between them, and copied sentences."""
    articles = []
    for number in range(draw(st.integers(1, 6))):
        paragraphs = []
        for place in range(draw(st.integers(1, 3))):
            said = draw(st.lists(st.tuples(st.sampled_from(GROUPS), st.sampled_from(SENTENCES)), max_size=2))
            marked = [f"[{group}#{place}{at}: {text}]" for at, (group, text) in enumerate(said)]
            narrative = draw(st.sampled_from(["storm| ", "works| ", "works 0.4| ", ""]))
            paragraphs.append(narrative + " ".join([*marked, "So it goes."]))
        source = draw(st.sampled_from(["Alder", "Birch", "Cedar", "Dogwood"]))
        credits_ = draw(st.sampled_from([[], [], ["Reuters"]]))
        record = {"key": f"k{number}", "source": source, "credits": credits_, "text": paragraphs}
        articles.append({**record, "published": draw(moments)})
    description: dict[str, Any] = {"articles": articles}
    built = build_findings(description)
    keys = {id_: key for key, id_ in claim_ids(description).items()}
    pairs = [pair for group in built.groups for pair in combinations(group.claim_ids, 2)]
    drawn = [(left, right, draw(RELATIONS)) for left, right in pairs[:12]]
    description["links"] = [[keys[left], keys[right], relation] for left, right, relation in drawn if relation]
    description["reuses"] = draw_reuses(draw, built, {id_: key for key, id_ in article_ids(description).items()})
    return description


def draw_reuses(draw: st.DrawFn, built: Findings, keys: dict[str, str]) -> list[Any]:
    reuses = []
    for left, right in combinations(built.articles, 2):
        shared = [text for text in SENTENCES if text in left.text and text in right.text]
        if shared and left.source != right.source and draw(st.booleans()):
            reuses.append([keys[left.id], keys[right.id], "verbatim", [[shared[0], shared[0]]]])
    return reuses


@given(corpora())
def test_every_id_that_is_referenced_exists(description: dict[str, Any]) -> None:
    found = compare_sources(build_findings(description), SETTINGS)
    articles, claims = {one.id for one in found.articles}, {one.id for one in found.claims}
    groups, narratives = {one.id for one in found.groups}, {one.id for one in found.narratives}
    sources = {one.name for one in found.sources}
    assert {one.group_id for one in found.stands} | {one.group_id for one in found.origins} == groups
    assert {one.source for one in found.stands} | {one.source for one in found.coverage} <= sources
    assert {one.narrative_id for one in found.stands} - {None} <= narratives
    assert {name for one in found.origins for name in one.sources} <= sources
    assert {one.first for one in found.origins} - {None} <= claims
    assert {id_ for one in found.stands for id_ in one.claim_ids} == claims
    assert {one.article_id for one in found.memberships} <= articles
    assert {one.copied_from for one in found.directions} - {None} <= articles
    assert {(one.left_article, one.right_article) for one in found.directions} == {
        (one.left_article, one.right_article) for one in found.reuses
    }


@given(corpora())
def test_groups_partition_the_claims_and_stands_the_claims_of_a_group(description: dict[str, Any]) -> None:
    found = compare_sources(build_findings(description), SETTINGS)
    assert sorted(id_ for group in found.groups for id_ in group.claim_ids) == sorted(one.id for one in found.claims)
    for group in found.groups:
        stands = [one for one in found.stands if one.group_id == group.id]
        origins = [one for one in found.origins if one.group_id == group.id]
        speaking = sorted(one.source for one in stands if one.kind is not StandKind.SILENT)
        assert sorted(id_ for one in stands for id_ in one.claim_ids) == sorted(group.claim_ids)
        assert len({one.source for one in stands}) == len(stands)
        assert sorted(name for one in origins for name in one.sources) == speaking
        assert len(speaking) > 1 or len(stands) == 1
        assert sum(one.kind is StandKind.ORIGINATES for one in stands) <= 1
        assert all(set(one.of_sources) <= set(speaking) - {one.source} for one in stands)


@given(corpora())
def test_coverage_sums_to_the_members_and_memberships_to_one(description: dict[str, Any]) -> None:
    found = compare_sources(build_findings(description), SETTINGS)
    for narrative in found.narratives:
        rows = [one for one in found.coverage if one.narrative_id == narrative.id]
        assert sum(one.passages for one in rows) == len(narrative.members)
        assert abs(sum(one.share for one in rows) - 1) < 0.001
    for article in found.articles:
        weights = [one.weight for one in found.memberships if one.article_id == article.id]
        assert not weights or abs(sum(weights) - 1) < 1e-9


@given(corpora(st.just(None)))
def test_without_usable_times_nobody_originates_or_corroborates(description: dict[str, Any]) -> None:
    found = compare_sources(build_findings(description), SETTINGS)
    assert not {one.kind for one in found.stands} & {StandKind.ORIGINATES, StandKind.CORROBORATES}
    assert all(one.lag_hours is None for one in found.directions)
    assert all(one.copied_from is None or "credits" in one.reason for one in found.directions)
    assert all(one.first is None for one in found.origins)


@given(corpora(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(description: dict[str, Any], random: Any) -> None:
    straight = build_findings(description)
    names = ("articles", "passages", "claims", "groups", "judgements", "reuses")
    mixed = replace(
        straight,
        **{name: tuple(random.sample(getattr(straight, name), len(getattr(straight, name)))) for name in names},
    )
    assert compare_sources(mixed, SETTINGS) == compare_sources(straight, SETTINGS)


@given(corpora())
def test_verdicts_inside_one_source_change_no_stand(description: dict[str, Any]) -> None:
    full = build_findings(description)
    source = {one.id: one.source for one in full.claims}
    across = tuple(one for one in full.judgements if source[one.link.left] != source[one.link.right])
    found, without = (compare_sources(one, SETTINGS) for one in (full, replace(full, judgements=across)))
    assert (found.stands, found.origins) == (without.stands, without.origins)


@given(st.integers(2, 6), st.booleans())
def test_identical_articles_repeat_each_other_and_are_one_origin(size: int, dated: bool) -> None:
    text = "storm| [boats: Twelve boats sank off the cape in the storm on Sunday night.]"
    plain = "Twelve boats sank off the cape in the storm on Sunday night."
    keys = [f"k{number}" for number in range(size)]
    stamp = {key: f"2031-05-0{at + 1}" if dated else None for at, key in enumerate(keys)}
    description = {
        "articles": [{"key": key, "source": f"Outlet {key}", "published": stamp[key], "text": [text]} for key in keys],
        "links": [[f"{one}.boats", f"{other}.boats", "repeats"] for one, other in combinations(keys, 2)],
        "reuses": [[one, other, "verbatim", [[plain, plain]]] for one, other in combinations(keys, 2)],
    }
    found = compare_sources(build_findings(description), SETTINGS)
    kinds = [one.kind for one in found.stands]
    assert kinds == [StandKind.ORIGINATES if dated else StandKind.REPEATS] + [StandKind.REPEATS] * (size - 1)
    assert len(found.origins) == 1
    assert not found.contrasts


def test_nothing_gives_nothing() -> None:
    empty = Findings((), (), (), (), (), Clustering(()), (), (), ())
    found = compare_sources(empty, SETTINGS)
    assert (found.sources, found.stands, found.origins, found.coverage, found.contrasts) == ((), (), (), (), ())
    assert found.counts == (StageCount("compare", 0, 0),)


@pytest.mark.parametrize("seed", range(5))
def test_words_dealt_at_random_set_nobody_apart(seed: int) -> None:
    random = Random(seed)
    vocabulary = [f"{first}{second}o" for first in "bcdfghjklm" for second in ("an", "el", "ir", "ot", "um")]
    weights = [1 / (rank + 1) for rank in range(len(vocabulary))]
    articles = [
        {
            "key": f"k{number}",
            "source": f"Outlet {number % 4}",
            "text": [f"storm| {' '.join(random.choices(vocabulary, weights, k=60))}." for _ in range(4)],
        }
        for number in range(12)
    ]
    assert compare_sources(build_findings({"articles": articles}), SETTINGS).contrasts == ()
