"""Stands, origins, directions, coverage and contrasts, from small corpora described in a line each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
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
    StandKind,
)

CASES = json.loads((Path(__file__).parent / "cases/compare/stands.json").read_text(encoding="utf-8"))
TEXT = "The harbour authority counted forty boats in the northern basin."
SETTINGS = CompareConfig()


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
