"""Every row and every growth curve, of simple pooling and of the models beyond it."""

from __future__ import annotations

from benchmarks import dependence, rows
from benchmarks.rows import Row

ROWS: tuple[Row, ...] = (*rows.ROWS, *dependence.ROWS)
CURVES = (*rows.CURVES, *dependence.CURVES)


def find(row_id: str) -> Row:
    """The row of an id."""
    return next(row for row in ROWS if row.id == row_id)
