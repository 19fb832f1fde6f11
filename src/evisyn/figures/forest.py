"""Forest plots: what is drawn, in which panel, on which axis, and what is only listed.

One engine for pooled results of reviews and for estimates of single trials. Benefit of the
intervention is always on the left; each measure and unit has a panel of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from evisyn.appraisal.harmonise import RATIO_MEASURES, harmonise, panel, why_not_drawn
from evisyn.errors import InputError
from evisyn.figures.forest_axis import axis_bounds, axis_ticks
from evisyn.figures.wording import digits_for

MEASURE_WORDS: Final[dict[str, str]] = {
    "SMD": "Standardised mean difference (SMD or Hedges\u2019 g)",
    "MD": "Mean difference",
    "RR": "Risk ratio",
    "OR": "Odds ratio",
    "HR": "Hazard ratio",
    "IRR": "Incidence rate ratio",
    "ROM": "Ratio of means",
    "RD": "Risk difference",
}
#: Below this number of studies no prediction interval is shown (house rule of the interface).
MIN_K_PREDICTION: Final = 3
#: Below this number a prediction interval is shown as unreliable.
RELIABLE_K_PREDICTION: Final = 5


class PooledLike(Protocol):
    """What a summary row needs; :class:`evisyn.synthesis` results have it."""

    @property
    def k(self) -> int:
        """Studies pooled."""

    @property
    def estimate(self) -> float:
        """Pooled estimate."""

    @property
    def ci_low(self) -> float:
        """Lower limit."""

    @property
    def ci_high(self) -> float:
        """Upper limit."""

    @property
    def pi_low(self) -> float:
        """Lower end of the prediction interval, NaN without one."""

    @property
    def pi_high(self) -> float:
        """Upper end of the prediction interval, NaN without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestEntry:
    """One result as printed, in words that can be shown.

    Parameters
    ----------
    id
        Row of the tables.
    label, detail
        First and second column: the study, and what was compared on what.
    group
        Heading that it stands under; entries are grouped within a panel by equal heading.
    measure, unit
        Decide the panel.
    estimate, ci_low, ci_high
        As printed; missing is ``None``. Differences as differences, ratios as ratios.
    larger_value_favours
        ``intervention``, ``comparator``, or empty when unclear.
    k, n
        Trials and participants, ``None`` when not reported.
    certainty
        As reported: high, moderate, low, very_low, or empty.
    set_aside
        Shown hollow and never in a range.
    index
        Stands for its question.
    note
        Why it is set aside, or what else to say of it below the figure; empty for nothing.
    interval_words
        What kind of interval it is when not a 95 % confidence interval, for example ``CrI``.
    weight
        Percent, for single trials that are pooled.
    """

    id: str
    label: str
    detail: str = ""
    group: str = ""
    measure: str
    unit: str = ""
    estimate: float | None
    ci_low: float | None = None
    ci_high: float | None = None
    larger_value_favours: str = ""
    k: int | None = None
    n: int | None = None
    certainty: str = ""
    set_aside: bool = False
    index: bool = False
    note: str = ""
    interval_words: str = ""
    weight: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """One drawn result, benefit on the left; ``x`` values are in the panel's unit.

    ``low`` and ``high`` are ``None`` where the source gives no limit; ``cut_low`` and
    ``cut_high`` say that the interval goes on beyond the axis, ``off`` that the estimate lies
    beyond it (-1 left, 1 right, 0 not).
    """

    entry: ForestEntry
    x: float
    low: float | None
    high: float | None
    flipped: bool
    cut_low: bool
    cut_high: bool
    off: int
    size: float
    mark: str

    @property
    def has_interval(self) -> bool:
        """Whether both limits are known."""
        return self.low is not None and self.high is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestSummary:
    """A pooled estimate as a diamond, with its prediction interval where there is one."""

    label: str
    k: int
    x: float
    low: float
    high: float
    pi_low: float | None
    pi_high: float | None
    pi_unreliable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestGroup:
    """Rows under one heading."""

    label: str
    rows: tuple[ForestRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestPanel:
    """All results of one measure and unit on one axis."""

    measure: str
    unit: str
    title: str
    log: bool
    null: float
    bounds: tuple[float, float]
    ticks: tuple[float, ...]
    digits: int
    groups: tuple[ForestGroup, ...]
    summary: ForestSummary | None = None

    @property
    def rows(self) -> tuple[ForestRow, ...]:
        """Rows of all groups, top to bottom."""
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """A result that is not drawn, and why."""

    entry: ForestEntry
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestSpec:
    """Everything that the drawing needs.

    Parameters
    ----------
    title
        First line.
    panels
        In order of first appearance of their measure and unit.
    listed
        Results that cannot be drawn.
    heads
        Heads of the columns label, detail, k, N, certainty or weight; an empty one drops it.
    favours
        Words at the left and right end of the axis.
    notes
        Lines below.
    study_noun
        What a row's label names: ``review`` or ``trial``.
    """

    title: str
    panels: tuple[ForestPanel, ...]
    listed: tuple[ListedEntry, ...]
    heads: ForestHeads
    favours: tuple[str, str]
    notes: tuple[str, ...]
    study_noun: str

    @property
    def rows(self) -> tuple[ForestRow, ...]:
        """Drawn rows of all panels."""
        return tuple(row for p in self.panels for row in p.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestHeads:
    """Heads of the columns; an empty one leaves the column out."""

    label: str = "Review"
    detail: str = "Outcome: intervention"
    k: str = "k"
    n: str = "N"
    estimate: str = "Estimate (95% CI)"
    certainty: str = "Certainty"
    weight: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestOptions:
    """Words of a forest plot that do not come from its rows."""

    title: str
    heads: ForestHeads = field(default_factory=ForestHeads)
    favours: tuple[str, str] = ("Favours intervention", "Favours comparator")
    notes: tuple[str, ...] = ()
    study_noun: str = "review"
    summary_label: str = "Pooled estimate"


def specify_forest(
    entries: Sequence[ForestEntry],
    options: ForestOptions,
    pooled: PooledLike | None = None,
) -> ForestSpec:
    """Arrange results in panels.

    Parameters
    ----------
    entries
        In the order in which they should stand; groups keep the order of first appearance.
    options
        Title, heads and notes.
    pooled
        A summary of all drawn rows, on the scale of the entries (log scale for ratios) and
        already with benefit on the left; allowed with a single panel only.

    Raises
    ------
    InputError
        No entries, or a summary over several measures or units.
    """
    if not entries:
        raise InputError("entries", "empty; a forest plot needs at least one result")
    reasons = [
        why_not_drawn(e.measure, e.unit, e.estimate, e.larger_value_favours) for e in entries
    ]
    listed = [
        ListedEntry(entry=e, reason=why) for e, why in zip(entries, reasons, strict=True) if why
    ]
    drawn = [e for e, why in zip(entries, reasons, strict=True) if not why]
    keys = list(dict.fromkeys(panel(e.measure, e.unit) for e in drawn))
    if pooled is not None and len(keys) != 1:
        raise InputError("pooled", f"{len(keys)} panels; a summary belongs to exactly one")
    keys.sort(key=lambda key: (key[0] != "SMD", key[0] not in RATIO_MEASURES))
    panels = tuple(
        _panel(key, [e for e in drawn if panel(e.measure, e.unit) == key], options, pooled)
        for key in keys
    )
    return ForestSpec(
        title=options.title,
        panels=panels,
        listed=tuple(listed),
        heads=options.heads,
        favours=options.favours,
        notes=options.notes,
        study_noun=options.study_noun,
    )


def _panel(
    key: tuple[str, str],
    entries: Sequence[ForestEntry],
    options: ForestOptions,
    pooled: PooledLike | None,
) -> ForestPanel:
    measure, unit = key
    log = measure in RATIO_MEASURES
    turned = [_turn(e) for e in entries]
    summary = None if pooled is None else _summary(pooled, options.summary_label, log)
    bounds = _bounds(entries, turned, summary, log)
    rows = [_row(e, t, bounds, entries) for e, t in zip(entries, turned, strict=True)]
    headings = list(dict.fromkeys(e.group for e in entries))
    words = MEASURE_WORDS.get(measure, measure)
    return ForestPanel(
        measure=measure,
        unit=unit,
        title=f"{words}, {unit}" if unit else words,
        log=log,
        null=1.0 if log else 0.0,
        bounds=bounds,
        ticks=axis_ticks(*bounds, log=log),
        digits=2 if log or measure == "SMD" else digits_for(t[0] for t in turned),
        groups=tuple(
            ForestGroup(label=h, rows=tuple(r for r in rows if r.entry.group == h))
            for h in headings
        ),
        summary=summary,
    )


def _turn(entry: ForestEntry) -> tuple[float, float | None, float | None, bool]:
    result = harmonise(
        entry.measure, entry.estimate, entry.ci_low, entry.ci_high, entry.larger_value_favours
    )
    if result is None:  # pragma: no cover - why_not_drawn has kept such rows away
        raise InputError("entries", f"{entry.id} has no direction")
    return result.estimate, result.ci_low, result.ci_high, result.flipped


def _bounds(
    entries: Sequence[ForestEntry],
    turned: Sequence[tuple[float, float | None, float | None, bool]],
    summary: ForestSummary | None,
    log: bool,
) -> tuple[float, float]:
    """Bounds from the rows that may be summarised; from all when there is none."""
    kept = [t for e, t in zip(entries, turned, strict=True) if not e.set_aside] or list(turned)
    points = [t[0] for t in kept]
    lows = [math.nan if t[1] is None else t[1] for t in kept]
    highs = [math.nan if t[2] is None else t[2] for t in kept]
    if summary is not None:
        points.append(summary.x)
        lows.append(summary.low if summary.pi_low is None else summary.pi_low)
        highs.append(summary.high if summary.pi_high is None else summary.pi_high)
    return axis_bounds(points, lows, highs, 1.0 if log else 0.0, log=log)


def _row(
    entry: ForestEntry,
    turned: tuple[float, float | None, float | None, bool],
    bounds: tuple[float, float],
    entries: Sequence[ForestEntry],
) -> ForestRow:
    x, low, high, flipped = turned
    off = -1 if x < bounds[0] else int(x > bounds[1])
    top = max((e.weight or 0.0 for e in entries), default=0.0)
    share = math.sqrt((entry.weight or 0.0) / top) if top else 0.6
    plain = low is None and high is None
    return ForestRow(
        entry=entry,
        x=x,
        low=low,
        high=high,
        flipped=flipped,
        cut_low=low is not None and low < bounds[0],
        cut_high=high is not None and high > bounds[1],
        off=off,
        size=max(share, 0.3),
        mark=("hollow" if entry.set_aside else "solid") + ("_point" if plain else ""),
    )


def _summary(pooled: PooledLike, label: str, log: bool) -> ForestSummary:
    back = math.exp if log else float
    shown = pooled.k >= MIN_K_PREDICTION and math.isfinite(pooled.pi_low)
    return ForestSummary(
        label=label,
        k=pooled.k,
        x=back(pooled.estimate),
        low=back(pooled.ci_low),
        high=back(pooled.ci_high),
        pi_low=back(pooled.pi_low) if shown else None,
        pi_high=back(pooled.pi_high) if shown else None,
        pi_unreliable=shown and pooled.k < RELIABLE_K_PREDICTION,
    )
