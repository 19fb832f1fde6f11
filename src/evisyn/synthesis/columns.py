"""The pooling kernel: every field of ``Pooled`` for many data sets in one sweep.

``pool`` is the case b = 1 of what ``pool_many`` does, so the two cannot drift apart.

How to call it on (b, k) arrays with gaps, from another module::

    frame = columns(yi.T, vi.T)                        # NaN marks an absent study
    out = pool_columns(frame, Options(tau2_method="DL", test="z"))
    out.estimate, out.tau2, out.q                      # arrays of shape (b,)

Data sets without a study give NaN in every field but k. Values are taken as checked:
:mod:`evisyn.synthesis.inputs` is where hostile input is refused.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from evisyn.synthesis._designs import BoolArray, FloatArray, MeanDesign, Sample, total
from evisyn.synthesis._limits import chi2_p, normal_quantile, t_quantile, two_sided_p
from evisyn.synthesis.tau2 import Tau2, Tau2Method, tau2_columns

Model = Literal["random", "common"]
Test = Literal["z", "t", "hksj", "hksj-adhoc", "kr"]
PiMethod = Literal["t-k1", "t-k2", "z"]

#: Cubes of weights and of 1 / tau2 stay representable between these magnitudes; data sets
#: outside are brought to unit variance (by a power of two, so no digit changes) and back.
SAFE_SMALL, SAFE_LARGE = 1e-45, 1e45

log_2pi = float(np.log(2.0 * np.pi))


class Options(NamedTuple):
    """How to pool; the arguments of :func:`evisyn.synthesis.pool.pool` of the same names."""

    model: Model = "random"
    tau2_method: Tau2Method = "REML"
    test: Test = "hksj"
    level: float = 0.95
    tau2: float | None = None
    pi_method: PiMethod = "t-k1"


class Columns(NamedTuple):
    """Data sets ready for the kernel: effects less a shift, over a scale.

    ``sample`` holds the moved effects, ``shift`` (b,) what was taken off (the first present
    effect, so that equal effects are exactly 0), ``scale`` (b,) the divisor, or None.
    ``weights`` (k, b) belong to the generalised-Q methods.
    """

    sample: Sample
    shift: FloatArray
    scale: FloatArray | None
    weights: FloatArray | None


class PoolColumns(NamedTuple):
    """Fields of ``Pooled`` as arrays of shape (b,); ``weights`` has shape (k, b)."""

    k: FloatArray
    estimate: FloatArray
    se: FloatArray
    statistic: FloatArray
    df: FloatArray
    p_value: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    pi_low: FloatArray
    pi_high: FloatArray
    pi_df: FloatArray
    tau2: FloatArray
    tau2_se: FloatArray
    i2: FloatArray
    h2: FloatArray
    q: FloatArray
    q_df: FloatArray
    q_p: FloatArray
    loglik: FloatArray
    aic: FloatArray
    bic: FloatArray
    aicc: FloatArray
    converged: BoolArray
    weights: FloatArray


def columns(y: FloatArray, v: FloatArray, weights: FloatArray | None = None) -> Columns:
    """Prepare effects and variances of shape (k, b); NaN in either marks an absent study.

    Every data set must hold at least one study: take out the empty ones before.
    """
    # sums run study after study only in this memory order
    y, v = np.ascontiguousarray(y), np.ascontiguousarray(v)
    weights = None if weights is None else np.ascontiguousarray(weights)
    k, b = y.shape
    present: FloatArray | None = None
    there = (y == y) & (v == v)
    if there.all():
        n = np.full(b, float(k))
        shift = y[0].copy()
    else:
        first = np.argmax(there, axis=0)
        shift = y[first, np.arange(b)]
        y = np.where(there, y, shift)
        v = np.where(there, v, 1.0)
        present = there.astype(np.float64)
        n = total(present)
        if weights is not None:
            weights = np.where(there, weights, 0.0)
    y = y - shift
    scale = None
    if v.min() < SAFE_SMALL or v.max() > SAFE_LARGE or np.abs(y).max() > SAFE_LARGE:
        smallest = np.where(there, v, np.inf).min(axis=0)
        scale = np.ldexp(1.0, np.frexp(np.sqrt(smallest))[1])
        y = y / scale
        v = np.where(there, v / scale / scale, 1.0)
    return Columns(Sample(MeanDesign(y, n), v, present, n), shift, scale, weights)


def _some(frame: Columns, rows: BoolArray) -> Columns:
    index = np.flatnonzero(rows)
    return Columns(
        frame.sample.take(index),
        frame.shift[index],
        None if frame.scale is None else frame.scale[index],
        None if frame.weights is None else np.take(frame.weights, index, axis=1),
    )


def between_variance(frame: Columns, options: Options, compiled: bool = False) -> Tau2:
    """tau2 of each data set in the scale of ``frame.sample``; 0 for a single study."""
    n = frame.sample.n
    b = n.shape[0]
    nothing = Tau2(np.zeros(b), np.full(b, np.nan), np.ones(b, dtype=bool))
    if options.model == "common":
        return nothing
    if options.tau2 is not None:
        fixed = np.full(b, options.tau2)
        return nothing._replace(
            tau2=fixed if frame.scale is None else fixed / frame.scale / frame.scale
        )
    many = n >= 2.0
    if many.all():
        return tau2_columns(frame.sample, options.tau2_method, frame.weights, compiled=compiled)
    if many.any():
        part = _some(frame, many)
        fit = tau2_columns(part.sample, options.tau2_method, part.weights, compiled=compiled)
        for whole, piece in zip(nothing, fit, strict=True):
            whole[many] = piece
    return nothing


def _heterogeneity(
    frame: Columns, tau2: FloatArray, common: bool
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Q, I2 in percent and H2: from tau2, or from Q in the common-effect model.

    Higgins, J. P. T., & Thompson, S. G. (2002), Statistics in Medicine 21, 1539, equations
    9 and 10, doi:10.1002/sim.1186.
    """
    sample = frame.sample
    df = sample.df
    state = sample.design.fit(sample.weights())
    w = state.w
    q = total(w * state.r * state.r)
    alone = df < 1.0
    if common:
        i2 = np.where(q > df, 100.0 * (q - df) / np.where(q > 0.0, q, 1.0), 0.0)
        h2 = q / np.maximum(df, 1.0)
    else:
        trace, _ = sample.design.traces(state)
        ratio = tau2 * np.where(alone, 0.0, trace) / np.maximum(df, 1.0)
        h2 = ratio + 1.0
        i2 = 100.0 * (ratio / h2)
    if alone.any():
        i2, h2 = np.where(alone, 0.0, i2), np.where(alone, 1.0, h2)
    return q, i2, h2


class _Fit(NamedTuple):
    """The mean at the final weights; ``rss_hk`` is the generalised Q at 1 / (v + tau2)."""

    mean: FloatArray
    variance: FloatArray
    rss: FloatArray
    rss_hk: FloatArray
    share: FloatArray
    sum_w: FloatArray


def _fit_mean(frame: Columns, tau2: FloatArray) -> _Fit:
    sample = frame.sample
    w = sample.weights(tau2)
    a = w if frame.weights is None else frame.weights
    state = sample.design.fit(a)
    rss = total(w * state.r * state.r)
    share = a * (100.0 * state.inverse)
    if frame.weights is None:
        return _Fit(state.coef, state.inverse, rss, rss, share, 1.0 / state.inverse)
    # other weights than the inverse variances: the Hartung-Knapp factor stays the generalised Q
    variance = total(a * a * (sample.v + tau2)) * state.inverse * state.inverse
    best = sample.design.fit(w)
    return _Fit(state.coef, variance, rss, total(w * best.r * best.r), share, total(w))


class _Likelihoods(NamedTuple):
    loglik: FloatArray
    aic: FloatArray
    bic: FloatArray
    aicc: FloatArray


def _likelihoods(frame: Columns, options: Options, tau2: FloatArray, fit: _Fit) -> _Likelihoods:
    """Log-likelihood (restricted for REML) and information criteria.

    A single study has no restricted likelihood: it gets the full one at tau2 = 0.
    """
    sample = frame.sample
    n = sample.n
    restricted = (n >= 2.0) & (options.model == "random" and options.tau2_method == "REML")
    size = n - restricted
    extra = 0.5 * np.where(restricted, np.log(n) - np.log(fit.sum_w), 0.0)
    value = extra - 0.5 * (size * log_2pi + sample.log_variances(tau2) + fit.rss)
    if frame.scale is not None:
        value = value - size * np.log(frame.scale)
    estimated = options.model == "random" and options.tau2 is None
    count = 1.0 + (estimated & (n >= 2.0))
    deviance = -2.0 * value
    room = np.maximum(size, count + 2.0)
    return _Likelihoods(
        value,
        deviance + 2.0 * count,
        deviance + count * np.log(size),
        deviance + 2.0 * count * room / (room - count - 1.0),
    )


def _standard_error(options: Options, fit: _Fit, df: FloatArray) -> FloatArray:
    """Model-based, or with the Hartung-Knapp factor; NaN where it has no degree of freedom.

    Hartung, J., & Knapp, G. (2001), Statistics in Medicine 20, 3875, doi:10.1002/sim.1009;
    floor of 1 ("ad hoc"): Rover, C., et al. (2015), BMC Medical Research Methodology 15, 99,
    doi:10.1186/s12874-015-0091-1.
    """
    se = np.sqrt(fit.variance)
    if options.test not in ("hksj", "hksj-adhoc"):
        return se
    factor = np.where(df >= 1.0, fit.rss_hk / np.maximum(df, 1.0), np.nan)
    if options.test == "hksj-adhoc":
        factor = np.maximum(factor, 1.0)
    return se * np.sqrt(factor)


def _kenward_roger(
    frame: Columns, fitted: Tau2, fit: _Fit, df: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Adjusted standard error and degrees of freedom for REML; NaN for a single study.

    Kenward, M. G., & Roger, J. H. (1997), Biometrics 53, 983, doi:10.2307/2533558, in the form
    of Partlett, C., & Riley, R. D. (2017), Statistics in Medicine 36, 301,
    doi:10.1002/sim.7140: expected information, and the adjusted variance in the df.
    """
    w = frame.sample.weights(fitted.tau2)
    w2 = w * w
    sum_w2, sum_w3 = total(w2), total(w2 * w)
    spread = fitted.se * fitted.se
    inner = sum_w3 - sum_w2 * sum_w2 * fit.variance
    variance = fit.variance + 2.0 * fit.variance * fit.variance * spread * inner
    share = variance * sum_w2
    alone = df < 1.0
    se = np.where(alone, np.nan, np.sqrt(variance))
    return se, np.where(alone, 0.0, 2.0 / (spread * share * share))


def _prediction(
    options: Options, df: FloatArray, tau2: FloatArray, se: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Half-width and degrees of freedom of the prediction interval.

    Higgins, J. P. T., Thompson, S. G., & Spiegelhalter, D. J. (2009), Journal of the Royal
    Statistical Society A 172, 137, section 4, doi:10.1111/j.1467-985X.2008.00552.x.
    """
    nan = np.full(df.shape, np.nan)
    if options.model == "common":
        return nan, nan
    spread = np.sqrt(tau2 + se * se)
    if options.pi_method == "z":
        return normal_quantile(options.level) * spread, nan
    if options.pi_method == "t-k2":
        df = df - 1.0
    return t_quantile(df, options.level) * spread, df


def pool_columns(frame: Columns, options: Options, *, compiled: bool = False) -> PoolColumns:
    """All fields for every data set; each must hold at least one study.

    ``compiled`` hands the iterations to numba, which must be installed.
    """
    n = frame.sample.n
    df = n - 1.0
    fitted = between_variance(frame, options, compiled)
    tau2 = fitted.tau2
    q, i2, h2 = _heterogeneity(frame, tau2, options.model == "common")
    fit = _fit_mean(frame, tau2)
    likelihoods = _likelihoods(frame, options, tau2, fit)
    if options.test == "kr":
        se, test_df = _kenward_roger(frame, fitted, fit, df)
    else:
        se, test_df = _standard_error(options, fit, df), df
    half_pi, pi_df = _prediction(options, test_df, tau2, se)
    mean = fit.mean
    tau2_se = fitted.se
    if frame.scale is not None:
        c = frame.scale
        mean, se, half_pi = mean * c, se * c, half_pi * c
        tau2, tau2_se = tau2 * c * c, tau2_se * c * c
    estimate = frame.shift + mean
    statistic = estimate / se
    p_df = None if options.test == "z" else test_df
    if p_df is None:
        half = normal_quantile(options.level) * se
    else:
        half = t_quantile(p_df, options.level) * se
    return PoolColumns(
        k=n, estimate=estimate, se=se, statistic=statistic,
        df=np.full(n.shape, np.nan) if p_df is None else p_df,
        p_value=two_sided_p(statistic, p_df),
        ci_low=estimate - half, ci_high=estimate + half,
        pi_low=estimate - half_pi, pi_high=estimate + half_pi, pi_df=pi_df,
        tau2=tau2, tau2_se=tau2_se, i2=i2, h2=h2,
        q=q, q_df=df, q_p=chi2_p(q, df),
        loglik=likelihoods.loglik, aic=likelihoods.aic, bic=likelihoods.bic,
        aicc=likelihoods.aicc, converged=fitted.converged, weights=fit.share,
    )  # fmt: skip
