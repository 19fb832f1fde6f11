"""The contract of the tables as frozen records, and its reading from a descriptor.

The descriptor is a Frictionless Tabular Data Package (``data/datapackage.json``) with a
few properties of ours, which its own ``evisyn.note`` explains.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evisyn.errors import InputError
from evisyn.tables.rules import Comparison, Rule
from evisyn.tables.topic import Topic

#: Column types of the contract and how a frame holds them.
DTYPES = {"string": "str", "date": "str", "number": "float64", "integer": "Int64"}

#: Names that become names of files, on any system.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

#: Joins the columns of a composite key into one row id.
KEY_JOIN = " + "


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSchema:
    """One column of one table.

    Parameters
    ----------
    name, type, description
        As in the descriptor; type is string, integer, number or date.
    required, unique
        Never empty; no value twice (without regard to case).
    enum, vocabulary
        Allowed values (of each part, where a cell holds several), and the vocabulary whose
        labels name them.
    separator
        Joins several values in one cell; empty for single values.
    pattern
        Regular expression that the whole cell matches.
    minimum, maximum
        Bounds of a number, both included.
    unit
        Unit in words.
    """

    name: str
    type: str
    description: str
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    vocabulary: str = ""
    separator: str = ""
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""

    @property
    def is_number(self) -> bool:
        """Whether cells are numbers."""
        return self.type in ("number", "integer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A column whose values are keys of one of several tables, or named bodies.

    Parameters
    ----------
    column
        The pointing column.
    targets
        Pairs (table, column) that may hold the value.
    named
        Values that stand for themselves.
    """

    column: str
    targets: tuple[tuple[str, str], ...]
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReference:
    """Columns that name a table, a row of it and, where given, a column of it."""

    table: str
    row: str
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BibliographyRule:
    """Rows that need an entry in the bibliography: key = prefix + value of the column."""

    column: str
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSchema:
    """One table: columns in order, keys, rules."""

    name: str
    path: str
    title: str
    description: str
    columns: tuple[ColumnSchema, ...]
    primary_key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    row_reference: RowReference | None = None
    unique: tuple[tuple[str, ...], ...] = ()
    rules: tuple[Rule, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    bibliography: BibliographyRule | None = None
    rows_required: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ColumnSchema:
        """The column of that name; unknown names raise InputError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise InputError("name", f"table {self.name} has no column {name!r}; it has {self.names}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """All tables, the vocabularies with their labels, and the topic."""

    tables: Mapping[str, TableSchema]
    topic: Topic
    vocabularies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    bibliography: str = "references.bib"

    def table(self, name: str) -> TableSchema:
        """The table of that name; unknown names raise InputError."""
        if name not in self.tables:
            known = ", ".join(self.tables)
            raise InputError("name", f"there is no table {name!r}; the tables are {known}")
        return self.tables[name]


def contract_from(descriptor: Mapping[str, Any]) -> Contract:
    """Read a descriptor.

    Raises
    ------
    InputError
        When a part is missing, has the wrong shape, names something that does not exist, or
        would be a file outside the project; the argument names the part.
    """
    try:
        return _contract(descriptor)
    except InputError:
        raise
    except (TypeError, AttributeError, KeyError, IndexError, ValueError, re.error) as error:
        what = f"{type(error).__name__}: {error}"
        raise InputError("datapackage", f"a part has the wrong shape ({what:.200})") from error


def _contract(descriptor: Mapping[str, Any]) -> Contract:
    extension = _get(descriptor, "evisyn", dict, "datapackage")
    resources = _get(descriptor, "resources", list, "datapackage")
    vocabularies = dict(_get(extension, "vocabularies", dict, "evisyn"))
    tables = {table.name: table for table in map(_table, resources)}
    contract = Contract(
        tables=tables,
        topic=Topic.from_descriptor(_get(extension, "topic", dict, "evisyn"), vocabularies),
        vocabularies=vocabularies,
        bibliography=str(extension.get("bibliography", "references.bib")),
    )
    _check(contract)
    _check_names(contract)
    return contract


def _check_names(contract: Contract) -> None:
    """Names that become names of files may not lead anywhere else."""
    for name in (*contract.tables, *(term.id for term in contract.topic.conditions)):
        if not _NAME.fullmatch(name):
            raise InputError(
                "datapackage",
                f"the name {name!r:.60} may hold only letters, digits, points, hyphens and "
                "underscores, and begins with a letter or a digit",
            )
    for path in (*(table.path for table in contract.tables.values()), contract.bibliography):
        if not _NAME.fullmatch(path):
            raise InputError(
                "datapackage", f"the path {path!r:.60} must be the name of a file in data/"
            )


def _get(mapping: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
    value = mapping.get(key)
    if not isinstance(value, kind):
        raise InputError(where, f"needs {key!r} as a JSON {kind.__name__}, found {value!r:.60}")
    return value


def _table(resource: Mapping[str, Any]) -> TableSchema:
    name = _get(resource, "name", str, "resource")
    schema = _get(resource, "schema", dict, name)
    extra = resource.get("evisyn", {})
    bibliography = extra.get("bibliography")
    row_reference = extra.get("row_reference")
    return TableSchema(
        name=name,
        path=_get(resource, "path", str, name),
        title=str(resource.get("title", name)),
        description=str(resource.get("description", "")),
        columns=tuple(_column(item, name) for item in _get(schema, "fields", list, name)),
        primary_key=_names(schema.get("primaryKey", ())),
        references=(
            *(_foreign_key(item, name) for item in schema.get("foreignKeys", ())),
            *(_reference(item) for item in extra.get("references", ())),
        ),
        row_reference=RowReference(**row_reference) if row_reference else None,
        unique=tuple(_names(item) for item in extra.get("unique", ())),
        rules=tuple(Rule.from_descriptor(item) for item in extra.get("rules", ())),
        comparisons=tuple(
            Comparison.from_descriptor(item) for item in extra.get("comparisons", ())
        ),
        bibliography=BibliographyRule(**bibliography) if bibliography else None,
        rows_required=bool(extra.get("rows_required", False)),
    )


def _column(item: Mapping[str, Any], table: str) -> ColumnSchema:
    name = _get(item, "name", str, f"{table}.fields")
    kind = item.get("type")
    if kind not in DTYPES:
        raise InputError(f"{table}.{name}", f"type {kind!r} is not one of {tuple(DTYPES)}")
    limits = item.get("constraints", {})
    pattern = str(limits.get("pattern", ""))
    try:
        re.compile(pattern)
    except re.error as error:
        raise InputError(f"{table}.{name}", f"pattern {pattern!r} does not compile") from error
    return ColumnSchema(
        name=name,
        type=kind,
        description=str(item.get("description", "")),
        required=bool(limits.get("required", False)),
        unique=bool(limits.get("unique", False)),
        enum=tuple(limits.get("enum", item.get("items", {}).get("enum", ()))),
        vocabulary=str(item.get("vocabulary", "")),
        separator=str(item.get("separator", "")),
        pattern=pattern,
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        unit=str(item.get("unit", "")),
    )


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _foreign_key(item: Mapping[str, Any], table: str) -> Reference:
    columns = _names(item["fields"])
    target = item["reference"]
    if len(columns) != 1:
        raise InputError(table, f"a foreign key has one column here, found {columns}")
    resource = target.get("resource") or table
    return Reference(column=columns[0], targets=((resource, _names(target["fields"])[0]),))


def _reference(item: Mapping[str, Any]) -> Reference:
    return Reference(
        column=item["fields"],
        targets=tuple((t["resource"], t["fields"]) for t in item["targets"]),
        named=tuple(item.get("named", ())),
    )


def _check(contract: Contract) -> None:
    """Every name that the contract uses exists in it."""
    for table in contract.tables.values():
        used = {*table.primary_key, *(n for key in table.unique for n in key)}
        used |= {r.column for r in table.references}
        used |= {n for rule in table.rules for n in rule.names}
        used |= {n for c in table.comparisons for n in (c.left, c.right)}
        used |= {table.bibliography.column} if table.bibliography else set()
        unknown = sorted(used - set(table.names))
        if unknown:
            raise InputError(table.name, f"keys or rules name columns it does not have: {unknown}")
        for reference in table.references:
            for target, column in reference.targets:
                contract.table(target).column(column)
        for item in table.columns:
            labels = contract.vocabularies.get(item.vocabulary, {})
            stray = [v for v in item.enum if item.vocabulary and v not in labels]
            if stray:
                raise InputError(
                    f"{table.name}.{item.name}",
                    f"vocabulary {item.vocabulary!r} has no label for {stray}",
                )
