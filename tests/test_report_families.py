"""The widest repeat and its origin, told apart from what several sources credit to one; and the sentence that stands for a claim."""

from __future__ import annotations

import dataclasses

import pytest
from report_factory import build_comparison, load_case

from narrative.config import ReportConfig
from narrative.data import Claim, Comparison, Link, Name, NameKind, Origin, Precision, Span
from narrative.report.view.choose import choose_representative
from narrative.report.view.families import (
    describe_credited,
    describe_family,
    describe_widest,
    find_example,
    find_families,
)
from narrative.report.view.index import build_index
from narrative.report.view.page import build_page


@pytest.fixture(scope="module")
def harbour() -> Comparison:
    return build_comparison(load_case("harbour"))


def claim(key: str, text: str, *names: str, speaker: str | None = None) -> Claim:
    found = tuple(Name(name, name.lower(), NameKind.PLACE, Span(0, 1)) for name in names)
    return Claim(key, f"a{key}", f"S{key}", Span(0, len(text)), text, speaker=speaker, names=found)


def test_a_text_that_two_sources_copied_is_one_repeat_with_one_origin(harbour: Comparison) -> None:
    articles = {a.id: a for a in harbour.articles}
    first = min((a for a in harbour.articles if a.source == "Harbour Courier"), key=lambda a: str(a.published))
    directions = tuple(dataclasses.replace(d, copied_from=first.id) for d in harbour.directions)
    reuses = tuple(
        dataclasses.replace(r, **{side: first.id})
        for r in harbour.reuses
        for side in ("left_article", "right_article")
        if articles[getattr(r, side)].source == "Harbour Courier"
    )
    directions = tuple(
        dataclasses.replace(d, left_article=r.left_article, right_article=r.right_article)
        for d, r in zip(directions, reuses, strict=True)
    )
    index = build_index(dataclasses.replace(harbour, reuses=reuses, directions=directions))
    (family,) = find_families(index)
    assert family.sources == ("Harbour Courier", "Andes Wire", "Meridian Post")
    assert "origin: Harbour Courier, then Andes Wire and Meridian Post" in describe_family(
        family, find_example(family, index), index
    )
    assert describe_widest(index) == (
        "The widest repeat is that of an article in Harbour Courier of 1 March 2024: "
        "its wording stands in two other sources."
    )


def test_without_times_the_origin_of_a_repeat_is_said_to_be_unknown_or_is_the_agency(harbour: Comparison) -> None:
    for reason, words in (
        ("", "which of them had it first is not known"),
        ("both credit Coast Wire", "origin: Coast Wire, which all of them credit"),
    ):
        unknown = tuple(
            dataclasses.replace(d, copied_from=None, lag_hours=None, precision=Precision.UNKNOWN, reason=reason)
            for d in harbour.directions
        )
        index = build_index(dataclasses.replace(harbour, directions=unknown))
        family = find_families(index)[0]
        assert words in describe_family(family, find_example(family, index), index)
        assert (reason.removeprefix("both credit ") or "is not known") in describe_widest(index)


def test_a_credit_is_told_apart_from_wording_and_only_where_two_sources_give_it(harbour: Comparison) -> None:
    assert describe_credited(build_index(harbour)) == ""
    group = build_index(harbour).shared[1]
    credited = Origin(group, ("Andes Wire", "Harbour Courier", "Meridian Post"), None, "Coast Wire")
    others = tuple(o for o in harbour.origins if o.group_id != group)
    comparison = dataclasses.replace(harbour, origins=(*others, credited))
    told = describe_credited(build_index(comparison))
    assert told.startswith(
        "Credit is another matter than wording: three sources go back to Coast Wire for “The harbour"
    )
    page = build_page(comparison, "", ReportConfig(plotly=False))
    card = next(c for c in page.cards if c.kind == "repeats")
    assert [e.lead for e in card.entries] == ["The widest repeat", "", "Not a repeat, but one credit"]
    assert card.entries[-1].who == "Three sources go back to Coast Wire for it, one of them in copied wording"


@pytest.mark.parametrize(
    "leaning",
    [
        claim("1", "It fell into the basin.", "Port Sable"),
        claim("1", "The article says that a crane fell into the basin of Port Sable.", "Port Sable"),
        claim("1", "A crane fell into the basin of Port Sable.", "Port Sable", speaker="The magazine"),
        claim("1", "In March of that year a crane fell into the basin of Port Sable.", "Port Sable"),
        claim("1", "which fell into the basin of Port Sable on Monday.", "Port Sable"),
        claim("1", "A crane fell into the water on Monday."),
    ],
    ids=lambda one: one.text,
)
def test_a_sentence_that_stands_on_its_own_stands_for_the_claim(leaning: Claim) -> None:
    plain = claim("2", "On Monday a crane of the harbour fell into the basin of Port Sable.", "Port Sable")
    links = (Link("1", "2", 0.9),)
    assert choose_representative([leaning, plain], links) is plain
    assert choose_representative([plain, leaning], links) is plain


def test_of_sentences_that_stand_alike_the_one_nearest_to_the_others_is_chosen() -> None:
    told = [claim(key, f"A crane fell into the basin of Port Sable {key}.", "Port Sable") for key in ("1", "2", "3")]
    links = (Link("1", "3", 0.9), Link("2", "3", 0.9))
    assert choose_representative(told, links) is told[2]
