"""Weighted least-squares line of effects on one predictor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evisyn.errors import NotPoolable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

#: A predictor whose spread, relative to its size, is below this is constant up to rounding.
CONSTANT = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Intercept and slope, in this order, with classic standard errors.

    Parameters
    ----------
    estimate, se, statistic, p_value
        Shape (2,); t statistics and two-sided p values with ``df`` degrees of freedom.
    df
        Number of studies less 2.
    """

    estimate: FloatArray
    se: FloatArray
    statistic: FloatArray
    p_value: FloatArray
    df: int


def weighted_line(yi: FloatArray, vi: FloatArray, predictor: FloatArray) -> Line:
    """Fit yi = intercept + slope * predictor, weights 1/vi, dispersion estimated.

    Parameters
    ----------
    yi, vi, predictor
        Shape (k,), finite, k at least 3.

    Raises
    ------
    NotPoolable
        The predictor does not vary.
    """
    from statsmodels.regression.linear_model import WLS

    scale = refuse_constant(predictor)
    design = np.column_stack([np.ones_like(predictor), predictor / scale])
    fit = WLS(yi, design, weights=1.0 / vi).fit()
    unit = np.array([1.0, scale])
    return Line(
        estimate=np.asarray(fit.params) / unit,
        se=np.asarray(fit.bse) / unit,
        statistic=np.asarray(fit.tvalues),
        p_value=np.asarray(fit.pvalues),
        df=int(fit.df_resid),
    )


def refuse_constant(predictor: FloatArray) -> float:
    """Largest absolute value of a predictor that varies.

    Raises
    ------
    NotPoolable
        All values are equal, so that a slope is undefined.
    """
    scale = float(np.abs(predictor).max())
    if np.ptp(predictor) <= CONSTANT * scale:
        raise NotPoolable(
            f"The regression is undefined: the predictor is {predictor[0]:g} in every study, "
            "so there is no slope to estimate"
        )
    return scale
