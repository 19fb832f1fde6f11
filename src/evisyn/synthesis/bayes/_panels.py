"""A density on the positive axis, kept as Legendre series on panels.

Panels start out geometric and are halved until the last coefficients of their series no longer
matter, so a sharp top, a heavy tail and the end of a support are all resolved. Integrals to the
end of a panel are Gauss-Legendre sums, inside a panel the integrated series.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from evisyn.synthesis._designs import FloatArray, IntArray

#: Nodes a panel, and the part of the whole that the last coefficients may still carry.
NODES, TOLERANCE = 16, 1e-12
MAX_ROUNDS = 40
#: Logarithm of what is left out beyond the last panel.
NEGLIGIBLE = 36.0
MAX_STEPS = 100
#: A Newton step below this leaves an error of its square.
STEP = 1e-9
#: Width of a bracket that holds no other number.
LAST_BIT = 4e-16
#: Rounds of looking closer for the top; a density this far above it would overflow.
ZOOMS, LARGEST = 5, 600.0

_X, _W = np.polynomial.legendre.leggauss(NODES)
#: Values at the nodes to coefficients: discrete orthogonality.
_TO_SERIES = (
    np.polynomial.legendre.legvander(_X, NODES - 1) * _W[:, None] * (np.arange(NODES) + 0.5)
)


def _integral_series(series: FloatArray) -> FloatArray:
    """Coefficients (P, NODES + 1) of the integrals from -1, of coefficients (P, NODES)."""
    return np.asarray(np.polynomial.legendre.legint(series, axis=1, lbnd=-1), dtype=np.float64)


LogDensity = Callable[[FloatArray], FloatArray]


class Panels(NamedTuple):
    """A normalised density.

    ``low``, ``half`` (P,) are start and half-width of the panels, ``series`` (P, NODES) the
    coefficients, ``integral`` those of the integral from the start of the panel, ``below``
    (P + 1,) the mass before each panel; ``nodes``, ``mass`` (P, NODES)
    the nodes and their share of the whole. ``log_norm`` turns the log density given into the
    normalised one.
    """

    low: FloatArray
    half: FloatArray
    series: FloatArray
    integral: FloatArray
    below: FloatArray
    nodes: FloatArray
    mass: FloatArray
    log_norm: float
    log_density: LogDensity

    def cdf(self, t: FloatArray) -> FloatArray:
        """Probability of at most t."""
        place, u = self._local(t)
        basis = np.polynomial.legendre.legvander(u, NODES)
        part = (self.integral[place] * basis).sum(axis=-1) * self.half[place]
        return np.where(t <= 0.0, 0.0, np.minimum(self.below[place] + part, 1.0))

    def density(self, t: FloatArray) -> FloatArray:
        """Normalised density at t, 0 below 0."""
        inside = np.exp(self.log_density(np.maximum(t, 0.0)) - self.log_norm)
        return np.where(t < 0.0, 0.0, inside)

    def slope(self, t: FloatArray) -> FloatArray:
        """Derivative of the density."""
        place, u = self._local(t)
        bend = np.polynomial.legendre.legder(self.series[place], axis=1)
        basis = np.polynomial.legendre.legvander(u, NODES - 2)
        return np.asarray((bend * basis).sum(axis=-1) / self.half[place])

    def quantile(self, p: FloatArray, step: float = STEP) -> FloatArray:
        """Where the distribution function is p: Newton steps inside the panel, bracketed."""
        place = self._place(np.searchsorted(self.below, p, side="right") - 1)
        half, series, integral = self.half[place], self.series[place], self.integral[place]
        goal = (p - self.below[place]) / half
        a, b = np.full(p.shape, -1.0), np.full(p.shape, 1.0)
        u = np.zeros(p.shape)
        for _ in range(MAX_STEPS):
            basis = np.polynomial.legendre.legvander(u, NODES)
            gap = (integral * basis).sum(axis=-1) - goal
            a, b = np.where(gap <= 0.0, u, a), np.where(gap >= 0.0, u, b)
            with np.errstate(all="ignore"):
                ahead = u - gap / (series * basis[..., :-1]).sum(axis=-1)
            newton = (ahead >= a) & (ahead <= b)
            ahead = np.where(newton, ahead, 0.5 * (a + b))
            still = (np.abs(ahead - u) > step) | (~newton & (b - a > LAST_BIT))
            u = ahead
            if not still.any():
                break
        return np.asarray(self.low[place] + half * (u + 1.0))

    def _local(self, t: FloatArray) -> tuple[IntArray, FloatArray]:
        """Panel of t and the place in it, from -1 to 1."""
        place = self._place(np.searchsorted(self.low, t, side="right") - 1)
        u = (t - self.low[place]) / self.half[place] - 1.0
        return place, np.clip(u, -1.0, 1.0)

    def _place(self, found: IntArray) -> IntArray:
        return np.clip(found, 0, self.low.size - 1)


def make_panels(log_density: LogDensity, start: float, end: float, moment: float) -> Panels:
    """Panels of an unnormalised log density.

    ``start`` is the scale at which the density begins to change, ``end`` the end of the support
    (or infinity); ``moment`` the highest power of the argument whose mean has to be right.
    """
    edges = _edges(log_density, start, end, moment)
    edges, top = _with_mode(log_density, edges)
    low, high = edges[:-1], edges[1:]
    done: list[tuple[FloatArray, FloatArray, FloatArray]] = []
    finished = np.zeros(2)
    for _ in range(MAX_ROUNDS):
        half = 0.5 * (high - low)
        nodes = low[:, None] + half[:, None] * (_X + 1.0)
        values = np.exp(np.minimum(log_density(nodes) - top, LARGEST))
        sides = np.stack([values, values * (nodes / high.max()) ** moment])
        inside = (sides @ _W) * half
        whole = finished + inside.sum(axis=1)
        last = np.abs((sides @ _TO_SERIES)[..., -2:]).max(axis=-1) * half
        rough = (last > TOLERANCE * whole[:, None]).any(axis=0)
        done.append((low[~rough], half[~rough], values[~rough]))
        finished += inside[:, ~rough].sum(axis=1)
        if not rough.any():
            break
        middle = low[rough] + half[rough]
        low, high = np.r_[low[rough], middle], np.r_[middle, high[rough]]
    return _finish(done, top, log_density)


def _with_mode(log_density: LogDensity, edges: FloatArray) -> tuple[FloatArray, float]:
    """Edges around the top as well, so that a top between two nodes is not missed."""
    place = int(np.argmax(log_density(edges)))
    low, high = edges[max(place - 1, 0)], edges[min(place + 1, edges.size - 1)]
    for _ in range(ZOOMS):
        points = np.linspace(low, high, 17)
        logs = log_density(points)
        place = int(np.argmax(logs))
        low, high = points[max(place - 1, 0)], points[min(place + 1, 16)]
    mode, top = float(points[place]), float(logs[place])
    step = 0.5 * (high - low)
    bend = 2.0 * top - float(log_density(np.array([mode - step, mode + step])).sum())
    if place in (0, 16) or not bend > 0.0:
        return edges, top
    width = step / np.sqrt(bend)
    extra = mode + width * np.array([-8.0, -2.0, 0.0, 2.0, 8.0])
    inside = (extra > 0.0) & (extra < edges[-1])
    return np.unique(np.r_[edges, extra[inside]]), top


def _finish(
    done: list[tuple[FloatArray, FloatArray, FloatArray]],
    top: float,
    log_density: LogDensity,
) -> Panels:
    low = np.concatenate([part[0] for part in done])
    order = np.argsort(low)
    half = np.concatenate([part[1] for part in done])[order]
    values = np.concatenate([part[2] for part in done])[order]
    low = low[order]
    mass = values * _W * half[:, None]
    total = float(mass.sum())
    below = np.r_[0.0, np.cumsum(mass.sum(axis=1))] / total
    series = values @ _TO_SERIES / total
    return Panels(
        low, half, series, _integral_series(series), below,
        low[:, None] + half[:, None] * (_X + 1.0), mass / total,
        top + float(np.log(total)), log_density,
    )  # fmt: skip


def _edges(log_density: LogDensity, start: float, end: float, moment: float) -> FloatArray:
    """0, then doubling from ``start`` until what follows is negligible, or to the end."""
    points = start * 2.0 ** np.arange(0.0, 400.0)
    points = points[points < end] if np.isfinite(end) else points[points < 1e120]
    logs = log_density(points) + (1.0 + moment) * np.log(points)
    plain = log_density(points) + np.log(points)
    enough = (logs > logs.max() - NEGLIGIBLE) | (plain > plain.max() - NEGLIGIBLE)
    last = int(np.flatnonzero(enough).max()) + 2 if enough.size else 0
    tail = points[:last]
    if np.isfinite(end) and last >= points.size:
        tail = np.r_[tail, end]
    return np.asarray(np.r_[0.0, tail])
