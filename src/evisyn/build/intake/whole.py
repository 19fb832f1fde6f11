"""A file that holds tables of a project, taken in as a whole: all of its rows or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from evisyn.build.hashing import sha256_bytes
from evisyn.build.intake import log
from evisyn.build.intake.bibentry import entry
from evisyn.build.intake.detect import read as read_file
from evisyn.build.intake.mapping import choose
from evisyn.build.intake.project import Contents, contents, new_files, write_new
from evisyn.build.intake.proposal import Addition, Known, Proposal
from evisyn.build.intake.propose import USUAL_NAMES, Wish
from evisyn.build.intake.records import Batch, IntakeError, Problem
from evisyn.build.intake.safety import read_bytes
from evisyn.build.lock import only_build
from evisyn.tables.grid import FOLDER
from evisyn.tables.validate import validate

if TYPE_CHECKING:
    from pathlib import Path

    from evisyn.records import Finding

ALL = "all"
"""What a person names instead of one table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeProposal:
    """What a whole import would do: one proposal a table, and what stands against it."""

    parts: tuple[Proposal, ...]
    refused: tuple[Problem, ...]

    @property
    def additions(self) -> tuple[Addition, ...]:
        """Rows of every table; none while something is wrong."""
        return () if self.refused else tuple(a for part in self.parts for a in part.additions)

    def to_json(self) -> dict[str, Any]:
        """The proposals as plain values."""
        return {
            "parts": [part.to_json() for part in self.parts],
            "refused": [str(problem) for problem in self.refused],
        }

    def __str__(self) -> str:
        lines = [
            f"{part.table}: {len(part.additions)} rows to add, {len(part.known)} already there"
            for part in self.parts
        ]
        lines += [f"  ! {problem}" for problem in self.refused]
        if self.refused:
            return "\n".join([*lines, "Nothing was written: a whole file is taken in whole."])
        done = any(part.written for part in self.parts)
        return "\n".join([*lines, "Written to data/." if done else "--write adds them."])


def take_in_whole(path: str | Path | None, wish: Wish, *, write: bool = False) -> WholeProposal:
    """Propose all tables of a file and, when asked to, add their rows.

    Tables that lean on each other, such as results with a correction that accepts them, come in
    together: the rows are judged beside each other and added only when all of them are allowed.

    Parameters
    ----------
    path
        Project root; None walks up from the working folder.
    wish
        The file; its rows need the keys and columns of the tables, as an export has them.
    write
        Add the rows; without it nothing is written. No row that is there is ever changed.

    Raises
    ------
    IntakeError
        The file holds no table of the project, or a row without its key.
    """
    found = contents(path)
    if not write:
        return _propose(found, wish)
    with only_build(found.root / "build"):
        found = contents(found.root)
        made = _propose(found, wish)
        parts = [part for part in made.parts if part.additions]
        if made.additions:
            write_new(found, new_files(found, parts))
            return replace(made, parts=tuple(replace(p, written=True) for p in made.parts))
    return made


def _propose(found: Contents, wish: Wish) -> WholeProposal:
    content = read_bytes(wish.file)
    format, batches = read_file(wish.file, content, wish.format)
    by_name = {batch.name: batch for batch in batches}
    parts: list[Proposal] = []
    problems: list[Problem] = []
    for table in found.contract.tables:
        batch = by_name.get(table) or by_name.get(USUAL_NAMES.get(table, table))
        if batch is not None:
            parts.append(_part(found, wish, table, batch, format, sha256_bytes(content)))
            problems += batch.problems
    if not parts:
        known = ", ".join(found.contract.tables)
        raise IntakeError(f"{wish.file.name} holds none of the tables {known}.")
    if not problems:
        problems = _judged(found, parts)
    return WholeProposal(parts=tuple(parts), refused=tuple(problems))


def _part(
    found: Contents, wish: Wish, table: str, batch: Batch, format: str, sha256: str
) -> Proposal:
    schema = found.schema(table)
    plan = choose(schema, batch)
    stored = {tuple(row.get(k, "") for k in schema.primary_key) for row in found.stored(table).rows}
    additions, known = [], []
    for raw in batch.rows:
        for cells in plan.rows(raw, wish.constants):
            row = {name: cells.get(name, "") for name in schema.names}
            key = tuple(row[name] for name in schema.primary_key)
            if not all(key):
                raise IntakeError(
                    f"{table}, {raw.place}: {' and '.join(schema.primary_key)} empty."
                )
            row_id = " + ".join(key)
            if key in stored:
                known.append(Known(place=raw.place, row_id=row_id, how="same key", certain=True))
            else:
                additions.append(Addition(place=raw.place, row_id=row_id, cells=row))
    rule, have = schema.bibliography, set(found.bib_keys)
    entries = {
        f"{rule.prefix}{row.cells[rule.column]}": row.cells for row in additions if rule is not None
    }
    missing = [entry(key, cells) for key, cells in entries.items() if key not in have]
    return Proposal(
        file=wish.file.name,
        sha256=sha256,
        format=format,
        table=table,
        additions=tuple(additions),
        known=tuple(known),
        refused=(),
        left_out=(),
        unused=plan.unused(batch),
        source={},
        bibliography="\n".join(missing),
        earlier=log.earlier(found.root, sha256, table),
    )


def _judged(found: Contents, parts: Sequence[Proposal]) -> list[Problem]:
    """Errors of the tables as they would be."""
    files = dict(found.files)
    places: dict[tuple[str, int], str] = {}
    keys = dict(found.bib_keys)
    for part in parts:
        schema = found.schema(part.table)
        rows = [addition.cells for addition in part.additions]
        files[schema.path], starts = found.stored(part.table).appended(rows)
        for line, addition in zip(starts, part.additions, strict=True):
            places[FOLDER + schema.path, line] = f"{part.table}, {addition.place}"
        rule = schema.bibliography
        if rule is not None:
            keys |= {f"{rule.prefix}{row[rule.column]}": None for row in rows}
    _, findings = validate(files, found.descriptor, keys)
    return [_problem(f, places) for f in findings if f.severity == "error"]


def _problem(finding: Finding, places: dict[tuple[str, int], str]) -> Problem:
    place = places.get((finding.file, finding.line or 0), f"{finding.file}:{finding.line}")
    named = f"{finding.column} {finding.value!r}: " if finding.column else ""
    return Problem(place=place, text=f"{named}{finding.message}. {finding.fix}")
