"""Plain sentences on one question: what was found, against what, how sure, and what is missing.

A sentence never says more than its row: an interval that includes no difference is not called an
effect, a blended comparator is said to show nothing beyond sham, and no rating is implied where
none was made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evisyn.appraisal.claims import trial_direction
from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.appraisal.harmonise import STANDARDISED_MEASURES, Harmonised
from evisyn.appraisal.rows import EffectRow
from evisyn.appraisal.strength import Strength
from evisyn.appraisal.wording import SMD_CUTS, sentence, size_class
from evisyn.report.formats import estimate, plural

COMPARATOR_LIMITS = {
    "mixed": "The comparators were a blend, so this shows no effect beyond sham or no treatment.",
    "active": "The comparator was another active treatment, so this is no effect against none.",
    "medication": "The comparator was medication, so this is no effect against none.",
}
"""What a comparator leaves open; the others leave nothing to add."""

CERTAINTY_WORDS = {
    "high": "high",
    "moderate": "moderate",
    "low": "low",
    "very_low": "very low",
}

Label = Callable[[str, str], str]
"""Plain words for a vocabulary and a value of it."""


def statement(record: Strength, label: Label, cite: Callable[[str], str], rating: str) -> str:
    """Write the sentence of one question.

    Parameters
    ----------
    record
        The question's record.
    label
        Gives plain words for a vocabulary value.
    cite
        Gives the short citation of a review.
    rating
        Our rating in words.
    """
    if record.index is None:
        return _trials_only(record)
    effect = record.index.effect
    parts = [
        f"{cite(effect.review_id)}{_size(effect)}: {_found(record.harmonised)}"
        f" for {label('outcome', effect.outcome).lower()}"
        f" ({_figure(effect)}).",
    ]
    limit = COMPARATOR_LIMITS.get(record.question.comparator_class)
    if limit:
        parts.append(limit)
    parts.append(_certainty(record, rating))
    return " ".join(parts)


def lay_statement(record: Strength, label: Label) -> str:
    """Say in everyday words what a rated result means; empty where that cannot be said.

    A sentence needs our rating and a size: standardised differences have a convention for it,
    results in other units would need a difference that matters on their instrument.
    """
    turned, index = record.harmonised, record.index
    if index is None or turned is None or record.certainty == NOT_RATED:
        return ""
    if record.certainty != "very_low" and index.effect.measure not in STANDARDISED_MEASURES:
        return ""
    standardised = index.effect.measure in STANDARDISED_MEASURES
    return sentence(
        intervention=label("intervention_class", record.question.intervention).lower(),
        outcome=label("outcome", record.question.outcome).lower(),
        comparator=label("comparator_class", record.question.comparator_class).lower(),
        certainty=record.certainty,
        size=size_class(turned.estimate, SMD_CUTS) if standardised else "small",
        direction="improves" if turned.direction == "intervention" else "worsens",
        audience="lay",
    )


def _size(effect: EffectRow) -> str:
    known = []
    if effect.k is not None:
        known.append(plural(effect.k, "trial"))
    if effect.n_participants is not None:
        known.append(plural(effect.n_participants, "participant"))
    return (
        f" ({', '.join(known)})" if known else " (number of trials and participants not reported)"
    )


def _found(turned: Harmonised | None) -> str:
    if turned is None:
        return "a difference whose direction the source does not make clear"
    if not turned.excludes_null:
        return "the interval includes no difference"
    side = "in favour of the intervention"
    if turned.direction == "comparator":
        side = "in favour of the comparator"
    return f"a difference {side}"


def _figure(effect: EffectRow) -> str:
    level = "" if effect.ci_level is None else f"{effect.ci_level:g}% "
    kind = "CrI" if effect.interval_kind == "credible" else "CI"
    shown = estimate(effect.estimate, effect.ci_low, effect.ci_high)
    unit = f" {effect.unit}" if effect.unit else ""
    return f"{effect.measure} {shown.replace('(', f'({level}{kind} ')}{unit}, as printed"


def _certainty(record: Strength, rating: str) -> str:
    reported = CERTAINTY_WORDS.get(record.certainty_reported)
    theirs = (
        f"The review rates the certainty as {reported}."
        if reported
        else "The review's rating of this result was not seen."
    )
    return f"{theirs} Our rating: {rating}."


def _trials_only(record: Strength) -> str:
    item = record.evidence
    count = plural(len(item.threads), "trial")
    directions = _join([f"{row.outcome_id}: {trial_direction(row)}" for row in item.trial_outcomes])
    return (
        f"No eligible pooled result. {count} with a between-arm row, not summarised ({directions})."
    )


def _join(parts: Sequence[str], most: int = 6) -> str:
    shown = list(parts[:most])
    if len(parts) > most:
        shown.append(f"and {len(parts) - most} more rows")
    return "; ".join(shown)
