"""Rate a row of the tables: which cell feeds which input of the rating."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from evisyn.appraisal.directness import parts_that_differ
from evisyn.appraisal.questions import Question
from evisyn.appraisal.rows import EffectRow, LimitationRow
from evisyn.appraisal.statements import concerns_outcome, says_most_at_risk

BY_AUTHORS = "review_authors"
"""Only what the authors of a review state feeds a rating; never what an extractor inferred."""


def rating_inputs(
    question: Question, row: EffectRow, limitations: Iterable[LimitationRow]
) -> dict[str, Any]:
    """Collect the inputs of a rating from a pooled result and its review's limitations.

    Parameters
    ----------
    question
        What is asked; indirectness is read against it.
    row
        The pooled result, usually the index result of the question.
    limitations
        Limitation rows; those of other reviews are left out.

    Returns
    -------
    dict
        Arguments of :func:`evisyn.appraisal.grade.grade`: result and interval, I2, trials,
        participants and measure from the row; the statements of the authors that most trials are
        at risk of bias, and that publication bias is suspected for this outcome; the parts of the
        question that the row does not match.
    """
    stated = [
        limitation
        for limitation in limitations
        if limitation.review_id == row.review_id and limitation.reported_by == BY_AUTHORS
    ]
    return {
        "design": "randomised",
        "estimate": row.estimate,
        "ci_low": row.ci_low,
        "ci_high": row.ci_high,
        "i2": row.i2,
        "k": row.k,
        "n_participants": row.n_participants,
        "measure": row.measure,
        "rob_stated": _said(stated, "risk_of_bias", says_most_at_risk),
        "bias_suspected": _said(
            stated, "publication_bias", lambda text: concerns_outcome(text, row.outcome)
        ),
        "indirectness": parts_that_differ(question, row),
    }


def _said(stated: list[LimitationRow], domain: str, counts: Callable[[str], bool]) -> str:
    return "; ".join(
        row.statement for row in stated if row.domain == domain and counts(row.statement)
    )
