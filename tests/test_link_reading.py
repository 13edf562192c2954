"""How the encoder reads a claim: metonyms and opening pronouns as the countries they stand for."""

from __future__ import annotations

import pytest

from narrative.config import ExtractConfig
from narrative.data import Article, Claim, Place
from narrative.extract import extract_article
from narrative.link import measure_corpus, spell_out


def claims(text: str) -> tuple[Claim, ...]:
    return extract_article(Article("a1", "Courier", False, "", text, Place("a.txt")), ExtractConfig()).claims


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The drill sends a message to the White House this week.",
            "The drill sends a message to the United States this week.",
        ),
        (
            "Beijing has rejected the sanctions of the West again.",
            "China has rejected the sanctions of the West again.",
        ),
        (
            "Two aircraft landed in Caracas on Saturday with soldiers.",
            "Two aircraft landed in Caracas on Saturday with soldiers.",
        ),
        (
            "Missiles were moved to a base south of Caracas on Sunday.",
            "Missiles were moved to a base south of Caracas on Sunday.",
        ),
        (
            "Paris Hilton opened a hotel on the coast last summer.",
            "Paris Hilton opened a hotel on the coast last summer.",
        ),
        (
            "The ministry rejected unilateral US and European sanctions on Monday.",
            "The ministry rejected unilateral Western sanctions on Monday.",
        ),
        (
            "The ministry met US and European Union officials on Monday.",
            "The ministry met US and European Union officials on Monday.",
        ),
        (
            "Talks between the armed forces of both states are frequent.",
            "Talks between the military of both states are frequent.",
        ),
    ],
)
def test_a_capital_reads_as_its_country_unless_it_is_a_place(text: str, expected: str) -> None:
    assert spell_out(claims(text)[0]) == expected


def test_an_opening_pronoun_reads_as_the_country_before_it() -> None:
    text = "China has not sent weapons to the front so far. She has rejected the sanctions of the West again."
    assert spell_out(claims(text)[1]).startswith("China has rejected")


def test_an_opening_pronoun_of_a_person_stays() -> None:
    text = "Chancellor Maria Brandt visited China on Monday. She has rejected the sanctions of the West again."
    assert spell_out(claims(text)[1]).startswith("She has rejected")


def test_a_shared_word_may_be_a_metonym() -> None:
    moscow, russia = (
        claims(text)[0] for text in ("Moscow has refused the grain deal.", "Russia has refused the deal.")
    )
    assert measure_corpus([moscow, russia]).stems["russia"] == 2
