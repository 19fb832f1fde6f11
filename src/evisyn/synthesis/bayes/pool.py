"""Pool effects with priors on the mean and on the heterogeneity."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from evisyn.errors import InputError, NotPoolable
from evisyn.shown import Shown
from evisyn.synthesis._designs import FloatArray
from evisyn.synthesis.bayes._mixture import Distribution, NormalMixture, mixture, shortest
from evisyn.synthesis.bayes._panels import Panels, make_panels
from evisyn.synthesis.bayes.priors import (
    HalfCauchy,
    HalfNormal,
    Jeffreys,
    LogNormal,
    Normal,
    TauPrior,
    Uniform,
)
from evisyn.synthesis.inputs import as_numbers, as_variances, check_level, check_scale, one_of

if TYPE_CHECKING:
    from evisyn.synthesis.bayes.frames import Frame

TAU_PRIORS = (HalfNormal, HalfCauchy, LogNormal, Uniform, Jeffreys)
#: The first panel ends at this part of the smallest scale in the problem.
FIRST_PANEL = 0.25
#: The square of a smaller tau cannot be represented.
SMALLEST = 1e-140


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginal:
    """Posterior distribution of one quantity.

    Parameters
    ----------
    mean, sd
        Infinite where the tail is too heavy for them (``mean`` NaN if it could be either sign).
    median
        Posterior median.
    low, high
        Shortest interval of coverage ``level``.
    central_low, central_high
        Interval with equal tails.
    level
        Coverage, a fraction.
    """

    mean: float
    median: float
    sd: float
    low: float
    high: float
    central_low: float
    central_high: float
    level: float
    distribution: Distribution = field(repr=False, compare=False)

    def quantile(self, p: npt.ArrayLike) -> FloatArray:
        """Quantiles at probabilities strictly between 0 and 1, of the shape of ``p``."""
        values = as_numbers("p", p, None)
        if not ((values > 0.0) & (values < 1.0)).all():
            raise InputError("p", "must lie strictly between 0 and 1.")
        return self.distribution.quantile(np.atleast_1d(values)).reshape(values.shape)

    def cdf(self, t: npt.ArrayLike) -> FloatArray:
        """Probability of at most ``t``, of its shape."""
        values = as_numbers("t", t, None)
        return self.distribution.cdf(np.atleast_1d(values)).reshape(values.shape)

    def density(self, t: npt.ArrayLike) -> FloatArray:
        """Density at ``t``, of its shape."""
        values = as_numbers("t", t, None)
        return self.distribution.density(np.atleast_1d(values)).reshape(values.shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class BayesPooled(Shown):
    """Posterior of a random-effects meta-analysis.

    Parameters
    ----------
    k
        Studies.
    estimate, sd, ci_low, ci_high
        Posterior mean and standard deviation of the mean effect and its shortest interval.
    pi_low, pi_high
        Shortest interval for the true effect in a new study.
    tau, tau_low, tau_high
        Posterior median of tau and its shortest interval.
    mean, heterogeneity, new_study
        The three distributions in full: of the mean effect, of tau, and of a new study's effect.
    tau_prior, mu_prior
        What was assumed; None is a flat prior.
    level
        Coverage of the intervals, a fraction.
    """

    k: int
    estimate: float
    sd: float
    ci_low: float
    ci_high: float
    pi_low: float
    pi_high: float
    tau: float
    tau_low: float
    tau_high: float
    mean: Marginal
    heterogeneity: Marginal
    new_study: Marginal
    tau_prior: TauPrior
    mu_prior: Normal | None
    level: float

    def probability(
        self,
        threshold: float = 0.0,
        *,
        direction: Literal["below", "above"] = "below",
        of: Literal["mean", "new_study"] = "mean",
    ) -> float:
        """Probability of an effect beyond a threshold.

        Parameters
        ----------
        threshold
            In the unit of the effects.
        direction
            ``below`` where smaller effects are the benefit, else ``above``.
        of
            The mean effect, or the true effect in a new study.
        """
        one_of("direction", direction, ("below", "above"))
        one_of("of", of, ("mean", "new_study"))
        marginal = self.mean if of == "mean" else self.new_study
        below = float(marginal.cdf(threshold))
        return below if direction == "below" else 1.0 - below

    def to_frame(self) -> Frame:
        """One row for each of mean, tau and new_study."""
        from evisyn.synthesis.bayes.frames import marginals_frame

        return marginals_frame(self)


class _Model:
    """Likelihood of tau with the mean integrated out, and the mean given tau."""

    def __init__(
        self, y: FloatArray, v: FloatArray, tau_prior: TauPrior, mu_prior: Normal | None
    ) -> None:
        self.y, self.v, self.tau_prior, self.mu_prior = y, v, tau_prior, mu_prior

    def mean_given(self, tau: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Conditional mean and standard deviation, and the log likelihood of tau."""
        variance = self.v + (tau * tau)[..., None]
        w = 1.0 / variance
        precision = w.sum(axis=-1)
        weighted = w @ self.y
        squares = w @ (self.y * self.y)
        logs = -0.5 * np.log(variance).sum(axis=-1)
        if self.mu_prior is not None:
            own = 1.0 / self.mu_prior.sd**2
            precision = precision + own
            weighted = weighted + own * self.mu_prior.mean
            squares = squares + own * self.mu_prior.mean**2
        mean = weighted / precision
        logs = logs - 0.5 * np.log(precision) - 0.5 * (squares - weighted * mean)
        return mean, 1.0 / np.sqrt(precision), logs

    def log_posterior(self, tau: FloatArray) -> FloatArray:
        """Log posterior density of tau, up to a constant."""
        return np.asarray(self.mean_given(tau)[2] + self.tau_prior.log_density(tau, self.v))

    @property
    def tail(self) -> float:
        """Power with which the posterior of tau falls far out."""
        return self.tau_prior.tail + self.v.size - (1.0 if self.mu_prior is None else 0.0)

    def panels(self) -> Panels:
        """The posterior of tau; powers of tau that have a mean are integrated well."""
        begin, end = self.tau_prior.range
        start = max(FIRST_PANEL * min(float(np.sqrt(self.v.min())), begin), SMALLEST)
        moment = 2.0 if self.tail > 3.0 else 1.0 if self.tail > 2.0 else 0.0
        return make_panels(self.log_posterior, start, end, moment)


def pool_bayes(
    yi: npt.ArrayLike,
    vi: npt.ArrayLike,
    *,
    tau_prior: TauPrior,
    mu_prior: Normal | None = None,
    level: float = 0.95,
) -> BayesPooled:
    """Bayesian random-effects meta-analysis by integration over tau.

    Given tau the mean effect is normal, so its posterior is a mixture of normals over the
    posterior of tau. All figures are integrals; nothing is sampled.

    Parameters
    ----------
    yi
        Effects, shape (k,), on the scale on which they are normal; NaN marks an absent study.
    vi
        Sampling variances, shape (k,), above 0.
    tau_prior
        Prior on the standard deviation between studies: ``HalfNormal``, ``HalfCauchy``,
        ``LogNormal``, ``Uniform`` or ``Jeffreys`` of :mod:`evisyn.synthesis.bayes.priors`.
    mu_prior
        ``Normal`` prior on the mean effect; None is a flat one.
    level
        Coverage of the intervals, a fraction.

    Returns
    -------
    BayesPooled
        Relative accuracy about 1e-9.

    Raises
    ------
    InputError
        Unusable values or priors.
    NotPoolable
        No study, or so few that the posterior is improper (one study with Jeffreys' prior).

    References
    ----------
    Rover, C. (2020), Journal of Statistical Software 93(6), doi:10.18637/jss.v093.i06 (model and
    mixture); Higgins, J. P. T., Thompson, S. G., & Spiegelhalter, D. J. (2009),
    doi:10.1111/j.1467-985X.2008.00552.x (predictive distribution).
    """
    y = as_numbers("yi", yi)
    v = as_variances(vi, None, y.shape)
    kept = ~(np.isnan(y) | np.isnan(v))
    y, v = y[kept], v[kept]
    level = check_level(level)
    if not isinstance(tau_prior, TAU_PRIORS):
        raise InputError("tau_prior", f"is {tau_prior!r}; give a prior such as HalfNormal(0.5).")
    if mu_prior is not None and not isinstance(mu_prior, Normal):
        raise InputError("mu_prior", f"is {mu_prior!r}; give Normal(mean, sd), or None for flat.")
    if y.size == 0:
        raise NotPoolable("there is no study with an effect and a variance; give one or more.")
    check_scale(y, v)
    return _posterior(y, v, tau_prior, mu_prior, level)


def _posterior(
    y: FloatArray, v: FloatArray, tau_prior: TauPrior, mu_prior: Normal | None, level: float
) -> BayesPooled:
    shift = float(y[0])
    moved = None if mu_prior is None else Normal(mu_prior.mean - shift, mu_prior.sd)
    model = _Model(y - shift, v, tau_prior, moved)
    if model.tail <= 1.0:
        raise NotPoolable(
            f"{y.size} study with {tau_prior!r} leaves the posterior of tau improper; give more "
            "studies or a proper prior."
        )
    panels = model.panels()
    tau, weight = panels.nodes.ravel(), panels.mass.ravel()
    mean, sd, _ = model.mean_given(tau)
    proper = mu_prior is not None
    heterogeneity = _tau_marginal(panels, model.tail, level)
    centre = mean + shift
    about = _mixture_marginal(mixture(weight, centre, sd), 1e9 if proper else model.tail, level)
    new = _mixture_marginal(mixture(weight, centre, np.hypot(sd, tau)), model.tail, level)
    return BayesPooled(
        k=y.size, estimate=about.mean, sd=about.sd, ci_low=about.low, ci_high=about.high,
        pi_low=new.low, pi_high=new.high, tau=heterogeneity.median, tau_low=heterogeneity.low,
        tau_high=heterogeneity.high, mean=about, heterogeneity=heterogeneity, new_study=new,
        tau_prior=tau_prior, mu_prior=mu_prior, level=level,
    )  # fmt: skip


def _tau_marginal(panels: Panels, tail: float, level: float) -> Marginal:
    tau, mass = panels.nodes, panels.mass
    mean = float((tau * mass).sum()) if tail > 2.0 else np.inf
    sd = np.inf
    if tail > 3.0:
        sd = float(np.sqrt((mass * (tau - mean) ** 2).sum()))
    return _marginal(panels, mean, sd, level, floor=0.0)


def _mixture_marginal(parts: NormalMixture, tail: float, level: float) -> Marginal:
    mean = float(parts.weight @ parts.mean) if tail > 2.0 else np.nan
    sd = np.inf
    if tail > 3.0:
        sd = float(np.sqrt(parts.weight @ (parts.sd**2 + (parts.mean - mean) ** 2)))
    return _marginal(parts, mean, sd, level, floor=None)


def _marginal(
    distribution: Distribution, mean: float, sd: float, level: float, floor: float | None
) -> Marginal:
    tail = 0.5 * (1.0 - level)
    ends = distribution.quantile(np.array([tail, 0.5, 1.0 - tail]))
    low, high = shortest(distribution, level, floor)
    return Marginal(
        mean=mean, median=float(ends[1]), sd=sd, low=low, high=high,
        central_low=float(ends[0]), central_high=float(ends[2]), level=level,
        distribution=distribution,
    )  # fmt: skip
