"""How numbers, intervals and absence look in every table: one place."""

from __future__ import annotations

import math
from decimal import Decimal

__all__ = [
    "MINUS",
    "NOT_APPLICABLE",
    "NOT_REPORTED",
    "NOT_REPORTED_NOTE",
    "decimals",
    "estimate",
    "integer",
    "is_missing",
    "letters",
    "number",
    "p_value",
    "percent",
    "plain",
    "plural",
    "span",
]

NOT_REPORTED = "not reported"
"""The only way in which a fact that no source gave is shown."""

NOT_APPLICABLE = "does not apply"
"""Shown where the question has no answer, as opposed to no reported one."""

NOT_REPORTED_NOTE = (
    f"“{NOT_REPORTED}”: not stated in what was read, which often was an abstract; "
    "the full article may state it."
)
"""Source note of every table that shows :data:`NOT_REPORTED`."""

MINUS = "−"
"""The typographic minus sign: in shown text only, never in a machine value."""

MAX_PRINTED_DECIMALS = 6
MACHINE_SIGNIFICANT_DIGITS = 6


def is_missing(value: object) -> bool:
    """Tell whether a value is None, NaN, pandas' NA or an empty text."""
    if value is None:
        return True
    if isinstance(value, str):
        return value == ""
    try:
        return bool(value != value)
    except (TypeError, ValueError):  # pandas.NA refuses to be a truth value
        return True


def number(value: float | None, digits: int = 2) -> str:
    """Show a number with fixed decimals, a true minus sign and no negative zero.

    Parameters
    ----------
    value
        The number; None or NaN gives :data:`NOT_REPORTED`.
    digits
        Decimals to show.

    Returns
    -------
    The text, for example ``"−0.35"``.
    """
    if value is None or is_missing(value):
        return NOT_REPORTED
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    text = f"{value:.{digits}f}"
    if float(text) == 0.0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def integer(value: float | None) -> str:
    """Show a count, thousands parted by a comma."""
    if value is None or is_missing(value):
        return NOT_REPORTED
    return f"{round(value):,}".replace("-", MINUS)


def percent(value: float | None, digits: int = 0) -> str:
    """Show a share that is already in percent, for example ``"63%"``."""
    if value is None or is_missing(value):
        return NOT_REPORTED
    return f"{number(value, digits)}%"


def decimals(*values: float | None) -> int:
    """Give the decimals that show every given number as it was printed.

    Parameters
    ----------
    *values
        Numbers that belong together, such as an estimate and its limits; missing ones are
        skipped.

    Returns
    -------
    The largest number of decimals among them, at most 6; 0 where none is given.
    """
    most = 0
    for value in values:
        if value is None or is_missing(value) or math.isinf(value):
            continue
        exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
        most = max(most, -int(exponent))
    return min(most, MAX_PRINTED_DECIMALS)


def span(low: float | None, high: float | None, digits: int | None = None) -> str:
    """Show two limits as ``"−0.53 to −0.16"``; one missing limit is said, both give one word."""
    if is_missing(low) and is_missing(high):
        return NOT_REPORTED
    places = decimals(low, high) if digits is None else digits
    return f"{number(low, places)} to {number(high, places)}"


def estimate(
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    digits: int | None = None,
) -> str:
    """Show an estimate with its interval, for example ``"−0.35 (−0.53 to −0.16)"``.

    Parameters
    ----------
    value, low, high
        Estimate and limits in one unit; missing limits are said to be missing.
    digits
        Decimals to show; None takes as many as the most exact of the three was printed with.
    """
    if is_missing(value):
        return NOT_REPORTED
    places = decimals(value, low, high) if digits is None else digits
    shown = number(value, places)
    if is_missing(low) and is_missing(high):
        return f"{shown} (interval {NOT_REPORTED})"
    return f"{shown} ({span(low, high, places)})"


def p_value(value: float | None, relation: str | None = None) -> str:
    """Show a p value as reported (``"< 0.001"``) or computed (at least 0.001, else ``"< 0.001"``).

    Parameters
    ----------
    value
        The p value, 0 to 1.
    relation
        ``<``, ``=`` or ``>`` of a reported value, shown as printed; None for a computed one.
    """
    if value is None or is_missing(value):
        return NOT_REPORTED
    if relation is None or is_missing(relation):
        return "< 0.001" if value < 0.001 else number(value, 3)
    shown = number(value, decimals(value))
    return shown if relation == "=" else f"{relation} {shown}"


def plural(count: int, noun: str, many: str = "") -> str:
    """Give ``"1 review"`` or ``"2 reviews"``."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def small(words: str) -> str:
    """Give words as they stand inside a sentence; an abbreviation keeps its capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def letters(position: int) -> str:
    """Give the mark of a footnote: a to z, then aa, ab and so on."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def plain(value: object) -> str:
    """Give the machine form of one value: ASCII minus, fixed significant digits, empty if missing.

    Whole numbers carry no decimal point; other numbers have six significant digits, and never
    fewer than two decimals, so that two machines write the same bytes.
    """
    if is_missing(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if not isinstance(value, int | float) and not hasattr(value, "__float__"):
        return str(value)
    real = float(value)
    if math.isinf(real):
        return "inf" if real > 0 else "-inf"
    if real == int(real) and abs(real) < 1e15:
        return str(int(real))
    whole = len(str(int(abs(real))))
    return f"{real:.{max(MACHINE_SIGNIFICANT_DIGITS, whole + 2)}g}"
