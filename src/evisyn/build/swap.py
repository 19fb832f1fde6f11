"""Two folders change places in one step, where the system can do that.

Two renames leave a moment in which the folder is not there. Linux has a call that leaves none
(``renameat2`` with ``RENAME_EXCHANGE``); Python does not offer it, the C library does.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

#: Relative paths start from the working folder (``fcntl.h``).
_AT_FDCWD = -100
#: The two paths change places (``linux/fs.h``).
_EXCHANGE = 1 << 1
#: The kernel or the file system does not know the call.
_UNKNOWN = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def swap(first: Path, second: Path) -> bool:
    """Let two folders of one disk change places.

    Returns
    -------
    bool
        Whether they did; False where the system has no such call, and nothing was done.

    Raises
    ------
    OSError
        The system has the call and refuses it; nothing was done.
    """
    call = _call()
    if call is None:
        return False
    if call(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNKNOWN:
        return False
    raise OSError(code, os.strerror(code), str(second))


@cache
def _call() -> Any:
    """The function of the C library, or None."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        found = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return None
    found.argtypes = (
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_uint,
    )
    found.restype = ctypes.c_int
    return found
