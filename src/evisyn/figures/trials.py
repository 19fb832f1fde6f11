"""Results of single trials as entries of a forest plot, with what was pooled of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from evisyn.appraisal.questions import is_between_arms
from evisyn.appraisal.trial_effects import TrialEffect, trial_effect
from evisyn.figures.forest_spec import ForestEntry
from evisyn.figures.studies import COMPARATORS, TIMEPOINTS, Label, group_words, rank

if TYPE_CHECKING:
    from evisyn.appraisal.pooled_here import PooledHere
    from evisyn.appraisal.rows import TrialOutcomeRow
    from evisyn.synthesis.pool import Pooled

#: Where a converted interval comes from, short enough to stand behind it.
_SOURCES: Final[dict[str, str]] = {
    "arm_means": "from arms",
    "arm_ci": "from arms",
    "smd_and_n": "from n",
    "estimate_p": "from p",
    "arm_events": "",
    "estimate_se": "",
    "r_and_n": "",
}


UNCLEAR: Final = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledSets:
    """What was pooled, as a forest plot needs it.

    Parameters
    ----------
    groups, beside
        Heading -> summary, and the same with the usual interval.
    headings, weights
        Row -> its heading, and its weight in percent.
    """

    groups: Mapping[str, Pooled] = field(default_factory=dict)
    beside: Mapping[str, Pooled] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)


def pooled_sets(found: Iterable[PooledHere], label: Label) -> PooledSets:
    """Give each pooled result a heading of its own.

    Parameters
    ----------
    found
        Results pooled here.
    label
        Vocabulary and value -> words.
    """
    groups, beside, headings, weights = {}, {}, {}, {}
    for one in found:
        heading = _heading(one, label)
        groups[heading], beside[heading] = one.pooled.result, one.pooled.usual
        for row_id, weight in zip(one.pooled.outcome_ids, one.pooled.result.weights, strict=True):
            headings[row_id], weights[row_id] = heading, float(weight)
    return PooledSets(groups=groups, beside=beside, headings=headings, weights=weights)


def trial_entries(
    rows: Iterable[TrialOutcomeRow],
    *,
    names: Mapping[str, str],
    label: Label,
    with_condition: bool = False,
    outcomes: Sequence[str] = (),
    pooled: PooledSets | None = None,
) -> tuple[ForestEntry, ...]:
    """Turn between-arm rows of trials into entries; rows without an interval are left out.

    Parameters
    ----------
    rows
        Rows of trials.
    names
        Trial id -> short label.
    label
        Vocabulary and value -> words.
    with_condition
        Name the condition of each row.
    outcomes
        Order of the outcomes; those not named come last.
    pooled
        What was pooled of them; such rows come first, under their own heading.

    Returns
    -------
    tuple of ForestEntry
        Sorted by comparator class, class of time point, outcome, label and id.
    """
    sets = pooled or PooledSets()
    made = [trial_effect(row) for row in rows if is_between_arms(row)]
    kept = [effect for effect in made if effect is not None]
    order = list(sets.groups)

    def key(effect: TrialEffect) -> tuple[object, ...]:
        heading = sets.headings.get(effect.row.outcome_id, "")
        return rank(heading, order), *_order(effect.row, names, outcomes)

    return tuple(
        _entry(effect, names, label, with_condition, sets) for effect in sorted(kept, key=key)
    )


def _heading(one: PooledHere, label: Label) -> str:
    """What was pooled; measure and unit, where a question has several, keep headings apart."""
    question, unit = one.question, one.pooled.unit
    what = label("intervention_class", question.intervention)
    against = group_words(question.comparator_class, one.timepoint_class, label)
    outcome = label("outcome", question.outcome)
    scale = f"{one.pooled.measure}, {unit}" if unit else one.pooled.measure
    condition = label("condition", question.condition)
    if one.timepoint_class == UNCLEAR:
        against = against.rpartition(", ")[0]
    small = against[:1].lower() + against[1:]
    said = outcome if outcome[1:2].isupper() else outcome[:1].lower() + outcome[1:]
    return f"{condition}: {what} {small}: {said} ({scale})"


def _entry(
    found: TrialEffect,
    names: Mapping[str, str],
    label: Label,
    with_condition: bool,
    sets: PooledSets,
) -> ForestEntry:
    row = found.row
    what = [label("outcome", row.outcome), row.intervention]
    if with_condition:
        what.insert(0, label("condition", row.condition))
    words = ": ".join(part for part in what if part)
    heading = sets.headings.get(row.outcome_id, "")
    return ForestEntry(
        id=row.outcome_id,
        label=names.get(row.trial_id, row.trial_id),
        detail=_pooled_detail(row) if heading else words[:1].upper() + words[1:],
        group=heading or group_words(row.comparator_class, row.timepoint_class, label),
        measure=found.measure,
        unit=row.unit,
        estimate=found.estimate,
        ci_low=found.ci_low,
        ci_high=found.ci_high,
        larger_value_favours=row.larger_value_favours,
        n=_people(row),
        set_aside=row.set_aside,
        note=row.flag,
        interval_words=_SOURCES.get(row.poolable_from, "") if found.converted else "",
        weight=sets.weights.get(row.outcome_id),
    )


def _pooled_detail(row: TrialOutcomeRow) -> str:
    """Under a heading that says what was compared: the counts, else instrument and time."""
    if row.poolable_from == "arm_events" and None not in (row.events_i, row.events_c):
        return f"{row.events_i:g}/{row.n_i:g} against {row.events_c:g}/{row.n_c:g}"
    if row.poolable_from == "r_and_n":
        return f"{row.measure} {row.estimate:g}, {row.n_i:g} people"
    return ", ".join(part for part in (row.instrument, row.timepoint) if part) or row.intervention


def _people(row: TrialOutcomeRow) -> int | None:
    sizes = (row.n_i,) if row.poolable_from == "r_and_n" else (row.n_i, row.n_c)
    return None if None in sizes else round(sum(size for size in sizes if size is not None))


def _order(
    row: TrialOutcomeRow, names: Mapping[str, str], outcomes: Sequence[str]
) -> tuple[int, int, int, str, str]:
    return (
        rank(row.comparator_class, COMPARATORS),
        rank(row.timepoint_class, tuple(TIMEPOINTS)),
        rank(row.outcome, outcomes),
        _natural(names.get(row.trial_id, row.trial_id)),
        row.outcome_id,
    )


def _natural(words: str) -> str:
    """Sorts numbers by their size: study 2 before study 10."""
    return re.sub(r"\d+", lambda found: found.group().zfill(8), words.casefold())
