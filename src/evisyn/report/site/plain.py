"""The answer for one condition in a few plain sentences, made from the strength records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.report.answers import COMPARATORS_THAT_MATTER
from evisyn.report.formats import plural
from evisyn.report.sentences import CERTAINTY_WORDS

if TYPE_CHECKING:
    from evisyn.appraisal.pooled_here import PooledHere
    from evisyn.appraisal.strength import Strength
    from evisyn.tables.base import EvidenceBase


def found(records: Sequence[Strength], own: Sequence[PooledHere] = ()) -> str:
    """Say how many questions have a pooled result, of reviews or pooled here."""
    pooled = [record for record in records if record.index is not None]
    if not pooled and own:
        return f"This review pools {plural(len(own), 'result')} from the trials that it extracted."
    if not pooled:
        trials = "there are single trials" if records else "no trial row does either"
        return f"No pooled result answers a question on this condition; {trials}."
    return (
        f"Reviews give a pooled answer to {plural(len(pooled), 'question')}, each on one "
        "treatment, one comparator and one outcome."
    )


def how_sure(records: Sequence[Strength], own: Sequence[PooledHere] = ()) -> str:
    """Say the best rating, how many questions have it, and how many have none."""
    pooled: list[Strength | PooledHere] = [r for r in records if r.index is not None]
    pooled += own
    if not pooled:
        return "How sure: there is nothing to rate."
    levels = [record.certainty for record in pooled if record.certainty != NOT_RATED]
    unrated = len(pooled) - len(levels)
    if not levels and own:
        missing = ", ".join(dict.fromkeys(what for one in own for what in one.missing))
        return f"How sure: not rated, for want of: {missing}."
    if not levels:
        return "How sure: not rated, because what a rating needs was not reported."
    best = next(level for level in CERTAINTY_WORDS if level in levels)
    rest = f"; {unrated} of {len(pooled)} could not be rated" if unrated else ""
    return (
        f"How sure: {CERTAINTY_WORDS[best]} certainty at best, for "
        f"{plural(levels.count(best), 'question')}{rest}."
    )


def untested(
    base: EvidenceBase, records: Sequence[Strength], own: Sequence[PooledHere] = ()
) -> str:
    """Say which comparisons that matter no pooled result makes; empty when all are made."""
    if base.topic.as_printed:
        return ""
    have = {r.question.comparator_class for r in records if r.index is not None}
    have |= {one.question.comparator_class for one in own}
    names = [
        base.topic.label("comparator_class", key).lower()
        for key in COMPARATORS_THAT_MATTER
        if key not in have
    ]
    if not names or not records:
        return ""
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    return f"No pooled result compares it with {listed}: that part of the question is open."
