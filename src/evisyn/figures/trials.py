"""Results of single trials as entries of a forest plot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from evisyn.appraisal.questions import is_between_arms
from evisyn.appraisal.trial_effects import TrialEffect, trial_effect
from evisyn.figures.forest_spec import ForestEntry
from evisyn.figures.studies import COMPARATORS, OUTCOMES, TIMEPOINTS, Label, group_words, rank

if TYPE_CHECKING:
    from evisyn.appraisal.rows import TrialOutcomeRow

#: Where a converted interval comes from, short enough to stand behind it.
_SOURCES: Final[dict[str, str]] = {
    "arm_means": "from arms",
    "arm_ci": "from arms",
    "smd_and_n": "from n",
    "estimate_p": "from p",
}


def trial_entries(
    rows: Iterable[TrialOutcomeRow],
    *,
    names: Mapping[str, str],
    label: Label,
    with_condition: bool = False,
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

    Returns
    -------
    tuple of ForestEntry
        Sorted by comparator class, class of time point, outcome, label and id.
    """
    made = [trial_effect(row) for row in rows if is_between_arms(row)]
    kept = [effect for effect in made if effect is not None]
    kept.sort(key=lambda effect: _order(effect.row, names))
    return tuple(_entry(effect, names, label, with_condition) for effect in kept)


def _entry(
    found: TrialEffect,
    names: Mapping[str, str],
    label: Label,
    with_condition: bool,
) -> ForestEntry:
    row = found.row
    what = [label("outcome", row.outcome), row.intervention]
    if with_condition:
        what.insert(0, label("condition", row.condition))
    words = ": ".join(part for part in what if part)
    sizes = (row.n_i, row.n_c)
    total = None if None in sizes else round(sum(size for size in sizes if size is not None))
    return ForestEntry(
        id=row.outcome_id,
        label=names.get(row.trial_id, row.trial_id),
        detail=words[:1].upper() + words[1:],
        group=group_words(row.comparator_class, row.timepoint_class, label),
        measure=found.measure,
        unit=row.unit,
        estimate=found.estimate,
        ci_low=found.ci_low,
        ci_high=found.ci_high,
        larger_value_favours=row.larger_value_favours,
        n=total,
        set_aside=row.set_aside,
        note=row.flag,
        interval_words=_SOURCES.get(row.poolable_from, "") if found.converted else "",
    )


def _order(row: TrialOutcomeRow, names: Mapping[str, str]) -> tuple[int, int, int, str, str]:
    return (
        rank(row.comparator_class, COMPARATORS),
        rank(row.timepoint_class, tuple(TIMEPOINTS)),
        rank(row.outcome, OUTCOMES),
        names.get(row.trial_id, row.trial_id).casefold(),
        row.outcome_id,
    )
