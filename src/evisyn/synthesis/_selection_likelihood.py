"""Likelihood of the step selection model with its first and second derivatives.

Parameters stand in the order ``mu, tau2, delta[1], ..., delta[J-1]``; delta[0] is 1. With
eta_i^2 = vi + tau2 and B_ij the probability that study i falls into p-value interval j, the
log-likelihood is

    sum_i [ log delta(j_i) + log N(yi; mu, eta_i^2) - log sum_j delta_j B_ij ].

Derivatives are written out so that standard errors need no finite differences.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

ROOT_TWO_PI = math.sqrt(2.0 * math.pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepData:
    """Studies prepared for the likelihood, effects signed so that selection favours large ones.

    Parameters
    ----------
    yi, vi
        Shape (k,).
    cuts
        Effect at which each study's p value equals each step, shape (k, J-1), falling by column.
    counts
        Studies in each p-value interval, shape (J,).
    """

    yi: FloatArray
    vi: FloatArray
    cuts: FloatArray
    counts: FloatArray


def prepare(yi: FloatArray, vi: FloatArray, steps: FloatArray) -> StepData:
    """Sort studies into the p-value intervals (0, steps[0]], ..., (steps[-1], 1].

    Parameters
    ----------
    yi, vi
        Shape (k,); one-sided p values are 1 - Phi(yi / sqrt(vi)).
    steps
        Inner limits, shape (J-1,), rising, between 0 and 1.
    """
    p_values = ndtr(-yi / np.sqrt(vi))
    place = np.searchsorted(steps, p_values, side="left")
    return StepData(
        yi=yi,
        vi=vi,
        cuts=-np.sqrt(vi)[:, None] * ndtri(steps)[None, :],
        counts=np.bincount(place, minlength=steps.size + 1).astype(np.float64),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """Log-likelihood at a point, gradient (P,) and Hessian (P, P), P = 2 + J - 1."""

    value: float
    gradient: FloatArray
    hessian: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What value, gradient and Hessian share; arrays of shape (k,), (k, J), (k, P)."""

    eta2: FloatArray
    z: FloatArray
    density: FloatArray
    first: tuple[FloatArray, FloatArray]
    total: FloatArray
    ratio: FloatArray


def score(data: StepData, mu: float, tau2: float, delta: FloatArray) -> tuple[float, FloatArray]:
    """Log-likelihood and gradient at mu, tau2 and delta of shape (J,) with delta[0] = 1."""
    return _score(data, mu, delta, _parts(data, mu, tau2, delta))


def likelihood(data: StepData, mu: float, tau2: float, delta: FloatArray) -> Likelihood:
    """Log-likelihood, gradient and Hessian at the same point."""
    parts = _parts(data, mu, tau2, delta)
    value, gradient = _score(data, mu, delta, parts)
    eta2, residual = parts.eta2, data.yi - mu
    hessian = parts.ratio.T @ parts.ratio - _second_of_total(parts, delta)
    hessian[0, 0] -= (1.0 / eta2).sum()
    cross = (residual / eta2**2).sum()
    hessian[0, 1] -= cross
    hessian[1, 0] -= cross
    hessian[1, 1] += (0.5 / eta2**2 - residual**2 / eta2**3).sum()
    place = np.arange(2, gradient.size)
    hessian[place, place] -= data.counts[1:] / delta[1:] ** 2
    return Likelihood(value=value, gradient=gradient, hessian=hessian)


def _parts(data: StepData, mu: float, tau2: float, delta: FloatArray) -> _Parts:
    eta2 = data.vi + tau2
    eta = np.sqrt(eta2)[:, None]
    z = (data.cuts - mu) / eta
    density = np.exp(-0.5 * z * z) / ROOT_TWO_PI
    first = (_between(-density / eta), _between(-z * density / (2.0 * eta**2)))
    chance = _between_chances(z)
    total = chance @ delta
    slopes = np.column_stack([first[0] @ delta, first[1] @ delta, chance[:, 1:]])
    return _Parts(
        eta2=eta2, z=z, density=density, first=first, total=total, ratio=slopes / total[:, None]
    )


def _score(data: StepData, mu: float, delta: FloatArray, parts: _Parts) -> tuple[float, FloatArray]:
    eta2, residual, counts = parts.eta2, data.yi - mu, data.counts
    square = residual**2
    gradient = -parts.ratio.sum(axis=0)
    gradient[0] += (residual / eta2).sum()
    gradient[1] += (square / eta2**2 - 1.0 / eta2).sum() / 2.0
    gradient[2:] += counts[1:] / delta[1:]
    value = -0.5 * (np.log(2.0 * math.pi * eta2) + square / eta2).sum()
    return float(value + counts @ np.log(delta) - np.log(parts.total).sum()), gradient


def _second_of_total(parts: _Parts, delta: FloatArray) -> FloatArray:
    """Sum over studies of the second derivatives of the denominator over the denominator."""
    z, density, first = parts.z, parts.density, parts.first
    eta = np.sqrt(parts.eta2)[:, None]
    by_mu2 = _between(-z * density / eta**2)
    by_both = _between(density * (1.0 - z * z) / (2.0 * eta**3))
    by_tau4 = _between(z * density * (3.0 - z * z) / (4.0 * eta**4))
    size = 1 + delta.size
    out = np.zeros((size, size))
    share = 1.0 / parts.total
    out[0, 0] = share @ (by_mu2 @ delta)
    out[0, 1] = out[1, 0] = share @ (by_both @ delta)
    out[1, 1] = share @ (by_tau4 @ delta)
    for row in (0, 1):
        out[row, 2:] = out[2:, row] = share @ first[row][:, 1:]
    return out


def _between(at_cuts: FloatArray) -> FloatArray:
    """Difference between the upper and the lower end of every interval; 0 at both infinities."""
    edge = np.zeros((at_cuts.shape[0], 1))
    ends = np.hstack([edge, at_cuts, edge])
    return np.asarray(ends[:, :-1] - ends[:, 1:])


def _between_chances(z: FloatArray) -> FloatArray:
    """Phi(upper) - Phi(lower), taken in the tail where no digits are lost."""
    edge = np.full((z.shape[0], 1), np.inf)
    upper, lower = np.hstack([edge, z]), np.hstack([z, -edge])
    flip = lower > 0
    high, low = np.where(flip, -lower, upper), np.where(flip, -upper, lower)
    return np.asarray(ndtr(high) - ndtr(low))
