"""Settings: defaults, files, overrides, and the line and column of every mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from narrative.config import Config
from narrative.config.reading import read_config, write_config
from narrative.errors import ConfigError

ROOT = Path(__file__).parents[1]
MISTAKES = json.loads((ROOT / "tests/cases/config/mistakes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case["label"])
def test_a_mistake_is_one_line_with_file_line_column_and_key(case: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(case["input"], encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_config(str(path))
    assert str(caught.value) == case["expect"].replace("FILE", str(path))


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("link.neighbours=0", "link.neighbours must be between 1 and 200, got 0"),
        ("link.neighbours", "has no value"),
        ("link.neighbors=3", "unknown key link.neighbors; did you mean link.neighbours?"),
        ("link.neighbours.x=3", "link.neighbours must be a whole number"),
    ],
)
def test_a_wrong_override_is_named(override: str, expected: str) -> None:
    with pytest.raises(ConfigError, match="--set") as caught:
        read_config(None, [override])
    assert expected in str(caught.value)


def test_an_override_wins_over_the_file_and_the_file_over_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("link:\n  neighbours: 7\n  min_probability: 0.9\n", encoding="utf-8")
    config = read_config(str(path), ["link.neighbours=8"])
    assert config.link.neighbours == 8
    assert config.link.min_probability == 0.9
    assert config.cluster == Config().cluster


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    overrides = ["cluster.narratives=[{label: 'Río: no', hints: ['a \"b\"', 'yes']}]", "report.title='# no: comment'"]
    config = read_config(None, overrides)
    path = tmp_path / "c.yaml"
    path.write_text(write_config(config), encoding="utf-8")
    assert read_config(str(path)) == config


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ConfigError, match="nowhere.yaml: cannot be read"):
        read_config("nowhere.yaml")


@pytest.mark.parametrize("path", sorted((ROOT / "configs").glob("*.yaml")), ids=lambda path: path.name)
def test_every_shipped_preset_is_valid(path: Path) -> None:
    read_config(str(path))
