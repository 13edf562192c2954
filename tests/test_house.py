"""The rules of the house that no linter knows: sizes, silence outside the command line, light imports."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "narrative").rglob("*.py"))
HEAVY = ("torch", "bertopic", "sklearn", "plotly", "pandas", "sentence_transformers", "transformers", "umap", "numba")


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def lines(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_keeps_to_its_budget(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= 400
    assert [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and lines(node) > 150] == []
    assert [node.name for node in functions(tree) if lines(node) > 50] == []


def test_the_median_function_is_about_ten_lines() -> None:
    sizes = [lines(node) for path in MODULES for node in functions(ast.parse(path.read_text(encoding="utf-8")))]
    assert statistics.median(sizes) <= 12


def test_only_the_command_line_prints() -> None:
    printing = [
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert [path for path in printing if not path.startswith("narrative/cli/")] == []


@pytest.mark.parametrize("statement", ["import narrative", "from narrative.cli import main; main()"])
def test_nothing_heavy_is_imported_before_it_is_needed(statement: str) -> None:
    code = f"""
import sys
sys.argv = ["narrative", "--help"]
try:
    {statement}
except SystemExit:
    pass
sys.stderr.write(" ".join(name for name in {HEAVY!r} if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_no_submodule_imports_from_the_package_root() -> None:
    # The version is the one exception: it stands in the root and nowhere else.
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "narrative":
                assert [alias.name for alias in node.names] == ["__version__"], path


def test_every_public_thing_has_a_docstring_and_a_module_a_purpose() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
