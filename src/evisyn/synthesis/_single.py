"""One small data set, every field, in plain floats.

What :mod:`evisyn.synthesis.columns` does for many data sets, with the operations in the same
order; see :mod:`evisyn.synthesis._scalar` for why this exists.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import chdtrc, chdtri, ndtr, stdtr, stdtrit

from evisyn.synthesis import _scalar
from evisyn.synthesis._designs import FloatArray, MeanDesign
from evisyn.synthesis._limits import normal_quantile
from evisyn.synthesis.columns import SAFE_LARGE, SAFE_SMALL, Options, log_2pi

#: Above this many studies arrays are faster.
FEW = 40
_MATCH_Q = ("PM", "EB", "DLIT", "SJIT", "PMM")
_LIKELIHOOD = ("ML", "REML")


def suits(y: FloatArray, v: FloatArray, options: Options) -> bool:
    """Whether this module covers the case: few studies, usual magnitudes and estimators."""
    return (
        y.size <= FEW
        and options.test != "kr"
        and (options.tau2_method == "DL" or options.tau2_method in _MATCH_Q + _LIKELIHOOD)
        and v.min() >= SAFE_SMALL
        and v.max() <= SAFE_LARGE
        and np.abs(y).max() <= SAFE_LARGE
    )


def _optimum(y: list[float], v: list[float], ml: bool) -> tuple[float, float, bool]:
    points = [0.0] * (_scalar.GRID + 1)
    _scalar.grid_one(y, v, points)
    w = [0.0] * len(y)
    k = len(y)
    design = MeanDesign(np.array(y).reshape(k, 1), np.array([float(k)]))
    weights = 1.0 / (np.array(v).reshape(k, 1) + np.array(points))
    scores = design.gradient(weights, ml).tolist()
    t, converged = _scalar.best_one(y, v, points, scores, ml, w)
    info = _scalar.score_one(y, v, t, ml, w)[1]
    return t, math.sqrt(2.0 / info), converged


def _between(
    y: list[float], v: list[float], options: Options, moments: tuple[float, float, float, float]
) -> tuple[float, float, bool]:
    """tau2, its standard error, converged."""
    k = len(y)
    if options.model == "common":
        return 0.0, math.nan, True
    if options.tau2 is not None:
        return options.tau2, math.nan, True
    if k < 2:
        return 0.0, math.nan, True
    if options.tau2_method in _LIKELIHOOD:
        return _optimum(y, v, options.tau2_method == "ML")
    q, _, trace, trace2 = moments
    df = k - 1.0
    dl = max((q - df) / trace, 0.0)
    if options.tau2_method == "DL":
        spread = 2.0 * df + 4.0 * dl * trace + 2.0 * dl * dl * trace2
        return dl, math.sqrt(spread) / trace, True
    w = [0.0] * k
    target = float(chdtri(df, 0.5)) if options.tau2_method == "PMM" else df
    t, converged = _scalar.match_q_one(y, v, dl, target, w)
    sum_w = _scalar.mean_one(y, v, t, w)[0]
    return t, math.sqrt(2.0 * k * k / df) / sum_w, converged


def _t_quantile(df: float, level: float) -> float:
    return -float(stdtrit(df, 0.5 * (1.0 - level))) if df >= 1.0 else math.nan


def _divide(a: float, b: float) -> float:
    if b != 0.0:
        return a / b
    return math.nan if a == 0.0 or a != a else math.copysign(math.inf, a)


def _likelihoods(
    k: int, options: Options, logs: float, rss: float, sum_w: float
) -> tuple[float, float, float, float]:
    restricted = k >= 2 and options.model == "random" and options.tau2_method == "REML"
    size = k - float(restricted)
    extra = 0.5 * (float(np.log(float(k))) - float(np.log(sum_w))) if restricted else 0.0
    value = extra - 0.5 * (size * log_2pi + logs + rss)
    count = 2.0 if k >= 2 and options.model == "random" and options.tau2 is None else 1.0
    room = max(size, count + 2.0)
    deviance = -2.0 * value
    return (
        value,
        deviance + 2.0 * count,
        deviance + count * float(np.log(size)),
        deviance + 2.0 * count * room / (room - count - 1.0),
    )


def _heterogeneity(
    q: float, df: float, trace: float, tau2: float, common: bool
) -> tuple[float, float]:
    """I2 and H2."""
    if df < 1.0:
        return 0.0, 1.0
    if common:
        return (100.0 * (q - df) / q if q > df else 0.0), q / df
    ratio = tau2 * trace / df
    return 100.0 * (ratio / (ratio + 1.0)), ratio + 1.0


def _interval_parts(
    options: Options, df: float, tau2: float, se: float
) -> tuple[float, float, float, float]:
    """Half-widths and df: of the confidence interval, then of the prediction interval."""
    if options.test == "z":
        test_df, half = math.nan, normal_quantile(options.level) * se
    else:
        test_df, half = df, _t_quantile(df, options.level) * se
    if options.model == "common":
        return half, test_df, math.nan, math.nan
    spread = math.sqrt(tau2 + se * se)
    if options.pi_method == "z":
        return half, test_df, normal_quantile(options.level) * spread, math.nan
    pi_df = df if options.pi_method == "t-k1" else df - 1.0
    return half, test_df, _t_quantile(pi_df, options.level) * spread, pi_df


def pool_single(effects: FloatArray, variances: FloatArray, options: Options) -> dict[str, Any]:
    """All fields of one data set without gaps, as floats; weights (k,)."""
    k = effects.size
    shift = float(effects[0])
    moved = effects - shift
    y, v = moved.tolist(), variances.tolist()
    df = k - 1.0
    work = [0.0] * k
    moments = _scalar.moments_one(y, v, work)
    q, trace = moments[0], moments[2]
    tau2, tau2_se, converged = _between(y, v, options, moments)
    i2, h2 = _heterogeneity(q, df, trace, tau2, options.model == "common")
    _, inverse, mean = _scalar.mean_one(y, v, tau2, work)
    rss = 0.0
    for weight, effect in zip(work, y, strict=True):
        r = effect - mean
        rss += weight * r * r
    logs = float(np.add.accumulate(np.log(variances + tau2))[-1])
    loglik, aic, bic, aicc = _likelihoods(k, options, logs, rss, 1.0 / inverse)
    se = math.sqrt(inverse)
    if options.test in ("hksj", "hksj-adhoc"):
        factor = rss / df if df >= 1.0 else math.nan
        if options.test == "hksj-adhoc" and factor < 1.0:
            factor = 1.0
        se = se * math.sqrt(factor)
    half, test_df, half_pi, pi_df = _interval_parts(options, df, tau2, se)
    estimate = shift + mean
    statistic = _divide(estimate, se)
    if options.test == "z":
        p_value = 2.0 * float(ndtr(-abs(statistic)))
    else:
        p_value = 2.0 * float(stdtr(df, -abs(statistic))) if df >= 1.0 else math.nan
    return {
        "k": k, "estimate": estimate, "se": se,
        "statistic": statistic, "df": test_df, "p_value": p_value,
        "ci_low": estimate - half, "ci_high": estimate + half,
        "pi_low": estimate - half_pi, "pi_high": estimate + half_pi, "pi_df": pi_df,
        "tau2": tau2, "tau2_se": tau2_se, "i2": i2, "h2": h2,
        "q": q, "q_df": k - 1, "q_p": float(chdtrc(df, q)) if df > 0.0 else 1.0,
        "loglik": loglik, "aic": aic, "bic": bic, "aicc": aicc,
        "converged": converged, "weights": np.array(work) * (100.0 * inverse),
    }  # fmt: skip
