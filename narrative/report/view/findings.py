"""What stands out: four short lists, each ordered by what a reader should see first."""

from __future__ import annotations

from collections.abc import Sequence

from narrative.data import Claim
from narrative.report.view.divergences import clashing_values, describe_sides, differing, name_field
from narrative.report.view.families import (
    describe_credit,
    describe_family,
    find_credited,
    find_example,
    find_families,
)
from narrative.report.view.gravity import gravest, rank_contradictions
from narrative.report.view.index import Index
from narrative.report.view.nouns import Entry
from narrative.report.view.sections import Card
from narrative.report.view.silences import describe_silent, loud_silences
from narrative.report.view.voices import describe_coverage
from narrative.report.view.weight import gather_weights
from narrative.report.words import (
    capitalise,
    clip,
    in_quotes,
    name_speaker,
    spell,
)

TEXT_WIDTH = 130
VALUE_WIDTH = 36
MOST_VALUES = 3
MOST_PER_SOURCE = 2


def build_cards(index: Index, most: int, opened: frozenset[str]) -> tuple[Card, ...]:
    """Return the four cards with at most *most* entries each; *opened* are the groups with a row on the page."""
    return (
        _contradictions(index, most, opened),
        _repeats(index, most, opened),
        _single_sources(index, most),
        _silences(index, most, opened),
    )


def rank_single_claims(index: Index) -> tuple[Claim, ...]:
    """Return the claims that one source alone makes in a story that others cover, those that matter most in it first."""
    if len(index.comparison.sources) < 2:  # noqa: PLR2004
        return ()
    weights = gather_weights(index)
    found = []
    for group in index.single:
        narrative = index.narrative_of.get(group)
        if narrative and len(index.coverage.get(narrative, ())) > 1:
            weighed = [(weights.weigh(index.claims[c], narrative), c) for c in index.groups[group].claim_ids]
            found.append(max(weighed))
    return tuple(index.claims[c] for _, c in sorted(found, key=lambda one: (-one[0], one[1])))


def _contradictions(index: Index, most: int, opened: frozenset[str]) -> Card:
    ranked = rank_contradictions(index)
    entries = []
    for group in ranked[:most]:
        judgement = gravest(group, index)
        verdicts = differing(group, judgement, index)
        values = tuple(clip(v, VALUE_WIDTH) for v in clashing_values(verdicts, index)[:MOST_VALUES])
        who = f"{name_field(judgement)} · {describe_sides(verdicts, index)}"
        entries.append(Entry(_sentence(group, index), who, _href(group, index, opened), values))
    return Card(
        "diverges",
        "Where they contradict each other",
        tuple(entries),
        _more(len(ranked) - len(entries), "contradiction"),
        "#divergences",
        "no contradiction was found.",
    )


def _repeats(index: Index, most: int, opened: frozenset[str]) -> Card:
    families = find_families(index)
    examples = [find_example(family, index) for family in families[:most]]
    entries = [
        Entry(
            in_quotes(capitalise(clip(example.quote, TEXT_WIDTH))),
            describe_family(family, example, index),
            f"#{example.anchor}",
            lead="" if place else "The widest repeat",
        )
        for place, (family, example) in enumerate(zip(families, examples, strict=False))
    ]
    left = len(families) - len(entries)
    credited = find_credited(index)
    if credited:
        group = credited.group_id
        told = capitalise(describe_credit(credited, index))
        entries.append(
            Entry(_sentence(group, index), told, _href(group, index, opened), lead="Not a repeat, but one credit")
        )
    return Card(
        "repeats", "What is repeated", tuple(entries), _more(left, "repeat"), "#repeats", "no copied wording was found."
    )


def _single_sources(index: Index, most: int) -> Card:
    ranked = rank_single_claims(index)
    shown = _spread(ranked, most)
    entries = tuple(Entry(capitalise(clip(index.say(c), TEXT_WIDTH)), _who_alone(c, index), f"#{c.id}") for c in shown)
    empty = (
        "there is only one source."
        if len(index.comparison.sources) < 2  # noqa: PLR2004
        else "no story that several sources cover holds a claim of one source alone."
    )
    return Card(
        "originates", "Only one source’s word", entries, _more(len(ranked) - len(entries), "claim"), "#single", empty
    )


def _silences(index: Index, most: int, opened: frozenset[str]) -> Card:
    groups = loud_silences(index)
    entries = tuple(
        Entry(
            _sentence(g, index),
            f"{describe_coverage(g, index)}; silent: {describe_silent(g, index)}",
            _href(g, index, opened),
        )
        for g in groups[:most]
    )
    empty = (
        "silence needs three sources."
        if len(index.comparison.sources) < 3  # noqa: PLR2004
        else "no source leaves out what most others say."
    )
    return Card(
        "silent", "Who does not say it", entries, _more(len(groups) - len(entries), "silence"), "#silences", empty
    )


def _who_alone(claim: Claim, index: Index) -> str:
    label = index.narrative_label(index.narrative_of.get(index.group_of[claim.id])).name
    return f"{claim.source}, citing {name_speaker(claim.speaker)} · {label}"


def _spread(claims: Sequence[Claim], most: int) -> list[Claim]:
    """Return the first *most* claims, no source more than twice while others wait."""
    taken: list[Claim] = []
    for claim in claims:
        if len(taken) < most and sum(1 for t in taken if t.source == claim.source) < MOST_PER_SOURCE:
            taken.append(claim)
    rest = [c for c in claims if c not in taken]
    return [*taken, *rest[: most - len(taken)]]


def _sentence(group: str, index: Index) -> str:
    return capitalise(clip(index.say(index.representative(group)), TEXT_WIDTH))


def _href(group: str, index: Index, opened: frozenset[str]) -> str:
    return f"#{group}" if group in opened else f"#{index.representative(group).id}"


def _more(left: int, noun: str) -> str:
    return f"and {spell(left)} more {noun}{'' if left == 1 else 's'}" if left > 0 else ""
