"""Display tables as CSV: machine values, the same bytes every time."""

from __future__ import annotations

import csv

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
    lines = Lines()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow([GROUP] * grouped + keys + [REFS] * with_refs)
    for row in table.rows:
        values = [plain(row.cells[i].value) for i in kept]
        refs = REF_SEPARATOR.join(row_refs(row))
        writer.writerow([row.group] * grouped + values + [refs] * with_refs)
    return lines.text()


class Lines:
    r"""What a csv.writer writes into: lines that end as asked, with every return in quotes.

    The writer leaves a carriage return in a cell bare unless its own line end has one, and a
    reader would take it for the end of the row; so it is told ``\r\n``, which is changed here.

    Parameters
    ----------
    end
        How lines end.
    """

    def __init__(self, end: str = "\n") -> None:
        self._end = end
        self._lines: list[str] = []

    def write(self, line: str) -> None:
        r"""Take one line that ends in ``\r\n``."""
        self._lines.append(line[:-2] + self._end)

    def text(self) -> str:
        """All lines."""
        return "".join(self._lines)


def row_refs(row: Row) -> tuple[str, ...]:
    """Give the row ids behind a row, each once, in order of first use."""
    return tuple(dict.fromkeys(ref for cell in row.cells for ref in cell.refs))
