"""Domain rules as the software metaumbrella 1.1.0 applies them, for comparison.

Written from a description of what it computes, with its known defects kept: a wide confidence
interval is charged neither for heterogeneity nor for imprecision.
"""

from __future__ import annotations

import math

from evisyn.appraisal.grade_evisyn import rating
from evisyn.appraisal.grade_records import (
    IMPRECISION,
    INCONSISTENCY,
    INDIRECTNESS,
    NO_CONCERN,
    NOT_ASSESSABLE,
    PUBLICATION_BIAS,
    RISK_OF_BIAS,
    SERIOUS,
    VERY_SERIOUS,
    DomainRating,
    GradeInputs,
)

EQUIVALENCE_G = 0.10
EQUIVALENCE_RATIO = 1.25
LARGE_G, LARGE_RATIO = 0.8, 5.0
ARM_SMALL_EFFECT, ARM_MEDIUM_EFFECT = 394, 64
FEW_STUDIES = 5
CONTRADICTING = 10.0

_BY_STEPS = (NO_CONCERN, SERIOUS, VERY_SERIOUS)


def risk_of_bias(given: GradeInputs) -> DomainRating:
    """Weight of studies at low risk: 75 %, 50 %, less or missing."""
    share = given.rob_low_share
    steps = 2 if share is None or share < 50 else 1 if share < 75 else 0
    why = "missing, which counts as very serious" if share is None else f"{share:g} %"
    return rating(RISK_OF_BIAS, _BY_STEPS[steps], "low_risk_weight", f"low-risk share {why}",
                  inputs={"rob_low_share": share})  # fmt: skip


def heterogeneity(given: GradeInputs) -> DomainRating:
    """Confidence and prediction limits against the range of equivalence; else I2."""
    if given.ci is None or given.pi is None:
        return _from_i2(given)
    steps, rule = _against_range(given.ci, given.pi, _range(given))
    return rating(
        INCONSISTENCY, _BY_STEPS[steps], rule, rule.replace("_", " "),
        inputs={name: given.shown[name] for name in ("ci_low", "ci_high", "pi_low", "pi_high")},
    )  # fmt: skip


def _against_range(
    ci: tuple[float, float], pi: tuple[float, float], reach: float
) -> tuple[int, str]:
    ci_inside = [abs(limit) <= reach for limit in ci]
    pi_inside = [abs(limit) <= reach for limit in pi]
    one_signed = ci[0] > 0 or ci[1] < 0
    other_side = -pi[0] if ci[0] > 0 else pi[1]
    if all(ci_inside) and not any(pi_inside):
        return 2, "ci_inside_range_pi_outside"
    if one_signed and other_side > reach:
        return 2, "ci_one_sided_pi_beyond_opposite_edge"
    if any(ci_inside) and not all(pi_inside):
        return 1, "a_ci_limit_inside_a_pi_limit_outside"
    if one_signed and other_side > 0:
        return 1, "ci_one_sided_pi_crosses_null"
    return 0, "ci_and_pi_alike"


def _from_i2(given: GradeInputs) -> DomainRating:
    share, i2 = given.contradicting_share, given.i2
    contradicted = share is not None and share >= CONTRADICTING
    steps = 0
    if contradicted:
        steps = 2 if i2 is None or i2 >= 50 else 1 if i2 >= 30 else 0
    missing = () if share is not None else ("contradicting_share",)
    return rating(INCONSISTENCY, _BY_STEPS[steps], "i2_and_contradicting_studies",
                  "no prediction interval: I2 and the share of contradicting studies decide",
                  inputs={"i2": i2, "contradicting_share": share}, missing=missing)  # fmt: skip


def indirectness(given: GradeInputs) -> DomainRating:
    """As stated; missing counts as very serious."""
    value = given.indirectness
    if value is None:
        return rating(INDIRECTNESS, VERY_SERIOUS, "missing",
                      "missing, which counts as very serious")  # fmt: skip
    if isinstance(value, str):
        state = value
    else:
        count = value if isinstance(value, int) else len(value)
        state = _BY_STEPS[min(count, 2)]
    return rating(INDIRECTNESS, state, "stated", f"stated as {state}")


def imprecision(given: GradeInputs) -> DomainRating:
    """Interval with no and a large effect in it, and people in an arm."""
    arm = given.n_per_arm
    if arm is None and given.n_participants is not None:
        arm = given.n_participants / 2
    if given.ci is None or arm is None:
        missing = ("ci_low, ci_high",) if given.ci is None else ("n_per_arm",)
        return rating(IMPRECISION, NOT_ASSESSABLE, "missing", f"needs {missing[0]}",
                      missing=missing, blocks=True)  # fmt: skip
    low, high = given.ci
    large = math.log(LARGE_RATIO) if given.is_ratio else LARGE_G
    wide = low <= 0 <= high and (high >= large or low <= -large)
    small = arm < ARM_SMALL_EFFECT
    steps = 2 if (wide and small) or arm < ARM_MEDIUM_EFFECT else 1 if wide or small else 0
    return rating(
        IMPRECISION, _BY_STEPS[steps], "interval_and_arm",
        f"{arm:g} people in an arm; the interval {'holds' if wide else 'does not hold'} both no "
        "difference and a large effect",
        inputs={"ci_low": given.shown["ci_low"], "ci_high": given.shown["ci_high"],
                "n_per_arm": arm}, blocks=True,
    )  # fmt: skip


def publication_bias(given: GradeInputs) -> DomainRating:
    """Egger or excess significance at 0.10, or little weight at low risk of reporting bias."""
    tests = [p for p in (given.small_study_p, given.excess_p) if p is not None]
    share = given.low_reporting_bias_share
    nothing = not tests and share is None
    found = nothing or any(p <= 0.10 for p in tests) or (share is not None and share < 50)
    why = "nothing known, which counts as serious" if nothing else "tests and reporting bias"
    return rating(PUBLICATION_BIAS, SERIOUS if found else NO_CONCERN, "tests", why,
                  inputs={"small_study_p": given.small_study_p, "excess_p": given.excess_p,
                          "low_reporting_bias_share": share})  # fmt: skip


def few_studies(given: GradeInputs) -> DomainRating:
    """One level for fewer than five studies."""
    few = given.k is not None and given.k < FEW_STUDIES
    return rating("number_of_studies", SERIOUS if few else NO_CONCERN, "fewer_than_5",
                  f"k = {given.k}", inputs={"k": given.k},
                  missing=("k",) if given.k is None else ())  # fmt: skip


def _range(given: GradeInputs) -> float:
    return math.log(EQUIVALENCE_RATIO) if given.is_ratio else EQUIVALENCE_G
