"""Audit rules on one row: size, unit, measure, width of the interval, absolute effect."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from evisyn.appraisal.audit_records import (
    CERTAIN,
    LIKELY,
    POSSIBLE,
    AuditFinding,
    Row,
    half_unit,
    shown,
)
from evisyn.appraisal.harmonise import RATIO_MEASURES, STANDARDISED_MEASURES

LARGE_SMD = 2.0
"""A standardised difference of this size is implausible for a non-drug treatment: rule of this
project, set with the delivered tables in view."""
SCALE_POINTS_SMD = 10.0
"""A standardised difference of this size can only be a difference in scale points."""
USUAL_SMD = 1.0
"""A difference below this after division by the root of the arm size is of a usual size."""
NARROW_Z = 10.0
"""An estimate this many standard errors from no difference asks for many more people than
non-drug trials have: rule of this project, set with the delivered tables in view."""
NARROW_SHARE = 0.95
"""An interval narrower than this share of what one trial of all participants could give."""
SMALL_MD = 2.0
"""A mean difference without a unit below this may be a standardised one."""
CHANGE_BY_SD = 2.5
"""A change of more standard deviations than this (2.5: nearly nobody did not change)."""
PER_1000_TOLERANCE = 0.15
"""Share by which a printed absolute effect may miss the computed one."""
EVENT_OUTCOMES = frozenset({"responders", "adverse_events", "other"})
"""Outcomes that people have or have not, where the caller does not name them."""
EVENT_MEASURES = frozenset({"RR", "OR", "RD"})

_SCALE = re.compile(r"\b0\s*(?:-|–|to)\s*(\d+)\b")
_CONTROL_RISK = re.compile(r"control risk(?: of)? (\d+(?:\.\d+)?) per 1000", re.IGNORECASE)
_DIFFERENCE = re.compile(r"(\d+(?:\.\d+)?) (more|fewer|less) per 1000", re.IGNORECASE)


def implausible_size(row: Row) -> Iterator[AuditFinding]:
    """A standardised difference too large, or a value beyond its own scale."""
    estimate = row.number("estimate")
    if estimate is not None and row.text("measure") in STANDARDISED_MEASURES:
        yield from _large_smd(row, estimate)
    top = _top_of_scale(row)
    for name in ("estimate", "mean_i", "mean_c"):
        value = row.number(name)
        if top is not None and value is not None and abs(value) > top and _on_scale(row, name):
            yield AuditFinding(
                row_id=row.id, kind="implausible_size", sureness=CERTAIN,
                what="a value beyond the end of the scale that the row names",
                arithmetic=f"{name} {value:g} on a scale from 0 to {top:g}",
            )  # fmt: skip
            return


def _on_scale(row: Row, name: str) -> bool:
    return name != "estimate" or row.text("measure") == "MD"


def _top_of_scale(row: Row) -> float | None:
    found = _SCALE.search(f"{row.text('unit')} {row.text('instrument')}")
    return float(found[1]) if found else None


def _large_smd(row: Row, estimate: float) -> Iterator[AuditFinding]:
    size = abs(estimate)
    if size >= SCALE_POINTS_SMD:
        yield AuditFinding(
            row_id=row.id, kind="mislabelled_measure", sureness=LIKELY,
            what="labelled standardised, but of a size that only scale points can have",
            arithmetic=f"{row.text('measure')} {estimate:g}",
        )  # fmt: skip
    elif size >= LARGE_SMD:
        yield AuditFinding(
            row_id=row.id, kind="implausible_size", sureness=LIKELY,
            what="a standardised difference of a size that non-drug treatments do not reach",
            arithmetic=f"{row.text('measure')} {estimate:g} (limit {LARGE_SMD:g})",
        )  # fmt: skip
        yield from _se_for_sd(row, estimate)


def _se_for_sd(row: Row, estimate: float) -> Iterator[AuditFinding]:
    """Divided by a standard error instead of a standard deviation, an SMD grows by sqrt(n)."""
    people, trials = row.number("n_participants"), row.number("k")
    if not people or not trials:
        return
    per_arm = people / trials / 2.0
    if per_arm <= 1:
        return
    back = estimate / math.sqrt(per_arm)
    if abs(back) < USUAL_SMD:
        yield AuditFinding(
            row_id=row.id, kind="se_taken_for_sd", sureness=POSSIBLE,
            what="standard errors may have been taken for standard deviations",
            arithmetic=f"{estimate:g} / sqrt({per_arm:.1f} per arm and trial) = {back:.2g}, a "
            "usual size",
        )  # fmt: skip


def interval_too_narrow(row: Row) -> Iterator[AuditFinding]:
    """Narrower than the participants, tau2 or the field allow."""
    triple, working, se = row.triple, row.working, row.se
    if triple is None or working is None or se is None:
        return
    floor, why = _least_se(row, working[0])
    if floor is not None and se < NARROW_SHARE * floor:
        yield _narrow(row, triple, CERTAIN if se < 0.8 * floor else LIKELY,
                      f"the standard error is {se:.3g}, {why} at least {floor:.3g}")  # fmt: skip
        return
    z = abs(working[0]) / se
    people = row.number("n_participants")
    if people and not row.is_ratio and floor is None:
        implied = 2.0 * z / math.sqrt(people)
        if implied >= LARGE_SMD:
            yield _narrow(row, triple, LIKELY,
                          f"with {people:g} participants it implies a standardised difference of "
                          f"{implied:.1f}")  # fmt: skip
    elif not people and z > NARROW_Z:
        yield _narrow(row, triple, LIKELY,
                      f"the estimate is {z:.0f} standard errors from no difference")  # fmt: skip


def _least_se(row: Row, estimate: float) -> tuple[float | None, str]:
    people, trials, tau2 = row.number("n_participants"), row.number("k"), row.number("tau2")
    if people and row.text("measure") in STANDARDISED_MEASURES:
        least = math.sqrt(4.0 / people + estimate**2 / (2.0 * people))
        return least, f"one trial of all {people:g} people would give"
    if trials and tau2:
        return math.sqrt(tau2 / trials), f"tau2 {tau2:g} over {trials:g} trials gives"
    return None, ""


def _narrow(
    row: Row, triple: tuple[float, float, float], sureness: str, arithmetic: str
) -> AuditFinding:
    return AuditFinding(
        row_id=row.id, kind="interval_too_narrow", sureness=sureness,
        what="the interval is narrower than its data allow",
        arithmetic=f"{shown(triple)}: {arithmetic}",
    )  # fmt: skip


def unit_missing(row: Row) -> Iterator[AuditFinding]:
    """A figure that cannot be read without its measure or unit."""
    estimate, measure, unit = row.number("estimate"), row.text("measure"), row.text("unit")
    if estimate is not None and not measure:
        yield AuditFinding(
            row_id=row.id, kind="unit_missing", sureness=CERTAIN,
            what="the measure is not stated", arithmetic=f"estimate {estimate:g}",
        )  # fmt: skip
    elif estimate is not None and measure == "MD" and not unit:
        yield AuditFinding(
            row_id=row.id, kind="unit_missing", sureness=CERTAIN,
            what="a mean difference without a unit", arithmetic=f"MD {estimate:g}",
        )  # fmt: skip
    elif not measure and not unit and row.number("mean_i") is not None:
        yield AuditFinding(
            row_id=row.id, kind="unit_missing", sureness=CERTAIN,
            what="a mean without a unit", arithmetic=f"mean {row.number('mean_i'):g}",
        )  # fmt: skip


def mislabelled_measure(row: Row) -> Iterator[AuditFinding]:
    """A measure that does not fit the figure or the outcome."""
    estimate, measure = row.number("estimate"), row.text("measure")
    if estimate is None:
        return
    if measure == "MD" and not row.text("unit") and abs(estimate) < SMALL_MD:
        yield AuditFinding(
            row_id=row.id, kind="mislabelled_measure", sureness=POSSIBLE,
            what="called a mean difference, without a unit and of the size of a standardised one",
            arithmetic=f"MD {estimate:g}",
        )  # fmt: skip


def events_of_a_quantity(row: Row, events: frozenset[str] | None) -> Iterator[AuditFinding]:
    """A measure of events for an outcome that is none of ``events``; None asks nothing."""
    estimate, measure, outcome = row.number("estimate"), row.text("measure"), row.text("outcome")
    if events is None or estimate is None or not outcome:
        return
    if measure in EVENT_MEASURES and outcome not in events:
        yield AuditFinding(
            row_id=row.id, kind="mislabelled_measure", sureness=POSSIBLE,
            what="an event measure for an outcome that is a quantity",
            arithmetic=f"{measure} {estimate:g} for {outcome}",
        )  # fmt: skip


def arms_against_size(row: Row) -> Iterator[AuditFinding]:
    """Standard deviations too small for the means beside them."""
    values = [row.number(name) for name in ("mean_i", "sd_i", "mean_c", "sd_c")]
    if any(value is None for value in values):
        return
    mean_i, sd_i, mean_c, sd_c = (float(value) for value in values if value is not None)
    pooled = math.sqrt((sd_i**2 + sd_c**2) / 2)
    if pooled <= 0:
        return
    gap = abs(mean_i - mean_c) / pooled
    if gap >= LARGE_SMD:
        yield AuditFinding(
            row_id=row.id, kind="implausible_size", sureness=LIKELY,
            what="standard deviations are very small beside the difference of the arms; they may "
            "be standard errors",
            arithmetic=f"|{mean_i:g} - {mean_c:g}| / {pooled:.3g} = {gap:.2g}",
        )  # fmt: skip
    elif row.text("value_type") == "change" and abs(mean_i) > CHANGE_BY_SD * sd_i:
        yield AuditFinding(
            row_id=row.id, kind="implausible_size", sureness=POSSIBLE,
            what="the change is many standard deviations; they may be standard errors",
            arithmetic=f"{mean_i:g} with a standard deviation of {sd_i:g}",
        )  # fmt: skip


def absolute_against_relative(row: Row) -> Iterator[AuditFinding]:
    """The absolute effect does not follow from the relative one and the risk without treatment.

    Read from the columns ``control_risk`` and ``absolute_difference`` (both per 1000, the second
    positive for more events), or from notes in the words "control risk 113 per 1000" and "208
    more per 1000".
    """
    estimate = row.number("estimate")
    base, difference = _absolute(row)
    if estimate is None or base is None or difference is None:
        return
    if row.text("measure") not in RATIO_MEASURES:
        return
    if row.text("measure") == "OR":
        odds = estimate * base / (1000 - base)
        expected = 1000 * odds / (1 + odds) - base
    else:
        expected = base * (estimate - 1)
    tolerance = max(PER_1000_TOLERANCE * abs(expected), half_unit(difference) + 1.0)
    if abs(expected - difference) > tolerance:
        yield AuditFinding(
            row_id=row.id, kind="absolute_against_relative", sureness=CERTAIN,
            what="the absolute effect does not follow from the relative one",
            arithmetic=f"{row.text('measure')} {estimate:g} on {base:g} per 1000 is "
            f"{expected:+.0f} per 1000; printed is {difference:+g}",
        )  # fmt: skip


def _absolute(row: Row) -> tuple[float | None, float | None]:
    base, difference = row.number("control_risk"), row.number("absolute_difference")
    notes = row.text("notes")
    if base is None and (found := _CONTROL_RISK.search(notes)):
        base = float(found[1])
    if difference is None and (found := _DIFFERENCE.search(notes)):
        difference = float(found[1]) * (1 if found[2].lower() == "more" else -1)
    return base, difference


SIZE_RULES = (
    implausible_size,
    interval_too_narrow,
    unit_missing,
    mislabelled_measure,
    arms_against_size,
    absolute_against_relative,
)
