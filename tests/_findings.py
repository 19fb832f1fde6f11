"""Validation of files in memory, for tests that look at findings."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from _projects import BIBTEX, columns_of, csv_bytes, descriptor

from evisyn.records import Finding
from evisyn.tables.base import EvidenceBase
from evisyn.tables.validate import validate

KEYS: dict[str, int | None] = {
    line.split("{")[1].rstrip(","): number
    for number, line in enumerate(BIBTEX.splitlines(), start=1)
    if line.startswith("@")
}


def outcome(files: Mapping[str, bytes]) -> tuple[EvidenceBase | None, list[Finding]]:
    """Base and findings of these files under the shipped contract."""
    return validate(files, descriptor(), KEYS)


def findings(files: Mapping[str, bytes]) -> list[Finding]:
    """Findings of these files under the shipped contract."""
    return outcome(files)[1]


def with_cells(
    files: Mapping[str, bytes], table: str, change: Mapping[str, str], row: int = 0
) -> dict[str, bytes]:
    """The files with cells of one row of one table changed."""
    rows = rows_of(files, table)
    rows[row] = {**rows[row], **change}
    return {**files, f"{table}.csv": csv_bytes(columns_of(table), rows)}


def with_row(files: Mapping[str, bytes], table: str, row: Mapping[str, str]) -> dict[str, bytes]:
    """The files with one row more."""
    return {
        **files,
        f"{table}.csv": csv_bytes(columns_of(table), [*rows_of(files, table), dict(row)]),
    }


def rows_of(files: Mapping[str, bytes], table: str) -> list[dict[str, str]]:
    """Rows of a table as texts."""
    return list(csv.DictReader(io.StringIO(files[f"{table}.csv"].decode(), newline="")))
