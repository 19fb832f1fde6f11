"""A full disk: the message says which folder is full, and nothing that was there is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from _building import contents
from _survival import WRITERS, Case, aftermath, count, evisyn, harm, mounted, start, writer

pytestmark = pytest.mark.long

#: Kilobytes that are left when a build begins; the last is nearly enough.
LEFT = (0, 16, 100, 300, 500, 700)
SIZE = "8m"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with mounted(folder, "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs"):
        yield folder


@contextmanager
def filled(disk: Path, left: int) -> Iterator[None]:
    """Fill the disk up to some kilobytes."""
    file = disk / "filler"
    with file.open("wb") as handle:
        handle.truncate(0)
        handle.write(b"\0" * max(0, shutil.disk_usage(disk).free - left * 1024))
    yield
    file.unlink()


def test_build_on_a_full_disk(small: Case, disk: Path) -> None:
    """Whatever room is left: refused with the folder's name, or done; then as if nothing was."""
    found: list[str | None] = []
    for left in LEFT:
        root = small.copy(disk / f"p{left}")
        with filled(disk, left):
            process = start(root, small=True)
            said = process.communicate(timeout=300)[1]
            problem = harm(root, small)
            if process.returncode == 1 and f"no space is left in {root}" not in said:
                problem = problem or f"{left} kB left: the message does not name it: {said[-300:]}"
            elif process.returncode not in (0, 1):
                problem = problem or f"{left} kB left: status {process.returncode}: {said[-300:]}"
        found.append(problem or aftermath(root, small))
        shutil.rmtree(root)
    assert count("build on a full disk", found) == []


@pytest.mark.parametrize("name", WRITERS)
def test_other_commands_on_a_full_disk(name: str, small: Case, disk: Path, tmp_path: Path) -> None:
    """They say so and leave every file as it was, and none of theirs."""
    root = small.copy(disk / "project")
    (disk / "empty").mkdir()
    line = writer(name, root, disk, tmp_path)
    before = contents(disk)
    with filled(disk, 0):
        done = evisyn(*line)
        (disk / "filler").unlink()
        after = contents(disk)
        (disk / "filler").touch()
    problem = None
    # the file of the lock holds nothing that anybody needs
    for state in (before, after):
        state.pop("project/build/build.lock", None)
    if after != before:
        problem = f"{name}: files changed: {set(after) ^ set(before)}"
    elif done.returncode != 1 or "no space is left in" not in done.stderr:
        problem = f"{name}: status {done.returncode}, {done.stderr[-300:]}"
    elif (again := evisyn(*line)).returncode != 0:
        problem = f"{name}: fails with room, too: {again.stderr[-300:]}"
    assert count("other commands on a full disk", [problem]) == []
