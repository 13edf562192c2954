"""Attributes of sources: from the configuration and the metadata table to the comparison, its page and its twins."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from factory import build_findings, example_findings
from hypothesis import given
from hypothesis import strategies as st

from narrative.compare import compare_sources
from narrative.config import CompareConfig, IngestConfig, ReportConfig
from narrative.config.reading import read_config, write_config
from narrative.data import AttributePair, Comparison, Findings, StandKind
from narrative.errors import ConfigError, InputError
from narrative.ingest import read_articles
from narrative.report.export import export_tables
from narrative.report.html import render_report
from narrative.report.recount import recount_coverage, recount_pairs, recount_values

DESCRIPTION: dict[str, Any] = {
    "articles": [
        {"key": "a", "source": "Alder", "text": ["sea| [boats: Forty boats sank.] [quay: The quay was closed.]"]},
        {"key": "b", "source": "Birch", "text": ["sea| [boats: Sixty boats sank.] [quay: The quay is shut.]"]},
        {"key": "c", "source": "Cedar", "text": ["sea| [boats: Sixty boats went down.]", "sea| Fair weather."]},
        {"key": "d", "source": "Dogwood", "text": ["sea| Nothing new."]},
    ],
    "links": [
        ["a.boats", "b.boats", "diverges", "number"],
        ["b.boats", "c.boats", "agrees"],
        ["a.boats", "c.boats", "undecided"],
        ["a.quay", "b.quay", "repeats"],
    ],
}  # fmt: skip
COUNTRIES = {"Alder": "Norland", "Birch": "Sudland", "Cedar": "Sudland"}


def findings(stated: dict[str, dict[str, str]], carried: dict[str, dict[str, str]] | None = None) -> Findings:
    built = build_findings(DESCRIPTION)
    articles = tuple(
        replace(one, attributes=tuple(sorted((carried or {}).get(one.source, {}).items()))) for one in built.articles
    )
    attributes = tuple((name, tuple(sorted(keys.items()))) for name, keys in sorted(stated.items()))
    return replace(built, articles=articles, attributes=attributes)


def compare(stated: dict[str, dict[str, str]], carried: dict[str, dict[str, str]] | None = None) -> Comparison:
    return compare_sources(findings(stated, carried), CompareConfig())


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(
        {name: {"country": country} for name, country in COUNTRIES.items()} | {"Elm": {"country": "Norland"}}
    )


def test_the_page_of_a_part_counts_as_the_comparison_does(comparison: Comparison) -> None:
    sizes = {narrative.id: len(narrative.members) for narrative in comparison.narratives}
    assert recount_values(comparison) == comparison.attribute_values
    assert recount_pairs(comparison) == comparison.attribute_pairs
    assert recount_coverage(comparison, sizes) == comparison.attribute_coverage


def test_a_source_has_what_the_configuration_says_and_what_came_with_its_articles() -> None:
    found = compare({"Alder": {"country": "Norland"}}, {"Alder": {"country": "Sudland", "group": "Hall"}})
    attributes = {source.name: source.attributes for source in found.sources}
    assert attributes["Alder"] == (("country", "Norland"), ("group", "Hall"))
    assert attributes["Birch"] == ()


def test_a_described_source_without_an_article_is_named(comparison: Comparison) -> None:
    assert comparison.absent_sources == ("Elm",)


def test_each_value_has_its_sources_the_claims_they_make_and_those_they_leave_out(comparison: Comparison) -> None:
    found = [(one.value, one.sources, one.claims, one.silences) for one in comparison.attribute_values]
    assert found == [("", ("Dogwood",), 0, 2), ("Norland", ("Alder",), 2, 0), ("Sudland", ("Birch", "Cedar"), 2, 0)]


def test_a_shared_claim_counts_once_for_two_values_as_a_contradiction_where_any_two_contradict(
    comparison: Comparison,
) -> None:
    assert comparison.attribute_pairs == (
        AttributePair("country", "Norland", "Sudland", repeats=1, agrees=0, diverges=1, updates=0),
        AttributePair("country", "Sudland", "Sudland", repeats=0, agrees=1, diverges=0, updates=0),
    )


def test_coverage_adds_up_over_the_sources_of_a_value(comparison: Comparison) -> None:
    found = [(one.value, one.articles, one.passages, one.share) for one in comparison.attribute_coverage]
    assert found == [("", 1, 1, 0.2), ("Norland", 1, 1, 0.2), ("Sudland", 2, 3, 0.6)]


def test_without_attributes_there_is_nothing_to_compare_by() -> None:
    found = compare({})
    assert (found.attribute_values, found.attribute_pairs, found.attribute_coverage) == ((), (), ())
    assert "Sources by attribute" not in render_report(found, "", ReportConfig(plotly=False))


@given(st.dictionaries(st.sampled_from(["North", "South", "West"]), st.integers(0, 5), min_size=1))
def test_every_judged_claim_and_every_passage_is_counted(sizes: dict[str, int]) -> None:
    built = example_findings()
    names = sorted({article.source for article in built.articles})
    regions = [region for region, size in sorted(sizes.items()) for _ in range(size)] or ["North"]
    attributes = tuple((name, (("region", regions[at % len(regions)]),)) for at, name in enumerate(names))
    found = compare_sources(replace(built, attributes=attributes), CompareConfig())
    assert sorted(name for one in found.attribute_values for name in one.sources) == names
    for narrative in found.narratives:
        rows = [one for one in found.attribute_coverage if one.narrative_id == narrative.id]
        assert sum(one.passages for one in rows) == len(narrative.members)
    for one in found.attribute_values:
        silent = {s.group_id for s in found.stands if s.source in one.sources and s.kind is StandKind.SILENT}
        assert one.silences <= len(silent)
    assert all(one.left <= one.right for one in found.attribute_pairs)


def test_the_page_and_the_twins_tell_it(comparison: Comparison) -> None:
    html = render_report(comparison, "", ReportConfig(plotly=False))
    section = html[html.index('<h2 id="attributes">') :]
    assert "By country" in section
    assert "1 repeat, 1 contradiction" in section
    assert "“Elm” is described in the configuration and has no article." in section
    files = dict(export_tables(comparison))
    rows = list(csv.DictReader(io.StringIO(files["attribute_pairs.csv"].decode())))
    assert [(row["left"], row["right"], row["diverges"]) for row in rows] == [
        ("Norland", "Sudland", "1"),
        ("Sudland", "Sudland", "0"),
    ]
    values = list(csv.DictReader(io.StringIO(files["attributes.csv"].decode())))
    assert [row["sources"] for row in values] == ["Dogwood", "Alder", "Birch; Cedar"]
    assert len(list(csv.DictReader(io.StringIO(files["attribute_coverage.csv"].decode())))) == 3


def test_attributes_in_the_configuration_are_texts_whatever_yaml_makes_of_them(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("sources:\n  Alder: {country: Norland, founded: 1999, public: true}\n", "utf-8")
    config = read_config(str(path))
    assert config.sources == {"Alder": {"country": "Norland", "founded": "1999", "public": "true"}}
    path.write_text(write_config(config), encoding="utf-8")
    assert read_config(str(path)) == config


def test_an_attribute_that_is_a_list_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("sources:\n  Alder:\n    country: [Norland]\n", "utf-8")
    with pytest.raises(ConfigError, match=r"c.yaml:3:5: sources.Alder.country must be text, got \['Norland'\]"):
        read_config(str(path))


def test_columns_of_the_metadata_table_are_attributes_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("Forty boats sank off the cape.", "utf-8")
    (tmp_path / "in/b.txt").write_text("Sixty boats sank off the cape.", "utf-8")
    table = tmp_path / "m.csv"
    table.write_text(
        "path,source,country,source.owner,notes\na.txt,Alder,Norland,Hall,read twice\nb.txt,,,,\n", "utf-8"
    )
    first, second = read_articles([str(tmp_path / "in")], str(table), IngestConfig()).articles
    assert (first.source, first.attributes) == ("Alder", (("country", "Norland"), ("owner", "Hall")))
    assert second.attributes == ()


def test_a_table_of_attributes_alone_is_enough_and_one_of_notes_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Forty boats sank off the cape.", "utf-8")
    table = tmp_path / "m.csv"
    table.write_text("path,country\na.txt,Norland\n", "utf-8")
    (article,) = read_articles([str(tmp_path / "a.txt")], str(table), IngestConfig()).articles
    assert article.attributes == (("country", "Norland"),)
    table.write_text("path,notes\na.txt,read twice\n", "utf-8")
    with pytest.raises(InputError, match="the columns are path, notes"):
        read_articles([str(tmp_path / "a.txt")], str(table), IngestConfig())
