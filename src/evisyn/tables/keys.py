"""Keys inside a table and between tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evisyn.records import Finding
from evisyn.tables.grid import Grid, Mask
from evisyn.tables.schema import Reference
from evisyn.vocab import FindingCode

#: Looking for a near match costs time in proportion to the keys; past these it is left out.
_SUGGEST_KEYS = 20_000
_SUGGEST_FINDINGS = 50


def check_keys(grids: Mapping[str, Grid]) -> list[Finding]:
    """Duplicate keys, values that must be unique, and references that lead nowhere."""
    findings: list[Finding] = []
    for grid in grids.values():
        findings += _primary(grid)
        for columns in grid.schema.unique:
            findings += _repeated(grid, columns, FindingCode.NOT_UNIQUE)
        findings += _unique_columns(grid)
        for reference in grid.schema.references:
            findings += _reference(grids, grid, reference)
        findings += _row_reference(grids, grid)
    return findings


def _primary(grid: Grid) -> list[Finding]:
    return _repeated(grid, grid.schema.primary_key, FindingCode.DUPLICATE_KEY)


def _repeated(grid: Grid, columns: Sequence[str], code: FindingCode) -> list[Finding]:
    """Rows that repeat the key of an earlier row; rows with an empty part do not count."""
    if not columns or not grid.has(*columns):
        return []
    whole = np.logical_and.reduce([grid.filled(name) for name in columns])
    return _repeats(grid, grid.key_codes(columns), whole, columns, code)


def _unique_columns(grid: Grid) -> list[Finding]:
    """Values that stand twice in a column that allows it once, without regard to case."""
    findings: list[Finding] = []
    for column in grid.schema.columns:
        if column.unique and grid.has(column.name):
            cells = grid.columns[column.name]
            folded = pd.factorize(np.array([v.casefold() for v in cells.values], dtype=object))[0]
            codes = folded[cells.codes].astype(np.int64) if len(folded) else cells.codes
            findings += _repeats(
                grid, codes, cells.filled(), (column.name,), FindingCode.NOT_UNIQUE
            )
    return findings


def _repeats(
    grid: Grid,
    codes: NDArray[np.int64],
    whole: Mask,
    columns: Sequence[str],
    code: FindingCode,
) -> list[Finding]:
    rows = np.flatnonzero(pd.Series(codes).duplicated().to_numpy() & whole)
    if not len(rows):
        return []
    _, first = np.unique(codes, return_index=True)
    keys = grid.keys(columns)
    name = " + ".join(columns)
    column = columns[0] if len(columns) == 1 else ""
    if code == FindingCode.DUPLICATE_KEY:
        fix = "Give the row a key of its own, or remove it if it is the same row twice"
    else:
        fix = "Correct one of the two, or join the rows if they are the same thing"
    earlier = dict(zip(np.unique(codes), first, strict=True))
    findings: list[Finding] = []
    for row in rows:
        line = int(grid.lines[earlier[codes[row]]])
        message = f"{name} {keys[row]!r} stands already on line {line}"
        findings += grid.findings(
            np.array([row]), column=column, code=code, message=message, fix=fix
        )
    return findings


def _reference(grids: Mapping[str, Grid], grid: Grid, reference: Reference) -> list[Finding]:
    if not grid.has(reference.column):
        return []
    known: set[str] = set(reference.named)
    for table, column in reference.targets:
        target = grids.get(table)
        if target is None or not target.has(column) or not target.complete:
            return []
        known.update(target.columns[column].values)
    unknown = grid.columns[reference.column].where(lambda t: bool(t) and t not in known)
    tables = " or ".join(dict.fromkeys(table for table, _ in reference.targets))
    also = f", nor one of {', '.join(reference.named)}" if reference.named else ""
    findings = grid.findings(
        unknown,
        column=reference.column,
        code=FindingCode.UNKNOWN_REFERENCE,
        message=lambda text: f"{text!r} is no row of {tables}{also}",
        fix=_nearest(known, int(unknown.sum()), f"Add the row to {tables}, or correct the key"),
    )
    return findings + _self_reference(grid, reference)


def _nearest(known: set[str], count: int, otherwise: str) -> Callable[[str], str]:
    """A fix that names the nearest key, where looking for it is quick."""

    def fix(text: str) -> str:
        if len(known) > _SUGGEST_KEYS or count > _SUGGEST_FINDINGS:
            return otherwise
        close = get_close_matches(text, known, n=1, cutoff=0.75)
        return f"{otherwise}; the nearest is {close[0]!r}" if close else otherwise

    return fix


def _self_reference(grid: Grid, reference: Reference) -> list[Finding]:
    if (grid.schema.name, grid.schema.primary_key[0]) not in reference.targets:
        return []
    own = grid.columns[reference.column].texts()
    key = grid.columns[grid.schema.primary_key[0]].texts()
    return grid.findings(
        np.asarray((own == key) & (own != ""), dtype=bool),
        column=reference.column,
        code=FindingCode.SELF_REFERENCE,
        message="the row points to itself",
        fix="Name the other row, or leave the cell empty",
    )


def _row_reference(grids: Mapping[str, Grid], grid: Grid) -> list[Finding]:
    """Rows (and columns) that a table names by table name and row id."""
    naming = grid.schema.row_reference
    if (
        naming is None
        or grid.schema.name == "corrections"
        or not grid.has(naming.table, naming.row)
    ):
        return []
    tables = grid.columns[naming.table].texts()
    ids = grid.columns[naming.row].texts()
    findings: list[Finding] = []
    for table, target in grids.items():
        rows = np.flatnonzero(tables == table)
        key = target.schema.primary_key
        if not len(rows) or not target.complete or not target.has(*key):
            continue
        known = set(target.keys(key))
        lost = np.array([row for row in rows if ids[row] and ids[row] not in known], dtype=np.intp)
        findings += grid.findings(
            lost,
            column=naming.row,
            code=FindingCode.UNKNOWN_REFERENCE,
            message=lambda text, t=table: f"{text!r} is no row of {t}",  # type: ignore[misc]
            fix=_nearest(known, len(lost), f"Correct the row id, or remove this entry of {table}"),
        )
        findings += _column_reference(grid, target, rows)
    return findings


def _column_reference(grid: Grid, target: Grid, rows: NDArray[np.intp]) -> list[Finding]:
    """Columns of another table that are named beside its rows."""
    naming = grid.schema.row_reference
    if naming is None or not naming.column or not grid.has(naming.column):
        return []
    known = set(target.schema.names)
    names = grid.columns[naming.column].texts()
    lost = np.array([row for row in rows if names[row] and names[row] not in known], dtype=np.intp)
    return grid.findings(
        lost,
        column=naming.column,
        code=FindingCode.UNKNOWN_REFERENCE,
        message=lambda text: f"table {target.schema.name} has no column {text!r}",
        fix=_nearest(known, len(lost), "Correct the name of the column"),
    )
