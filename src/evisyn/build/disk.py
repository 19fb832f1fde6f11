"""Writing to a disk that may be full or closed: whole files, and what a person can do."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evisyn.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
#: What a disk says when it takes nothing.
OF_THE_DISK = (*_FULL, errno.EROFS, errno.EFBIG, errno.EIO)
#: The same, and what a system says to a person who may not; any other error is a surprise.
REASONS = (*OF_THE_DISK, errno.EACCES, errno.EPERM)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new one, never a part.

    The new content stands beside, in a hidden file, until it has reached the disk. The mode of
    a file that is there stays; a link is not followed, so that it cannot lead elsewhere.
    """
    write_all({path: content})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files, as :func:`write_whole` does: none of them unless all fit the disk.

    They are moved into place in the order given, so that a stop in between leaves the first.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for target, content in files.items():
            partial = target.with_name(f".{target.name}.partial")
            ready.append((partial, target))
            _write(partial, target, content)
        for partial, target in ready:
            os.replace(partial, target)
    except BaseException:
        for partial, _ in ready:
            _forget(partial)
        raise


def _write(partial: Path, target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # a file of this name may be left over, or be a link that somebody put there
    partial.unlink(missing_ok=True)
    with partial.open("xb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    if target.is_file() and not target.is_symlink():
        partial.chmod(stat.S_IMODE(target.stat().st_mode))


@contextmanager
def telling(*folders: Path) -> Iterator[None]:
    """Turn what a disk says into an error that names the folder and what to do.

    Parameters
    ----------
    folders
        Where the block writes, besides the folder for temporary files; for errors that name
        no file.

    Raises
    ------
    BuildError
        The disk is full or damaged, or a folder cannot be written to.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in REASONS:
            raise
        raise BuildError(reason(error, *folders)) from error


def reason(error: OSError, *folders: Path) -> str:
    """What a disk said, in words: the folder, and what to do.

    Parameters
    ----------
    error
        Its ``errno`` is one of :data:`REASONS`.
    folders
        Where the program wrote, for errors that name no file.
    """
    named = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else None
    if error.errno in _FULL:
        # a write that fails names no file: the fullest of the disks in use is the one
        folder = named.parent if named else fullest(*folders)
        return (
            f"no space is left in {folder} ({_free(folder)} free). Free some space there, or move "
            "the project to a larger disk; then run the command again."
        )
    if error.errno == errno.EFBIG:
        where = named or (folders[0] if folders else "a file")
        return (
            f"{where}: a file would grow beyond what this system allows (see ulimit -f). Raise "
            "the limit, then run the command again."
        )
    place = _folder_of(named) if named else (folders[0] if folders else Path.cwd())
    if error.errno == errno.EIO:
        return f"the disk of {place} cannot be read or written ({error.strerror}). Check the disk."
    if error.errno == errno.EROFS:
        return closed(place)
    return f"{place}: {error.strerror}. Check who owns it and its mode, or copy the project."


def closed(folder: Path | str) -> str:
    """That a folder takes no files, and what to do."""
    return (
        f"{folder} is read-only, so nothing can be written there. Make it writable, or copy the "
        "project to a folder that is; then run the command again."
    )


def refuse_closed(*folders: Path) -> None:
    """Refuse folders that exist and take no files, before any work is done for them.

    Raises
    ------
    BuildError
        Names the first of them.
    """
    for folder in folders:
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            raise BuildError(closed(folder))


def fullest(*folders: Path) -> Path:
    """Folder with the least free space: one of some, or the one for temporary files."""
    found = [_standing(folder) for folder in (*folders, Path(tempfile.gettempdir()))]
    return min(found, key=lambda folder: shutil.disk_usage(folder).free)


def _folder_of(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _standing(folder: Path) -> Path:
    return next(one for one in (folder, *folder.parents) if one.exists())


def _free(folder: Path) -> str:
    free = shutil.disk_usage(_standing(folder)).free
    return f"{free / 1024:,.0f} kB" if free < 10_000_000 else f"{free / 1024**2:,.0f} MB"


def _forget(partial: Path) -> None:
    try:
        partial.unlink(missing_ok=True)
    except OSError:
        return
