"""Display tables as pandas frames."""

from __future__ import annotations

import pandas as pd

from evisyn.report.csv import row_refs
from evisyn.report.model import TableData


def table_frame(table: TableData) -> pd.DataFrame:
    """Give the machine values of a table.

    Returns
    -------
    One row per row and one column per machine column; ``group`` first where the table has
    groups, ``refs`` (a tuple of row ids) last where any cell rests on a row. Missing is NaN.
    """
    kept = [i for i, column in enumerate(table.columns) if column.machine]
    data: dict[str, list[object]] = {
        table.columns[i].key: [row.cells[i].value for row in table.rows] for i in kept
    }
    if any(row.group for row in table.rows) and "group" not in data:
        data = {"group": [row.group for row in table.rows], **data}
    refs = [row_refs(row) for row in table.rows]
    if any(refs) and "refs" not in data:
        data["refs"] = list(refs)
    return pd.DataFrame(data)
