"""Fills a new or an empty folder: with every file, or with none."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Where the files stand until all are written, inside a folder that exists.
UNFINISHED = ".evisyn-unfinished"


def is_empty(folder: Path) -> bool:
    """Whether a folder holds nothing but what an earlier attempt left unfinished."""
    return all(path.name == UNFINISHED for path in folder.iterdir())


def fill(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder; when one does not fit, none of them stays.

    Parameters
    ----------
    root
        A folder that is empty or does not exist.
    files
        Path relative to the root -> bytes.

    Raises
    ------
    OSError
        What the disk said; the folder is as it was.
    """
    new = not root.exists()
    above = root.parent
    # folders above that do not exist are made, too, and go again when this fails
    missing = [path for path in (above, *above.parents) if not path.exists()]
    partial = above / f".{root.name}{UNFINISHED}" if new else root / UNFINISHED
    moved: list[Path] = []
    try:
        shutil.rmtree(partial, ignore_errors=True)
        for name, content in files.items():
            target = partial / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as handle:
                handle.write(content)
        if new:
            os.rename(partial, root)
            return
        for path in sorted(partial.iterdir()):
            os.rename(path, root / path.name)
            moved.append(root / path.name)
        partial.rmdir()
    except BaseException:
        for path in (*moved, partial, *missing[-1:]):
            _remove(path)
        raise


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
