"""Funnel plots: effects against their standard errors, with contours and imputed studies."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from evisyn.errors import InputError
from evisyn.figures.forest_spec import MEASURE_WORDS
from evisyn.figures.picture import Picture
from evisyn.figures.plots.axes import effect_axis, even_axis, is_ratio, shown
from evisyn.figures.plots.inputs import DASHES, DOTS, OTHER, STUDY, Effects, read_effects
from evisyn.figures.plots.spec import Area, Cloud, Curve, PlotPanel, PlotSpec, finite_points
from evisyn.figures.style import RULE, Mark
from evisyn.figures.wording import count, number
from evisyn.records import Z95

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from evisyn.figures.forest_spec import PooledLike

#: Two-sided p values at the edges of the shaded zones (Peters et al. 2008).
CONTOURS: Final = (0.01, 0.05, 0.10)
#: Greys of the zones between them, from the smallest p on; white beyond the last.
_GREYS: Final = ("#f6f6f6", "#e4e4e4", "#cfcfcf", "#b9b9b9")
_FILLED: Final = Mark(
    shape=OTHER.shape, colour=OTHER.colour, filled=False, words="imputed by trim and fill"
)
#: More studies than this carry no names.
_MOST_NAMES: Final = 30


class FilledLike(Protocol):
    """What a trim-and-fill result offers; :class:`evisyn.synthesis` results have it."""

    @property
    def estimate(self) -> float:
        """Pooled estimate with the imputed studies."""

    @property
    def filled_yi(self) -> ArrayLike:
        """Imputed effects."""

    @property
    def filled_vi(self) -> ArrayLike:
        """Their variances."""


def funnel(
    yi: ArrayLike,
    vi: ArrayLike,
    labels: Sequence[str] | None = None,
    *,
    id: str,
    title: str,
    measure: str = "SMD",
    unit: str = "",
    pooled: PooledLike | None = None,
    contours: Sequence[float] = (),
    filled: FilledLike | None = None,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw effects against standard errors, precise studies at the top.

    Parameters
    ----------
    yi, vi
        Shape (k,): effects (logarithms for ratios) and sampling variances.
    labels
        k names; written where there is room, up to 30 studies.
    id, title, notes
        Name of the files, first and last lines.
    measure, unit
        Of the effects.
    pooled
        Centre of the funnel; the inverse-variance mean by default.
    contours
        Two-sided p values; zones between them are shaded around no effect and the funnel's
        straight sides are drawn as well. Empty for none.
    filled
        Trim-and-fill result: its imputed studies and its estimate.

    Raises
    ------
    InputError
        Shapes that differ, no usable study, or a contour outside 0 to 1.

    References
    ----------
    Sterne JAC, Egger M (2001). Journal of Clinical Epidemiology 54:1046-1055.
    https://doi.org/10.1016/S0895-4356(01)00377-8. Contours: Peters JL et al. (2008). Journal of
    Clinical Epidemiology 61:991-996. https://doi.org/10.1016/j.jclinepi.2007.11.010
    """
    levels = tuple(sorted(float(p) for p in contours))
    if any(not 0.0 < p < 1.0 for p in levels):
        raise InputError("contours", f"{levels} must be p values between 0 and 1")
    data = read_effects(yi, vi, labels)
    centre = data.common if pooled is None else pooled.estimate
    panel = _panel(data, centre, (measure, unit), levels, filled)
    spec = PlotSpec(title=title, panels=(panel,), notes=(*notes, *data.notes))
    return Picture(
        id=id,
        title=title,
        alt=_alt(data, centre, measure, levels, filled),
        long_description="\n".join([*_lines(data, measure, filled), *spec.notes]),
        spec=spec,
    )


def contour_funnel(
    yi: ArrayLike,
    vi: ArrayLike,
    labels: Sequence[str] | None = None,
    *,
    id: str,
    title: str,
    measure: str = "SMD",
    unit: str = "",
    pooled: PooledLike | None = None,
    filled: FilledLike | None = None,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw a :func:`funnel` with zones of p below 0.01, 0.05 and 0.10 around no effect.

    Parameters
    ----------
    yi, vi, labels, id, title, measure, unit, pooled, filled, notes
        As in :func:`funnel`.

    Raises
    ------
    InputError
        As :func:`funnel`.
    """
    return funnel(
        yi,
        vi,
        labels,
        id=id,
        title=title,
        measure=measure,
        unit=unit,
        pooled=pooled,
        contours=CONTOURS,
        filled=filled,
        notes=notes,
    )


def _panel(
    data: Effects,
    centre: float,
    scale: tuple[str, str],
    levels: tuple[float, ...],
    filled: FilledLike | None,
) -> PlotPanel:
    own, own_se = _imputed(filled)
    deepest = float(max([*data.sei, *own_se])) * 1.06
    reach = (centre - Z95 * deepest, centre + Z95 * deepest)
    values = [*data.yi.tolist(), *own.tolist(), *reach, *((0.0,) if levels else ())]
    x = effect_axis(values, *scale)
    clouds = [
        Cloud(
            mark=STUDY,
            points=finite_points(data.yi.tolist(), data.sei.tolist()),
            names=data.names if data.k <= _MOST_NAMES else (),
        )
    ]
    if own.size:
        clouds.append(Cloud(mark=_FILLED, points=finite_points(own.tolist(), own_se.tolist())))
    return PlotPanel(
        x=x,
        y=even_axis("Standard error", (0.0, deepest), pad=0.0, reverse=True),
        areas=_zones(levels, deepest, (x.low, x.high)),
        curves=_lines_of(centre, deepest, levels, filled),
        clouds=tuple(clouds),
        tall=330.0,
    )


def _imputed(filled: FilledLike | None) -> tuple[np.ndarray, np.ndarray]:
    if filled is None:
        return np.empty(0), np.empty(0)
    return (
        np.asarray(filled.filled_yi, dtype=np.float64),
        np.sqrt(np.asarray(filled.filled_vi, dtype=np.float64)),
    )


def _zones(
    levels: tuple[float, ...], deepest: float, ends: tuple[float, float]
) -> tuple[Area, ...]:
    """Shaded zones, widest first, so that each covers the middle of the one before."""
    if not levels:
        return ()
    low, high = ends
    whole = ((low, 0.0), (high, 0.0), (high, deepest), (low, deepest))
    greys = _GREYS[: len(levels)] if len(levels) <= len(_GREYS) else _GREYS * len(levels)
    zones = [Area(points=whole, fill=greys[0], words=f"p < {levels[0]:g}")]
    for i, level in enumerate(levels):
        half = NormalDist().inv_cdf(1.0 - level / 2.0) * deepest
        last = i == len(levels) - 1
        words = f"p ≥ {level:g}" if last else f"{level:g} ≤ p < {levels[i + 1]:g}"
        fill = "#ffffff" if last else greys[i + 1]
        corners = ((0.0, 0.0), (half, deepest), (-half, deepest))
        zones.append(Area(points=corners, fill=fill, words=words, edge=RULE))
    return tuple(zones)


def _lines_of(
    centre: float, deepest: float, levels: tuple[float, ...], filled: FilledLike | None
) -> tuple[Curve, ...]:
    half = Z95 * deepest
    sides = ((centre - half, deepest), (centre, 0.0), (centre + half, deepest))
    curves = [
        Curve(points=((centre, 0.0), (centre, deepest)), words="pooled effect"),
        Curve(points=sides, words="95% of studies without heterogeneity", dashes=DASHES),
    ]
    if levels:
        curves.append(Curve(points=((0.0, 0.0), (0.0, deepest)), words="no effect", thick=0.7))
    if filled is not None:
        curves.append(
            Curve(
                points=((filled.estimate, 0.0), (filled.estimate, deepest)),
                words="pooled with imputed studies",
                colour=OTHER.colour,
                dashes=DOTS,
                thick=1.4,
            )
        )
    return tuple(curves)


def _alt(
    data: Effects,
    centre: float,
    measure: str,
    levels: tuple[float, ...],
    filled: FilledLike | None,
) -> str:
    left = int(np.sum(data.yi < centre))
    words = MEASURE_WORDS.get(measure, measure).split(" (")[0].lower()
    parts = [
        f"Funnel plot of {count(data.k, 'study', 'studies')}: {words} against standard error,"
        f" which runs from {number(float(data.sei.min()))} at the top to"
        f" {number(float(data.sei.max()))}. Pooled effect {number(shown(centre, measure))};"
        f" {left} left of it and {data.k - left} right of it or on it."
    ]
    if levels:
        edges = NormalDist().inv_cdf(1.0 - levels[-1] / 2.0)
        beyond = int(np.sum(np.abs(data.yi) / data.sei > edges))
        parts.append(f"{beyond} in the zones of p below {levels[-1]:g}.")
    if filled is not None:
        size = np.asarray(filled.filled_yi).size
        moved = number(shown(filled.estimate, measure))
        parts.append(f"Trim and fill imputes {count(size, 'study', 'studies')}, pooled {moved}.")
    return " ".join(parts)


def _lines(data: Effects, measure: str, filled: FilledLike | None) -> list[str]:
    own, own_se = _imputed(filled)
    what = " (log scale)" if is_ratio(measure) else ""
    named = zip(data.names, data.yi.tolist(), data.sei.tolist(), strict=True)
    out = [f"{n}: {number(y, 3)}, standard error {number(s, 3)}." for n, y, s in named]
    out += [
        f"Imputed: {number(y, 3)}, standard error {number(s, 3)}."
        for y, s in zip(own.tolist(), own_se.tolist(), strict=True)
    ]
    return [f"Effects{what} with their standard errors:", *out]
