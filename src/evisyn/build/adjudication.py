"""The sheet on which differences of two extractions are decided, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evisyn.build.disk import write_all, write_whole
from evisyn.build.extractions import WHOLE_ROW, Cell, by_key, number, tables_of
from evisyn.build.intake.tables import csv_text
from evisyn.errors import UsageError

if TYPE_CHECKING:
    from evisyn.build.extractions import Compared, Row

COLUMNS = (
    "table", "row_id", "field", "first", "second", "decision", "value", "decided_by", "reason",
)  # fmt: skip
#: What may stand under ``decision``.
DECISIONS = ("first", "second", "other")
_FORMULA = re.compile(r"^[=+\-@\t]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What came of the decisions: the agreed table, who decided what, and where both are."""

    table: str
    rows: int
    decisions: int
    deciders: tuple[str, ...]
    files: tuple[str, ...]

    def __str__(self) -> str:
        names = ", ".join(self.deciders) or "nobody"
        said = f"{self.table}: {self.rows} rows, {self.decisions} decisions by {names}"
        return "\n".join([said, *(f"  written {file}" for file in self.files)])


def sheet(compared: Sequence[Compared]) -> bytes:
    """The sheet: one line a difference, with room for decision, name and reason.

    A text that a spreadsheet would take for a formula has an apostrophe in front, which the
    reading of the sheet does not need: what was extracted is taken from the extractions.
    """
    rows = [
        {
            "table": cell.table,
            "row_id": _harmless(cell.row_id),
            "field": _harmless(cell.field),
            "first": _harmless(cell.first),
            "second": _harmless(cell.second),
        }
        for table in compared
        for cell in table.differences
    ]
    return csv_text(COLUMNS, rows).encode("utf-8")


def write_sheet(compared: Sequence[Compared], target: Path) -> None:
    """Write the sheet into a new file."""
    _refuse_existing(target)
    write_whole(target, sheet(compared))


def apply(
    first: Path, second: Path, compared: Sequence[Compared], decided: Path, target: Path
) -> Applied:
    """Make the agreed table from two extractions and a sheet that was filled in.

    Parameters
    ----------
    first, second
        The two extractions, one table each.
    compared
        What they were found to differ in.
    decided
        The sheet.
    target
        A new file for the agreed table; who decided goes beside it, as ``NAME.decisions.csv``.

    Raises
    ------
    UsageError
        A difference is not decided, a decision has no name, or a file is there already.
    """
    if len(compared) != 1:
        raise UsageError("decisions are applied to one table at a time; give two files of one.")
    (table,) = compared
    log = target.with_name(f"{target.stem}.decisions.csv")
    _refuse_existing(target)
    _refuse_existing(log)
    decisions = _decisions(table, decided)
    rows = next(iter(tables_of(first).values()))
    other = by_key(table.table, next(iter(tables_of(second).values())), table.key)
    agreed = _agreed(by_key(table.table, rows, table.key), other, decisions)
    header = list(dict.fromkeys([*rows[0], *(next(iter(other.values())) if other else ())]))
    said = csv_text(COLUMNS, [row for _, row in decisions])
    write_all({log: said.encode("utf-8"), target: csv_text(header, agreed).encode("utf-8")})
    return Applied(
        table=table.table,
        rows=len(agreed),
        decisions=len(decisions),
        deciders=tuple(dict.fromkeys(row["decided_by"] for _, row in decisions)),
        files=(str(target), str(log)),
    )


def _decisions(table: Compared, decided: Path) -> list[tuple[Cell, Row]]:
    """Every difference with its line of the sheet; all that is wrong is said at once."""
    lines = {
        (line.get("row_id", ""), line.get("field", "")): line
        for rows in tables_of(decided).values()
        for line in rows
    }
    wrong, found = [], []
    for cell in table.differences:
        line = lines.get((_harmless(cell.row_id), _harmless(cell.field)), {})
        problem = _problem(line)
        if problem:
            wrong.append(f"{cell.row_id}, {cell.field}: {problem}")
        found.append((cell, {**line, "first": cell.first, "second": cell.second}))
    if wrong:
        raise UsageError("\n  ".join([f"{len(wrong)} differences are not decided:", *wrong]))
    return found


def _problem(line: Row) -> str:
    decision = line.get("decision", "")
    if not line:
        return "the sheet has no line for it"
    if decision not in DECISIONS:
        return f"decision is {decision!r}; write one of {', '.join(DECISIONS)}"
    if not line.get("decided_by"):
        return "decided_by is empty; a decision has a name"
    if decision == "other" and line.get("field") == WHOLE_ROW:
        return "a whole row is decided by first or second"
    return ""


def _agreed(
    rows: dict[str, Row], other: dict[str, Row], decisions: list[tuple[Cell, Row]]
) -> list[Row]:
    agreed = {id: dict(row) for id, row in rows.items()}
    for cell, line in decisions:
        if cell.field == WHOLE_ROW:
            present = cell.first if line["decision"] == "first" else cell.second
            if present and cell.row_id not in agreed:
                agreed[cell.row_id] = dict(other[cell.row_id])
            elif not present:
                agreed.pop(cell.row_id, None)
            continue
        values = {"first": cell.first, "second": cell.second, "other": line.get("value", "")}
        agreed[cell.row_id][cell.field] = values[line["decision"]]
    return list(agreed.values())


def _harmless(text: str) -> str:
    """A text that no spreadsheet computes; numbers stay as they are."""
    return f"'{text}" if _FORMULA.match(text) and number(text) is None else text


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise UsageError(f"{path} is there already, and nothing is overwritten.")
