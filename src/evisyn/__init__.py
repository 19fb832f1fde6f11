"""evisyn: tables of sourced facts in, evidence tables with reasons out.

``import evisyn as ev`` is quick: each public name is imported when it is first used.

Examples
--------
>>> import evisyn as ev
>>> base = ev.load()                                   # doctest: +SKIP
>>> ev.report.strength_table(base)                     # doctest: +SKIP
>>> ev.pool([0.1, 0.3, 0.2], [0.01, 0.02, 0.03]).k
3
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "evisyn.build.read": ("load", "check"),
    "evisyn.tables.base": ("EvidenceBase",),
    "evisyn.errors": (
        "EvisynError",
        "EvidenceError",
        "InputError",
        "NotPoolable",
        "CitationError",
        "ConvergenceWarning",
    ),
    "evisyn.records": ("Finding", "Interval", "Locator"),
    "evisyn.effects.calculate": ("effect_size", "EffectSizes"),
    "evisyn.report.citations": ("cite",),
    "evisyn.report.explanation": ("explain",),
    "evisyn.build.examples": ("example",),
    "evisyn.synthesis.pool": ("pool", "Pooled"),
    "evisyn.synthesis.batch": ("pool_many",),
    "evisyn.synthesis.frames": ("pool_table",),
    "evisyn.synthesis.heterogeneity": ("heterogeneity_ci",),
    "evisyn.synthesis.regression": ("meta_regression",),
    "evisyn.synthesis.mantel_haenszel": ("mantel_haenszel", "peto"),
    "evisyn.synthesis.egger": ("egger_test",),
    "evisyn.synthesis.rank_test": ("rank_test",),
    "evisyn.synthesis.trim_fill": ("trim_and_fill",),
    "evisyn.synthesis.fail_safe": ("fail_safe_n",),
    "evisyn.synthesis.excess": ("excess_significance",),
    "evisyn.synthesis.pet_peese": ("pet_peese",),
    "evisyn.synthesis.selection": ("selection_model",),
    "evisyn.synthesis.deletion": ("leave_one_out", "cumulative"),
    "evisyn.synthesis.influence": ("influence",),
    "evisyn.synthesis.gosh": ("gosh",),
    "evisyn.synthesis.permutation": ("permutation_test",),
    "evisyn.synthesis.multiverse": ("multiverse",),
    "evisyn.synthesis.overlap": ("overlap",),
    "evisyn.synthesis.subgroups": ("subgroups",),
    "evisyn.synthesis.eligibility": ("poolable",),
    "evisyn.synthesis.model_comparison": ("compare_models",),
    "evisyn.synthesis.multilevel.pool": ("pool_multilevel",),
    "evisyn.synthesis.multilevel.regression": ("multilevel_regression",),
    "evisyn.synthesis.network.analysis": ("network",),
    "evisyn.synthesis.bayes.pool": ("pool_bayes",),
    "evisyn.appraisal.grade": ("grade",),
    "evisyn.appraisal.multiverse": ("grade_multiverse",),
    "evisyn.appraisal.credibility": ("credibility_class",),
    "evisyn.appraisal.audit": ("audit_effects",),
    "evisyn.appraisal.raters": ("gwet_ac1", "weighted_kappa"),
    "evisyn.interactive.pooling": ("what_if",),
    "evisyn.interactive.questions": ("what_if_question", "what_if_trials"),
    "evisyn.appraisal.tools.overall": ("amstar2_confidence", "pedro_total", "rob2_overall"),
}
_NAMES = {name: module for module, names in _WHERE.items() for name in names}
_MODULES = {
    "convert": "evisyn.effects.convert",
    "priors": "evisyn.synthesis.bayes.priors",
    "report": "evisyn.report",
    "figures": "evisyn.figures",
}

__all__ = ["__version__", *sorted({*_NAMES, *_MODULES})]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        value = getattr(import_module(_NAMES[name]), name)
    elif name in _MODULES:
        value = import_module(_MODULES[name])
    else:
        raise AttributeError(f"module 'evisyn' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
