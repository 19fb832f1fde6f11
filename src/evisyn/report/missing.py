"""Tables of what is not reported: the share of filled cells, and what it keeps from being done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evisyn.errors import InputError
from evisyn.report.display import (
    Cell,
    Column,
    DisplayTable,
    count_cell,
    number_cell,
    table,
    text_cell,
)
from evisyn.report.effects import WITHOUT_UNIT
from evisyn.report.formats import plural
from evisyn.report.pick import (
    check_condition,
    condition_title,
    records,
    rows_of,
    table_id,
)

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

NEEDED = (
    ("reviews", "search_end", "End of the search", "telling which review is the most recent"),
    ("reviews", "n_primary_studies", "Number of studies", "judging what a review rests on"),
    ("reviews", "n_participants", "Number of participants", "judging what a review rests on"),
    ("reviews", "risk_of_bias_tool", "Tool for risk of bias", "rating risk of bias"),
    ("reviews", "certainty_tool", "Tool for certainty", "reading the certainty that is stated"),
    ("reviews", "registration", "Registration", "judging whether a protocol was followed"),
    ("effects", "ci_low", "Lower limit of the interval", "rating imprecision; drawing"),
    ("effects", "ci_high", "Upper limit of the interval", "rating imprecision; drawing"),
    ("effects", "k", "Number of trials", "rating inconsistency and publication bias"),
    ("effects", "n_participants", "Number of participants", "rating imprecision"),
    ("effects", "i2", "I²", "rating inconsistency"),
    ("effects", "tau2", "Variance between trials (tau²)", "computing a prediction interval"),
    ("effects", "unit", "Unit, of measures that have one", "comparing with a threshold; drawing"),
    ("effects", "timepoint", "Timepoint", "telling the end of treatment from follow-up"),
    ("effects", "certainty_reported", "Certainty", "showing the rating of the review"),
    ("trials", "n_randomised", "Number randomised", "judging size and losses"),
    ("trials", "n_analysed", "Number analysed", "judging size and losses"),
    ("trials", "comparator_class", "Comparator", "placing the study under a question"),
    ("trial_outcomes", "n_i", "Size of the intervention arm", "computing an effect from arms"),
    ("trial_outcomes", "mean_i", "Mean of the intervention arm", "computing an effect from arms"),
    ("trial_outcomes", "sd_i", "SD of the intervention arm", "computing an effect from arms"),
    ("trial_outcomes", "estimate", "Effect between arms", "using an effect as reported"),
    ("trial_outcomes", "unit", "Unit, of measures that have one", "reading a difference in means"),
)
"""Table, column, its name in words, and what cannot be done without it."""

CONDITION_OF = {"trial_outcomes": ("trials", "trial_id"), "limitations": ("reviews", "review_id")}
"""Tables whose rows have their condition from a row of another table."""

COUNTS = (
    Column(key="filled", label="Reported", align="right"),
    Column(key="rows", label="of rows", align="right"),
    Column(key="share", label="Reported, %", align="right"),
)


def reporting_completeness(
    base: EvidenceBase, table_name: str, condition: str | None = None
) -> DisplayTable:
    """Show for each column of a table how many cells are filled.

    Parameters
    ----------
    base
        The evidence base.
    table_name
        Name of an evidence table, such as ``effects``.
    condition
        Id of a condition of the topic; None takes all rows.

    Returns
    -------
    One row per column: filled cells, rows, share in percent, required columns apart. Columns
    keep the order of the table.

    Raises
    ------
    InputError
        If there is no such table or condition, or the table has no condition.
    """
    rows = _rows(base, table_name, condition)
    columns = base.contract.table(table_name).columns
    ordered = sorted(columns, key=lambda column: not column.required)
    return table(
        id=table_id(f"completeness_{table_name}", condition),
        title=f"What is reported in {table_name.replace('_', ' ')}: "
        f"{condition_title(base, condition)}",
        caption=f"Filled cells by column in {plural(len(rows), 'row')}.",
        columns=(
            Column(key="column", label="Column"),
            *COUNTS,
            Column(key="holds", label="What it holds"),
        ),
        records=[
            {
                "column": column.name,
                "holds": column.description or Cell(text=""),
                **_counts(rows, column.name),
            }
            for column in ordered
        ],
        groups=[
            "Filled in every row, by contract" if column.required else "May be empty"
            for column in ordered
        ],
        source_notes=(
            "An empty cell means not reported or not seen in what was read, often an abstract.",
        ),
    )


def missing_table(base: EvidenceBase, condition: str | None = None) -> DisplayTable:
    """Show how often the facts are missing that a rating or a synthesis needs.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of a condition of the topic; None takes all rows.

    Returns
    -------
    One row per needed column, grouped by table: not reported, rows, share reported in percent
    and what the column is needed for.

    Raises
    ------
    InputError
        If the topic does not have the condition.
    """
    held: dict[str, list[dict[str, Any]]] = {}
    for name, *_ in NEEDED:
        if name not in held:
            held[name] = _rows(base, name, condition)
    return table(
        id=table_id("missing", condition),
        title=f"What is not reported: {condition_title(base, condition)}",
        caption="Facts that ratings and syntheses need, and in how many rows they were found.",
        columns=(
            Column(key="column", label="Fact"),
            Column(key="missing", label="Not reported", align="right"),
            *COUNTS,
            Column(key="needed_for", label="Needed for"),
        ),
        records=[_needed_record(held[name], column, *told) for name, column, *told in NEEDED],
        groups=[_heading(base, name, len(held[name])) for name, *_ in NEEDED],
        source_notes=(
            "Not reported: not stated in what was read, often an abstract. The article may state "
            "it. What is missing is not filled in by guess; a rating that needs it is not made.",
        ),
    )


def _needed_record(
    rows: Sequence[dict[str, Any]], column: str, name: str, purpose: str
) -> dict[str, object]:
    concerned = [row for row in rows if column != "unit" or row["measure"] not in WITHOUT_UNIT]
    return {
        "column": text_cell(name, value=column),
        "missing": count_cell(sum(row[column] is None for row in concerned)),
        "needed_for": purpose,
        **_counts(concerned, column),
    }


def _rows(base: EvidenceBase, name: str, condition: str | None) -> list[dict[str, Any]]:
    check_condition(base, condition)
    if name not in base.names:
        raise InputError("table_name", f"{name!r} is not one of {sorted(base.names)}")
    if name in CONDITION_OF:
        parent, key = CONDITION_OF[name]
        wanted = {row[key] for row in rows_of(base, parent, condition)}
        return [row for row in records(base.table(name)) if row[key] in wanted]
    rows = rows_of(base, name, condition)
    if condition is not None and not any(row["conditions"] for row in rows_of(base, name, None)):
        raise InputError("condition", f"table {name!r} has no condition; pass None")
    return rows


def _counts(rows: Sequence[dict[str, Any]], column: str) -> dict[str, object]:
    filled = sum(row[column] is not None for row in rows)
    share = 100.0 * filled / len(rows) if rows else None
    return {
        "filled": count_cell(filled),
        "rows": count_cell(len(rows)),
        "share": number_cell(share, 0),
    }


def _heading(base: EvidenceBase, name: str, rows: int) -> str:
    return f"{base.topic.label('table', name)} ({plural(rows, 'row')})"
