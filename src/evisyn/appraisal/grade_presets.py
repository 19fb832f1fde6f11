"""Certainty presets as data: which domain rules, from which start, down to which levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from evisyn.appraisal import grade_evisyn as house
from evisyn.appraisal import grade_metaumbrella as umbrella
from evisyn.appraisal import grade_other as other
from evisyn.appraisal.grade_records import (
    IMPRECISION,
    INCONSISTENCY,
    INDIRECTNESS,
    NOT_ASSESSABLE,
    PUBLICATION_BIAS,
    REVIEW_PROCESS,
    RISK_OF_BIAS,
    DomainRating,
    GradeInputs,
)
from evisyn.errors import InputError

DomainRule = Callable[[GradeInputs], DomainRating]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradePreset:
    """A set of domain rules.

    Parameters
    ----------
    name
        Name of the preset.
    rules
        One for each domain, in the order of the report.
    source
        Where the rules come from.
    start
        Level by design; a design that is not named starts low.
    single_study_cap
        A single study is not above moderate unless a person judges its consistency.
    warnings
        What a reader must know.
    """

    name: str
    rules: tuple[DomainRule, ...]
    source: str
    start: Mapping[str, str]
    single_study_cap: bool = False
    warnings: tuple[str, ...] = ()


def _manual(name: str, *, blocks: bool) -> DomainRule:
    def judged(given: GradeInputs) -> DomainRating:
        return house.rating(
            name, NOT_ASSESSABLE, "to_be_judged", "a person's judgement: give it as an override",
            missing=(name,), blocks=blocks,
        )  # fmt: skip

    return judged


_BY_DESIGN = MappingProxyType({"randomised": "high", "non_randomised": "low"})
_ALWAYS_HIGH = MappingProxyType({"randomised": "high", "non_randomised": "high"})

EVISYN = GradePreset(
    name="evisyn",
    rules=(
        house.risk_of_bias,
        house.inconsistency,
        house.indirectness,
        house.imprecision,
        house.publication_bias,
        house.review_process,
    ),
    source="rules of this project (docs/certainty.md), after the GRADE guidance",
    start=_BY_DESIGN,
    single_study_cap=True,
)
POLLOCK = GradePreset(
    name="pollock2016",
    rules=(
        other.pollock_imprecision,
        other.pollock_risk_of_bias,
        other.pollock_inconsistency,
        other.pollock_review_quality,
    ),
    source="doi:10.1016/j.jclinepi.2015.08.013 table 2",
    start=_BY_DESIGN,
    warnings=(
        "the paper turns the sum of downgrades into a level by a formula that was not at hand; "
        "here each downgrade takes one level",
    ),
)
CINEMA = GradePreset(
    name="cinema",
    rules=(
        other.cinema_within_study_bias,
        other.cinema_reporting_bias,
        other.cinema_indirectness,
        other.cinema_imprecision,
        other.cinema_heterogeneity,
        other.cinema_incoherence,
    ),
    source="doi:10.1371/journal.pmed.1003082 and its public code",
    start=_BY_DESIGN,
    warnings=(
        "no, some and major concerns take 0, 1 and 2 levels; CINeMA leaves the summary to the "
        "reviewer. A wide confidence interval gets no heterogeneity concern, because imprecision "
        "is charged for it",
    ),
)
METAUMBRELLA = GradePreset(
    name="metaumbrella",
    rules=(
        umbrella.few_studies,
        umbrella.risk_of_bias,
        umbrella.heterogeneity,
        umbrella.indirectness,
        umbrella.imprecision,
        umbrella.publication_bias,
    ),
    source="metaumbrella 1.1.0, as documented",
    start=_ALWAYS_HIGH,
    warnings=(
        "comparison with other software, its known defects kept: it can call evidence high whose "
        "prediction interval reaches large effects on both sides; its levels weak and very weak "
        "are shown as low and very_low",
    ),
)
MANUAL = GradePreset(
    name="manual",
    rules=(
        _manual(RISK_OF_BIAS, blocks=True),
        _manual(INCONSISTENCY, blocks=True),
        _manual(INDIRECTNESS, blocks=True),
        _manual(IMPRECISION, blocks=True),
        _manual(PUBLICATION_BIAS, blocks=True),
        _manual(REVIEW_PROCESS, blocks=False),
    ),
    source="judgements of a person, each with a reason",
    start=_BY_DESIGN,
)

GRADE_PRESETS: Mapping[str, GradePreset] = MappingProxyType(
    {preset.name: preset for preset in (EVISYN, POLLOCK, CINEMA, METAUMBRELLA, MANUAL)}
)


def find_grade_preset(preset: str | GradePreset) -> GradePreset:
    """Return a preset by name; a preset of one's own passes through.

    Raises
    ------
    InputError
        For an unknown name.
    """
    if isinstance(preset, GradePreset):
        return preset
    try:
        return GRADE_PRESETS[preset]
    except KeyError:
        known = ", ".join(GRADE_PRESETS)
        raise InputError("preset", f"is {preset!r}; allowed are {known}.") from None
