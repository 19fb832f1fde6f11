"""Results of single trials as entries of a forest plot."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from evisyn.appraisal.questions import is_between_arms
from evisyn.figures.forest import ForestEntry
from evisyn.figures.studies import COMPARATORS, OUTCOMES, TIMEPOINTS, Label, group_words, rank

if TYPE_CHECKING:
    from evisyn.appraisal.rows import TrialOutcomeRow

#: Two-sided 95 %.
_Z95: Final = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEstimate:
    """A difference between two arms with its interval, and where the interval comes from.

    ``source`` is empty for an interval as printed, else a few words such as ``from arms``.
    """

    measure: str
    estimate: float
    ci_low: float
    ci_high: float
    source: str = ""


def trial_estimate(row: TrialOutcomeRow) -> TrialEstimate | None:
    """Estimate and 95 % interval of one trial row; ``None`` where the row cannot give both.

    Parameters
    ----------
    row
        A row whose ``poolable_from`` says what it holds.

    Notes
    -----
    Large-sample intervals: arms as independent means with unequal variances; a standardised
    difference with the variance of Hedges and Olkin (1985), 1/n1 + 1/n2 + d^2 / (2 (n1 + n2));
    an exact p turned into a standard error, Cochrane Handbook 6.5.2.
    """
    if row.poolable_from == "estimate_ci":
        return _printed(row)
    spread = {
        "arm_means": _from_arms,
        "arm_ci": _from_arm_intervals,
        "smd_and_n": _from_sizes,
        "estimate_p": _from_p,
    }.get(row.poolable_from)
    found = None if spread is None else spread(row)
    if found is None:
        return None
    measure, estimate, se, source = found
    half = _Z95 * se
    return TrialEstimate(
        measure=measure,
        estimate=estimate,
        ci_low=estimate - half,
        ci_high=estimate + half,
        source=source,
    )


_Spread = tuple[str, float, float, str]


def _printed(row: TrialOutcomeRow) -> TrialEstimate | None:
    if row.estimate is None or row.ci_low is None or row.ci_high is None:
        return None
    return TrialEstimate(
        measure=row.measure, estimate=row.estimate, ci_low=row.ci_low, ci_high=row.ci_high
    )


def _difference(row: TrialOutcomeRow) -> float | None:
    if row.mean_i is None or row.mean_c is None:
        return None
    return row.mean_i - row.mean_c


def _from_arms(row: TrialOutcomeRow) -> _Spread | None:
    difference = _difference(row)
    parts = (row.sd_i, row.n_i, row.sd_c, row.n_c)
    if difference is None or any(part is None for part in parts):
        return None
    sd_i, n_i, sd_c, n_c = (float(part) for part in parts if part is not None)
    return "MD", difference, math.sqrt(sd_i**2 / n_i + sd_c**2 / n_c), "from arms"


def _from_arm_intervals(row: TrialOutcomeRow) -> _Spread | None:
    difference = _difference(row)
    limits = (row.ci_low_i, row.ci_high_i, row.ci_low_c, row.ci_high_c)
    if difference is None or any(limit is None for limit in limits):
        return None
    low_i, high_i, low_c, high_c = (float(limit) for limit in limits if limit is not None)
    se = math.hypot(high_i - low_i, high_c - low_c) / (2 * _Z95)
    return "MD", difference, se, "from arms"


def _from_sizes(row: TrialOutcomeRow) -> _Spread | None:
    if row.estimate is None or row.n_i is None or row.n_c is None:
        return None
    variance = 1 / row.n_i + 1 / row.n_c + row.estimate**2 / (2 * (row.n_i + row.n_c))
    return row.measure, row.estimate, math.sqrt(variance), "from n"


def _from_p(row: TrialOutcomeRow) -> _Spread | None:
    if row.estimate is None or row.p_value is None or row.p_relation != "=":
        return None
    if not 0 < row.p_value < 1 or row.estimate == 0:
        return None
    z = NormalDist().inv_cdf(1 - row.p_value / 2)
    return row.measure, row.estimate, abs(row.estimate) / z, "from p"


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
    kept = []
    for row in rows:
        found = trial_estimate(row) if is_between_arms(row) and row.poolable else None
        if found is not None:
            kept.append((row, found))
    kept.sort(key=lambda pair: _order(pair[0], names))
    return tuple(_entry(row, found, names, label, with_condition) for row, found in kept)


def _entry(
    row: TrialOutcomeRow,
    found: TrialEstimate,
    names: Mapping[str, str],
    label: Label,
    with_condition: bool,
) -> ForestEntry:
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
        interval_words=found.source,
    )


def _order(row: TrialOutcomeRow, names: Mapping[str, str]) -> tuple[int, int, int, str, str]:
    return (
        rank(row.comparator_class, COMPARATORS),
        rank(row.timepoint_class, tuple(TIMEPOINTS)),
        rank(row.outcome, OUTCOMES),
        names.get(row.trial_id, row.trial_id).casefold(),
        row.outcome_id,
    )


def with_weights(
    entries: Iterable[ForestEntry], weights: Iterable[float]
) -> tuple[ForestEntry, ...]:
    """Give each entry its weight in percent, for the size of its square."""
    pairs = zip(entries, weights, strict=True)
    return tuple(replace(entry, weight=float(weight)) for entry, weight in pairs)
