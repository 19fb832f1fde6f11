"""Display tables as CSV: machine values, the same bytes every time."""

from __future__ import annotations

import csv
import io

from evisyn.report.formats import plain
from evisyn.report.model import Row, TableData

GROUP, REFS = "group", "refs"
REF_SEPARATOR = "; "


def to_csv(table: TableData) -> str:
    """Write a table as CSV.

    Parameters
    ----------
    table
        The table; columns with ``machine`` false are left out.

    Returns
    -------
    RFC 4180 text with LF line ends: a header of column keys, a first column ``group`` where the
    table has groups, and a last column ``refs`` (row ids joined by ``"; "``) where any cell
    rests on a row. A missing value is an empty cell.
    """
    kept = [i for i, column in enumerate(table.columns) if column.machine]
    keys = [table.columns[i].key for i in kept]
    grouped = any(row.group for row in table.rows) and GROUP not in keys
    with_refs = any(row_refs(row) for row in table.rows) and REFS not in keys
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([GROUP] * grouped + keys + [REFS] * with_refs)
    for row in table.rows:
        values = [plain(row.cells[i].value) for i in kept]
        refs = REF_SEPARATOR.join(row_refs(row))
        writer.writerow([row.group] * grouped + values + [refs] * with_refs)
    return stream.getvalue()


def row_refs(row: Row) -> tuple[str, ...]:
    """Give the row ids behind a row, each once, in order of first use."""
    return tuple(dict.fromkeys(ref for cell in row.cells for ref in cell.refs))
