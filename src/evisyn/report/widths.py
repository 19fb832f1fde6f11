"""How wide the columns of a table stand on paper."""

from __future__ import annotations

from evisyn.report.model import TableData

LEAST, MOST = 6.0, 40.0
"""Characters that the narrowest and the widest column are counted with."""

PADDING = 4.0
"""Space at the sides of a column, in characters."""

WORD = 15
"""Longer words, such as addresses, may break."""


def shares(table: TableData) -> tuple[float, ...]:
    """Share the width of a line among the visible columns.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    One share per visible column, summing to 1: by the mean length of its text, and at least by
    its longest word.
    """
    lengths = []
    for position in table.visible:
        label = table.columns[position].label
        texts = [label, *(row.cells[position].text for row in table.rows)]
        mean = sum(map(len, texts)) / len(texts)
        word = min(max((len(part) for text in texts for part in text.split()), default=0), WORD)
        lengths.append(min(max(mean, LEAST, word), MOST) + PADDING)
    whole = sum(lengths)
    return tuple(length / whole for length in lengths)
