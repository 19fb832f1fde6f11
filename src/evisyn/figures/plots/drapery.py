"""Drapery plots: the p value of every null value, for each study and for the pooled effect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from evisyn.figures.picture import Picture
from evisyn.figures.plots.axes import effect_axis, shown
from evisyn.figures.plots.inputs import DOTS, Effects, FloatArray, read_effects
from evisyn.figures.plots.spec import Area, Axis, Curve, PlotPanel, PlotSpec
from evisyn.figures.style import BLUE, RULE, RULE_FAINT, VERMILION
from evisyn.figures.wording import count, interval, number
from evisyn.synthesis._limits import two_sided_p

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_STEPS: Final = 321
_FEWER: Final = 121
_REACH: Final = 2.6
_STUDY: Final = "#8a8a8a"
#: p values at which dotted lines stand: 95 % and 99 % intervals, and the 50 % one.
_LEVELS: Final = ((0.05, "0.05"), (0.01, "0.01"), (0.5, "0.5"))


class PooledTest(Protocol):
    """A pooled effect with its standard error and its test."""

    @property
    def estimate(self) -> float:
        """Pooled effect."""

    @property
    def se(self) -> float:
        """Standard error."""

    @property
    def df(self) -> float:
        """Degrees of freedom of t; NaN for a normal test."""

    @property
    def ci_low(self) -> float:
        """Lower limit."""

    @property
    def ci_high(self) -> float:
        """Upper limit."""

    @property
    def pi_low(self) -> float:
        """Lower prediction limit, NaN without one."""

    @property
    def pi_high(self) -> float:
        """Upper prediction limit, NaN without one."""


def drapery(
    yi: ArrayLike,
    vi: ArrayLike,
    labels: Sequence[str] | None = None,
    *,
    id: str,
    title: str,
    measure: str = "SMD",
    unit: str = "",
    pooled: PooledTest | None = None,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw two-sided p values against every possible null value.

    Parameters
    ----------
    yi, vi
        Shape (k,): effects (logarithms for ratios) and sampling variances.
    labels
        k names, for the long description.
    id, title, notes
        Name of the files, first and last lines.
    measure, unit
        Of the effects.
    pooled
        Result of :func:`evisyn.pool`: a thick curve, and its prediction interval as a band.

    Raises
    ------
    InputError
        Shapes that differ, or no usable study.

    References
    ----------
    Ruecker G, Schwarzer G (2021). Research Synthesis Methods 12:308-319.
    https://doi.org/10.1002/jrsm.1410
    """
    data = read_effects(yi, vi, labels)
    x = _reach(data, pooled, (measure, unit))
    panel = _panel(data, pooled, x)
    spec = PlotSpec(title=title, panels=(panel,), notes=(*notes, *data.notes))
    p_null = two_sided_p(data.yi / data.sei, None)
    small = int(np.sum(p_null < 0.05))
    alt = (
        f"Drapery plot: p-value curves of {count(data.k, 'study', 'studies')}, {small} with p below"
        f" 0.05 at no effect.{_pooled_words(pooled, measure)}"
    )
    rows = zip(data.names, data.yi.tolist(), data.sei.tolist(), p_null.tolist(), strict=True)
    lines = [
        f"{name}: peak at {number(shown(y, measure))}, standard error {number(s, 3)}, p at no"
        f" effect {number(p, 3)}."
        for name, y, s, p in rows
    ]
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=title, alt=alt, long_description=long, spec=spec)


def _pooled_words(pooled: PooledTest | None, measure: str) -> str:
    if pooled is None:
        return ""
    low, high = (shown(v, measure) for v in (pooled.ci_low, pooled.ci_high))
    return (
        f" Pooled curve: peak at {number(shown(pooled.estimate, measure))} ({interval(low, high)})."
    )


def _reach(data: Effects, pooled: PooledTest | None, scale: tuple[str, str]) -> Axis:
    """The estimates and the quartile of the studies' reach, so that one wide curve is cut."""
    half = float(np.quantile(_REACH * data.sei, 0.75))
    values = [0.0, *data.yi.tolist(), data.common - half, data.common + half]
    if pooled is not None and np.isfinite(pooled.pi_low):
        values += [
            max(pooled.pi_low, min(values) - half),
            min(pooled.pi_high, max(values) + half),
        ]
    return effect_axis(values, *scale)


def _panel(data: Effects, pooled: PooledTest | None, x: Axis) -> PlotPanel:
    grid = np.linspace(x.low, x.high, _STEPS if data.k <= 30 else _FEWER)
    curves = [
        Curve(
            points=p_curve(grid, float(y), float(s)),
            words="single study",
            colour=_STUDY,
            thick=0.7 if data.k <= 30 else 0.4,
        )
        for y, s in zip(data.yi, data.sei, strict=True)
    ]
    curves += [
        Curve(points=((x.low, p), (x.high, p)), colour=RULE, dashes=DOTS, thick=0.8)
        for p, _ in _LEVELS
    ]
    curves.append(
        Curve(points=((0.0, 0.0), (0.0, 1.0)), words="no effect", colour=VERMILION, dashes=DOTS)
    )
    areas: tuple[Area, ...] = ()
    if pooled is not None:
        curves.append(_pooled_curve(grid, pooled))
        areas = _prediction(pooled)
    y = Axis(
        label="Two-sided p value",
        low=0.0,
        high=1.0,
        ticks=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
        texts=("0", "0.2", "0.4", "0.6", "0.8", "1"),
    )
    return PlotPanel(
        x=x,
        y=y,
        areas=areas,
        curves=tuple(curves),
        tall=320.0,
        marks_right=tuple((p, f"p {text}") for p, text in _LEVELS if p != 0.01),
    )


def _pooled_curve(grid: FloatArray, pooled: PooledTest) -> Curve:
    """The thick curve, with more points near its peak."""
    near = pooled.estimate + pooled.se * np.linspace(-6.0, 6.0, _FEWER)
    fine = np.append(grid, near[(near > grid[0]) & (near < grid[-1])])
    points = p_curve(fine, pooled.estimate, pooled.se, pooled.df)
    return Curve(points=points, words="pooled effect", colour=BLUE, thick=2.4)


def _prediction(pooled: PooledTest) -> tuple[Area, ...]:
    """The prediction interval as a band; none where it is undefined."""
    low, high = pooled.pi_low, pooled.pi_high
    if not (np.isfinite(low) and np.isfinite(high)):
        return ()
    corners = ((low, 0.0), (high, 0.0), (high, 1.0), (low, 1.0))
    return (Area(points=corners, fill=RULE_FAINT, words="95% prediction interval", edge=RULE),)


def p_curve(
    grid: FloatArray, estimate: float, se: float, df: float = np.nan
) -> tuple[tuple[float, float], ...]:
    """Two-sided p value at each null value; the peak itself is among the points.

    Parameters
    ----------
    grid
        Shape (m,), null values in ascending order.
    estimate, se
        Of the study or the pool.
    df
        Degrees of freedom of t; NaN for the normal distribution.
    """
    nulls = np.sort(np.append(grid, estimate))
    away = (nulls - estimate) / se
    p = two_sided_p(away, np.full(nulls.shape, df) if np.isfinite(df) else None)
    return tuple(zip(nulls.tolist(), p.tolist(), strict=True))
