"""One call a figure, for what the tables themselves hold: completeness, agreement, statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from evisyn.appraisal.agreement import WEAK_KAPPA, agreement_by_field
from evisyn.appraisal.claims import judge_claims
from evisyn.appraisal.frames import evidence_rows
from evisyn.errors import InputError
from evisyn.figures.agreement import agreement_picture, specify_agreement
from evisyn.figures.board import board_lines, board_picture, specify_board
from evisyn.figures.filling import Filled, completeness_picture, specify_completeness
from evisyn.figures.nothing import nothing_picture

if TYPE_CHECKING:
    from evisyn.figures.picture import Picture
    from evisyn.tables.base import EvidenceBase

#: Tables whose gaps say something about reporting.
REPORTED_TABLES: Final = ("reviews", "effects", "trials", "trial_outcomes", "adverse_events")
ANY: Final = "any"
ALL: Final = "all"
NOT_READ_TWICE: Final = "No cell has been read twice yet."
NO_STATEMENT: Final = "No statement of an article has been extracted yet."


def completeness(
    base: EvidenceBase, condition: str | None = None, *, tables: Sequence[str] = REPORTED_TABLES
) -> Picture:
    """Show the share of filled cells by table and column.

    Parameters
    ----------
    base
        Evidence base.
    condition
        One condition, or ``None`` for all rows; tables without the column are shown whole.
    tables
        Names of tables, in order.

    Raises
    ------
    InputError
        A table that the base does not have.
    """
    column = base.topic.question_columns[0]
    cells: list[Filled] = []
    for name in tables:
        frame = base.table(name)
        if condition is not None:
            for key in (column, f"{column}s"):
                if key in frame:
                    held = frame[key].astype(object).where(frame[key].notna(), "")
                    frame = frame[[condition in str(v).split("; ") for v in held]]
        required = {c.name for c in base.contract.table(name).columns if c.required}
        filled = frame.notna().sum()
        cells += [
            Filled(
                table=name,
                column=str(key),
                filled=int(filled[key]),
                rows=len(frame),
                required=key in required,
            )
            for key in frame.columns
        ]
    title = base.topic.title if condition is None else base.topic.label(column, condition)
    spec = specify_completeness(
        cells,
        title=f"What is reported and what is missing: {title}",
        notes=(
            "An empty cell means not reported or not seen; some columns are filled only where"
            " another one asks for it.",
        ),
    )
    return completeness_picture(
        spec, id="completeness" if condition is None else f"completeness-{condition}"
    )


def agreement_plot(base: EvidenceBase, *, part: str = ALL) -> Picture:
    """Show the agreement of the second reading by field, weak fields included.

    Parameters
    ----------
    base
        Evidence base.
    part
        ``all``, or one part of the reading such as ``sample``.

    Raises
    ------
    InputError
        A part that the reading does not have.
    """
    rows = evidence_rows(base).agreement
    found = agreement_by_field(rows, _closed_fields(base))
    parts = list(dict.fromkeys(f.part for f in found))
    if not found and part == ALL:
        title = "Agreement of two readings by field"
        return nothing_picture(id="agreement", title=title, reason=NOT_READ_TWICE)
    if part not in parts:
        raise InputError("part", f"{part!r}; allowed are {', '.join(parts)}")
    words = "all rows read twice" if part == "all" else base.topic.label("reading_part", part)
    spec = specify_agreement(
        [f for f in found if f.part == part],
        title=f"Agreement of two readings by field: {words[:1].lower()}{words[1:]}",
        weak_below=WEAK_KAPPA,
        notes=(
            "Kappa is given for fields with a closed list of values and at least two values in"
            " use. With few pairs it is unstable.",
        ),
    )
    ending = "" if part == "all" else f"-{part.replace(' ', '-')}"
    return agreement_picture(spec, id=f"agreement{ending}")


def _closed_fields(base: EvidenceBase) -> frozenset[str]:
    """Columns whose values come from a closed list, one value a cell."""
    return frozenset(
        column.name
        for table in base.contract.tables.values()
        for column in table.columns
        if column.vocabulary and not column.separator
    )


def claims_board(base: EvidenceBase, condition: str | None = None) -> Picture:
    """Show the article's statements with both answers.

    Parameters
    ----------
    base
        Evidence base.
    condition
        One condition, with the statements on any; ``None`` for all.

    Raises
    ------
    InputError
        A condition without a statement.
    """
    topic = base.topic
    verdicts = [
        v
        for v in judge_claims(evidence_rows(base))
        if condition is None or v.claim.condition in (condition, ANY)
    ]
    title = topic.title if condition is None else topic.label(topic.question_columns[0], condition)
    picture_id = "claims-board" if condition is None else f"claims-board-{condition}"
    if not verdicts and condition is None:
        heading = f"What the article says and what the evidence says: {title}"
        return nothing_picture(id=picture_id, title=heading, reason=NO_STATEMENT)
    spec = specify_board(
        board_lines(verdicts, dict(topic.labels.get("claim_kind", {}))),
        title=f"What the article says and what the evidence says: {title}",
        notes=(
            "Two separate answers: whether the named source says it, and what the rows of the"
            " tables say. No evidence found is not evidence of no effect.",
        ),
    )
    return board_picture(spec, id=picture_id)
