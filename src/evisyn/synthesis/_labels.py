"""Labels of groups, whatever they are made of."""

from __future__ import annotations

from typing import Any


def is_missing(label: Any) -> bool:
    """Whether a label is None, NaN or pandas' NA, which refuses to be compared."""
    if label is None:
        return True
    try:
        return bool(label != label)
    except TypeError:
        return True
