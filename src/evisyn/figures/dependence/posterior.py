"""Posterior densities of the mean effect and of the heterogeneity, with their priors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from evisyn.figures.picture import Picture
from evisyn.figures.plots.axes import count_axis, effect_axis, even_axis, shown
from evisyn.figures.plots.inputs import DASHES, DOTS
from evisyn.figures.plots.spec import Area, Axis, Curve, PlotPanel, PlotSpec
from evisyn.figures.style import BLUE, INK, PURPLE, VERMILION
from evisyn.figures.wording import count, interval, number
from evisyn.synthesis.bayes.priors import HalfCauchy, HalfNormal, LogNormal, Uniform

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evisyn.synthesis.bayes.pool import BayesPooled, Marginal
    from evisyn.synthesis.bayes.priors import TauPrior

    FloatArray = NDArray[np.float64]

_STEPS: Final = 241
_FILL: Final = "#cfe3f1"
#: Share of a posterior that an axis leaves out at each end.
_TAIL: Final = 0.002


def posterior_plot(
    result: BayesPooled,
    *,
    id: str,
    title: str,
    measure: str = "SMD",
    unit: str = "",
    notes: Sequence[str] = (),
) -> Picture:
    """Draw what is believed of the mean, a new study and tau, and what was assumed before.

    Parameters
    ----------
    result
        From :func:`evisyn.pool_bayes`.
    id, title, notes
        Name of the files, first and last lines.
    measure, unit
        Of the effects (logarithms for ratios).
    """
    spec = PlotSpec(
        title=title,
        panels=(_mean_panel(result, measure, unit), _tau_panel(result)),
        notes=(*_prior_notes(result), *notes),
    )
    low, high = (shown(value, measure) for value in (result.ci_low, result.ci_high))
    level = f"{100 * result.level:g}%"
    alt = (
        f"Posterior densities from {count(result.k, 'study', 'studies')}: mean effect with median"
        f" {number(shown(result.mean.median, measure))} (shortest {level} interval"
        f" {interval(low, high)}), tau with median {number(result.tau)}"
        f" ({interval(result.tau_low, result.tau_high)})."
    )
    return Picture(id=id, title=title, alt=alt, long_description=_long(result, spec), spec=spec)


def _long(result: BayesPooled, spec: PlotSpec) -> str:
    parts = {"Mean effect": result.mean, "New study": result.new_study, "Tau": result.heterogeneity}
    lines = [
        f"{name} on the scale of the effects: median {number(one.median, 3)}, shortest interval"
        f" {interval(one.low, one.high, 3)}."
        for name, one in parts.items()
    ]
    below = result.probability(0.0)
    lines.append(f"Probability that the mean is below no effect: {number(100 * below, 1)} %.")
    return "\n".join([*lines, *spec.notes])


def _curve(one: Marginal, grid: FloatArray) -> tuple[tuple[float, float], ...]:
    return tuple(zip(grid.tolist(), one.density(grid).tolist(), strict=True))


def _under(one: Marginal, low: float, high: float) -> Area:
    inside = np.linspace(low, high, _STEPS)
    corners = ((low, 0.0), *_curve(one, inside), (high, 0.0))
    return Area(points=corners, fill=_FILL, words=f"shortest {100 * one.level:g}% interval")


def _top(*curves: Curve) -> float:
    return max(y for curve in curves for _, y in curve.points if math.isfinite(y))


def _mean_panel(result: BayesPooled, measure: str, unit: str) -> PlotPanel:
    mean, new = result.mean, result.new_study
    ends = [float(mean.quantile(p)) for p in (_TAIL, 1 - _TAIL)]
    ends += [float(new.quantile(p)) for p in (0.025, 0.975)]
    x = effect_axis([0.0, *ends], measure, unit)
    grid = np.linspace(x.low, x.high, _STEPS)
    own = Curve(points=_curve(mean, grid), words="posterior", colour=BLUE, thick=2.2)
    other = Curve(
        points=_curve(new, grid), words="effect in a new study", colour=PURPLE, dashes=DASHES
    )
    curves = [own, other]
    if result.mu_prior is not None:
        z = (grid - result.mu_prior.mean) / result.mu_prior.sd
        density = np.exp(-0.5 * z * z) / (result.mu_prior.sd * math.sqrt(2 * math.pi))
        points = tuple(zip(grid.tolist(), density.tolist(), strict=True))
        curves.append(Curve(points=points, words="prior", colour=INK, dashes=DOTS))
    y = _density_axis(1.05 * _top(*curves))
    curves.append(
        Curve(points=((0.0, 0.0), (0.0, y.high)), words="no effect", colour=VERMILION, thick=0.8)
    )
    return PlotPanel(
        x=x, y=y, areas=(_under(mean, mean.low, mean.high),), curves=tuple(curves),
        title="Mean effect", tall=190.0,
    )  # fmt: skip


def _tau_panel(result: BayesPooled) -> PlotPanel:
    tau = result.heterogeneity
    end = float(tau.quantile(1 - 2 * _TAIL))
    axis = even_axis("tau, standard deviation of the true effects", [0.0, end], pad=0.0)
    grid = np.linspace(0.0, axis.high, _STEPS)
    curves = [Curve(points=_curve(tau, grid), words="posterior", colour=BLUE, thick=2.2)]
    density = prior_density(result.tau_prior, grid)
    if density is not None:
        points = tuple(zip(grid.tolist(), density.tolist(), strict=True))
        curves.append(Curve(points=points, words="prior", colour=INK, dashes=DOTS))
    return PlotPanel(
        x=axis, y=_density_axis(1.05 * _top(*curves)),
        areas=(_under(tau, max(tau.low, 0.0), min(tau.high, axis.high)),),
        curves=tuple(curves), title="Heterogeneity", tall=190.0,
    )  # fmt: skip


def _density_axis(top: float) -> Axis:
    return count_axis("Density", top)


def prior_density(prior: TauPrior, tau: FloatArray) -> FloatArray | None:
    """Density of a prior at tau, shape of ``tau``; None for one that has no finite mass.

    Parameters
    ----------
    prior
        Prior on tau.
    tau
        Values of 0 or more.
    """
    if isinstance(prior, HalfNormal):
        scale = math.sqrt(2.0 / math.pi) / prior.scale
    elif isinstance(prior, HalfCauchy):
        scale = 2.0 / (math.pi * prior.scale)
    elif isinstance(prior, LogNormal):
        scale = 1.0 / (prior.sd_log * math.sqrt(2.0 * math.pi))
    elif isinstance(prior, Uniform):
        scale = 1.0 / prior.upper
    else:
        return None
    return np.asarray(scale * np.exp(prior.log_density(tau, np.ones(1))))


def _prior_notes(result: BayesPooled) -> tuple[str, ...]:
    notes = []
    if prior_density(result.tau_prior, np.ones(1)) is None:
        notes.append("The prior of tau is improper and not drawn.")
    if result.mu_prior is None:
        notes.append("The prior of the mean is flat and not drawn.")
    return tuple(notes)
