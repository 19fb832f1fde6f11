"""Table of what guidelines recommend, with the system that graded it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evisyn.report.display import Cell, Column, DisplayTable, cell, table
from evisyn.report.formats import plural
from evisyn.report.pick import Words, check_condition, condition_title, rows_of, table_id, words

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

COLUMNS = (
    Column(key="review_id", label="Guideline"),
    Column(key="recommendation_id", label="Row", shown=False),
    Column(key="condition", label="Condition", shown=False),
    Column(key="subtype", label="Subtype"),
    Column(key="intervention", label="Intervention"),
    Column(key="intervention_class", label="Class"),
    Column(key="direction", label="Direction"),
    Column(key="strength", label="Strength"),
    Column(key="grading_system", label="Grading system"),
    Column(key="remark", label="Remark"),
)


def recommendations_table(base: EvidenceBase, condition: str | None = None) -> DisplayTable:
    """Show recommendations, grouped by condition.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of a condition of the topic; None takes all.

    Returns
    -------
    One row per recommendation, sorted by condition, guideline and class of intervention.

    Raises
    ------
    InputError
        If the topic does not have the condition.
    """
    check_condition(base, condition)
    tongue = words(base)
    column = base.topic.question_columns[0]
    rows = sorted(
        rows_of(base, "recommendations", condition),
        key=lambda row: (
            tongue.rank(column, row[column]),
            tongue.study_order(row["review_id"]),
            tongue.rank("intervention_class", row["intervention_class"]),
            row["recommendation_id"],
        ),
    )
    return table(
        id=table_id("recommendations", condition),
        title=f"Recommendations of guidelines: {condition_title(base, condition)}",
        caption=plural(len(rows), "recommendation") + ", by condition.",
        columns=COLUMNS,
        records=[_record(row, tongue) for row in rows],
        groups=[tongue.conditions(row[column], ()).text for row in rows],
        source_notes=(
            "A strength means something within its own grading system only; grades of different "
            "systems must not be compared.",
        ),
    )


def _record(row: dict[str, Any], tongue: Words) -> dict[str, object]:
    refs = (row["recommendation_id"],)
    return {
        "review_id": tongue.study(row["review_id"], refs=refs),
        "recommendation_id": row["recommendation_id"],
        "condition": row["conditions"],
        "subtype": cell(row["subtype"], refs=refs) if row["subtype"] else Cell(text="any"),
        "intervention": cell(row["intervention"], refs=refs),
        "remark": cell(row["notes"], refs=refs) if row["notes"] else Cell(text=""),
        **{
            name: tongue.labelled(name, row[name], refs)
            for name in ("intervention_class", "direction", "strength", "grading_system")
        },
    }
