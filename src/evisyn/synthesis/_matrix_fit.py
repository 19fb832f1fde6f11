"""The kernel of meta-regression: one fit on a model matrix."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evisyn.synthesis._designs import FloatArray, RegressionDesign, Sample, State, total
from evisyn.synthesis.columns import Options
from evisyn.synthesis.tau2 import tau2_columns

#: Square of the relative size of residuals that rounding leaves.
ROUNDING = (64.0 * 2.0**-52) ** 2


class MatrixFit(NamedTuple):
    """A fit on a model matrix: coefficients, their covariance without the test's factor."""

    beta: FloatArray
    vcov: FloatArray
    tau2: float
    tau2_se: float
    converged: bool
    q: float
    rss: float
    rss_hk: float
    trace: float
    logdet: float
    log_variances: float


def fit_matrix(
    y: FloatArray, v: FloatArray, x: FloatArray, options: Options, a: FloatArray | None = None
) -> MatrixFit:
    """The kernel: y and v of shape (k,), full-rank x of shape (k, p) with its intercept.

    Signature stable; moderators are brought to an orthonormal basis, so their scale and
    origin do not matter.
    """
    size = np.abs(x).max(axis=0)
    basis, triangle = np.linalg.qr(x / size)
    design = RegressionDesign(y[:, None], basis)
    sample = Sample(design, v[:, None], None, np.array([float(y.size)]))
    column = None if a is None else a[:, None]
    tau2, tau2_se, converged = _residual_variance(sample, options, column)
    w = sample.weights(tau2)
    best = design.fit(w)
    at_zero = design.fit(sample.weights())
    state, middle = best, best.inverse
    if column is not None:
        state = design.fit(column)
        inner = basis.T @ (column * column * (v[:, None] + tau2) * basis)
        middle = state.inverse @ inner @ state.inverse
    back = np.linalg.inv(triangle) / size[:, None]
    return MatrixFit(
        beta=back @ state.coef[:, 0],
        vcov=back @ middle @ back.T,
        tau2=tau2, tau2_se=tau2_se, converged=converged,
        q=_rss(at_zero, at_zero.w, design.y), rss=_rss(state, w, design.y),
        rss_hk=_rss(best, w, design.y),
        trace=float((total(at_zero.w) - design.tr1(at_zero, at_zero.w * at_zero.w))[0]),
        logdet=float(design.logdet(best)[0]),
        log_variances=float(sample.log_variances(np.array([tau2]))[0]),
    )  # fmt: skip


def _rss(state: State, w: FloatArray, y: FloatArray) -> float:
    """Weighted residual sum of squares; 0 where it is only rounding, as in an exact fit."""
    rss = float(total(w * state.r * state.r)[0])
    return rss if rss > ROUNDING * float(total(w * y * y)[0]) else 0.0


def _residual_variance(
    sample: Sample, options: Options, a: FloatArray | None
) -> tuple[float, float, bool]:
    if options.model == "common":
        return 0.0, np.nan, True
    if options.tau2 is not None:
        return options.tau2, np.nan, True
    found = tau2_columns(sample, options.tau2_method, a)
    return float(found.tau2[0]), float(found.se[0]), bool(found.converged[0])
