"""The staging folder: outputs go here first and reach ``evidence/`` together, or not at all."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from evisyn.build.cache import write_whole
from evisyn.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from evisyn.build.paths import Project


class Stage:
    """Outputs of a build that is running.

    Parameters
    ----------
    project
        The project's folders; the stage is ``build/stage/``, on the same disk as ``evidence/``
        so that the exchange is two renames.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._folder = project.build / "stage"
        self._previous = project.build / "previous"
        self._paths: set[str] = set()

    def open(self) -> None:
        """Start empty, and finish what a killed build left half done."""
        evidence = self._project.evidence
        if self._previous.exists() and not evidence.exists():
            os.rename(self._previous, evidence)
        self.close()

    def close(self) -> None:
        """Remove the stage and the previous outputs."""
        for folder in (self._folder, self._previous):
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, path: str, content: bytes) -> None:
        """Hold the content of one output; the path is relative to the project root."""
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
                shutil.copy2(self._project.root / path, target)
        _exchange(staged, evidence, self._previous)
        for path in sorted(self._paths):
            if not path.startswith(f"{evidence.name}/"):
                _store(self._project.root / path, (self._folder / path).read_bytes())


def _exchange(new: Path, current: Path, previous: Path) -> None:
    """Move ``current`` to ``previous`` and ``new`` to ``current``; undo on any failure."""
    try:
        if current.exists():
            os.rename(current, previous)
        os.rename(new, current)
    except OSError as error:
        _undo(current, previous)
        raise BuildError(
            f"the new outputs could not be moved into {current} ({error}). Close programs that "
            "have files of this folder open, then run evisyn build again."
        ) from error
    except BaseException:
        _undo(current, previous)
        raise


def _store(path: Path, content: bytes) -> None:
    """Write a file outside ``evidence/`` when its content differs."""
    if not path.is_file() or path.read_bytes() != content:
        write_whole(path, content)


def _undo(current: Path, previous: Path) -> None:
    if previous.exists() and not current.exists():
        os.rename(previous, current)
