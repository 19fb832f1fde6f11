"""Pooling single trials anew: whether the rows of one question carry it, and the result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from evisyn.appraisal.harmonise import UNITLESS_MEASURES, from_scale, to_scale
from evisyn.appraisal.rows import TrialOutcomeRow
from evisyn.appraisal.trial_effects import TrialEffect
from evisyn.errors import NotPoolable
from evisyn.synthesis.eligibility import FEWEST_TRIALS, TrialRow, poolable
from evisyn.synthesis.pool import Pooled, PoolSettings, pool

TEST: Final = "hksj-adhoc"
"""Hartung-Knapp that is never narrower than the usual interval: what pictures and tables show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledAgain:
    """A pooled result of single trials with benefit on the left.

    Parameters
    ----------
    effects
        The trials in it.
    result
        On the log scale for a ratio, as Fisher's z for a correlation.
    usual
        The same with the interval of the normal distribution (Wald), to set beside.
    estimate, ci_low, ci_high
        On the scale of the measure.
    """

    effects: tuple[TrialEffect, ...]
    result: Pooled
    usual: Pooled
    estimate: float
    ci_low: float
    ci_high: float

    @property
    def measure(self) -> str:
        """Measure of the trials."""
        return self.effects[0].measure

    @property
    def unit(self) -> str:
        """Unit of the trials; empty for measures that have none."""
        return "" if self.measure in UNITLESS_MEASURES else self.effects[0].row.unit

    @property
    def outcome_ids(self) -> tuple[str, ...]:
        """The rows that were pooled."""
        return tuple(effect.row.outcome_id for effect in self.effects)


def pool_settings() -> PoolSettings:
    """Settings with which trials are pooled here, as every result made with them carries them."""
    return _fit((0.0, 0.0), (1.0, 1.0), ("a", "b")).settings


def question_key(row: TrialOutcomeRow) -> tuple[str, str, str, str]:
    """The four keys of the question that a row answers."""
    return (row.condition, row.intervention_class, row.comparator_class, row.outcome)


def check_poolable(effects: Sequence[TrialEffect]) -> None:
    """Refuse rows that cannot carry one pooled effect.

    Raises
    ------
    NotPoolable
        With the reason: fewer than two trials, other questions or comparator classes, timepoints,
        measures or units, one sample twice, change beside post values in standardised form.
    """
    poolable(
        TrialRow(
            trial_id=effect.row.thread,
            question_id=question_key(effect.row),
            timepoint_class=effect.row.timepoint_class,
            measure=effect.measure,
            unit=_unit(effect),
            value_type=effect.row.value_type,
        )
        for effect in effects
    )


def pool_again(effects: Iterable[TrialEffect]) -> tuple[PooledAgain, ...]:
    """Pool the trials of one question wherever its rows carry it.

    Parameters
    ----------
    effects
        Effects of one question; rows set aside are left out.

    Returns
    -------
    tuple of PooledAgain
        One for each class of timepoint, measure and unit that has two poolable trials; empty where
        none has, and :func:`why_not_pooled` says why.
    """
    sets: dict[tuple[str, str, str], list[TrialEffect]] = defaultdict(list)
    for effect in effects:
        if not effect.row.set_aside and effect.harmonised is not None:
            sets[effect.row.timepoint_class, effect.measure, _unit(effect)].append(effect)
    made = []
    for key in sorted(sets):
        try:
            check_poolable(sets[key])
        except NotPoolable:
            continue
        made.append(_pooled(sets[key]))
    return tuple(made)


def why_not_pooled(effects: Sequence[TrialEffect]) -> str:
    """Say what keeps the trial rows of one question from being pooled; empty where they can be."""
    usable = [effect for effect in effects if not effect.row.set_aside]
    if not usable:
        return "every row is set aside"
    if pool_again(usable):
        return ""
    trials = {effect.row.thread for effect in usable}
    if len(trials) < FEWEST_TRIALS:
        return f"one trial, pooling needs {FEWEST_TRIALS}"
    try:
        check_poolable(usable)
    except NotPoolable as refusal:
        return str(refusal)
    return "the source does not say which direction is better"


def _unit(effect: TrialEffect) -> str:
    return "" if effect.measure in UNITLESS_MEASURES else effect.row.unit


def _pooled(effects: list[TrialEffect]) -> PooledAgain:
    measure = effects[0].measure
    values = [effect.harmonised.estimate for effect in effects if effect.harmonised is not None]
    yi = [to_scale(measure, value) for value in values]
    sei = [effect.se for effect in effects]
    labels = [effect.row.outcome_id for effect in effects]
    result = _fit(yi, sei, labels)
    shown = (result.estimate, result.ci_low, result.ci_high)
    estimate, low, high = (from_scale(measure, value) for value in shown)
    return PooledAgain(
        effects=tuple(effects),
        result=result,
        usual=pool(yi, sei=sei, test="z", labels=labels),
        estimate=estimate,
        ci_low=low,
        ci_high=high,
    )


def _fit(yi: Sequence[float], sei: Sequence[float], labels: Sequence[str]) -> Pooled:
    """The one place where trials are pooled, so that its settings are those of every result."""
    return pool(yi, sei=sei, test=TEST, labels=labels)
