"""Ratings of certainty as parts of a FHIR Evidence resource: the review's own, and ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evisyn.report.fhir_codes import DOMAINS, OVERALL, RATINGS, concept
from evisyn.report.sentences import CERTAINTY_WORDS

if TYPE_CHECKING:
    from evisyn.appraisal.grade_records import DomainRating
    from evisyn.appraisal.rows import EffectRow
    from evisyn.appraisal.strength import Strength

Json = dict[str, Any]

RATER = "evisyn, by the fixed rules of the preset “{preset}”"
NOT_RATED_WORDS = "not rated"


def their_certainty(row: EffectRow, rater: str) -> tuple[Json, ...]:
    """Give the rating that the review itself prints; empty where it prints none.

    Parameters
    ----------
    row
        The result.
    rater
        Whom the rating is by.
    """
    if row.certainty_reported not in RATINGS:
        return ()
    made = {**_overall(row.certainty_reported), "rater": rater}
    if row.certainty_note:
        made["note"] = [{"text": row.certainty_note}]
    return (made,)


def our_certainty(record: Strength) -> tuple[Json, ...]:
    """Give our rating of the index result of a question, with every domain.

    Parameters
    ----------
    record
        The record of the question; without a rating nothing is given.
    """
    rating = record.rating
    if rating is None:
        return ()
    made = {
        **_overall(rating.level),
        "rater": RATER.format(preset=rating.certainty.preset),
        "subcomponent": [_domain(domain) for domain in rating.certainty.domains],
    }
    notes = [f"Missing: {'; '.join(record.missing_inputs)}."] if record.missing_inputs else []
    if rating.lowest != rating.level:
        lowest = CERTAINTY_WORDS.get(rating.lowest, rating.lowest)
        notes.append(f"A ceiling: the level may be as low as {lowest}.")
    if rating.capped_by_review:
        notes.append("Held to the level that the review itself gives.")
    if notes:
        made["note"] = [{"text": note} for note in notes]
    return (made,)


def _overall(level: str) -> Json:
    words = CERTAINTY_WORDS.get(level, NOT_RATED_WORDS)
    return {
        "type": concept("certainty-type", OVERALL, OVERALL[1]),
        "rating": concept("certainty-rating", RATINGS.get(level), words),
    }


def _domain(domain: DomainRating) -> Json:
    words = domain.name.replace("_", " ")
    made: Json = {
        "description": domain.reason,
        "type": concept("certainty-type", DOMAINS.get(domain.name), words),
        "rating": concept("certainty-rating", RATINGS.get(domain.state), domain.state),
    }
    if domain.overridden_by is not None:
        made["rater"] = f"{domain.overridden_by.author}, {domain.overridden_by.date}"
    return made
