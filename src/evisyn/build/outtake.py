"""The tables of a project in one file: a workbook, JSON, or an archive of CSV files.

Every cell is text, so that a spreadsheet turns none into a date, a rounded number or a formula.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evisyn.build.disk import write_whole
from evisyn.build.intake.project import contents
from evisyn.build.intake.tables import csv_text
from evisyn.errors import UsageError

if TYPE_CHECKING:
    from evisyn.build.intake.tables import Row

Tables = dict[str, tuple[tuple[str, ...], tuple["Row", ...]]]

FORMATS = (".xlsx", ".json", ".zip")
_LONGEST = 32_767
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: The day that archives carry, so that the same tables give the same bytes.
_DAY = (1980, 1, 1, 0, 0, 0)


def export(path: str | Path | None, target: str | Path) -> tuple[Path, int]:
    """Write all tables of a project into one file.

    Parameters
    ----------
    path
        Project root; None walks up from the working folder.
    target
        A new file that ends in .xlsx, .json or .zip.

    Returns
    -------
    tuple
        The file, and the number of rows in it.

    Raises
    ------
    UsageError
        The file is there already, or has another ending, or a cell does not fit the format.
    """
    file = Path(target).expanduser()
    if file.suffix.lower() not in FORMATS:
        raise UsageError(f"{target}: give a file that ends in {', '.join(FORMATS)}.")
    if file.exists():
        raise UsageError(f"{target} is there already, and nothing is overwritten.")
    found = contents(path)
    tables: Tables = {
        name: (found.stored(name).header, found.stored(name).rows) for name in found.contract.tables
    }
    make = {".xlsx": to_workbook, ".json": to_json, ".zip": to_archive}
    write_whole(file, make[file.suffix.lower()](tables))
    return file, sum(len(rows) for _, rows in tables.values())


def to_json(tables: Tables) -> bytes:
    """Tables by name, each a list of rows; cells are texts as in the files."""
    plain = {
        name: [{column: row.get(column, "") for column in header} for row in rows]
        for name, (header, rows) in tables.items()
    }
    return (json.dumps(plain, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def to_archive(tables: Tables) -> bytes:
    """One CSV file a table."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (header, rows) in tables.items():
            info = zipfile.ZipInfo(f"{name}.csv", _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, csv_text(header, rows).encode("utf-8"))
    return buffer.getvalue()


def to_workbook(tables: Tables) -> bytes:
    """One sheet a table, with the header held in place.

    Raises
    ------
    UsageError
        A cell is longer than a workbook allows, or holds a control character.
    """
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for name, (header, rows) in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        sheet.append([_cell(sheet, column, f"{name}, header") for column in header])
        for number, row in enumerate(rows, start=2):
            place = f"{name}, row {number}"
            sheet.append([_cell(sheet, row.get(column, ""), place) for column in header])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(sheet: Any, text: str, place: str) -> Any:
    """A cell that a spreadsheet takes for text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    if not text:
        return None
    if len(text) > _LONGEST or _CONTROL.search(text):
        raise UsageError(
            f"{place}: a cell of {len(text):,} characters, or with a control character, does not "
            "fit a workbook. Export as .json or .zip."
        )
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
    return cell
