"""A few themes over many narratives: found, named, kept through corrections and batches, and shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from report_factory import build_comparison, load_case
from scipy.sparse import csr_matrix

from narrative.cluster import cluster_passages
from narrative.cluster.features import View, scale
from narrative.cluster.themes import MANY, drop_single, group_narratives, join_themes
from narrative.compare.themes import settle_themes
from narrative.config import ClusterConfig, ReportConfig
from narrative.correct.narratives import edit_narratives
from narrative.data import (
    Article,
    Clustering,
    Comparison,
    Embeddings,
    Findings,
    Member,
    Narrative,
    NarrativeEdit,
    Passage,
    Place,
    Span,
    Theme,
)
from narrative.report.export import export_tables
from narrative.report.html import render_report
from narrative.report.narrow import Selection, narrow_comparison
from narrative.report.view.index import build_index
from narrative.report.view.themes import APART, build_themes
from narrative.text.identity import content_id

SUBJECTS = {
    "harbour": ("ferry", "pilot", "quay", "tide", "cargo"),
    "orchard": ("apple", "frost", "blossom", "picker", "cider"),
    "museum": ("painting", "curator", "gallery", "sculptor", "fresco"),
}
PLACES = ("Alden", "Brask", "Corvo", "Dunmere", "Elvas")
DIMENSIONS = 32
SINGLE_EVENTS = ClusterConfig(granularity="fine")


def make_corpus() -> tuple[list[Passage], dict[str, Article], Embeddings]:
    """Return fifteen stories told by two articles each, five stories to a subject."""
    generator = np.random.default_rng(5)
    passages, articles, rows = [], {}, []
    for subject, words in SUBJECTS.items():
        direction = generator.normal(size=DIMENSIONS)
        for place, word in zip(PLACES, words, strict=True):
            town = f"{place}{subject[:2]}"
            story = direction + 0.5 * generator.normal(size=DIMENSIONS)
            for outlet in ("Bell", "Crier"):
                own = " ".join(f"{word}{place.lower()}{letter}" for letter in "klmnrt")
                text = (
                    f"The {word} dispute of {town} goes on. {own} was said in {town}, the {outlet} has heard. "
                    f"A {word} in {town} meant {own} to the {subject} board."
                )
                key = content_id("a", outlet, text)
                articles[key] = Article(key, outlet, False, f"The {word} dispute in {town}", text, Place("x.txt"))
                passages.append(Passage(content_id("p", key), key, Span(0, len(text))))
                rows.append(story + 0.05 * generator.normal(size=DIMENSIONS))
    vectors = scale(np.array(rows)).astype(np.float32)
    return passages, articles, Embeddings(tuple(p.id for p in passages), vectors, "made up")


@pytest.fixture(scope="module")
def many() -> tuple[dict[str, Article], list[Passage], Clustering]:
    passages, articles, embeddings = make_corpus()
    return articles, passages, cluster_passages(passages, articles, embeddings, SINGLE_EVENTS, None)  # type: ignore[arg-type]


def test_many_narratives_are_grouped_by_subject(many: Any) -> None:
    articles, passages, found = many
    text_of = {p.id: articles[p.article_id].text for p in passages}
    assert len(found.narratives) > MANY
    subjects = []
    for theme in found.themes:
        inside = [n for n in found.narratives if n.id in theme.narratives]
        told = {next(s for s in SUBJECTS if s in text_of[m.passage_id]) for n in inside for m in n.members}
        assert len(told) == 1
        subjects += told
        assert theme.label
        assert theme.label.casefold() not in {n.label.casefold() for n in found.narratives}
    assert sorted(subjects) == sorted(SUBJECTS)
    assert sum(len(theme.narratives) for theme in found.themes) == len(found.narratives)


def test_any_order_of_the_passages_gives_the_same_themes(many: Any) -> None:
    passages, articles, embeddings = make_corpus()
    again = cluster_passages(passages[::-1], articles, embeddings, SINGLE_EVENTS, None)  # type: ignore[arg-type]
    assert again.themes == many[2].themes


def view(rows: np.ndarray) -> View:
    return View(scale(rows), csr_matrix((len(rows), 1)))


def test_directions_in_bundles_make_a_theme_each() -> None:
    generator = np.random.default_rng(3)
    bundles = np.repeat(generator.normal(size=(4, 12)), 4, axis=0) + 0.1 * generator.normal(size=(16, 12))
    assert group_narratives(view(bundles)).tolist() == [0] * 4 + [1] * 4 + [2] * 4 + [3] * 4


def test_equal_narratives_are_grouped_without_a_fault() -> None:
    assert len(group_narratives(view(np.ones((14, 5))))) == 14


def test_a_narrative_like_no_other_is_in_no_theme() -> None:
    assert drop_single(np.array([0, 0, 1, 2, 2])).tolist() == [0, 0, -1, 1, 1]


def test_a_new_narrative_joins_the_theme_that_it_is_most_like() -> None:
    rows = np.array([[1.0, 0, 0], [1, 0.1, 0], [0, 1, 0], [0.1, 1, 0], [0, 0.9, 0.1]])
    themes = (Theme("t1", "One", (), ("a", "b")), Theme("t2", "Two", (), ("c", "d")))
    joined = join_themes(themes, ["a", "b", "c", "d", "new"], view(rows), 4)
    assert [theme.narratives for theme in joined] == [("a", "b"), ("c", "d", "new")]
    assert join_themes((), ["a", "new"], view(rows[:2]), 1) == ()


def make_clustering(sizes: dict[str, int], themes: tuple[Theme, ...]) -> Clustering:
    narratives = tuple(
        Narrative(key, key, "", (), tuple(Member(f"{key}{n}", 1.0) for n in range(size)), (f"{key}0",))
        for key, size in sizes.items()
    )
    return Clustering(narratives, themes=themes)


def test_a_theme_forgets_narratives_that_are_gone_and_goes_when_one_is_left() -> None:
    themes = (Theme("t1", "One", (), ("a", "gone")), Theme("t2", "Two", (), ("c", "b", "lost")))
    settled = settle_themes(make_clustering({"a": 3, "b": 2, "c": 1}, themes))
    assert [(theme.id, theme.narratives) for theme in settled] == [("t2", ("b", "c"))]


def test_the_part_of_a_split_narrative_stays_in_its_theme() -> None:
    clustering = make_clustering({"a": 3, "b": 2}, (Theme("t1", "One", (), ("a", "b")),))
    passages = tuple(Passage(m.passage_id, "x", Span(0, 1)) for n in clustering.narratives for m in n.members)
    findings = Findings((), (), (), passages, (), clustering, (), (), ())
    edited = edit_narratives(findings, [NarrativeEdit("a", split=(("a0",), ("a1",)), line=1)], [])
    assert len(settle_themes(edited.clustering)[0].narratives) == len(edited.clustering.narratives) == 4


@pytest.fixture
def themed() -> Comparison:
    comparison = build_comparison(load_case("harbour"))
    first = comparison.narratives[0]
    apart = Narrative(content_id("n", "apart"), "Lost and found", "", (), first.members[:1], first.exemplars[:1])
    rest = replace(first, members=first.members[1:])
    ids = [narrative.id for narrative in comparison.narratives]
    theme = Theme(content_id("t", *ids), "Life of the port", ("port",), tuple(ids))
    return replace(comparison, narratives=(rest, *comparison.narratives[1:], apart), themes=(theme,))


def test_the_page_lists_narratives_under_their_themes_and_the_rest_apart(themed: Comparison) -> None:
    views = build_themes(build_index(themed))
    assert [v.anchor for v in views] == [themed.themes[0].id, APART]
    assert sorted(key for v in views for key in v.narratives) == sorted(n.id for n in themed.narratives)
    html = render_report(themed, "", ReportConfig())
    assert html.count('<article class="narrative"') == len(themed.narratives)
    assert f'<details class="theme" id="{themed.themes[0].id}" open' in html


def test_a_page_of_one_narrative_needs_no_theme(themed: Comparison) -> None:
    part = narrow_comparison(themed, Selection(narratives=(themed.narratives[0].id,)))
    assert part.themes == ()


def test_the_twins_name_the_theme_of_each_narrative(themed: Comparison) -> None:
    tables = dict(export_tables(themed))
    rows = tables["narratives.csv"].decode().splitlines()
    assert sum(f",{themed.themes[0].id}," in row for row in rows) == len(themed.narratives) - 1
    assert "Life of the port" in tables["themes.csv"].decode()
