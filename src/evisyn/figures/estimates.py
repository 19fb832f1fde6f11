"""Forest plots of estimates that were computed: yi and vi in, picture out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from evisyn.appraisal.harmonise import RATIO_MEASURES
from evisyn.errors import InputError
from evisyn.figures.forest import specify_forest
from evisyn.figures.forest_spec import (
    ForestEntry,
    ForestHeads,
    ForestOptions,
    Light,
    PooledLike,
)
from evisyn.figures.forest_words import forest_picture
from evisyn.records import Z95

if TYPE_CHECKING:
    from evisyn.figures.picture import Picture

_Value = TypeVar("_Value")


def forest_of_estimates(
    yi: ArrayLike,
    vi: ArrayLike,
    labels: Sequence[str],
    *,
    id: str,
    title: str,
    measure: str = "SMD",
    unit: str = "",
    weights: ArrayLike | None = None,
    pooled: PooledLike | None = None,
    beside: PooledLike | None = None,
    groups: Sequence[str] | None = None,
    group_pooled: Mapping[str, PooledLike] | None = None,
    between: str = "",
    heterogeneity: bool = False,
    raw: Mapping[str, Sequence[str]] | None = None,
    lights: Mapping[str, Sequence[Light]] | None = None,
    favours: tuple[str, str] = ("Favours intervention", "Favours comparator"),
    notes: Sequence[str] = (),
) -> Picture:
    """Draw estimates with 95 % Wald intervals and, where given, their pooled result.

    Parameters
    ----------
    yi, vi
        Shape (k,): estimates and sampling variances; log scale for ratios. Benefit of the
        intervention is below zero: nothing is turned here. Undefined rows (NaN) are listed.
    labels
        k names.
    id, title, notes
        Name of the files, first and last lines.
    measure, unit
        Decide axis and heading; a mean difference needs a unit.
    weights
        Shape (k,), percent; areas of the squares.
    pooled
        Result of :func:`evisyn.pool`, shown as a diamond with its prediction interval.
    beside
        The same rows pooled with the Wald interval, shown below the diamond.
    groups
        k headings; rows of one heading stand together, in order of first appearance.
    group_pooled
        Heading -> pooled result of its rows, a diamond below them.
    between
        A line on the difference between groups, see
        :func:`evisyn.figures.forest_words.between_line`.
    heterogeneity
        Write Q, I2 and tau2 below each diamond that knows them.
    raw
        Head of a column -> k cells of raw data, for example ``4/123``.
    lights
        Short head -> k judgements of risk of bias, see
        :func:`evisyn.figures.grids.traffic.forest_lights`.
    favours
        Words at the left and right end.

    Raises
    ------
    InputError
        Lengths that differ, no row, or a pooled group that heads no row.
    """
    y = np.asarray(yi, dtype=np.float64)
    v = np.asarray(vi, dtype=np.float64)
    w = np.full(y.shape, np.nan) if weights is None else np.asarray(weights, dtype=np.float64)
    if not y.shape == v.shape == w.shape == (len(labels),):
        raise InputError(
            "labels",
            f"{len(labels)} labels, yi {y.shape}, vi {v.shape}, weights {w.shape};"
            " one of each a study",
        )
    rows = zip(labels, y.tolist(), v.tolist(), w.tolist(), strict=True)
    cells, judged = dict(raw or {}), dict(lights or {})
    columns = (groups, cells, judged)
    entries = _with_columns([_entry(i, *row, measure, unit) for i, row in enumerate(rows)], columns)
    weighed = weights is not None
    options = ForestOptions(
        title=title,
        heads=ForestHeads(
            label="Study",
            detail="",
            k="",
            n="",
            certainty="",
            weight="Weight, %" if weighed else "",
            raw=tuple(cells),
            lights=tuple(judged),
        ),
        favours=favours,
        notes=tuple(notes),
        study_noun="study",
        between=between,
        heterogeneity=heterogeneity,
    )
    spec = specify_forest(entries, options, pooled, beside, group_pooled)
    return forest_picture(spec, id=id)


def _with_columns(
    entries: Sequence[ForestEntry],
    columns: tuple[
        Sequence[str] | None, Mapping[str, Sequence[str]], Mapping[str, Sequence[Light]]
    ],
) -> list[ForestEntry]:
    """Entries with their heading, their raw data and their lights."""
    groups, raw, lights = columns
    k = len(entries)
    headings = _column("groups", [""] * k if groups is None else groups, k)
    cells = [_column("raw", own, k) for own in raw.values()]
    judged = [_column("lights", own, k) for own in lights.values()]
    return [
        replace(
            entry,
            group=headings[i],
            raw=tuple(own[i] for own in cells),
            lights=tuple(own[i] for own in judged),
        )
        for i, entry in enumerate(entries)
    ]


def _column(name: str, values: Sequence[_Value], k: int) -> Sequence[_Value]:
    if len(values) != k:
        raise InputError(name, f"{len(values)} values for {k} studies; one each")
    return values


def _entry(
    place: int, label: str, y: float, v: float, w: float, measure: str, unit: str
) -> ForestEntry:
    known = math.isfinite(y) and math.isfinite(v)
    back = math.exp if measure in RATIO_MEASURES else float
    half = Z95 * math.sqrt(v) if known else math.nan
    return ForestEntry(
        id=f"study-{place + 1}",
        label=label,
        measure=measure,
        unit=unit,
        estimate=back(y) if known else None,
        ci_low=back(y - half) if known else None,
        ci_high=back(y + half) if known else None,
        larger_value_favours="comparator",
        weight=None if math.isnan(w) else w,
    )
