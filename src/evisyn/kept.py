"""Results that need not be made twice: whoever runs the library may say where they are kept.

Nothing is kept unless somebody asked for it; the bytes are the same either way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Shelf = Callable[[tuple[object, ...], Callable[[], bytes]], bytes]
"""Gives the bytes that are known for what is to be made, or makes them and keeps them."""

_SHELVES: list[Shelf] = []


def keep_on(shelf: Shelf) -> None:
    """Ask this shelf for everything from now on."""
    _SHELVES.append(shelf)


@contextmanager
def keeping_on(shelf: Shelf) -> Iterator[None]:
    """Ask this shelf while the block runs."""
    keep_on(shelf)
    try:
        yield
    finally:
        _SHELVES.remove(shelf)


def kept(what: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
    """Bytes that depend on some values only.

    Parameters
    ----------
    what
        Everything that the bytes depend on, besides the code: a format, settings, a record.
    make
        Makes the bytes.
    """
    return _SHELVES[-1](what, make) if _SHELVES else make()
