"""Between-arm estimates of single trials, and why none of them is pooled."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.pool_again import PooledAgain, pool_again, question_key, why_not_pooled
from evisyn.appraisal.questions import is_between_arms
from evisyn.appraisal.rows import TrialOutcomeRow
from evisyn.appraisal.trial_effects import TrialEffect, trial_effect
from evisyn.report.citations import bibliography
from evisyn.report.display import Cell, Column, DisplayTable, estimate_cell, table, text_cell
from evisyn.report.formats import plural

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

COLUMNS = (
    Column(key="question_id", label="Question", shown=False),
    Column(key="trial", label="Trial"),
    Column(key="outcome_id", label="Row", shown=False),
    Column(key="arms", label="Intervention against comparator"),
    Column(key="timepoint", label="Timepoint"),
    Column(key="measure", label="Measure, unit"),
    Column(key="result", label="Effect (95% CI), benefit on the left"),
    Column(key="ci_low", label="low", shown=False),
    Column(key="ci_high", label="high", shown=False),
    Column(key="method", label="How it was had"),
    Column(key="converted", label="Converted", shown=False),
    Column(key="standing", label="Standing"),
)


def trial_estimates_table(base: EvidenceBase, condition: str) -> DisplayTable:
    """Show the between-arm effect of each trial row from which one can be had.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of the condition.

    Returns
    -------
    DisplayTable
        One row per poolable trial row, by question; the group says what is missing for pooling.
    """
    by_question: dict[tuple[str, ...], list[TrialEffect]] = defaultdict(list)
    for row in evidence_rows(base).trial_outcomes:
        made = trial_effect(row) if row.condition == condition and is_between_arms(row) else None
        if made is not None:
            by_question[question_key(row)].append(made)
    comparators = list(base.topic.labels["comparator_class"])
    ordered = sorted(by_question, key=lambda key: (comparators.index(key[2]), key))
    made_rows, groups = [], []
    for key in ordered:
        for effect in sorted(by_question[key], key=lambda item: item.row.outcome_id):
            made_rows.append(_record(base, key, effect))
            groups.append(_heading(base, key, by_question[key]))
        for pooled in pool_again(by_question[key]):
            made_rows.append(_pooled_record(key, pooled))
            groups.append(_heading(base, key, by_question[key]))
    return table(
        id=f"trial_estimates_{condition}",
        title="Between-arm effects of single trials",
        caption="One row per trial row that carries an effect and its error.",
        columns=COLUMNS,
        records=made_rows,
        groups=groups,
        empty="No trial row of this condition carries a between-arm effect with its error.",
        source_notes=(
            "Pooling again needs two trials with the same four question keys and the same class "
            "of timepoint, rows set aside left out; pooling across comparator classes is refused.",
        ),
    )


def _heading(base: EvidenceBase, key: tuple[str, ...], effects: list[TrialEffect]) -> str:
    label = base.topic.label
    intervention = label("intervention_class", key[1])
    against, outcome = label("comparator_class", key[2]).lower(), label("outcome", key[3]).lower()
    reason = why_not_pooled(effects)
    standing = f"not pooled ({reason})" if reason else "can be pooled"
    return f"{intervention} against {against}, {outcome}: {standing}"


def _record(base: EvidenceBase, key: tuple[str, ...], effect: TrialEffect) -> dict[str, object]:
    row, refs = effect.row, (effect.row.outcome_id,)
    unit = f", {row.unit}" if row.unit and effect.measure == "MD" else ""
    cells: dict[str, object] = {
        "question_id": ".".join(key),
        "trial": text_cell(
            bibliography(base).cite(row.trial_id).short, value=row.trial_id, refs=refs
        ),
        "outcome_id": row.outcome_id,
        "arms": text_cell(
            f"{row.intervention} against {row.comparator or 'a control not described'}", refs=refs
        ),
        "timepoint": text_cell(row.timepoint, refs=refs),
        "measure": text_cell(f"{effect.measure}{unit}", refs=refs),
        "method": effect.method,
        "converted": "yes" if effect.converted else "no",
        "standing": _standing(row),
    }
    turned = effect.harmonised
    if turned is None:
        return {**cells, "result": text_cell("direction unclear", value="", refs=refs)}
    return {
        **cells,
        "result": estimate_cell(turned.estimate, turned.ci_low, turned.ci_high, 2, refs=refs),
        "ci_low": turned.ci_low,
        "ci_high": turned.ci_high,
    }


def _pooled_record(key: tuple[str, ...], pooled: PooledAgain) -> dict[str, object]:
    first, ids = pooled.effects[0], tuple(effect.row.outcome_id for effect in pooled.effects)
    unit = f", {first.row.unit}" if first.row.unit and first.measure == "MD" else ""
    return {
        "question_id": ".".join(key),
        "trial": text_cell(f"Pooled: {plural(pooled.result.k, 'trial')}", value="", refs=ids),
        "outcome_id": "",
        "arms": text_cell("all of the above at one class of timepoint", refs=ids),
        "timepoint": first.row.timepoint_class,
        "measure": text_cell(f"{first.measure}{unit}", refs=ids),
        "result": estimate_cell(pooled.estimate, pooled.ci_low, pooled.ci_high, 2, refs=ids),
        "ci_low": pooled.ci_low,
        "ci_high": pooled.ci_high,
        "method": "random effects, REML, Hartung-Knapp never narrower than the usual interval",
        "converted": "yes",
        "standing": "pooled here",
    }


def _standing(row: TrialOutcomeRow) -> Cell:
    if row.set_aside:
        return text_cell("set aside", notes=(row.flag,), refs=(row.outcome_id,))
    notes = (row.flag,) if row.flag else ()
    return text_cell("single-trial estimate", notes=notes, refs=(row.outcome_id,))
