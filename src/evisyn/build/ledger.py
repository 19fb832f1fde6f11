"""Counts in equal counts out: the ledger of one build, and the reasons to publish nothing.

From the tables as read to the tables as written: rows read, repaired, set aside, placed under
questions or left out with a reason, and shown. What does not add up stops the build, since a row
that is lost on the way is a result that nobody sees.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.ledger import ELIGIBLE, Reckoning, reckon
from evisyn.errors import BuildError
from evisyn.tables.schema import KEY_JOIN
from evisyn.vocab import Action

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

#: Evidence tables that show every row of the data table of the same name.
WHOLE = (
    "reviews", "effects", "trials", "limitations", "adverse_events", "recommendations", "claims",
    "citation_checks",
)  # fmt: skip
STRENGTH, INDIRECT, ASIDE = "strength_of_evidence", "indirect_evidence", "set_aside"
#: Problems that are named; the rest is counted.
MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One data table.

    Parameters
    ----------
    table
        Its name.
    read
        Rows.
    repaired, accepted
        Rows with a cell that a correction changed, or that was accepted as printed.
    set_aside
        Rows that are shown and not summarised.
    fates
        Where each row went -> number of rows; empty for tables that hold no results.
    in_questions
        Rows that stand in a question.
    shown
        Evidence table -> rows of this table that it shows or rests on.
    """

    table: str
    read: int
    repaired: int
    accepted: int
    set_aside: int
    fates: Mapping[str, int]
    in_questions: int
    shown: Mapping[str, int]

    def __str__(self) -> str:
        parts = [f"{self.table}: {self.read} read"]
        for number, word in (
            (self.repaired, "repaired"),
            (self.accepted, "accepted as printed"),
            (self.set_aside, "set aside"),
        ):
            parts += [f"{number} {word}"] if number else []
        lines = [", ".join(parts)]
        lines += [f"  {number:6} {fate}" for fate, number in self.fates.items()]
        if self.shown:
            lines.append("  shown in " + ", ".join(f"{name} {n}" for name, n in self.shown.items()))
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All data tables, the questions, and what does not add up."""

    lines: tuple[Line, ...]
    n_questions: int
    problems: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One line for the end of a build."""
        rows = sum(line.read for line in self.lines)
        said = [f"{rows} rows of {len(self.lines)} tables"]
        said += [
            f"{line.read} {line.table.replace('_', ' ')} ({line.in_questions} in questions, "
            f"{line.read - line.in_questions} left out with a reason)"
            for line in self.lines
            if line.fates
        ]
        return f"counts add up: {', '.join(said)}"

    def refuse(self) -> None:
        """Stop where a count does not add up.

        Raises
        ------
        BuildError
            With the rows.
        """
        if not self.problems:
            return
        named = [f"  {problem}" for problem in self.problems[:MOST_NAMED]]
        more = len(self.problems) - MOST_NAMED
        named += [f"  ... and {more} more"] if more > 0 else []
        raise BuildError(
            "counts in do not equal counts out, so nothing was published:\n"
            + "\n".join(named)
            + "\nThis is a fault of evisyn, not of the data. Please report it with these lines."
        )

    def to_json(self) -> dict[str, Any]:
        """The ledger as plain values."""
        return asdict(self)

    def __str__(self) -> str:
        return "\n".join([*map(str, self.lines), f"questions: {self.n_questions}"])


def draw_up(base: EvidenceBase, written: Mapping[str, bytes]) -> Ledger:
    """Draw up the ledger of a build.

    Parameters
    ----------
    base
        The tables as read.
    written
        Name of an evidence table -> its JSON, as it will be published; empty where only a part
        is made, so that nothing is held against outputs of another state.
    """
    reckoning = reckon(evidence_rows(base))
    tables = {name: json.loads(content) for name, content in written.items()}
    mentioned = {name: _mentioned(table) for name, table in tables.items()}
    lines: list[Line] = []
    problems = list(reckoning.problems)
    for name in base.names:
        ids = _ids(base, name)
        lines.append(_line(base, name, ids, reckoning, mentioned))
        problems += _not_shown(name, ids, mentioned)
        problems += _unlisted(base.set_aside(name), name, mentioned)
    problems += _sums(lines) + _questions(reckoning, tables) + _unanswered(reckoning, mentioned)
    total = reckoning.n_questions + reckoning.n_questions_pooled
    return Ledger(lines=tuple(lines), n_questions=total, problems=tuple(problems))


def _line(
    base: EvidenceBase,
    name: str,
    ids: Collection[str],
    reckoning: Reckoning,
    mentioned: Mapping[str, frozenset[str]],
) -> Line:
    account = next((one for one in reckoning.accounts if one.table == name), None)
    counts = {table: len(rows.intersection(ids)) for table, rows in mentioned.items()}
    return Line(
        table=name,
        read=len(ids),
        repaired=_corrected(base, name, Action.REPLACE),
        accepted=_corrected(base, name, Action.ACCEPT),
        set_aside=len(base.set_aside(name)),
        fates={fate: len(rows) for fate, rows in account.fates.items()} if account else {},
        in_questions=account.in_questions if account else 0,
        shown={table: counts[table] for table in sorted(counts) if counts[table]},
    )


def _ids(base: EvidenceBase, name: str) -> list[str]:
    """Key of every row of a table, columns joined."""
    frame = base.table(name)
    columns = [frame[column].astype("str") for column in base.contract.table(name).primary_key]
    return [KEY_JOIN.join(parts) for parts in zip(*columns, strict=True)]


def _corrected(base: EvidenceBase, name: str, action: Action) -> int:
    """Rows of a table with a correction of one kind."""
    book = base.corrections
    return int(book.loc[(book["table"] == name) & (book["action"] == action), "row_id"].nunique())


def _mentioned(table: Mapping[str, Any]) -> frozenset[str]:
    """Every id that a cell of an evidence table shows or rests on."""
    found: set[str] = set()
    for row in table["rows"]:
        for cell in row["cells"].values():
            found.update(cell.get("refs", ()))
            if isinstance(cell["value"], str):
                found.update(cell["value"].split("; "))
    return frozenset(found)


def _not_shown(
    name: str, ids: Collection[str], mentioned: Mapping[str, frozenset[str]]
) -> list[str]:
    if name not in WHOLE or name not in mentioned:
        return []
    lost = [row_id for row_id in ids if row_id not in mentioned[name]]
    return [f"{name} {row_id}: read, and not shown in {name}" for row_id in lost]


def _unlisted(
    aside: Collection[str], name: str, mentioned: Mapping[str, frozenset[str]]
) -> list[str]:
    if ASIDE not in mentioned:
        return []
    lost = sorted(row_id for row_id in aside if row_id not in mentioned[ASIDE])
    return [f"{name} {row_id}: set aside, and not listed in {ASIDE}" for row_id in lost]


def _sums(lines: Collection[Line]) -> list[str]:
    """Tables whose fates do not sum to what was read."""
    return [
        f"{line.table}: {line.read} rows read, {sum(line.fates.values())} accounted for"
        for line in lines
        if line.fates and sum(line.fates.values()) != line.read
    ]


def _questions(reckoning: Reckoning, tables: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Tables of answers with another number of rows than there are questions."""
    expected = {STRENGTH: reckoning.n_questions, INDIRECT: reckoning.n_questions_pooled}
    return [
        f"{name}: {len(tables[name]['rows'])} answers to {number} questions"
        for name, number in expected.items()
        if name in tables and len(tables[name]["rows"]) != number
    ]


def _unanswered(reckoning: Reckoning, mentioned: Mapping[str, frozenset[str]]) -> list[str]:
    """Eligible rows that no answer names."""
    if not {STRENGTH, INDIRECT} <= mentioned.keys():
        return []
    named = mentioned[STRENGTH] | mentioned[INDIRECT]
    return [
        f"{account.table} {row_id}: eligible, and named by no answer"
        for account in reckoning.accounts
        for row_id in account.fates.get(ELIGIBLE, ())
        if row_id not in named
    ]
