"""The staging folder: outputs go here first and reach ``evidence/`` together, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from evisyn.build.disk import OF_THE_DISK, reason, refuse_closed, write_whole
from evisyn.build.swap import swap
from evisyn.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evisyn.build.paths import Project


class Stage:
    """Outputs of a build that is running.

    Parameters
    ----------
    project
        The project's folders; the stage is ``build/stage/``, on the same disk as ``evidence/``
        so that the two can change places in one step.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._folder = project.build / "stage"
        self._previous = project.build / "previous"
        self._paths: set[str] = set()

    def open(self) -> None:
        """Start empty, and finish what a killed build left half done.

        Raises
        ------
        BuildError
            A folder that the build writes to is read-only or leads elsewhere; it is said now
            and not after the work.
        """
        evidence = self._project.evidence
        _refuse_links(self._project)
        if self._previous.exists() and not evidence.exists():
            os.rename(self._previous, evidence)
        self.close()
        refuse_closed(self._project.root, evidence, self._project.notebooks, self._project.build)
        for folder in (self._folder, self._previous):
            if folder.exists():
                raise BuildError(f"{folder} cannot be removed. Remove it, then build again.")

    def close(self) -> None:
        """Remove the stage and the previous outputs."""
        for folder in (self._folder, self._previous):
            _remove(folder)

    def put(self, path: str, content: bytes) -> None:
        """Hold the content of one output; the path is relative to the project root."""
        if ".." in Path(path).parts or Path(path).is_absolute():
            raise BuildError(
                f"an output would be written to {path}, outside the project. Ids that become "
                "names of files hold letters, digits, points, hyphens and underscores."
            )
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self._paths.add(path)

    def holds(self, path: str) -> bool:
        """Whether the output was put here."""
        return path in self._paths

    def read(self, path: str) -> bytes:
        """Content that an output has in this build: the staged one, else the one in place."""
        return ((self._folder if self.holds(path) else self._project.root) / path).read_bytes()

    def publish(self, keep: Iterable[str]) -> None:
        """Put the staged outputs in place.

        Everything that needs room on the disk is done before the exchange; what comes after
        are renames.

        Parameters
        ----------
        keep
            Files of ``evidence/``, relative to the project root, that stay as they are. A file
            that is neither staged nor kept disappears.
        """
        evidence = self._project.evidence
        staged = self._folder / evidence.name
        staged.mkdir(parents=True, exist_ok=True)
        for path in keep:
            if path not in self._paths and (self._project.root / path).is_file():
                target = self._folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                _twin(self._project.root / path, target)
        _exchange(staged, evidence, self._previous)
        for path in sorted(self._paths):
            if not path.startswith(f"{evidence.name}/"):
                _store(self._project.root / path, self._folder / path)


def _refuse_links(project: Project) -> None:
    """Links would let the build replace, empty or remove what is not the project's."""
    inside = project.build.iterdir() if project.build.is_dir() else ()
    for path in (project.evidence, project.build, *inside):
        if path.is_symlink():
            raise BuildError(
                f"{path} is a link, and the build replaces what stands there. Remove the link; "
                "the build makes a folder in its place."
            )


def _remove(folder: Path) -> None:
    """Remove a folder, also one that holds folders which nothing may be removed from."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)


def _twin(path: Path, target: Path) -> None:
    """A second name for a file that stays, or a copy where the disk has no such names."""
    try:
        os.link(path, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, target)


def _exchange(new: Path, current: Path, previous: Path) -> None:
    """Move ``current`` to ``previous`` and ``new`` to ``current``; undo on any failure.

    On Linux ``current`` is there at every moment. Elsewhere a kill between two renames leaves it
    in ``previous``, from where the next build takes it back.
    """
    try:
        if current.exists():
            if swap(new, current):
                os.rename(new, previous)
                return
            os.rename(current, previous)
        os.rename(new, current)
    except OSError as error:
        _undo(current, previous)
        if error.errno in OF_THE_DISK:
            raise BuildError(reason(error, current)) from error
        raise BuildError(
            f"the new outputs could not be moved into {current} ({error}). Close programs that "
            "have files of this folder open, then run evisyn build again."
        ) from error
    except BaseException:
        _undo(current, previous)
        raise


def _store(path: Path, staged: Path) -> None:
    """Put a file outside ``evidence/`` in place when its content differs."""
    content = staged.read_bytes()
    if path.is_file() and path.read_bytes() == content:
        return
    try:
        os.replace(staged, path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_whole(path, content)


def _undo(current: Path, previous: Path) -> None:
    if previous.exists() and not current.exists():
        os.rename(previous, current)
