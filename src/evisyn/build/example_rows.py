"""The fictional rows of a new project: which they are, and taking them out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evisyn.build.disk import write_all
from evisyn.build.intake.project import Contents, contents
from evisyn.build.intake.tables import Row, csv_text
from evisyn.build.paths import find_project

MARK = re.compile(r"fictional example", re.IGNORECASE)
MARK_BYTES = b"FICTIONAL EXAMPLE"
_SMALL = 1_000_000
#: Columns that name a page, not what the row is about: a real row may name an example's page.
_PAGES = ("source_id", "locator")
_ENTRY = re.compile(r"^@\w+\{([^,\s]+),.*?^\}\n*", re.MULTILINE | re.DOTALL)
_INVENTED = "Invented Results"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleRows:
    """Example rows by table, and whether they were taken out just now."""

    rows: Mapping[str, tuple[str, ...]]
    dropped: bool

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(map(len, self.rows.values()))

    def to_json(self) -> dict[str, Any]:
        """The rows as plain values."""
        return {"rows": {table: list(ids) for table, ids in self.rows.items()},
                "dropped": self.dropped}  # fmt: skip

    def __str__(self) -> str:
        if not self.count:
            return "No row is a fictional example."
        lines = [f"  {table}: {', '.join(ids)}" for table, ids in self.rows.items()]
        if self.dropped:
            return "\n".join(["Taken out of data/:", *lines])
        return "\n".join(["Fictional examples:", *lines, "evisyn examples --drop takes them out."])


def examples_in(path: str | Path | None) -> ExampleRows:
    """Say which rows of a project are fictional examples, and what hangs on them.

    Parameters
    ----------
    path
        Project root; None walks up from the working folder.

    Raises
    ------
    EvidenceError, IntakeError
        The project cannot be read.
    """
    found = contents(path)
    return ExampleRows(rows=_named(found, _marked(found)), dropped=False)


def note(path: str | Path | None) -> str:
    """A line for a person whose tables still begin with examples; empty when none does.

    Only small files are looked into: a new project has no others.
    """
    data = find_project(path).data
    small = (file for file in data.glob("*.csv") if file.stat().st_size < _SMALL)
    if not any(MARK_BYTES in file.read_bytes() for file in small):
        return ""
    return (
        "some rows are still fictional examples: evisyn examples lists them, and with --drop "
        "takes them out."
    )


def drop(path: str | Path | None) -> ExampleRows:
    """Take the fictional examples of a project out of its tables and bibliography.

    Parameters
    ----------
    path
        Project root; None walks up from the working folder. A row that was made real, so that
        neither it nor a key of it says FICTIONAL EXAMPLE, stays.

    Raises
    ------
    EvidenceError, IntakeError
        The project cannot be read.
    """
    found = contents(path)
    marked = _marked(found)
    data, new = found.root / "data", {}
    for table, rows in marked.items():
        stored, schema = found.stored(table), found.schema(table)
        kept = [row for row in stored.rows if row not in rows]
        new[data / schema.path] = csv_text(stored.header, kept, stored.line_end).encode("utf-8")
    keys = _entries(found, marked)
    name = found.contract.bibliography
    text = found.files[name].decode("utf-8-sig")
    new[data / name] = _without(text, keys).encode("utf-8")
    if marked:
        write_all(new)
    return ExampleRows(rows=_named(found, marked), dropped=True)


def _marked(found: Contents) -> dict[str, list[Row]]:
    """Rows that say so, then rows that point to such a row, until nothing is added."""
    marked: dict[str, list[Row]] = {}
    keys: set[str] = set()
    before = -1
    while before != sum(map(len, marked.values())):
        before = sum(map(len, marked.values()))
        for table in found.contract.tables.values():
            rows = [
                row
                for row in found.stored(table.name).rows
                if any(map(MARK.search, row.values())) or _points(row, keys)
            ]
            marked[table.name] = rows
            if table.name != "sources" and len(table.primary_key) == 1:
                keys |= {row[table.primary_key[0]] for row in rows}
    _keep_pages(found, marked)
    return {table: rows for table, rows in marked.items() if rows}


def _points(row: Row, keys: set[str]) -> bool:
    return any(text in keys for name, text in row.items() if text and name not in _PAGES)


def _keep_pages(found: Contents, marked: dict[str, list[Row]]) -> None:
    """A page of an example stays while a real row names it."""
    used = {
        row.get("source_id")
        for name, table in found.contract.tables.items()
        if name != "sources"
        for row in found.stored(table.name).rows
        if row not in marked.get(name, [])
    }
    marked["sources"] = [r for r in marked.get("sources", []) if r["source_id"] not in used]


def _named(found: Contents, marked: Mapping[str, list[Row]]) -> dict[str, tuple[str, ...]]:
    return {
        table: tuple(
            " + ".join(row.get(name, "") for name in found.schema(table).primary_key)
            for row in rows
        )
        for table, rows in marked.items()
    }


def _entries(found: Contents, marked: Mapping[str, list[Row]]) -> set[str]:
    """Keys of the bibliography that belong to some rows."""
    rules = {name: found.schema(name).bibliography for name in marked}
    return {
        f"{rule.prefix}{row.get(rule.column, '')}"
        for name, rule in rules.items()
        if rule is not None
        for row in marked[name]
    }


def _without(text: str, keys: set[str]) -> str:
    """The bibliography without the invented entries of some keys."""

    def kept(entry: re.Match[str]) -> str:
        ours = _INVENTED in entry.group() or bool(MARK.search(entry.group()))
        return "" if ours and entry[1] in keys else entry.group()

    return _ENTRY.sub(kept, text)
