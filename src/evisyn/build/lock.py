"""One build at a time: a lock that the operating system gives back when a build dies."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from evisyn.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def only_build(folder: Path) -> Iterator[None]:
    """Hold ``build.lock`` in a folder while the block runs.

    The file holds the process id of the build and when it began, for the message. It may stay
    behind after a crash; it is the operating system's lock on it that counts, so a stale file
    stops nobody.

    Raises
    ------
    BuildError
        Another build is running on the same project.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _opened(folder / "build.lock") as handle:
        if not _take(handle):
            handle.seek(0)
            pid, _, since = handle.read().strip().partition(" ")
            when = f", since {since}" if since else ""
            raise BuildError(
                f"another build is running (process {pid or 'unknown'}{when}). Wait for it to "
                "end, or stop it; then run the command again."
            )
        try:
            handle.truncate(0)
            handle.write(f"{os.getpid()} {time.strftime('%Y-%m-%d %H:%M:%S')}\n")
            handle.flush()
            yield
        finally:
            handle.truncate(0)
            _give(handle)


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    """The file, made where it is not there; a link is not followed, since the file is emptied."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.fdopen(os.open(path, flags, 0o666), "r+", encoding="utf-8")
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise BuildError(f"{path} is a link. Remove it, then run the command again.") from error
    with handle:
        yield handle


if sys.platform == "win32":
    import msvcrt

    # Far behind the process id, so that another build can still read it.
    _PLACE = 1 << 20

    def _take(handle: IO[str]) -> bool:
        handle.seek(_PLACE)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        handle.seek(0)
        return True

    def _give(handle: IO[str]) -> None:
        handle.seek(_PLACE)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(handle: IO[str]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _give(handle: IO[str]) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
