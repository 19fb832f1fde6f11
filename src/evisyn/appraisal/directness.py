"""Compare a question with a row that speaks to it: which parts differ."""

from __future__ import annotations

from evisyn.appraisal.questions import Question
from evisyn.appraisal.rows import EffectRow

BLENDED_COMPARATOR = "comparator"
POPULATION = "population"
INTERVENTION = "intervention"
OUTCOME = "outcome"


def parts_that_differ(
    question: Question,
    row: EffectRow,
    *,
    comparator_wanted: str = "",
    classes: frozenset[str] = frozenset(),
    surrogate: bool = False,
) -> tuple[str, ...]:
    """Name the parts of a question that a pooled result does not match.

    Parameters
    ----------
    question
        What is asked.
    row
        The pooled result.
    comparator_wanted
        Comparator that the reader asks about (for example ``sham_placebo``); the one of the
        question by default. A blended comparator differs from every single one.
    classes
        Intervention classes that the question accepts; the one of the question by default.
    surrogate
        Whether the outcome stands in for the one that matters to people.

    Returns
    -------
    tuple of str
        Any of population, intervention, comparator, outcome; the input of ``indirectness=``.
    """
    wanted = comparator_wanted or question.comparator_class
    accepted = classes or frozenset({question.intervention})
    checks = {
        POPULATION: row.condition == question.condition,
        INTERVENTION: row.intervention_class in accepted,
        BLENDED_COMPARATOR: row.comparator_class == wanted,
        OUTCOME: row.outcome == question.outcome and not surrogate,
    }
    return tuple(name for name, matches in checks.items() if not matches)
