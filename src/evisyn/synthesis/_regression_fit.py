"""One meta-regression on the pooling kernel: what influence, Egger and permutations fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis._designs import RegressionDesign, Sample
from evisyn.synthesis.inputs import as_numbers
from evisyn.synthesis.tau2 import tau2_columns

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
        return _fit(yi, vi, design / size, size, options)
    except np.linalg.LinAlgError:
        return _undefined(p)


def _undefined(p: int) -> RegressionFit:
    return RegressionFit(
        beta=np.full(p, np.nan), cov=np.full((p, p), np.nan), tau2=np.nan, q=np.nan,
        dispersion=np.nan, converged=True,
    )  # fmt: skip


def _fit(
    yi: FloatArray, vi: FloatArray, design: FloatArray, size: FloatArray, options: Options
) -> RegressionFit:
    """Fit on columns of unit size; ``size`` brings the coefficients back."""
    p = design.shape[1]
    basis, triangle = np.linalg.qr(design)
    model = RegressionDesign(yi[:, None], basis)
    sample = Sample(model, vi[:, None], None, np.array([float(yi.size)]))
    tau2, converged = _tau2(sample, options)
    state = model.fit(sample.weights(tau2))
    at_zero = model.fit(sample.weights())
    dispersion = _dispersion(float((state.w * state.r**2).sum()) / (yi.size - p), options)
    back = np.linalg.inv(triangle) / size[:, None]
    return RegressionFit(
        beta=back @ state.coef[:, 0],
        cov=dispersion * back @ state.inverse @ back.T,
        tau2=tau2,
        q=float((at_zero.w * at_zero.r**2).sum()),
        dispersion=dispersion,
        converged=converged,
    )


def _tau2(sample: Sample, options: Options) -> tuple[float, bool]:
    if options.model == "common":
        return 0.0, True
    if options.tau2 is not None:
        return options.tau2, True
    found = tau2_columns(sample, options.tau2_method)
    return float(found.tau2[0]), bool(found.converged[0])


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
