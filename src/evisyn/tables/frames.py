"""From the text of a table to a typed frame."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evisyn.tables.grid import Grid
from evisyn.tables.schema import ColumnSchema


def to_frame(grid: Grid) -> pd.DataFrame:
    """A frame in file order with the columns of the contract.

    Numbers are float64 (NaN), counts Int64 (NA), texts ``str`` with NaN for an empty cell.
    """
    columns = {c.name: _column(grid, c) for c in grid.schema.columns}
    return pd.DataFrame(columns, copy=False)  # nobody else holds the columns


def _column(grid: Grid, column: ColumnSchema) -> pd.Series:
    cells = grid.columns[column.name]
    if column.type == "number":
        return pd.Series(cells.numbers())
    if column.type == "integer":
        return pd.Series(cells.numbers()).astype("Int64")
    values = pd.array([v or np.nan for v in cells.values], dtype="str")
    if not len(values):
        return pd.Series([], dtype="str")
    return pd.Series(values.take(cells.codes))
