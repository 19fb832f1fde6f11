"""Rows that need an entry in the bibliography, and entries that no row needs."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from evisyn.records import Finding
from evisyn.tables.grid import FOLDER, Grid
from evisyn.tables.schema import Contract
from evisyn.vocab import FindingCode

#: Citation key to the line of its entry in the bibliography file, None where unknown.
BibKeys = Mapping[str, int | None]


def check_bibliography(
    contract: Contract, grids: Mapping[str, Grid], keys: BibKeys
) -> list[Finding]:
    """Hold the keys of the bibliography against the rows of the tables."""
    findings: list[Finding] = []
    needed: set[str] = set()
    whole = True
    for name, schema in contract.tables.items():
        rule = schema.bibliography
        if rule is None:
            continue
        grid = grids.get(name)
        if grid is None or not grid.complete or not grid.has(rule.column):
            whole = False
            continue
        needed |= {rule.prefix + value for value in grid.columns[rule.column].values if value}
        findings += _missing(grid, rule.column, rule.prefix, keys, contract.bibliography)
    return findings + (_orphans(needed, keys, contract.bibliography) if whole else [])


def _missing(grid: Grid, column: str, prefix: str, keys: BibKeys, file: str) -> list[Finding]:
    without = grid.columns[column].where(lambda text: bool(text) and prefix + text not in keys)

    def fix(text: str) -> str:
        close = get_close_matches(prefix + text, keys, n=1, cutoff=0.8)
        near = f"; the nearest key is {close[0]!r}" if close else ""
        return f"Add an entry with the key {prefix + text} to {FOLDER}{file}{near}"

    return grid.findings(
        without,
        column=column,
        code=FindingCode.BIBLIOGRAPHY_MISSING,
        message=f"{file} has no entry for this row",
        fix=fix,
    )


def _orphans(needed: set[str], keys: BibKeys, file: str) -> list[Finding]:
    orphans = sorted(set(keys) - needed)
    return [
        Finding(
            file=FOLDER + file,
            line=keys[key],
            row_id=key,
            code=FindingCode.BIBLIOGRAPHY_ORPHAN,
            message="the entry belongs to no review, trial or threshold source",
            fix="Correct its key, or remove the entry",
        )
        for key in orphans
    ]
