"""Linking: candidates, probabilities with their reasons, groups without chaining."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.config import EmbedConfig, LinkConfig
from narrative.data import Claim, ClaimGroup, Embeddings, Link, Modality, Span
from narrative.embed import Encoder, embed_texts, load_encoder
from narrative.link import LinkCorpus, block_claims, group_links, measure_corpus, score_pairs
from narrative.text.names import find_names
from narrative.text.numbers import find_quantities

CASES = json.loads((Path(__file__).parent / "cases" / "link" / "pairs.json").read_text(encoding="utf-8"))
BARS = LinkConfig(min_probability=0.6, min_group_probability=0.5)
STRENGTHS = (0.35, 0.6, 0.65, 0.8, 0.9, 0.95)


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    return load_encoder(EmbedConfig())


def make_claim(identifier: str, text: str, article: str, start: int = 0) -> Claim:
    return Claim(
        identifier,
        article,
        article,
        Span(start, start + len(text)),
        text,
        modality=Modality.ASSERTED,
        quantities=find_quantities(text, start),
        names=find_names(text, start),
    )


def make_corpus(claims: Sequence[Claim]) -> LinkCorpus:
    embeddings = embed_texts([(claim.id, claim.text) for claim in claims], encoder())
    return LinkCorpus(claims, embeddings, measure_corpus(claims))


def make_vectors(claims: Sequence[Claim], rows: Sequence[Sequence[float]]) -> Embeddings:
    return Embeddings(tuple(claim.id for claim in claims), np.array(rows, dtype=np.float32), "made up")


# ---------------------------------------------------------------- block


def test_claims_of_one_article_are_never_candidates():
    texts = ["The harbour of Norwell was closed by ice.", "Ice has closed the harbour of Norwell."]
    same = [make_claim(f"c{n}", text, "a1", n * 100) for n, text in enumerate(texts)]
    apart = [make_claim(f"c{n}", text, f"a{n}", n * 100) for n, text in enumerate(texts)]

    assert block_claims(same, make_corpus(same).embeddings, LinkConfig()) == ()
    assert block_claims(apart, make_corpus(apart).embeddings, LinkConfig()) == ((0, 1),)


def test_a_rare_phrase_makes_a_candidate_of_claims_that_lie_far_apart():
    claims = [
        make_claim("c1", "He spoke of an orchard of broken clocks.", "a1"),
        make_claim("c2", "It was an orchard of broken clocks, she wrote.", "a2"),
        make_claim("c3", "Rain fell.", "a3"),
    ]
    vectors = make_vectors(claims, [[1, 0, 0], [0, 1, 0], [0, 0, 1]])

    assert block_claims(claims, vectors, LinkConfig()) == ((0, 1),)


def test_a_shared_name_with_a_shared_number_makes_a_candidate():
    claims = [
        make_claim("c1", "The town of Norwell lost 4,300 jobs.", "a1"),
        make_claim("c2", "Some 4,300 people are out of work in Norwell.", "a2"),
    ]
    vectors = make_vectors(claims, [[1, 0], [0, 1]])

    assert block_claims(claims, vectors, LinkConfig()) == ((0, 1),)


def test_every_copy_of_a_sentence_is_a_candidate_with_every_other():
    claims = [make_claim(f"c{n:02}", "The dam at Oster holds, engineers say.", f"a{n}") for n in range(40)]

    pairs = block_claims(claims, make_corpus(claims).embeddings, LinkConfig(neighbours=3))

    assert len(pairs) == 40 * 39 // 2


def test_a_window_keeps_claims_of_distant_days_apart_and_unknown_days_together():
    claims = [make_claim(f"c{n}", "The dam at Oster holds, engineers say.", f"a{n}") for n in range(3)]
    published = {"a0": datetime(2024, 3, 1, tzinfo=UTC), "a1": datetime(2024, 3, 20, tzinfo=UTC)}
    embeddings = make_corpus(claims).embeddings

    assert block_claims(claims, embeddings, LinkConfig(window_days=7), published) == ((0, 2), (1, 2))


def test_candidates_do_not_depend_on_the_order_of_claims():
    claims = [make_claim(f"c{n}", case["input"][side], f"a{n}{side}") for n, case in enumerate(CASES) for side in "a"]
    claims += [make_claim(f"d{n}", case["input"]["b"], f"b{n}") for n, case in enumerate(CASES)]
    embeddings = make_corpus(claims).embeddings
    turned = claims[::-1]

    forward = [(claims[left].id, claims[right].id) for left, right in block_claims(claims, embeddings, LinkConfig())]
    backward = [(turned[left].id, turned[right].id) for left, right in block_claims(turned, embeddings, LinkConfig())]

    assert forward == backward
    assert all(left < right for left, right in forward)


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_claims_give_no_candidates(count: int):
    claims = [make_claim("c1", "The dam at Oster holds.", "a1")][:count]
    vectors = make_vectors(claims, np.ones((count, 3)))

    assert block_claims(claims, vectors, LinkConfig()) == ()
    assert score_pairs((), LinkCorpus(claims, vectors, measure_corpus(claims)), LinkConfig()) == ()


# ---------------------------------------------------------------- score


@lru_cache(maxsize=1)
def score_cases() -> dict[str, Link]:
    """Score all cases in one corpus, in which "China" and "Russia" run through many claims."""
    filler = [f"China and Russia spoke about point {n} of their list." for n in range(20)]
    claims = [
        make_claim(f"c{n:02}{side}", case["input"][side], f"a{n}{side}")
        for n, case in enumerate(CASES)
        for side in "ab"
    ]
    claims += [make_claim(f"f{n:02}", text, f"f{n}") for n, text in enumerate(filler)]
    pairs = [(2 * n, 2 * n + 1) for n in range(len(CASES))]
    links = score_pairs(pairs, make_corpus(claims), LinkConfig(min_probability=0.0))
    return {CASES[int(link.left[1:3])]["label"]: link for link in links}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_pair_is_linked_as_a_reader_would(case: dict):
    probability = score_cases()[case["label"]].probability

    assert (probability >= LinkConfig().min_probability) == (case["expect"] == "link"), probability


def test_the_weights_of_a_link_sum_up_to_its_log_odds():
    for link in score_cases().values():
        if 0 < link.probability < 1:
            log_odds = sum(signal.weight for signal in link.signals)
            assert 1 / (1 + math.exp(-log_odds)) == pytest.approx(link.probability, abs=0.002)
            assert link.signals[0].name == "baseline"


def test_a_higher_bar_returns_the_same_links_less_the_weak_ones():
    claims = [
        make_claim(f"c{n:02}{side}", case["input"][side], f"a{n}{side}")
        for n, case in enumerate(CASES)
        for side in "ab"
    ]
    corpus = make_corpus(claims)
    pairs = list(combinations(range(len(claims)), 2))

    everything = score_pairs(pairs, corpus, LinkConfig(min_probability=0.0))
    links = score_pairs(pairs[::-1], corpus, LinkConfig())

    bar = LinkConfig().min_probability
    assert len(everything) == len(pairs)
    assert [link for link in links if link.probability >= bar] == [one for one in everything if one.probability >= bar]


def test_without_word_alignment_links_are_still_found():
    claims = [make_claim("c1", CASES[3]["input"]["a"], "a1"), make_claim("c2", CASES[3]["input"]["b"], "a2")]
    (link,) = score_pairs([(0, 1)], make_corpus(claims), LinkConfig(align_words=False))

    assert link.probability > 0.9
    assert "words_aligned" not in {signal.name for signal in link.signals}


@pytest.mark.parametrize("text", ["", "?!", "\ud800", "的", "the of and", "x" * 30_000])
def test_odd_texts_are_scored_like_any_other(text: str):
    claims = [make_claim("c1", text, "a1"), make_claim("c2", "The dam at Oster holds.", "a2")]
    (link,) = score_pairs([(0, 1)], make_corpus(claims), LinkConfig(min_probability=0.0))

    assert 0 <= link.probability < 0.5


# ---------------------------------------------------------------- group


@st.composite
def linked_claims(draw: st.DrawFn) -> tuple[list[Claim], list[Link]]:
    count = draw(st.integers(0, 9))
    claims = [make_claim(f"c{n}", "A claim.", f"a{draw(st.integers(0, 5))}") for n in range(count)]
    pairs = [(one, two) for one, two in combinations(claims, 2) if one.article_id != two.article_id]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return claims, [Link(one.id, two.id, draw(st.sampled_from(STRENGTHS))) for one, two in chosen]


@settings(max_examples=150, deadline=None)
@given(linked_claims(), st.randoms(use_true_random=False))
def test_groups_partition_the_claims_whatever_the_order(drawn, random):
    claims, links = drawn
    groups = group_links(claims, links, BARS)
    shuffled_claims, shuffled_links = claims[:], links[:]
    random.shuffle(shuffled_claims)
    random.shuffle(shuffled_links)

    assert sorted(claim for group in groups for claim in group.claim_ids) == sorted(claim.id for claim in claims)
    assert len({group.id for group in groups}) == len(groups)
    assert group_links(shuffled_claims, shuffled_links, BARS) == groups


@settings(max_examples=150, deadline=None)
@given(linked_claims())
def test_a_groups_links_are_its_own_strongest_first_and_none_is_below_the_bar(drawn):
    claims, links = drawn
    for group in group_links(claims, links, BARS):
        strengths = [link.probability for link in group.links]
        inside = [link for link in links if {link.left, link.right} <= set(group.claim_ids)]

        assert strengths == sorted(strengths, reverse=True)
        assert set(group.links) == {link for link in inside if link.probability >= BARS.min_probability}
        assert (len(group.claim_ids) == 1) == (not group.links)


def find_group(groups: Sequence[ClaimGroup], claim: str) -> tuple[str, ...]:
    return next(group.claim_ids for group in groups if claim in group.claim_ids)


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 6), st.integers(2, 6), st.sampled_from(STRENGTHS[1:]))
def test_a_bridge_does_not_merge_two_dense_groups(left: int, right: int, bridge: float):
    claims = [make_claim(f"c{n:02}", "A claim.", f"a{n}") for n in range(left + right)]
    names = [claim.id for claim in claims]
    links = [Link(one, two, 0.95) for side in (names[:left], names[left:]) for one, two in combinations(side, 2)]
    links.append(Link(names[left - 1], names[left], bridge))

    groups = group_links(claims, links, BARS)

    assert find_group(groups, names[0]) == tuple(names[:left])
    assert find_group(groups, names[-1]) == tuple(names[left:])


def test_a_chain_is_cut_where_its_ends_have_nothing_in_common():
    claims = [make_claim(f"c{n}", "A claim.", f"a{n}") for n in range(4)]
    links = [Link("c0", "c1", 0.9), Link("c1", "c2", 0.8), Link("c2", "c3", 0.9)]

    assert [group.claim_ids for group in group_links(claims, links, BARS)] != [("c0", "c1", "c2", "c3")]
    assert find_group(group_links(claims, links, BARS), "c0") == ("c0", "c1")


def test_a_weak_pair_counts_at_its_value_when_groups_merge():
    claims = [make_claim(f"c{n}", "A claim.", f"a{n}") for n in range(3)]
    strong = [Link("c0", "c1", 0.9), Link("c1", "c2", 0.62)]

    assert find_group(group_links(claims, strong, BARS), "c2") == ("c2",)
    weak = [*strong, Link("c0", "c2", 0.55)]
    group = group_links(claims, weak, BARS)[0]
    assert group.claim_ids == ("c0", "c1", "c2")
    assert [link.probability for link in group.links] == [0.9, 0.62]


def test_two_claims_of_one_article_join_one_group_only_by_a_strong_link():
    claims = [
        make_claim("c0", "A claim.", "a0"),
        make_claim("c1", "A claim.", "a1"),
        make_claim("c2", "A claim.", "a1"),
    ]

    def join(strength: float) -> tuple[str, ...]:
        return find_group(group_links(claims, [Link("c0", "c1", 0.95), Link("c0", "c2", strength)], BARS), "c0")

    assert join(0.62) == ("c0", "c1")
    assert join(0.9) == ("c0", "c1", "c2")
