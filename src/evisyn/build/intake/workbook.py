"""Excel workbooks (.xlsx): every sheet is a table, every cell the text of its value."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from typing import TYPE_CHECKING, Any

from evisyn.build.intake.delimited import table
from evisyn.build.intake.records import Batch, IntakeError, Problem
from evisyn.build.intake.safety import open_archive, read_member

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Cells that one sheet may span, the empty ones between others included.
_MOST_CELLS = 20_000_000
#: Bytes that the parts of a workbook may have in all; the library takes several times as much.
_MOST_UNPACKED = 100 * 1024 * 1024
#: Rows of a sheet, as programs have them.
_MOST_ROWS = 1_048_576
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_MOST_COLUMNS = 1000
FORMULA = "\x00formula"


def read(content: bytes) -> tuple[Batch, ...]:
    """Rows of every sheet that has any. Formulas are not computed: their rows are left out.

    Raises
    ------
    IntakeError
        The file is no workbook, is unsafe, or is one of the old or macro formats.
    """
    _refuse_unsafe(content)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that are not read
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            sheets = [(sheet.title, _rows(sheet.iter_rows())) for sheet in book.worksheets]
    except IntakeError:
        raise
    except Exception as error:
        # the library raises whatever its own code trips over in a damaged file
        raise IntakeError(f"the workbook cannot be read ({type(error).__name__}).") from error
    return tuple(_batch(name, rows) for name, rows in sheets if rows)


def _refuse_unsafe(content: bytes) -> None:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise IntakeError("the old .xls format or an encrypted workbook; save it as .xlsx.")
    archive = open_archive(content)
    if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED:
        raise IntakeError(f"the workbook unpacks to more than {_MOST_UNPACKED:,} bytes; split it.")
    for name in archive.namelist():
        # every part, whatever its name: which of them are XML is said inside.
        # the second text is what a two-byte encoding leaves when its zeros are taken out
        member = read_member(archive, name)
        if _DECLARES.search(member) or _DECLARES.search(member.replace(b"\x00", b"")):
            raise IntakeError(f"{name!r} in the workbook declares entities or a document type.")


def _rows(found: Iterable[tuple[Any, ...]]) -> list[tuple[int, list[str]]]:
    rows = []
    gap, spanned = None, 0
    for number, cells in enumerate(found, start=1):
        if number > _MOST_ROWS:
            raise IntakeError(f"a sheet has more than {_MOST_ROWS:,} rows.")
        if cells is gap:
            # the library gives the same row for each of those that are not in the file
            continue
        spanned += len(cells)
        if spanned > _MOST_CELLS:
            raise IntakeError(f"a sheet spans more than {_MOST_CELLS:,} cells; remove empty ones.")
        texts = [_text(cell) for cell in cells[:_MOST_COLUMNS]]
        if any(texts):
            rows.append((number, texts))
        else:
            gap = cells
    return rows


def _text(cell: Any) -> str:
    """Text of a cell: whole numbers without a point, days as YYYY-MM-DD."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return str(value)


def _batch(name: str, rows: list[tuple[int, list[str]]]) -> Batch:
    word = f"sheet {name}, row"
    formulas = [
        Problem(
            place=f"{word} {number}",
            text=f"column {_header(rows, cells)}: a formula; paste its value in its place",
        )
        for number, cells in rows
        if FORMULA in cells
    ]
    made = table(name, [row for row in rows if FORMULA not in row[1]], line_word=word)
    return Batch(name=name, rows=made.rows, problems=(*formulas, *made.problems))


def _header(rows: list[tuple[int, list[str]]], cells: list[str]) -> str:
    place = cells.index(FORMULA)
    header = rows[0][1]
    return header[place] if place < len(header) and header[place] else str(place + 1)
