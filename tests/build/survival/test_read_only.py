"""Folders that take no files: refused by name before any work, with nothing half-written."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from _building import contents
from _survival import WRITERS, Case, aftermath, count, evisyn, harm, mounted, writer

pytestmark = pytest.mark.long

FOLDERS = (".", "evidence", "notebooks", "build")
#: The superuser may write whatever the mode says; without these powers the mode counts.
OBEDIENT = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()


@contextmanager
def closed(folder: Path, how: str) -> Iterator[None]:
    """Make a folder read-only: as a disk that is mounted so, or by its mode."""
    if how == "mode":
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    with mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield


@pytest.mark.parametrize("how", ["mount", "mode"])
def test_build_with_a_closed_folder(how: str, small: Case, tmp_path: Path) -> None:
    """Each folder that a build writes to, and the project as a whole."""
    found: list[str | None] = []
    for place, name in enumerate(FOLDERS):
        root = small.copy(tmp_path / f"{place}")
        folder = root / name
        with closed(folder, how):
            done = evisyn("build", str(root), before=OBEDIENT)
            said = done.stderr
            problem = harm(root, small)
            if done.returncode != 1 or str(folder.resolve()) not in said:
                problem = problem or f"{name}: status {done.returncode}: {said[-300:]}"
        found.append(problem or aftermath(root, small))
    assert count(f"build with a read-only folder ({how})", found) == []


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("how", ["mount", "mode"])
def test_other_commands_in_a_closed_folder(
    how: str, name: str, small: Case, tmp_path: Path
) -> None:
    """They say which folder, and leave every file as it was."""
    outside, target = tmp_path / "outside", tmp_path / "target"
    outside.mkdir()
    (target / "empty").mkdir(parents=True)
    root = small.copy(target / "project")
    shut = {"import": root / "data", "docs": root / "docs", "init in a folder": target / "empty"}
    folder = shut.get(name, target)
    line = writer(name, root, target, outside)
    before = contents(target)
    with closed(folder, how):
        done = evisyn(*line, before=OBEDIENT)
        after = contents(target)
    for state in (before, after):
        state.pop("project/build/build.lock", None)
    problem = None
    if after != before:
        problem = f"{name}: files changed: {set(after) ^ set(before)}"
    elif done.returncode != 1 or str(folder) not in done.stderr:
        problem = f"{name}: status {done.returncode}, {done.stderr[-300:]}"
    elif evisyn(*line).returncode != 0:
        problem = f"{name}: fails in an open folder, too"
    assert count(f"other commands in a read-only folder ({how})", [problem]) == []
