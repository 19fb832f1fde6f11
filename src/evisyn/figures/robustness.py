"""The multiverse of our ratings on an evidence base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.appraisal.multiverse import grade_multiverse
from evisyn.appraisal.strength import strength_of_evidence
from evisyn.figures.grids.domains import judgement_multiverse
from evisyn.figures.makers import scope
from evisyn.figures.nothing import nothing_picture

if TYPE_CHECKING:
    from evisyn.figures.picture import Picture
    from evisyn.tables.base import EvidenceBase

TITLE = "Where our ratings land over the plausible limits"


def rating_multiverse(base: EvidenceBase) -> Picture:
    """Draw how often each rated question lands at which level over the contestable limits.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    Picture
        One row per question that has a level under the house rules; a level that moves is marked.
    """
    label = scope(base, None).label
    made = {}
    for record in strength_of_evidence(evidence_rows(base)):
        rating = record.rating
        if rating is None or rating.certainty.level == NOT_RATED:
            continue
        question = record.question
        words = (
            label("condition", question.condition),
            label("intervention_class", question.intervention),
            label("outcome", question.outcome),
        )
        name = f"{words[0]}: {words[1].lower()}, {words[2].lower()}"
        made[name] = grade_multiverse({**rating.inputs, "overrides": rating.overrides})
    if not made:
        return nothing_picture(
            id="rating-multiverse", title=TITLE, reason="No question has a level."
        )
    return judgement_multiverse(
        made,
        id="rating-multiverse",
        title=TITLE,
        notes=(
            "Limits varied: information size, share of participants at low risk, I2, number of "
            "trials for a prediction interval, p of tests for small-study effects. Before the "
            "review's own rating holds a level down.",
        ),
    )
