"""Fuzzing led by coverage, for a bounded time; needs ``requirements-fuzz.txt``.

``make test-long`` installs it into a folder of its own where the system has a build.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from _readers import READERS

pytestmark = pytest.mark.long

HERE = Path(__file__).parent
SCRIPT = HERE / "coverage_guided.py"
SECONDS = os.environ.get("EVISYN_FUZZ_SECONDS", "12")
GROUPS = re.findall(r'^    "([\w ]+)": \(', SCRIPT.read_text("utf-8"), re.M)


def test_every_reader_is_in_a_group() -> None:
    """No reader is left out."""
    text = SCRIPT.read_text("utf-8")
    assert [name for name in READERS if f'"{name}"' not in text] == []


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_of_readers(group: str, tmp_path: Path) -> None:
    """No input makes a reader raise what evisyn does not mean, hang, or take much memory."""
    path = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(SCRIPT), group, str(tmp_path / "found"), SECONDS],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": path},
        cwd=tmp_path,
        timeout=600,
    )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert done.returncode == 0, said[-3000:]
    assert re.search(r"Done \d+ runs", said), said[-3000:]
