"""Weighted regression of contrasts on treatments, and what follows from it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from evisyn.synthesis._designs import FloatArray, IntArray, RegressionDesign, Sample
from evisyn.synthesis.network._studies import Contrasts
from evisyn.synthesis.tau2 import Tau2Method, tau2_columns

#: Below this share the indirect evidence is rounding error: there is none.
NO_EVIDENCE = 1e-7
#: Eigenvalues of the information below this part of the largest count as 0.
RANK_TOLERANCE = 1e-11


class Solution(NamedTuple):
    """All pairs of treatments at a fixed tau2: effect of row against column, shape (n, n)."""

    estimate: FloatArray
    variance: FloatArray
    rss: float


class Within(NamedTuple):
    """Heterogeneity among the studies of each design, shapes (d,).

    ``trace`` is what tau2 adds to the expected ``q`` of all designs, per unit of tau2.
    """

    q: FloatArray
    df: FloatArray
    k: FloatArray
    trace: float


def solve(data: Contrasts, tau2: float) -> Solution:
    """Generalised least squares; the treatments' levels are relative to the first."""
    w = 1.0 / (data.v + tau2)
    x = data.x[:, 1:]
    wx = w[:, None] * x
    covariance = np.linalg.inv(x.T @ wx)
    theta = covariance @ (wx.T @ data.y)
    rest = data.y - x @ theta
    level = np.r_[0.0, theta]
    full = np.zeros((level.size, level.size))
    full[1:, 1:] = covariance
    own = np.diag(full)
    return Solution(
        level[:, None] - level[None, :],
        np.maximum(own[:, None] + own[None, :] - 2.0 * full, 0.0),
        float(w @ (rest * rest)),
    )


def between_variance(data: Contrasts, method: Tau2Method) -> tuple[float, bool]:
    """tau2 by an estimator of meta-regression; 0 where no df is left."""
    n = data.x.shape[1]
    count = data.y.size
    if count <= n - 1:
        return 0.0, True
    basis, _ = np.linalg.qr(data.x[:, 1:])
    design = RegressionDesign(data.y[:, None], basis)
    found = tau2_columns(Sample(design, data.v[:, None], None, np.array([float(count)])), method)
    return float(found.tau2[0]), bool(found.converged[0])


def within_designs(data: Contrasts, tau2: float) -> Within:
    """Q inside each design: its studies against their own weighted means.

    Krahn, U., Binder, H., & Konig, J. (2013), BMC Medical Research Methodology 13, 35,
    doi:10.1186/1471-2288-13-35.
    """
    count = len(data.designs)
    q, df, k, trace = np.zeros(count), np.zeros(count), np.zeros(count), 0.0
    w = 1.0 / (data.v + tau2)
    order = np.argsort(data.design, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(data.design[order])) + 1)
    for place, (rows, members) in enumerate(zip(parts, data.designs, strict=True)):
        arms = len(members) - 1
        k[place] = rows.size / arms
        df[place] = rows.size - arms
        if rows.size == arms:
            continue
        x, part = data.x[np.ix_(rows, np.array(members[1:]))], w[rows]
        wx = part[:, None] * x
        inverse = np.linalg.inv(x.T @ wx)
        rest = data.y[rows] - x @ (inverse @ (wx.T @ data.y[rows]))
        q[place] = part @ (rest * rest)
        trace += float(part.sum() - np.sum(inverse * (wx.T @ wx)))
    return Within(q, df, k, trace)


def rank_scores(solution: Solution, small_is_good: bool) -> FloatArray:
    """P-scores: mean certainty that a treatment beats another, shape (n,).

    Rucker, G., & Schwarzer, G. (2015), BMC Medical Research Methodology 15, 58,
    doi:10.1186/s12874-015-0060-8.
    """
    n = solution.estimate.shape[0]
    se = np.sqrt(solution.variance)
    with np.errstate(all="ignore"):
        z = solution.estimate / se
    sure = ndtr(-z if small_is_good else z)
    np.fill_diagonal(sure, 0.0)
    return np.asarray(sure.sum(axis=1) / (n - 1.0))


class Direct(NamedTuple):
    """Direct evidence of each pair, shape (n, n): row against column, NaN where there is none."""

    k: FloatArray
    estimate: FloatArray
    variance: FloatArray


def direct_evidence(data: Contrasts, tau2: float) -> Direct:
    """Inverse-variance means of the comparisons of each pair, multi-arm studies included."""
    n = len(data.treatments)
    w = 1.0 / (data.variance + tau2)
    sums = np.zeros((3, n, n))
    for part, values, sign in (
        (0, np.ones_like(w), 1.0), (1, w, 1.0), (2, w * data.te, -1.0),
    ):  # fmt: skip
        np.add.at(sums[part], (data.first, data.second), values)
        np.add.at(sums[part], (data.second, data.first), sign * values)
    with np.errstate(all="ignore"):
        some = sums[0] > 0.0
        return Direct(
            sums[0],
            np.where(some, sums[2] / sums[1], np.nan),
            np.where(some, 1.0 / sums[1], np.nan),
        )


class Split(NamedTuple):
    """Direct against indirect evidence of the pairs i < j, shapes (pairs,)."""

    first: IntArray
    second: IntArray
    k: FloatArray
    share: FloatArray
    direct: FloatArray
    direct_se: FloatArray
    indirect: FloatArray
    indirect_se: FloatArray
    network: FloatArray
    network_se: FloatArray


def split_evidence(data: Contrasts, solution: Solution, tau2: float) -> Split:
    """Indirect evidence by taking the direct out of the network's (back-calculation).

    Konig, J., Krahn, U., & Binder, H. (2013), Statistics in Medicine 32, 5414,
    doi:10.1002/sim.6001; Dias, S., et al. (2010), Statistics in Medicine 29, 932,
    doi:10.1002/sim.3767.
    """
    first, second = np.triu_indices(len(data.treatments), 1)
    direct = direct_evidence(data, tau2)
    whole, v = solution.estimate[first, second], solution.variance[first, second]
    d, dv = direct.estimate[first, second], direct.variance[first, second]
    with np.errstate(all="ignore"):
        share = np.where(np.isnan(dv), 0.0, v / dv)
        rest = 1.0 - share
        some = rest > NO_EVIDENCE
        indirect = np.where(some, (whole - np.where(share > 0.0, share * d, 0.0)) / rest, np.nan)
        indirect_v = np.where(some, v / rest, np.nan)
        share = np.where(some, share, 1.0)
        return Split(
            first, second, direct.k[first, second], share, d, np.sqrt(dv),
            indirect, np.sqrt(indirect_v), whole, np.sqrt(v),
        )  # fmt: skip


def detached(data: Contrasts, design: int, within: Within) -> tuple[float, float, bool]:
    """Q between designs when one has effects of its own, its df, and whether all stay connected.

    What is left is the network without the design's studies.
    """
    keep = data.design != design
    x, y, w = data.x[keep], data.y[keep], 1.0 / data.v[keep]
    wx = w[:, None] * x
    values, vectors = np.linalg.eigh(x.T @ wx)
    some = values > RANK_TOLERANCE * max(float(values[-1]), 0.0)
    rank = int(some.sum()) if keep.any() else 0
    inverse = np.where(some, 1.0 / np.where(some, values, 1.0), 0.0)
    rest = y - x @ (vectors @ (inverse * (vectors.T @ (wx.T @ y))))
    q = float(w @ (rest * rest))
    others = np.arange(len(data.designs)) != design
    df = float(keep.sum() - rank - within.df[others].sum())
    return max(q - float(within.q[others].sum()), 0.0), df, bool(rank == x.shape[1] - 1)
