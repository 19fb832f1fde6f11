"""The header of a file against the columns of the contract."""

from __future__ import annotations

from difflib import get_close_matches

from evisyn.records import Finding
from evisyn.tables.grid import FOLDER, Grid, TextColumn
from evisyn.tables.parse import Parsed
from evisyn.tables.schema import TableSchema
from evisyn.vocab import FindingCode


def to_grid(schema: TableSchema, parsed: Parsed) -> tuple[Grid, list[Finding]]:
    """Match columns by name (their order is free) and report every one that does not fit.

    Returns
    -------
    tuple
        A grid of the columns that could be matched, and the findings.
    """
    findings = _findings(schema, parsed.header)
    wanted = set(schema.names)
    columns: dict[str, TextColumn] = {}
    for name, cells in zip(parsed.header, parsed.cells, strict=True):
        if name in wanted and name not in columns:
            columns[name] = cells
    grid = Grid(schema=schema, columns=columns, lines=parsed.lines, complete=parsed.complete)
    if schema.rows_required and not grid.n:
        findings.append(
            Finding(
                file=grid.file,
                code=FindingCode.NO_ROWS,
                message="the file has a header and no row, and the other tables need its rows",
                fix="Add at least one row",
            )
        )
    return grid, findings


def _findings(schema: TableSchema, header: tuple[str, ...]) -> list[Finding]:
    missing = [name for name in schema.names if name not in header]
    findings = []
    seen: set[str] = set()
    for name in header:
        if name in seen:
            findings.append(_duplicate(schema, name))
        elif name not in schema.names:
            meant = _meant(name, missing)
            if meant:
                missing.remove(meant)
            findings.append(_renamed(schema, name, meant) if meant else _unknown(schema, name))
        seen.add(name)
    return findings + [_missing(schema, name) for name in missing]


def _meant(name: str, missing: list[str]) -> str:
    """The missing column that an unknown name probably stands for."""
    plain = {n.casefold(): n for n in missing}
    tidy = "_".join(name.strip(" \t\u00a0\ufeff").casefold().replace("-", " ").split())
    close = get_close_matches(tidy, plain, n=1, cutoff=0.6)
    return plain[close[0]] if close else ""


def _finding(schema: TableSchema, code: FindingCode, name: str, message: str, fix: str) -> Finding:
    return Finding(
        file=FOLDER + schema.path, line=1, column=name, code=code, message=message, fix=fix
    )


def _duplicate(schema: TableSchema, name: str) -> Finding:
    return _finding(
        schema,
        FindingCode.DUPLICATE_COLUMN,
        name,
        f"the header names the column {name!r} twice",
        "Keep one of the two columns",
    )


def _renamed(schema: TableSchema, name: str, meant: str) -> Finding:
    return _finding(
        schema,
        FindingCode.RENAMED_COLUMN,
        name,
        f"the contract has no column {name!r}, and the column {meant!r} is missing",
        f"Rename {name!r} to {meant!r}",
    )


def _unknown(schema: TableSchema, name: str) -> Finding:
    shown = name or "(a column without a name)"
    return _finding(
        schema,
        FindingCode.UNKNOWN_COLUMN,
        name,
        f"the contract has no column {shown!r} in this table",
        "Remove the column, or describe it in data/datapackage.json first",
    )


def _missing(schema: TableSchema, name: str) -> Finding:
    return _finding(
        schema,
        FindingCode.MISSING_COLUMN,
        name,
        f"the column {name!r} is missing",
        "Put it back; leave its cells empty where nothing was reported",
    )
