"""A digest of a value: equal digests mean values that are drawn and written alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

import numpy as np


def digest_of(value: object) -> str | None:
    """SHA-256 of a value made of records, collections, arrays, numbers and text.

    Parameters
    ----------
    value
        Any value. Types count, and so does the order of mappings; the order of sets does not.

    Returns
    -------
    str or None
        64 hexadecimal digits; None where some part is of a kind that has no content to digest,
        such as a function.
    """
    found = hashlib.sha256()
    try:
        for token in _tokens(value):
            # the length in front keeps two neighbours from looking like another pair
            found.update(b"%d:" % len(token))
            found.update(token)
    except TypeError:
        return None
    return found.hexdigest()


def _tokens(value: object) -> Iterator[bytes]:
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        yield _name(value)
        yield value if isinstance(value, bytes) else repr(value).encode("utf-8", "surrogatepass")
    elif isinstance(value, Enum):
        yield _name(value)
        yield value.name.encode("utf-8")
    elif isinstance(value, (np.ndarray, np.generic)):
        yield from _array(np.asarray(value))
    elif is_dataclass(value) and not isinstance(value, type):
        yield _name(value)
        for field in fields(value):
            yield from _tokens(getattr(value, field.name))
    else:
        yield from _collection(value)


def _array(value: np.ndarray) -> Iterator[bytes]:
    if value.dtype.hasobject:
        yield from _collection(value.tolist())
    yield f"{value.dtype.str} {value.shape}".encode()
    yield b"" if value.dtype.hasobject else np.ascontiguousarray(value).tobytes()


def _collection(value: object) -> Iterator[bytes]:
    yield _name(value)
    if isinstance(value, (tuple, list)):
        yield b"%d" % len(value)
        for item in value:
            yield from _tokens(item)
    elif isinstance(value, Mapping):
        yield b"%d" % len(value)
        for key, item in value.items():
            yield from _tokens(key)
            yield from _tokens(item)
    elif isinstance(value, (set, frozenset)):
        items = [digest_of(item) for item in value]
        if None in items:
            raise TypeError
        yield " ".join(sorted(map(str, items))).encode()
    else:
        raise TypeError(f"{type(value).__name__} has no content to digest")


def _name(value: object) -> bytes:
    kind = type(value)
    return f"{kind.__module__}.{kind.__qualname__}".encode()
