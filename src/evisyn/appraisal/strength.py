"""Strength of the evidence on one question, as one record with everything that made it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evisyn.appraisal.certainty import RatedCertainty, rate_index, threshold_for
from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.appraisal.harmonise import Harmonised
from evisyn.appraisal.questions import (
    IndexChoice,
    Question,
    QuestionEvidence,
    comparable,
    consistency,
    gather,
    harmonised,
    index_choice,
    summarisable,
)
from evisyn.appraisal.rows import EffectRow, EvidenceRows

UNSPECIFIED = "unspecified"
RISK_OF_BIAS = "risk_of_bias"
INPUT_WORDS = {
    "rob_low_share": "share of participants in trials at low risk of bias",
    "review_quality": "appraisal of the review (AMSTAR 2)",
    "n_participants": "number of participants",
    "k": "number of trials",
    "ci_low, ci_high": "confidence interval",
    "small_study_p or excess_p": "a test for small-study effects",
}
"""Arguments of a rating in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """What the rows say on one question.

    Parameters
    ----------
    question, evidence
        The question and every row that speaks to it, by what may be done with it.
    index
        The result that stands for the question, with the runner-up; ``None`` without a pooled
        result.
    harmonised
        The index result with benefit on the left.
    range_low, range_high, range_ids
        Smallest and largest harmonised estimate among two or more eligible results with the
        measure, unit and class of timepoint of the index result; ``None`` and empty otherwise.
    consistency
        ``single review``, ``same direction``, ``mixed`` or empty.
    limitation_domains
        Domains in which a limitation of a contributing review was extracted, without
        ``unspecified``. Empty does not mean that there is none.
    certainty_reported
        The rating of the review that gives the index result; empty where it gives none.
    rating
        Our rating of the index result; ``None`` without a pooled result.
    """

    question: Question
    evidence: QuestionEvidence
    index: IndexChoice | None
    harmonised: Harmonised | None
    range_low: float | None
    range_high: float | None
    range_ids: tuple[str, ...]
    consistency: str
    limitation_domains: tuple[str, ...]
    limitation_ids: tuple[str, ...]
    certainty_reported: str
    rating: RatedCertainty | None

    @property
    def certainty(self) -> str:
        """Our level; ``not_rated`` while inputs are missing."""
        return NOT_RATED if self.rating is None else self.rating.level

    @property
    def missing_inputs(self) -> tuple[str, ...]:
        """What our rating would need and the rows do not hold."""
        if self.rating is None:
            return ("a pooled result with its interval",)
        return tuple(INPUT_WORDS.get(name, name) for name in self.rating.certainty.missing)

    @property
    def row_ids(self) -> tuple[str, ...]:
        """Every row that the record rests on, set-aside rows left out."""
        item = self.evidence
        return (
            *(row.effect_id for row in item.effects),
            *(row.outcome_id for row in item.trial_outcomes),
            *self.limitation_ids,
        )

    @property
    def set_aside_ids(self) -> tuple[str, ...]:
        """Rows of the question that are shown and not summarised."""
        item = self.evidence
        return (
            *(row.effect_id for row in item.set_aside),
            *(row.outcome_id for row in item.trial_outcomes_set_aside),
        )


def strength_of_evidence(
    rows: EvidenceRows, conditions: Iterable[str] | None = None
) -> tuple[Strength, ...]:
    """Summarise every question that has an eligible pooled result or a between-arm trial row.

    Parameters
    ----------
    rows
        The evidence base as records.
    conditions
        Defaults to the conditions that have questions of their own; results that pool several
        conditions inform none of them and are asked for by their own name.
    """
    wanted = rows.conditions if conditions is None else tuple(conditions)
    order = {condition: place for place, condition in enumerate(wanted)}
    records = [strength(item, rows) for item in summarisable(gather(rows, wanted))]
    return tuple(sorted(records, key=lambda r: (order[r.question.condition], r.question)))


def strength(item: QuestionEvidence, rows: EvidenceRows) -> Strength:
    """Summarise one question, with the limitations, judgements and thresholds of the base."""
    index = index_choice(item.effects)
    low, high, ids = _range(item, index)
    reviews = frozenset(item.review_ids)
    kept = [row for row in rows.limitations if row.review_id in reviews]
    named = [row for row in kept if row.domain != UNSPECIFIED]
    return Strength(
        question=item.question,
        evidence=item,
        index=index,
        harmonised=harmonised(index.effect) if index else None,
        range_low=low,
        range_high=high,
        range_ids=ids,
        consistency=consistency(item.effects),
        limitation_domains=tuple(sorted({row.domain for row in named})),
        limitation_ids=tuple(sorted(row.limitation_id for row in named)),
        certainty_reported=index.effect.certainty_reported if index else "",
        rating=rate(item.question, index.effect, rows) if index else None,
    )


def rate(question: Question, effect: EffectRow, rows: EvidenceRows) -> RatedCertainty:
    """Rate one result as the index result of a question."""
    return rate_index(
        question,
        effect,
        rows.limitations,
        rows.judgements,
        threshold_for(effect, rows.thresholds, rows.class_names),
        rows.surrogate_outcomes,
        rows.design,
    )


def _range(
    item: QuestionEvidence, index: IndexChoice | None
) -> tuple[float | None, float | None, tuple[str, ...]]:
    if index is None:
        return None, None, ()
    rows = comparable(item.effects, index.effect)
    if len(rows) < 2:
        return None, None, ()
    values = [turned.estimate for turned in map(harmonised, rows) if turned is not None]
    return min(values), max(values), tuple(row.effect_id for row in rows)
