"""Forest plots: what is drawn, in which panel, on which axis, and what is only listed.

One engine for pooled results of reviews and for estimates of single trials. Benefit of the
intervention is always on the left; each measure and unit has a panel of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from evisyn.appraisal.harmonise import (
    RATIO_MEASURES,
    from_scale,
    harmonise,
    panel,
    why_not_drawn,
)
from evisyn.errors import InputError
from evisyn.figures.forest_axis import axis_bounds, axis_ticks
from evisyn.figures.forest_spec import (
    MEASURE_WORDS,
    MIN_K_PREDICTION,
    RELIABLE_K_PREDICTION,
    ForestEntry,
    ForestGroup,
    ForestOptions,
    ForestPanel,
    ForestRow,
    ForestSpec,
    ForestSummary,
    ListedEntry,
    PooledLike,
)
from evisyn.figures.forest_words import heterogeneity_line
from evisyn.figures.wording import digits_for


def specify_forest(
    entries: Sequence[ForestEntry],
    options: ForestOptions,
    pooled: PooledLike | None = None,
    beside: PooledLike | None = None,
    groups: Mapping[str, PooledLike] | None = None,
    groups_beside: Mapping[str, PooledLike] | None = None,
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
    beside
        The same rows pooled with another interval, shown below the diamond to compare.
    groups
        Heading of a group -> the summary of its rows, below them; all rows under the heading
        share measure and unit.
    groups_beside
        Heading of a group -> the same with another interval.

    Raises
    ------
    InputError
        No entries, a summary over several measures or units or of a group that is not there, or
        cells of raw data or lights that do not match their heads.
    """
    if not entries:
        raise InputError("entries", "empty; a forest plot needs at least one result")
    _check_cells(entries, options)
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
    summary = None if pooled is None else _summary(pooled, beside, options, keys[0][0])
    below = _group_summaries(groups or {}, groups_beside or {}, drawn, options)
    keys.sort(key=lambda key: (key[0] != "SMD", key[0] not in RATIO_MEASURES))
    panels = tuple(
        _panel(
            key,
            [e for e in drawn if panel(e.measure, e.unit) == key],
            summary,
            below,
            options.between,
        )
        for key in keys
    )
    return ForestSpec(
        title=options.title,
        panels=panels,
        listed=tuple(listed),
        heads=options.heads,
        favours=options.favours,
        direction=options.direction,
        notes=options.notes,
        study_noun=options.study_noun,
    )


def _panel(
    key: tuple[str, str],
    entries: Sequence[ForestEntry],
    summary: ForestSummary | None,
    below: Mapping[str, ForestSummary],
    between: str,
) -> ForestPanel:
    measure, unit = key
    log = measure in RATIO_MEASURES
    turned = [_turn(e) for e in entries]
    own = [below[name] for name in dict.fromkeys(e.group for e in entries) if name in below]
    bounds = _bounds(entries, turned, [*own, *([summary] if summary else [])], log)
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
            ForestGroup(
                label=h, rows=tuple(r for r in rows if r.entry.group == h), summary=below.get(h)
            )
            for h in headings
        ),
        summary=summary,
        between=between,
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
    summaries: Sequence[ForestSummary],
    log: bool,
) -> tuple[float, float]:
    """Bounds from the rows that may be summarised; from all when there is none."""
    kept = [t for e, t in zip(entries, turned, strict=True) if not e.set_aside] or list(turned)
    points = [t[0] for t in kept]
    lows = [math.nan if t[1] is None else t[1] for t in kept]
    highs = [math.nan if t[2] is None else t[2] for t in kept]
    pooled = [
        (
            summary.x,
            summary.low if summary.pi_low is None else summary.pi_low,
            summary.high if summary.pi_high is None else summary.pi_high,
        )
        for summary in summaries
    ]
    return axis_bounds(points, lows, highs, 1.0 if log else 0.0, log=log, summaries=pooled)


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


def _summary(
    pooled: PooledLike,
    beside: PooledLike | None,
    options: ForestOptions,
    measure: str,
    label: str = "",
) -> ForestSummary:
    def back(value: float) -> float:
        return from_scale(measure, value)

    shown = pooled.k >= MIN_K_PREDICTION and math.isfinite(pooled.pi_low)
    return ForestSummary(
        label=label or options.summary_label,
        k=pooled.k,
        x=back(pooled.estimate),
        low=back(pooled.ci_low),
        high=back(pooled.ci_high),
        pi_low=back(pooled.pi_low) if shown else None,
        pi_high=back(pooled.pi_high) if shown else None,
        pi_unreliable=shown and pooled.k < RELIABLE_K_PREDICTION,
        beside_label="" if beside is None else options.beside_label,
        beside_low=None if beside is None else back(beside.ci_low),
        beside_high=None if beside is None else back(beside.ci_high),
        heterogeneity=heterogeneity_line(pooled) if options.heterogeneity else "",
    )


def _group_summaries(
    groups: Mapping[str, PooledLike],
    beside: Mapping[str, PooledLike],
    drawn: Sequence[ForestEntry],
    options: ForestOptions,
) -> dict[str, ForestSummary]:
    found: dict[str, set[tuple[str, str]]] = {}
    for entry in drawn:
        found.setdefault(entry.group, set()).add(panel(entry.measure, entry.unit))
    missing = [name for name in groups if name not in found]
    if missing:
        raise InputError(
            "groups", f"{', '.join(missing)} heads no drawn row; groups are {set(found)}"
        )
    several = [name for name in groups if len(found[name]) > 1]
    if several:
        raise InputError("groups", f"{several[0]} has rows in several panels; it needs one")
    return {
        name: _summary(
            own, beside.get(name), options, next(iter(found[name]))[0], options.subtotal_label
        )
        for name, own in groups.items()
    }


def _check_cells(entries: Sequence[ForestEntry], options: ForestOptions) -> None:
    heads = options.heads
    for entry in entries:
        for name, cells, wanted in (
            ("raw", entry.raw, heads.raw),
            ("lights", entry.lights, heads.lights),
        ):
            if cells and len(cells) != len(wanted):
                raise InputError(
                    name, f"{entry.id}: {len(cells)} cells for {len(wanted)} heads; one for each"
                )
