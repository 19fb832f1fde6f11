"""Maximum of the step selection likelihood, from several starts, polished by Newton steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from evisyn.synthesis._selection_likelihood import StepData, likelihood

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

#: log delta is kept inside this range: beyond it an interval is never, or only, seen.
LOG_DELTA_RANGE = 12.0
#: Starting weights of all intervals but the first; from strong selection to its reverse.
STARTING_DELTAS = (1.0, 0.3, 0.05, 3.0)
#: Newton steps after the quasi-Newton search; three or four are needed.
NEWTON_STEPS = 50
#: Newton decrement (squared, in log-likelihood units) at which a maximum is reached.
DECREMENT = 1e-16
#: Decrement that still counts as converged.
CONVERGED = 1e-8
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
        yi=data.yi / unit, vi=data.vi / unit**2, cuts=data.cuts / unit, member=data.member
    )
    found = sorted(
        (_climb(scaled, point) for point in _starts(scaled, start, unit)), key=lambda at: -at[1]
    )
    places: list[FloatArray] = []
    for point, _ in found:
        if all(np.abs(point[:2] - other[:2]).max() > SAME_PLACE for other in places):
            places.append(point)
    fits = [_fitted(scaled, point, unit) for point in places]
    fits.sort(key=lambda fit: (not fit.converged, -fit.loglik))
    return _distinct(fits, unit)


def _distinct(fits: list[StepFit], unit: float) -> list[StepFit]:
    """The best fit and every other converged maximum away from it."""
    kept = fits[:1]
    for fit in fits[1:]:
        if fit.converged and all(abs(fit.mu - at.mu) > SAME_PLACE * unit for at in kept):
            kept.append(fit)
    return kept


def _fitted(scaled: StepData, start: FloatArray, unit: float) -> StepFit:
    point, converged = _polish(scaled, start)
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
    free = data.member.shape[1] - 1
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


def _value_and_slope(point: FloatArray, data: StepData) -> tuple[float, FloatArray]:
    mu, tau2, delta = _unpack(point)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        at = likelihood(data, mu, tau2, delta)
    if not (np.isfinite(at.value) and np.isfinite(at.gradient).all()):
        return 1e300, np.zeros_like(point)
    slope = at.gradient.copy()
    slope[2:] *= delta[1:]
    return -at.value, -slope


def _climb(data: StepData, start: FloatArray) -> tuple[FloatArray, float]:
    """Quasi-Newton search with bounds; returns the point and its log-likelihood."""
    edge: tuple[float | None, float | None] = (-LOG_DELTA_RANGE, LOG_DELTA_RANGE)
    limits = [(None, None), (0.0, None), *([edge] * (start.size - 2))]
    found = minimize(
        _value_and_slope,
        start,
        args=(data,),
        jac=True,
        method="L-BFGS-B",
        bounds=limits,
        options={"maxiter": 1000, "ftol": 1e-15, "gtol": 1e-9},
    )
    return np.asarray(found.x), -float(found.fun)


def _polish(data: StepData, point: FloatArray) -> tuple[FloatArray, bool]:
    """Newton steps in (mu, tau2, log delta), tau2 held at 0 where the likelihood falls there."""
    decrement = np.inf
    for _ in range(NEWTON_STEPS):
        gradient, hessian, value = _in_logs(data, point)
        free = np.ones(point.size, dtype=bool)
        if point[1] <= BOUNDARY and gradient[1] <= 0:
            point = point.copy()
            point[1], free[1] = 0.0, False
        step = np.zeros(point.size)
        try:
            step[free] = np.linalg.solve(-hessian[np.ix_(free, free)], gradient[free])
        except np.linalg.LinAlgError:
            break
        decrement = float(gradient @ step)
        if not decrement >= DECREMENT:
            break
        moved = _shorten(data, point, step, value)
        if moved is None:
            break
        point = moved
    inside = bool(np.all(np.abs(point[2:]) < LOG_DELTA_RANGE))
    return point, inside and -CONVERGED < decrement < CONVERGED


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
    data: StepData, point: FloatArray, step: FloatArray, value: float
) -> FloatArray | None:
    """Longest of the halved steps that does not lose likelihood; None when there is none."""
    for half in range(30):
        trial = point + step * 0.5**half
        trial[1] = max(trial[1], 0.0)
        if -_value_and_slope(trial, data)[0] >= value - 1e-12 * (1.0 + abs(value)):
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
