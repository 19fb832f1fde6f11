"""Tables as text: comma, semicolon or tab between the cells."""

from __future__ import annotations

import csv
import io

from evisyn.build.intake.records import Batch, IntakeError, Problem, Raw
from evisyn.build.intake.safety import MOST_CHARACTERS, capped, to_text

_DELIMITERS = (",", ";", "\t", "|")


def read(content: bytes, name: str = "table") -> tuple[Batch, ...]:
    """Rows of a table whose first line names its columns.

    Raises
    ------
    IntakeError
        There is no header, or a quoted cell is never closed.
    """
    return (table(name, cells_of(content)[0], line_word="line"),)


def cells_of(content: bytes) -> tuple[list[tuple[int, list[str]]], str]:
    """Number and cells of each row that is not blank, and what stands between cells.

    Raises
    ------
    IntakeError
        There is nothing in it, or a quoted cell is never closed.
    """
    text = to_text(content).lstrip("\n")
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:
        text, delimiter = rest, first[4]
    else:
        delimiter = max(_DELIMITERS, key=first.count)
    if not text.strip():
        raise IntakeError("the file is empty.")
    return _rows(text, delimiter), delimiter


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Line of the start of each row and its cells; blank lines say nothing."""
    limit = csv.field_size_limit(max(MOST_CHARACTERS * 200, csv.field_size_limit()))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise IntakeError(f"line {line}: the cells cannot be told apart ({error}).") from error
    finally:
        csv.field_size_limit(limit)
    return rows


def table(name: str, rows: list[tuple[int, list[str]]], *, line_word: str) -> Batch:
    """A batch from rows of texts, the first of which names the columns.

    Parameters
    ----------
    name
        Name of the sheet or file.
    rows
        Number and cells of each row.
    line_word
        What a place is called: ``line``, or ``sheet X, row``.

    Raises
    ------
    IntakeError
        A column is named twice, or there is no header.
    """
    if not rows:
        return Batch(name=name, rows=())
    header = [cell.strip() for cell in rows[0][1]]
    named = [column for column in header if column]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice or not named:
        what = f"names {', '.join(map(repr, twice))} twice" if twice else "names no column"
        raise IntakeError(f"{line_word} {rows[0][0]}: the header {what}.")
    kept, problems = [], []
    for number, cells in rows[1:]:
        place = f"{line_word} {number}"
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            text = f"the row has {len(cells)} cells, and the header has {len(header)}"
            problems.append(Problem(place=place, text=text))
            continue
        try:
            pairs = zip(header, cells, strict=False)
            kept.append(Raw(place=place, cells={c: capped(v) for c, v in pairs if c}))
        except IntakeError as error:
            problems.append(Problem(place=place, text=str(error)))
    return Batch(name=name, rows=tuple(kept), problems=tuple(problems))
