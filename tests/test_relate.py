"""What relate promises: copied wording is aligned, conflicts are found with evidence, and sides may be swapped."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.config import RelateConfig
from narrative.data import Article, Claim, Divergence, Judgement, Link, Modality, Place, Relation, Span
from narrative.relate import Background, Reading, RelateCorpus, align_articles, judge_links, judge_pair
from narrative.text.cues import find_attribution, find_denials, find_hedges
from narrative.text.dates import find_times
from narrative.text.names import find_names
from narrative.text.numbers import find_quantities

CASES = Path(__file__).parent / "cases" / "relate"
SETTINGS = RelateConfig()


def load_cases(name: str) -> list[Any]:
    """Return the cases of one file as pytest parameters."""
    return [pytest.param(case, id=case["label"]) for case in json.loads((CASES / name).read_text("utf-8"))]


def make_article(identity: str, text: str, source: str = "") -> Article:
    return Article(id=identity, source=source or identity, source_inferred=False, title="", text=text, place=Place("x"))


@pytest.mark.parametrize("case", load_cases("align.json"))
def test_copied_wording_is_aligned_and_named(case: dict[str, Any]) -> None:
    left, right = make_article("a1", case["input"]["left"]), make_article("a2", case["input"]["right"])

    reuses = align_articles([right, left], SETTINGS)

    assert case["expect"]["kind"] == (reuses[0].kind.value if reuses else None)
    if "left" in case["expect"]:
        assert case["expect"]["left"] == reuses[0].blocks[0].left.of(left.text)


def test_wording_shared_inside_one_source_is_no_reuse() -> None:
    case = load_cases("align.json")[0].values[0]
    articles = [make_article("a1", case["input"]["left"], "S"), make_article("a2", case["input"]["right"], "S")]

    assert align_articles(articles, SETTINGS) == ()


def test_a_story_in_more_articles_than_the_rare_limit_is_still_found() -> None:
    text = load_cases("align.json")[0].values[0]["input"]["left"]
    articles = [make_article(f"a{number:02}", f"{text} Signed {number}.") for number in range(20)]

    assert len(align_articles(articles, SETTINGS)) == 20 * 19 // 2


def test_no_articles_and_empty_articles_share_nothing() -> None:
    assert align_articles([], SETTINGS) == ()
    assert align_articles([make_article("a1", ""), make_article("a2", "")], SETTINGS) == ()


def test_a_refrain_repeated_a_thousand_times_costs_little() -> None:
    text = "Subscribe to our evening letter now. " * 1000

    assert len(align_articles([make_article("a1", text), make_article("a2", text)], SETTINGS)) <= 1


WORDS = st.lists(
    st.sampled_from(
        [
            "barge",
            "tunnel",
            "wheat",
            "council",
            "of",
            "the",
            "in",
            "river",
            "grain",
            "Monday",
            "“",
            "”",
            ".",
            "levy",
            "sign",
        ]
    ),
    max_size=80,
)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_blocks_lie_inside_their_articles_and_input_order_does_not_matter(
    copied: list[str], before: list[str], after: list[str]
) -> None:
    left = make_article("a1", " ".join([*before, *copied]))
    right = make_article("a2", " ".join([*copied, *after]))

    reuses = align_articles([left, right], SETTINGS)

    assert reuses == align_articles([right, left], SETTINGS)
    for reuse in reuses:
        assert 0 < reuse.share_left <= 1
        assert 0 < reuse.share_right <= 1
        for block in reuse.blocks:
            assert 0 <= block.left.start < block.left.end <= len(left.text)
            assert 0 <= block.right.start < block.right.end <= len(right.text)
            assert 0 < block.similarity <= 1


# ---------------------------------------------------------------- verdicts


def make_claim(identity: str, text: str, published: datetime | None = None, lead: str = "") -> Claim:
    """Return *text* as a claim that stands behind *lead* in its article."""
    offset = len(lead)
    attribution = find_attribution(text)
    modality = Modality.DENIED if find_denials(text) else Modality.HEDGED if find_hedges(text) else Modality.ASSERTED
    return Claim(
        id=identity,
        article_id=f"a-{identity}",
        source=identity,
        span=Span(offset, offset + len(text)),
        text=text,
        speaker=attribution.speaker if attribution else None,
        modality=modality,
        quantities=find_quantities(text, offset),
        times=find_times(text, published.date() if published else None, offset),
        names=find_names(text, offset),
    )


HEADING = "Heading. "  # the left claim does not begin its article


def judge_texts(left: str, right: str, probability: float = 0.9, background: Background | None = None) -> Judgement:
    times = (background.left_published, background.right_published) if background else (None, None)
    claims = make_claim("c1", left, times[0], HEADING), make_claim("c2", right, times[1])
    return judge_pair(Link("c1", "c2", probability), claims, SETTINGS, background)


def read_day(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if value else None


@pytest.mark.parametrize("case", load_cases("judge.json"))
def test_two_claims_get_the_verdict_that_a_reader_gives(case: dict[str, Any]) -> None:
    given = case["input"]
    background = Background(read_day(given.get("left_published")), read_day(given.get("right_published")))

    judgement = judge_texts(given["left"], given["right"], background=background)

    assert case["expect"]["relation"] == judgement.relation
    if "divergence" in case["expect"]:
        assert case["expect"]["divergence"] == judgement.divergence
    if "signal" in case["expect"]:
        assert case["expect"]["signal"] == judgement.evidence[0].signal
    if "evidence" in case["expect"]:
        shown = judgement.evidence[0]
        assert shown.left
        assert shown.right
        assert case["expect"]["evidence"] == [shown.left.of(HEADING + given["left"]), shown.right.of(given["right"])]


def test_the_link_probability_caps_the_confidence() -> None:
    judgement = judge_texts("Four ships sank off Korvo.", "Four ships sank off Korvo.", probability=0.55)

    assert judgement.confidence == 0.55


def test_a_verdict_under_the_bar_is_left_undecided_but_shows_what_was_found() -> None:
    strict = SETTINGS.model_copy(update={"min_confidence": 0.95})
    claims = (
        make_claim("c1", "The ferry sank off Korvo in the night."),
        make_claim("c2", "Off Korvo a ferry went down."),
    )

    judgement = judge_pair(Link("c1", "c2", 0.9), claims, strict)

    assert judgement.relation is None
    assert judgement.divergence is None
    assert judgement.evidence


def test_a_shared_quotation_agrees_where_config_says_so() -> None:
    quote = "“We have run out of sand, we have run out of time, and the river does not wait,” said the mayor."
    settings = SETTINGS.model_copy(update={"quotes_repeat": False})
    claims = make_claim("c1", quote), make_claim("c2", quote)

    assert judge_pair(Link("c1", "c2", 0.9), claims, settings).relation == Relation.AGREES


def test_claims_inside_copied_blocks_repeat_with_fewer_words_in_common() -> None:
    text = load_cases("align.json")[0].values[0]["input"]["left"]
    claim = make_claim("c1", text.split(". ")[0] + ".")
    other = replace(claim, id="c2", article_id="a-c2", source="c2")
    articles = {identity: make_article(identity, text, identity) for identity in ("a-c1", "a-c2")}
    reuses = align_articles(list(articles.values()), SETTINGS)
    corpus = RelateCorpus({"c1": claim, "c2": other}, articles, reuses)

    (judgement,) = judge_links([Link("c1", "c2", 0.8)], corpus, SETTINGS)

    assert reuses
    assert (judgement.relation, judgement.confidence) == (Relation.REPEATS, 0.8)


SENTENCES = [case.values[0]["input"][side] for case in load_cases("judge.json") for side in ("left", "right")]
ANY_TEXT = st.one_of(
    st.sampled_from(SENTENCES),
    st.lists(
        st.sampled_from(
            [
                "Korvo",
                "Moscow",
                "12",
                "20",
                "not",
                "denied",
                "rose",
                "fell",
                "ships",
                "on",
                "Monday",
                "3",
                "June",
                "“",
                "”",
                ",",
                ".",
                "in",
                "the",
                "north",
            ]
        ),
        min_size=1,
        max_size=16,
    ).map(" ".join),
    st.text(min_size=1, max_size=40),
)
MOMENTS = st.sampled_from([None, datetime(2021, 6, 1, tzinfo=UTC), datetime(2021, 6, 4, tzinfo=UTC)])


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, ANY_TEXT, MOMENTS, MOMENTS)
def test_judging_is_the_same_from_both_sides(
    left: str, right: str, left_published: datetime | None, right_published: datetime | None
) -> None:
    background = Background(left_published, right_published)
    one, other = make_claim("c1", left, left_published), make_claim("c2", right, right_published)

    there = judge_pair(Link("c1", "c2", 0.9), (one, other), SETTINGS, background)
    back = judge_pair(Link("c1", "c2", 0.9), (other, one), SETTINGS, background.mirror())

    assert (there.relation, there.divergence, there.confidence) == (back.relation, back.divergence, back.confidence)
    assert [(item.signal, item.left, item.right, item.score) for item in there.evidence] == [
        (item.signal, item.right, item.left, item.score) for item in back.evidence
    ]


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, ANY_TEXT, st.floats(0, 1))
def test_every_verdict_shows_spans_that_lie_in_its_claims(left: str, right: str, probability: float) -> None:
    judgement = judge_texts(left, right, probability)

    assert judgement.evidence
    assert 0 <= judgement.confidence <= max(round(probability, 4), 0)
    for item in judgement.evidence:
        assert 0 <= item.score <= 1
        for span, start, text in ((item.left, len("Heading. "), left), (item.right, 0, right)):
            assert span is not None
            assert start <= span.start < span.end <= start + len(text)


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT, MOMENTS, MOMENTS)
def test_identical_claims_never_diverge(
    text: str, left_published: datetime | None, right_published: datetime | None
) -> None:
    claims = make_claim("c1", text, left_published), make_claim("c2", text, right_published)

    judgement = judge_pair(Link("c1", "c2", 1.0), claims, SETTINGS, Background(left_published, right_published))

    assert judgement.relation in {Relation.AGREES, Relation.REPEATS}
    assert judgement.divergence in {None, Divergence.MODALITY, Divergence.NAMING, Divergence.ATTRIBUTION}


# ---------------------------------------------------------------- what both articles tell, and what a model reads


def judge_corpus(
    left: tuple[str, ...], right: tuple[str, ...], reading: Reading | None = None, probability: float = 0.9
) -> Judgement:
    """Return the verdict on the first claims of two articles that make these claims."""
    readings = {("c10", "c20"): reading} if reading else None
    return judge_links([Link("c10", "c20", probability)], make_corpus(left, right), SETTINGS, readings)[0]


def make_corpus(*texts: tuple[str, ...]) -> RelateCorpus:
    """Return articles that make these claims: the first claim of the first is c10, that of the second c20."""
    articles, claims = {}, {}
    for side, lines in ((f"c{number}", lines) for number, lines in enumerate(texts, 1)):
        articles[f"a-{side}"] = make_article(f"a-{side}", " ".join(lines))
        for number, text in enumerate(lines):
            lead = "".join(f"{one} " for one in lines[:number])
            claim = replace(make_claim(side, text, lead=lead), id=f"{side}{number}")
            claims[claim.id] = claim
    return RelateCorpus(claims, articles, ())


BLASTS = (
    "A parcel blew up at a depot of the post near Velin early on Tuesday.",
    "Another parcel was found at a depot of the post near Parvale on Tuesday.",
)


def test_two_places_of_which_both_articles_tell_are_two_events() -> None:
    other = ("Also on Tuesday a parcel at a depot of the post near Parvale held a bomb.",)
    alone, told = judge_corpus(BLASTS[:1], other), judge_corpus(BLASTS, other)

    assert alone.divergence is Divergence.PLACE
    assert told.relation is not Relation.DIVERGES


TRAM = (
    ("The council has approved the new tram to the port of Velin.",),
    ("The council has not approved the tram.",),
)
CREWS = (
    ("Orr told reporters on Monday that 40 sailors had left the port of Velin by noon.",),
    ("By noon 55 sailors had left the port of Velin, Dray said.",),
)


def test_a_word_turned_round_is_no_verdict_where_the_model_reads_no_contradiction() -> None:
    assert judge_corpus(*TRAM).relation is Relation.DIVERGES
    doubted = judge_corpus(*TRAM, Reading(0.02, 0.03, 0.95))
    assert (doubted.relation, [one.signal for one in doubted.evidence]) == (None, ["negation", "reading"])
    assert judge_corpus(*TRAM, Reading(0.02, 0.5, 0.48)).relation is Relation.DIVERGES


def test_a_figure_is_no_verdict_where_the_model_reads_no_contradiction() -> None:
    assert judge_corpus(*CREWS, Reading(0.02, 0.03, 0.95)).relation is None
    assert judge_corpus(*CREWS, Reading(0.02, 0.4, 0.58)).divergence is Divergence.NUMBER


def test_a_figure_stands_where_the_model_reads_the_contradiction_in_another_wording_of_one_claim() -> None:
    corpus = make_corpus(*CREWS, ("By noon 55 sailors had gone from the port of Velin, Dray said.",))
    links = [Link("c10", "c20", 0.9), Link("c10", "c30", 0.9)]
    readings = {("c10", "c20"): Reading(0.02, 0.03, 0.95), ("c10", "c30"): Reading(0.02, 0.9, 0.08)}

    assert [one.divergence for one in judge_links(links, corpus, SETTINGS, readings)] == [Divergence.NUMBER] * 2
    assert judge_links(links[:1], corpus, SETTINGS, readings)[0].relation is None


def test_a_copy_in_which_the_model_reads_one_and_the_same_contradicts_nothing() -> None:
    copies = (
        ("The council has approved the new tram to the port of Velin.",),
        ("The council has not approved the new tram to the port of Velin.",),
    )

    assert judge_corpus(*copies, Reading(0.5, 0.3, 0.2)).relation is Relation.DIVERGES
    assert judge_corpus(*copies, Reading(0.95, 0.03, 0.02)).relation in (Relation.AGREES, Relation.REPEATS)
