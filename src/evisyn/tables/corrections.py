"""Corrections: repairs applied on load, and odd cells accepted as printed.

A repair is an entry with a reason and with the value it expects to find. An entry that finds
nothing is an error, because the row it was written for has moved or gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from evisyn.records import Finding
from evisyn.tables.grid import Grid
from evisyn.vocab import Action, FindingCode, Use

_COLUMNS = (
    "correction_id", "table", "row_id", "column", "action", "expects", "replacement", "use",
    "reason", "oddity_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the corrections table, found in its table at ``position``."""

    table: str
    row_id: str
    column: str
    action: str
    use: str
    reason: str
    oddity_id: str
    found: str
    replacement: str
    position: int
    line: int

    @property
    def cell(self) -> tuple[str, str, str]:
        """Table, row id and column."""
        return self.table, self.row_id, self.column


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Grids after the repairs, the entries that hold, and what was wrong with the others."""

    grids: Mapping[str, Grid]
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]

    @property
    def accepted(self) -> frozenset[tuple[str, str, str]]:
        """Cells (table, row id, column) whose oddity is accepted as printed."""
        return frozenset(e.cell for e in self.entries if e.action == Action.ACCEPT and e.column)


def apply_corrections(grids: Mapping[str, Grid]) -> Corrected:
    """Apply every entry of the corrections table to the text of the tables.

    Parameters
    ----------
    grids
        Table name to grid, ``corrections`` among them when it could be read.
    """
    book = grids.get("corrections")
    if book is None or not book.has(*_COLUMNS) or not book.n:
        return Corrected(grids=grids, entries=(), findings=())
    current = dict(grids)
    findings: list[Finding] = []
    entries: list[Entry] = []
    replaced: dict[tuple[str, str, str], int] = {}
    named = set(book.columns["table"].values)
    wanted = set(book.columns["row_id"].values)
    index = {name: _index(grid, wanted) for name, grid in grids.items() if name in named}
    for number in range(book.n):
        row = {name: _cell(book, name, number) for name in _COLUMNS}
        problems, entry = _locate(book, grids, index, number, row)
        if entry is not None and entry.action == Action.REPLACE:
            problems += _conflict(book, number, entry, replaced)
            if entry.column and not problems:
                current[entry.table] = current[entry.table].with_cell(
                    entry.column, entry.position, entry.replacement
                )
        findings += problems
        if entry is not None and not problems:
            entries.append(entry)
    findings += _against_oddities(book, grids)
    return Corrected(grids=current, entries=tuple(entries), findings=tuple(findings))


def _cell(grid: Grid, name: str, row: int) -> str:
    cells = grid.columns[name]
    return str(cells.values[cells.codes[row]])


def _index(grid: Grid, wanted: Collection[str]) -> dict[str, int]:
    """Position of each wanted row; of rows with the same key, the last."""
    key = grid.schema.primary_key
    if not key or not grid.has(*key):
        return {}
    if len(key) == 1:
        rows = np.flatnonzero(grid.columns[key[0]].where(wanted.__contains__))
        return dict(zip(grid.row_ids(rows), map(int, rows), strict=True))
    return {str(k): i for i, k in enumerate(grid.keys(key)) if k in wanted}


def _one(book: Grid, row: int, column: str, code: FindingCode, **words: str) -> list[Finding]:
    severity = words.pop("severity", "error")
    return book.findings(
        np.array([row]),
        column=column,
        code=code,
        message=words["message"],
        fix=words["fix"],
        severity="warning" if severity == "warning" else "error",
    )


def _locate(
    book: Grid,
    grids: Mapping[str, Grid],
    index: Mapping[str, Mapping[str, int]],
    number: int,
    row: Mapping[str, str],
) -> tuple[list[Finding], Entry | None]:
    """Find the row and cell of an entry and hold them against what it expects."""
    grid = grids.get(row["table"])
    if grid is None:
        return [], None  # the table is unknown or unreadable, and said so already
    position = index[row["table"]].get(row["row_id"])
    if position is None:
        if not grid.complete:
            return [], None
        return _one(
            book,
            number,
            "row_id",
            FindingCode.CORRECTION_NO_ROW,
            message=f"table {row['table']} has no row {row['row_id']!r}",
            fix="Correct the row id, or remove the entry if the row was removed",
        ), None
    column = row["column"]
    if column and not grid.has(column):
        return _one(
            book,
            number,
            "column",
            FindingCode.CORRECTION_NO_COLUMN,
            message=f"table {row['table']} has no column {column!r}",
            fix="Correct the name of the column",
        ), None
    found = _cell(grid, column, position) if column else ""
    entry = Entry(
        **{k: row[k] for k in ("table", "row_id", "action", "use", "reason", "oddity_id")},
        column=column,
        found=found,
        replacement=row["replacement"],
        position=position,
        line=int(book.lines[number]),
    )
    return (_unexpected(book, number, row, found) if column else []), entry


def _unexpected(book: Grid, number: int, row: Mapping[str, str], found: str) -> list[Finding]:
    if found == row["expects"]:
        return []
    cell = f"{row['table']} {row['row_id']} {row['column']}"
    message = f"{cell} holds {found!r}, and the entry expects {row['expects']!r}"
    if row["action"] == Action.REPLACE:
        return _one(
            book,
            number,
            "expects",
            FindingCode.CORRECTION_EXPECTS,
            message=message + "; nothing was replaced",
            fix="Check the cell against its source, then update or remove the entry",
        )
    return _one(
        book,
        number,
        "expects",
        FindingCode.CORRECTION_OUT_OF_DATE,
        severity="warning",
        message=message + "; the acceptance no longer counts",
        fix="Remove the entry if the cell is in order now, or accept its new value",
    )


def _conflict(
    book: Grid, number: int, entry: Entry, replaced: dict[tuple[str, str, str], int]
) -> list[Finding]:
    first = replaced.setdefault(entry.cell, entry.line)
    if first == entry.line:
        return []
    return _one(
        book,
        number,
        "column",
        FindingCode.CORRECTION_CONFLICT,
        message=f"the cell is replaced by line {first} already",
        fix="Keep one of the two entries",
    )


def _against_oddities(book: Grid, grids: Mapping[str, Grid]) -> list[Finding]:
    """Entries that name an oddity of another row, or differ from the oddity of their row."""
    oddities = grids.get("oddities")
    if oddities is None or not oddities.has("oddity_id", "table", "row_id", "use"):
        return []
    row_of = {key: (table, row) for key, table, row, _ in _rows(oddities)}
    use_of = {(table, row): use for _, table, row, use in _rows(oddities)}
    entries = list(enumerate(_rows(book)))
    other = [i for i, (k, t, r, _) in entries if row_of.get(k, (t, r)) != (t, r)]
    differing = [i for i, (_, t, r, use) in entries if use_of.get((t, r), use) != use]
    return book.findings(
        np.array(other, dtype=np.intp),
        column="oddity_id",
        code=FindingCode.CORRECTION_OTHER_ROW,
        message=lambda key: f"the oddity {key} is about another row: {' '.join(row_of[key])}",
        fix="Name the oddity of this row, or leave the cell empty",
    ) + book.findings(
        np.array(differing, dtype=np.intp),
        column="use",
        code=FindingCode.CORRECTION_USE_DIFFERS,
        severity="warning",
        message=f"use is not that of the oddity; the stricter holds, {Use.SHOW_NOT_SUMMARISE}",
        fix="Write the same use in oddities.csv and corrections.csv",
    )


def _rows(grid: Grid) -> list[tuple[str, str, str, str]]:
    """Oddity id, table, row id and use of each row."""
    names = ("oddity_id", "table", "row_id", "use")
    cells = [grid.columns[name].texts() for name in names]
    return [(str(a), str(b), str(c), str(d)) for a, b, c, d in zip(*cells, strict=True)]
