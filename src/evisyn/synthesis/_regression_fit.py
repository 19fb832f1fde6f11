"""One meta-regression on the pooling kernel: what influence, Egger and permutations fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis._matrix_fit import fit_matrix
from evisyn.synthesis.inputs import as_numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from evisyn.synthesis.columns import Options
    from evisyn.synthesis.observed import Observed

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionFit:
    """Coefficients in the order of the columns.

    All NaN where the columns are collinear, or the variances so far apart that they are in effect.

    Parameters
    ----------
    beta, cov
        Shapes (p,) and (p, p); ``cov`` includes ``dispersion``.
    tau2, q
        Residual heterogeneity variance, and Q of the common-effect regression.
    dispersion
        Hartung-Knapp factor, 1 for the model-based tests.
    converged
        Whether the estimator of tau2 met its tolerance.
    """

    beta: FloatArray
    cov: FloatArray
    tau2: float
    q: float
    dispersion: float
    converged: bool


def fit_regression(
    yi: FloatArray, vi: FloatArray, design: FloatArray, options: Options
) -> RegressionFit:
    """Fit yi, shape (k,), on a model matrix with its intercept, shape (k, p), k above p."""
    p = design.shape[1]
    size = np.abs(design).max(axis=0)
    if not size.all() or np.linalg.matrix_rank(design / size) < p:
        return _undefined(p)
    try:
        fit = fit_matrix(yi, vi, design, options)
    except np.linalg.LinAlgError:
        return _undefined(p)
    dispersion = _dispersion(fit.rss_hk / (yi.size - p), options)
    return RegressionFit(
        beta=fit.beta,
        cov=dispersion * fit.vcov,
        tau2=fit.tau2,
        q=fit.q,
        dispersion=dispersion,
        converged=fit.converged,
    )


def _undefined(p: int) -> RegressionFit:
    return RegressionFit(
        beta=np.full(p, np.nan), cov=np.full((p, p), np.nan), tau2=np.nan, q=np.nan,
        dispersion=np.nan, converged=True,
    )  # fmt: skip


def _dispersion(ratio: float, options: Options) -> float:
    """Hartung-Knapp factor; 1 for the model-based tests."""
    if options.test == "hksj":
        return ratio
    return max(1.0, ratio) if options.test == "hksj-adhoc" else 1.0


def model_matrix(studies: Observed, mods: ArrayLike) -> FloatArray:
    """Moderators of the usable studies with an intercept in front, shape (k, p)."""
    values = as_numbers("mods", mods, None)
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2 or values.shape[0] != studies.length:
        raise InputError(
            "mods", f"has shape {values.shape}; give one row for each of {studies.length} studies."
        )
    values = values[studies.rows]
    if np.isnan(values).any():
        raise InputError("mods", "is NaN for a study that has an effect; complete it or leave "
                         "the study out.")  # fmt: skip
    design = np.column_stack([np.ones(studies.k), values])
    p = design.shape[1]
    if studies.k <= p:
        raise NotPoolable(
            f"A regression with {p} coefficients needs at least {p + 1} studies, found "
            f"{studies.k}: no degree of freedom would remain"
        )
    return design
