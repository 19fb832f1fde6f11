"""Bubble plots: effects against a moderator, with the line of a meta-regression and its band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.plots.axes import effect_axis, even_axis, shown
from evisyn.figures.plots.inputs import DASHES, DOTS, STUDY, Effects, read_effects
from evisyn.figures.plots.spec import Area, Cloud, Curve, PlotPanel, PlotSpec
from evisyn.figures.style import BLUE, RULE_FAINT, Mark
from evisyn.figures.wording import count, interval, number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    FloatArray = NDArray[np.float64]

_MARK: Final = Mark(shape=STUDY.shape, colour=BLUE, filled=False, words="study, area as its weight")
_LARGEST: Final = 22.0
_SMALLEST: Final = 4.0
_STEPS: Final = 61


class PredictedLike(Protocol):
    """A predicted effect with its limits."""

    @property
    def estimate(self) -> float:
        """Mean effect."""

    @property
    def ci_low(self) -> float:
        """Lower confidence limit."""

    @property
    def ci_high(self) -> float:
        """Upper confidence limit."""

    @property
    def pi_low(self) -> float:
        """Lower prediction limit, NaN without one."""

    @property
    def pi_high(self) -> float:
        """Upper prediction limit, NaN without one."""


class RegressionLike(Protocol):
    """What a meta-regression offers: coefficients, tau2 and predictions."""

    @property
    def tau2(self) -> float:
        """Residual heterogeneity variance."""

    @property
    def estimate(self) -> ArrayLike:
        """Coefficients, the intercept first."""

    @property
    def ci_low(self) -> ArrayLike:
        """Their lower limits."""

    @property
    def ci_high(self) -> ArrayLike:
        """Their upper limits."""

    def predict(self, x: ArrayLike) -> PredictedLike:
        """Mean effect where the moderators are ``x``."""


def bubble(
    yi: ArrayLike,
    vi: ArrayLike,
    moderator: ArrayLike,
    labels: Sequence[str] | None = None,
    *,
    id: str,
    title: str,
    moderator_label: str,
    fit: RegressionLike | None = None,
    measure: str = "SMD",
    unit: str = "",
    notes: Sequence[str] = (),
) -> Picture:
    """Draw effects against one moderator; the line, its band and prediction limits from ``fit``.

    Parameters
    ----------
    yi, vi
        Shape (k,): effects (logarithms for ratios) and sampling variances.
    moderator
        Shape (k,).
    labels
        k names, up to 30 studies.
    id, title, notes
        Name of the files, first and last lines.
    moderator_label
        What the moderator is, with its unit.
    fit
        Meta-regression on this moderator alone (with an intercept); none draws the studies only.
    measure, unit
        Of the effects.

    Raises
    ------
    InputError
        Shapes that differ, no usable study, or a fit with another number of coefficients.

    References
    ----------
    Thompson SG, Higgins JPT (2002). Statistics in Medicine 21:1559-1573.
    https://doi.org/10.1002/sim.1187
    """
    data, x = _read(yi, vi, moderator, labels)
    if fit is not None and np.asarray(fit.estimate).size != 2:
        raise InputError("fit", "needs an intercept and one moderator to be a line on this plot")
    panel = _panel(data, x, moderator_label, (measure, unit), fit)
    spec = PlotSpec(title=title, panels=(panel,), notes=(*notes, *data.notes))
    rows = zip(data.names, x.tolist(), data.yi.tolist(), strict=True)
    lines = [f"{n}: {moderator_label} {a:g}, effect {number(y, 3)}." for n, a, y in rows]
    alt = (
        f"Bubble plot of {count(data.k, 'study', 'studies')} against {moderator_label}, from"
        f" {float(x.min()):g} to {float(x.max()):g}; effects from"
        f" {number(shown(float(data.yi.min()), measure))} to"
        f" {number(shown(float(data.yi.max()), measure))}.{_slope(fit)}"
    )
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=title, alt=alt, long_description=long, spec=spec)


def _read(
    yi: ArrayLike, vi: ArrayLike, moderator: ArrayLike, labels: Sequence[str] | None
) -> tuple[Effects, FloatArray]:
    """Studies with effect, variance and moderator."""
    y = np.atleast_1d(np.asarray(yi, dtype=np.float64))
    x = np.atleast_1d(np.asarray(moderator, dtype=np.float64))
    if x.shape != y.shape:
        raise InputError("moderator", f"has shape {x.shape} for yi {y.shape}; one value a study")
    v = np.atleast_1d(np.asarray(vi, dtype=np.float64))
    data = read_effects(np.where(np.isfinite(x), y, np.nan), v, labels)
    usable = np.isfinite(x) & np.isfinite(y) & np.isfinite(v)
    return data, x[usable]


def _slope(fit: RegressionLike | None) -> str:
    if fit is None:
        return ""
    slope, low, high = (float(np.asarray(a)[1]) for a in (fit.estimate, fit.ci_low, fit.ci_high))
    return f" Slope {number(slope, 3)} ({interval(low, high, 3)}) on the working scale."


def _panel(
    data: Effects,
    x: FloatArray,
    label: str,
    scale: tuple[str, str],
    fit: RegressionLike | None,
) -> PlotPanel:
    axis = even_axis(label, x.tolist(), pad=0.06)
    grid = np.linspace(axis.low, axis.high, _STEPS)
    at = [] if fit is None else [fit.predict([value]) for value in grid]
    weight = 1.0 / (data.vi + (0.0 if fit is None else fit.tau2))
    sizes = np.maximum(_LARGEST * np.sqrt(weight / weight.max()), _SMALLEST)
    order = np.argsort(-weight, kind="stable")
    ends = [v for p in at for v in (p.ci_low, p.ci_high)]
    cloud = Cloud(
        mark=_MARK,
        points=tuple((float(x[i]), float(data.yi[i])) for i in order),
        sizes=tuple(float(sizes[i]) for i in order),
        names=tuple(data.names[i] for i in order) if data.k <= 30 else (),
    )
    return PlotPanel(
        x=axis,
        y=effect_axis([0.0, *data.yi.tolist(), *_held(ends, data)], *scale),
        areas=_band(grid, at),
        curves=_curves(grid, at, (axis.low, axis.high)),
        clouds=(cloud,),
        tall=340.0,
    )


def _held(ends: list[float], data: Effects) -> list[float]:
    """Limits of the band as far as they do not flatten the studies."""
    low, high = float(data.yi.min()), float(data.yi.max())
    room = max(high - low, 2.0 * float(data.sei.max()))
    return [min(max(v, low - room), high + room) for v in ends]


def _band(grid: FloatArray, at: Sequence[PredictedLike]) -> tuple[Area, ...]:
    if not at:
        return ()
    upper = [(float(g), p.ci_high) for g, p in zip(grid, at, strict=True)]
    lower = [(float(g), p.ci_low) for g, p in zip(grid, at, strict=True)]
    points = (*upper, *reversed(lower))
    return (Area(points=points, fill=RULE_FAINT, words="95% confidence band"),)


def _curves(
    grid: FloatArray, at: Sequence[PredictedLike], ends: tuple[float, float]
) -> tuple[Curve, ...]:
    null = Curve(points=((ends[0], 0.0), (ends[1], 0.0)), words="no effect", dashes=DOTS, thick=0.8)
    if not at:
        return (null,)
    x = grid.tolist()
    line = tuple(zip(x, (p.estimate for p in at), strict=True))
    curves = [null, Curve(points=line, words="meta-regression", thick=1.4)]
    if np.isfinite([p.pi_low for p in at]).all():
        low = tuple(zip(x, (p.pi_low for p in at), strict=True))
        high = tuple(zip(x, (p.pi_high for p in at), strict=True))
        words = "95% prediction limits"
        curves += [Curve(points=low, words=words, dashes=DASHES, thick=0.8)]
        curves += [Curve(points=high, words=words, dashes=DASHES, thick=0.8)]
    return tuple(curves)
