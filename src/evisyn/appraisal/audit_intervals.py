"""Audit rules on one row: estimate, interval, p value, certainty."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scipy.special import ndtr

from evisyn.appraisal.audit_records import (
    BETWEEN_ARMS,
    CERTAIN,
    LIKELY,
    POSSIBLE,
    AuditFinding,
    Row,
    half_unit,
    shown,
)

OFF_CENTRE_CLEAR = 0.10
"""Distance of the estimate from the middle, as a share of the half-width, that is asymmetric: the
limit at which metaumbrella warns."""
OFF_CENTRE_SLIGHT = 0.03
"""From here on asymmetry is worth a look where rounding cannot explain it (our choice)."""
P_FACTOR = 10.0
"""A printed p and that of the interval differ when one is so many times the other."""
SIGNIFICANT = 0.05


def estimate_outside_interval(row: Row) -> Iterator[AuditFinding]:
    """The estimate does not lie between its limits."""
    triple = row.triple
    if triple is None or triple[1] <= triple[0] <= triple[2]:
        return
    estimate, low, high = triple
    middle = (low + high) / 2
    hint = ""
    if math.isclose(abs(middle), abs(estimate), rel_tol=0.01) and middle * estimate < 0:
        hint = f"; the middle of the interval is {middle:g}, so a sign is probably missing"
    yield AuditFinding(
        row_id=row.id, kind="estimate_outside_interval", sureness=CERTAIN,
        what="the estimate lies outside its own interval" + hint, arithmetic=shown(triple),
    )  # fmt: skip


def interval_asymmetric(row: Row) -> Iterator[AuditFinding]:
    """The estimate is off the middle of its interval, on the log scale for ratios."""
    triple, working = row.triple, row.working
    if triple is None or working is None or row.is_credible:
        return
    estimate, low, high = working
    half = (high - low) / 2
    if half <= 0 or not low <= estimate <= high:
        return
    offset = abs((low + high) / 2 - estimate)
    share = offset / half
    allowed = _rounding(row, triple)
    where = " on the log scale" if row.is_ratio else ""
    arithmetic = (
        f"{shown(triple)}: {100 * share:.0f} % of the half-width from the middle{where}, rounding "
        f"explains {100 * min(allowed / half, 1.0):.0f} %"
    )
    equal = estimate in (low, high)
    if equal or (share > OFF_CENTRE_SLIGHT and offset > allowed * 1.001):
        sure = LIKELY if share > OFF_CENTRE_CLEAR and offset > allowed * 1.001 else POSSIBLE
        what = "a limit equals the estimate" if equal else "the interval is not symmetric"
        yield AuditFinding(
            row_id=row.id, kind="interval_asymmetric", what=what, arithmetic=arithmetic,
            sureness=sure,
        )  # fmt: skip


def _rounding(row: Row, triple: tuple[float, float, float]) -> float:
    """How far rounding of the three numbers can move the estimate from the middle.

    All three count as printed with as many decimals as the most precise of them.
    """
    units = [min(half_unit(value) for value in triple)] * 3
    if row.is_ratio:
        units = [unit / value for unit, value in zip(units, triple, strict=True)]
    return units[0] + (units[1] + units[2]) / 2


def interval_incomplete(row: Row) -> Iterator[AuditFinding]:
    """One limit of the interval without the other."""
    limits = [row.number("ci_low"), row.number("ci_high")]
    if sum(limit is None for limit in limits) == 1:
        yield AuditFinding(
            row_id=row.id, kind="interval_incomplete", sureness=CERTAIN,
            what="one limit of the interval is missing",
            arithmetic=f"limits: {limits[0]} and {limits[1]}",
        )  # fmt: skip


def p_against_interval(row: Row) -> Iterator[AuditFinding]:
    """The p value and the interval say different things."""
    p, working, se = row.number("p_value"), row.working, row.se
    triple, relation = row.triple, row.text("p_relation") or "="
    if p is None or working is None or se is None or triple is None:
        return
    implied = 2.0 * float(ndtr(-abs(working[0]) / se))
    includes = triple[1] <= row.null <= triple[2]
    arithmetic = f"{shown(triple)} gives p = {implied:.2g}; printed is p {relation} {p:g}"
    at_null = min(abs(limit - row.null) for limit in triple[1:]) <= max(
        2 * half_unit(limit) for limit in triple[1:]
    )
    said_significant = relation in ("<", "=") and p <= SIGNIFICANT
    said_not = (relation == ">" and p >= SIGNIFICANT) or (relation == "=" and p > SIGNIFICANT)
    if (includes and said_significant) or (not includes and said_not):
        yield AuditFinding(
            row_id=row.id, kind="p_against_interval", arithmetic=arithmetic,
            what="the interval and the p value disagree on whether there is a difference",
            sureness=POSSIBLE if at_null else CERTAIN,
        )  # fmt: skip
    elif relation == "=" and p > 0 and _far(implied, p):
        yield AuditFinding(
            row_id=row.id, kind="p_against_interval", arithmetic=arithmetic, sureness=POSSIBLE,
            what="the p value is far from the one that the interval gives",
        )  # fmt: skip


def _far(implied: float, printed: float) -> bool:
    """More than a factor apart, after the rounding of the printed p."""
    unit = half_unit(printed)
    high, low = printed + unit, max(printed - unit, printed / 2)
    return implied > P_FACTOR * high or implied < low / P_FACTOR


def not_between_arms(row: Row) -> Iterator[AuditFinding]:
    """A result that compares no arms is no effect of treatment."""
    contrast = row.text("contrast")
    if row.text("effect_id") and contrast and contrast != BETWEEN_ARMS:
        yield AuditFinding(
            row_id=row.id, kind="not_between_arms", sureness=CERTAIN,
            what="not a comparison of two arms, so not an effect of treatment",
            arithmetic=f"contrast is {contrast}",
        )  # fmt: skip


def direction_unclear(row: Row) -> Iterator[AuditFinding]:
    """Direction not stated, or against what the row says it favours."""
    estimate, better = row.number("estimate"), row.text("larger_value_favours")
    if estimate is None:
        return
    if not better:
        yield AuditFinding(
            row_id=row.id, kind="direction_unclear", sureness=CERTAIN,
            what="the source does not say which direction is better",
            arithmetic=f"estimate {estimate:g}, larger_value_favours is empty",
        )  # fmt: skip
        return
    favoured = row.text("favours")
    other = {"intervention": "comparator", "comparator": "intervention"}.get(better, "")
    side = better if estimate > row.null else other if estimate < row.null else "neither"
    if favoured in ("intervention", "comparator") and side != favoured:
        yield AuditFinding(
            row_id=row.id, kind="direction_unclear", sureness=LIKELY,
            what=f"described as favouring the {favoured}, the figure favours the {side}",
            arithmetic=f"estimate {estimate:g}, a larger value favours the {better}",
        )  # fmt: skip


def certainty_above_reasons(row: Row) -> Iterator[AuditFinding]:
    """A certainty that the figures of the row alone do not allow."""
    level, triple, people = row.text("certainty_reported"), row.triple, row.number("n_participants")
    if level not in ("high", "moderate"):
        return
    reasons = []
    if triple is not None and triple[1] <= row.null <= triple[2]:
        reasons.append("the interval includes no difference")
    if people is not None and people < 400 and not row.is_ratio:
        reasons.append(f"{people:g} participants")
    if (row.number("i2") or 0.0) >= 75:
        reasons.append(f"I2 is {row.number('i2'):g} %")
    if row.number("k") == 1:
        reasons.append("one trial")
    allowed = 0 if level == "high" else 1
    if len(reasons) > allowed:
        yield AuditFinding(
            row_id=row.id, kind="certainty_above_reasons", sureness=POSSIBLE,
            what=f"rated {level} although its figures give {len(reasons)} reasons to rate down",
            arithmetic="; ".join(reasons),
        )  # fmt: skip


INTERVAL_RULES = (
    estimate_outside_interval,
    interval_asymmetric,
    interval_incomplete,
    p_against_interval,
    not_between_arms,
    direction_unclear,
    certainty_above_reasons,
)
