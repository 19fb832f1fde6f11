"""How wide the columns of a table stand on paper, and how small the type has to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from evisyn.report.model import TableData

MOST = 140.0
"""Characters that the text of a column asks for at most; more lines serve longer text."""

EVEN = 0.85
"""Below 1 a column with much text leaves some room to its neighbours."""

PADDING = 2.5
"""Space at the sides of a column, in characters."""

WORD = 15
"""Longer words, such as addresses, may break."""

BOLD = 1.2
"""How much wider a word of a header stands."""

CAPACITY = 150.0
"""Characters on a line where nobody says how many."""

BREAKS = re.compile(r"(?<=[-/–])|\s+")
"""Where a line may break inside a text."""


def shares(table: TableData, capacity: float = CAPACITY) -> tuple[float, ...]:
    """Share the width of a line among the visible columns.

    Parameters
    ----------
    table
        The table.
    capacity
        Characters that the line holds.

    Returns
    -------
    One share per visible column, summing to 1: each has room for its longest word where the line
    is long enough for all of them, and what is left goes where most text stands.
    """
    needed = [need for need, _ in _columns(table)]
    left = capacity - sum(needed)
    if left > 0:
        wanted = [max(mean - need, 0.0) ** EVEN + 1.0 for need, mean in _columns(table)]
        whole = sum(wanted)
        needed = [need + left * more / whole for need, more in zip(needed, wanted, strict=True)]
    line = sum(needed)
    return tuple(need / line for need in needed)


def type_size(table: TableData, capacities: Sequence[float]) -> int:
    """Choose the largest type in which the longest word of every column fits.

    Parameters
    ----------
    table
        The table.
    capacities
        Characters that a line holds, from the largest type to the smallest.

    Returns
    -------
    Position among ``capacities``; the last where none is enough.
    """
    line = sum(need for need, _ in _columns(table))
    fitting = [place for place, capacity in enumerate(capacities) if capacity >= line]
    return fitting[0] if fitting else len(capacities) - 1


@lru_cache(maxsize=8)
def _columns(table: TableData) -> tuple[tuple[float, float], ...]:
    """Of each visible column the characters of its longest word, and of its mean text."""
    found = []
    for position in table.visible:
        label = table.columns[position].label
        texts = [_with_marks(row.cells[position].text, row.cells[position].notes)
                 for row in table.rows]  # fmt: skip
        word = max([_word(label) * BOLD, *(_word(text) for text in texts)])
        mean = sum(min(len(text), 3 * MOST) for text in (label, *texts)) / (1 + len(texts))
        found.append((word + PADDING, min(mean, MOST) + PADDING))
    return tuple(found)


def _with_marks(text: str, marks: Sequence[str]) -> str:
    return text + "".join(f"{mark}," for mark in marks) if marks else text


def _word(text: str) -> int:
    """Length of the longest part that does not break."""
    return min(max((len(part) for part in BREAKS.split(text)), default=0), WORD)
