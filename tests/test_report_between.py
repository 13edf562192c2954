"""Sources among themselves: who agrees with, repeats and contradicts whom, and who copies from whom."""

from __future__ import annotations

import dataclasses
import re

import pytest
from report_factory import build_comparison, load_case

from narrative.config import ReportConfig
from narrative.data import Comparison, Divergence, Relation
from narrative.report.view.between import build_between, count_relations, encode_relations, relate_sources
from narrative.report.view.copying import build_copying, find_paths
from narrative.report.view.flips import describe_change
from narrative.report.view.index import Index, build_index
from narrative.report.view.page import build_page


@pytest.fixture(scope="module")
def harbour() -> Comparison:
    return build_comparison(load_case("harbour"))


@pytest.fixture(scope="module")
def index(harbour: Comparison) -> Index:
    return build_index(harbour)


def test_a_claim_counts_once_for_two_sources_and_a_contradiction_wins(harbour: Comparison, index: Index) -> None:
    for group in index.shared:
        judged = {
            frozenset(index.claims[c].source for c in (j.link.left, j.link.right))
            for j in index.judgements.get(group, ())
            if j.relation is not None and index.crosses(j)
        }
        found = relate_sources(group, index)
        assert {frozenset(pair) for pair in found} == judged
        for judgement in index.judgements.get(group, ()):
            if judgement.relation is Relation.DIVERGES and judgement.divergence is not Divergence.UPDATE:
                pair = tuple(sorted(index.claims[c].source for c in (judgement.link.left, judgement.link.right)))
                assert found[pair] == "d"


def test_the_matrix_is_the_same_read_by_row_or_by_column(index: Index) -> None:
    between = build_between(index)
    assert between is not None
    cells = {
        (row.name, column.name): [(t.kind, t.number) for t in cell.tallies]
        for row, line in between.rows
        for column, cell in zip(between.columns, line, strict=True)
    }
    assert all(cells[left, right] == cells[right, left] for left, right in cells)
    counted = sum(letters[k] for letters in count_relations(index).values() for k in "ard")
    assert sum(int(number) for tallies in cells.values() for _, number in tallies) == 2 * counted


def test_each_number_of_the_matrix_counts_the_rows_that_its_filter_keeps(index: Index) -> None:
    between = build_between(index)
    assert between is not None
    codes = [encode_relations(group, index).split() for group in index.shared]
    for _, line in between.rows:
        for tally in (t for cell in line for t in cell.tallies):
            source, other, letter = re.findall(r"=(\w+)", tally.href)
            left, right = sorted((int(source), int(other)))
            assert sum(f"{left}-{right}{letter}" in code for code in codes) == int(tally.number)


def test_who_copied_stands_on_the_right(harbour: Comparison, index: Index) -> None:
    paths = find_paths(index)
    assert sum(len(p.reuses) for p in paths) == sum(
        1 for r in harbour.reuses if index.articles[r.left_article].source != index.articles[r.right_article].source
    )
    for path in (p for p in paths if p.known):
        for reuse in path.reuses:
            copied = index.directions[reuse.left_article, reuse.right_article].copied_from
            assert index.articles[copied or ""].source == path.first
    copying = build_copying(index)
    assert copying is not None
    ends = {tie.href[1:] for tie in copying.ties}
    page = build_page(harbour, "", ReportConfig(plotly=False))
    assert ends <= {p.anchor for p in page.repeats.pairs} | {anchor for anchor, *_ in page.repeats.rest}


def test_where_no_time_is_known_no_line_has_a_direction(harbour: Comparison) -> None:
    blind = tuple(dataclasses.replace(d, copied_from=None, lag_hours=None, reason="") for d in harbour.directions)
    copying = build_copying(build_index(dataclasses.replace(harbour, directions=blind)))
    assert copying is not None
    assert not copying.ties
    assert not copying.rows
    assert {pair.words.split(": ")[1] for pair in copying.open_pairs} == {"both carry it; who was first is not known"}
    assert "had the wording first" not in copying.note


def test_without_shared_wording_there_is_no_graph(harbour: Comparison) -> None:
    assert build_copying(build_index(dataclasses.replace(harbour, reuses=()))) is None
    assert build_between(build_index(dataclasses.replace(harbour, judgements=()))) is None


def test_a_word_that_sets_a_source_apart_is_shown_where_it_stands(harbour: Comparison) -> None:
    page = build_page(harbour, "", ReportConfig(plotly=False))
    lines = [(v, w, line) for v in page.words for w in v.words for line in w.lines]
    assert lines
    for vocabulary, word, line in lines:
        assert line.word.casefold()[:4] == word.word.casefold()[:4]
        article = next(a for a in page.articles if any(p.anchor == line.href[1:] for p in a.paragraphs))
        assert article.source.name == vocabulary.source.name


def test_every_divergence_says_what_would_have_made_it_another_verdict(index: Index) -> None:
    for judgements in index.judgements.values():
        for judgement in judgements:
            left, right = index.claims[judgement.link.left], index.claims[judgement.link.right]
            words = describe_change(judgement, left, right)
            assert bool(words) or judgement.divergence is Divergence.OTHER or judgement.relation is None


def test_two_sources_of_one_agency_are_said_to_be_from_it(harbour: Comparison) -> None:
    credit = "both credit Meridian Wire Service"
    wired = tuple(dataclasses.replace(d, copied_from=None, lag_hours=None, reason=credit) for d in harbour.directions)
    copying = build_copying(build_index(dataclasses.replace(harbour, directions=wired)))
    assert copying is not None
    assert all(pair.words.endswith(": both from Meridian Wire Service") for pair in copying.open_pairs)
