"""Files and functions stay small enough to read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 400
MOST_BODY_LINES = 40
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("src", "tests", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
)
SOURCES = [name for name in FILES if name.startswith("src/")]


def long_functions(source: str) -> list[str]:
    """Functions whose body, without the docstring, is longer than allowed."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
        lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
        if lines > MOST_BODY_LINES:
            found.append(f"{node.name} ({lines} lines)")
    return found


@pytest.mark.parametrize("name", FILES)
def test_file_is_short(name: str) -> None:
    """No file is longer than 400 lines."""
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("name", SOURCES)
def test_functions_are_short(name: str) -> None:
    """No function body is longer than 40 lines, docstring aside."""
    assert long_functions((ROOT / name).read_text(encoding="utf-8")) == []


def test_planted_long_function_is_caught() -> None:
    """The measure counts the body and leaves the docstring out."""
    body = "\n".join("    x = 1" for _ in range(MOST_BODY_LINES))
    docstring = '    """' + "\n" * 60 + '    """\n'
    assert long_functions(f"def f():\n{docstring}{body}\n") == []
    assert long_functions(f"def f():\n{docstring}{body}\n    x = 2\n") == ["f (41 lines)"]
