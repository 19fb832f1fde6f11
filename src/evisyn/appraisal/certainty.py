"""Our certainty in the index result of one question, with every reason.

The rules are the preset ``evisyn`` of :func:`evisyn.appraisal.grade.grade`. This module says which
cell of which row each rule reads, brings in the judgements of people, and adds one caution of this
project: while a domain cannot be assessed here, the rating is not above the one of the review,
whose authors saw more than was read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evisyn.appraisal.directness import parts_that_differ
from evisyn.appraisal.grade import MOST_STEPS, grade
from evisyn.appraisal.grade_records import (
    LEVELS,
    NOT_ASSESSABLE,
    NOT_RATED,
    REVIEW_PROCESS,
    Certainty,
    Override,
)
from evisyn.appraisal.questions import Question
from evisyn.appraisal.rate import rating_inputs
from evisyn.appraisal.rows import EffectRow, JudgementRow, LimitationRow, ThresholdRow

PRESET = "evisyn"
BETWEEN_GROUP = "between_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedCertainty:
    """A rating and what was done to it.

    Parameters
    ----------
    certainty
        The rating by the preset, domain by domain.
    level
        The level that is used: that of the preset, or the review's own where it is lower and a
        domain could not be assessed here; ``not_rated`` where the preset gives none.
    lowest
        The worst level still open over the domains of the trials that could not be assessed; it
        decides what a claim may rest on. A review that was not appraised does not lower it.
    capped_by_review
        Whether the review's own rating held the level down.
    inputs, overrides
        Arguments of the rating, for rating again under other choices.
    judgement_ids
        Rows of judgements that replaced a rule.
    """

    certainty: Certainty
    level: str
    lowest: str
    capped_by_review: bool
    inputs: dict[str, Any]
    overrides: tuple[Override, ...]
    judgement_ids: tuple[str, ...]


def rate_index(
    question: Question,
    effect: EffectRow,
    limitations: Iterable[LimitationRow],
    judgements: Iterable[JudgementRow],
    threshold: float | None = None,
    surrogates: frozenset[str] = frozenset(),
    design: str = "randomised",
) -> RatedCertainty:
    """Rate the certainty of the index result of a question.

    Parameters
    ----------
    question
        The question.
    effect
        Its index result.
    limitations
        Limitations of the contributing reviews; what the authors of the index review state on risk
        of bias and publication bias is read from them.
    judgements
        Judgements of people; those on this question replace the rule of their domain.
    threshold
        The smallest difference that matters, see :func:`threshold_for`.
    surrogates
        Outcomes that stand in for the ones that matter to people with the condition.
    design
        What the studies behind the result are: where the rating starts.
    """
    own = [row for row in judgements if row.question_id == question.id]
    surrogate = question.outcome in surrogates
    inputs = {
        **rating_inputs(question, effect, limitations),
        "design": design,
        "indirectness": parts_that_differ(question, effect, surrogate=surrogate),
        "threshold": threshold,
    }
    overrides = overrides_of(own)
    made = grade(**inputs, overrides=overrides, preset=PRESET)
    level, capped = cautious(made, effect.certainty_reported)
    return RatedCertainty(
        certainty=made,
        level=level,
        lowest=_lowest(made, level),
        capped_by_review=capped,
        inputs=inputs,
        overrides=overrides,
        judgement_ids=tuple(row.judgement_id for row in own),
    )


def threshold_for(
    effect: EffectRow, thresholds: Iterable[ThresholdRow], names: Mapping[str, str]
) -> float | None:
    """Return the smallest difference between groups that matters for a result.

    Parameters
    ----------
    effect
        A mean difference on a named instrument; standardised results have no such threshold.
    thresholds
        Rows of thresholds; one within persons says nothing about a difference between arms.
    names
        Condition to its plain words: the population of the threshold must name the condition.

    Returns
    -------
    float or None
        The smallest that fits; ``None`` where none does.
    """
    if effect.measure != "MD":
        return None
    return threshold_on(effect.instrument, effect.condition, thresholds, names)


def threshold_on(
    instrument: str, condition: str, thresholds: Iterable[ThresholdRow], names: Mapping[str, str]
) -> float | None:
    """Return the smallest difference between groups that matters on one instrument.

    Parameters
    ----------
    instrument, condition
        On what, and for whom; an empty instrument has none.
    thresholds, names
        As in :func:`threshold_for`.
    """
    words = names.get(condition, condition).lower()
    fitting = [
        row.value
        for row in thresholds
        if instrument
        and row.kind == BETWEEN_GROUP
        and row.instrument == instrument
        and words in row.population.lower()
    ]
    return min(fitting, default=None)


def overrides_of(judgements: Iterable[JudgementRow]) -> tuple[Override, ...]:
    """Return what people judged, in place of the rule of its domain."""
    return tuple(
        Override(
            domain=row.domain,
            state=row.state,
            author=row.author,
            date=row.date,
            reason=row.reason,
        )
        for row in judgements
    )


def cautious(made: Certainty, reported: str) -> tuple[str, bool]:
    """Hold a level down to the review's own while a domain cannot be assessed here.

    Returns
    -------
    tuple
        The level, and whether the review's own rating held it down.
    """
    if made.level == NOT_RATED or reported not in LEVELS:
        return made.level, False
    unknown = any(domain.state == NOT_ASSESSABLE for domain in made.domains)
    if unknown and LEVELS.index(reported) < LEVELS.index(made.level):
        return reported, True
    return made.level, False


def _lowest(made: Certainty, level: str) -> str:
    if level == NOT_RATED:
        return NOT_RATED
    unknown = sum(
        domain.state == NOT_ASSESSABLE and domain.name != REVIEW_PROCESS for domain in made.domains
    )
    return LEVELS[max(0, LEVELS.index(level) - MOST_STEPS * unknown)]
