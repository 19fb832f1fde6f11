"""Fits with all studies and without each: what the case-deletion diagnostics are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis._regression_fit import fit_regression, model_matrix
from evisyn.synthesis.refits import refit, warn_unconverged

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from evisyn.synthesis.observed import Observed
    from evisyn.synthesis.refits import Request

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionFits:
    """The full fit, and the fits without study i in row i.

    Parameters
    ----------
    design
        Model matrix with the intercept, shape (k, p).
    beta, cov
        Coefficients (p,) and their covariance (p, p) with all studies.
    hat, weight
        Leverage and weight in percent with all studies, shape (k,).
    beta_del, cov_del, tau2_del, q_del
        Without each study: shapes (k, p), (k, p, p), (k,), (k,).
    dispersion_del
        Hartung-Knapp factor of those fits, 1 for other tests, shape (k,).
    spread_del
        Model-based variance that all studies would give at ``tau2_del``, shape (k, p).
    """

    design: FloatArray
    beta: FloatArray
    cov: FloatArray
    hat: FloatArray
    weight: FloatArray
    beta_del: FloatArray
    cov_del: FloatArray
    tau2_del: FloatArray
    q_del: FloatArray
    dispersion_del: FloatArray
    spread_del: FloatArray


def mean_fits(studies: Observed, asked: Request) -> DeletionFits:
    """All fits of the intercept-only model in one sweep."""
    k = studies.k
    present = np.hstack([np.ones((k, 1), dtype=bool), ~np.eye(k, dtype=bool)])
    out = refit(studies, present, asked)
    tau2 = out.tau2[1:]
    precision = 1.0 / (studies.vi[:, None] + tau2)
    without = np.where(present[:, 1:], precision, 0.0).sum(axis=0)
    hartung = asked.options.test in ("hksj", "hksj-adhoc") and asked.weights is None
    return DeletionFits(
        design=np.ones((k, 1)),
        beta=out.estimate[:1],
        cov=out.se[:1, None] ** 2,
        hat=out.weights[:, 0] / 100.0,
        weight=out.weights[:, 0],
        beta_del=out.estimate[1:, None],
        cov_del=out.se[1:, None, None] ** 2,
        tau2_del=tau2,
        q_del=out.q[1:],
        dispersion_del=out.se[1:] ** 2 * without if hartung else np.ones(k),
        spread_del=1.0 / precision.sum(axis=0)[:, None],
    )


def regression_fits(studies: Observed, mods: ArrayLike, asked: Request) -> DeletionFits:
    """Fits of a meta-regression, one after the other."""
    if asked.weights is not None:
        raise InputError("weights", "cannot be combined with moderators; use another tau2_method")
    design = model_matrix(studies, mods)
    # the diagnostics do not depend on the units of the moderators, the arithmetic would
    design = design / np.maximum(np.abs(design).max(axis=0), np.finfo(float).tiny)
    k, p = design.shape
    if k < p + 2:
        raise NotPoolable(
            f"Case deletion with {p} coefficients needs at least {p + 2} studies, found {k}: "
            "a degree of freedom has to remain when one is left out"
        )
    whole = fit_regression(studies.yi, studies.vi, design, asked.options)
    if np.isnan(whole.beta).any():
        raise NotPoolable("Case deletion is undefined: the moderators are collinear")
    rest = []
    for i in range(k):
        yi, vi = np.delete(studies.yi, i), np.delete(studies.vi, i)
        rest.append(fit_regression(yi, vi, np.delete(design, i, axis=0), asked.options))
    warn_unconverged([whole.converged, *(fit.converged for fit in rest)])
    tau2 = np.array([fit.tau2 for fit in rest])
    weight = 1.0 / (studies.vi + whole.tau2)
    model = _model_based(studies.vi, design, whole.tau2)
    return DeletionFits(
        design=design,
        beta=whole.beta,
        cov=whole.cov,
        hat=np.einsum("ij,jl,il->i", design, model, design) * weight,
        weight=100.0 * weight / weight.sum(),
        beta_del=np.array([fit.beta for fit in rest]),
        cov_del=np.array([fit.cov for fit in rest]),
        tau2_del=tau2,
        q_del=np.array([fit.q for fit in rest]),
        dispersion_del=np.array([fit.dispersion for fit in rest]),
        spread_del=np.array(
            [np.diag(_model_based(studies.vi, design, value)) for value in tau2]
        ).reshape(k, p),
    )


def _model_based(vi: FloatArray, design: FloatArray, tau2: float) -> FloatArray:
    """Model-based covariance of the coefficients at ``tau2``; NaN where that is NaN."""
    p = design.shape[1]
    if np.isnan(tau2):
        return np.full((p, p), np.nan)
    weighted = design / np.sqrt(vi + tau2)[:, None]
    return np.asarray(np.linalg.inv(weighted.T @ weighted))
