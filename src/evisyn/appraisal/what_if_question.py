"""One question of the evidence tables under other rules: its rating, and whether trials pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evisyn.appraisal.certainty import cautious
from evisyn.appraisal.grade import grade
from evisyn.appraisal.grade_records import NOT_RATED, Certainty
from evisyn.appraisal.pool_again import why_not_pooled
from evisyn.appraisal.questions import IndexChoice, QuestionEvidence, gather, index_choice
from evisyn.appraisal.rows import EvidenceRows
from evisyn.appraisal.strength import rate
from evisyn.appraisal.trial_effects import trial_effect
from evisyn.appraisal.what_if import HOUSE, RatingChoice
from evisyn.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswer:
    """What one set of choices gives for one question.

    Parameters
    ----------
    evidence
        The rows of the question.
    let_in
        Whether rows that are set aside count.
    rules
        The choices of the rating.
    index
        The result that stands for the question; ``None`` without an eligible one.
    level, rating
        The level in use, and the rating domain by domain; ``not_rated`` and ``None`` without an
        index result.
    capped_by_review
        Whether the review's own rating holds the level down.
    why_not_pooled
        What keeps the trials from being pooled; empty where they can be.
    """

    evidence: QuestionEvidence
    let_in: bool
    rules: RatingChoice
    index: IndexChoice | None
    level: str
    rating: Certainty | None
    capped_by_review: bool
    why_not_pooled: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """Every question with a pooled result, and the rows that they are read from.

    Parameters
    ----------
    rows
        The evidence base as records.
    items
        Question id to the rows of the question, in the order of conditions and keys.
    let_in
        Whether rows that are set aside count.
    """

    rows: EvidenceRows
    items: Mapping[str, QuestionEvidence]
    let_in: bool


def question_set(rows: EvidenceRows, *, let_in: bool = False) -> QuestionSet:
    """Gather the questions with a pooled result.

    Parameters
    ----------
    rows
        The evidence base as records.
    let_in
        Whether rows that are shown and not summarised count as if they were not set aside. The
        questions are the same either way: those with such rows only are among them.
    """
    used = _let_in(rows) if let_in else rows
    order = {condition: place for place, condition in enumerate(rows.conditions)}
    asked = {
        item.question for item in gather(rows, rows.conditions) if item.effects or item.set_aside
    }
    kept = [item for item in gather(used, rows.conditions) if item.question in asked]
    kept.sort(key=lambda item: (order[item.question.condition], item.question.id))
    items = {item.question.id: item for item in kept}
    return QuestionSet(rows=used, items=items, let_in=let_in)


def question_answer(questions: QuestionSet, question: str, rules: RatingChoice) -> QuestionAnswer:
    """Rate one question under one set of choices, and say why its trials are not pooled.

    Parameters
    ----------
    questions
        The questions and their rows.
    question
        Key of the question.
    rules
        Choices of the rating. A judgement of a person gives way where its domain is assumed; it
        belongs to the house rules and is read by no other preset.

    Returns
    -------
    QuestionAnswer
        Without a rating where no result may stand for the question, or where the one that would
        contradicts itself.

    Raises
    ------
    InputError
        For a question without a pooled result.
    """
    if question not in questions.items:
        known = ", ".join(list(questions.items)[:3]) or "none"
        raise InputError("question", f"{question!r} has no pooled result; some that have: {known}.")
    item = questions.items[question]
    index = index_choice(item.effects)
    level, rating, capped = _rated(questions.rows, item, index, rules)
    return QuestionAnswer(
        evidence=item,
        let_in=questions.let_in,
        rules=rules,
        index=index,
        level=level,
        rating=rating,
        capped_by_review=capped,
        why_not_pooled=_why_not_pooled(item),
    )


def _rated(
    rows: EvidenceRows, item: QuestionEvidence, index: IndexChoice | None, rules: RatingChoice
) -> tuple[str, Certainty | None, bool]:
    if index is None:
        return NOT_RATED, None, False
    try:
        base = rate(item.question, index.effect, rows)
    except InputError:  # a row that was let in, and contradicts itself
        return NOT_RATED, None, False
    inputs = {**base.inputs, **rules.arguments()}
    if rules.preset != HOUSE:
        made = grade(**inputs, preset=rules.preset)
        return made.level, made, False
    kept = tuple(one for one in base.overrides if one.domain not in rules.assumed)
    made = grade(**inputs, overrides=kept, preset=HOUSE)
    level, capped = cautious(made, index.effect.certainty_reported)
    return level, made, capped


def _let_in(rows: EvidenceRows) -> EvidenceRows:
    return replace(
        rows,
        effects=tuple(replace(row, set_aside=False) for row in rows.effects),
        trial_outcomes=tuple(replace(row, set_aside=False) for row in rows.trial_outcomes),
    )


def _why_not_pooled(item: QuestionEvidence) -> str:
    rows = (*item.trial_outcomes, *item.trial_outcomes_set_aside)
    if not rows:
        return "no between-arm result of a single trial stands in the tables"
    effects = [made for made in map(trial_effect, rows) if made is not None]
    if not effects:
        return "no trial row carries an effect with its error"
    return why_not_pooled(effects)
