"""Between-arm effects of single trials, from whatever the row prints.

A row says in ``poolable_from`` what an effect and its error can be had from. What is converted is
marked, so that a sensitivity run can leave it out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evisyn.appraisal.harmonise import RATIO_MEASURES, Harmonised, harmonise
from evisyn.appraisal.rows import TrialOutcomeRow
from evisyn.effects.calculate import effect_size
from evisyn.effects.convert import sd_from_ci, se_from_ci, se_from_p

LEVEL = 0.95
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEffect:
    """A between-arm effect of one trial.

    Parameters
    ----------
    row
        The row that it was made from.
    measure
        Measure of the effect.
    estimate, ci_low, ci_high
        Intervention minus comparator (or their ratio) with its 95 % interval, in the unit and with
        the sign of the row.
    se
        Standard error; of the logarithm for a ratio.
    method
        How it was had from the row, in words.
    converted
        Whether the interval is not the one that the trial prints.
    """

    row: TrialOutcomeRow
    measure: str
    estimate: float
    ci_low: float
    ci_high: float
    se: float
    method: str
    converted: bool

    @property
    def harmonised(self) -> Harmonised | None:
        """The effect with benefit of the intervention on the left."""
        return harmonise(
            self.measure, self.estimate, self.ci_low, self.ci_high, self.row.larger_value_favours
        )


def trial_effect(row: TrialOutcomeRow) -> TrialEffect | None:
    """Make the between-arm effect that a row carries.

    Returns
    -------
    TrialEffect or None
        ``None`` where the row is not poolable or lacks a number that its ``poolable_from`` needs.
    """
    maker = _MAKERS.get(row.poolable_from)
    return maker(row) if row.poolable and maker is not None else None


def _from_interval(row: TrialOutcomeRow) -> TrialEffect | None:
    if row.estimate is None or row.ci_low is None or row.ci_high is None:
        return None
    scale = "log" if row.measure in RATIO_MEASURES else "linear"
    se = se_from_ci(row.ci_low, row.ci_high, LEVEL, scale)
    return TrialEffect(
        row=row,
        measure=row.measure,
        estimate=row.estimate,
        ci_low=row.ci_low,
        ci_high=row.ci_high,
        se=float(se.sei.item()),
        method="estimate and interval as printed",
        converted=False,
    )


def _from_means(row: TrialOutcomeRow) -> TrialEffect | None:
    if row.sd_i is None or row.sd_c is None:
        return None
    return _difference(row, row.sd_i, row.sd_c, "means, SDs and sizes of the arms")


def _from_arm_intervals(row: TrialOutcomeRow) -> TrialEffect | None:
    limits = (row.ci_low_i, row.ci_high_i, row.ci_low_c, row.ci_high_c)
    if None in limits or row.n_i is None or row.n_c is None:
        return None
    first = sd_from_ci(row.ci_low_i, row.ci_high_i, row.n_i, LEVEL)  # type: ignore[arg-type]
    second = sd_from_ci(row.ci_low_c, row.ci_high_c, row.n_c, LEVEL)  # type: ignore[arg-type]
    words = "means, intervals and sizes of the arms"
    return _difference(row, float(first.sd.item()), float(second.sd.item()), words)


def _difference(row: TrialOutcomeRow, sd_i: float, sd_c: float, words: str) -> TrialEffect | None:
    if row.mean_i is None or row.mean_c is None or row.n_i is None or row.n_c is None:
        return None
    made = effect_size(
        "MD", m1i=row.mean_i, sd1i=sd_i, n1i=row.n_i, m2i=row.mean_c, sd2i=sd_c, n2i=row.n_c
    )
    return _around(row, "MD", float(made.yi.item()), float(made.sei.item()), words)


def _from_smd(row: TrialOutcomeRow) -> TrialEffect | None:
    if row.estimate is None or row.n_i is None or row.n_c is None:
        return None
    total = row.n_i + row.n_c
    # Hedges and Olkin 1985: large-sample variance of a standardised difference
    variance = total / (row.n_i * row.n_c) + row.estimate**2 / (2 * total)
    words = "standardised difference as printed, error from the sizes of the arms"
    return _around(row, row.measure, row.estimate, variance**0.5, words)


def _from_p(row: TrialOutcomeRow) -> TrialEffect | None:
    if row.estimate is None or row.p_value is None or row.p_relation != "=":
        return None
    sizes = (row.n_i, row.n_c)
    df = None if None in sizes else row.n_i + row.n_c - 2  # type: ignore[operator]
    se = se_from_p(row.estimate, row.p_value, df)
    words = "estimate as printed, error from an exact p value: approximate"
    return _around(row, row.measure, row.estimate, float(se.sei.item()), words)


def _around(
    row: TrialOutcomeRow, measure: str, estimate: float, se: float, words: str
) -> TrialEffect:
    return TrialEffect(
        row=row,
        measure=measure,
        estimate=estimate,
        ci_low=estimate - Z95 * se,
        ci_high=estimate + Z95 * se,
        se=se,
        method=words,
        converted=True,
    )


_MAKERS: dict[str, Callable[[TrialOutcomeRow], TrialEffect | None]] = {
    "estimate_ci": _from_interval,
    "arm_means": _from_means,
    "arm_ci": _from_arm_intervals,
    "smd_and_n": _from_smd,
    "estimate_p": _from_p,
}
