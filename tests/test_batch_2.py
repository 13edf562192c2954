"""The second batch of the demonstration corpus against what a careful reader expects of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from narrative.config.reading import read_config
from narrative.data import Movement
from narrative.pipeline import Outcome, SilentWatcher, add_inputs, compare_inputs
from narrative.pipeline.folder import Addition, Order

CORPORA = Path(__file__).parent / "corpora"
EXPECTED: dict[str, Any] = json.loads((CORPORA / "batch-2.json").read_text("utf-8"))
PRESET = str(Path(__file__).parents[1] / "configs" / "sino-russian.yaml")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    base = str((CORPORA / EXPECTED["base"]).resolve())
    order = Order((base,), config=read_config(PRESET))
    return compare_inputs(order, tmp_path_factory.mktemp("batch") / "out", SilentWatcher())


@pytest.fixture(scope="module")
def second(first: Outcome) -> Outcome:
    return add_inputs(Addition((str(CORPORA / EXPECTED["input"]),)), first.folder, SilentWatcher())


def path_of(outcome: Outcome, article_id: str) -> str:
    return next(one.place.path for one in outcome.comparison.articles if one.id == article_id)


def test_known_articles_bring_nothing(second: Outcome) -> None:
    assert [place.path for place in second.known] == [one["file"] for one in EXPECTED["known"]]


def test_versions_copies_and_new_sources_are_those_that_a_reader_sees(first: Outcome, second: Outcome) -> None:
    changes = second.comparison.changes
    versions = {(path_of(second, one.before), path_of(second, one.after)) for one in changes.revisions}
    assert versions == {(one["of"], one["file"]) for one in EXPECTED["versions"]}
    copies = {(path_of(second, one.of_article), path_of(second, one.article_id)) for one in changes.copies}
    assert {(one["of"], one["file"]) for one in EXPECTED["copies"]} <= copies
    sources = [{source.name for source in outcome.comparison.sources} for outcome in (first, second)]
    assert sorted(sources[1] - sources[0]) == EXPECTED["new_sources"]


def test_narratives_keep_their_names_and_the_new_one_holds_its_articles(first: Outcome, second: Outcome) -> None:
    labels = {one.id: one.label for one in second.comparison.narratives}
    assert all(labels[one.id] == one.label for one in first.comparison.narratives)
    article_of = {one.id: one.article_id for one in second.comparison.passages}
    (new,) = [one for one in second.comparison.changes.narratives if one.kind is Movement.NEW]
    members = next(one.members for one in second.comparison.narratives if one.id == new.narrative_id)
    files = {path_of(second, article_of[member.passage_id]) for member in members}
    assert set(EXPECTED["new_narratives"][0]["files"]) <= files
    grown = {labels[one.narrative_id] for one in second.comparison.changes.narratives if one.kind is Movement.GROWN}
    assert set(EXPECTED["grown_narratives"]) <= grown


def test_most_changed_figures_are_found(second: Outcome) -> None:
    found = {(one.source, one.was.split()[-1], one.now.split()[-1]) for one in second.comparison.changes.figures}
    wanted = {
        (one["source"], one["was"]["value"].split()[-1], one["now"]["value"].split()[-1]) for one in EXPECTED["figures"]
    }
    assert len(found & wanted) >= 2
