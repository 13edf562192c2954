"""Changes between two states of a comparison, on findings written by hand; no model is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from factory import article_ids, build_findings, claim_ids, group_ids

from narrative.changes import find_changes
from narrative.compare import compare_sources
from narrative.config import CompareConfig, ReportConfig
from narrative.data import Batch, Changes, ClaimGroup, Movement, Revision
from narrative.pipeline.ids import keep_group_ids, lead_on, list_shared
from narrative.report.html import render_report

STORY: dict[str, Any] = {
    "articles": [
        {"key": "a1", "source": "Bell", "title": "Boats", "text": ["boats| [count: Bell counts 12 boats.] [calm: The sea was calm.]"]},
        {"key": "b1", "source": "Skerry", "title": "Fleet", "text": ["boats| [count: Skerry counts 12 boats.]", "pears| [pear: Pears rot.]"]},
        {"key": "a2", "source": "Bell", "title": "Boats again", "url": "https://bell.example/1",
         "text": ["boats| [count: Bell counts 20 boats.]", "comet| [comet: A comet came.]"]},
        {"key": "c2", "source": "Gull", "title": "Sky", "text": ["comet| [comet: There is a comet.] [calm: A calm sea.]", "[x: Old words.]"]},
    ],
    "narratives": {"boats": {"label": "Boats"}, "pears": {"label": "Pears"}, "comet": {"label": "Comet"}},
    "links": [
        ["a1.count", "b1.count", "agrees"],
        ["a2.count", "a1.count", "diverges", "update", {"evidence": [["update", "20", "12"]]}],
        ["a2.count", "b1.count", "diverges", "number", {"evidence": [["number", "20 boats", "12 boats"]]}],
        ["a2.comet", "c2.comet", "agrees"],
        ["a1.calm", "c2.calm", "agrees"],
    ],
    "reuses": [["a1", "c2", "verbatim", [["calm", "calm"]]], ["b1", "c2", "verbatim", [["Pears rot.", "Old words."]]]],
}  # fmt: skip
ARTICLES, CLAIMS, GROUPS = article_ids(STORY), claim_ids(STORY), group_ids(STORY)
BATCHES = (
    Batch(1, (ARTICLES["a1"], ARTICLES["b1"])),
    Batch(
        2,
        (ARTICLES["a2"], ARTICLES["c2"]),
        revisions=(Revision(ARTICLES["a1"], ARTICLES["a2"], "https://bell.example/1"),),
    ),
)


def find(since: int = 1) -> Changes:
    return find_changes(compare_sources(build_findings(STORY), CompareConfig()), BATCHES, since)


def test_narratives_are_new_grown_or_without_anything_new() -> None:
    comparison = compare_sources(build_findings(STORY), CompareConfig())
    labels = {one.id: one.label for one in comparison.narratives}
    kinds = {labels[one.narrative_id]: (one.kind, one.articles) for one in find().narratives}
    assert kinds == {"Boats": (Movement.GROWN, 1), "Comet": (Movement.NEW, 2), "Pears": (Movement.FADED, 0)}


def test_a_claim_agreed_before_and_contradicted_now_is_a_flip_with_the_pair_that_clashes() -> None:
    (flip,) = find().flips
    assert flip.group_id == GROUPS["count"]
    assert {flip.left, flip.right} == {CLAIMS["a2.count"], CLAIMS["b1.count"]}


def test_a_source_that_says_another_figure_is_named_with_both() -> None:
    assert [(one.source, one.was, one.now, one.before) for one in find().figures] == [
        ("Bell", "12", "20", CLAIMS["a1.count"])
    ]


def test_new_claims_and_further_sources_are_listed() -> None:
    assert find().new_groups == (GROUPS["comet"],)
    assert find().spread_groups == (GROUPS["calm"],)


def test_a_copy_names_the_article_that_holds_most_of_it() -> None:
    assert [(one.article_id, one.of_article) for one in find().copies] == [(ARTICLES["c2"], ARTICLES["b1"])]


def test_nothing_has_changed_since_the_last_batch() -> None:
    found = find(since=2)
    assert (found.articles, found.flips, found.figures, found.new_groups, found.copies) == ((), (), (), (), ())
    assert found.drift is None


def test_drift_offers_a_refit_only_with_a_reason() -> None:
    drift = find().drift
    assert drift.placed == 0.25  # one passage of four
    assert drift.reasons == ("most new passages fit no narrative that was there",)


def test_a_group_keeps_its_id_when_it_grows_and_a_lost_id_leads_on() -> None:
    before = build_findings(STORY).groups
    joined = tuple(sorted((*before[0].claim_ids, *before[1].claim_ids)))
    after = (type(before[0])("g-new", joined), *before[2:])
    groups, moved = keep_group_ids(before, after)
    kept = next(group.id for group in groups if group.claim_ids == joined)
    assert kept in {before[0].id, before[1].id}
    assert dict(moved) == {({before[0].id, before[1].id} - {kept}).pop(): kept}
    again, moved_again = keep_group_ids(groups, before, moved)
    assert {group.id for group in before[2:]} <= {group.id for group in again}
    assert len({group.id for group in again}) == len(before)
    assert dict(moved_again).get(kept) is None


def test_a_claim_that_one_source_alone_makes_now_is_where_links_to_its_row_lead() -> None:
    findings = build_findings(STORY)
    wide = next(group for group in findings.groups if group.id in list_shared(findings.groups, findings.claims))
    source_of = {claim.id: claim.source for claim in findings.claims}
    first = wide.claim_ids[0]
    alone = tuple(claim for claim in wide.claim_ids if source_of[claim] == source_of[first])
    others = tuple(claim for claim in wide.claim_ids if claim not in alone)
    parted = [replace(wide, claim_ids=alone, links=()), ClaimGroup("g-rest", others, ())]
    rest = [group for group in findings.groups if group.id != wide.id]
    once = frozenset({wide.id})
    moved = lead_on((("older", wide.id),), once, [*rest, *parted], findings.claims)
    assert dict(moved) == {"older": first, wide.id: first}
    # Others make it again: the row is there again, and older ids lead to it.
    assert lead_on(moved, frozenset(), findings.groups, findings.claims) == (("older", wide.id),)
    # An id that never had a row leads to its group, whoever speaks in it.
    assert lead_on((("other", "g-rest"),), frozenset(), [*rest, *parted], findings.claims) == (("other", "g-rest"),)
    # What is not there leads nowhere.
    assert lead_on(moved, once, rest, findings.claims) == ()


def test_a_saved_id_leads_into_the_article_where_no_row_is_left() -> None:
    comparison = compare_sources(build_findings(STORY), CompareConfig())
    comparison = replace(comparison, moved=(("gold", CLAIMS["a1.count"]),))
    for settings in (ReportConfig(plotly=False), ReportConfig(plotly=False, excerpts_only=True)):
        page = render_report(comparison, "", settings)
        gold, claim = page.index('<i id="gold"></i>'), page.index(f'id="{CLAIMS["a1.count"]}"')
        assert page.index('id="articles"') < gold
        assert abs(gold - claim) < 100


def test_the_page_opens_with_what_changed_and_lost_ids_still_lead_somewhere() -> None:
    comparison = compare_sources(build_findings(STORY), CompareConfig())
    comparison = replace(comparison, changes=find(), moved=(("gold", GROUPS["count"]),))
    page = render_report(comparison, "", ReportConfig(plotly=False))
    assert page.index('id="changes"') < page.index('id="narratives"')
    assert "“12” before, “20” now" in page
    assert 'id="gold"' in page
    assert "What changed" not in render_report(replace(comparison, changes=None), "", ReportConfig(plotly=False))
