"""From the records of a file to a proposal: map, recognise, give keys, judge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from evisyn.build.hashing import sha256_bytes
from evisyn.build.intake import log
from evisyn.build.intake.bibentry import entry
from evisyn.build.intake.detect import read as read_file
from evisyn.build.intake.judge import Judge
from evisyn.build.intake.keys import Labels, next_key, targets
from evisyn.build.intake.mapping import Plan, choose, from_file, tables_for
from evisyn.build.intake.match import Papers
from evisyn.build.intake.proposal import Addition, Known, Proposal
from evisyn.build.intake.records import Batch, IntakeError, Problem
from evisyn.build.intake.reference import tidied
from evisyn.build.intake.safety import read_bytes
from evisyn.build.intake.tables import Row, Stored

if TYPE_CHECKING:
    from evisyn.build.intake.project import Contents

_PAPERS = ("reviews", "trials")
#: Table -> what RevMan calls its batch.
USUAL_NAMES = {
    "trials": "studies", "trial_outcomes": "data rows", "risk_of_bias": "risk of bias",
}  # fmt: skip
#: Values that nobody means when there is one other.
NOT_CHOSEN = ("any", "other")
#: Words for an arm -> the vocabulary of its class.
ARMS = {"intervention_arm": "intervention_class", "comparator_arm": "comparator_class"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asks of an import.

    Parameters
    ----------
    file
        The file to take in.
    table
        Where its rows go.
    mapping
        A mapping file; None to choose one.
    format
        A format; empty to find out.
    constants
        Texts for cells that are empty.
    similar
        Add papers whose title is like one that is there, too.
    """

    file: Path
    table: str
    mapping: Path | None = None
    format: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    similar: bool = False


def propose(contents: Contents, wish: Wish) -> Proposal:
    """What an import would add, what is there already, and what cannot be taken.

    Parameters
    ----------
    contents
        The project's tables; nothing is changed.
    wish
        File, table and how.

    Raises
    ------
    IntakeError
        The file, the mapping or the table cannot be used as a whole.
    """
    content = read_bytes(wish.file)
    format, batches = read_file(wish.file, content, wish.format)
    if not wish.table:
        raise IntakeError(_where_to(wish.file.name, batches, contents))
    table = contents.schema(wish.table)
    plan = from_file(wish.mapping) if wish.mapping else None
    batch = _batch(batches, wish.table, plan)
    header = {name for raw in batch.rows for name in raw.cells}
    chosen = plan.fitted(header) if plan else choose(table, batch)
    work = _Work(contents, wish, chosen, batch)
    work.map()
    return Proposal(
        file=wish.file.name,
        sha256=sha256_bytes(content),
        format=format,
        table=wish.table,
        additions=work.judged(),
        known=tuple(work.known),
        refused=tuple(dict.fromkeys((*batch.problems, *work.refused))),
        left_out=tuple(work.left_out),
        unused=work.plan.unused(batch),
        absent=work.plan.absent(batch) if plan else (),
        source=work.source if work.uses_source else {},
        bibliography="\n".join(work.entries),
        earlier=log.earlier(contents.root, sha256_bytes(content), wish.table),
    )


def _where_to(file: str, batches: Sequence[Batch], contents: Contents) -> str:
    """Which tables could take what a file holds, for somebody who named none."""
    lines = [f"say with --to which table gets the rows of {file}."]
    for batch in batches:
        fitting = tables_for(batch, contents.contract.tables.values())
        where = " or ".join(f"--to {name}" for name in fitting) or "a mapping file is needed"
        count = "1 row" if len(batch.rows) == 1 else f"{len(batch.rows)} rows"
        lines.append(f"  {batch.name} ({count}): {where}")
    if {"trials", "trial_outcomes"} <= set(fitting if len(batches) == 1 else ()):
        lines.append("Studies come first (trials), then their results (trial_outcomes).")
    return "\n".join(lines)


def _batch(batches: Sequence[Batch], table: str, plan: Plan | None) -> Batch:
    """The one batch that goes into a table."""
    wanted = plan.sheet if plan and plan.sheet else table
    named = [batch for batch in batches if batch.name == wanted]
    if named:
        return named[0]
    named = [batch for batch in batches if batch.name == USUAL_NAMES.get(table)]
    if named:
        return named[0]
    if len(batches) == 1:
        return batches[0]
    names = ", ".join(repr(batch.name) for batch in batches) or "none"
    raise IntakeError(
        f"the file has the tables {names}; name the one for {table} as 'sheet' in a mapping file."
    )


class _Work:
    """The rows of one import on their way."""

    def __init__(self, contents: Contents, wish: Wish, plan: Plan, batch: Batch) -> None:
        self.contents, self.wish, self.plan, self.batch = contents, wish, plan, batch
        self.table = contents.schema(wish.table)
        self.stored: Stored = contents.stored(wish.table)
        self.known: list[Known] = []
        self.refused: list[Problem] = []
        self.left_out: list[Problem] = []
        self.candidates: list[Addition] = []
        self.entries: list[str] = []
        mentioned = {raw.cells.get("source_id", "") for raw in batch.rows}
        self.source = contents.source_row(wish.file.name, mentioned)
        self.uses_source = False
        stray = sorted({*plan.columns, *plan.constants, *wish.constants} - set(self.table.names))
        if (not plan.references and stray) or set(wish.constants) - set(self.table.names):
            raise IntakeError(f"{wish.table} has no column {', '.join(map(repr, stray))}.")

    def map(self) -> None:
        """Turn records into candidates; those that are there already are set apart."""
        keys = [self.table.primary_key] if self.table.primary_key else []
        taken = {self._id(row) for row in self.stored.rows} if keys else set()
        papers = Papers.of(self.stored.rows, self.table.primary_key[0])
        labels = {
            column: Labels(self.contents.stored(target).rows, self.contents.key_of(target))
            for column, target in targets(self.table).items()
        }
        bodies = {self._body(row) for row in self.stored.rows}
        for raw in self.batch.rows:
            for row in self.plan.rows(raw, self.wish.constants):
                for column, label in labels.items():
                    if row.get(column):
                        row[column] = label.id_of(row[column])
                self._take(raw.place, row, taken, papers, bodies)

    def _take(
        self, place: str, row: Row, taken: set[str], papers: Papers, bodies: set[tuple[str, ...]]
    ) -> None:
        row = {name: row.get(name, "") for name in self.table.names} | self._also(row)
        self._only_choices(row)
        found = papers.find(row) if self.table.name in _PAPERS else None
        if found and (found.certain or not self.wish.similar):
            self._there(place, found.row_id, found.how, found.certain)
            return
        # a file with keys of its own has told its papers apart: two near titles are two papers
        keyed = all(row.get(name) for name in self.table.primary_key)
        row = self._whole(place, row, taken)
        row_id = self._id(row)
        if row_id in taken:
            self._there(place, row_id, "same key", True)
        elif not keyed and self._body(row) in bodies:
            self._there(place, row_id, "same content", True)
        else:
            taken.add(row_id)
            bodies.add(self._body(row))
            if not keyed:
                papers.add(row_id, row)
            self.candidates.append(Addition(place=place, row_id=row_id, cells=row))

    def _only_choices(self, row: Row) -> None:
        """Fill what leaves no choice, and say arms in the words of their class."""
        topic = self.contents.contract.topic
        beside = {topic.mixed, *NOT_CHOSEN}
        for name in (*topic.question_columns, f"{topic.question_columns[0]}s"):
            if name in row and not row[name]:
                choices = [v for v in self.table.column(name).enum if v not in beside]
                row[name] = choices[0] if len(choices) == 1 else ""
        for name, vocabulary in ARMS.items():
            if name in row and not row[name] and row.get(vocabulary):
                row[name] = topic.label(vocabulary, row[vocabulary])
        if self.plan.references:
            for column, text in self.plan.constants.items():
                allowed = self.table.column(column).enum if column in row else ()
                if allowed and row[column] not in allowed:
                    row[column] = text

    def _there(self, place: str, row_id: str, how: str, certain: bool) -> None:
        self.known.append(Known(place=place, row_id=row_id, how=how, certain=certain))

    def _also(self, row: Row) -> Row:
        """Cells of a reference in the form that every other reference has."""
        if not self.plan.references:
            return {}
        return {name: text for name, text in tidied(row).items() if name in self.table.names}

    def _whole(self, place: str, row: Row, taken: set[str]) -> Row:
        """Fill what every row needs and a foreign file does not have: key, source and place."""
        if "source_id" in row and not row["source_id"]:
            row["source_id"] = self.source["source_id"]
            if "locator" in row:
                row["locator"] = row["locator"] or place
        if self.plan.references and "notes" in row and not row["notes"]:
            row["notes"] = f"Imported from {self.wish.file.name}; not read yet."
        if len(self.table.primary_key) == 1 and not row[self.table.primary_key[0]]:
            column = self.table.column(self.table.primary_key[0])
            row[column.name] = next_key(column, row, taken)
        return row

    def _id(self, row: Mapping[str, str]) -> str:
        return " + ".join(row.get(name, "") for name in self.table.primary_key)

    def _body(self, row: Mapping[str, str]) -> tuple[str, ...]:
        """A row without what an import fills in by itself."""
        own = {"source_id", "locator"}
        if len(self.table.primary_key) == 1:
            own.add(self.table.primary_key[0])
        return tuple(row.get(name, "") for name in self.table.names if name not in own)

    def judged(self) -> tuple[Addition, ...]:
        """Those candidates that the contract allows beside the rows that are there."""
        judge = Judge(self.contents, self.table, self.source, references=self.plan.references)
        kept = judge.judge(self.candidates)
        self.refused += judge.refused
        self.left_out += judge.left_out
        stored = self.contents.stored("sources").rows
        self.uses_source = self.table.name != "sources" and any(
            row.cells.get("source_id") == self.source["source_id"] for row in kept
        )
        self.uses_source &= all(row["source_id"] != self.source["source_id"] for row in stored)
        rule = self.table.bibliography
        if rule:
            have = set(self.contents.bib_keys)
            for row in kept:
                key = rule.prefix + row.cells[rule.column]
                if key not in have:
                    have.add(key)
                    self.entries.append(entry(key, row.cells))
        return kept


def today() -> str:
    """The day of an import."""
    return dt.date.today().isoformat()
