"""The second look at links: the model's reading, weighed by how a corpus reads."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.config import Config
from narrative.data import Article, Claim, Link, Place, Signal, Span
from narrative.extract import read_claim
from narrative.link import measure_shift, weigh_readings
from narrative.link.second import FARTHEST, load_second_look
from narrative.pipeline.readings import look_again
from narrative.pipeline.run import Run

SHARES = st.floats(0, 1, allow_nan=False)
ODDS = st.floats(-0.7, 6, allow_nan=False)


def make_link(number: int, odds: float) -> Link:
    signals = (Signal("baseline", 0.2, -1.4), Signal("cosine", 0.8, round(odds + 1.4, 4)))
    return Link(f"c{number:04}", f"d{number:04}", round(1 / (1 + math.exp(-odds)), 4), signals)


def make_corpus(odds: float, two_claims: float, count: int = 200) -> tuple[list[Link], dict[tuple[str, str], float]]:
    links = [make_link(number, odds) for number in range(count)]
    return links, {(link.left, link.right): two_claims for link in links}


@given(ODDS, SHARES, st.floats(-FARTHEST, FARTHEST))
def test_the_weights_of_a_read_link_sum_up_to_its_log_odds(odds: float, two_claims: float, shift: float) -> None:
    link = make_link(0, odds)
    (seen,) = weigh_readings([link], {(link.left, link.right): two_claims}, round(shift, 3))
    log_odds = sum(signal.weight for signal in seen.signals)
    assert seen.probability == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=1e-4)
    assert seen.signals[0].name == "baseline"
    assert {"cosine", "reading"} <= {signal.name for signal in seen.signals}


@given(ODDS, SHARES, SHARES)
def test_the_surer_the_model_reads_two_claims_the_less_probable_the_link(odds: float, one: float, other: float) -> None:
    link = make_link(0, odds)
    few, many = sorted((one, other))
    key = (link.left, link.right)
    assert (
        weigh_readings([link], {key: many}, 0.0)[0].probability
        <= weigh_readings([link], {key: few}, 0.0)[0].probability
    )


def test_a_corpus_where_most_links_read_as_two_claims_counts_against_each_and_the_other_way_round() -> None:
    dense, loose = make_corpus(0.0, 0.95), make_corpus(1.0, 0.05)
    assert measure_shift(*dense) < -0.5
    assert measure_shift(*loose) > 0.5


def test_the_shift_makes_the_mean_probability_the_share_that_it_assumes() -> None:
    links, readings = make_corpus(0.0, 0.95, 4_000)
    mixed, heard = make_corpus(3.0, 0.05, 2_000)
    links += [Link(f"e{link.left}", f"e{link.right}", link.probability, link.signals) for link in mixed]
    readings |= {(f"e{left}", f"e{right}"): value for (left, right), value in heard.items()}
    shift = measure_shift(links, readings)
    mean = sum(link.probability for link in weigh_readings(links, readings, shift)) / len(links)
    usual = load_second_look().right
    assert math.log(mean / (1 - mean)) - math.log(usual / (1 - usual)) == pytest.approx(shift, abs=0.05)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_handful_of_links_is_taken_for_a_folder_that_somebody_gathered(count: int) -> None:
    assert measure_shift(*make_corpus(0.0, 0.95, count)) > 1.2


def test_no_corpus_counts_more_than_what_was_measured() -> None:
    assert measure_shift(*make_corpus(-0.6, 1.0, 3_000)) == -FARTHEST
    assert measure_shift(*make_corpus(6.0, 0.0, 3_000)) == FARTHEST


def test_the_order_of_the_links_does_not_matter() -> None:
    links, readings = make_corpus(0.3, 0.6)
    assert measure_shift(links[::-1], readings) == measure_shift(links, readings)


def test_a_pair_that_was_not_read_falls_with_the_corpus_and_never_becomes_a_link() -> None:
    weak, link = Link("a", "b", 0.2), make_link(1, 0.0)
    readings = {(link.left, link.right): 0.1}
    down, _ = weigh_readings([weak, link], readings, -1.0)
    up, _ = weigh_readings([weak, link], readings, FARTHEST)
    assert down.probability < 0.2 == up.probability
    # A later batch may bring weak pairs only: one that nobody read must be no link there either.
    assert weigh_readings([weak], {}, FARTHEST)[0].probability < 0.32
    assert (down.signals, up.signals) == ((), ())


FRAME = (
    "The White House said the president would not attend the dinner.",
    "The White House said the president would sign the bill next week.",
)
WORDING = ("Two hundred soldiers landed at Kerem.", "Some 200 troops have come ashore at Kerem.")


def link_texts(pairs: list[tuple[str, str]], probability: float) -> tuple[list[Claim], list[Link]]:
    claims, links = [], []
    for number, sides in enumerate(pairs):
        pair = [
            read_claim(Article(f"{number}{side}", side, False, "", text, Place("")), Span(0, len(text)))
            for side, text in zip("ab", sides, strict=True)
        ]
        claims += pair
        signals = make_link(0, math.log(probability / (1 - probability))).signals
        links.append(Link(pair[0].id, pair[1].id, probability, signals))
    return claims, links


def test_two_sentences_of_one_frame_about_two_things_are_less_of_a_link_and_one_thing_in_two_wordings_is_more() -> None:
    claims, links = link_texts([FRAME, WORDING], 0.6)
    (frame, wording), shift = look_again(links, claims, Config(), Run())
    assert shift is not None
    assert frame.probability < 0.6 < wording.probability


def test_a_weak_pair_that_reads_as_one_claim_is_a_link_where_the_corpus_reads_as_one_claim_and_nowhere_else() -> None:
    claims, links = link_texts([FRAME, WORDING], 0.25)
    (frame, wording), _ = look_again(links, claims, Config(), Run(), 1.0)
    assert frame.probability < 0.32 < wording.probability
    assert "reading" in {signal.name for signal in wording.signals}
    assert "corpus" not in {signal.name for signal in wording.signals}
    unread, _ = look_again(links, claims, Config(), Run(), -1.0)
    assert max(link.probability for link in unread) < 0.25


def test_without_the_second_look_links_stay_as_the_features_say() -> None:
    links = [make_link(0, 0.5)]
    assert look_again(links, (), Config(link={"second_look": False}), Run()) == (tuple(links), None)
