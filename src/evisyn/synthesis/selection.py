"""Step selection model: how much less likely is a study of larger p to be seen?"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import chdtrc, ndtr, ndtri

from evisyn.errors import ConvergenceWarning, InputError, NotPoolable
from evisyn.shown import Shown
from evisyn.synthesis._selection_fit import StepFit, fit_steps
from evisyn.synthesis._selection_likelihood import prepare
from evisyn.synthesis.inputs import one_of
from evisyn.synthesis.observed import as_level, observed

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from evisyn.synthesis._selection_likelihood import StepData
    from evisyn.synthesis.frames import Frame

    FloatArray = NDArray[np.float64]

ALTERNATIVES = ("greater", "less")
#: Mean, heterogeneity variance and one weight are three parameters; fewer studies than one more
#: leave the likelihood flat.
MINIMUM_STUDIES = 4
LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Maximum:
    """Another local maximum of the likelihood; ``delta`` has shape (J,)."""

    estimate: float
    tau2: float
    delta: FloatArray
    loglik: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionModel(Shown):
    """Maximum-likelihood fit of the step selection model.

    Parameters
    ----------
    estimate, se, statistic, p_value, ci_low, ci_high
        Mean effect corrected for selection, with a Wald z test and interval.
    tau2, tau2_se
        Heterogeneity variance; its standard error is NaN on the boundary 0, where the others
        are conditional on it.
    delta, delta_se
        Relative probability that a study of each p-value interval is seen, shape (J,); the
        first is 1 by definition and has no standard error (NaN).
    counts
        Studies in each interval, shape (J,).
    loglik
        Log-likelihood with its constants.
    lrt, lrt_df, lrt_p
        Likelihood-ratio test of no selection (all delta equal 1).
    unadjusted, unadjusted_tau2
        Maximum-likelihood fit without selection.
    other_maxima
        Lower local maxima that were met on the way, highest first. When one is nearly as high
        as ``loglik``, the data do not tell the two explanations apart.
    steps, alternative, level, k
        Settings (steps end in 1) and number of studies.
    converged
        Whether the score vanishes at the estimates.
    """

    estimate: float
    se: float
    statistic: float
    p_value: float
    ci_low: float
    ci_high: float
    tau2: float
    tau2_se: float
    delta: FloatArray
    delta_se: FloatArray
    counts: NDArray[np.intp]
    loglik: float
    lrt: float
    lrt_df: int
    lrt_p: float
    unadjusted: float
    unadjusted_tau2: float
    other_maxima: tuple[Maximum, ...]
    steps: tuple[float, ...]
    alternative: str
    level: float
    k: int
    converged: bool

    def to_frame(self) -> Frame:
        """One row with the scalar fields."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def selection_model(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    steps: ArrayLike,
    alternative: str = "greater",
    level: float = LEVEL,
) -> SelectionModel:
    """Random-effects model in which the chance of being seen is a step function of p.

    One-sided p values, ``1 - Phi(yi / sqrt(vi))`` for ``greater`` and ``Phi(yi / sqrt(vi))``
    for ``less``, fall into the intervals (0, steps[0]], (steps[0], steps[1]], ..., up to 1.

    Parameters
    ----------
    yi
        Effects, null value 0, shape (k,); NaN where absent.
    vi
        Sampling variances, shape (k,).
    steps
        Upper limits of the p-value intervals, shape (J-1,), between 0 and 1; a last step of 1
        may be written or left out.
    alternative
        Direction that selection favours: ``greater`` (large effects) or ``less``.
    level
        Coverage of the interval.

    Returns
    -------
    SelectionModel

    Raises
    ------
    InputError
        Steps, alternative, level or values that cannot be used.
    NotPoolable
        An interval holds no study, or fewer studies than parameters and one more.

    Warns
    -----
    ConvergenceWarning
        No maximum was found; ``converged`` is False.

    References
    ----------
    Hedges LV (1992). Modeling publication selection effects in meta-analysis. Statistical
    Science 7:246-255. https://doi.org/10.1214/ss/1177011364

    Vevea JL, Hedges LV (1995). A general linear model for estimating effect size in the presence
    of publication bias. Psychometrika 60:419-435. https://doi.org/10.1007/BF02294384
    """
    limits, confidence = _as_steps(steps), as_level(level, "level")
    one_of("alternative", alternative, ALTERNATIVES)
    sign = 1.0 if alternative == "greater" else -1.0
    studies = observed(
        yi,
        vi,
        minimum=max(MINIMUM_STUDIES, limits.size + 3),
        method=f"A selection model with {limits.size} step(s)",
        why="the mean, the heterogeneity variance and one weight per step are estimated",
    )
    data = prepare(sign * studies.yi, studies.vi, limits)
    _refuse_empty(data, limits)
    plain = fit_steps(prepare(data.yi, data.vi, limits[:0]))[0]
    fit, *others = fit_steps(data, start=plain)
    if not fit.converged:
        warnings.warn(
            f"selection_model did not converge for {studies.k} studies and steps "
            f"{limits.tolist()}: the likelihood has no clear maximum; use fewer steps",
            ConvergenceWarning,
            stacklevel=2,
        )
    return SelectionModel(
        **_estimates(fit, sign, confidence),
        **_likelihood_ratio(fit, plain, limits.size),
        counts=data.counts.astype(np.intp),
        unadjusted=sign * plain.mu,
        unadjusted_tau2=plain.tau2,
        other_maxima=tuple(
            Maximum(estimate=sign * at.mu, tau2=at.tau2, delta=at.delta, loglik=at.loglik)
            for at in others
        ),
        steps=(*(float(step) for step in limits), 1.0),
        alternative=alternative,
        level=confidence,
        k=studies.k,
        converged=fit.converged,
    )


def _estimates(fit: StepFit, sign: float, level: float) -> dict[str, Any]:
    estimate, se = sign * fit.mu, float(fit.se[0])
    reach = float(ndtri(0.5 + level / 2.0)) * se
    return {
        "estimate": estimate,
        "se": se,
        "statistic": estimate / se,
        "p_value": float(2.0 * ndtr(-abs(estimate / se))),
        "ci_low": estimate - reach,
        "ci_high": estimate + reach,
        "tau2": fit.tau2,
        "tau2_se": float(fit.se[1]),
        "delta": fit.delta,
        "delta_se": np.concatenate([[math.nan], fit.se[2:]]),
        "loglik": fit.loglik,
    }


def _likelihood_ratio(fit: StepFit, plain: StepFit, df: int) -> dict[str, Any]:
    lrt = max(0.0, 2.0 * (fit.loglik - plain.loglik))
    return {"lrt": lrt, "lrt_df": df, "lrt_p": float(chdtrc(df, lrt))}


def _as_steps(steps: ArrayLike) -> FloatArray:
    try:
        limits = np.unique(np.atleast_1d(np.asarray(steps, dtype=np.float64)).ravel())
    except (TypeError, ValueError):
        raise InputError("steps", "are not numbers; pass p values such as [0.025]") from None
    if limits.size and limits[-1] == 1.0:
        limits = limits[:-1]
    if not limits.size or not np.all((limits > 0) & (limits < 1)):
        raise InputError(
            "steps",
            f"are {np.asarray(steps).tolist()}; pass one or more p values between 0 and 1, "
            "for example [0.025] or [0.025, 0.5]",
        )
    return limits


def _refuse_empty(data: StepData, limits: FloatArray) -> None:
    empty = np.flatnonzero(data.counts == 0)
    if empty.size:
        edges = np.concatenate([[0.0], limits, [1.0]])
        names = ", ".join(f"({edges[j]:g}, {edges[j + 1]:g}]" for j in empty)
        raise NotPoolable(
            f"The selection model cannot be fitted: no study has a one-sided p value in {names}, "
            "so its weight is undefined; merge that interval with a neighbour"
        )
