"""What a methods text is written from: the settings of the run and the rows it read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from inspect import signature
from typing import TYPE_CHECKING

from evisyn.appraisal.agreement import WEAK_KAPPA
from evisyn.appraisal.certainty import PRESET
from evisyn.appraisal.claims import HOUSE_RULES, ClaimRules
from evisyn.appraisal.credibility_presets import CredibilityPreset, find_preset
from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.grade_presets import GradePreset, find_grade_preset
from evisyn.appraisal.grade_records import GradeSettings
from evisyn.appraisal.pool_again import pool_settings
from evisyn.appraisal.pooled_here import (
    SMALL_STUDY_FROM,
    NotPooledHere,
    PooledHere,
    not_pooled_here,
    pooled_here,
)
from evisyn.appraisal.questions import EFFECT_MODELS, INDEX_ORDER
from evisyn.appraisal.wording import SMD_CUTS, SizeCuts
from evisyn.report.certainty import CREDIBILITY, PRESETS
from evisyn.report.pooled_here import RELIABLE_FROM, SHOWN_FROM
from evisyn.report.robustness import MIN_COMPLETENESS, SCENARIOS
from evisyn.report.strength import strength_records
from evisyn.synthesis.eligibility import FEWEST_TRIALS
from evisyn.synthesis.heterogeneity import heterogeneity_ci
from evisyn.synthesis.overlap import CUT_OFFS, HIGHEST
from evisyn.synthesis.pool import PoolSettings

if TYPE_CHECKING:
    from evisyn.appraisal.rows import EvidenceRows
    from evisyn.appraisal.strength import Strength
    from evisyn.tables.base import EvidenceBase


# private characters, taken out again before a text is shown
_OPEN, _CLOSE = "\ue000", "\ue001"
_TYPED = re.compile(f"{_OPEN}(.*?){_CLOSE}", re.DOTALL)
_TAU2_INTERVAL = str(signature(heterogeneity_ci).parameters["method"].default)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodsSettings:
    """The settings that the makers of the evidence tables work with.

    Every default is the object that the makers use, so that a text written from it follows them.

    Parameters
    ----------
    effect_models
        Kinds of model whose results are eligible.
    index_order
        What decides which result stands for a question.
    fewest_trials
        Trials that pooling needs.
    pooling
        How trials are pooled.
    small_study_from
        Trials from which on a test for small-study effects is made of what is pooled here.
    interval_from, interval_unreliable
        Studies from which on a prediction interval is shown, and is not marked unreliable.
    tau2_interval
        Method of the interval of the between-study variance.
    cut_offs, highest
        Upper edges in percent and names of the categories of overlap, and the last one.
    min_completeness
        Share of a list below which an overlap over all reviews is not given.
    preset, grade
        Rules of certainty and their limits.
    comparison_presets
        Sets of rules whose levels stand beside each other.
    credibility
        Criteria of the credibility classes.
    claim_rules, scenarios
        What carries a claim, and the other rules tried.
    size_cuts
        From where on a standardised difference is called small, moderate, large.
    weak_kappa
        Below this a column of the tables counts as read with weak agreement.
    """

    effect_models: frozenset[str] = EFFECT_MODELS
    index_order: tuple[str, ...] = INDEX_ORDER
    fewest_trials: int = FEWEST_TRIALS
    pooling: PoolSettings = field(default_factory=pool_settings)
    small_study_from: int = SMALL_STUDY_FROM
    interval_from: int = SHOWN_FROM
    interval_unreliable: int = RELIABLE_FROM
    tau2_interval: str = _TAU2_INTERVAL
    cut_offs: tuple[tuple[float, str], ...] = CUT_OFFS
    highest: str = HIGHEST
    min_completeness: float = MIN_COMPLETENESS
    preset: GradePreset = field(default_factory=lambda: find_grade_preset(PRESET))
    grade: GradeSettings = field(default_factory=GradeSettings)
    comparison_presets: tuple[str, ...] = PRESETS
    credibility: CredibilityPreset = field(default_factory=lambda: find_preset(CREDIBILITY))
    claim_rules: ClaimRules = HOUSE_RULES
    scenarios: Mapping[str, str] = field(default_factory=lambda: SCENARIOS)
    size_cuts: SizeCuts = SMD_CUTS
    weak_kappa: float = WEAK_KAPPA


@dataclass(frozen=True, kw_only=True)
class Run:
    """A base, its rows and the settings; computed once for all sections.

    Parameters
    ----------
    base
        The evidence base.
    settings
        See :class:`MethodsSettings`.
    """

    base: EvidenceBase
    settings: MethodsSettings = field(default_factory=MethodsSettings)

    @cached_property
    def rows(self) -> EvidenceRows:
        """The base as records."""
        return evidence_rows(self.base)

    @cached_property
    def strengths(self) -> tuple[Strength, ...]:
        """One record per question."""
        return strength_records(self.base)

    @cached_property
    def pooled(self) -> tuple[PooledHere, ...]:
        """What was pooled from single trials."""
        return pooled_here(self.rows)

    @cached_property
    def not_pooled(self) -> tuple[NotPooledHere, ...]:
        """Questions whose trial rows were not pooled."""
        return not_pooled_here(self.rows)

    def label(self, vocabulary: str, value: object) -> str:
        """Plain words of a value, in lower case but for names."""
        words = self.base.topic.label(vocabulary, str(value))
        return self.typed(words[:1].lower() + words[1:] if words[1:2].islower() else words)

    def title(self, vocabulary: str, value: object) -> str:
        """Plain words of a value as they are written."""
        return self.typed(self.base.topic.label(vocabulary, str(value)))

    def typed(self, words: str) -> str:
        """Mark what people typed, which the wording of a topic must not change."""
        return f"{_OPEN}{words}{_CLOSE}"

    def worded(self, text: str) -> str:
        """Put the words of the engine into those of the topic; what people typed stays."""
        parts = _TYPED.split(text)
        return "".join(
            part if place % 2 else self.base.topic.worded(part) for place, part in enumerate(parts)
        )
