"""Every Python block of the documents runs, in order, as a reader would type it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^```(\S*)", re.MULTILINE)
SECONDS = 300


def code(document: Path) -> str:
    """Blocks of a document, each at its own line, so that an error names the place."""
    text = document.read_text(encoding="utf-8")
    lines = [""] * (text.count("\n") + 1)
    for block in BLOCK.finditer(text):
        start = text.count("\n", 0, block.start(1))
        for place, line in enumerate(block[1].splitlines()):
            lines[start + place] = line
    return "\n".join(lines)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_blocks_run(document: Path) -> None:
    """In a process of their own, in the project's folder, without a warning of ours."""
    source = code(document)
    if not source.strip():
        assert "```python" not in document.read_text(encoding="utf-8")
        return
    run = f"exec(compile({source!r}, {document.name!r}, 'exec'), {{'__name__': '__main__'}})"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", run],
        cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_fences_name_their_language(document: Path) -> None:
    """A block without a language would be run by nobody and noticed by nobody."""
    opening = FENCE.findall(document.read_text(encoding="utf-8"))[::2]
    assert "" not in opening


def test_error_names_the_line_of_the_document(tmp_path: Path) -> None:
    """Lines of the joined code are lines of the document."""
    document = tmp_path / "x.md"
    document.write_text("# Title\n\n```python\na = 1\n```\n\n```python\nb = 2\n```\n")
    assert code(document).splitlines()[3] == "a = 1"
    assert code(document).splitlines()[7] == "b = 2"


def test_command_of_the_guide_exists() -> None:
    """What the guide tells readers to type is what the command understands."""
    from evisyn.build.scale import _parser

    text = (ROOT / "docs" / "guide-dependence.md").read_text(encoding="utf-8")
    lines = re.findall(r"^python -m evisyn\.build\.scale (.*)$", text, re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        given = _parser().parse_args(line.split())
        assert given.by == ["question", "outcome"]
