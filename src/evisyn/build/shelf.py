"""Drawings, office files and pages of notebooks that earlier builds made, in ``build/cache/``.

A file is known by a digest of everything that it shows; the folder that it stands in is named
by the code and the versions that made it. Kernels of notebooks and the build share it, so that
a figure which stands in a notebook and in ``evidence/`` is drawn once.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from evisyn.build.hashing import sha256_bytes, sha256_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from evisyn.build.inputs import Inputs

#: What is kept is made by these modules, with all that they import.
MAKERS: Final = ("evisyn.figures.picture", "evisyn.build.render_table", "evisyn.build.export")
FOLDER: Final = "drawn"
#: A build of this project keeps some sixty files; more than a few builds' worth only fill a disk.
MOST_FILES: Final = 300
_HEAD: Final = 64


class Shelf:
    """A folder of files by digest; one that is damaged counts as absent.

    Parameters
    ----------
    folder
        Where they are; made when the first is put there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, what: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        """Give the bytes that belong to some values, or make and keep them."""
        # not before something is made: a build with nothing to do loads no library
        from evisyn.build.digest import digest_of

        name = digest_of(what)
        if name is None:
            return make()
        path = self._folder / name
        known = _read(path)
        if known is None:
            known = make()
            _write(path, known)
        return known


def shelf_folder(cache: Path, inputs: Inputs) -> Path:
    """Folder for what the present code and versions make."""
    made_by = [inputs.sources_of(*MAKERS), inputs.versions, inputs.lock]
    return cache / FOLDER / sha256_json(made_by)[:16]


def clear(folder: Path) -> None:
    """Forget everything in a folder."""
    shutil.rmtree(folder, ignore_errors=True)


def prune(folder: Path) -> None:
    """Forget what other code made, and the files that were not asked for the longest."""
    for other in folder.parent.glob("*"):
        if other != folder:
            clear(other)
    files = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[MOST_FILES:]:
        path.unlink(missing_ok=True)


def _read(path: Path) -> bytes | None:
    try:
        stored = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    content = stored[_HEAD:]
    return content if stored[:_HEAD].decode("ascii", "replace") == sha256_bytes(content) else None


def _write(path: Path, content: bytes) -> None:
    """Keep a file; where the disk takes none, it is made again next time."""
    # two kernels may draw the same figure at once
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(sha256_bytes(content).encode("ascii") + content)
        os.replace(partial, path)
    except OSError:
        with suppress(OSError):
            partial.unlink()
