"""One build at a time: a lock that the operating system gives back when a build dies."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from evisyn.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def only_build(folder: Path) -> Iterator[None]:
    """Hold ``build.lock`` in a folder while the block runs.

    The file holds the process id of the build for the message. It may stay behind after a
    crash; it is the operating system's lock on it that counts, so a stale file stops nobody.

    Raises
    ------
    BuildError
        Another build is running on the same project.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "build.lock"
    with path.open("a+", encoding="utf-8") as handle:
        if not _take(handle):
            handle.seek(0)
            pid = handle.read().strip() or "unknown"
            raise BuildError(
                f"another build is running (process {pid}). Wait for it to end, then run "
                "evisyn build again."
            )
        try:
            handle.truncate(0)
            handle.write(f"{os.getpid()}\n")
            handle.flush()
            yield
        finally:
            handle.truncate(0)
            _give(handle)


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
