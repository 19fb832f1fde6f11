"""What if a question of the evidence tables were rated by other rules?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.pooled_here import PooledHere, pooled_here
from evisyn.appraisal.questions import Question
from evisyn.appraisal.what_if import RatingChoice, study_set_of
from evisyn.appraisal.what_if_question import (
    QuestionAnswer,
    QuestionSet,
    question_answer,
    question_set,
)
from evisyn.errors import NotPoolable
from evisyn.figures.what_if import question_forest
from evisyn.interactive.model import Control, View, WhatIf
from evisyn.interactive.pooling import NOTHING, RATING, pooling
from evisyn.report.citations import bibliography
from evisyn.report.what_if import (
    certainty_status,
    question_alternatives,
    question_status,
    rating_table,
)

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

QUALITY = (
    (NOTHING, None),
    ("high", "high"),
    ("moderate", "moderate"),
    ("low", "low"),
    ("critically low", "critically low"),
)
SET_ASIDE = (("stay out", False), ("count", True))
RULES = (*RATING, Control(key="review_quality", label="Confidence in review", options=QUALITY))


def what_if_question(
    base: EvidenceBase, question: str | None = None, *, id: str = "what-if-question"
) -> WhatIf:
    """Choose by which rules the questions of a base are rated; forest plot and rating follow.

    Parameters
    ----------
    base
        The evidence base.
    question
        Key of the question that is shown first; None takes the one with the most pooled results.
    id
        Name of the figure.

    Returns
    -------
    WhatIf
        Choices: question, rows set aside, rules, limits, and what is assumed where the rows do
        not say. Trials are never pooled here; why is said beside every answer. Where they may be,
        see :func:`what_if_trials`.

    Raises
    ------
    InputError
        For a question without a pooled result, or a base without any.
    """
    rows = evidence_rows(base)
    sets = {let_in: question_set(rows, let_in=let_in) for let_in in (False, True)}
    items = sets[False].items
    start = question or max(items, key=lambda key: len(items[key].effects), default="")
    first = question_answer(sets[False], start, RatingChoice())
    options = tuple((words(base, item.question), key) for key, item in items.items())
    controls = (
        Control(key="question", label="Question", options=options, start=start),
        Control(key="set_aside", label="Rows set aside", options=SET_ASIDE, start=False),
        *RULES,
    )

    def answer(choices: Mapping[str, Any]) -> View:
        rules = RatingChoice(**{control.key: choices[control.key] for control in RULES})
        made = question_answer(sets[choices["set_aside"]], choices["question"], rules)
        title = words(base, made.evidence.question)
        return View(
            status=question_status(base, made),
            picture=question_forest(base, made, id=id, title=title),
            certainty=certainty_status(
                made.level, made.rating, rules, capped=made.capped_by_review
            ),
            rating=rating_table(made.rating, id=f"{id}-rating", assumed=rules.assumed),
        )

    return WhatIf(
        title=f"What if: {base.topic.title}",
        controls=controls,
        answer=answer,
        alternatives=question_alternatives(
            base,
            _changes(sets, start),
            id=f"{id}-alternatives",
            title=words(base, first.evidence.question),
            questions=len(items),
        ),
        example='view(preset="cinema", set_aside=True)',
    )


def what_if_trials(
    base: EvidenceBase, question: str | None = None, *, id: str = "what-if-trials"
) -> WhatIf:
    """Choose how the trials of a question are pooled, where the rows allow it.

    Parameters
    ----------
    base
        The evidence base.
    question
        Key of the question; None takes the first whose trials may be pooled. A question with
        several poolable sets gives the one with the most trials.
    id
        Name of the figure.

    Returns
    -------
    WhatIf
        As from :func:`what_if`. What the rows say on design, risk of bias, directness and the
        difference that matters is read for the trials that are in.

    Raises
    ------
    NotPoolable
        Where no question, or not this one, has trials that may be pooled; with the reason.
    """
    rows = evidence_rows(base)
    found = [here for here in pooled_here(rows) if question in (None, here.question.id)]
    if not found:
        raise NotPoolable(_why_not(base, question))
    first = found[0].question
    here = max((one for one in found if one.question == first), key=lambda one: one.pooled.result.k)
    studies = study_set_of(here, rows, _labels(base, here))
    return pooling(studies, title=words(base, first), id=id)


def words(base: EvidenceBase, question: Question) -> str:
    """A question in words."""
    label = base.topic.label
    return (
        f"{label(base.topic.question_columns[0], question.condition)}: "
        f"{label('intervention_class', question.intervention)} against "
        f"{label('comparator_class', question.comparator_class).lower()}, "
        f"{label('outcome', question.outcome).lower()}"
    )


def _changes(
    sets: Mapping[bool, QuestionSet], start: str
) -> list[tuple[str, str, QuestionAnswer, int]]:
    """Every change of one choice, the first choice first; with how many questions it moves."""
    plain = RatingChoice()
    levels = {key: question_answer(sets[False], key, plain).level for key in sets[False].items}
    asked: list[tuple[str, str, bool, RatingChoice]] = [
        ("First choice", "as the rows and the house rules say", False, plain),
        ("Rows set aside", "count", True, plain),
    ]
    for control in RULES:
        for said, value in control.options:
            changed = replace(plain, **{control.key: value})
            if changed != plain:
                asked.append((control.label, said, False, changed))
    made = []
    for group, said, let_in, rules in asked:
        found = {key: question_answer(sets[let_in], key, rules) for key in levels}
        moved = sum(found[key].level != level for key, level in levels.items())
        made.append((group, said, found[start], moved))
    return made


def _labels(base: EvidenceBase, here: PooledHere) -> list[str]:
    cite = bibliography(base).cite
    return [cite(effect.row.trial_id).short for effect in here.pooled.effects]


def _why_not(base: EvidenceBase, question: str | None) -> str:
    from evisyn.appraisal.pooled_here import not_pooled_here

    refused = [
        item for item in not_pooled_here(evidence_rows(base))
        if question in (None, item.question.id)
    ]  # fmt: skip
    if not refused:
        return "No between-arm result of a trial stands in the tables for this question."
    if question is not None:
        return f"The trials of {question} are not pooled: {refused[0].reason}."
    reasons = sorted({item.reason for item in refused})
    return (
        f"In none of {len(refused)} questions with trial results may trials be pooled. Reasons: "
        f"{'; '.join(reasons)}."
    )
