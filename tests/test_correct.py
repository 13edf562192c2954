"""Corrections: what the file may hold, and what each entry does to findings; no model is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from factory import article_ids, build_findings, claim_ids, group_ids
from hypothesis import given
from hypothesis import strategies as st

from narrative.correct import apply_corrections, calibrate_bar, read_corrections
from narrative.correct.calibrate import choose_bar
from narrative.data import ClaimPair, Constraints, Divergence, Evidence, Findings, Judgement, Link, Relation
from narrative.errors import ConfigError, InputError

STORY: dict[str, Any] = {
    "articles": [
        {
            "key": "a",
            "source": "Bell",
            "text": ["boats| [count: Forty boats lay there.] Share this story.", "pears| [p: Pears rot.]"],
        },
        {"key": "b", "source": "Skerry", "text": ["boats| [count: Fifty boats lay there.] [hurt: One man was hurt.]"]},
        {"key": "c", "source": "RT", "text": ["boats| [count: Forty boats were there.]", "[q: Quinces sell well.]"]},
        {"key": "d", "source": "Russia Today", "text": ["pears| [hurt: A man was injured.] [p: The pears rot.]"]},
    ],
    "narratives": {"boats": {"label": "Boats"}, "pears": {"label": "Pears"}},
    "links": [
        ["a.count", "b.count", "diverges", "number", {"probability": 0.9}],
        ["a.count", "c.count", "agrees", {"probability": 0.8}],
        ["b.count", "c.count", "diverges", "number", {"probability": 0.6}],
        ["b.hurt", "d.hurt", "agrees"],
        ["a.p", "d.p", "repeats"],
    ],
    "reuses": [
        ["c", "d", "verbatim", [["Quinces", "pears"]]],
        ["a", "b", "verbatim", [["boats lay there", "boats lay there"]]],
    ],
}
CLAIMS, GROUPS, ARTICLES = claim_ids(STORY), group_ids(STORY), article_ids(STORY)


def judge(findings: Findings, links: Any) -> tuple[Judgement, ...]:
    """Return the verdict "agrees" on every link, with the whole of both claims as evidence."""
    spans = {claim.id: claim.span for claim in findings.claims}
    return tuple(
        Judgement(link, Relation.AGREES, None, 0.9, (Evidence("same_claim", spans[link.left], spans[link.right], 0.9),))
        for link in links
    )


def correct(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "corrections.yaml"
    path.write_text(text, encoding="utf-8")
    return apply_corrections(build_findings(STORY), read_corrections(path), judge)


def group_of(findings: Findings, key: str) -> set[str]:
    return next(set(group.claim_ids) for group in findings.groups if CLAIMS[key] in group.claim_ids)


def narrative(label: str) -> str:
    return next(one.id for one in build_findings(STORY).clustering.narratives if one.label == label)


def assert_whole(findings: Findings) -> None:
    grouped = [claim for group in findings.groups for claim in group.claim_ids]
    assert sorted(grouped) == sorted(claim.id for claim in findings.claims)
    inside = {(link.left, link.right) for group in findings.groups for link in group.links}
    assert {(one.link.left, one.link.right) for one in findings.judgements} == inside
    placed = [member.passage_id for one in findings.clustering.narratives for member in one.members]
    unplaced = [one.passage_id for one in findings.clustering.unplaced]
    assert sorted(placed + unplaced) == sorted(passage.id for passage in findings.passages)
    ids = {one.id for one in findings.clustering.narratives}
    assert {one.nearest for one in findings.clustering.unplaced} <= ids | {None}


def test_no_file_and_an_empty_file_change_nothing(tmp_path: Path) -> None:
    before = build_findings(STORY)
    assert read_corrections(tmp_path / "corrections.yaml") == Constraints()
    assert apply_corrections(before, Constraints(), judge).findings == before
    assert correct(tmp_path, "# nothing yet\n").findings == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sames:\n  - [c1, c2]\n", r"corrections.yaml:1:1: unknown key sames; did you mean same\?"),
        ("same:\n  - [c1]\n", r"corrections.yaml:2:5: same.0.1 is missing"),
        ("narratives:\n  - {id: n1}\n", r"corrections.yaml:2:5: .*exactly one of rename, merge_into, split, pin"),
        ("verdicts:\n  - {left: c1, right: c2, relation: agree}\n", r"corrections.yaml:2:\d+: verdicts.0.relation"),
        ("aliases: [RT]\n", r"corrections.yaml:1:1: aliases"),
        ("same: &a [[c1, c2]]\ndifferent: *a\n", r"corrections.yaml:2:12: aliases .* are not allowed"),
    ],
)
def test_a_mistake_is_named_with_line_and_column(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        correct(tmp_path, text)


def test_a_narrative_is_renamed_and_one_joined_to_another(tmp_path: Path) -> None:
    boats, pears = narrative("Boats"), narrative("Pears")
    done = correct(
        tmp_path, f"narratives:\n  - {{id: {pears}, merge_into: {boats}}}\n  - {{id: {pears}, rename: Harbour}}\n"
    )
    (one,) = done.findings.clustering.narratives
    assert (one.id, one.label, len(one.members)) == (boats, "Harbour", 5)
    assert [item.touched for item in done.corrections] == [2, 1]
    assert_whole(done.findings)


def test_a_narrative_is_split_by_passages_or_articles_and_the_rest_stays(tmp_path: Path) -> None:
    boats = narrative("Boats")
    done = correct(tmp_path, f"narratives:\n  - {{id: {boats}, split: [{ARTICLES['c']}]}}\n")
    labels = {one.label: len(one.members) for one in done.findings.clustering.narratives}
    assert labels == {"Boats": 2, "Boats (2)": 1, "Pears": 2}
    assert_whole(done.findings)


def test_a_pinned_article_belongs_where_the_analyst_says(tmp_path: Path) -> None:
    done = correct(tmp_path, f"narratives:\n  - {{id: {narrative('Pears')}, pin: [{ARTICLES['c']}]}}\n")
    labels = {one.label: len(one.members) for one in done.findings.clustering.narratives}
    assert labels == {"Boats": 2, "Pears": 4}
    assert_whole(done.findings)


def test_two_claims_marked_as_the_same_are_one_with_a_verdict(tmp_path: Path) -> None:
    done = correct(tmp_path, f"same:\n  - [{CLAIMS['b.hurt']}, {CLAIMS['a.count']}]\n")
    assert group_of(done.findings, "a.count") == {
        CLAIMS[key] for key in ("a.count", "b.count", "c.count", "b.hurt", "d.hurt")
    }
    assert dict(done.moved) == {GROUPS["hurt"]: GROUPS["count"]}
    assert_whole(done.findings)


def test_two_claims_marked_as_different_part_and_the_others_choose(tmp_path: Path) -> None:
    done = correct(tmp_path, f"different:\n  - [{CLAIMS['a.count']}, {CLAIMS['b.count']}]\n")
    assert group_of(done.findings, "a.count") == {CLAIMS["a.count"], CLAIMS["c.count"]}
    assert group_of(done.findings, "b.count") == {CLAIMS["b.count"]}
    assert_whole(done.findings)


def test_a_verdict_is_overridden_and_a_pair_that_is_not_linked_is_reported(tmp_path: Path) -> None:
    text = f"verdicts:\n  - {{left: {CLAIMS['a.count']}, right: {CLAIMS['b.count']}, relation: diverges, divergence: update}}\n"
    done = correct(tmp_path, text + f"  - {{left: {CLAIMS['a.count']}, right: {CLAIMS['d.p']}, relation: agrees}}\n")
    pair = tuple(sorted((CLAIMS["a.count"], CLAIMS["b.count"])))
    (changed,) = [one for one in done.findings.judgements if (one.link.left, one.link.right) == pair]
    assert (changed.relation, changed.divergence) == (Relation.DIVERGES, Divergence.UPDATE)
    assert [one.touched for one in done.corrections] == [1, 0]
    assert "not linked" in done.corrections[1].effect


def test_a_source_under_two_names_is_one_and_shares_nothing_with_itself(tmp_path: Path) -> None:
    done = correct(tmp_path, "aliases:\n  RT: Russia Today\n  Nobody: Bell\n")
    assert {article.source for article in done.findings.articles} == {"Bell", "Skerry", "Russia Today"}
    assert {claim.source for claim in done.findings.claims} == {"Bell", "Skerry", "Russia Today"}
    assert len(done.findings.reuses) == 1
    assert [(one.said, one.touched) for one in done.corrections] == [("RT is Russia Today", 1), ("Nobody is Bell", 0)]


def test_an_ignored_line_takes_its_claims_and_passages_along_and_the_text_stays(tmp_path: Path) -> None:
    before = {article.id: article.text for article in build_findings(STORY).articles}
    done = correct(tmp_path, 'ignore_lines:\n  - "Quinces  sell well."\n  - "boats lay there"\n  - "gone"\n')
    assert {article.id: article.text for article in done.findings.articles} == before
    assert CLAIMS["c.q"] not in {claim.id for claim in done.findings.claims}
    assert not done.findings.reuses
    assert [one.touched for one in done.corrections] == [1, 2, 0]
    assert {one.reason for one in done.findings.dropped} == {"ignored by a correction"}
    assert_whole(done.findings)


@given(st.lists(st.tuples(st.sampled_from(sorted(CLAIMS)), st.sampled_from(sorted(CLAIMS)), st.booleans()), max_size=8))
def test_whatever_pairs_are_marked_the_groups_stay_whole(marks: list[tuple[str, str, bool]]) -> None:
    pairs = [
        (ClaimPair(*sorted((CLAIMS[left], CLAIMS[right])), 1), same) for left, right, same in marks if left != right
    ]
    same = tuple(pair for pair, is_same in pairs if is_same)
    different = tuple(pair for pair, is_same in pairs if not is_same)
    done = apply_corrections(build_findings(STORY), Constraints(same=same, different=different), judge)
    assert_whole(done.findings)
    for pair in different:
        assert not any({pair.left, pair.right} <= set(group.claim_ids) for group in done.findings.groups)


def test_a_bar_is_chosen_between_marks_and_its_gain_is_measured_on_others() -> None:
    links = {(f"c{n:02}", f"d{n:02}"): 0.5 + n / 100 for n in range(20)}
    pairs = [ClaimPair(left, right, 1) for left, right in links]
    marks = Constraints(same=tuple(pairs[10:]), different=tuple(pairs[:10]))
    found = calibrate_bar(marks, links, 0.32)
    assert 0.59 < found.bar <= 0.6
    assert found.accuracy_now == 0.5
    assert found.gain > 0.3
    assert choose_bar([("a", 0.4, False), ("b", 0.6, True)], 0.55) == 0.55


def test_too_few_marks_are_refused() -> None:
    with pytest.raises(InputError, match="holds 1 same and 0 different marks, 10 of each are needed"):
        calibrate_bar(Constraints(same=(ClaimPair("a", "b", 1),)), {}, 0.32)


def test_a_link_that_an_analyst_made_has_evidence(tmp_path: Path) -> None:
    done = correct(tmp_path, f"same:\n  - [{CLAIMS['a.p']}, {CLAIMS['c.q']}]\n")
    link = next(link for group in done.findings.groups for link in group.links if link.signals[0].name == "correction")
    assert isinstance(link, Link)
    assert all(one.evidence for one in done.findings.judgements if one.relation)
