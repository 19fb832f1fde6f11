"""Two extractions of the same table: how far they agree, and the decisions on the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evisyn.appraisal.agreement import (
    ALL_PARTS,
    FieldAgreement,
    agreement_by_field,
    overall_agreement,
)
from evisyn.appraisal.rows import AgreementRow
from evisyn.build.intake.detect import read as read_file
from evisyn.build.intake.records import IntakeError
from evisyn.build.intake.safety import read_bytes
from evisyn.build.page import visible
from evisyn.errors import UsageError

if TYPE_CHECKING:
    from evisyn.tables.schema import Contract, TableSchema

Row = dict[str, str]
#: Stands for a whole row in the sheet of differences.
WHOLE_ROW = "(whole row)"
#: Most distinct texts of a column that is taken for categories without a contract.
_MOST_CATEGORIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that two people filled differently; empty when one left it so."""

    table: str
    row_id: str
    field: str
    first: str
    second: str

    @property
    def distance(self) -> float | None:
        """Second minus first where both are numbers."""
        first, second = number(self.first), number(self.second)
        return None if first is None or second is None else second - first


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Agreement of two extractions of one table.

    Parameters
    ----------
    table
        Name of the table.
    key
        Columns that match the rows.
    n_both
        Rows that both have.
    only_first, only_second
        Keys of rows that one person found.
    fields
        Agreement by field; kappa where the values are categories.
    overall
        All fields together.
    differences
        Cells that differ, and rows that only one has.
    """

    table: str
    key: tuple[str, ...]
    n_both: int
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    fields: tuple[FieldAgreement, ...]
    overall: FieldAgreement
    differences: tuple[Cell, ...]

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return asdict(self)

    def __str__(self) -> str:
        head = (
            f"{self.table}: {self.n_both} rows in both, {len(self.only_first)} only in the first, "
            f"{len(self.only_second)} only in the second; key {' + '.join(self.key)}"
        )
        lines = [head, f"  {'field':24} {'cells':>6} {'same':>6} {'percent':>8} kappa (95% CI)"]
        for item in (*self.fields, self.overall):
            kappa = "" if item.kappa is None else f"{item.kappa:.2f}{_limits(item)}"
            percent = "" if item.percent is None else f"{item.percent:.1f}"
            name = visible(item.field)
            line = f"  {name:24} {item.pairs:>6} {item.agreed:>6} {percent:>8} {kappa}"
            lines.append(line.rstrip())
        for cell in self.differences:
            by = "" if cell.distance is None else f" ({cell.distance:+.4g})"
            place = f"{visible(cell.row_id)} {visible(cell.field)}"
            values = f"{visible(cell.first) or 'empty'} | {visible(cell.second) or 'empty'}"
            lines.append(f"  {place}: {values}{by}")
        return "\n".join(lines)


def _limits(item: FieldAgreement) -> str:
    if item.kappa_low is None or item.kappa_high is None:
        return ""
    return f" ({item.kappa_low:.2f} to {item.kappa_high:.2f})"


def number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def same(first: str, second: str, tolerance: float) -> bool:
    """Whether two cells say the same: as texts, or as numbers within an absolute tolerance."""
    if first.strip() == second.strip():
        return True
    left, right = number(first), number(second)
    if left is None or right is None:
        return False
    return abs(left - right) <= tolerance or left == right


def compare(
    first: str | Path,
    second: str | Path,
    *,
    key: Sequence[str] = (),
    tolerance: float = 0.0,
    contract: Contract | None = None,
) -> tuple[Compared, ...]:
    """Compare two extractions, table by table.

    Parameters
    ----------
    first, second
        Two files of one table (CSV, JSON), or of several (a workbook); or two folders, whose
        CSV files are matched by name.
    key
        Columns that match rows; empty for those of the contract, or the first ``_id`` column.
    tolerance
        Largest absolute difference of two numbers that counts as the same.
    contract
        Knows keys and vocabularies; without it, columns with few texts are categories.

    Raises
    ------
    UsageError, IntakeError
        The files share no table, or their rows cannot be matched.
    """
    left, right = tables_of(Path(first)), tables_of(Path(second))
    if len(left) == len(right) == 1:
        (name,) = left
        right = {name: next(iter(right.values()))}
    shared = [name for name in left if name in right]
    if not shared:
        raise UsageError(f"{first} and {second} have no table of the same name.")
    return tuple(
        _compare(name, left[name], right[name], key, tolerance, _schema(contract, name, left[name]))
        for name in shared
    )


def contract_near(path: str | Path | None = None) -> Contract | None:
    """The contract of a project, None where there is no project."""
    from evisyn.build.intake.project import contents
    from evisyn.build.paths import find_project

    try:
        root = find_project(path).root
    except UsageError:
        if path is not None:
            raise
        return None
    return contents(root).contract


def tables_of(path: Path) -> dict[str, list[Row]]:
    """Rows of every table of a file, or of the CSV files of a folder."""
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    found: dict[str, list[Row]] = {}
    for file in files:
        for batch in read_file(file, read_bytes(file))[1]:
            if batch.problems:
                raise IntakeError(f"{file.name}: {'; '.join(map(str, batch.problems))}")
            found[batch.name] = [dict(raw.cells) for raw in batch.rows]
    return {name: rows for name, rows in found.items() if rows}


def _schema(contract: Contract | None, name: str, rows: list[Row]) -> TableSchema | None:
    """The table of the contract that a file is: by name, else by its key columns."""
    if contract is None:
        return None
    if name in contract.tables:
        return contract.tables[name]
    header = set(rows[0])
    fits = [t for t in contract.tables.values() if set(t.names) <= header]
    return fits[0] if fits else None


def _compare(
    name: str,
    left: list[Row],
    right: list[Row],
    key: Sequence[str],
    tolerance: float,
    schema: TableSchema | None,
) -> Compared:
    columns = tuple(column for column in left[0] if column in right[0])
    chosen = tuple(key) or (schema.primary_key if schema else ()) or _guess(columns)
    a, b = by_key(name, left, chosen), by_key(name, right, chosen)
    pairs = _pairs(name, a, b, [c for c in columns if c not in chosen], tolerance, schema)
    fields = dict.fromkeys(pair.field for pair in pairs)
    categorical = [
        field
        for field in fields
        if _is_category(schema, field) or _looks_category(schema, field, pairs)
    ]
    only_first = tuple(id for id in a if id not in b)
    only_second = tuple(id for id in b if id not in a)
    return Compared(
        table=name,
        key=chosen,
        n_both=len(a) - len(only_first),
        only_first=only_first,
        only_second=only_second,
        fields=tuple(f for f in agreement_by_field(pairs, categorical) if f.part == ALL_PARTS),
        overall=overall_agreement(pairs),
        differences=(*_differences(pairs), *_lone(name, only_first, only_second)),
    )


def _pairs(
    name: str,
    a: dict[str, Row],
    b: dict[str, Row],
    fields: Sequence[str],
    tolerance: float,
    schema: TableSchema | None,
) -> list[AgreementRow]:
    """Cells that both read; two empty ones count only where empty is a category."""
    return [
        AgreementRow(
            table=name,
            row_id=id,
            field=field,
            first_value=first,
            second_value=second,
            agree="yes" if same(first, second, tolerance) else "no",
            part="extraction",
        )
        for id in a
        if id in b
        for field in fields
        for first, second in [(a[id].get(field, ""), b[id].get(field, ""))]
        if first or second or _is_category(schema, field)
    ]


def _differences(pairs: list[AgreementRow]) -> list[Cell]:
    return [
        Cell(
            table=p.table,
            row_id=p.row_id,
            field=p.field,
            first=p.first_value,
            second=p.second_value,
        )
        for p in pairs
        if p.agree == "no"
    ]


def _lone(name: str, first: Sequence[str], second: Sequence[str]) -> list[Cell]:
    """Rows that only one person has, as differences to decide."""
    return [
        Cell(table=name, row_id=id, field=WHOLE_ROW, first=one, second=two)
        for ids, one, two in ((first, "present", ""), (second, "", "present"))
        for id in ids
    ]


def by_key(name: str, rows: list[Row], key: Sequence[str]) -> dict[str, Row]:
    """Rows by key; a key that is missing or stands twice is an error."""
    found: dict[str, Row] = {}
    for row in rows:
        missing = [column for column in key if column not in row]
        if missing or not key:
            raise UsageError(
                f"{name}: no column {', '.join(missing) or 'that is a key'}; give --key."
            )
        id = " + ".join(row[column].strip() for column in key)
        if id in found:
            raise UsageError(f"{name}: the key {id!r} stands twice; give --key with more columns.")
        found[id] = row
    return found


def _guess(columns: Sequence[str]) -> tuple[str, ...]:
    ids = [
        column for column in columns if column.endswith("_id") or column.lower() in ("id", "study")
    ]
    return tuple(ids[:1]) or tuple(columns[:1])


def _is_category(schema: TableSchema | None, field: str) -> bool:
    """Whether the contract says that a column holds one of a list."""
    if schema is None or field not in schema.names:
        return False
    column = schema.column(field)
    return bool(column.enum) and not column.separator


def _looks_category(schema: TableSchema | None, field: str, pairs: list[AgreementRow]) -> bool:
    if schema is not None:
        return False
    texts = {v for p in pairs if p.field == field for v in (p.first_value, p.second_value)}
    return len(texts) <= _MOST_CATEGORIES and all(number(t) is None for t in texts if t)
