"""Notebooks and kernels that misbehave: refused with notebook, cell and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from _building import write_notebook
from _survival import Case, aftermath, build, count, harm, processes, start, strays

pytestmark = pytest.mark.long

_CHILD = """import subprocess, sys
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)', {!r}])"""
#: Source of a cell, and what the message says.
CELLS = {
    "raises": ("{}['nothing here']", "KeyError"),
    "leaves": ("import os\nos._exit(3)", "the kernel died"),
    "is killed": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "the kernel died"),
    "crashes": ("import ctypes\nctypes.string_at(0)", "the kernel died"),
    "asks": ("input('who is there? ')", "A build has nobody to ask"),
    "shows too much": ("print('x' * 10_000_000)", "shows more than"),
    "never stops showing": ("while True:\n    print('x' * 100_000)", "shows more than"),
    "colours a terminal": ("raise ValueError('\\x1b[2J\\x1b]0;owned\\x07 \\u202e')", "ValueError"),
    "recurses": ("def f(n):\n    return f(n + 1)\nf(0)", "RecursionError"),
    "is no Python": ("this is no Python", "SyntaxError"),
}
#: After these a build without the notebook is made, too.
BUILT_AFTER = ("is killed", "never stops showing")


@pytest.mark.parametrize("name", CELLS)
def test_a_notebook_that(name: str, small: Case, tmp_path: Path) -> None:
    """Nothing is put in place, and the next build works when the notebook is gone."""
    source, wanted = CELLS[name]
    root = small.copy(tmp_path / "project")
    bad = root / "notebooks" / "02_bad.ipynb"
    write_notebook(bad, ["1 + 1", source])
    written = bad.read_bytes()
    process = start(root, small=True)
    said = process.communicate(timeout=120)[1]
    problem = None
    if bad.read_bytes() != written:
        problem = "the notebook was changed"
    bad.unlink()
    problem = problem or harm(root, small)
    if process.returncode != 1 or not all(word in said for word in ("02_bad", "cell 3", wanted)):
        problem = problem or f"status {process.returncode}: {said[-600:]}"
    if {"\x1b", "\x07", "\u202e"} & set(said):
        problem = problem or "the message acts on the terminal"
    problem = problem or aftermath(root, small, finish=name in BUILT_AFTER)
    assert count("a notebook or kernel that misbehaves", [problem]) == []


def test_what_a_notebook_started_ends_with_it(small: Case, tmp_path: Path) -> None:
    """A process that a cell left behind is gone after the build."""
    root = small.copy(tmp_path / "project")
    write_notebook(root / "notebooks" / "02_child.ipynb", [_CHILD.format(f"{root}/child")])
    build(root, small=True)
    problem = f"still there: {processes(root)}" if strays(root, 2.0) else None
    assert count("processes that a notebook started", [problem]) == []
