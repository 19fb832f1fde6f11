"""Holds new rows against the contract, beside the rows that are there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evisyn.build.intake.keys import OWNERS
from evisyn.build.intake.proposal import Addition
from evisyn.build.intake.records import Problem
from evisyn.tables.grid import FOLDER
from evisyn.tables.validate import validate

if TYPE_CHECKING:
    from evisyn.build.intake.project import Contents
    from evisyn.records import Finding
    from evisyn.tables.schema import TableSchema

#: Leaving rows out may make others lose what they point to; more rounds than this say nothing new.
_ROUNDS = 6


class Judge:
    """Judges candidates; ``refused`` and ``left_out`` say what was wrong with which.

    Parameters
    ----------
    contents
        The project.
    table
        Where the candidates go.
    source
        Row of ``sources`` for the file that they come from.
    references
        Leave out an optional cell that does not fit, instead of the row.
    """

    def __init__(
        self,
        contents: Contents,
        table: TableSchema,
        source: Mapping[str, str],
        *,
        references: bool,
    ) -> None:
        self.contents, self.table, self.source = contents, table, source
        self.references = references
        self.refused: list[Problem] = []
        self.left_out: list[Problem] = []

    def judge(self, candidates: Sequence[Addition]) -> tuple[Addition, ...]:
        """Those that may be added."""
        kept = list(candidates)
        for _ in range(_ROUNDS):
            found = self._findings(kept)
            if not found:
                break
            judged = [self._apply(row, found.get(i, [])) for i, row in enumerate(kept)]
            kept = [row for row in judged if row is not None]
        return tuple(kept)

    def _findings(self, rows: Sequence[Addition]) -> dict[int, list[Finding]]:
        """Errors by position of the candidate; those about older rows do not count."""
        content, starts = self.contents.stored(self.table.name).appended(r.cells for r in rows)
        files = {**self.contents.files, self.table.path: content}
        sources = self.contents.stored("sources")
        known = {row.get("source_id") for row in sources.rows}
        if self.table.name != "sources" and self.source["source_id"] not in known:
            files[self.contents.schema("sources").path], _ = sources.appended([self.source])
        rule = self.table.bibliography
        keys = dict(self.contents.bib_keys)
        if rule:
            keys |= {rule.prefix + row.cells[rule.column]: None for row in rows}
        _, findings = validate(files, self.contents.descriptor, keys)
        at = {line: position for position, line in enumerate(starts)}
        found: dict[int, list[Finding]] = defaultdict(list)
        for finding in findings:
            place = at.get(finding.line or 0)
            own = finding.file == FOLDER + self.table.path
            if finding.severity == "error" and own and place is not None:
                found[place].append(finding)
        return found

    def _apply(self, row: Addition, found: Sequence[Finding]) -> Addition | None:
        if not found:
            return row
        optional = {
            f.column for f in found if f.column and not self.table.column(f.column).required
        }
        fits = self.references and all(
            row.cells.get(f.column) and f.column in optional for f in found
        )
        if not fits:
            own = [f for f in found if not self._follows(f, found)]
            self.refused += [Problem(place=_place(row, f), text=self._reason(f)) for f in own]
            return None
        for finding in found:
            text = f"{finding.column} {finding.value!r} left empty: {finding.message}"
            self.left_out.append(Problem(place=row.place, text=text))
        return replace(row, cells={**row.cells, **dict.fromkeys(optional, "")})

    def _follows(self, finding: Finding, found: Sequence[Finding]) -> bool:
        """Whether a made-up key is wrong only because its study is not known."""
        return finding.column in self.table.primary_key and any(f.column in OWNERS for f in found)

    def _reason(self, finding: Finding) -> str:
        """What is wrong with a cell and what to do, for somebody who holds the file."""
        name = finding.column
        if not name:
            return f"{finding.message}. {finding.fix}"
        column = self.table.column(name)
        if finding.value:
            if name in OWNERS:
                table = "reviews" if name == "review_id" else "trials"
                return (
                    f"{name} names no row that is there. Import the {table} first (the same file, "
                    f"--to {table}), or correct the label"
                )
            return f"{name} {finding.value!r}: {finding.message}. {finding.fix}"
        why = "every row needs it" if column.required else finding.message
        choices = f", one of {', '.join(column.enum)}" if column.enum else ""
        meaning = column.description.rstrip(".")
        return (
            f"{name} is empty ({meaning[:1].lower()}{meaning[1:]}): {why}. Fill it in the file, "
            f"or give it for every row: --set {name}=TEXT{choices}"
        )


def _place(row: Addition, finding: Finding) -> str:
    """Where the trouble is; a study that is not known is named."""
    named = finding.column in OWNERS and finding.value
    return f"{row.place} ({finding.value})" if named else row.place
