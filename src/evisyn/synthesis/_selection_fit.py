"""Maxima of the step selection likelihood, by Newton steps from several starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evisyn.synthesis._selection_likelihood import StepData, likelihood, score

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

#: log delta is kept inside this range: beyond it an interval is never, or only, seen.
LOG_DELTA_RANGE = 12.0
#: Starting weights of all intervals but the first; from strong selection to its reverse.
STARTING_DELTAS = (1.0, 0.3, 0.05, 3.0)
#: Newton steps from one start; ten are needed as a rule.
MOST_STEPS = 200
#: Largest change of a log delta in one step.
LONGEST_LOG_STEP = 2.0
#: Curvatures, in units of the diagonal of the Hessian, are taken as at least this.
SMALLEST_CURVATURE = 1e-8
#: Share of the promised gain that a step has to bring.
ENOUGH = 1e-4
#: Promised gain, in log-likelihood units, at which a maximum is reached.
DECREMENT = 1e-18
#: Promised gain that counts as reached when rounding errors allow no further step.
CONVERGED = 1e-10
#: tau2 below this share of the mean sampling variance with a falling likelihood is 0.
BOUNDARY = 1e-10


#: Two maxima closer than this, in units of the typical standard error, are one.
SAME_PLACE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFit:
    """A maximum: estimates, standard errors in the order mu, tau2, delta[1:], log-likelihood."""

    mu: float
    tau2: float
    delta: FloatArray
    se: FloatArray
    loglik: float
    converged: bool


def fit_steps(data: StepData, start: StepFit | None = None) -> list[StepFit]:
    """Maxima over mu, tau2 >= 0 and delta > 0, the highest proper one first.

    Effects are measured in units of the typical standard error, so that the search does not
    depend on the unit of the outcome. Maxima at the edge of the range of delta, where an
    interval is never or only seen, come after all others.
    """
    unit = float(np.sqrt(np.mean(data.vi)))
    scaled = StepData(
        yi=data.yi / unit, vi=data.vi / unit**2, cuts=data.cuts / unit, counts=data.counts
    )
    found = [_ascend(scaled, point) for point in _starts(scaled, start, unit)]
    found.sort(key=lambda at: (not at[2], -at[1]))
    kept = found[:1]
    for at in found[1:]:
        apart = all(np.abs(at[0][:2] - other[0][:2]).max() > SAME_PLACE for other in kept)
        if at[2] and apart:
            kept.append(at)
    return [_fitted(scaled, point, unit, proper) for point, _, proper in kept]


def _fitted(scaled: StepData, point: FloatArray, unit: float, converged: bool) -> StepFit:
    mu, tau2, delta = _unpack(point)
    back = np.concatenate([[unit, unit**2], np.ones(delta.size - 1)])
    top = likelihood(scaled, mu, tau2, delta)
    return StepFit(
        mu=mu * unit,
        tau2=tau2 * unit**2,
        delta=delta,
        se=_standard_errors(top.hessian, tau2) * back,
        loglik=top.value - scaled.yi.size * float(np.log(unit)),
        converged=converged,
    )


def _starts(data: StepData, start: StepFit | None, unit: float) -> list[FloatArray]:
    """Points to start from: (mu, tau2, log delta[1:])."""
    weights = 1.0 / data.vi
    mean = float(np.average(data.yi, weights=weights))
    spread = float(np.var(data.yi))
    free = data.counts.size - 1
    places = [(mean, spread), (mean, 0.0), (float(np.mean(data.yi)), spread)]
    if start is not None:
        places = [(start.mu / unit, start.tau2 / unit**2), (0.0, spread), (mean, 0.0)]
    deltas = STARTING_DELTAS if free else (1.0,)
    return [
        np.concatenate([[mu, tau2], np.full(free, np.log(delta))])
        for mu, tau2 in places
        for delta in deltas
    ]


def _unpack(point: FloatArray) -> tuple[float, float, FloatArray]:
    return float(point[0]), float(point[1]), np.exp(np.concatenate([[0.0], point[2:]]))


def _ascend(data: StepData, point: FloatArray) -> tuple[FloatArray, float, bool]:
    """Newton steps in (mu, tau2, log delta), bent uphill where the likelihood is not concave.

    tau2 is held at 0 where the likelihood falls away from there. Returns the point, its
    log-likelihood and whether it is a proper maximum.
    """
    value, proper = -np.inf, False
    for _ in range(MOST_STEPS):
        gradient, hessian, value = _in_logs(data, point)
        free = np.ones(point.size, dtype=bool)
        if point[1] <= BOUNDARY and gradient[1] <= 0:
            point = point.copy()
            point[1], free[1] = 0.0, False
        step = np.zeros(point.size)
        step[free], proper = _uphill(gradient[free], hessian[np.ix_(free, free)])
        step /= max(1.0, np.abs(step[2:]).max(initial=0.0) / LONGEST_LOG_STEP)
        gain = float(gradient @ step)
        if not gain >= DECREMENT:
            break
        moved = _shorten(data, point, step, (value, gain))
        if moved is None:
            proper = proper and gain < CONVERGED
            break
        point = moved
    else:
        proper = False
    inside = bool(np.all(np.abs(point[2:]) < LOG_DELTA_RANGE))
    return point, value, proper and inside


def _uphill(gradient: FloatArray, hessian: FloatArray) -> tuple[FloatArray, bool]:
    """Newton step with the curvatures made downward, and whether they all were."""
    unit = 1.0 / np.sqrt(np.maximum(np.abs(np.diag(hessian)), np.finfo(float).tiny))
    curvature, directions = np.linalg.eigh(hessian * np.outer(unit, unit))
    along = directions.T @ (gradient * unit)
    step = directions @ (along / np.maximum(np.abs(curvature), SMALLEST_CURVATURE))
    return step * unit, bool(np.all(curvature < 0))


def _in_logs(data: StepData, point: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Gradient and Hessian with the weights on the log scale."""
    mu, tau2, delta = _unpack(point)
    at = likelihood(data, mu, tau2, delta)
    chain = np.concatenate([[1.0, 1.0], delta[1:]])
    hessian = at.hessian * np.outer(chain, chain)
    gradient = at.gradient * chain
    diagonal = np.arange(2, point.size)
    hessian[diagonal, diagonal] += gradient[2:]
    return gradient, hessian, at.value


def _shorten(
    data: StepData, point: FloatArray, step: FloatArray, now: tuple[float, float]
) -> FloatArray | None:
    """Longest of the halved steps that gains likelihood; None when there is none."""
    value, gain = now
    for half in range(40):
        trial = point + step * 0.5**half
        trial[1] = max(trial[1], 0.0)
        trial[2:] = np.clip(trial[2:], -LOG_DELTA_RANGE, LOG_DELTA_RANGE)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            there = score(data, *_unpack(trial))[0]
        if there > value + ENOUGH * gain * 0.5**half:
            return trial
    return None


def _standard_errors(hessian: FloatArray, tau2: float) -> FloatArray:
    """From the observed information; NaN where a parameter sits on its boundary."""
    free = np.ones(hessian.shape[0], dtype=bool)
    free[1] = tau2 > 0
    out = np.full(hessian.shape[0], np.nan)
    try:
        variances = np.diag(np.linalg.inv(-hessian[np.ix_(free, free)]))
    except np.linalg.LinAlgError:
        return out
    out[free] = np.sqrt(np.where(variances > 0, variances, np.nan))
    return out
