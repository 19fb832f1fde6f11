"""Rows of the evidence tables as entries of a forest plot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from evisyn.appraisal.questions import effect_status
from evisyn.figures.forest_spec import ForestEntry
from evisyn.vocab import ComparatorClass

if TYPE_CHECKING:
    from evisyn.appraisal.rows import EffectRow

#: Vocabulary and value -> words; ``condition`` names the vocabulary of conditions.
Label = Callable[[str, str], str]

COMPARATORS: Final = (*(one for one in ComparatorClass if one != ComparatorClass.ANY), "")
TIMEPOINTS: Final[dict[str, str]] = {
    "post": "end of treatment",
    "follow_up": "follow-up",
    "unclear": "time unclear",
}


def effect_entries(
    effects: Iterable[EffectRow],
    *,
    names: Mapping[str, str],
    label: Label,
    index_ids: frozenset[str] = frozenset(),
    with_condition: bool = False,
    outcomes: Sequence[str] = (),
) -> tuple[ForestEntry, ...]:
    """Turn pooled results into entries: between arms only, second printings left out.

    Parameters
    ----------
    effects
        Rows as printed.
    names
        Review id -> short label.
    label
        Vocabulary and value -> words.
    index_ids
        Results that stand for their question.
    with_condition
        Name the condition of each row, for figures of several conditions.
    outcomes
        Order of the outcomes; those not named come last.

    Returns
    -------
    tuple of ForestEntry
        Sorted by comparator class, class of time point, outcome, label and id.
    """
    kept = [row for row in effects if effect_status(row) not in ("not between arms", "duplicate")]
    return tuple(
        _entry(row, names, label, row.effect_id in index_ids, with_condition)
        for row in sorted(kept, key=lambda row: _order(row, names, outcomes))
    )


def group_words(comparator_class: str, timepoint_class: str, label: Label) -> str:
    """Heading of a group: comparator, then time."""
    if not comparator_class:
        return f"Comparator not stated, {TIMEPOINTS.get(timepoint_class, timepoint_class)}"
    against = label("comparator_class", comparator_class)
    when = TIMEPOINTS.get(timepoint_class, timepoint_class)
    return f"Against {against[:1].lower()}{against[1:]}, {when}"


def _entry(
    row: EffectRow, names: Mapping[str, str], label: Label, index: bool, with_condition: bool
) -> ForestEntry:
    what = [label("outcome", row.outcome), row.intervention]
    if with_condition:
        what.insert(0, label("condition", row.condition))
    name = names.get(row.review_id, row.review_id)
    umbrella = effect_status(row) == "umbrella"
    words = ": ".join(part for part in what if part)
    return ForestEntry(
        id=row.effect_id,
        label=f"{name} (umbrella review)" if umbrella else name,
        detail=words[:1].upper() + words[1:],
        group=group_words(row.comparator_class, row.timepoint_class, label),
        measure=row.measure,
        unit=row.unit,
        estimate=row.estimate,
        ci_low=row.ci_low,
        ci_high=row.ci_high,
        larger_value_favours=row.larger_value_favours,
        k=row.k,
        n=row.n_participants,
        certainty=row.certainty_reported,
        set_aside=row.set_aside,
        index=index,
        note=row.flag,
        interval_words=interval_words(row.interval_kind, row.ci_level),
    )


def interval_words(kind: str, level: float | None) -> str:
    """Say what an interval is when it is not a 95 % confidence interval; else empty."""
    percent = "" if level in (None, 95.0) else f"{level:g}% "
    if kind == "credible":
        return f"{percent}CrI"
    return f"{percent}CI" if percent else ""


def _order(
    row: EffectRow, names: Mapping[str, str], outcomes: Sequence[str]
) -> tuple[int, int, int, str, str]:
    return (
        rank(row.comparator_class, COMPARATORS),
        rank(row.timepoint_class, tuple(TIMEPOINTS)),
        rank(row.outcome, outcomes),
        names.get(row.review_id, row.review_id).casefold(),
        row.effect_id,
    )


def rank(value: str, order: Sequence[str]) -> int:
    """Place of a value in an order; values outside it come last."""
    return order.index(value) if value in order else len(order)
