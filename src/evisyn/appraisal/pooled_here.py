"""Results pooled here from single trials, question by question, with our rating of them.

A review that extracts trials has no review to quote: the pooled result is its own. The rules are
those of :mod:`evisyn.appraisal.pool_again`; the rating is the preset ``evisyn``.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from evisyn.appraisal.certainty import PRESET, overrides_of, threshold_on
from evisyn.appraisal.directness import OUTCOME
from evisyn.appraisal.grade import grade
from evisyn.appraisal.grade_evisyn import review_process
from evisyn.appraisal.grade_presets import GradePreset, find_grade_preset
from evisyn.appraisal.grade_records import NOT_RATED, Certainty
from evisyn.appraisal.harmonise import Harmonised, from_scale, harmonise, to_scale
from evisyn.appraisal.pool_again import PooledAgain, pool_again, question_key, why_not_pooled
from evisyn.appraisal.questions import Question, is_between_arms
from evisyn.appraisal.rows import EvidenceRows, TrialOutcomeRow
from evisyn.appraisal.strength import INPUT_WORDS
from evisyn.appraisal.trial_effects import TrialEffect, trial_effect
from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.egger import egger_test

RANDOMISED: Final = frozenset(
    {"randomised_parallel", "randomised_crossover", "cluster_randomised", "quasi_randomised"}
)
"""Designs that start high; quasi-randomised trials lose on risk of bias (Cochrane Handbook 14)."""
UNKNOWN_DESIGNS: Final = frozenset({"", "unclear", "protocol"})
SMALL_STUDY_FROM: Final = 10
"""Fewer trials say nothing on small-study effects (Cochrane Handbook, section 13.3.5.4)."""
OWN_INPUTS: Final = {
    "rob_low_share": "an overall judgement on the risk of bias of every trial",
    "n_participants": "the number of participants of every trial",
}
"""Arguments of a rating as what a person who extracts trials can add."""
LOW: Final = "low"
POST: Final = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledHere:
    """One result of a question, pooled from its trials.

    Parameters
    ----------
    question
        What it answers.
    timepoint_class
        When it was measured.
    pooled
        The trials and the result, benefit on the left.
    n_participants
        People in the trials; ``None`` where a trial does not say.
    rating
        The rating by rule, domain by domain.
    missing
        In words, what a rating would need and the rows do not hold.
    judgement_ids
        Rows of judgements that replaced a rule.
    """

    question: Question
    timepoint_class: str
    pooled: PooledAgain
    n_participants: int | None
    rating: Certainty
    missing: tuple[str, ...]
    judgement_ids: tuple[str, ...]

    @property
    def certainty(self) -> str:
        """Our level; ``not_rated`` while inputs are missing."""
        return self.rating.level

    @property
    def prediction(self) -> tuple[float, float] | None:
        """Where the effect of a new trial is expected, on the scale of the measure."""
        result, measure = self.pooled.result, self.pooled.measure
        if not (math.isfinite(result.pi_low) and math.isfinite(result.pi_high)):
            return None
        return from_scale(measure, result.pi_low), from_scale(measure, result.pi_high)

    @property
    def usual_interval(self) -> tuple[float, float]:
        """The interval of the normal distribution, on the scale of the measure."""
        usual, measure = self.pooled.usual, self.pooled.measure
        return from_scale(measure, usual.ci_low), from_scale(measure, usual.ci_high)

    @property
    def printed(self) -> tuple[float, float, float]:
        """Estimate and interval with the direction of the rows, where they share one."""
        made = self.pooled
        sides = {effect.row.larger_value_favours for effect in made.effects}
        if sides == {"intervention"}:
            back = harmonise(made.measure, made.estimate, made.ci_low, made.ci_high, "intervention")
            if back is not None and back.ci_low is not None and back.ci_high is not None:
                return back.estimate, back.ci_low, back.ci_high
        return made.estimate, made.ci_low, made.ci_high

    @property
    def turned(self) -> Harmonised:
        """The result with benefit on the left."""
        made, null = self.pooled, from_scale(self.pooled.measure, 0.0)
        return Harmonised(
            estimate=made.estimate, ci_low=made.ci_low, ci_high=made.ci_high, null=null,
            flipped=False,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPooledHere:
    """A question with several trials whose rows cannot be pooled, and why."""

    question: Question
    outcome_ids: tuple[str, ...]
    reason: str


def pooled_here(
    rows: EvidenceRows, conditions: Iterable[str] | None = None
) -> tuple[PooledHere, ...]:
    """Pool the trials of every question whose rows carry it.

    Parameters
    ----------
    rows
        The evidence base as records.
    conditions
        Defaults to the conditions that have questions of their own.

    Returns
    -------
    tuple of PooledHere
        In the order of the conditions, then by question; within one the result at the end of
        treatment first, then the one with more trials.
    """
    return tuple(
        one
        for question, effects in _questions(rows, conditions)
        for one in _pool(rows, question, effects)
    )


def pooled_for(
    rows: EvidenceRows, question: Question, outcomes: Iterable[TrialOutcomeRow]
) -> tuple[PooledHere, ...]:
    """Pool the trials of one question.

    Parameters
    ----------
    rows
        The evidence base, for judgements, thresholds and what counts as indirect.
    question, outcomes
        The question and its between-arm rows.

    Returns
    -------
    tuple of PooledHere
        The result at the end of treatment first, then the one with more trials.
    """
    effects = [made for row in outcomes if (made := trial_effect(row)) is not None]
    return _pool(rows, question, effects)


def _pool(
    rows: EvidenceRows, question: Question, effects: list[TrialEffect]
) -> tuple[PooledHere, ...]:
    made = [_rated(rows, question, pooled) for pooled in pool_again(effects)]
    made.sort(key=lambda one: (one.timepoint_class != POST, -one.pooled.result.k))
    return tuple(made)


def not_pooled_here(
    rows: EvidenceRows, conditions: Iterable[str] | None = None
) -> tuple[NotPooledHere, ...]:
    """Give the questions with a trial row whose rows are not pooled, each with its reason."""
    return tuple(
        NotPooledHere(
            question=question,
            outcome_ids=tuple(effect.row.outcome_id for effect in effects),
            reason=reason,
        )
        for question, effects in _questions(rows, conditions)
        if (reason := why_not_pooled(effects))
    )


def _questions(
    rows: EvidenceRows, conditions: Iterable[str] | None
) -> list[tuple[Question, list[TrialEffect]]]:
    wanted = rows.conditions if conditions is None else tuple(conditions)
    found: dict[Question, list[TrialEffect]] = defaultdict(list)
    for row in rows.trial_outcomes:
        made = trial_effect(row) if row.condition in wanted and is_between_arms(row) else None
        if made is not None:
            found[Question(*question_key(row))].append(made)
    order = {condition: place for place, condition in enumerate(wanted)}
    return [
        (question, sorted(found[question], key=lambda effect: effect.row.outcome_id))
        for question in sorted(found, key=lambda key: (order[key.condition], key))
    ]


def _rated(rows: EvidenceRows, question: Question, made: PooledAgain) -> PooledHere:
    own = [row for row in rows.judgements if row.question_id == question.id]
    people = participants_of(made.effects)
    inputs = pooled_inputs(rows, question, made, people)
    rating = grade(**inputs, overrides=overrides_of(own), preset=own_rules())
    unknown = sum(effect.row.design in UNKNOWN_DESIGNS for effect in made.effects)
    missing = [OWN_INPUTS.get(name, INPUT_WORDS.get(name, name)) for name in rating.missing]
    if unknown:
        missing.append(f"design of {unknown} of {made.result.k} trials")
    return PooledHere(
        question=question,
        timepoint_class=made.effects[0].row.timepoint_class,
        pooled=made,
        n_participants=people,
        rating=replace(rating, level=NOT_RATED) if unknown else rating,
        missing=tuple(missing),
        judgement_ids=tuple(row.judgement_id for row in own),
    )


def own_rules() -> GradePreset:
    """The house rules without the one on the making of a review: nobody appraises their own."""
    rules = find_grade_preset(PRESET)
    return replace(rules, rules=tuple(rule for rule in rules.rules if rule is not review_process))


def pooled_inputs(
    rows: EvidenceRows, question: Question, made: PooledAgain, people: int | None
) -> dict[str, Any]:
    """Arguments of :func:`evisyn.appraisal.grade.grade` for a result pooled here."""
    result, measure, effects = made.result, made.measure, made.effects
    prediction = (result.pi_low, result.pi_high)
    known = all(math.isfinite(limit) for limit in prediction)
    low, high = (from_scale(measure, x) for x in prediction) if known else (None, None)
    return {
        "design": _design(effects),
        "estimate": made.estimate,
        "ci_low": made.ci_low,
        "ci_high": made.ci_high,
        "pi_low": low,
        "pi_high": high,
        "i2": result.i2,
        "k": result.k,
        "n_participants": people,
        "measure": measure,
        "study_cis": [
            (turned.ci_low, turned.ci_high)
            for effect in effects
            if (turned := effect.harmonised) is not None
        ],
        "rob_low_share": _low_share(effects),
        "small_study_p": _small_study_p(made),
        "indirectness": (OUTCOME,) if question.outcome in rows.surrogate_outcomes else (),
        "threshold": _threshold(rows, question, made),
    }


def _design(effects: Sequence[TrialEffect]) -> str:
    designs = {effect.row.design for effect in effects} - UNKNOWN_DESIGNS
    return "randomised" if designs <= RANDOMISED else "non_randomised"


def participants_of(effects: Sequence[TrialEffect]) -> int | None:
    """People in the trials; None where a trial does not say."""
    sizes = [_size(effect) for effect in effects]
    return None if None in sizes else round(sum(size for size in sizes if size is not None))


def _size(effect: TrialEffect) -> float | None:
    """People in a trial; a correlation has one group."""
    row = effect.row
    if row.n_i is None:
        return None
    if row.n_c is None:
        return row.n_i if row.poolable_from == "r_and_n" else None
    return row.n_i + row.n_c


def _low_share(effects: Sequence[TrialEffect]) -> float | None:
    """Share of participants in trials at low risk; None while one trial is not judged."""
    sizes = [_size(effect) for effect in effects]
    if any(size is None or not e.row.overall_bias for size, e in zip(sizes, effects, strict=True)):
        return None
    known = [size or 0.0 for size in sizes]
    low = sum(n for n, e in zip(known, effects, strict=True) if e.row.overall_bias == LOW)
    return low / sum(known)


def _small_study_p(made: PooledAgain) -> float | None:
    if made.result.k < SMALL_STUDY_FROM:
        return None
    values = [e.harmonised.estimate for e in made.effects if e.harmonised is not None]
    yi = [to_scale(made.measure, value) for value in values]
    try:
        return float(egger_test(yi, [effect.se**2 for effect in made.effects]).p_value)
    except (InputError, NotPoolable):  # trials of one size have no small ones among them
        return None


def _threshold(rows: EvidenceRows, question: Question, made: PooledAgain) -> float | None:
    instruments = {effect.row.instrument for effect in made.effects}
    if made.measure != "MD" or len(instruments) != 1:
        return None
    return threshold_on(instruments.pop(), question.condition, rows.thresholds, rows.class_names)
