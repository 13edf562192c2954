"""The quality gate: a full run on the demonstration corpus must not fall below the floors that are written down.

Floors are raised by hand after a measured gain; lowering one needs a reason in its commit message.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path

import pytest

from narrative.config import Config
from narrative.config.reading import read_config
from narrative.evaluate.measures import Scores
from narrative.evaluate.whole import evaluate_whole

ROOT = Path(__file__).parents[2]
RECORD = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))
FLOORS = [(preset, row, floor) for preset, rows in RECORD["floors"].items() for row, floor in rows.items()]


def hash_corpus() -> str:
    """Return the hash of the corpus and its gold, so that a floor is never compared with other data."""
    hasher = blake2b(digest_size=16)
    for path in [*sorted((ROOT / "seeds").rglob("*.md")), ROOT / "tests/seeds_gold.json"]:
        hasher.update(path.read_bytes())
    return hasher.hexdigest()


@pytest.fixture(scope="module")
def scores() -> dict[str, Scores]:
    presets = {"default": Config(), "sino-russian": read_config(str(ROOT / "configs/sino-russian.yaml"))}
    return {name: evaluate_whole(str(ROOT / "tests/seeds_gold.json"), config) for name, config in presets.items()}


def test_the_floors_were_measured_on_this_corpus() -> None:
    assert hash_corpus() == RECORD["corpus"], "measure again, then write the new hash and figures"


@pytest.mark.parametrize(("preset", "row", "floor"), FLOORS, ids=str)
def test_a_figure_stays_above_its_floor(scores: dict[str, Scores], preset: str, row: str, floor: float) -> None:
    name, _, figure = row.rpartition(" ")
    assert getattr(scores[preset].of(name), figure) >= floor
