"""Table of the pooled effects that reviews report, as printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evisyn.report.display import (
    Cell,
    Column,
    DisplayTable,
    cell,
    count_cell,
    estimate_cell,
    table,
    text_cell,
)
from evisyn.report.formats import NOT_REPORTED, percent, plural
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

EFFECT = "between_arms"
WITHOUT_UNIT = frozenset({"SMD", "g", "RR", "OR"})
"""Measures that are pure numbers."""

USUAL_LEVEL = 95.0
DUPLICATE = "duplicate"
NO_COMPARATOR = "Comparator does not apply or was not described"

EFFECT_COLUMNS = (
    Column(key="effect_id", label="Row", shown=False),
    Column(key="intervention_class", label="Intervention"),
    Column(key="intervention", label="Intervention as described", shown=False),
    Column(key="comparator_class", label="Comparator class", shown=False),
    Column(key="outcome", label="Outcome"),
    Column(key="estimate", label="Estimate (interval)", align="right"),
    Column(key="ci_low", label="Lower limit", shown=False),
    Column(key="ci_high", label="Upper limit", shown=False),
    Column(key="ci_level", label="Level of the interval", shown=False),
    Column(key="interval_kind", label="Kind of interval", shown=False),
    Column(key="measure", label="Measure, unit"),
    Column(key="unit", label="Unit", shown=False),
    Column(key="larger_value_favours", label="A larger value favours", shown=False),
    Column(key="favours", label="Favours"),
    Column(key="k", label="Trials", align="right"),
    Column(key="n_participants", label="People", align="right"),
    Column(key="i2", label="I²", align="right"),
    Column(key="certainty_reported", label="Certainty, by the review"),
    Column(key="status", label="May be summarised"),
    Column(key="review_id", label="Review"),
    Column(key="comparator", label="Comparator, as described"),
    Column(key="timepoint_class", label="Timepoint"),
)


def effects_table(
    base: EvidenceBase, condition: str | None = None, *, review_id: str | None = None
) -> DisplayTable:
    """Show every pooled result on a condition as its review prints it.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of a condition of the topic, or of the mixed one; a result that pools several is shown
        under the mixed one only. None takes all.
    review_id
        Keep the results of one review.

    Returns
    -------
    One row per pooled result, grouped by class of comparator, then by intervention, outcome and
    review. Results set aside, duplicates and results that are not between arms stay in the table
    and say so in ``status``.

    Raises
    ------
    InputError
        If the topic does not have the condition.
    """
    check_condition(base, condition)
    tongue = words(base)
    found = [
        row for row in rows_of(base, "effects", condition) if review_id in (None, row["review_id"])
    ]
    rows = sorted(found, key=lambda row: _order(row, tongue))
    status = {row["effect_id"]: _status(row, base) for row in rows}
    free = sum(not words_ for words_ in status.values())
    notes = flag_notes(base, "effects")
    return table(
        id=table_id("effects" if review_id is None else f"effects_{review_id}", condition),
        title=f"Pooled effects as reported: {condition_title(base, condition)}",
        caption=f"{plural(len(rows), 'pooled result')}, by what the intervention was compared "
        f"with; {free} of them may be summarised.",
        columns=EFFECT_COLUMNS,
        records=[
            _record(row, tongue, status[row["effect_id"]], notes.get(row["effect_id"], ""))
            for row in rows
        ],
        groups=[_group(row, tongue) for row in rows],
        source_notes=(
            "Estimates stand as printed, sign included; “Favours” says in which direction the "
            "review reads them. They are not on one scale and must not be averaged. "
            "Intervals are 95% confidence intervals unless a note says otherwise.",
            "An effect against sham is not the same question as one against usual care or another "
            "treatment; an effect against mixed comparators answers neither.",
        ),
    )


def _order(row: dict[str, Any], tongue: Words) -> tuple[Any, ...]:
    return (
        tongue.rank("comparator_class", row["comparator_class"]),
        tongue.rank("intervention_class", row["intervention_class"]),
        tongue.rank("outcome", row["outcome"]),
        tongue.study_order(row["review_id"]),
        row["effect_id"],
    )


def _group(row: dict[str, Any], tongue: Words) -> str:
    name = tongue.label("comparator_class", row["comparator_class"])
    return NO_COMPARATOR if name is None else f"Compared with: {name.lower()}"


def _status(row: dict[str, Any], base: EvidenceBase) -> tuple[str, ...]:
    """Say why a result may not be summarised; empty where it may."""
    reasons = []
    if row["effect_id"] in base.set_aside("effects"):
        reasons.append("set aside")
    if row["duplicate_of"]:
        reasons.append(DUPLICATE)
    if row["contrast"] != EFFECT:
        reasons.append("not between arms")
    return tuple(reasons)


def _record(
    row: dict[str, Any], tongue: Words, status: tuple[str, ...], flag: str
) -> dict[str, object]:
    refs = (row["effect_id"],)
    treatment = tongue.label("intervention_class", row["intervention_class"]) or ""
    described = str(row["intervention"])
    named = described.casefold().startswith(treatment.casefold())
    shown = described[:1].upper() + described[1:] if named else f"{treatment}: {described}"
    hidden = ("ci_low", "ci_high", "ci_level", "interval_kind", "larger_value_favours")
    return {
        "effect_id": cell(row["effect_id"], refs=refs),
        "intervention_class": text_cell(shown, value=row["intervention_class"], refs=refs),
        "intervention": row["intervention"],
        "comparator": cell(row["comparator"], refs=refs),
        "comparator_class": row["comparator_class"],
        "outcome": _outcome(row, tongue),
        "timepoint_class": _timepoint(row, tongue),
        "review_id": tongue.study(row["review_id"], refs=refs),
        "measure": measure_cell(row, refs),
        "unit": row["unit"],
        "estimate": estimate_cell(
            row["estimate"], row["ci_low"], row["ci_high"], refs=refs, notes=_interval_note(row)
        ),
        "k": count_cell(row["k"], refs=refs),
        "n_participants": count_cell(row["n_participants"], refs=refs),
        "i2": text_cell(percent(row["i2"]), value=row["i2"], refs=refs)
        if row["i2"] is not None
        else None,
        "favours": tongue.labelled("side", row["favours"], refs),
        "certainty_reported": _certainty(row, tongue),
        "status": _standing(row, status, flag),
        **{name: row[name] for name in hidden},
    }


def measure_cell(row: Mapping[str, Any], refs: Sequence[str]) -> Cell:
    """Make the cell that names the measure and, where the measure has one, the unit."""
    name, unit = row["measure"], row["unit"]
    if name is None and row["estimate"] is None:
        return text_cell(unit, value=name, refs=refs)
    shown = name or f"measure {NOT_REPORTED}"
    if unit is not None:
        shown = f"{shown}, {unit}"
    elif name not in WITHOUT_UNIT:
        shown = f"{shown}, unit {NOT_REPORTED}"
    return text_cell(shown, value=name, refs=refs)


def _outcome(row: dict[str, Any], tongue: Words) -> Cell:
    name = tongue.label("outcome", row["outcome"])
    shown = f"{name} ({row['instrument']})" if row["instrument"] else name
    return text_cell(shown, value=row["outcome"], refs=(row["effect_id"],))


def _timepoint(row: dict[str, Any], tongue: Words) -> Cell:
    kind = tongue.label("timepoint_class", row["timepoint_class"])
    shown = row["timepoint"] or kind
    return text_cell(shown, value=row["timepoint_class"], refs=(row["effect_id"],))


def _interval_note(row: dict[str, Any]) -> tuple[str, ...]:
    notes = []
    if row["interval_kind"] == "credible":
        notes.append("The interval is a credible interval.")
    if row["ci_level"] is not None and row["ci_level"] != USUAL_LEVEL:
        notes.append(f"The level of the interval is {percent(row['ci_level'])}.")
    return tuple(notes)


def _certainty(row: dict[str, Any], tongue: Words) -> Cell:
    said_of = row["certainty_note"]
    notes = (f"Certainty: {said_of}.".replace("..", "."),) if said_of else ()
    label = tongue.label("certainty", row["certainty_reported"])
    return text_cell(label, value=row["certainty_reported"], refs=(row["effect_id"],), notes=notes)


def _standing(row: dict[str, Any], status: tuple[str, ...], flag: str) -> Cell:
    return status_cell(row["effect_id"], status, flag, same_as=row["duplicate_of"] or "")


def status_cell(row_id: str, status: tuple[str, ...], flag: str, same_as: str = "") -> Cell:
    """Make the cell that says whether a row may be summarised.

    Parameters
    ----------
    row_id
        The row.
    status
        Reasons against, in words; empty where there is none.
    flag
        Footnote on what is odd about the row; empty for none.
    same_as
        The row that a duplicate repeats.
    """
    shown = [f"same result as {same_as}" if reason == DUPLICATE else reason for reason in status]
    against = f"no: {'; '.join(shown)}" if shown else ""
    free = "yes, flagged" if flag else "yes"
    return text_cell(
        against or free,
        value="; ".join(reason.replace(" ", "_") for reason in status) or "eligible",
        refs=(row_id, same_as) if same_as else (row_id,),
        notes=(flag,) if flag else (),
    )
