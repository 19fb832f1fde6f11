"""Whole files or none, a disk's refusals in words, and folders that change places."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from _building import contents

from evisyn.build import disk, fill, swap
from evisyn.build.start import init
from evisyn.errors import BuildError

#: The command in a process that may write files of a few kilobytes only: a full disk for all
#: that matters, and it needs no rights.
_SMALL_FILES = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))
from evisyn.cli import main
sys.exit(main(sys.argv[1:]))
"""


def limited(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _SMALL_FILES, *arguments], capture_output=True, text=True
    )


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """The new content is in place, with the old mode, and nothing stands beside it."""
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    disk.write_whole(path, b"new")
    assert contents(tmp_path) == {"a.csv": b"new"}
    assert path.stat().st_mode & 0o777 == 0o640


def test_one_file_that_does_not_fit_leaves_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several files none is replaced when one cannot be written."""
    for name in ("a", "b"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    sync, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "full")
        sync(handle)

    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        disk.write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert contents(tmp_path) == {"a": b"old", "b": b"old"}


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    """Neither the file itself nor the one that stands beside while it is written."""
    other = tmp_path / "other"
    other.write_text("mine", encoding="utf-8")
    (tmp_path / "a").symlink_to(other)
    (tmp_path / ".a.partial").symlink_to(other)
    disk.write_whole(tmp_path / "a", b"new")
    assert contents(tmp_path) == {"a": b"new", "other": b"mine"}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "no space is left in"),
        (errno.EDQUOT, "no space is left in"),
        (errno.EROFS, "is read-only"),
        (errno.EFBIG, "beyond what this system allows"),
        (errno.EIO, "Check the disk"),
        (errno.EACCES, "Check who owns it"),
    ],
)
def test_what_a_disk_says_in_words(code: int, said: str, tmp_path: Path) -> None:
    """The error names the folder and what to do."""
    with pytest.raises(BuildError, match=said) as caught, disk.telling(tmp_path):
        raise OSError(code, os.strerror(code), str(tmp_path / "x"))
    assert str(tmp_path) in str(caught.value)


def test_other_errors_are_not_renamed(tmp_path: Path) -> None:
    """What is not about the disk is not told as if it were."""
    with pytest.raises(FileNotFoundError), disk.telling(tmp_path):
        (tmp_path / "none").read_bytes()


def test_two_folders_change_places(tmp_path: Path) -> None:
    """On Linux in one step, so that neither is ever missing; elsewhere not at all."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text(name, encoding="utf-8")
    done = swap.swap(tmp_path / "one", tmp_path / "two")
    assert done == sys.platform.startswith("linux")
    assert sorted(contents(tmp_path)) == (
        ["one/two", "two/one"] if done else ["one/one", "two/two"]
    )


def test_a_system_without_the_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, and two renames do it."""
    monkeypatch.setattr(swap, "_call", lambda: None)
    assert swap.swap(tmp_path, tmp_path) is False


@pytest.mark.parametrize("made", [True, False])
def test_a_folder_is_filled_or_not(made: bool, tmp_path: Path) -> None:
    """A file that cannot be written takes the others, and the folders above, with it."""
    root = tmp_path / "above" / "new"
    if made:
        root.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FileExistsError):
        fill.fill(root, {"a/one": b"1", "b": b"2", "a/one/": b"twice"})
    assert sorted(tmp_path.rglob("*")) == before
    fill.fill(root, {"a/one": b"1", "b": b"2"})
    assert contents(root) == {"a/one": b"1", "b": b"2"}


def test_a_folder_that_was_left_unfinished_counts_as_empty(tmp_path: Path) -> None:
    """A killed start does not stand in the way of the next one."""
    (tmp_path / fill.UNFINISHED / "data").mkdir(parents=True)
    assert fill.is_empty(tmp_path)
    fill.fill(tmp_path, {"a": b"1"})
    assert contents(tmp_path) == {"a": b"1"}


def test_a_project_that_does_not_fit_is_not_begun(tmp_path: Path) -> None:
    """init leaves nothing behind, and says why."""
    done = limited("init", str(tmp_path / "new"))
    assert done.returncode == 1
    assert "beyond what this system allows" in done.stderr
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("ending", [".xlsx", ".json", ".zip"])
def test_an_export_that_does_not_fit(ending: str, tmp_path: Path) -> None:
    """No file, and no part of one."""
    root = init(tmp_path / "project").root
    done = limited("export", str(tmp_path / f"all{ending}"), str(root))
    assert done.returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["project"]


def test_a_build_that_does_not_fit(tmp_path: Path) -> None:
    """Nothing is put in place, and the message names the project."""
    root = init(tmp_path / "project").root
    before = {**contents(root / "data"), **contents(root / "notebooks")}
    done = limited("build", str(root), "--only", "effects")
    assert done.returncode == 1
    assert "beyond what this system allows" in done.stderr
    assert not (root / "evidence").exists()
    assert {**contents(root / "data"), **contents(root / "notebooks")} == before
