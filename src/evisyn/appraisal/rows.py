"""Rows of the evidence tables as frozen records, the input of every rule in this layer.

Text that is missing is ``""``; a number that is missing is ``None``. Nothing here decides:
a record says what the row says, plus whether the row is set aside and why.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One review, guideline or protocol."""

    review_id: str
    title: str
    first_author: str
    year: int | None
    design: str
    conditions: tuple[str, ...]
    search_end: str
    n_primary_studies: int | None
    n_rcts: int | None
    n_participants: int | None
    risk_of_bias_tool: str
    certainty_tool: str
    conclusion: str
    source_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """One pooled result as a review prints it.

    ``set_aside`` is true where the row is shown but must not be summarised; ``flag`` says what
    is odd about it, also for rows that may be summarised.
    """

    effect_id: str
    review_id: str
    condition: str
    subtype: str
    intervention: str
    intervention_class: str
    comparator: str
    comparator_class: str
    contrast: str
    outcome: str
    instrument: str
    timepoint: str
    timepoint_class: str
    measure: str
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    ci_level: float | None
    interval_kind: str
    larger_value_favours: str
    k: int | None
    n_participants: int | None
    i2: float | None
    model_kind: str
    unit: str
    favours: str
    certainty_reported: str
    certainty_note: str
    duplicate_of: str
    set_aside: bool
    flag: str
    search_end: str
    review_year: int | None
    review_design: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialOutcomeRow:
    """One outcome of one comparison in one trial, with the condition of the trial.

    ``thread`` is the sample that the trial belongs to: several papers on one sample share it.
    ``overall_bias`` is the overall judgement on the trial's risk of bias, empty where there is
    none or assessors differ.
    """

    outcome_id: str
    trial_id: str
    thread: str
    condition: str
    subtype: str
    design: str
    intervention: str
    intervention_class: str
    comparator: str
    comparator_class: str
    contrast: str
    outcome: str
    instrument: str
    timepoint: str
    timepoint_class: str
    n_i: float | None
    mean_i: float | None
    sd_i: float | None
    ci_low_i: float | None
    ci_high_i: float | None
    n_c: float | None
    mean_c: float | None
    sd_c: float | None
    ci_low_c: float | None
    ci_high_c: float | None
    measure: str
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    se: float | None
    p_relation: str
    p_value: float | None
    value_type: str
    unit: str
    larger_value_favours: str
    poolable: bool
    poolable_from: str
    not_poolable_because: str
    notes: str
    set_aside: bool
    flag: str
    events_i: float | None = None
    events_c: float | None = None
    overall_bias: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitationRow:
    """One limitation of one review in one domain, and who stated it."""

    limitation_id: str
    review_id: str
    domain: str
    statement: str
    reported_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseEventRow:
    """One safety finding. Events per session are never divided by people."""

    adverse_event_id: str
    study_id: str
    condition: str
    population: str
    finding: str
    unit_of_analysis: str
    events_i: int | None
    n_i: int | None
    events_c: int | None
    n_c: int | None
    notes: str
    set_aside: bool
    flag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One statement that the review answers, with the question it points at."""

    claim_id: str
    section: str
    condition: str
    kind: str
    statement: str
    attributed_to: str
    review_id: str
    identification: str
    question_condition: str
    question_intervention: str
    question_comparator_class: str
    question_outcome: str
    assessable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationCheckRow:
    """Whether a source says what the claim ascribes to it, as read by a person."""

    claim_id: str
    cited_as_said: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementRow:
    """A person's judgement on one domain of certainty of one question, with reason and date."""

    judgement_id: str
    question_id: str
    domain: str
    state: str
    reason: str
    author: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRow:
    """The smallest difference that matters on one instrument, without sign.

    ``kind`` says whether it is a difference within persons or between groups; only the latter
    speaks to a difference between arms.
    """

    threshold_id: str
    instrument: str
    population: str
    value: float
    unit: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """One cell read twice; ``agree`` is yes, no or not_found."""

    table: str
    row_id: str
    field: str
    first_value: str
    second_value: str
    agree: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRows:
    """All rows that the rules of this layer read, from one evidence base.

    ``groups`` maps a group of interventions to the classes in it; ``conditions`` are the
    conditions that have questions of their own, in the order of the project; ``pooled_condition``
    is the value that marks several conditions pooled; ``class_names`` gives the plain words for
    conditions and for classes of interventions and comparators, for reasons that people read;
    ``surrogate_outcomes`` and ``safety_note`` are what the topic says of its outcomes, and
    ``design`` what it says of the studies behind pooled results.
    """

    conditions: tuple[str, ...]
    pooled_condition: str
    groups: dict[str, tuple[str, ...]]
    class_names: dict[str, str]
    reviews: tuple[ReviewRow, ...]
    effects: tuple[EffectRow, ...]
    trial_outcomes: tuple[TrialOutcomeRow, ...]
    limitations: tuple[LimitationRow, ...]
    adverse_events: tuple[AdverseEventRow, ...]
    claims: tuple[ClaimRow, ...]
    citation_checks: tuple[CitationCheckRow, ...]
    judgements: tuple[JudgementRow, ...]
    thresholds: tuple[ThresholdRow, ...]
    agreement: tuple[AgreementRow, ...]
    surrogate_outcomes: frozenset[str] = frozenset()
    safety_note: str = ""
    design: str = "randomised"
