"""Verdicts on claims that are not about an effect: gaps, limitations, safety."""

from __future__ import annotations

from evisyn.appraisal.questions import effect_status
from evisyn.appraisal.rows import AdverseEventRow, ClaimRow, EvidenceRows, LimitationRow
from evisyn.appraisal.strength import RISK_OF_BIAS
from evisyn.appraisal.verdicts import (
    NO_EVIDENCE,
    NOT_ASSESSABLE,
    NOT_SUPPORTED,
    PARTLY,
    SUPPORTED,
    Verdict,
)

LOW_CERTAINTY = frozenset({"low", "very_low"})
FEW_OR_WEAK_TRIALS = frozenset({RISK_OF_BIAS, "imprecision"})
SERIOUS_LIMITATION = frozenset({RISK_OF_BIAS})
STATED = frozenset({"review_authors", "other_review"})
"""Limitations that an extractor only inferred do not decide a verdict."""


def judge_gap(claim: ClaimRow, rows: EvidenceRows) -> Verdict:
    """Judge a claim that good trials are missing: low certainty and weak trials support it."""
    return _from_weakness(claim, rows, FEW_OR_WEAK_TRIALS)


def judge_limitation(claim: ClaimRow, rows: EvidenceRows) -> Verdict:
    """Judge a claim that the studies have serious limitations."""
    return _from_weakness(claim, rows, SERIOUS_LIMITATION)


def judge_safety(claim: ClaimRow, rows: EvidenceRows) -> Verdict:
    """Judge a claim about harm by safety rows, never adding units of different kinds.

    A count of events above zero carries such a claim in part; "none reported" carries nothing,
    since zero reported is not zero occurred.
    """
    found = [
        row
        for row in rows.adverse_events
        if row.condition == claim.question_condition and not row.set_aside
    ]
    if not found:
        return Verdict(NO_EVIDENCE, "no safety row for this condition")
    counted = [row for row in found if has_events(row)]
    units = sorted({row.unit_of_analysis for row in counted})
    none_reported = [row.adverse_event_id for row in found if row.events_i == 0]
    parts = [f"{len(found)} safety rows"]
    if counted:
        listed = ", ".join(
            f"{row.adverse_event_id} (per {row.unit_of_analysis})" for row in counted
        )
        parts.append(f"events with treatment were counted in {listed}")
        parts.append("counts are not added: the unit of analysis is " + " or ".join(units))
    if none_reported:
        parts.append(
            "none reported in " + ", ".join(none_reported) + ", which is not none occurred"
        )
    if rows.safety_note:
        parts.append(rows.safety_note)
    verdict = PARTLY if counted else NOT_ASSESSABLE
    return Verdict(
        verdict, "; ".join(parts), "", tuple(row.adverse_event_id for row in counted or found)
    )


def has_events(row: AdverseEventRow) -> bool:
    """Whether events were counted in people or sessions under treatment, against a comparison."""
    if row.unit_of_analysis not in ("person", "session", "manipulation") or row.n_i is None:
        return False
    compared = row.n_c is not None or row.events_c is not None
    return compared and row.events_i != 0 and "not a treatment" not in row.notes


def _from_weakness(claim: ClaimRow, rows: EvidenceRows, domains: frozenset[str]) -> Verdict:
    limits = _stated_limits(claim, rows, domains)
    rated = [
        row
        for row in rows.effects
        if row.condition == claim.question_condition
        and effect_status(row) == "eligible"
        and row.certainty_reported
    ]
    low = [row for row in rated if row.certainty_reported in LOW_CERTAINTY]
    better = [row.effect_id for row in rated if row.certainty_reported not in LOW_CERTAINTY]
    if not limits and not rated:
        return Verdict(NO_EVIDENCE, "neither a rated result nor a stated limitation")
    parts = [
        f"{len(limits)} limitations stated by review authors or another review on "
        + " or ".join(sorted(domain.replace("_", " ") for domain in domains))
    ]
    if rated:
        parts.append(
            f"of {len(rated)} eligible results that their review rated, {len(low)} are low or "
            "very low" + (f", better: {', '.join(better)}" if better else "")
        )
    else:
        parts.append("no eligible result is rated by its review")
    ids = tuple(row.limitation_id for row in limits)
    if limits and low and not better:
        return Verdict(SUPPORTED, "; ".join(parts), "", ids)
    verdict = PARTLY if limits or low else NOT_SUPPORTED
    return Verdict(verdict, "; ".join(parts), "", ids)


def _stated_limits(
    claim: ClaimRow, rows: EvidenceRows, domains: frozenset[str]
) -> list[LimitationRow]:
    """Limitations of reviews of this condition alone, stated by authors or by another review."""
    about = {row.review_id for row in rows.reviews if row.conditions == (claim.question_condition,)}
    return [
        row
        for row in rows.limitations
        if row.review_id in about and row.domain in domains and row.reported_by in STATED
    ]
