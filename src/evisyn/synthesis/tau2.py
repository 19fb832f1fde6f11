"""Estimators of the between-study variance tau2, one function for every design.

Kernel for other modules
------------------------
:func:`tau2_columns` takes many data sets at once, studies down and data sets across, which is
the transpose of what ``pool_many`` takes, and returns arrays of shape (b,)::

    frame = columns(yi.T, vi.T)                 # evisyn.synthesis.columns; NaN is absent
    fit = tau2_columns(frame.sample, "REML")    # fit.tau2, fit.se, fit.converged

With moderators the sample holds a :class:`evisyn.synthesis._designs.RegressionDesign` and one
data set. :func:`evisyn.synthesis.columns.pool_columns` goes on to every field of ``Pooled``.
These signatures are stable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from scipy.special import chdtri

from evisyn.errors import InputError
from evisyn.synthesis._designs import BoolArray, FloatArray, MeanDesign, Sample, State, total
from evisyn.synthesis._iterative import Compiled, match_q, maximise
from evisyn.synthesis._quadform import weighted_chi2_cdf
from evisyn.synthesis._roots import root_above

Tau2Method = Literal[
    "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM", "DLIT", "SJIT",
    "GENQ", "GENQM",
]  # fmt: skip


class Tau2(NamedTuple):
    """Estimates of tau2, arrays of shape (b,).

    ``se`` is the large-sample standard error, NaN where there is none; ``converged`` is
    False where an iteration stopped early.
    """

    tau2: FloatArray
    se: FloatArray
    converged: BoolArray


class _Traces(NamedTuple):
    """Of P with weights a, and V = diag(v)."""

    p: FloatArray
    pv: FloatArray
    pp: FloatArray
    pvp: FloatArray
    pvpv: FloatArray


def _traces(sample: Sample, state: State) -> _Traces:
    a, v, design = state.w, sample.v, sample.design
    a2 = a * a
    av, a2v = a * v, a2 * v
    a3v = a2v * a
    first, second = design.traces(state)
    return _Traces(
        p=first,
        pv=total(av) - design.tr1(state, a2v),
        pp=second,
        pvp=total(a2v) - 2.0 * design.tr1(state, a3v) + design.tr2(state, a2, a2v),
        pvpv=total(av * av) - 2.0 * design.tr1(state, a3v * v) + design.tr2(state, a2v, a2v),
    )


def _variance_of_q(traces: _Traces, tau2: FloatArray) -> FloatArray:
    """Variance of y'Py under normality, 2 tr(P S P S) with S = V + tau2 I."""
    return 2.0 * traces.pvpv + 4.0 * tau2 * traces.pvp + 2.0 * tau2 * tau2 * traces.pp


def _q(state: State) -> FloatArray:
    return total(state.w * state.r * state.r)


def _all_converged(tau2: FloatArray) -> BoolArray:
    return np.ones(tau2.shape[0], dtype=bool)


def _generalised(sample: Sample, a: FloatArray) -> Tau2:
    """Method of moments with any fixed weights a.

    DerSimonian, R., & Kacker, R. (2007), Contemporary Clinical Trials 28, 105, equation 6,
    doi:10.1016/j.cct.2006.04.004; Jackson, D., et al. (2014), Biometrical Journal 56, 1031,
    doi:10.1002/sim.5935.
    """
    state = sample.design.fit(a)
    traces = _traces(sample, state)
    tau2 = np.maximum((_q(state) - traces.pv) / traces.p, 0.0)
    return Tau2(tau2, np.sqrt(_variance_of_q(traces, tau2)) / traces.p, _all_converged(tau2))


class _InverseVariance(NamedTuple):
    q: FloatArray
    sum_w: FloatArray
    trace: FloatArray
    trace2: FloatArray


def _inverse_variance(sample: Sample) -> _InverseVariance:
    """Q and the traces of P and PP at weights 1/v."""
    design = sample.design
    state = design.fit(sample.weights())
    trace, trace2 = design.traces(state)
    return _InverseVariance(_q(state), total(state.w), trace, trace2)


def _se_inverse_variance(sample: Sample, parts: _InverseVariance, tau2: FloatArray) -> FloatArray:
    spread = 2.0 * sample.df + 4.0 * tau2 * parts.trace + 2.0 * tau2 * tau2 * parts.trace2
    return np.sqrt(spread)


def _dl(sample: Sample, weights: FloatArray | None) -> Tau2:
    """DerSimonian, R., & Laird, N. (1986), Controlled Clinical Trials 7, 177, equation 8.

    doi:10.1016/0197-2456(86)90046-2.
    """
    parts = _inverse_variance(sample)
    tau2 = np.maximum((parts.q - sample.df) / parts.trace, 0.0)
    return Tau2(tau2, _se_inverse_variance(sample, parts, tau2) / parts.trace, _all_converged(tau2))


def _he(sample: Sample, weights: FloatArray | None) -> Tau2:
    """Hedges, L. V., & Olkin, I. (1985), Statistical methods for meta-analysis, p. 194."""
    return _generalised(sample, sample.ones())


def _hs(sample: Sample, weights: FloatArray | None) -> Tau2:
    """Hunter, J. E., & Schmidt, F. L. (1990), Methods of meta-analysis, p. 285.

    In the form of Viechtbauer, W. (2005), Journal of Educational and Behavioral Statistics
    30, 261, equation 9, doi:10.3102/10769986030003261.
    """
    parts = _inverse_variance(sample)
    tau2 = np.maximum((parts.q - sample.n) / parts.sum_w, 0.0)
    return Tau2(tau2, _se_inverse_variance(sample, parts, tau2) / parts.sum_w, _all_converged(tau2))


def _hsk(sample: Sample, weights: FloatArray | None) -> Tau2:
    """Hunter-Schmidt with the small-sample factor n / (n - p).

    Brannick, M. T., et al. (2019), Research Synthesis Methods 10, 441, doi:10.1002/jrsm.1348.
    """
    parts = _inverse_variance(sample)
    factor = sample.n / sample.df
    tau2 = np.maximum((factor * parts.q - sample.n) / parts.sum_w, 0.0)
    se = factor * _se_inverse_variance(sample, parts, tau2) / parts.sum_w
    return Tau2(tau2, se, _all_converged(tau2))


def _crude_variance(sample: Sample) -> FloatArray:
    """Mean squared deviation of the effects from their plain mean, moderators or not."""
    ones = sample.ones()
    y = sample.design.y
    deviation = ones * (y - total(ones * y) / sample.n)
    return total(deviation * deviation) / sample.n


def _sj(sample: Sample, weights: FloatArray | None) -> Tau2:
    """Sidik, K., & Jonkman, J. N. (2005), Applied Statistics 54, 367, section 3.

    doi:10.1111/j.1467-9876.2005.00489.x.
    """
    crude = _crude_variance(sample)
    state = sample.design.fit(sample.weights(crude))
    share = crude / sample.df
    tau2 = share * _q(state)
    se = share * np.sqrt(_variance_of_q(_traces(sample, state), tau2))
    return Tau2(tau2, se, _all_converged(tau2))


def _likelihood(ml: bool) -> Callable[[Sample, FloatArray | None], Tau2]:
    def estimate(sample: Sample, weights: FloatArray | None) -> Tau2:
        tau2, converged = maximise(sample, ml)
        design = sample.design
        w = sample.weights(tau2)
        info = total(w * w) if ml else design.traces(design.fit(w))[1]
        return Tau2(tau2, np.sqrt(2.0 / info), converged)

    return estimate


def _paule_mandel(median: bool) -> Callable[[Sample, FloatArray | None], Tau2]:
    """Q equal to its mean, or to its median.

    Paule, R. C., & Mandel, J. (1982), Journal of Research of the National Bureau of Standards
    87, 377, doi:10.6028/jres.087.022; median-unbiased: Viechtbauer, W. (2021), in Schmid et
    al., Handbook of meta-analysis, chapter 11. The empirical Bayes estimator of Morris, C. N.
    (1983), doi:10.1080/01621459.1983.10477920, and the iterated DerSimonian-Laird and
    Sidik-Jonkman estimators have the same solution.
    """

    def estimate(sample: Sample, weights: FloatArray | None) -> Tau2:
        target = np.asarray(chdtri(sample.df, 0.5) if median else sample.df, dtype=np.float64)
        tau2, converged = match_q(sample, _dl(sample, None).tau2, target)
        sum_w = total(sample.weights(tau2))
        se = np.sqrt(2.0 * sample.n * sample.n / sample.df) / sum_w
        return Tau2(tau2, se, converged)

    return estimate


def _needed(weights: FloatArray | None) -> FloatArray:
    if weights is None:
        raise InputError("weights", "is missing; GENQ and GENQM need one weight a study.")
    return weights


def _genq(sample: Sample, weights: FloatArray | None) -> Tau2:
    return _generalised(sample, _needed(weights))


def generalised_q_cdf(sample: Sample, a: FloatArray, q: float, tau2: float) -> float:
    """P(Q <= q) for the generalised Q with weights a, one data set without gaps.

    The weights of the chi-squared terms are the eigenvalues of S P S with S^2 = V + tau2 I;
    this is the one place where a k x k matrix is formed. Jackson, D. (2013), Research
    Synthesis Methods 4, 220, doi:10.1002/jrsm.1081.
    """
    root = np.sqrt(sample.v[:, 0] + tau2)
    a = a[:, 0]
    model = sample.design.matrix() * a[:, None]
    gram = sample.design.matrix().T @ model
    p = np.diag(a) - model @ np.linalg.solve(gram, model.T)
    values = np.linalg.eigvalsh(root[:, None] * p * root)
    return weighted_chi2_cdf(q, np.maximum(values[sample.design.p :], 0.0))


def _genqm_one(sample: Sample, a: FloatArray) -> float:
    q = float(_q(sample.design.fit(a))[0])

    def excess(tau2: float) -> float:
        return generalised_q_cdf(sample, a, q, tau2) - 0.5

    if not q > 0.0 or excess(0.0) <= 0.0:
        return 0.0
    return root_above(excess, 0.0, float(sample.extremes()[0][0]), "yi")


def _genqm(sample: Sample, weights: FloatArray | None) -> Tau2:
    """The generalised Q equal to its median.

    Viechtbauer, W. (2021), in Schmid, Stijnen & White, Handbook of meta-analysis, chapter 11.
    """
    a = _needed(weights)
    b = sample.n.shape[0]
    tau2 = np.empty(b)
    for j in range(b):
        there, one = sample.alone(j)
        tau2[j] = _genqm_one(one, a[there, j : j + 1])
    traces = _traces(sample, sample.design.fit(a))
    return Tau2(tau2, np.sqrt(_variance_of_q(traces, tau2)) / traces.p, _all_converged(tau2))


_ESTIMATORS: dict[str, Callable[[Sample, FloatArray | None], Tau2]] = {
    "DL": _dl,
    "HE": _he,
    "HS": _hs,
    "HSk": _hsk,
    "SJ": _sj,
    "ML": _likelihood(ml=True),
    "REML": _likelihood(ml=False),
    "PM": _paule_mandel(median=False),
    "EB": _paule_mandel(median=False),
    "DLIT": _paule_mandel(median=False),
    "SJIT": _paule_mandel(median=False),
    "PMM": _paule_mandel(median=True),
    "GENQ": _genq,
    "GENQM": _genqm,
}

METHODS: tuple[str, ...] = tuple(_ESTIMATORS)
WEIGHTED_METHODS = ("GENQ", "GENQM")


def tau2_columns(
    sample: Sample, method: str, weights: FloatArray | None = None, *, compiled: bool = False
) -> Tau2:
    """Estimate tau2 of b data sets.

    Parameters
    ----------
    sample
        Effects, variances and model; every data set has more studies than coefficients.
    method
        One of ``METHODS``.
    weights
        Shape (k, b), above 0 (0 where a study is absent), for GENQ and GENQM.
    compiled
        Let numba do the iterations; the numbers are the same.
    """
    if compiled and isinstance(sample.design, MeanDesign):
        sample = Compiled(sample.design, sample.v, sample.present, sample.n)
    return _ESTIMATORS[method](sample, weights)
