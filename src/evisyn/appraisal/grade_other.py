"""Domain rules of published algorithms: Pollock 2016 for overviews, and CINeMA.

Pollock et al. 2016, doi:10.1016/j.jclinepi.2015.08.013, table 2. CINeMA: Nikolakopoulou et al.
2020, doi:10.1371/journal.pmed.1003082; the rules for imprecision and heterogeneity as its public
code applies them.
"""

from __future__ import annotations

from evisyn.appraisal.grade_evisyn import indirectness as _indirectness
from evisyn.appraisal.grade_evisyn import rating
from evisyn.appraisal.grade_records import (
    IMPRECISION,
    INCONSISTENCY,
    NO_CONCERN,
    NOT_ASSESSABLE,
    REVIEW_PROCESS,
    RISK_OF_BIAS,
    SERIOUS,
    VERY_SERIOUS,
    DomainRating,
    GradeInputs,
)
from evisyn.errors import InputError

POLLOCK_ENOUGH, POLLOCK_SOME = 200, 100
POLLOCK_LOW_RISK, POLLOCK_I2 = 75.0, 75.0
_BY_COUNT = (NO_CONCERN, SERIOUS, VERY_SERIOUS)

Interval = tuple[float, float]


def pollock_imprecision(given: GradeInputs) -> DomainRating:
    """Participants in the analysis: 200 or more, 100 to 199, fewer."""
    people = given.n_participants
    if people is None:
        return rating(IMPRECISION, NOT_ASSESSABLE, "missing", "participants are not known",
                      missing=("n_participants",), blocks=True)  # fmt: skip
    enough, some = people >= POLLOCK_ENOUGH, people >= POLLOCK_SOME
    state = NO_CONCERN if enough else SERIOUS if some else VERY_SERIOUS
    return rating(IMPRECISION, state, "participants", f"{people:g} participants",
                  inputs={"n_participants": people}, blocks=True)  # fmt: skip


def pollock_risk_of_bias(given: GradeInputs) -> DomainRating:
    """Share of participants at low risk; not reported counts as below 75 %."""
    share = given.rob_low_share
    fine = share is not None and share >= POLLOCK_LOW_RISK
    why = "not reported, which counts as less" if share is None else f"{share:g} %"
    return rating(RISK_OF_BIAS, NO_CONCERN if fine else SERIOUS, "low_risk_share",
                  f"participants at low risk of bias: {why} (75 % asked for)",
                  inputs={"rob_low_share": share})  # fmt: skip


def pollock_inconsistency(given: GradeInputs) -> DomainRating:
    """I2 up to 75 %; not reported counts as more; one trial is not rated down."""
    if given.k == 1:
        return rating(INCONSISTENCY, NO_CONCERN, "single_study", "one trial: not rated down",
                      inputs={"k": 1})  # fmt: skip
    i2 = given.i2
    fine = i2 is not None and i2 <= POLLOCK_I2
    why = "not reported, which counts as more than 75 %" if i2 is None else f"{i2:g} %"
    return rating(INCONSISTENCY, NO_CONCERN if fine else SERIOUS, "i2", f"I2 {why}",
                  inputs={"i2": i2})  # fmt: skip


def pollock_review_quality(given: GradeInputs) -> DomainRating:
    """How many of AMSTAR questions 1 to 4 the review meets."""
    met = given.review_quality
    if met is None:
        return rating(REVIEW_PROCESS, NOT_ASSESSABLE, "missing", "AMSTAR 1 to 4 are not known",
                      missing=("review_quality",), blocks=True)  # fmt: skip
    if isinstance(met, bool) or not isinstance(met, int) or not 0 <= met <= 4:
        raise InputError(
            "review_quality",
            f"is {met!r}; the preset pollock2016 takes how many of AMSTAR questions 1 to 4 are "
            "met, 0 to 4.",
        )
    state = NO_CONCERN if met == 4 else SERIOUS if met == 3 else VERY_SERIOUS
    return rating(REVIEW_PROCESS, state, "amstar_1_to_4", f"{met} of AMSTAR questions 1 to 4 met",
                  inputs={"review_quality": met}, blocks=True)  # fmt: skip


def cinema_imprecision(given: GradeInputs) -> DomainRating:
    """How many edges of the zone of unimportant opposite effects the interval crosses."""
    missing = _cinema_missing(given)
    if missing or given.ci is None:
        return rating(IMPRECISION, NOT_ASSESSABLE, "missing",
                      f"needs {', '.join(missing)}", missing=missing, blocks=True)  # fmt: skip
    crossed = crossings(given.ci, _zones(given))
    return rating(
        IMPRECISION, _BY_COUNT[crossed], f"crosses_{crossed}",
        f"the confidence interval crosses {crossed} edges of the zone between no difference and "
        "an important effect on the other side",
        inputs={"ci_low": given.shown["ci_low"], "ci_high": given.shown["ci_high"],
                "threshold": given.shown["threshold"]}, blocks=True,
    )  # fmt: skip


def cinema_heterogeneity(given: GradeInputs) -> DomainRating:
    """Whether the prediction interval crosses more edges than the confidence interval."""
    missing = _cinema_missing(given)
    if given.pi is None:
        missing = (*missing, "pi_low, pi_high")
    if missing or given.ci is None or given.pi is None:
        return rating("heterogeneity", NOT_ASSESSABLE, "missing",
                      f"needs {', '.join(missing)}", missing=missing)  # fmt: skip
    reach = given.threshold or 0.0
    inside = -reach < given.ci[0] and given.ci[1] < reach
    zones = ((-reach, reach),) if inside else _zones(given)
    first, second = crossings(given.ci, zones), crossings(given.pi, zones)
    more = max(second - first, 0)
    return rating(
        "heterogeneity", _BY_COUNT[more], f"ci_{first}_pi_{second}",
        f"the confidence interval crosses {first} edges, the prediction interval {second}",
        inputs={"pi_low": given.shown["pi_low"], "pi_high": given.shown["pi_high"],
                "ci_low": given.shown["ci_low"], "ci_high": given.shown["ci_high"],
                "threshold": given.shown["threshold"]},
    )  # fmt: skip


def cinema_indirectness(given: GradeInputs) -> DomainRating:
    """As stated by the reviewer."""
    return _indirectness(given)


def cinema_within_study_bias(given: GradeInputs) -> DomainRating:
    """A judgement over the contribution of each study; taken from a reviewer."""
    return _judged("within_study_bias", blocks=True)


def cinema_reporting_bias(given: GradeInputs) -> DomainRating:
    """A judgement; taken from a reviewer."""
    return _judged("reporting_bias", blocks=False)


def cinema_incoherence(given: GradeInputs) -> DomainRating:
    """Direct against indirect evidence; taken from a reviewer."""
    return _judged("incoherence", blocks=False)


def crossings(interval: Interval, zones: tuple[Interval, ...]) -> int:
    """Count the edges of a zone that lie inside an interval; the most over several zones."""
    low, high = interval
    return max(sum(low < edge < high for edge in zone) for zone in zones)


def _zones(given: GradeInputs) -> tuple[Interval, ...]:
    """From no difference to the important effect on the side opposite to the estimate."""
    reach, estimate = given.threshold or 0.0, given.estimate or 0.0
    zones = []
    if estimate >= 0:
        zones.append((-reach, 0.0))
    if estimate <= 0:
        zones.append((0.0, reach))
    return tuple(zones)


def _cinema_missing(given: GradeInputs) -> tuple[str, ...]:
    needed = {
        "estimate": given.estimate,
        "ci_low, ci_high": given.ci,
        "threshold": given.threshold,
    }
    return tuple(name for name, value in needed.items() if value is None)


def _judged(name: str, *, blocks: bool) -> DomainRating:
    return rating(name, NOT_ASSESSABLE, "to_be_judged",
                  "a person's judgement: give it as an override with a reason",
                  missing=(name,), blocks=blocks)  # fmt: skip
