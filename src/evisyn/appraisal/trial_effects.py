"""Between-arm effects of single trials, from whatever the row prints.

A row says in ``poolable_from`` what an effect and its error can be had from. What is converted is
marked, so that a sensitivity run can leave it out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evisyn.appraisal.harmonise import (
    CORRELATIONS,
    RATIO_MEASURES,
    STANDARDISED_MEASURES,
    Harmonised,
    from_scale,
    harmonise,
    to_scale,
)
from evisyn.appraisal.rows import TrialOutcomeRow
from evisyn.effects.calculate import effect_size
from evisyn.effects.convert import sd_from_ci, se_from_ci, se_from_p
from evisyn.records import Z95

LEVEL = 0.95
EVENT_MEASURES = frozenset({"RR", "OR", "RD"})
"""What numbers of people with an event give."""
FEWEST_FOR_Z = 3
"""What the number of people loses in the variance of Fisher's z."""
MEANS_MEASURES = STANDARDISED_MEASURES | {"MD", "ROM"}
"""What means, SDs and sizes of two arms give; a mean difference unless the row asks for another."""


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
        Standard error; of the logarithm for a ratio, of Fisher's z for a correlation.
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
    limits = row.ci_low, row.ci_high
    if row.measure in CORRELATIONS:
        limits = to_scale(row.measure, row.ci_low), to_scale(row.measure, row.ci_high)
    se = se_from_ci(*limits, LEVEL, scale)
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
    asked = row.measure if row.measure in MEANS_MEASURES and row.estimate is None else "MD"
    made = effect_size(
        "SMD" if asked in STANDARDISED_MEASURES else asked,
        m1i=row.mean_i, sd1i=sd_i, n1i=row.n_i, m2i=row.mean_c, sd2i=sd_c, n2i=row.n_c,
    )  # fmt: skip
    return _on_scale(row, asked, float(made.yi.item()), float(made.sei.item()), words)


def _from_events(row: TrialOutcomeRow) -> TrialEffect | None:
    counts = (row.events_i, row.n_i, row.events_c, row.n_c)
    if None in counts or row.measure not in EVENT_MEASURES:
        return None
    made = effect_size(row.measure, ai=counts[0], n1i=counts[1], ci=counts[2], n2i=counts[3])
    words = "people with the event and in all, in each arm"
    if 0 in counts or row.events_i == row.n_i or row.events_c == row.n_c:
        words += "; half a person added to each cell, since one is empty"
    return _on_scale(row, row.measure, float(made.yi.item()), float(made.sei.item()), words)


def _from_error(row: TrialOutcomeRow) -> TrialEffect | None:
    if row.estimate is None or row.se is None:
        return None
    se = row.se
    if row.measure in CORRELATIONS:
        se /= 1.0 - row.estimate**2  # delta method: dz/dr = 1 / (1 - r^2)
    words = "estimate and standard error as printed"
    return _on_scale(row, row.measure, to_scale(row.measure, row.estimate), se, words)


def _from_correlation(row: TrialOutcomeRow) -> TrialEffect | None:
    if row.estimate is None or row.n_i is None or row.n_i <= FEWEST_FOR_Z:
        return None
    # Fisher 1921: the variance of z is 1 / (n - 3), whatever the correlation
    z = row.estimate if row.measure == "ZCOR" else to_scale("COR", row.estimate)
    words = "correlation as printed, error from the number of people"
    return _on_scale(row, row.measure, z, 1.0 / math.sqrt(row.n_i - FEWEST_FOR_Z), words)


def _on_scale(
    row: TrialOutcomeRow, measure: str, value: float, se: float, words: str
) -> TrialEffect | None:
    """An effect from a value and its error on the scale on which the measure is pooled."""
    if not math.isfinite(value) or not math.isfinite(se) or se <= 0:
        return None
    low, high = value - Z95 * se, value + Z95 * se
    return TrialEffect(
        row=row,
        measure=measure,
        estimate=from_scale(measure, value),
        ci_low=from_scale(measure, low),
        ci_high=from_scale(measure, high),
        se=se,
        method=words,
        converted=True,
    )


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


def source_of(row: Mapping[str, object]) -> str:
    """Which figures of a row give its effect, where the row itself does not say.

    Parameters
    ----------
    row
        Column to value; what is missing is ``""`` or ``None``.

    Returns
    -------
    str
        The first kind that has all its figures: what the source prints before what is computed.
        Empty where none has.
    """
    have = {name for name, value in row.items() if value not in ("", None)}
    for kind, (needed, measures) in _NEEDED.items():
        if needed <= have and (not measures or row.get("measure") in measures):
            return kind
    return ""


_NEEDED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "estimate_ci": (frozenset({"measure", "estimate", "ci_low", "ci_high"}), frozenset()),
    "estimate_se": (frozenset({"measure", "estimate", "se"}), frozenset()),
    "r_and_n": (frozenset({"estimate", "n_i"}), CORRELATIONS | {"ZCOR"}),
    "arm_events": (frozenset({"events_i", "n_i", "events_c", "n_c"}), EVENT_MEASURES),
    "arm_means": (frozenset({"mean_i", "sd_i", "n_i", "mean_c", "sd_c", "n_c"}), frozenset()),
    "arm_ci": (
        frozenset(
            {"mean_i", "ci_low_i", "ci_high_i", "n_i", "mean_c", "ci_low_c", "ci_high_c", "n_c"}
        ),
        frozenset(),
    ),
}
"""Columns that each kind needs, and the measures that it gives (empty: any)."""

_MAKERS: dict[str, Callable[[TrialOutcomeRow], TrialEffect | None]] = {
    "estimate_ci": _from_interval,
    "arm_means": _from_means,
    "arm_ci": _from_arm_intervals,
    "smd_and_n": _from_smd,
    "estimate_p": _from_p,
    "arm_events": _from_events,
    "estimate_se": _from_error,
    "r_and_n": _from_correlation,
}
