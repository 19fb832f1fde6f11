"""Rows of two versions of one table, matched by key."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Row = dict[str, str]
_MOST = 2**31 - 1
#: Characters from which a text is cut to what differs, and words that stay around that.
_SENTENCE = 80
_AROUND = 2
#: Words up to which each difference of two texts is looked for.
_MOST_WORDS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell: its column, what stood there and what stands there."""

    column: str
    old: str
    new: str

    @property
    def moved(self) -> float | None:
        """By how much a number moved; None when one of the two is no number."""
        try:
            return float(self.new) - float(self.old)
        except ValueError:
            return None

    @property
    def shown(self) -> tuple[str, str]:
        """What stood there and what stands there, long texts cut to what differs."""
        old, new = _focus(self.old, self.new)
        return old or "empty", new or "empty"

    def __str__(self) -> str:
        by = self.moved
        how = f" ({by:+.4g})" if by else ""
        return f"{self.column}: {' -> '.join(self.shown)}{how}"


def _focus(old: str, new: str) -> tuple[str, str]:
    """Long texts cut to the words that differ and a few around them."""
    was, now = old.split(" "), new.split(" ")
    if min(len(old), len(new)) < _SENTENCE:
        return old, new
    most = min(len(was), len(now))
    start = next((i for i in range(most) if was[i] != now[i]), most)
    end = next((i for i in range(most - start) if was[-1 - i] != now[-1 - i]), most - start)
    middle = [(start, len(was) - end, start, len(now) - end)]
    if max(len(was), len(now)) <= _MOST_WORDS:
        found = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
        middle = [(a, b, c, d) for tag, a, b, c, d in found if tag != "equal"] or middle
    return _around(was, [(a, b) for a, b, _, _ in middle]), _around(
        now, [(c, d) for _, _, c, d in middle]
    )


def _around(words: Sequence[str], places: Sequence[tuple[int, int]]) -> str:
    """Some places of a text with the words around them, and dots for what is left out."""
    spans: list[list[int]] = []
    for begin, end in places:
        low, high = max(0, begin - _AROUND), min(len(words), end + _AROUND)
        if spans and low <= spans[-1][1]:
            spans[-1][1] = high
        else:
            spans.append([low, high])
    parts = [" ".join(words[low:high]) for low, high in spans]
    head = "... " if spans and spans[0][0] else ""
    tail = " ..." if spans and spans[-1][1] < len(words) else ""
    return head + " ... ".join(parts) + tail


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row that both versions have, with the cells that differ."""

    key: str
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """How one table differs.

    Parameters
    ----------
    path
        ``data/NAME.csv`` or ``evidence/tables/NAME.csv``.
    key
        Columns that tell rows apart.
    added, removed
        Keys of rows that only one version has.
    changed
        Rows that both have, with their cells.
    columns_added, columns_removed
        Columns that only one version has.
    """

    path: str
    key: tuple[str, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[RowChange, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """Counts in words."""
        parts = [
            f"{len(self.added)} added" if self.added else "",
            f"{len(self.removed)} removed" if self.removed else "",
            f"{len(self.changed)} changed" if self.changed else "",
            f"new columns {', '.join(self.columns_added)}" if self.columns_added else "",
            f"columns gone {', '.join(self.columns_removed)}" if self.columns_removed else "",
        ]
        return ", ".join(part for part in parts if part) or "order or form only"


def table(content: bytes | None) -> tuple[tuple[str, ...], list[Row]]:
    """Header and rows of a CSV file; none when there is no file.

    Bytes that are no UTF-8 and rows of another length are kept as far as they go: a difference
    is shown of broken tables, too.
    """
    limit = csv.field_size_limit(_MOST)
    try:
        text = io.StringIO((content or b"").decode("utf-8-sig", "replace"), newline="")
        lines = [cells for cells in csv.reader(text) if cells]
    finally:
        csv.field_size_limit(limit)
    if not lines:
        return (), []
    header = tuple(lines[0])
    return header, [dict(zip(header, cells, strict=False)) for cells in lines[1:]]


def compare_rows(
    path: str, old: bytes | None, new: bytes | None, key: Sequence[str] = ()
) -> TableChange | None:
    """How two versions of a table differ; None when they are the same bytes.

    Parameters
    ----------
    path
        Of the table.
    old, new
        Content; None when there is no such file.
    key
        Columns of the key; empty to find columns that tell all rows apart.
    """
    if old == new:
        return None
    (old_header, before), (new_header, after) = table(old), table(new)
    shared = [name for name in new_header if name in old_header] or list(new_header or old_header)
    usable = tuple(key) if key and set(key) <= set(shared) else _found_key(shared, before, after)
    was, now = _by_key(before, usable), _by_key(after, usable)
    compared = [name for name in new_header if name in old_header]
    changed = [
        RowChange(key=id, cells=cells)
        for id in now
        if id in was and (cells := _cells(compared, was[id], now[id]))
    ]
    return TableChange(
        path=path,
        key=usable,
        added=tuple(id for id in now if id not in was),
        removed=tuple(id for id in was if id not in now),
        changed=tuple(changed),
        columns_added=tuple(n for n in new_header if n not in old_header) if old else (),
        columns_removed=tuple(n for n in old_header if n not in new_header) if new else (),
    )


def _cells(columns: Sequence[str], was: Row, now: Row) -> tuple[CellChange, ...]:
    pairs = ((name, was.get(name, ""), now.get(name, "")) for name in columns)
    return tuple(CellChange(column=n, old=a, new=b) for n, a, b in pairs if a != b)


def _found_key(shared: Sequence[str], before: list[Row], after: list[Row]) -> tuple[str, ...]:
    """An id column that is unique in both versions, else as many leading columns as needed."""
    ids = [name for name in shared if name.endswith("_id")]
    for name in ids:
        if _unique(before, (name,)) and _unique(after, (name,)):
            return (name,)
    for width in range(1, len(shared) + 1):
        columns = tuple(shared[:width])
        if _unique(before, columns) and _unique(after, columns):
            return columns
    return tuple(shared)


def _unique(rows: list[Row], columns: tuple[str, ...]) -> bool:
    keys = [tuple(row.get(name, "") for name in columns) for row in rows]
    return len(set(keys)) == len(keys)


def _by_key(rows: list[Row], key: tuple[str, ...]) -> Mapping[str, Row]:
    """Rows by key; equal keys are numbered so that none is lost."""
    found: dict[str, Row] = {}
    for row in rows:
        id = " + ".join(row.get(name, "") for name in key)
        twin, name = 1, id
        while name in found:
            twin += 1
            name = f"{id} ({twin})"
        found[name] = row
    return found
