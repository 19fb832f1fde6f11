"""One direction for results that were printed in two.

The harmonised direction puts benefit of the intervention on the left: below zero for a
difference, below one for a ratio. The sign as printed stays in the table; this module derives,
never edits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

RATIO_MEASURES = frozenset({"RR", "OR", "IRR", "HR", "ROM"})
"""No difference is 1; pooled, drawn and turned on the log scale."""
STANDARDISED_MEASURES = frozenset({"SMD", "g"})
CORRELATIONS = frozenset({"COR"})
"""Pooled as Fisher's z, shown as correlations."""
UNITLESS_MEASURES = RATIO_MEASURES | STANDARDISED_MEASURES | {"COR", "ZCOR", "RD", "PR"}
"""Comparable without a unit; mean differences and rate differences need one."""
STANDARDISED_PANEL = "SMD"
_CLOSE_TO_ONE = 1.0 - 1e-12
"""The largest correlation with a finite z."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmonised:
    """A result with benefit of the intervention on the left.

    Parameters
    ----------
    estimate, ci_low, ci_high
        In the unit of the row; a limit is ``None`` where the source gives none.
    null
        0 for differences, 1 for ratios.
    flipped
        Whether the sign was turned (differences) or the ratio inverted.
    """

    estimate: float
    ci_low: float | None
    ci_high: float | None
    null: float
    flipped: bool

    @property
    def direction(self) -> str:
        """``intervention``, ``comparator`` or ``neither``, by the point estimate alone."""
        if self.estimate < self.null:
            return "intervention"
        return "comparator" if self.estimate > self.null else "neither"

    @property
    def excludes_null(self) -> bool:
        """Whether both limits are known and lie on one side of no difference."""
        if self.ci_low is None or self.ci_high is None:
            return False
        return self.ci_high < self.null or self.ci_low > self.null


def to_scale(measure: str, value: float) -> float:
    """Return a value on the scale on which its measure is pooled.

    The logarithm of a ratio, Fisher's z of a correlation, every other value as it is.
    """
    if measure in RATIO_MEASURES:
        return math.log(value)
    if measure in CORRELATIONS:
        return math.atanh(max(-_CLOSE_TO_ONE, min(_CLOSE_TO_ONE, value)))
    return value


def from_scale(measure: str, value: float) -> float:
    """Return a value on the scale on which its measure is shown; undoes :func:`to_scale`."""
    if measure in RATIO_MEASURES:
        return math.exp(value)
    return math.tanh(value) if measure in CORRELATIONS else value


def panel(measure: str, unit: str) -> tuple[str, str]:
    """Return the measure and unit that results must share to stand in one range or picture.

    Standardised differences (SMD and Hedges' g) share one panel and have no unit.
    """
    if measure in STANDARDISED_MEASURES:
        return (STANDARDISED_PANEL, "")
    return (measure, "" if measure in UNITLESS_MEASURES else unit)


def why_not_harmonised(measure: str, estimate: float | None, larger_value_favours: str) -> str:
    """Return why a result has no harmonised direction, or ``""`` where it has one."""
    if estimate is None:
        return "no estimate is printed"
    if not measure:
        return "the measure is not stated"
    if not larger_value_favours:
        return "the source does not say which direction is better"
    if measure in RATIO_MEASURES and estimate <= 0:
        return "a ratio must be above zero"
    return ""


def why_not_drawn(
    measure: str, unit: str, estimate: float | None, larger_value_favours: str
) -> str:
    """Return why a result is listed and not drawn, or ``""`` where it can be drawn."""
    reason = why_not_harmonised(measure, estimate, larger_value_favours)
    if reason:
        return reason
    return "" if measure in UNITLESS_MEASURES or unit else _WITHOUT_UNIT.get(measure, _NO_UNIT)


_NO_UNIT = "a mean difference without a unit"
_WITHOUT_UNIT = {"IRD": "a rate difference without a unit", "MC": "a mean change without a unit"}


def harmonise(
    measure: str,
    estimate: float | None,
    ci_low: float | None,
    ci_high: float | None,
    larger_value_favours: str,
) -> Harmonised | None:
    """Turn a printed result so that benefit of the intervention lies on the left.

    Parameters
    ----------
    measure
        Code of the measure; ratios are inverted, differences change sign.
    estimate, ci_low, ci_high
        As printed.
    larger_value_favours
        ``intervention`` or ``comparator``; empty when the source does not say.

    Returns
    -------
    Harmonised or None
        ``None`` where :func:`why_not_harmonised` gives a reason.
    """
    if estimate is None or why_not_harmonised(measure, estimate, larger_value_favours):
        return None
    ratio = measure in RATIO_MEASURES
    null = 1.0 if ratio else 0.0
    if larger_value_favours == "comparator":
        return Harmonised(
            estimate=estimate, ci_low=ci_low, ci_high=ci_high, null=null, flipped=False
        )
    return Harmonised(
        estimate=_turn(estimate, ratio),
        ci_low=None if ci_high is None else _turn(ci_high, ratio),
        ci_high=None if ci_low is None else _turn(ci_low, ratio),
        null=null,
        flipped=True,
    )


def _turn(value: float, ratio: bool) -> float:
    """Change the sign, or invert a ratio; a limit of zero becomes infinite."""
    if not ratio:
        return 0.0 - value
    return float("inf") if value == 0 else 1.0 / value
