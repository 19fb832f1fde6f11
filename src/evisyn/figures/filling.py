"""What is reported and what is missing: the share of filled cells, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.wording import count, listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """How many cells of one column hold something.

    Parameters
    ----------
    table, column
        Place.
    filled, rows
        Cells that hold a value, and rows of the table.
    required
        Whether a row without it would be refused.
    """

    table: str
    column: str
    filled: int
    rows: int
    required: bool = False

    @property
    def share(self) -> float:
        """Filled share, 0 to 1; 0 for a table without rows."""
        return self.filled / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletenessTable:
    """The columns of one table, in its order."""

    label: str
    rows: int
    columns: tuple[Filled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletenessSpec:
    """Everything that the drawing needs."""

    title: str
    tables: tuple[CompletenessTable, ...]
    notes: tuple[str, ...]


def specify_completeness(
    cells: Sequence[Filled], *, title: str, notes: Sequence[str] = ()
) -> CompletenessSpec:
    """Group columns by table, both in the order given.

    Parameters
    ----------
    cells
        One for each column.
    title, notes
        First and last lines.

    Raises
    ------
    InputError
        No column, or more filled cells than rows.
    """
    if not cells:
        raise InputError("cells", "empty; pass the filled cells of at least one column")
    for cell in cells:
        if not 0 <= cell.filled <= cell.rows:
            raise InputError(
                "cells", f"{cell.table}.{cell.column}: {cell.filled} filled of {cell.rows} rows"
            )
    names = list(dict.fromkeys(c.table for c in cells))
    tables = []
    for name in names:
        own = tuple(c for c in cells if c.table == name)
        tables.append(
            CompletenessTable(label=name.replace("_", " "), rows=own[0].rows, columns=own)
        )
    return CompletenessSpec(title=title, tables=tuple(tables), notes=tuple(notes))


def completeness_picture(spec: CompletenessSpec, *, id: str) -> Picture:
    """Make the picture of a specification, with its words.

    Parameters
    ----------
    spec
        From :func:`specify_completeness`.
    id
        Name of the files.
    """
    columns = [c for t in spec.tables for c in t.columns]
    full = sum(c.filled == c.rows for c in columns)
    scarce = sorted((c for c in columns if c.rows), key=lambda c: c.share)[:3]
    least = listing(f"{c.table}.{c.column} ({percent(c)})" for c in scarce)
    alt = (
        f"Bars for the share of filled cells in {count(len(columns), 'column')} of"
        f" {count(len(spec.tables), 'table')}: {full} are full, least filled are {least}."
    )
    lines = []
    for table in spec.tables:
        shares = ", ".join(f"{c.column} {percent(c)}" for c in table.columns)
        lines.append(f"{table.label}, {count(table.rows, 'row')}: {shares}.")
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=spec.title, alt=alt, long_description=long, spec=spec)


def percent(cell: Filled) -> str:
    """Share in whole percent; only a full column says 100, only an empty one 0."""
    if cell.filled in (0, cell.rows):
        return "100%" if cell.filled else "0%"
    return f"{min(max(round(100 * cell.share), 1), 99)}%"
