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
    member
        1 where the study's p value lies in the interval, shape (k, J).
    """

    yi: FloatArray
    vi: FloatArray
    cuts: FloatArray
    member: FloatArray

    @property
    def counts(self) -> FloatArray:
        """Studies in each interval, shape (J,)."""
        return np.asarray(self.member.sum(axis=0))


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
        member=np.eye(steps.size + 1)[place],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """Log-likelihood at a point, gradient (P,) and Hessian (P, P), P = 2 + J - 1."""

    value: float
    gradient: FloatArray
    hessian: FloatArray


def likelihood(data: StepData, mu: float, tau2: float, delta: FloatArray) -> Likelihood:
    """Evaluate the model at mu, tau2 and delta of shape (J,) with delta[0] = 1."""
    eta2 = data.vi + tau2
    chance, first, second = _interval_chances(data.cuts, mu, eta2)
    total = chance @ delta
    slopes = np.column_stack([first[0] @ delta, first[1] @ delta, chance[:, 1:]])
    ratio = slopes / total[:, None]
    residual = data.yi - mu
    gradient = -ratio.sum(axis=0)
    gradient[0] += (residual / eta2).sum()
    gradient[1] += (residual**2 / eta2**2 - 1.0 / eta2).sum() / 2.0
    counts = data.counts
    gradient[2:] += counts[1:] / delta[1:]
    value = -0.5 * (np.log(2.0 * math.pi * eta2) + residual**2 / eta2).sum()
    value += counts @ np.log(delta) - np.log(total).sum()
    hessian = ratio.T @ ratio - _second_of_total(first, second, delta, total)
    hessian[0, 0] -= (1.0 / eta2).sum()
    cross = (residual / eta2**2).sum()
    hessian[0, 1] -= cross
    hessian[1, 0] -= cross
    hessian[1, 1] += (0.5 / eta2**2 - residual**2 / eta2**3).sum()
    hessian[np.arange(2, gradient.size), np.arange(2, gradient.size)] -= counts[1:] / delta[1:] ** 2
    return Likelihood(value=float(value), gradient=gradient, hessian=hessian)


def _second_of_total(
    first: tuple[FloatArray, FloatArray],
    second: tuple[FloatArray, FloatArray, FloatArray],
    delta: FloatArray,
    total: FloatArray,
) -> FloatArray:
    """Sum over studies of the second derivatives of the denominator over the denominator."""
    size = 1 + delta.size
    out = np.zeros((size, size))
    share = 1.0 / total
    out[0, 0] = share @ (second[0] @ delta)
    out[0, 1] = out[1, 0] = share @ (second[1] @ delta)
    out[1, 1] = share @ (second[2] @ delta)
    for row in (0, 1):
        out[row, 2:] = out[2:, row] = share @ first[row][:, 1:]
    return out


def _interval_chances(
    cuts: FloatArray, mu: float, eta2: FloatArray
) -> tuple[FloatArray, tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray, FloatArray]]:
    """Chance of each interval, its derivatives by mu and tau2, and the second derivatives."""
    eta = np.sqrt(eta2)[:, None]
    z = (cuts - mu) / eta
    density = np.exp(-0.5 * z * z) / ROOT_TWO_PI
    by_mu, by_tau2 = -density / eta, -z * density / (2.0 * eta**2)
    by_mu2 = -z * density / eta**2
    by_both = density * (1.0 - z * z) / (2.0 * eta**3)
    by_tau4 = z * density * (3.0 - z * z) / (4.0 * eta**4)
    return (
        _between_chances(z),
        (_between(by_mu), _between(by_tau2)),
        (_between(by_mu2), _between(by_both), _between(by_tau4)),
    )


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
