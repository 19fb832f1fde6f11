"""How wide the columns of a table stand on paper."""

from __future__ import annotations

from evisyn.report.model import TableData

LEAST, MOST = 6.0, 40.0
"""Characters that the narrowest and the widest column are counted with."""


def shares(table: TableData) -> tuple[float, ...]:
    """Share the width of a line among the visible columns.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    One share per visible column, summing to 1: by the mean length of its text, and never so
    narrow that the longest word of its header breaks, as far as there is room.
    """
    lengths = []
    for position in table.visible:
        label = table.columns[position].label
        texts = [label, *(row.cells[position].text for row in table.rows)]
        mean = sum(map(len, texts)) / len(texts)
        word = max((len(part) for part in label.split()), default=0)
        lengths.append(min(max(mean, LEAST, word), MOST))
    whole = sum(lengths)
    return tuple(length / whole for length in lengths)
