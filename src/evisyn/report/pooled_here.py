"""Results pooled here from the trials of the tables: one row a result, and sentences on them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.appraisal.harmonise import CORRELATIONS, RATIO_MEASURES, to_scale
from evisyn.appraisal.pooled_here import PooledHere, pooled_here
from evisyn.report.display import (
    Cell,
    Column,
    DisplayTable,
    count_cell,
    number_cell,
    table,
    text_cell,
)
from evisyn.report.formats import (
    NOT_APPLICABLE,
    estimate,
    number,
    p_value,
    percent,
    plural,
    small,
    span,
)
from evisyn.report.pick import check_condition, table_id
from evisyn.report.sentences import CERTAINTY_WORDS
from evisyn.synthesis.heterogeneity import heterogeneity_ci

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

SHOWN_FROM = 3
"""Trials from which a prediction interval is shown."""
RELIABLE_FROM = 5
"""Trials below which it is marked unreliable."""
MORE_DIGITS = 4
UNCLEAR = "unclear"

COLUMNS = (
    Column(key="question", label="Question"),
    Column(key="result", label="Pooled result (95% CI)"),
    Column(key="usual", label="Usual interval"),
    Column(key="prediction", label="Prediction interval"),
    Column(key="k", label="Trials", align="right"),
    Column(key="n_participants", label="Participants", align="right"),
    Column(key="heterogeneity", label="Heterogeneity"),
    Column(key="certainty", label="Certainty, ours"),
)
_HIDDEN = (
    "question_id", "timepoint_class", "measure", "unit", "estimate", "ci_low", "ci_high",
    "usual_low", "usual_high", "pi_low", "pi_high", "scale", "estimate_on_scale", "se_on_scale",
    "p_value", "tau2", "tau2_low", "tau2_high", "i2", "q", "q_df", "q_p", "missing_inputs",
    "judgements", "rows",
)  # fmt: skip
NOTES = (
    "Pooled by this review from the trial rows that it extracted: random effects, REML, "
    "Hartung-Knapp interval that is never narrower than the usual (Wald) one, which stands beside "
    "it. Benefit of the intervention lies on the left (below 0, or below 1 for ratios).",
    "Only rows of one question, one class of timepoint and one measure and unit are pooled; no "
    f"prediction interval is shown below {SHOWN_FROM} trials, and below {RELIABLE_FROM} it is "
    "unreliable.",
    "The interval of tau² is that of the Q profile.",
)


def pooled_here_table(base: EvidenceBase, condition: str | None = None) -> DisplayTable:
    """Show what was pooled from single trials, with heterogeneity and certainty.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of a condition; None takes all.

    Returns
    -------
    DisplayTable
        One row a result; none where no question has two trials that can be pooled.

    Raises
    ------
    InputError
        If the topic does not have the condition.
    """
    check_condition(base, condition)
    found = results(base, condition)
    worded = base.topic.worded
    hidden = [Column(key=key, label=key.replace("_", " "), shown=False) for key in _HIDDEN]
    return table(
        id=table_id("pooled_here", condition),
        title=worded("Pooled here from single trials"),
        caption=f"{base.topic.title}: one row a result.",
        columns=[*_worded(base, COLUMNS), *hidden],
        records=[_cells(base, one) for one in found],
        source_notes=tuple(map(worded, NOTES)),
        empty=worded("No question has two trials whose rows can be pooled."),
    )


def results(base: EvidenceBase, condition: str | None = None) -> tuple[PooledHere, ...]:
    """Give the results pooled here, of one condition or of all."""
    wanted = None if condition is None else [condition]
    return pooled_here(evidence_rows(base), wanted)


def figure_words(one: PooledHere) -> str:
    """Give measure, result, interval and unit in one short text."""
    made = one.pooled
    unit = f", {made.unit}" if made.unit else ""
    return f"{made.measure} {estimate(made.estimate, made.ci_low, made.ci_high, 2)}{unit}"


def size_words(base: EvidenceBase, one: PooledHere) -> str:
    """Give trials and participants in words."""
    trials = plural(one.pooled.result.k, base.topic.worded("trial"), base.topic.worded("trials"))
    if one.n_participants is None:
        return f"{trials}; participants not reported by all"
    return f"{trials}, {plural(one.n_participants, 'participant')}"


def sentence(base: EvidenceBase, one: PooledHere) -> str:
    """Say what was pooled, what came out, how far the trials differ and how sure it is."""
    label, question = base.topic.label, one.question
    what = small(label("intervention_class", question.intervention))
    against = small(label("comparator_class", question.comparator_class))
    outcome = small(label("outcome", question.outcome))
    prediction = _prediction_words(one)
    spread = f" A new trial is expected between {prediction}." if prediction else ""
    sure = base.topic.worded(certainty_words(one))
    return base.topic.worded("Pooled here, ") + (
        f"{what} against {against}, {outcome}: {figure_words(one)}, "
        f"{size_words(base, one)}; {_side(base, one)}.{base.topic.worded(spread)} "
        f"I² {percent(one.pooled.result.i2, 1)}. Certainty: {sure}."
    )


def certainty_words(one: PooledHere) -> str:
    """Say our rating, or that there is none and what it would need."""
    if one.certainty != NOT_RATED:
        return CERTAINTY_WORDS[one.certainty]
    needed = ", ".join(one.missing) or "inputs of the rating"
    return f"not rated, for want of: {needed}"


def _side(base: EvidenceBase, one: PooledHere) -> str:
    turned = one.turned
    if not turned.excludes_null:
        return "the interval includes no difference"
    if base.topic.as_printed:
        return (
            "lower with exposure"
            if turned.direction == "intervention"
            else ("higher with exposure")
        )
    return f"in favour of the {turned.direction}"


def _prediction_words(one: PooledHere) -> str:
    limits = one.prediction
    if limits is None or one.pooled.result.k < SHOWN_FROM:
        return ""
    return f"{number(limits[0], 2)} and {number(limits[1], 2)}"


def _cells(base: EvidenceBase, one: PooledHere) -> dict[str, object]:
    made, refs = one.pooled, one.pooled.outcome_ids
    result, usual = made.result, one.usual_interval
    words = base.topic.worded(certainty_words(one))
    return {
        "question": _question(base, one),
        "result": text_cell(figure_words(one), value=made.estimate, refs=refs),
        "usual": text_cell(span(*usual, 2), refs=refs),
        "prediction": _prediction(one),
        "k": count_cell(result.k, refs=refs),
        "n_participants": count_cell(one.n_participants, refs=refs),
        "heterogeneity": text_cell(
            f"I² {percent(result.i2, 1)}, tau² {number(result.tau2, 3)}, "
            f"Q {number(result.q, 1)} ({result.q_df:g} df), p {p_value(result.q_p)}",
            value=result.i2,
            refs=refs,
        ),
        "certainty": text_cell(words, value=one.certainty, refs=one.judgement_ids),
        **_machine(one),
    }


def _machine(one: PooledHere) -> dict[str, object]:
    made, result = one.pooled, one.pooled.result
    pi = one.prediction or (math.nan, math.nan)
    spread = heterogeneity_ci(result_yi(one), [effect.se**2 for effect in made.effects])
    numbers = {
        "estimate": made.estimate,
        "ci_low": made.ci_low,
        "ci_high": made.ci_high,
        "usual_low": one.usual_interval[0],
        "usual_high": one.usual_interval[1],
        "pi_low": pi[0],
        "pi_high": pi[1],
        "estimate_on_scale": result.estimate,
        "se_on_scale": result.se,
        "p_value": result.p_value,
        "tau2": result.tau2,
        "tau2_low": spread.tau2_low,
        "tau2_high": spread.tau2_high,
        "i2": result.i2,
        "q": result.q,
        "q_df": result.q_df,
        "q_p": result.q_p,
    }
    return {
        "question_id": one.question.id,
        "timepoint_class": one.timepoint_class,
        "measure": made.measure,
        "unit": made.unit,
        **{name: number_cell(value, MORE_DIGITS) for name, value in numbers.items()},
        "scale": _scale(made.measure),
        "missing_inputs": "; ".join(one.missing),
        "judgements": "; ".join(one.judgement_ids),
        "rows": "; ".join(made.outcome_ids),
    }


def result_yi(one: PooledHere) -> list[float]:
    """Give the effects of the trials on the scale on which they were pooled."""
    turned = [effect.harmonised for effect in one.pooled.effects]
    return [to_scale(one.pooled.measure, t.estimate) for t in turned if t is not None]


def _scale(measure: str) -> str:
    if measure in RATIO_MEASURES:
        return "log"
    return "Fisher's z" if measure in CORRELATIONS else "as it is"


def _question(base: EvidenceBase, one: PooledHere) -> Cell:
    label, question = base.topic.label, one.question
    condition = label(base.topic.question_columns[0], question.condition)
    what = label("intervention_class", question.intervention)
    parts = [
        small(label("comparator_class", question.comparator_class)),
        small(label("outcome", question.outcome)),
    ]
    if one.timepoint_class != UNCLEAR:
        parts.append(small(label("timepoint_class", one.timepoint_class)))
    return text_cell(
        f"{condition}: {what} against {', '.join(parts)}",
        value=question.id,
        refs=one.pooled.outcome_ids,
    )


def _prediction(one: PooledHere) -> Cell:
    limits, k = one.prediction, one.pooled.result.k
    if limits is None or k < SHOWN_FROM:
        return Cell(text=NOT_APPLICABLE, value=None)
    shown = span(*limits, 2)
    return text_cell(f"{shown} (unreliable)" if k < RELIABLE_FROM else shown)


def _worded(base: EvidenceBase, columns: tuple[Column, ...]) -> list[Column]:
    return [replace(column, label=base.topic.worded(column.label)) for column in columns]
