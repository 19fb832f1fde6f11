"""Regression tests for small-study effects."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit

from evisyn.errors import InputError, NotPoolable
from evisyn.shown import Shown
from evisyn.synthesis._regression_fit import fit_regression
from evisyn.synthesis.inputs import check_level, one_of
from evisyn.synthesis.observed import Observed, observed
from evisyn.synthesis.refits import request, warn_unconverged
from evisyn.synthesis.weighted_line import refuse_constant, weighted_line

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from evisyn.synthesis.frames import Frame

    FloatArray = NDArray[np.float64]

PREDICTORS = ("sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv")
MODELS = ("lm", "rma")
#: Two coefficients and a residual degree of freedom.
MINIMUM_STUDIES = 3
#: Predictors that go to 0 as a study grows, so that the intercept is a limit.
WITH_LIMIT = ("sei", "vi", "ninv", "sqrtninv")


@dataclass(frozen=True, slots=True, kw_only=True)
class EggerTest(Shown):
    """Regression of the effects on a measure of study size.

    Parameters
    ----------
    statistic, df, p_value
        Test of the slope: t with k - 2 df (``lm``), or z with df NaN (``rma``); two-sided.
    intercept, intercept_se, slope, slope_se
        Coefficients. Above zero, the slope says that effects rise with the predictor.
    limit_estimate, limit_low, limit_high
        Effect of an infinitely large study, with its interval; NaN for ``ni`` and ``sqrtni``,
        which have no such limit.
    tau2
        Residual heterogeneity variance (``rma``), else NaN.
    predictor, model, level, k
        Settings and number of studies.
    """

    statistic: float
    df: float
    p_value: float
    intercept: float
    intercept_se: float
    slope: float
    slope_se: float
    limit_estimate: float
    limit_low: float
    limit_high: float
    tau2: float
    predictor: str
    model: str
    level: float
    k: int

    def to_frame(self) -> Frame:
        """One row with the scalar fields."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def egger_test(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    predictor: str = "sei",
    model: str = "lm",
    ni: ArrayLike | None = None,
    tau2_method: str = "REML",
    level: float = 0.95,
) -> EggerTest:
    """Regression test for small-study effects (Egger, and its mixed-effects form).

    Parameters
    ----------
    yi
        Effects, shape (n,); NaN where absent.
    vi
        Sampling variances, shape (n,).
    predictor
        ``sei``, ``vi``, ``ni``, ``ninv`` (1/ni), ``sqrtni`` or ``sqrtninv``.
    model
        ``lm``: weighted least squares, weights 1/vi, dispersion estimated, t test with k - 2 df
        (Egger's test is this with ``sei``). ``rma``: additive heterogeneity, z test.
    ni
        Sample sizes, shape (n,), for the last four predictors.
    tau2_method
        Estimator of the residual heterogeneity variance (``rma``).
    level
        Coverage of the interval of the limit.

    Returns
    -------
    EggerTest

    Raises
    ------
    InputError
        Unknown words, unusable values, or ``ni`` missing, not above 0 or unknown for a study.
    NotPoolable
        Fewer than 3 studies, or the predictor is equal in all of them.

    References
    ----------
    Egger M, Davey Smith G, Schneider M, Minder C (1997). Bias in meta-analysis detected by a
    simple, graphical test. BMJ 315:629-634. https://doi.org/10.1136/bmj.315.7109.629

    Moreno SG, Sutton AJ, Ades AE, et al. (2009). Assessment of regression-based methods to
    adjust for publication bias. BMC Medical Research Methodology 9:2.
    https://doi.org/10.1186/1471-2288-9-2
    """
    one_of("predictor", predictor, PREDICTORS)
    one_of("model", model, MODELS)
    check_level(level)
    studies = observed(
        yi,
        vi,
        minimum=MINIMUM_STUDIES,
        method="A regression test for small-study effects",
        why="a line through two points leaves nothing to estimate its error from",
    )
    size = _predictor(studies, predictor, ni)
    fit = _line(studies, size) if model == "lm" else _mixed(studies, size, tau2_method)
    has_limit = predictor in WITH_LIMIT
    limit = fit.intercept if has_limit else math.nan
    quantile = stdtrit(fit.df, 0.5 + level / 2.0) if model == "lm" else ndtri(0.5 + level / 2.0)
    reach = float(quantile) * fit.intercept_se
    return EggerTest(
        statistic=fit.statistic,
        df=fit.df,
        p_value=fit.p_value,
        intercept=fit.intercept,
        intercept_se=fit.intercept_se,
        slope=fit.slope,
        slope_se=fit.slope_se,
        limit_estimate=limit,
        limit_low=limit - reach,
        limit_high=limit + reach,
        tau2=fit.tau2,
        predictor=predictor,
        model=model,
        level=float(level),
        k=studies.k,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slope:
    """Coefficients of either model, and the test of the slope."""

    intercept: float
    intercept_se: float
    slope: float
    slope_se: float
    statistic: float
    df: float
    p_value: float
    tau2: float


def _predictor(studies: Observed, predictor: str, ni: ArrayLike | None) -> FloatArray:
    if predictor == "sei":
        return studies.sei
    if predictor == "vi":
        return studies.vi
    if ni is None:
        raise InputError("ni", f"is missing; predictor {predictor!r} needs the sample sizes.")
    sizes = studies.column(ni, "ni")
    if not np.all(sizes > 0):
        raise InputError(
            "ni", "must be above 0 and known for every study with an effect; correct it, or set "
            "the effect to NaN to leave the study out."
        )  # fmt: skip
    root = np.sqrt(sizes) if "sqrt" in predictor else sizes
    return 1.0 / root if predictor.endswith("inv") else root


def _line(studies: Observed, size: FloatArray) -> _Slope:
    line = weighted_line(studies.yi, studies.vi, size)
    return _Slope(
        intercept=float(line.estimate[0]),
        intercept_se=float(line.se[0]),
        slope=float(line.estimate[1]),
        slope_se=float(line.se[1]),
        statistic=float(line.statistic[1]),
        df=float(line.df),
        p_value=float(line.p_value[1]),
        tau2=math.nan,
    )


def _mixed(studies: Observed, size: FloatArray, tau2_method: str) -> _Slope:
    refuse_constant(size)
    options = request(studies.length, tau2_method=tau2_method, test="z").options
    design = np.column_stack([np.ones_like(size), size])
    fit = fit_regression(studies.yi, studies.vi, design, options)
    if np.isnan(fit.beta).any():
        raise NotPoolable(
            "The regression is undefined: the variances differ by so many orders of magnitude that "
            "the slope rests on one study"
        )
    warn_unconverged([fit.converged])
    errors = np.sqrt(np.diag(fit.cov))
    statistic = float(fit.beta[1] / errors[1])
    return _Slope(
        intercept=float(fit.beta[0]),
        intercept_se=float(errors[0]),
        slope=float(fit.beta[1]),
        slope_se=float(errors[1]),
        statistic=statistic,
        df=math.nan,
        p_value=float(2.0 * ndtr(-abs(statistic))),
        tau2=fit.tau2,
    )
