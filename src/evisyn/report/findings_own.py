"""Lines of the summary of findings for what this review pools itself."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from evisyn.appraisal.grade_records import NOT_ASSESSABLE, NOT_RATED
from evisyn.report.formats import NOT_REPORTED, small
from evisyn.report.pooled_here import results
from evisyn.report.summary_of_findings import OutcomeFinding, domain_reasons

if TYPE_CHECKING:
    from collections.abc import Collection

    from evisyn.appraisal.pooled_here import PooledHere
    from evisyn.appraisal.questions import Question
    from evisyn.tables.base import EvidenceBase

EVENTS = "arm_events"
SMALL = 0.1
"""Below this, two decimals say too little."""


def own_findings(
    base: EvidenceBase, condition: str, answered: Collection[Question]
) -> list[OutcomeFinding]:
    """Give a line for each result pooled here of a question that no review answers.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of one condition; empty for all.
    answered
        Questions that have a line already.
    """
    found = results(base, condition or None)
    return [_finding(base, one) for one in found if one.question not in answered]


def _finding(base: EvidenceBase, one: PooledHere) -> OutcomeFinding:
    question, label, made = one.question, base.topic.label, one.pooled
    condition = label(base.topic.question_columns[0], question.condition)
    intervention = small(label("intervention_class", question.intervention))
    comparator = small(label("comparator_class", question.comparator_class))
    times = {effect.row.timepoint for effect in made.effects} - {""}
    risk = _usual_risk(one)
    digits = 2 if abs(one.printed[0]) >= SMALL else 4
    estimate, low, high = (round(value, digits) for value in one.printed)
    unknown = [domain for domain in one.rating.domains if domain.state == NOT_ASSESSABLE]
    domains = unknown if one.certainty == NOT_RATED else list(one.rating.domains)
    return OutcomeFinding(
        comparison=f"{condition}: {intervention} against {comparator}",
        outcome=label("outcome", question.outcome),
        follow_up=times.pop() if len(times) == 1 else "; ".join(sorted(times)) or NOT_REPORTED,
        measure=made.measure,
        estimate=estimate,
        ci_low=low,
        ci_high=high,
        unit=made.unit,
        assumed_risk=risk,
        participants=one.n_participants,
        studies=made.result.k,
        certainty=one.certainty,
        reasons=tuple(map(base.topic.worded, domain_reasons(domains, one.certainty))),
        comment=_comment(base, one, risk),
        refs=made.outcome_ids,
    )


def _usual_risk(one: PooledHere) -> float | None:
    """Median share of people with the event under the comparator (Cochrane Handbook 14.1.6.3)."""
    rows = [effect.row for effect in one.pooled.effects]
    shares = [
        row.events_c / row.n_c
        for row in rows
        if row.poolable_from == EVENTS and row.events_c is not None and row.n_c
    ]
    one_way = len({row.larger_value_favours for row in rows}) == 1
    return median(shares) if len(shares) == len(rows) and one_way else None


def _comment(base: EvidenceBase, one: PooledHere, risk: float | None) -> str:
    if not one.turned.excludes_null:
        said = "the interval includes no difference"
    else:
        said = f"in favour of the {one.turned.direction}"
    source = "; the risk with the comparator is the median of the trials" if risk else ""
    return base.topic.worded(f"Pooled here from single trials: {said}{source}")
