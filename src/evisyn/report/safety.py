"""Table of what was found on safety, by what was counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evisyn.report.display import Cell, Column, DisplayTable, cell, table, text_cell
from evisyn.report.formats import NOT_REPORTED, integer, plural
from evisyn.report.pick import (
    Words,
    check_condition,
    condition_title,
    flag_notes,
    rows_of,
    table_id,
    words,
)

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

NO_UNIT = "No count given"

COLUMNS = (
    Column(key="study_id", label="Study"),
    Column(key="adverse_event_id", label="Row", shown=False),
    Column(key="population", label="People"),
    Column(key="finding", label="Finding, in our words"),
    Column(key="unit_of_analysis", label="Counted", shown=False),
    Column(key="intervention", label="intervention", spanner="Events / at risk", machine=False),
    Column(key="comparator", label="comparator", spanner="Events / at risk", machine=False),
    Column(key="events_i", label="Events, intervention", shown=False),
    Column(key="n_i", label="At risk, intervention", shown=False),
    Column(key="events_c", label="Events, comparator", shown=False),
    Column(key="n_c", label="At risk, comparator", shown=False),
    Column(key="locator", label="Where it was read"),
    Column(key="remark", label="Remark"),
)


def adverse_events_table(base: EvidenceBase, condition: str | None = None) -> DisplayTable:
    """Show safety findings, grouped by what was counted.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of a condition of the topic; findings on other people (neck pain, any condition) are
        then left out. None takes all.

    Returns
    -------
    One row per finding, grouped by unit of analysis, sorted by study.

    Raises
    ------
    InputError
        If the topic does not have the condition.
    """
    check_condition(base, condition)
    tongue = words(base)
    notes = flag_notes(base, "adverse_events")
    rows = sorted(
        rows_of(base, "adverse_events", condition),
        key=lambda row: (
            tongue.rank("unit_of_analysis", row["unit_of_analysis"]),
            tongue.study_order(row["study_id"]),
            row["adverse_event_id"],
        ),
    )
    return table(
        id=table_id("adverse_events", condition),
        title=f"Safety findings: {condition_title(base, condition)}",
        caption=f"{plural(len(rows), 'finding')}, by what was counted.",
        columns=COLUMNS,
        records=[_record(row, tongue, notes.get(row["adverse_event_id"], "")) for row in rows],
        groups=[_group(row, tongue) for row in rows],
        source_notes=(
            "Zero reported is not zero occurred: few studies say how they looked for harm.",
            "Events per session are never divided by people, and the groups are never added up.",
        ),
    )


def _group(row: dict[str, Any], tongue: Words) -> str:
    name = tongue.label("unit_of_analysis", row["unit_of_analysis"])
    return NO_UNIT if name is None else f"Counted: {name.lower()}"


def _record(row: dict[str, Any], tongue: Words, flag: str) -> dict[str, object]:
    refs = (row["adverse_event_id"],)
    numbers = ("events_i", "n_i", "events_c", "n_c")
    return {
        "study_id": tongue.study(row["study_id"], refs=refs),
        "adverse_event_id": row["adverse_event_id"],
        "population": _people(row, tongue),
        "finding": cell(row["finding"], refs=refs, notes=(flag,) if flag else ()),
        "unit_of_analysis": row["unit_of_analysis"],
        "intervention": _events(row, "i"),
        "comparator": _events(row, "c"),
        "locator": cell(row["locator"], refs=refs),
        "remark": cell(row["notes"], refs=refs) if row["notes"] else Cell(text=""),
        **{name: row[name] for name in numbers},
    }


def _people(row: dict[str, Any], tongue: Words) -> Cell:
    parts = [tongue.conditions(row["conditions"], ()).text if row["conditions"] else None]
    parts.append(row["population"])
    shown = "; ".join(part for part in parts if part)
    return text_cell(shown, refs=(row["adverse_event_id"],))


def _events(row: dict[str, Any], arm: str) -> Cell:
    events, at_risk = row[f"events_{arm}"], row[f"n_{arm}"]
    if events is None and at_risk is None:
        return Cell(text=NOT_REPORTED, refs=(row["adverse_event_id"],))
    count = f"{integer(events)} reported" if events == 0 else integer(events)
    return Cell(text=f"{count} / {integer(at_risk)}", refs=(row["adverse_event_id"],))
