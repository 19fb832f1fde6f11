"""Mixtures of normals, and the shortest interval of any distribution."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from scipy.special import ndtr, ndtri

from evisyn.synthesis._designs import FloatArray
from evisyn.synthesis._roots import bracketed_root

#: Parts of the whole below which a component is left out.
NO_WEIGHT = 1e-18
MAX_STEPS = 200
#: A Newton step below this part of the scale leaves an error of its square.
STEP = 1e-8
#: The same for a look around.
ROUGH = 1e-2
#: Relative width of a bracket that holds no other number.
LAST_BIT = 4e-16
#: Places at which the shortest interval is looked for before it is refined.
LOOKS = 11
NEWTON_STEPS = 30

_ROOT_2PI = float(np.sqrt(2.0 * np.pi))


class Distribution(Protocol):
    """What an interval needs to know."""

    def cdf(self, t: FloatArray) -> FloatArray:
        """Probability of at most t."""
        ...

    def density(self, t: FloatArray) -> FloatArray:
        """Density at t."""
        ...

    def slope(self, t: FloatArray) -> FloatArray:
        """Derivative of the density at t."""
        ...

    def quantile(self, p: FloatArray, step: float = STEP) -> FloatArray:
        """Where the distribution function is p."""
        ...


class NormalMixture(NamedTuple):
    """Weights, means and standard deviations of the components, each of shape (g,)."""

    weight: FloatArray
    mean: FloatArray
    sd: FloatArray

    def cdf(self, t: FloatArray) -> FloatArray:
        """Probability of at most t."""
        return np.asarray(ndtr((t[..., None] - self.mean) / self.sd) @ self.weight)

    def density(self, t: FloatArray) -> FloatArray:
        """Density at t."""
        z = (t[..., None] - self.mean) / self.sd
        return np.asarray(np.exp(-0.5 * z * z) @ (self.weight / self.sd)) / _ROOT_2PI

    def slope(self, t: FloatArray) -> FloatArray:
        """Derivative of the density at t."""
        z = (t[..., None] - self.mean) / self.sd
        return np.asarray((-z * np.exp(-0.5 * z * z)) @ (self.weight / self.sd**2)) / _ROOT_2PI

    def quantile(self, p: FloatArray, step: float = STEP) -> FloatArray:
        """Newton steps between bounds that hold every component's quantile."""
        single = self.mean + self.sd * ndtri(p)[..., None]
        low, high = single.min(axis=-1), single.max(axis=-1)
        t = np.clip(single[..., np.argmax(self.weight)], low, high)
        scale = float(self.sd[np.argmax(self.weight)])
        tiny = LAST_BIT * (scale + np.abs(low) + np.abs(high))
        for _ in range(MAX_STEPS):
            gap = self.cdf(t) - p
            low, high = np.where(gap <= 0.0, t, low), np.where(gap >= 0.0, t, high)
            with np.errstate(all="ignore"):
                ahead = t - gap / self.density(t)
            newton = (ahead >= low) & (ahead <= high)
            ahead = np.where(newton, ahead, 0.5 * (low + high))
            still = (np.abs(ahead - t) > step * scale) | (~newton & (high - low > tiny))
            t = ahead
            if not still.any():
                break
        return np.asarray(t)


def mixture(weight: FloatArray, mean: FloatArray, sd: FloatArray) -> NormalMixture:
    """Components that carry weight."""
    some = weight > NO_WEIGHT * weight.max()
    return NormalMixture(weight[some] / weight[some].sum(), mean[some], sd[some])


def shortest(distribution: Distribution, level: float, floor: float | None) -> tuple[float, float]:
    """Shortest interval of a coverage; ``floor`` is the start of the support, if it has one.

    Inside the support the densities at both ends are equal; at the start of the support the
    interval may begin where the density is higher than at its end.
    """
    tails = np.linspace(0.0, 1.0 - level, LOOKS)[:-1]
    looks = distribution.quantile(np.r_[tails[1:], tails + level], ROUGH)
    lows, highs = np.r_[-np.inf, looks[: LOOKS - 2]], looks[LOOKS - 2 :]
    if floor is not None:
        lows[0] = floor
        highs[0] = distribution.quantile(np.array([level]))[0]
    place = int(np.argmin(highs - lows))

    if floor is not None and place == 0:
        first, last = distribution.density(np.array([floor, highs[0]]))
        if first >= last:
            return floor, float(highs[0])
    found = _equal_ends(distribution, level, float(lows[place]), float(highs[place]))
    if found is not None:
        return found
    return _search(distribution, level, tails, place, floor)


def _equal_ends(
    distribution: Distribution, level: float, low: float, high: float
) -> tuple[float, float] | None:
    """Newton steps to the coverage and to equal densities; None where they go astray."""
    ends = np.array([low, high])
    width = high - low
    for _ in range(NEWTON_STEPS):
        f, slope = distribution.density(ends), distribution.slope(ends)
        gap = np.array([np.diff(distribution.cdf(ends))[0] - level, f[1] - f[0]])
        matrix = np.array([[-f[0], f[1]], [-slope[0], slope[1]]])
        # a minimum of the width: the density rises at the low end and falls at the high one
        if not (slope[0] > 0.0 > slope[1] and f.min() > 0.0):
            return None
        step = np.linalg.solve(matrix, gap)
        ends = ends - step
        if not ends[0] < ends[1] <= ends[0] + width * 1.001:
            return None
        if np.abs(step).max() <= STEP * width:
            return float(ends[0]), float(ends[1])
    return None


def _search(
    distribution: Distribution, level: float, tails: FloatArray, place: int, floor: float | None
) -> tuple[float, float]:
    """Bracketed search around the best of the looks."""

    def interval(tail: float) -> FloatArray:
        ends = distribution.quantile(np.array([tail, tail + level]))
        if floor is not None and tail == 0.0:
            ends[0] = floor
        return ends

    def excess(tail: float) -> float:
        first, last = distribution.density(interval(tail))
        return float(first - last)

    step = float(tails[1] - tails[0])
    a = max(float(tails[place]) - step, 0.0 if floor is not None else 0.01 * step)
    b = min(float(tails[place]) + step, 1.0 - level - 0.01 * step)
    at_a, at_b = excess(a), excess(b)
    tail = float(tails[place])
    if at_a < 0.0 < at_b:
        tail = bracketed_root(excess, a, b, at_a, at_b)
    ends = interval(tail)
    return float(ends[0]), float(ends[1])
