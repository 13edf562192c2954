"""What is generated from the code is current."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = runpy.run_path(str(ROOT / "docs/generate.py"))["FILES"]


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_generated_file_is_current(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == FILES[path](), "run `make docs`"


def test_the_readme_opens_with_the_two_commands() -> None:
    commands = [
        line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("make")
    ]
    assert [line.split()[1] for line in commands[:2]] == ["demo", "test"]


def test_every_dependency_is_justified() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    names = [item.split(">")[0].split("=")[0] for item in project["dependencies"]]
    assert [name for name in names if f"| {name} |" not in text] == []
    assert [item for item in project["dependencies"] if "==" in item] == ["torch==2.13.0"]
