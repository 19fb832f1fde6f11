"""Says what changed between two versions of an output, in rows and cells."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Rows = dict[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How one output differs from its earlier version.

    Parameters
    ----------
    path
        Output, relative to the project root.
    state
        ``new``, ``changed`` or ``removed``.
    rows_added, rows_removed, rows_changed, cells_changed
        For a CSV table; rows are matched by key. Zero for other files.
    columns_added, columns_removed
        Column names that only one version has.
    """

    path: str
    state: str
    rows_added: int = 0
    rows_removed: int = 0
    rows_changed: int = 0
    cells_changed: int = 0
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.state} {self.path}{self.detail}"

    @property
    def detail(self) -> str:
        """What changed in the rows, in brackets; empty for a file that is no table."""
        said = [
            _count(self.rows_added, "row", "added"),
            _count(self.rows_removed, "row", "removed"),
            _count(self.rows_changed, "row", "changed"),
            _count(self.cells_changed, "cell", "changed"),
            f"new columns {', '.join(self.columns_added)}" if self.columns_added else "",
            f"columns gone {', '.join(self.columns_removed)}" if self.columns_removed else "",
        ]
        detail = ", ".join(part for part in said if part)
        return f" ({detail})" if detail else ""


def describe(changes: Iterable[Change]) -> list[str]:
    """One line for each output; files of one output that differ in the same way share it."""
    outputs: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        stem = change.path.rpartition(".")[0]
        outputs.setdefault((change.state, stem), []).append(change)
    lines = []
    for (state, stem), group in outputs.items():
        endings = [change.path.rpartition(".")[2] for change in group]
        shown = endings[0] if len(endings) == 1 else "{" + ",".join(endings) + "}"
        lines.append(f"{state} {stem}.{shown}" + "".join(change.detail for change in group))
    return lines


def compare(path: str, old: bytes | None, new: bytes | None) -> Change | None:
    """Difference of two versions of one output, or None when they are the same bytes.

    Parameters
    ----------
    path
        Output, relative to the project root.
    old, new
        Content; None when there is no such file.
    """
    if old == new:
        return None
    if old is None or new is None:
        return Change(path=path, state="new" if old is None else "removed")
    if not path.endswith(".csv"):
        return Change(path=path, state="changed")
    return _compare_tables(path, _table(old), _table(new))


def _compare_tables(path: str, old: list[list[str]], new: list[list[str]]) -> Change:
    old_header, new_header = (table[0] if table else [] for table in (old, new))
    shared = [name for name in new_header if name in old_header]
    width = _key_width(old, new, shared)
    before, after = _by_key(old, shared, width), _by_key(new, shared, width)
    both = before.keys() & after.keys()
    cells = [
        sum(was != now for was, now in zip(before[key], after[key], strict=True)) for key in both
    ]
    return Change(
        path=path,
        state="changed",
        rows_added=len(after.keys() - before.keys()),
        rows_removed=len(before.keys() - after.keys()),
        rows_changed=sum(count > 0 for count in cells),
        cells_changed=sum(cells),
        columns_added=tuple(name for name in new_header if name not in old_header),
        columns_removed=tuple(name for name in old_header if name not in new_header),
    )


def _key_width(old: list[list[str]], new: list[list[str]], shared: list[str]) -> int:
    """How many leading shared columns tell all rows apart, in both versions."""
    for width in range(1, len(shared) + 1):
        if all(_is_key(table, shared[:width]) for table in (old, new)):
            return width
    return len(shared)


def _is_key(table: list[list[str]], columns: list[str]) -> bool:
    places = [table[0].index(name) for name in columns]
    keys = [tuple(row[place] for place in places) for row in table[1:]]
    return len(set(keys)) == len(keys)


def _by_key(table: list[list[str]], shared: list[str], width: int) -> Rows:
    """Rows by key; equal keys are numbered so that none is lost."""
    places = [table[0].index(name) for name in shared]
    rows: Rows = {}
    for row in table[1:]:
        cells = tuple(row[place] for place in places)
        key, twin = cells[:width], 0
        while (*key, str(twin)) in rows:
            twin += 1
        rows[(*key, str(twin))] = cells
    return rows


def _table(content: bytes) -> list[list[str]]:
    """Rows of a CSV file, each as long as the header."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    width = len(rows[0]) if rows else 0
    return [(row + [""] * width)[:width] for row in rows if row]


def _count(number: int, noun: str, verb: str) -> str:
    if not number:
        return ""
    return f"{number} {noun}{'' if number == 1 else 's'} {verb}"
