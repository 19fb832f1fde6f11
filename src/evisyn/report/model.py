"""What a display table is: cells that know the rows they rest on, before any rendering."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from evisyn.errors import InputError

Align = Literal["left", "right", "center"]
Value: TypeAlias = str | int | float | bool | None

TABLE_ID = re.compile(r"[a-z][a-z0-9_-]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell.

    Parameters
    ----------
    text
        What a reader sees.
    value
        Machine value (plain minus sign, unrounded); None when missing.
    refs
        Ids of the evidence rows that the cell rests on.
    notes
        Marks of footnotes. In cells handed to :func:`evisyn.report.display.table` these are the
        texts; the helper gives them marks in reading order.
    href
        Address that the text links to; empty for none.
    """

    text: str
    value: Value = None
    refs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Parameters
    ----------
    key
        Machine name, the header of the CSV file.
    label
        Header that a reader sees.
    align
        ``left``, ``right`` or ``center``.
    spanner
        Header over neighbouring columns with the same spanner; empty for none.
    notes
        Marks (texts, before the helper) of footnotes on the header.
    shown
        Whether people see it; a column that is not shown is in CSV and frame only.
    machine
        Whether CSV and frame carry it; False for a column composed of others.
    """

    key: str
    label: str
    align: Align = "left"
    spanner: str = ""
    notes: tuple[str, ...] = ()
    shown: bool = True
    machine: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: as many cells as the table has columns, and the group it stands in."""

    cells: tuple[Cell, ...]
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """One footnote: the mark in the cells and the text below the table."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableData:
    """A whole table as data; renderers read it and nothing else.

    Parameters
    ----------
    id
        Lower-case name, unique among tables; file stem and prefix of anchors.
    title
        One line, the name of the table.
    caption
        What the rows are and how to read them; empty for none.
    columns, rows
        The grid; rows of one group stand together.
    footnotes
        In the order of first use.
    source_notes
        Sentences below the footnotes.

    Raises
    ------
    InputError
        If a row is too short or long, a key repeats, a group is split, or a mark has no footnote.
    """

    id: str
    title: str
    caption: str = ""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    source_notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not TABLE_ID.match(self.id):
            raise InputError("id", f"{self.id!r} must be lower-case letters, digits, - and _")
        _check_columns(self)
        _check_rows(self)
        _check_marks(self)

    @property
    def visible(self) -> tuple[int, ...]:
        """Positions of the columns that people see."""
        return tuple(i for i, column in enumerate(self.columns) if column.shown)

    @property
    def groups(self) -> tuple[tuple[str, tuple[Row, ...]], ...]:
        """Rows by group, in order."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.group, []).append(row)
        return tuple((group, tuple(rows)) for group, rows in found.items())


def _check_columns(table: TableData) -> None:
    keys = [column.key for column in table.columns]
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if repeated:
        raise InputError("columns", f"keys must be unique in table {table.id}: {repeated}")
    if not any(column.shown for column in table.columns):
        raise InputError("columns", f"table {table.id} shows no column; show at least one")


def _check_rows(table: TableData) -> None:
    width = len(table.columns)
    last, seen = "", set[str]()
    for position, row in enumerate(table.rows):
        if len(row.cells) != width:
            raise InputError(
                "rows",
                f"row {position} of table {table.id} has {len(row.cells)} cells, need {width}",
            )
        if position and row.group != last and row.group in seen:
            raise InputError(
                "rows", f"group {row.group!r} of table {table.id} is split; sort rows by group"
            )
        last = row.group
        seen.add(row.group)


def _check_marks(table: TableData) -> None:
    marks = [note.mark for note in table.footnotes]
    used = {mark for column in table.columns for mark in column.notes}
    used |= {mark for row in table.rows for cell in row.cells for mark in cell.notes}
    if len(set(marks)) != len(marks):
        raise InputError("footnotes", f"marks must be unique in table {table.id}: {marks}")
    if used != set(marks):
        odd = sorted(used ^ set(marks))
        raise InputError("footnotes", f"marks without a text or a place in table {table.id}: {odd}")
