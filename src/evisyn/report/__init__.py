"""Results as display tables and sentences: data first, then renderers.

Names are imported when asked for. Every builder takes the evidence base first and, where it makes
sense, a condition.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_HOME: Final[dict[str, str]] = {
    "adverse_events_table": "evisyn.report.safety",
    "amstar2_table": "evisyn.report.appraisals",
    "answer": "evisyn.report.answers",
    "audit_table": "evisyn.report.robustness",
    "benefit_table": "evisyn.report.bayes",
    "bibliography_table": "evisyn.report.reviews",
    "certainty_domains": "evisyn.report.certainty",
    "citation_checks_table": "evisyn.report.claims",
    "cite": "evisyn.report.citations",
    "claims_table": "evisyn.report.claims",
    "disagreements_table": "evisyn.report.strength_detail",
    "effects_table": "evisyn.report.effects",
    "evidence_bundle": "evisyn.report.fhir",
    "explain": "evisyn.report.explanation",
    "extraction_agreement": "evisyn.report.extraction",
    "findings_table": "evisyn.report.summary_of_findings",
    "heterogeneity_table": "evisyn.report.pooled",
    "indirect_table": "evisyn.report.strength",
    "league_table": "evisyn.report.network",
    "limitation_domains": "evisyn.report.limitations",
    "limitation_statements": "evisyn.report.limitations",
    "limitations_table": "evisyn.report.limitations",
    "methods_text": "evisyn.report.methods",
    "missing_inputs_table": "evisyn.report.strength_detail",
    "missing_table": "evisyn.report.missing",
    "multilevel_table": "evisyn.report.multilevel",
    "multiverse_table": "evisyn.report.pooled",
    "overlap_of_lists": "evisyn.report.appraisals",
    "overlap_table": "evisyn.report.robustness",
    "overview_table": "evisyn.report.overview",
    "pooled_here_table": "evisyn.report.pooled_here",
    "pooled_table": "evisyn.report.pooled",
    "posterior_table": "evisyn.report.bayes",
    "presets_table": "evisyn.report.certainty",
    "prior_checklist": "evisyn.report.checklists",
    "prisma_checklist": "evisyn.report.checklists",
    "ranking_table": "evisyn.report.network",
    "recommendations_table": "evisyn.report.guidelines",
    "regression_table": "evisyn.report.pooled",
    "reporting_completeness": "evisyn.report.missing",
    "reproduction_table": "evisyn.report.reproduction",
    "review_card": "evisyn.report.review_cards",
    "reviews_table": "evisyn.report.reviews",
    "selection_table": "evisyn.report.selection",
    "set_aside_table": "evisyn.report.overview",
    "small_study_table": "evisyn.report.pooled",
    "sources_read_table": "evisyn.report.overview",
    "sources_table": "evisyn.report.sources",
    "splits_table": "evisyn.report.network",
    "strength_of_condition": "evisyn.report.strength",
    "strength_table": "evisyn.report.strength",
    "trail_table": "evisyn.report.sources",
    "trial_estimates_table": "evisyn.report.trial_estimates",
    "trial_outcomes_table": "evisyn.report.trials",
    "trials_only_table": "evisyn.report.strength_detail",
    "trials_table": "evisyn.report.trials",
    "verdict_multiverse": "evisyn.report.robustness",
}

__all__ = sorted(_HOME)


class _Package(ModuleType):
    """Keeps a module of the same name from hiding a public function once it is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    """Import a public name from the module that holds it."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
