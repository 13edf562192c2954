"""The typed twins: JSON lines, Parquet and graphs say what the CSV twins say, with the ids of the page."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from report_factory import build_comparison, load_case

from narrative.data import Comparison
from narrative.pipeline.run import dump_json
from narrative.report.columns import Kind, find_column
from narrative.report.export import TABLES, export_tables
from narrative.report.typed import draw_claims, draw_sources, write_lines, write_parquet

ROOT = Path(__file__).parents[1]
GEXF = "{http://gexf.net/1.3}"
NASTY = 'x" onload="1 & <b>\x00\ud800</b>'


@pytest.fixture(scope="module")
def harbour() -> Comparison:
    return build_comparison(load_case("harbour"))


@pytest.fixture(scope="module")
def twins(harbour: Comparison) -> dict[str, bytes]:
    return dict(export_tables(harbour, parquet=True))


@pytest.mark.parametrize("name", [name for name in TABLES if name != "articles"])
def test_json_lines_say_what_the_table_says(twins: dict[str, bytes], name: str) -> None:
    table = list(csv.DictReader(io.StringIO(twins[f"{name}.csv"].decode())))
    lines = [json.loads(line) for line in twins[f"{name}.jsonl"].decode().splitlines()]
    assert len(lines) == len(table)
    for line, row in zip(lines, table, strict=True):
        assert list(line) == list(row)
        for column, value in line.items():
            shown = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            assert row[column] in {shown, "'" + shown}


@pytest.mark.parametrize("name", list(TABLES))
def test_parquet_has_the_rows_of_the_table_with_types(twins: dict[str, bytes], name: str) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(twins[f"{name}.parquet"]))
    rows = list(csv.DictReader(io.StringIO(twins[f"{name}.csv"].decode())))
    assert table.num_rows == len(rows)
    assert table.column_names == list(TABLES[name][0])
    kinds = {Kind.TEXT: "string", Kind.INTEGER: "int64", Kind.NUMBER: "double", Kind.TRUTH: "bool"}
    assert [str(f.type) for f in table.schema] == [kinds[find_column(c, name).kind] for c in table.column_names]


def test_every_column_of_every_twin_is_described() -> None:
    assert {c for columns, _ in TABLES.values() for c in columns if not find_column(c).meaning} == set()


def test_the_graph_of_sources_counts_the_claims_between_them(harbour: Comparison, twins: dict[str, bytes]) -> None:
    graph = etree.fromstring(twins["sources.gexf"])
    nodes = {node.get("id"): node.get("label") for node in graph.iter(f"{GEXF}node")}
    assert sorted(nodes.values()) == [s.name for s in harbour.sources]
    edges = list(graph.iter(f"{GEXF}edge"))
    assert edges
    assert {e.get("source") for e in edges} | {e.get("target") for e in edges} <= set(nodes)
    assert all(int(e.get("weight") or 0) > 0 for e in edges)


def test_the_graph_of_claims_holds_every_judged_link_between_shared_claims(
    harbour: Comparison, twins: dict[str, bytes]
) -> None:
    graph = etree.fromstring(twins["claims.gexf"])
    nodes = {node.get("id") for node in graph.iter(f"{GEXF}node")}
    found = {frozenset((e.get("source"), e.get("target"))) for e in graph.iter(f"{GEXF}edge")}
    judged = {frozenset((j.link.left, j.link.right)) for j in harbour.judgements}
    assert found == {pair for pair in judged if pair <= nodes}
    assert nodes <= {c.id for c in harbour.claims}


def test_nothing_written_into_a_text_breaks_a_twin(harbour: Comparison) -> None:
    claims = tuple(dataclasses.replace(c, text=NASTY, speaker=NASTY) for c in harbour.claims)
    nasty = dataclasses.replace(harbour, claims=claims)
    for draw in (draw_claims, draw_sources):
        assert etree.fromstring(draw(nasty)).tag == f"{GEXF}gexf"
    columns, rows = TABLES["claims"]
    assert write_parquet("claims", columns, rows(nasty))
    assert len(write_lines(columns, rows(nasty)).splitlines()) == len(claims)


def test_an_empty_table_is_a_table(harbour: Comparison) -> None:
    empty = dataclasses.replace(harbour, reuses=())
    columns, rows = TABLES["repeats"]
    assert write_lines(columns, rows(empty)) == b""
    assert write_parquet("repeats", columns, rows(empty))


def test_the_comparison_keeps_to_its_schema(harbour: Comparison) -> None:
    schema = json.loads((ROOT / "docs/comparison.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(json.loads(dump_json(harbour)))) == []


def test_the_same_comparison_gives_the_same_twins(harbour: Comparison, twins: dict[str, bytes]) -> None:
    assert dict(export_tables(harbour, parquet=True)) == twins
