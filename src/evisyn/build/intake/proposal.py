"""What an import would do, for a person to read before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from evisyn.build.intake.records import Problem
from evisyn.build.page import visible

#: Rows shown in full on a terminal before the rest is counted.
_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A row that would be added: where it comes from, its key and its cells."""

    place: str
    row_id: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A record that is there already, and how it was recognised."""

    place: str
    row_id: str
    how: str
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Everything about one import.

    Parameters
    ----------
    file, sha256, format, table
        The file, the hash of its bytes, how it was read, and where its rows go.
    additions
        Rows that would be added.
    known
        Records that are there already and are left out.
    refused
        Records that cannot be added, each with every reason.
    left_out
        Cells that were left empty because they do not fit.
    unused
        Columns of the file that the table has no place for.
    source
        Row of ``sources`` for the file; empty when the records name their own.
    absent
        Columns that a mapping file names and the file does not have.
    bibliography
        Entries for ``references.bib``.
    earlier
        Day on which the same file was imported before, or empty.
    written
        Whether the rows are in the table now.
    """

    file: str
    sha256: str
    format: str
    table: str
    additions: tuple[Addition, ...]
    known: tuple[Known, ...]
    refused: tuple[Problem, ...]
    left_out: tuple[Problem, ...]
    unused: tuple[str, ...]
    source: Mapping[str, str]
    absent: tuple[str, ...] = ()
    bibliography: str = ""
    earlier: str = ""
    written: bool = False

    def to_json(self) -> dict[str, Any]:
        """The proposal as plain values."""
        plain: dict[str, Any] = asdict(self)
        return plain

    def __str__(self) -> str:
        return "\n".join([*self._head(), *self._body(), self._foot()])

    def _head(self) -> list[str]:
        lines = [f"{visible(self.file)}, read as {self.format}, into {self.table}:"]
        if self.earlier:
            lines.append(f"  this very file was imported before, on {self.earlier}")
        if self.unused:
            names = ", ".join(visible(name) for name in self.unused)
            lines.append(f"  columns without a place in {self.table}: {names}")
        if self.absent:
            names = ", ".join(visible(name) for name in self.absent)
            lines.append(f"  the mapping names columns that the file does not have: {names}")
        return lines

    def _body(self) -> list[str]:
        verb = "added" if self.written else "would add"
        lines = [f"  + {verb} {a.row_id}  ({_said(a.place)}) {_gist(a)}" for a in self.additions]
        lines += [
            f"  = {_said(k.place)}: already there as {k.row_id} ({k.how})" for k in self.known
        ]
        lines += [f"  ~ {where}: {visible(text)}" for where, text in _together(self.left_out)]
        lines += [
            f"  ! {where}: not taken: {visible(text)}" for where, text in _together(self.refused)
        ]
        more = len(lines) - _SHOWN
        return (
            [*lines[:_SHOWN], f"  ... and {more} lines more; --json has all"] if more > 0 else lines
        )

    def _foot(self) -> str:
        counted = (
            f"{len(self.additions)} rows to add, {len(self.known)} already there, "
            f"{len({p.place.partition(' (')[0] for p in self.refused})} not taken, "
            f"{len(self.left_out)} cells left empty"
        )
        if self.written:
            return f"{counted}; written to data/."
        return f"{counted}; nothing was written" + ("; --write adds." if self.additions else ".")


def _together(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Places that have the same trouble on one line: each is named, none is repeated."""
    places: dict[str, list[str]] = {}
    for problem in problems:
        places.setdefault(problem.text, []).append(_said(problem.place))
    return [(_span(names), text) for text, names in places.items()]


def _span(names: list[str]) -> str:
    """``line 2, 3, 5`` instead of the same word over and over."""
    stems = {name.rpartition(" ")[0] for name in names}
    if len(names) == 1 or len(stems) > 1 or not all(n.rpartition(" ")[2].isdigit() for n in names):
        return "; ".join(names)
    numbers = [int(name.rpartition(" ")[2]) for name in names]
    stem = f"{stems.pop()}s " if stems <= {"line", "record", "row"} else f"{stems.pop()} "
    if numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{stem}{numbers[0]} to {numbers[-1]}"
    return stem + ", ".join(map(str, numbers))


def _said(text: str) -> str:
    return visible(text)


def _gist(addition: Addition) -> str:
    """The beginning of what a row says, on one line."""
    text = addition.cells.get("title") or "; ".join(t for t in addition.cells.values() if t)
    shown = visible(text)
    return shown if len(shown) <= 70 else shown[:67] + "..."
