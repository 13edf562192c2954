"""A source that contradicts itself, and one that brings its figures up to date."""

from __future__ import annotations

from typing import Any

from factory import article_ids, build_findings, claim_ids, example_findings
from hypothesis import given
from hypothesis import strategies as st

from narrative.compare import compare_sources
from narrative.config import CompareConfig
from narrative.data import Divergence, SelfContradiction

MORNING, NOON, EVENING = "2031-05-06T08:00", "2031-05-06T12:00", "2031-05-06T20:00"


def corpus(*stamps: str | None, divergence: str = "number", **claims: Any) -> dict[str, Any]:
    articles = [
        {
            "key": f"h{at}",
            "source": "Harbour Bell",
            "published": stamp,
            "text": [f"[crew: The ferry had {at}2 sailors.]"],
        }
        for at, stamp in enumerate(stamps, 1)
    ]
    evidence = {"evidence": [["number", "12 sailors", "22 sailors"]]}
    return {
        "articles": articles,
        "claims": {f"{key}.crew": value for key, value in claims.items()},
        "links": [["h1.crew", "h2.crew", "diverges", divergence, evidence]],
    }


def find(description: dict[str, Any]) -> tuple[SelfContradiction, ...]:
    return compare_sources(build_findings(description), CompareConfig()).self_contradictions


def test_two_figures_of_one_source_are_a_finding_with_the_earlier_one_first() -> None:
    for stamps in ((MORNING, EVENING), (EVENING, MORNING)):
        description = corpus(*stamps)
        ids, texts = claim_ids(description), {one.id: one.text for one in build_findings(description).articles}
        claims = {one.id: one for one in build_findings(description).claims}
        (found,) = find(description)
        earlier, later = ("h1", "h2") if stamps[0] == MORNING else ("h2", "h1")
        assert (found.source, found.first, found.second) == (
            "Harbour Bell",
            ids[f"{earlier}.crew"],
            ids[f"{later}.crew"],
        )
        assert (found.ordered, found.divergence) == (True, Divergence.NUMBER)
        (evidence,) = found.evidence
        assert evidence.left is not None
        assert evidence.right is not None
        shown = [evidence.left.of(texts[claims[found.first].article_id])]
        shown.append(evidence.right.of(texts[claims[found.second].article_id]))
        assert shown == [f"{earlier[1]}2 sailors", f"{later[1]}2 sailors"]


def test_without_usable_times_the_order_is_left_open() -> None:
    (found,) = find(corpus(None, EVENING))
    assert not found.ordered


def test_a_later_figure_is_told_apart_as_an_update() -> None:
    (found,) = find(corpus(MORNING, EVENING, divergence="update"))
    assert found.divergence is Divergence.UPDATE


def test_the_words_of_two_speakers_are_no_contradiction_of_the_source_that_quotes_them() -> None:
    assert not find(corpus(MORNING, EVENING, h1={"speaker": "the pilot"}, h2={"speaker": "the union"}))
    assert not find(corpus(MORNING, EVENING, h2={"speaker": "the union"}))
    assert find(corpus(MORNING, EVENING, h1={"speaker": "The pilot"}, h2={"speaker": "the pilot"}))


def test_what_two_sources_differ_on_is_none() -> None:
    description = corpus(MORNING, EVENING)
    description["articles"][1]["source"] = "Lantern"
    assert find(description) == ()


def test_agreement_and_undecided_links_inside_a_source_are_none() -> None:
    for relation in ("agrees", "repeats", "undecided"):
        description = corpus(MORNING, EVENING)
        description["links"] = [["h1.crew", "h2.crew", relation]]
        assert find(description) == ()


@given(st.permutations([MORNING, NOON, EVENING]))
def test_every_pair_is_found_once_and_no_source_but_its_own_is_named(stamps: list[str]) -> None:
    description = corpus(*stamps)
    description["links"] += [["h1.crew", "h3.crew", "diverges", "number"], ["h2.crew", "h3.crew", "diverges", "number"]]
    found = find(description)
    assert len({frozenset((one.first, one.second)) for one in found}) == len(found) == 3
    assert all(one.evidence for one in found)
    times = dict(zip(("h1", "h2", "h3"), stamps, strict=True))
    key_of = {id_: key.split(".")[0] for key, id_ in claim_ids(description).items()}
    assert all(times[key_of[one.first]] < times[key_of[one.second]] for one in found)


def test_the_example_corpus_keeps_its_findings_inside_their_sources() -> None:
    comparison = compare_sources(example_findings(), CompareConfig())
    source_of = {claim.id: claim.source for claim in comparison.claims}
    group_of = {claim_id: group.id for group in comparison.groups for claim_id in group.claim_ids}
    for one in comparison.self_contradictions:
        assert source_of[one.first] == source_of[one.second] == one.source
        assert group_of[one.first] == group_of[one.second] == one.group_id


def test_two_versions_at_one_address_are_a_change_and_no_contradiction() -> None:
    for stamps in ((MORNING, EVENING), (EVENING, MORNING)):
        description = corpus(*stamps)
        for article in description["articles"]:
            article["url"] = "https://bell.example/ferry"
        comparison = compare_sources(build_findings(description), CompareConfig())
        ids = article_ids(description)
        earlier, later = ("h1", "h2") if stamps[0] == MORNING else ("h2", "h1")
        assert [one.revised for one in comparison.self_contradictions] == [True]
        assert [(one.before, one.after) for one in comparison.revisions] == [(ids[earlier], ids[later])]


def test_two_articles_at_two_addresses_are_no_versions_of_each_other() -> None:
    description = corpus(MORNING, EVENING)
    description["articles"][0]["url"] = "https://bell.example/ferry"
    comparison = compare_sources(build_findings(description), CompareConfig())
    assert [one.revised for one in comparison.self_contradictions] == [False]
    assert comparison.revisions == ()
