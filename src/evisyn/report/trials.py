"""Tables of the primary studies and of their outcomes."""

from __future__ import annotations

from collections import Counter
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
from evisyn.report.effects import measure_cell, status_cell
from evisyn.report.formats import NOT_APPLICABLE, decimals, number, p_value, plural, span
from evisyn.report.pick import (
    Words,
    check_condition,
    condition_title,
    flag_notes,
    records,
    rows_of,
    table_id,
    words,
)

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

EFFECT = "between_arms"
POOLABLE = "yes"
NO_COMPARATOR = "Comparator not described, or none"

TRIAL_COLUMNS = (
    Column(key="trial_id", label="Study"),
    Column(key="design", label="Design", shown=False),
    Column(key="conditions", label="Condition"),
    Column(key="subtype", label="Subtype"),
    Column(key="country", label="Country"),
    Column(key="n_randomised", label="randomised", align="right", spanner="Participants"),
    Column(key="n_analysed", label="analysed", align="right", spanner="Participants"),
    Column(key="intervention", label="Intervention"),
    Column(key="intervention_class", label="Class of intervention", shown=False),
    Column(key="comparator", label="Comparator"),
    Column(key="comparator_class", label="Class of comparator"),
    Column(key="sessions", label="sessions", align="right", spanner="Dose"),
    Column(key="weeks", label="weeks", align="right", spanner="Dose"),
    Column(key="follow_up_weeks", label="Follow-up, weeks", align="right"),
    Column(key="pedro_score", label="PEDro score, of 10", align="right"),
    Column(key="n_outcomes", label="Outcome rows in these tables", align="right"),
    Column(key="source_kind", label="What was read"),
)

OUTCOME_COLUMNS = (
    Column(key="trial_id", label="Study"),
    Column(key="outcome_id", label="Row", shown=False),
    Column(key="intervention_arm", label="Intervention"),
    Column(key="intervention_class", label="Class of intervention", shown=False),
    Column(key="comparator_arm", label="Comparator"),
    Column(key="comparator_class", label="Class of comparator", shown=False),
    Column(key="outcome", label="Outcome"),
    Column(key="estimate", label="Between arms (95% CI)", align="right"),
    Column(key="ci_low", label="Lower limit", shown=False),
    Column(key="ci_high", label="Upper limit", shown=False),
    Column(key="measure", label="Measure, unit"),
    Column(key="unit", label="Unit", shown=False),
    Column(key="p_value", label="p, as reported", align="right"),
    Column(key="arm_i", label="intervention", align="right", spanner="Arm, as reported"),
    Column(key="arm_c", label="comparator", align="right", spanner="Arm, as reported"),
    Column(key="poolable", label="Effect and its error"),
    Column(key="status", label="May be summarised"),
    Column(key="timepoint", label="Timepoint"),
    Column(key="timepoint_class", label="Class of timepoint", shown=False),
)


def trials_table(base: EvidenceBase, condition: str | None = None) -> DisplayTable:
    """Show each primary study: who, what, against what, how much.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of a condition of the topic; None takes all.

    Returns
    -------
    One row per study or report of one, grouped by design, sorted by label.

    Raises
    ------
    InputError
        If the topic does not have the condition.
    """
    check_condition(base, condition)
    tongue = words(base)
    outcomes = Counter(row["trial_id"] for row in records(base.trial_outcomes))
    notes = flag_notes(base, "trials")
    rows = sorted(
        rows_of(base, "trials", condition),
        key=lambda row: (
            tongue.rank("trial_design", row["design"]),
            tongue.study_order(row["trial_id"]),
        ),
    )
    return table(
        id=table_id("trials", condition),
        title=f"Primary studies: {condition_title(base, condition)}",
        caption=f"{plural(len(rows), 'study', 'studies')}, or reports of one, by design. "
        "Several reports of one sample are marked.",
        columns=TRIAL_COLUMNS,
        records=[
            _trial_record(row, tongue, outcomes[row["trial_id"]], notes.get(row["trial_id"], ""))
            for row in rows
        ],
        groups=[tongue.label("trial_design", row["design"]) or "" for row in rows],
    )


def trial_outcomes_table(
    base: EvidenceBase, condition: str | None = None, *, poolable_only: bool = True
) -> DisplayTable:
    """Show the outcomes that primary studies report.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of a condition of the topic; None takes all.
    poolable_only
        Whether to keep only rows from which a between-arm effect and its error can be had; with
        False the others say why they cannot be pooled.

    Returns
    -------
    One row per outcome of a comparison, grouped by class of comparator.

    Raises
    ------
    InputError
        If the topic does not have the condition.
    """
    check_condition(base, condition)
    tongue = words(base)
    wanted = {row["trial_id"] for row in rows_of(base, "trials", condition)}
    every = [row for row in records(base.trial_outcomes) if row["trial_id"] in wanted]
    kept = [row for row in every if not poolable_only or row["poolable"] == POOLABLE]
    rows = sorted(kept, key=lambda row: _order(row, tongue))
    notes = flag_notes(base, "trial_outcomes")
    name = "trial_outcomes_poolable" if poolable_only else "trial_outcomes"
    can = sum(row["poolable"] == POOLABLE for row in every)
    return table(
        id=table_id(name, condition),
        title=f"Outcomes of primary studies: {condition_title(base, condition)}",
        caption=f"From {can} of {plural(len(every), 'row')} a between-arm effect and its error "
        "can be had" + ("; only these are shown." if poolable_only else "."),
        columns=OUTCOME_COLUMNS,
        records=[
            _outcome_record(row, tongue, base, notes.get(row["outcome_id"], "")) for row in rows
        ],
        groups=[
            tongue.label("comparator_class", row["comparator_class"]) or NO_COMPARATOR
            for row in rows
        ],
        source_notes=(
            "Arms: n; mean (SD), or mean with its interval, or events, as the source gives them. "
            "Estimates stand as printed, sign included.",
        ),
    )


def _trial_record(
    row: dict[str, Any], tongue: Words, outcomes: int, flag: str
) -> dict[str, object]:
    refs = (row["trial_id"],)
    texts = ("subtype", "country", "intervention", "comparator")
    numbers = ("n_randomised", "n_analysed", "sessions", "weeks", "follow_up_weeks", "pedro_score")
    return {
        "trial_id": tongue.study(row["trial_id"], notes=(flag,) if flag else ()),
        "design": row["design"],
        "conditions": tongue.conditions(row["conditions"], refs),
        "intervention_class": row["intervention_class"],
        "comparator_class": tongue.labelled("comparator_class", row["comparator_class"], refs),
        "n_outcomes": count_cell(outcomes, refs=refs),
        "source_kind": tongue.labelled("source_kind", row["source_kind"], refs),
        **{name: cell(row[name], refs=refs) for name in (*texts, *numbers)},
    }


def _order(row: dict[str, Any], tongue: Words) -> tuple[Any, ...]:
    return (
        tongue.rank("comparator_class", row["comparator_class"]),
        tongue.rank("outcome", row["outcome"]),
        tongue.study_order(row["trial_id"]),
        row["outcome_id"],
    )


def _outcome_record(
    row: dict[str, Any], tongue: Words, base: EvidenceBase, flag: str
) -> dict[str, object]:
    refs = (row["outcome_id"],)
    name = tongue.label("outcome", row["outcome"])
    shown = f"{name} ({row['instrument']})" if row["instrument"] else name
    hidden = ("timepoint_class", "intervention_class", "comparator_class", "ci_low", "ci_high")
    return {
        "trial_id": tongue.study(row["trial_id"], refs=refs),
        "outcome_id": row["outcome_id"],
        "outcome": text_cell(shown, value=row["outcome"], refs=refs),
        "timepoint": _timepoint(row, tongue),
        "intervention_arm": cell(row["intervention_arm"], refs=refs),
        "comparator_arm": _comparator(row),
        "arm_i": text_cell(_arm(row, "i"), refs=refs),
        "arm_c": text_cell(_arm(row, "c"), refs=refs),
        "measure": measure_cell(row, refs),
        "unit": row["unit"],
        "estimate": estimate_cell(row["estimate"], row["ci_low"], row["ci_high"], refs=refs),
        "p_value": _p_value(row),
        "poolable": _poolable(row, tongue),
        "status": status_cell(row["outcome_id"], _status(row, base), flag),
        **{key: row[key] for key in hidden},
    }


def _p_value(row: dict[str, Any]) -> Cell:
    refs = (row["outcome_id"],)
    if row["p_value"] is None:
        return cell(None, refs=refs)
    return text_cell(p_value(row["p_value"], row["p_relation"]), value=row["p_value"], refs=refs)


def _timepoint(row: dict[str, Any], tongue: Words) -> Cell:
    kind = tongue.label("timepoint_class", row["timepoint_class"])
    return text_cell(row["timepoint"] or kind, refs=(row["outcome_id"],))


def _comparator(row: dict[str, Any]) -> Cell:
    if row["comparator_arm"] is None and row["contrast"] != EFFECT:
        return Cell(text=NOT_APPLICABLE, refs=(row["outcome_id"],))
    return cell(row["comparator_arm"], refs=(row["outcome_id"],))


def _arm(row: dict[str, Any], arm: str) -> str | None:
    """Show what is known of one arm, for example ``"n 31; −7.1 (SD 2.6)"``."""
    n, mean, sd = row[f"n_{arm}"], row[f"mean_{arm}"], row[f"sd_{arm}"]
    low, high, events = row[f"ci_low_{arm}"], row[f"ci_high_{arm}"], row[f"events_{arm}"]
    parts = [] if n is None else [f"n {number(n, decimals(n))}"]
    if events is not None:
        parts.append(f"{number(events, 0)} with the event")
    if mean is not None:
        digits = decimals(mean, sd, low, high)
        spread = "" if sd is None else f" (SD {number(sd, digits)})"
        limits = "" if low is None and high is None else f" ({span(low, high, digits)})"
        parts.append(number(mean, digits) + spread + limits)
    return "; ".join(parts) or None


def _poolable(row: dict[str, Any], tongue: Words) -> Cell:
    can = row["poolable"] == POOLABLE
    how = tongue.label("poolable_from", row["poolable_from"])
    shown = f"can be had from: {how}" if can else f"cannot be had: {row['not_poolable_because']}"
    return text_cell(shown, value=row["poolable"], refs=(row["outcome_id"],))


def _status(row: dict[str, Any], base: EvidenceBase) -> tuple[str, ...]:
    aside = row["outcome_id"] in base.set_aside("trial_outcomes")
    reasons = ["set aside"] if aside else []
    if row["contrast"] != EFFECT:
        reasons.append("not between arms")
    if row["poolable"] != POOLABLE:
        reasons.append("not poolable")
    return tuple(reasons)
