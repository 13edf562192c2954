"""Of a silent source the sentence that comes nearest, and whether it is so near that the source is perhaps not silent."""

from __future__ import annotations

from typing import Any

from factory import build_findings

from narrative.compare import compare_sources
from narrative.config import CompareConfig
from narrative.data import Comparison, Stand, StandKind

CARGO = "[cargo: Ground crews unloaded 35 tonnes of cargo from the transport.]"
STORY: list[dict[str, Any]] = [
    {"key": "a1", "source": "Alder", "published": "2031-05-01T08:00", "text": [f"sea| {CARGO}"]},
    {"key": "b1", "source": "Birch", "published": "2031-05-01T09:00", "text": [f"sea| {CARGO}"]},
    {"key": "c1", "source": "Cedar", "published": "2031-05-01T10:00", "text": [
        "sea| [freight: The larger plane carried 35 metric tons of cargo.] [band: A band played in the rain.]"]},
    {"key": "d1", "source": "Doone", "published": "2031-05-01T11:00", "text": [
        "sea| [crowd: A crowd watched the transport from the road.] [tea: Tea was served.]"]},
    {"key": "e1", "source": "Elder", "published": "2031-05-01T12:00", "text": ["sea| [choir: A choir sang.]"]},
    {"key": "e2", "source": "Elder", "published": "2031-05-01T12:00", "text": ["land| [far: Crews unloaded cargo.]"]},
]  # fmt: skip


def compare(**settings: Any) -> Comparison:
    description = {
        "articles": STORY,
        "narratives": {"sea": {"label": "Cargo", "keywords": []}, "land": {"label": "Land", "keywords": []}},
        "links": [["a1.cargo", "b1.cargo", "agrees", None]],
    }
    return compare_sources(build_findings(description), CompareConfig(**settings))


def silent(comparison: Comparison) -> dict[str, Stand]:
    return {stand.source: stand for stand in comparison.stands if stand.kind is StandKind.SILENT}


def texts(comparison: Comparison) -> dict[str, str]:
    said = {claim.id: claim.text for claim in comparison.claims}
    return {source: said[stand.nearest or ""] for source, stand in silent(comparison).items() if stand.nearest}


def test_each_silent_source_has_its_nearest_sentence_of_the_same_narrative() -> None:
    assert texts(compare()) == {
        "Cedar": "The larger plane carried 35 metric tons of cargo.",
        "Doone": "A crowd watched the transport from the road.",
    }
    # Elder's near sentence stands in an article on another matter; on this one it says nothing like it.
    assert silent(compare())["Elder"] == Stand(
        silent(compare())["Elder"].group_id, silent(compare())["Elder"].narrative_id, "Elder", StandKind.SILENT
    )


def test_the_nearer_sentence_is_the_one_in_doubt() -> None:
    found = silent(compare())
    assert found["Cedar"].nearness > found["Doone"].nearness > 0
    between = (found["Cedar"].nearness + found["Doone"].nearness) / 2
    doubted = silent(compare(min_nearness=between))
    assert {source: stand.doubtful for source, stand in doubted.items()} == {
        "Cedar": True,
        "Doone": False,
        "Elder": False,
    }


def test_who_speaks_has_no_nearest_sentence() -> None:
    speaking = [stand for stand in compare().stands if stand.kind is not StandKind.SILENT]
    assert speaking
    assert not any(stand.nearest or stand.nearness or stand.doubtful for stand in speaking)
