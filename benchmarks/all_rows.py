"""Every row and every growth curve: simple pooling, the models beyond it, figures."""

from __future__ import annotations

from benchmarks import dependence, drawing, rows
from benchmarks.rows import Row

ROWS: tuple[Row, ...] = (*rows.ROWS, *dependence.ROWS, *drawing.ROWS)
CURVES = (*rows.CURVES, *dependence.CURVES)


def find(row_id: str) -> Row:
    """The row of an id."""
    return next(row for row in ROWS if row.id == row_id)
