"""Conclusions that flipped, and the file in which people say that they saw it.

``acknowledged.csv`` stands at the project's root. It is no input of any output and is edited by
people only; ``evisyn build --strict`` reads it. Each row says that one answer may turn from one
value into another. It holds for as long as it stands there; a row that matches nothing is history.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from evisyn.build.diff.conclusions import ANSWER, ANSWERS, SIDE
from evisyn.errors import EvidenceError, FlipError
from evisyn.records import Finding
from evisyn.vocab import FindingCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evisyn.build.diff.difference import Difference
    from evisyn.build.paths import Project

FILE = "acknowledged.csv"
CELLS = ("answer_id", "column", "was", "becomes")
HEADER = (*CELLS, "acknowledged_by", "date", "reason")
#: Columns of answers that count as conclusions.
COLUMNS = tuple(dict.fromkeys([n for _, names in ANSWERS.values() for n in names] + [SIDE, ANSWER]))
#: Written where a value is empty, so that a row says so.
EMPTY = "empty"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, order=True)
class Flip:
    """One conclusion that turned into another one."""

    answer_id: str
    column: str
    was: str
    becomes: str

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.column} was {self.was}, becomes {self.becomes}"

    @property
    def line(self) -> str:
        """The row to add to the file, with the last three cells left for a person."""
        return _csv([self.answer_id, self.column, self.was, self.becomes, "", "", ""])


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One row of the file: which flip, and the line it stands on."""

    flip: Flip
    line: int


def flips(found: Difference) -> tuple[Flip, ...]:
    """Every conclusion that flipped, and every answer that is gone."""
    return tuple(
        Flip(answer.id, cell.column, cell.old or EMPTY, cell.new or EMPTY)
        for answer in found.answers
        for cell in answer.flips
    )


def read_acknowledgements(project: Project) -> tuple[Acknowledgement, ...]:
    """Rows of ``acknowledged.csv``; none where there is no such file.

    Raises
    ------
    EvidenceError
        Rows that cannot be used, all at once.
    """
    path = project.root / FILE
    if not path.is_file():
        return ()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvidenceError(
            [_finding(1, "", "", FindingCode.WRONG_ENCODING, "is not UTF-8", "Save it as UTF-8")]
        ) from error
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    problems = _header(reader.fieldnames or ())
    if problems:
        raise EvidenceError(problems)
    rows = [(reader.line_num, {k: (v or "").strip() for k, v in row.items() if k}, row)
            for row in reader]  # fmt: skip
    for line, cells, raw in rows:
        problems += _row(line, cells, extra=bool(raw.get("")))
    problems += _twins([(line, cells) for line, cells, _ in rows])
    if problems:
        raise EvidenceError(sorted(problems, key=lambda finding: finding.line or 0))
    return tuple(
        Acknowledgement(Flip(*(cells[name] for name in CELLS)), line) for line, cells, _ in rows
    )


def refuse(found: Sequence[Flip], known: Sequence[Acknowledgement]) -> None:
    """Stop where a conclusion flipped that nobody acknowledged.

    Raises
    ------
    FlipError
        With every such flip in words, and the rows to add.
    """
    seen = {row.flip for row in known}
    left = [flip for flip in found if flip not in seen]
    if left:
        raise FlipError(_refusal(left, known), [flip.line for flip in left])


def unused(found: Iterable[Flip], known: Sequence[Acknowledgement]) -> tuple[str, ...]:
    """A note where rows match no flip of this build."""
    flipped = set(found)
    lines = [str(row.line) for row in known if row.flip not in flipped]
    if not lines:
        return ()
    many = len(lines) > 1
    return (
        f"{FILE}: {'lines' if many else 'line'} {', '.join(lines)} {'match' if many else 'matches'}"
        " no conclusion that flipped now; keep as a record or remove",
    )


def _refusal(left: Sequence[Flip], known: Sequence[Acknowledgement]) -> str:
    count = len(left)
    lines = [f"{count} conclusion{'' if count == 1 else 's'} flipped and nobody acknowledged it:"]
    for flip in left:
        lines.append(f"  {flip}")
        near = [
            row
            for row in known
            if (row.flip.answer_id, row.flip.column) == (flip.answer_id, flip.column)
        ]
        lines += [
            f"    line {row.line} of {FILE} says {row.flip.was} -> {row.flip.becomes}"
            for row in near
        ]
    lines.append(f"If each is as it should be, add these rows to {FILE} at the project's root,")
    lines.append("with name, date (YYYY-MM-DD) and reason in the last three cells:")
    lines += [f"  {','.join(HEADER)}", *(f"  {flip.line}" for flip in left)]
    return "\n".join(lines)


def _header(names: Sequence[str]) -> list[Finding]:
    found = [
        _finding(1, name, "", FindingCode.MISSING_COLUMN, "is missing", _ALLOWED)
        for name in HEADER
        if name not in names
    ]
    found += [
        _finding(1, name, "", FindingCode.UNKNOWN_COLUMN, "is not known", _ALLOWED)
        for name in dict.fromkeys(names)
        if name not in HEADER
    ]
    found += [
        _finding(1, name, "", FindingCode.DUPLICATE_COLUMN, "stands twice", _ALLOWED)
        for name in HEADER
        if list(names).count(name) > 1
    ]
    return found


_ALLOWED = f"The first line is {','.join(HEADER)}"


def _row(line: int, cells: dict[str, str], *, extra: bool) -> list[Finding]:
    found = [
        _finding(line, name, "", FindingCode.REQUIRED, "is empty", _FILL[name])
        for name in HEADER
        if not cells[name]
    ]
    if extra:
        message, fix = "the row has more cells than the header", "Put texts with commas in quotes"
        found.append(_finding(line, "", "", FindingCode.ROW_LENGTH, message, fix))
    if cells["column"] and cells["column"] not in COLUMNS:
        message = "names no conclusion"
        fix = f"Allowed: {', '.join(COLUMNS)}"
        found.append(
            _finding(line, "column", cells["column"], FindingCode.NOT_IN_VOCABULARY, message, fix)
        )
    if cells["date"] and not _is_date(cells["date"]):
        message, fix = "is no date", "Write it as YYYY-MM-DD"
        found.append(_finding(line, "date", cells["date"], FindingCode.NOT_A_DATE, message, fix))
    if cells["was"] and cells["was"] == cells["becomes"]:
        message, fix = "is what it was", "Say what the conclusion turned into, or remove the row"
        found.append(
            _finding(line, "becomes", cells["becomes"], FindingCode.CONDITION_VALUE, message, fix)
        )
    return found


_FILL = {
    "answer_id": "Give the question or the statement",
    "column": f"Allowed: {', '.join(COLUMNS)}",
    "was": f"Give the value before; for an empty one write {EMPTY}",
    "becomes": f"Give the value now; for an empty one write {EMPTY}",
    "acknowledged_by": "Give the name of who looked at it",
    "date": "Write it as YYYY-MM-DD",
    "reason": "Say why this is as it should be",
}


def _twins(rows: Iterable[tuple[int, dict[str, str]]]) -> list[Finding]:
    first: dict[tuple[str, ...], int] = {}
    found = []
    for line, cells in rows:
        key = tuple(cells[name] for name in CELLS)
        if key in first:
            message = f"the same flip stands on line {first[key]}"
            found.append(
                _finding(line, "", "", FindingCode.DUPLICATE_KEY, message, "Keep one of the rows")
            )
        first.setdefault(key, line)
    return found


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _finding(
    line: int, column: str, value: str, code: FindingCode, message: str, fix: str
) -> Finding:
    return Finding(
        file=FILE, line=line, column=column, value=value, code=code, message=message, fix=fix
    )


def _csv(cells: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()
