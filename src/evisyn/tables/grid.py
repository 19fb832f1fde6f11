"""The text of one table as arrays, and findings that know where they are.

Each column is held as integer codes into its distinct values, so that a check looks at each
distinct text once and is carried to the rows by indexing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evisyn.records import Finding, Severity
from evisyn.tables.schema import KEY_JOIN, TableSchema
from evisyn.vocab import FindingCode

Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]

#: How a reader sees the folder of the tables.
FOLDER = "data/"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextColumn:
    """Codes (n,) into the distinct texts ``values``; ``""`` is an empty cell."""

    codes: Positions
    values: NDArray[np.object_]
    _parsed: list[NDArray[np.float64]] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def from_texts(cls, texts: Sequence[str] | NDArray[np.object_]) -> TextColumn:
        """Factorise texts (n,) in order of first appearance."""
        codes, values = pd.factorize(np.asarray(texts, dtype=object))
        return cls(codes=codes.astype(np.intp), values=np.asarray(values, dtype=object))

    def packed(self) -> str:
        """All distinct texts between NUL characters, to rule a pattern out in one search."""
        return "\0" + "\0".join(self.values) + "\0"

    def filled(self) -> Mask:
        """Rows (n,) whose cell is not empty."""
        empty = np.flatnonzero(self.values == "")
        if not len(empty):
            return np.ones(len(self.codes), dtype=bool)
        return np.asarray(self.codes != empty[0], dtype=bool)

    def where(self, test: Callable[[str], bool]) -> Mask:
        """Rows (n,) whose text passes the test, each distinct text being tested once."""
        hits = np.fromiter(map(test, self.values), dtype=bool, count=len(self.values))
        return hits[self.codes] if len(hits) else np.zeros(len(self.codes), dtype=bool)

    def numbers(self) -> NDArray[np.float64]:
        """Cells (n,) as numbers, NaN where empty or not a number."""
        if not self._parsed:  # filled once: comparisons ask for the same column again
            parsed = pd.to_numeric(self.values, errors="coerce")
            self._parsed.append(np.asarray(parsed, dtype=float))
        values = self._parsed[0]
        return values[self.codes] if len(values) else np.full(len(self.codes), np.nan)

    def texts(self) -> NDArray[np.object_]:
        """Cells (n,) as text."""
        return self.values[self.codes] if len(self.values) else np.empty(0, dtype=object)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of one table.

    Parameters
    ----------
    schema
        Its contract.
    columns
        Column name to cells; a column that the file lacks is absent.
    lines
        File line (n,) of each row, the header being line 1.
    complete
        False when rows were left out because their form is broken: what points to them is
        then not judged.
    """

    schema: TableSchema
    columns: Mapping[str, TextColumn]
    lines: NDArray[np.int64]
    complete: bool = True

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.lines)

    @property
    def file(self) -> str:
        """File as the reader sees it."""
        return FOLDER + self.schema.path

    def has(self, *names: str) -> bool:
        """Whether all these columns were read."""
        return all(name in self.columns for name in names)

    def filled(self, name: str) -> Mask:
        """Rows (n,) where the cell is not empty."""
        return self.columns[name].filled()

    def keys(self, columns: Sequence[str]) -> NDArray[np.object_]:
        """Key of each row (n,), columns joined by ``" + "``."""
        parts = [self.columns[name].texts() for name in columns]
        if len(parts) == 1:
            return parts[0]
        joined = [KEY_JOIN.join(row) for row in zip(*parts, strict=True)]
        return np.array(joined, dtype=object)

    def key_codes(self, columns: Sequence[str]) -> NDArray[np.int64]:
        """Integer (n,) for each row's key: equal integers, equal keys."""
        codes = np.zeros(self.n, dtype=np.int64)
        for name in columns:
            cells = self.columns[name]
            codes, _ = pd.factorize(codes * max(1, len(cells.values)) + cells.codes)
            codes = codes.astype(np.int64)
        return codes

    def row_ids(self, positions: Positions) -> list[str]:
        """Row ids at these positions; empty texts when the key cannot be read."""
        key = self.schema.primary_key
        if not key or not self.has(*key):
            return [""] * len(positions)
        cells = [self.columns[name] for name in key]
        return [KEY_JOIN.join(c.values[c.codes[p]] for c in cells) for p in positions]

    def with_cell(self, name: str, position: int, text: str) -> Grid:
        """A grid with one cell replaced."""
        texts = self.columns[name].texts().copy()
        texts[position] = text
        return replace(self, columns={**self.columns, name: TextColumn.from_texts(texts)})

    def findings(
        self,
        rows: Mask | Positions,
        *,
        column: str,
        code: FindingCode,
        message: str | Callable[[str], str],
        fix: str | Callable[[str], str],
        severity: Severity = "error",
    ) -> list[Finding]:
        """One finding for each row; message and fix may depend on the text of the cell."""
        where = np.flatnonzero(rows) if rows.dtype == bool else rows.astype(np.intp)
        if not len(where):
            return []
        cells = self.columns.get(column)
        texts = [""] * len(where) if cells is None else list(cells.values[cells.codes[where]])
        say = message if callable(message) else lambda _: message
        mend = fix if callable(fix) else lambda _: fix
        words = {text: (say(text), mend(text)) for text in dict.fromkeys(texts)}
        return [
            Finding(
                severity=severity,
                file=self.file,
                line=int(line),
                row_id=row_id,
                column=column,
                value=text,
                code=code,
                message=words[text][0],
                fix=words[text][1],
            )
            for line, row_id, text in zip(
                self.lines[where], self.row_ids(where), texts, strict=True
            )
        ]
