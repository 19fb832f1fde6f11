"""Small evidence rows for tests: every field has a harmless default."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from evisyn.appraisal.rows import (
    AdverseEventRow,
    ClaimRow,
    EffectRow,
    EvidenceRows,
    JudgementRow,
    LimitationRow,
    ReviewRow,
    TrialOutcomeRow,
)


def _blank(record: type, /, **given: Any) -> Any:
    """Fill text fields with "", numbers with None, truth values with False."""
    values: dict[str, Any] = {}
    for field in fields(record):
        text = str(field.type)
        values[field.name] = None if "None" in text else False if "bool" in text else ""
        if "tuple" in text:
            values[field.name] = ()
    return record(**{**values, **given})


def effect(effect_id: str = "a2020-e1", **given: Any) -> EffectRow:
    """An eligible pooled result that favours the intervention."""
    defaults = {
        "effect_id": effect_id,
        "review_id": effect_id.split("-")[0],
        "condition": "migraine",
        "intervention_class": "soft_tissue",
        "comparator_class": "sham_placebo",
        "contrast": "between_arms",
        "outcome": "intensity",
        "timepoint_class": "post",
        "measure": "SMD",
        "estimate": -0.5,
        "ci_low": -0.8,
        "ci_high": -0.2,
        "ci_level": 95.0,
        "interval_kind": "confidence",
        "larger_value_favours": "comparator",
        "model_kind": "pairwise",
        "review_year": 2020,
        "review_design": "meta_analysis",
    }
    return _blank(EffectRow, **{**defaults, **given})


def outcome(outcome_id: str = "t2019-o1", **given: Any) -> TrialOutcomeRow:
    """A between-arm row of a single trial."""
    trial = outcome_id.split("-")[0]
    defaults = {
        "outcome_id": outcome_id,
        "trial_id": trial,
        "thread": trial,
        "condition": "migraine",
        "design": "randomised_parallel",
        "intervention_class": "soft_tissue",
        "comparator_class": "sham_placebo",
        "contrast": "between_arms",
        "outcome": "intensity",
        "timepoint_class": "post",
        "larger_value_favours": "comparator",
    }
    return _blank(TrialOutcomeRow, **{**defaults, **given})


def limitation(limitation_id: str = "a2020-l1", **given: Any) -> LimitationRow:
    """A limitation that the authors of a review state."""
    defaults = {
        "limitation_id": limitation_id,
        "review_id": limitation_id.split("-")[0],
        "domain": "risk_of_bias",
        "statement": "few good trials",
        "reported_by": "review_authors",
    }
    return _blank(LimitationRow, **{**defaults, **given})


def review(review_id: str = "a2020", **given: Any) -> ReviewRow:
    """A systematic review of one condition."""
    defaults = {"review_id": review_id, "design": "meta_analysis", "conditions": ("migraine",)}
    return _blank(ReviewRow, **{**defaults, **given})


def judgement(question_id: str, state: str = "no concern", **given: Any) -> JudgementRow:
    """A person's judgement on the risk of bias of one question."""
    defaults = {
        "judgement_id": "ju001",
        "question_id": question_id,
        "domain": "risk_of_bias",
        "state": state,
        "reason": "read in the trials",
        "author": "a reviewer",
        "date": "2026-01-31",
    }
    return _blank(JudgementRow, **{**defaults, **given})


def claim(kind: str = "effectiveness", **given: Any) -> ClaimRow:
    """An assessable claim on soft tissue techniques for migraine."""
    defaults = {
        "claim_id": "C01",
        "condition": "migraine",
        "kind": kind,
        "statement": "it helps",
        "question_condition": "migraine",
        "question_intervention": "soft_tissue",
        "question_comparator_class": "any",
        "question_outcome": "any",
        "assessable": True,
    }
    return _blank(ClaimRow, **{**defaults, **given})


def adverse_event(adverse_event_id: str = "t2019-a1", **given: Any) -> AdverseEventRow:
    """A safety finding without counts."""
    defaults = {
        "adverse_event_id": adverse_event_id,
        "study_id": adverse_event_id.split("-")[0],
        "condition": "migraine",
        "finding": "none",
    }
    return _blank(AdverseEventRow, **{**defaults, **given})


def evidence(**given: Any) -> EvidenceRows:
    """An evidence base with migraine, tension-type and cervicogenic headache."""
    defaults: dict[str, Any] = {
        "conditions": ("migraine", "tth", "cgh"),
        "pooled_condition": "mixed",
        "class_names": {},
        "design": "randomised",
        "groups": {"any_manual": ("soft_tissue", "trigger_point")},
    }
    return _blank(EvidenceRows, **{**defaults, **given})
