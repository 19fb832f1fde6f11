"""From the columns of a file to those of a table: a mapping, as JSON or TOML, never code."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import TYPE_CHECKING, Any

from evisyn.build.intake.computed import Computed, computed_from
from evisyn.build.intake.records import Batch, IntakeError, Raw
from evisyn.build.intake.safety import read_bytes, to_text

if TYPE_CHECKING:
    from pathlib import Path

    from evisyn.tables.schema import TableSchema

BUILT_IN = (
    "metaumbrella", "robvis_robins_i", "robvis_rob1", "robvis", "covidence_bias", "revman_data",
    "revman_bias", "revman_studies", "covidence", "metafor_events", "metafor_correlations",
    "metafor", "sheet_studies", "sheet_labels",
)  # fmt: skip
_PARTS = frozenset(
    ["about", "when", "any", "tables", "sheet", "columns", "constants", "values", "melt", "cases",
     "ignore", "references", "compute"]
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Melt:
    """Columns of a wide table that become rows.

    Parameters
    ----------
    columns
        Column of the file to what is written into ``into``.
    into, value
        Columns of the table: the name of what was judged, and the judgement.
    """

    columns: Mapping[str, str]
    into: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the records of a file become rows of a table.

    Parameters
    ----------
    columns
        Column of the table to column of the file, or to several, joined by a blank.
    constants
        Column of the table to a text for cells that are empty.
    values
        Column of the table to text of the file (any case) to text of the table.
    cases
        Texts for empty cells when all columns of a case are filled; the first such case counts.
    ignore
        Columns of the file that are left out on purpose.
    references
        Records are references: an optional cell that does not fit is left out, not the row.
    sheet
        The sheet of a workbook that it is for; empty for any.
    compute
        Columns that follow from others where the file leaves them empty.
    """

    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    melt: Melt | None = None
    cases: tuple[tuple[tuple[str, ...], Mapping[str, str]], ...] = ()
    ignore: frozenset[str] = frozenset()
    references: bool = False
    sheet: str = ""
    compute: tuple[Computed, ...] = ()

    def rows(self, raw: Raw, given: Mapping[str, str] | None = None) -> list[dict[str, str]]:
        """Rows of the table that one record gives; several when columns are melted.

        ``given`` are texts that a person gives for cells that the file leaves empty; they come
        before those of the mapping.
        """
        row = {
            target: " ".join(text for name in names if (text := raw.cells.get(name, "")))
            for target, names in self.columns.items()
        }
        made = [row]
        if self.melt:
            made = [
                {**row, self.melt.into: what, self.melt.value: raw.cells[name]}
                for name, what in self.melt.columns.items()
                if raw.cells.get(name)
            ]
        return [self._filled(raw, item, given or {}) for item in made]

    def unused(self, batch: Batch) -> tuple[str, ...]:
        """Columns of a batch with something in them that this plan does not take."""
        taken = {name for names in self.columns.values() for name in names} | self.ignore
        taken |= {name for one in self.compute for name in one.names}
        taken |= set(self.melt.columns) if self.melt else set()
        seen = dict.fromkeys(n for raw in batch.rows for n, text in raw.cells.items() if text)
        return tuple(name for name in seen if name not in taken)

    def absent(self, batch: Batch) -> tuple[str, ...]:
        """Columns that this plan takes and no record of a batch has."""
        seen = {name for raw in batch.rows for name in raw.cells}
        wanted = dict.fromkeys(name for names in self.columns.values() for name in names)
        wanted |= dict.fromkeys(self.melt.columns if self.melt else ())
        return tuple(name for name in wanted if name not in seen) if seen else ()

    def fitted(self, header: Collection[str]) -> Plan:
        """The same with its columns written as a header has them: case does not matter."""
        same = {name.casefold(): name for name in sorted(header, reverse=True)}

        def written(names: Iterable[str]) -> tuple[str, ...]:
            return tuple(n if n in header else same.get(n.casefold(), n) for n in names)

        return replace(
            self,
            columns={target: written(names) for target, names in self.columns.items()},
            compute=tuple(replace(one, names=written(one.names)) for one in self.compute),
            ignore=self.ignore | frozenset(written(self.ignore)),
            melt=self.melt
            and replace(
                self.melt,
                columns={written([n])[0]: into for n, into in self.melt.columns.items()},
            ),
        )

    def _filled(self, raw: Raw, row: dict[str, str], given: Mapping[str, str]) -> dict[str, str]:
        for column, words in self.values.items():
            plain = {key.casefold(): value for key, value in words.items()}
            row[column] = plain.get(row.get(column, "").casefold(), row.get(column, ""))
        for column, text in given.items():
            row[column] = row.get(column) or text
        for one in self.compute:
            row[one.column] = row.get(one.column) or one.of(raw.cells, row)
        case = next((s for names, s in self.cases if all(row.get(n) for n in names)), {})
        for column, text in (*case.items(), *self.constants.items()):
            row[column] = row.get(column) or text
        return row


def from_file(path: Path) -> Plan:
    """A mapping file.

    Raises
    ------
    IntakeError
        It cannot be read, or has a part that no mapping has.
    """
    try:
        text = to_text(read_bytes(path))
        item = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise IntakeError(f"the mapping {path} cannot be read: {error}.") from error
    return plan_from(item, str(path))


def plan_from(item: Any, where: str) -> Plan:
    """A mapping from its JSON or TOML value; ``where`` names it in messages.

    Raises
    ------
    IntakeError
        A part is unknown or has the wrong shape.
    """
    if not isinstance(item, dict) or not isinstance(item.get("columns"), dict):
        raise IntakeError(f"{where}: a mapping needs 'columns', from a table's to the file's.")
    stray = sorted(set(item) - _PARTS)
    if stray:
        raise IntakeError(
            f"{where}: unknown part {stray[0]!r}; known: {', '.join(sorted(_PARTS))}."
        )
    try:
        return Plan(
            columns={
                target: (names,) if isinstance(names, str) else tuple(map(str, names))
                for target, names in item["columns"].items()
            },
            constants={k: str(v) for k, v in item.get("constants", {}).items()},
            values={
                c: {k: str(v) for k, v in w.items()} for c, w in item.get("values", {}).items()
            },
            melt=Melt(**item["melt"]) if "melt" in item else None,
            cases=tuple((tuple(c["filled"]), dict(c["set"])) for c in item.get("cases", ())),
            ignore=frozenset(item.get("ignore", ())),
            references=bool(item.get("references", False)),
            sheet=str(item.get("sheet", "")),
            compute=tuple(computed_from(one) for one in item.get("compute", ())),
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise IntakeError(
            f"{where}: a part of the mapping has the wrong shape ({error})."
        ) from error


def built_in(name: str) -> dict[str, Any]:
    """A mapping that comes with the package."""
    file = resources.files("evisyn.build.intake").joinpath("mappings", f"{name}.json")
    return dict(json.loads(file.read_text(encoding="utf-8")))


def choose(table: TableSchema, batch: Batch) -> Plan:
    """The mapping for a batch: that of references, the table's own columns, or a known style.

    Raises
    ------
    IntakeError
        No mapping fits; the message says what a mapping file needs.
    """
    if batch.name == "references":
        return plan_from(built_in("references"), "references")
    header = {name for raw in batch.rows for name in raw.cells}
    own = header & set(table.names)
    keys = set(table.primary_key)
    if own and (keys <= header or len(own) > len(header) / 2):
        return Plan(columns={name: (name,) for name in table.names if name in header})
    for name in BUILT_IN:
        if table.name in built_in(name)["tables"] and _fits(built_in(name), header):
            return plan_from(built_in(name), name).fitted(header)
    raise IntakeError(
        f"no mapping is known from these columns to {table.name}: "
        f"{', '.join(sorted(header)[:12]) or 'none'}. Write one, for example "
        f'{{"columns": {{"{table.names[1]}": "NAME IN THE FILE"}}}}, and give it with --mapping.'
    )


def tables_for(batch: Batch, tables: Iterable[TableSchema]) -> list[str]:
    """Names of the tables into which a batch can go without a mapping file."""
    found = []
    for table in tables:
        try:
            choose(table, batch)
        except IntakeError:
            continue
        if batch.name != "references" or table.name in ("reviews", "trials"):
            found.append(table.name)
    return found


def _fits(item: Mapping[str, Any], header: Collection[str]) -> bool:
    """Whether a header has the columns by which a mapping is known, in any case."""
    have = {name.casefold() for name in header}
    wanted = {name.casefold() for name in item.get("when", ())}
    one_of = {name.casefold() for name in item.get("any", ())}
    return wanted <= have and (not one_of or bool(one_of & have))
