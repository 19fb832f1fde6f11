"""The notebooks are thin, run in order, and read as text with a question and an answer."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from evisyn.build.normalise import normalise, serialise

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_CODE_LINES = 60
MOST_CELL_LINES = 10
LAST_HEADING = "what can and cannot be said"
PATH_LIKE = re.compile(r"[\"'][^\"'\n]*(?:/|\\\\|\.csv|\.json|\.ipynb)[^\"'\n]*[\"']")

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str = "") -> list[dict[str, Any]]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if kind in ("", cell["cell_type"])]


def text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def code(path: Path) -> list[str]:
    return [text(cell) for cell in cells(path, "code")]


def test_name_is_numbered(path: Path) -> None:
    """The name says where the notebook stands in the order of reading."""
    assert re.fullmatch(r"\d\d_[a-z0-9_]+", path.stem)
    assert int(path.stem[:2]) == NOTEBOOKS.index(path) + 1


def test_opens_with_a_question(path: Path) -> None:
    """The first cell is prose with a heading and a question."""
    first = cells(path)[0]
    assert first["cell_type"] == "markdown"
    assert text(first).startswith("# ")
    assert "?" in text(first)


def test_ends_with_what_can_be_said(path: Path) -> None:
    """The last heading is about what can and what cannot be said."""
    headings = [
        line.lstrip("# ").strip().lower()
        for cell in cells(path, "markdown")
        for line in text(cell).splitlines()
        if line.startswith("#")
    ]
    assert LAST_HEADING in headings[-1]


def test_code_is_short(path: Path) -> None:
    """No notebook has more than 60 lines of code, no cell more than 10."""
    lengths = [len(source.splitlines()) for source in code(path)]
    assert max(lengths) <= MOST_CELL_LINES
    assert sum(lengths) <= MOST_CODE_LINES


def test_prose_carries_the_code(path: Path) -> None:
    """There is at least as much prose as code, counted in words."""
    prose = sum(len(text(cell).split()) for cell in cells(path, "markdown"))
    assert prose >= sum(len(source.split()) for source in code(path))


def test_nothing_is_defined(path: Path) -> None:
    """Functions and classes live in the package, where tests reach them."""
    made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert not any(isinstance(node, made) for s in code(path) for node in ast.walk(ast.parse(s)))


def test_only_evisyn_is_imported(path: Path) -> None:
    """A notebook needs the package and nothing else, and no machinery of the notebook."""
    found = set()
    for source in code(path):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").split(".")[0])
    assert found == {"evisyn"}


def test_no_path(path: Path) -> None:
    """No file name or folder: the package finds the project."""
    assert not [source for source in code(path) if PATH_LIKE.search(source)]


def test_was_run_in_order(path: Path) -> None:
    """Every code cell was run, top to bottom, without an error."""
    code_cells = cells(path, "code")
    counts = [cell["execution_count"] for cell in code_cells]
    kinds = {output["output_type"] for cell in code_cells for output in cell["outputs"]}
    assert counts == list(range(1, len(counts) + 1))
    assert "error" not in kinds


def test_is_stored_in_normal_form(path: Path) -> None:
    """Nothing that differs from run to run is stored: the file is what the build writes."""
    stored = path.read_bytes()
    assert serialise(normalise(json.loads(stored))) == stored


def test_pictures_have_text(path: Path) -> None:
    """Every picture has an alternative text, as HTML too, and text that shows its numbers."""
    for cell in cells(path, "code"):
        for output in cell["outputs"]:
            if "image/png" in output.get("data", {}):
                assert output["metadata"]["image/png"]["alt"].strip()
                assert "".join(output["data"]["text/plain"]).strip()
                assert re.search(r'<img alt="[^"]', "".join(output["data"]["text/html"]))


def test_has_a_page(path: Path) -> None:
    """A reader without Python finds the notebook as a page without any outside request."""
    page = (ROOT / "evidence" / "notebooks" / f"{path.stem}.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.search(r"""(?:src|srcset|poster)=["']https?:""", page)
    assert not re.search(r"""<link[^>]+href=["'](?!data:)""", page)
