"""The section of attributes: sources compared by country, group or whatever the analyst knows of them."""

from __future__ import annotations

from collections.abc import Sequence

from narrative.data import AttributeCoverage, AttributePair, AttributeValue
from narrative.report.view.index import Index
from narrative.report.view.nouns import Table
from narrative.report.view.sections import AttributeSection
from narrative.report.words import capitalise, count, count_in_words, figure, in_quotes, join_some, percent

MOST_VALUES = 10
MOST_STORIES = 3
NOT_GIVEN = "not given"


def build_attributes(index: Index) -> tuple[AttributeSection, ...]:
    """Return a section per attribute: its values with what they cover and leave out, and how they relate."""
    comparison = index.comparison
    keys = sorted({one.key for one in comparison.attribute_values})
    return tuple(_section(key, f"attribute-{place}", index) for place, key in enumerate(keys, 1))


def describe_absent(index: Index) -> str:
    """Return which described sources have no article, "" for none."""
    absent = index.comparison.absent_sources
    if not absent:
        return ""
    verb = "is" if len(absent) == 1 else "are"
    return f"{join_some([in_quotes(name) for name in absent])} {verb} described in the configuration and {'has' if len(absent) == 1 else 'have'} no article."


def _section(key: str, anchor: str, index: Index) -> AttributeSection:
    values = [one for one in index.comparison.attribute_values if one.key == key]
    shown = sorted(values, key=lambda one: (not one.value, -len(one.sources), one.value))[:MOST_VALUES]
    pairs = [one for one in index.comparison.attribute_pairs if one.key == key]
    coverage = [one for one in index.comparison.attribute_coverage if one.key == key]
    left = len(values) - len(shown)
    more = f"{capitalise(count_in_words(left, 'more value'))} in attributes.csv." if left else ""
    return AttributeSection(
        anchor=anchor,
        title=f"By {key}",
        values=Table(
            ("Value", "Sources", "Claims", "Silent on", "Covers most"),
            tuple(_row(one, coverage, index) for one in shown),
            more,
        ),
        matrix=_matrix([one.value for one in shown if one.value], pairs),
    )


def _row(one: AttributeValue, coverage: Sequence[AttributeCoverage], index: Index) -> tuple[str, ...]:
    mine = sorted(
        (row for row in coverage if row.value == one.value),
        key=lambda row: (-row.passages, row.narrative_id),
    )[:MOST_STORIES]
    stories = [f"{index.narratives[row.narrative_id].label} ({percent(row.share)})" for row in mine]
    sources = join_some(list(one.sources), MOST_STORIES)
    return one.value or NOT_GIVEN, sources, figure(one.claims), figure(one.silences), ", ".join(stories)


def _matrix(values: Sequence[str], pairs: Sequence[AttributePair]) -> Table | None:
    """Return the table value × value of shared claims: how many agree, repeat or contradict; None where none does."""
    if not pairs or not values:
        return None
    by_place = {(one.left, one.right): one for one in pairs}

    def cell(row: str, column: str) -> str:
        left, right = sorted((row, column))
        one = by_place.get((left, right))
        return _tell(one) if one else "–"

    rows = tuple((row, *(cell(row, column) for column in values)) for row in values)
    note = "Shared claims of two sources, one with each value; a claim counts once, as a contradiction where any two contradict each other."
    return Table(("", *values), rows, note)


def _tell(one: AttributePair) -> str:
    parts = [
        count(number, noun)
        for number, noun in (
            (one.agrees, "agreement"),
            (one.repeats, "repeat"),
            (one.diverges, "contradiction"),
            (one.updates, "update"),
        )
        if number
    ]
    return ", ".join(parts) or "–"
