"""Quantiles and tail areas on arrays, without distribution objects."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtrc, ndtr, ndtri, stdtr, stdtrit

from evisyn.synthesis._designs import FloatArray


def normal_quantile(level: float) -> float:
    """Two-sided normal quantile of a confidence level."""
    return float(-ndtri(0.5 * (1.0 - level)))


def t_quantile(df: FloatArray, level: float) -> FloatArray:
    """Two-sided t quantiles; NaN where df is below 1 or NaN. One inversion per distinct df."""
    tail = 0.5 * (1.0 - level)
    if df.size == 1:
        value = df[0]
        return np.array([-stdtrit(value, tail) if value >= 1.0 else np.nan])
    first = df[0]
    if np.all(df == first):
        return np.full(df.shape, -stdtrit(first, tail) if first >= 1.0 else np.nan)
    kinds, where = np.unique(df, return_inverse=True)
    ok = kinds >= 1.0
    quantiles = np.where(ok, -stdtrit(np.where(ok, kinds, 1.0), tail), np.nan)
    return quantiles[where]


def two_sided_p(statistic: FloatArray, df: FloatArray | None) -> FloatArray:
    """Two-sided p-values, normal when df is None; NaN where df is below 1."""
    lower = -np.abs(statistic)
    if df is None:
        return np.asarray(2.0 * ndtr(lower))
    return np.asarray(2.0 * stdtr(np.where(df >= 1.0, df, np.nan), lower))


def chi2_p(q: FloatArray, df: FloatArray) -> FloatArray:
    """Upper chi-squared tail; 1 where df is 0."""
    return np.where(df > 0.0, chdtrc(np.maximum(df, 1.0), q), 1.0)
