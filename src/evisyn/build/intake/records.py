"""Plain records that every reader gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evisyn.errors import EvisynError


class IntakeError(EvisynError):
    """A file cannot be taken in; the message says why and what to do. Nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One record of a file.

    Parameters
    ----------
    place
        Where it stands, for a reader: ``line 12``, ``sheet Effects, row 3``, ``record 4``.
    cells
        Field name to text, both as the file has them.
    """

    place: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What could not be taken from one place of a file, and why."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Records of one kind: a sheet, a table of a package, a list of references.

    Parameters
    ----------
    name
        Name of the sheet or table; for references ``references``.
    rows
        Records in file order.
    problems
        What the reader had to leave out.
    """

    name: str
    rows: tuple[Raw, ...]
    problems: tuple[Problem, ...] = ()


#: Field names of a bibliographic record, the same from every reader of references.
REFERENCE_FIELDS = (
    "title", "authors", "authors_full", "first_author", "year", "journal", "volume", "issue",
    "pages", "doi", "pmid", "pmcid", "url", "language", "kind",
)  # fmt: skip
