"""Display tables: the record that shows itself, and the helper that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evisyn.errors import InputError
from evisyn.report.csv import to_csv
from evisyn.report.formats import (
    NOT_REPORTED,
    NOT_REPORTED_NOTE,
    integer,
    is_missing,
    letters,
    number,
    plain,
)
from evisyn.report.formats import estimate as show_estimate
from evisyn.report.json import to_json
from evisyn.report.markdown import to_markdown
from evisyn.report.model import Cell, Column, Footnote, Row, TableData, Value
from evisyn.report.notebook import to_notebook
from evisyn.shown import chosen_kinds

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "NOT_REPORTED",
    "Cell",
    "Column",
    "DisplayTable",
    "Footnote",
    "Row",
    "cell",
    "count_cell",
    "estimate_cell",
    "number_cell",
    "table",
    "text_cell",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayTable(TableData):
    """A table that shows itself in notebooks and is written as CSV, JSON, Markdown and HTML.

    The fields are those of :class:`evisyn.report.model.TableData`.
    """

    def to_frame(self) -> pd.DataFrame:
        """Give the machine values as a frame, one column per key."""
        from evisyn.report.frames import table_frame

        return table_frame(self)

    def to_csv(self) -> str:
        """Give the machine values as CSV text."""
        return to_csv(self)

    def to_json(self) -> str:
        """Give everything the table knows as JSON text."""
        return to_json(self)

    def to_docx(self) -> bytes:
        """Give the table as a Word document."""
        from evisyn.report.docx import to_docx

        return to_docx(self)

    def to_latex(self, *, document: bool = False) -> str:
        """Give the table as LaTeX, alone or inside a document that compiles."""
        from evisyn.report.latex import to_latex

        return to_latex(self, document=document)

    def to_xlsx(self) -> bytes:
        """Give the machine values as an Excel workbook."""
        from evisyn.report.xlsx import to_xlsx

        return to_xlsx(self)

    def __str__(self) -> str:
        rows, columns = len(self.rows), len(self.visible)
        return f"{self.title} ({rows} {'row' if rows == 1 else 'rows'}, {columns} columns)"

    def _repr_html_(self) -> str:
        return to_notebook(self)

    def _repr_markdown_(self) -> str:
        return to_markdown(self)

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        bundle = {
            "text/html": to_notebook(self),
            "text/markdown": to_markdown(self),
            "text/plain": str(self),
        }
        return chosen_kinds(bundle, include, exclude)


def cell(value: object, *, refs: Sequence[str] = (), notes: Sequence[str] = ()) -> Cell:
    """Make a cell that shows its own value: text as it is, numbers as printed, absence as absence.

    Parameters
    ----------
    value
        Text, number or truth value; missing becomes :data:`NOT_REPORTED`.
    refs
        Row ids that the value rests on.
    notes
        Texts of footnotes.
    """
    machine = _machine(value)
    shown = NOT_REPORTED if machine is None else plain(machine)
    if isinstance(machine, float | int) and not isinstance(machine, bool):
        shown = shown.replace("-", "−")
    return Cell(text=shown, value=machine, refs=tuple(refs), notes=tuple(notes))


def text_cell(
    text: object,
    *,
    value: object = None,
    refs: Sequence[str] = (),
    notes: Sequence[str] = (),
    href: str = "",
) -> Cell:
    """Make a cell whose shown text differs from its machine value (or equals it, without one)."""
    if is_missing(text):
        return Cell(text=NOT_REPORTED, refs=tuple(refs), notes=tuple(notes))
    machine = str(text) if value is None else _machine(value)
    return Cell(text=str(text), value=machine, refs=tuple(refs), notes=tuple(notes), href=href)


def number_cell(
    value: float | None, digits: int = 2, *, refs: Sequence[str] = (), notes: Sequence[str] = ()
) -> Cell:
    """Make a cell for a number shown with fixed decimals."""
    shown = number(value, digits)
    return Cell(text=shown, value=_machine(value), refs=tuple(refs), notes=tuple(notes))


def count_cell(value: float | None, *, refs: Sequence[str] = (), notes: Sequence[str] = ()) -> Cell:
    """Make a cell for a whole number."""
    machine = None if value is None or is_missing(value) else round(value)
    return Cell(text=integer(machine), value=machine, refs=tuple(refs), notes=tuple(notes))


def estimate_cell(
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    digits: int | None = None,
    *,
    refs: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Cell:
    """Make a cell for an estimate with its interval; the machine value is the estimate."""
    shown = show_estimate(value, low, high, digits)
    return Cell(text=shown, value=_machine(value), refs=tuple(refs), notes=tuple(notes))


def table(
    *,
    id: str,
    title: str,
    columns: Sequence[Column],
    records: Sequence[Mapping[str, object]],
    groups: Sequence[str] | None = None,
    caption: str = "",
    source_notes: Sequence[str] = (),
    empty: str = "No row in the evidence tables.",
) -> DisplayTable:
    """Make a table from records; footnote texts get their marks here, in reading order.

    Parameters
    ----------
    id, title, caption
        See :class:`DisplayTable`.
    columns
        Headers; ``notes`` hold footnote texts.
    records
        One mapping per row from column key to :class:`Cell` or bare value (made into a cell by
        :func:`cell`); a key left out is missing.
    groups
        One group name per record; None for a table without groups.
    source_notes
        Sentences for the foot; a note on what "not reported" means is added where it is shown.
    empty
        Source note of a table without rows, so that an empty table says why.

    Raises
    ------
    InputError
        If a record has a key that is no column, or groups and records differ in number.
    """
    if groups is not None and len(groups) != len(records):
        raise InputError("groups", f"{len(groups)} groups for {len(records)} records; give as many")
    keys = [column.key for column in columns]
    for record in records:
        unknown = sorted(set(record) - set(keys))
        if unknown:
            raise InputError("records", f"keys {unknown} are no columns of table {id}: {keys}")
    rows = [
        Row(
            cells=tuple(_as_cell(record.get(key)) for key in keys),
            group="" if groups is None else groups[position],
        )
        for position, record in enumerate(records)
    ]
    marks = _Marks()
    headers = tuple(replace(column, notes=marks.take(column.notes)) for column in columns)
    marked = tuple(_mark_row(row, headers, marks) for row in rows)
    return DisplayTable(
        id=id,
        title=title,
        caption=caption,
        columns=headers,
        rows=marked,
        footnotes=tuple(Footnote(mark=mark, text=text) for text, mark in marks.given.items()),
        source_notes=_source_notes(source_notes, headers, marked, empty),
    )


class _Marks:
    """Give each footnote text a letter, in the order in which the texts are met."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}

    def take(self, texts: Sequence[str]) -> tuple[str, ...]:
        for text in texts:
            self.given.setdefault(text, letters(len(self.given)))
        return tuple(self.given[text] for text in texts)


def _mark_row(row: Row, columns: Sequence[Column], marks: _Marks) -> Row:
    # a footnote on a column that nobody sees would have no place on the page
    cells = tuple(
        replace(item, notes=marks.take(item.notes) if column.shown else ())
        for item, column in zip(row.cells, columns, strict=True)
    )
    return replace(row, cells=cells)


def _source_notes(
    notes: Sequence[str], columns: Sequence[Column], rows: Sequence[Row], empty: str
) -> tuple[str, ...]:
    found = list(notes)
    shown = (
        item.text
        for row in rows
        for item, column in zip(row.cells, columns, strict=True)
        if column.shown
    )
    if any(NOT_REPORTED in text for text in shown):
        found.append(NOT_REPORTED_NOTE)
    if not rows:
        found.insert(0, empty)
    return tuple(found)


def _as_cell(value: object) -> Cell:
    return value if isinstance(value, Cell) else cell(value)


def _machine(value: object) -> Value:
    """Turn a scalar of numpy or pandas into a plain Python value."""
    if is_missing(value):
        return None
    if isinstance(value, bool | int | float | str):
        return value + 0.0 if isinstance(value, float) else value
    item = getattr(value, "item", None)
    return item() if callable(item) else str(value)
