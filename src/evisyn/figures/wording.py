"""Numbers and counts as words, always the same digits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MINUS = "\u2212"
NOT_REPORTED = "NR"


def number(value: float | None, digits: int = 2) -> str:
    """A number with fixed digits, a true minus sign and no negative zero; ``NR`` if missing.

    Parameters
    ----------
    value
        Missing is ``None`` or NaN.
    digits
        Digits after the point.
    """
    if value is None or math.isnan(value):
        return NOT_REPORTED
    text = f"{abs(value):.{digits}f}"
    negative = value < 0 and float(text) != 0
    return f"{MINUS}{text}" if negative else text


def whole(value: float | None) -> str:
    """A count, grouped by thousands with a thin gap; ``NR`` if missing."""
    if value is None or math.isnan(value):
        return NOT_REPORTED
    return f"{round(value):,}".replace(",", "\u202f")


def interval(low: float | None, high: float | None, digits: int = 2) -> str:
    """Two limits as ``a to b``, a missing one as ``NR``; empty when both are missing."""
    if all(x is None or math.isnan(x) for x in (low, high)):
        return ""
    return f"{number(low, digits)} to {number(high, digits)}"


def digits_for(values: Iterable[float]) -> int:
    """Digits after the point that suit a column: 2 below ten, 1 below a hundred, else 0."""
    finite = [abs(v) for v in values if math.isfinite(v)]
    top = max(finite, default=0.0)
    if top < 10:
        return 2
    return 1 if top < 1000 else 0


def count(n: int, noun: str, plural: str = "") -> str:
    """``1 review`` or ``3 reviews``."""
    return f"{n} {noun if n == 1 else plural or noun + 's'}"


def listing(items: Iterable[str], conjunction: str = "and") -> str:
    """``a, b and c``."""
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"
