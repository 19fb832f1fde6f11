"""Display tables as Excel workbooks: typed cells, and no text that a spreadsheet runs."""

from __future__ import annotations

import datetime
import io
import math
from typing import TYPE_CHECKING, Any

from evisyn.report.csv import GROUP, REF_SEPARATOR, REFS, row_refs
from evisyn.report.formats import plain
from evisyn.report.model import TableData, Value
from evisyn.report.zip import settled, xml_text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOMENT = datetime.datetime(2020, 1, 1)
LONGEST_CELL = 32_767
"""Characters that one cell of a workbook holds."""

LEAST, MOST = 8, 60
SHEET = "table"
NOTES = "notes"


def to_xlsx(table: TableData) -> bytes:
    """Write a table as a workbook.

    Parameters
    ----------
    table
        The table; columns with ``machine`` false are left out.

    Returns
    -------
    An xlsx file. Sheet ``table`` holds what the CSV file holds, with numbers as numbers, a frozen
    header and a filter; sheet ``notes`` title, caption, what the columns are, footnotes and notes.
    Text is text also where it starts with ``=``, ``+``, ``-`` or ``@``.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = MOMENT
    book.properties.creator = ""
    book.properties.title = xml_text(table.title)
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    _fill(sheet, table)
    _notes(book.create_sheet(NOTES), table)
    stream = io.BytesIO()
    book.save(stream)
    return settled(stream.getvalue())


def _fill(sheet: Worksheet, table: TableData) -> None:
    kept = [i for i, column in enumerate(table.columns) if column.machine]
    keys = [table.columns[i].key for i in kept]
    grouped = any(row.group for row in table.rows) and GROUP not in keys
    with_refs = any(row_refs(row) for row in table.rows) and REFS not in keys
    rows: list[list[Value]] = [[*([GROUP] * grouped), *keys, *([REFS] * with_refs)]]
    for row in table.rows:
        values = [_value(row.cells[i].value) for i in kept]
        refs = [REF_SEPARATOR.join(row_refs(row))]
        rows.append([*([row.group] * grouped), *values, *(refs * with_refs)])
    for line, values in enumerate(rows, start=1):
        for place, value in enumerate(values, start=1):
            _put(sheet.cell(line, place), value, bold=line == 1)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    _widths(sheet, rows)


def _value(value: Value) -> Value:
    """Numbers with the digits of the CSV file; a workbook has no word for infinity."""
    if isinstance(value, bool):
        return plain(value)
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return plain(value) if math.isinf(value) else float(plain(value))
    return value


def _put(target: Any, value: Value, *, bold: bool = False) -> None:
    from openpyxl.styles import Font

    if isinstance(value, str):
        target.value = _fitting(xml_text(value))
        # a text that starts like a formula is text; the type is set after the value guessed it
        target.data_type = "s"
        target.quotePrefix = value.startswith(("=", "+", "-", "@"))
    elif value is not None:
        target.value = value
    if bold:
        target.font = Font(bold=True)


def _fitting(text: str) -> str:
    """A text that one cell holds; one that is cut says so."""
    if len(text) <= LONGEST_CELL:
        return text
    note = f" ... (cut: {len(text):,} characters, all of them in the CSV file)"
    return text[: LONGEST_CELL - len(note)] + note


def _widths(sheet: Worksheet, rows: list[list[Value]]) -> None:
    from openpyxl.utils import get_column_letter

    for place in range(len(rows[0])):
        longest = max(len(plain(row[place])) for row in rows)
        width = min(max(longest + 1, LEAST), MOST)
        sheet.column_dimensions[get_column_letter(place + 1)].width = width


def _notes(sheet: Worksheet, table: TableData) -> None:
    lines: list[tuple[str, str]] = [("title", table.title), ("caption", table.caption)]
    lines += [(c.key, " ".join((c.spanner, c.label)).strip()) for c in table.columns if c.machine]
    lines += [(note.mark, note.text) for note in table.footnotes]
    lines += [("note", text) for text in table.source_notes]
    for line, pair in enumerate(lines, start=1):
        for place, text in enumerate(pair, start=1):
            _put(sheet.cell(line, place), text)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
