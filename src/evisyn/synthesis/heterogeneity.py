"""Confidence intervals of the between-study variance, I2 and H2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import chdtri

from evisyn.errors import InputError
from evisyn.shown import Shown
from evisyn.synthesis._designs import Sample, total
from evisyn.synthesis._iterative import log_likelihood, match_q
from evisyn.synthesis._limits import normal_quantile
from evisyn.synthesis._roots import bracketed_root, root_above
from evisyn.synthesis.columns import Columns, columns
from evisyn.synthesis.inputs import as_numbers, as_variances, check_level, check_scale, one_of
from evisyn.synthesis.pool import check_weights, split_effects
from evisyn.synthesis.tau2 import METHODS, Tau2Method, generalised_q_cdf, tau2_columns

if TYPE_CHECKING:
    from evisyn.synthesis.frames import Frame

IntervalMethod = Literal["QP", "PL", "HT", "GENQ"]
INTERVAL_METHODS = ("QP", "PL", "HT", "GENQ")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeterogeneityInterval(Shown):
    """Heterogeneity with confidence limits; all NaN for a single study.

    ``tau2`` in the squared unit of the effects, ``tau`` its root, ``i2`` in percent, ``h2`` a
    ratio. A profile interval of both limits 0 says that Q is smaller than any tau2 explains.
    """

    k: int
    tau2: float
    tau2_low: float
    tau2_high: float
    tau: float
    tau_low: float
    tau_high: float
    i2: float
    i2_low: float
    i2_high: float
    h2: float
    h2_low: float
    h2_high: float
    method: str
    tau2_method: str
    level: float

    def to_frame(self) -> Frame:
        """One row."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def heterogeneity_ci(
    yi: npt.ArrayLike,
    vi: npt.ArrayLike | None = None,
    *,
    sei: npt.ArrayLike | None = None,
    method: IntervalMethod = "QP",
    tau2_method: Tau2Method = "REML",
    level: float = 0.95,
    weights: npt.ArrayLike | None = None,
) -> HeterogeneityInterval:
    """Confidence interval of tau2, carried over to I2 and H2.

    Parameters
    ----------
    yi, vi, sei
        Effects and variances (or standard errors), shape (k,), as in ``pool``.
    method
        ``QP`` inverts the generalised Q statistic, exact under normality. ``PL`` inverts the
        likelihood ratio (``tau2_method`` ML or REML). ``HT`` is the test-based interval of H.
        ``GENQ`` inverts the Q statistic with fixed ``weights``.
    tau2_method
        Estimator of the point estimate; for ``HT`` and ``GENQ`` it follows from the method.
    level
        Coverage, a fraction.
    weights
        Shape (k,), for ``GENQ``.

    Raises
    ------
    InputError
        As in ``pool``; and ``PL`` with an estimator that has no likelihood.

    References
    ----------
    QP: Viechtbauer, W. (2007), Statistics in Medicine 26, 37, doi:10.1002/sim.2514. PL:
    Hardy, R. J., & Thompson, S. G. (1996), Statistics in Medicine 15, 619. HT: Higgins,
    J. P. T., & Thompson, S. G. (2002), Statistics in Medicine 21, 1539, appendix,
    doi:10.1002/sim.1186. GENQ: Jackson, D. (2013), doi:10.1002/jrsm.1081.
    """
    one_of("method", method, INTERVAL_METHODS)
    one_of("tau2_method", tau2_method, METHODS)
    level = check_level(level)
    if method == "PL" and tau2_method not in ("ML", "REML"):
        raise InputError(
            "tau2_method", f"is {tau2_method!r}; a profile likelihood needs ML or REML."
        )
    if (method == "GENQ") != (weights is not None):
        raise InputError("weights", "belongs to method GENQ, which needs it.")
    frame = _frame(yi, vi, sei, weights)
    sample, scale = frame.sample, 1.0 if frame.scale is None else float(frame.scale[0])
    k = int(sample.n[0])
    if k < 2:
        return _record([np.nan] * 3, [np.nan] * 3, [np.nan] * 3, k, method, tau2_method, level)
    with np.errstate(all="ignore"):
        values = _limits(frame, method, tau2_method, level)
        typical = _typical_variance(sample)
    h2 = [1.0 + value / typical for value in values]
    i2 = [100.0 * value / (value + typical) for value in values]
    tau2 = [value * scale * scale for value in values]
    if method == "HT":
        h2, i2 = _test_based(sample, level)
        tau2 = [(h - 1.0) * typical * scale * scale for h in h2]
    return _record(tau2, i2, h2, k, method, "" if method in ("HT", "GENQ") else tau2_method, level)


def _frame(
    yi: npt.ArrayLike, vi: npt.ArrayLike | None, sei: npt.ArrayLike | None,
    weights: npt.ArrayLike | None,
) -> Columns:  # fmt: skip
    yi, vi = split_effects(yi, vi, sei)
    y = as_numbers("yi", yi)
    v = as_variances(vi, sei, y.shape)
    a = check_weights(weights, y.shape)
    kept = (y == y) & (v == v)
    if not kept.any():
        raise InputError("yi", "holds no study with an effect and a variance; give one or more.")
    y, v, a = y[kept], v[kept], None if a is None else a[kept]
    check_scale(y, v)
    return columns(y[:, None], v[:, None], None if a is None else a[:, None])


def _typical_variance(sample: Sample) -> float:
    state = sample.design.fit(sample.weights())
    trace, _ = sample.design.traces(state)
    return float((sample.df / trace)[0])


def _limits(frame: Columns, method: str, tau2_method: str, level: float) -> list[float]:
    """Estimate, lower and upper limit of tau2."""
    sample = frame.sample
    if method == "GENQ":
        return _generalised(frame, level)
    estimate = float(tau2_columns(sample, tau2_method, sample.weights()).tau2[0])
    if method == "PL":
        return [estimate, *_profile(sample, tau2_method == "ML", estimate, level)]
    if method == "HT":
        return [estimate, np.nan, np.nan]
    start = tau2_columns(sample, "DL").tau2
    tail = 0.5 * (1.0 - level)
    low = match_q(sample, start, np.asarray(chdtri(sample.df, tail), dtype=np.float64))
    high = match_q(sample, start, np.asarray(chdtri(sample.df, 1.0 - tail), dtype=np.float64))
    return [estimate, float(low[0][0]), float(high[0][0])]


def _profile(sample: Sample, ml: bool, estimate: float, level: float) -> tuple[float, float]:
    def height(tau2: float) -> float:
        return float(log_likelihood(sample, np.array([tau2]), ml)[0])

    floor = height(estimate) - 0.5 * float(chdtri(1.0, 1.0 - level))

    def excess(tau2: float) -> float:
        return height(tau2) - floor

    at_zero = excess(0.0)
    low = 0.0
    if estimate > 0.0 and at_zero < 0.0:
        low = bracketed_root(excess, 0.0, estimate, at_zero, excess(estimate))
    step = estimate + float(sample.extremes()[0][0])
    return low, root_above(excess, estimate, step, "yi")


def _generalised(frame: Columns, level: float) -> list[float]:
    sample, a = frame.sample, frame.weights
    if a is None:
        raise InputError("weights", "is missing.")
    state = sample.design.fit(a)
    q = float(total(a * state.r * state.r)[0])
    tail = 0.5 * (1.0 - level)
    step = float(sample.extremes()[0][0])

    def solve(share: float) -> float:
        def excess(tau2: float) -> float:
            return generalised_q_cdf(sample, a, q, tau2) - share

        return root_above(excess, 0.0, step, "yi") if excess(0.0) > 0.0 else 0.0

    estimate = float(tau2_columns(sample, "GENQ", a).tau2[0])
    return [estimate, solve(1.0 - tail), solve(tail)]


def _test_based(sample: Sample, level: float) -> tuple[list[float], list[float]]:
    """H2 (not below 1) and I2 with limits from the standard error of log H.

    The limits are NaN for two studies with Q at most 2, where that error is undefined.
    """
    state = sample.design.fit(sample.weights())
    q, k = float(total(state.w * state.r * state.r)[0]), float(sample.n[0])
    df = k - 1.0
    h2 = max(q / df, 1.0)
    if q > k:
        se = 0.5 * (np.log(q) - np.log(df)) / (np.sqrt(2.0 * q) - np.sqrt(2.0 * k - 3.0))
    elif k > 2.0:
        se = np.sqrt(1.0 / (2.0 * (k - 2.0)) * (1.0 - 1.0 / (3.0 * (k - 2.0) ** 2)))
    else:
        se = np.nan
    half = 2.0 * normal_quantile(level) * float(se)
    all_h2 = [h2, float(np.maximum(h2 * np.exp(-half), 1.0)), float(h2 * np.exp(half))]
    return all_h2, [100.0 * (h - 1.0) / h for h in all_h2]


def _record(
    tau2: list[float], i2: list[float], h2: list[float], k: int, method: str,
    tau2_method: str, level: float,
) -> HeterogeneityInterval:  # fmt: skip
    tau = np.sqrt(tau2)
    return HeterogeneityInterval(
        k=k, tau2=tau2[0], tau2_low=tau2[1], tau2_high=tau2[2],
        tau=float(tau[0]), tau_low=float(tau[1]), tau_high=float(tau[2]),
        i2=i2[0], i2_low=i2[1], i2_high=i2[2], h2=h2[0], h2_low=h2[1], h2_high=h2[2],
        method=method, tau2_method=tau2_method, level=level,
    )  # fmt: skip
