"""The kernels of :mod:`evisyn.synthesis._scalar`, compiled, in a loop over data sets.

Optional: imported only when the numba engine is asked for. No reordering of sums is allowed
(``fastmath`` off), so the bits are those of the other engines.
"""

from __future__ import annotations

import types
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numba
import numpy as np
from numba.extending import register_jitable

from evisyn.synthesis import _scalar
from evisyn.synthesis._designs import BoolArray, FloatArray

LEAST_SLICE = 2000
"""Data sets in a slice of its own thread; below it the start of a thread costs more."""

_KERNELS = (
    "mean_one", "traces_one", "score_one", "ceiling_one", "grid_one", "climb_one",
    "log_likelihood_one", "best_one", "match_q_one",
)  # fmt: skip
for _name in _KERNELS:
    register_jitable(getattr(_scalar, _name))


def _stamp() -> str:
    """Code and constants of the kernels.

    numba looks for compiled code by the file of the loop only; the stamp, held by the loops
    as a closure variable, makes a change of a kernel visible to it.
    """
    parts = [getattr(_scalar, name).__code__ for name in _KERNELS]
    numbers = [value for value in vars(_scalar).values() if isinstance(value, int | float)]
    return repr([(code.co_code, _plain(code)) for code in parts]) + repr(numbers)


def _plain(code: types.CodeType) -> list[str]:
    return [repr(item) for item in code.co_consts if not isinstance(item, types.CodeType)]


@numba.njit(cache=True)
def _gather(y: Any, v: Any, there: Any, j: int, ys: Any, vs: Any) -> int:
    n = 0
    for i in range(y.shape[0]):
        if there[i, j] > 0.0:
            ys[n] = y[i, j]
            vs[n] = v[i, j]
            n += 1
    return n


@numba.njit(cache=True)
def _scores(y: Any, v: Any, points: Any, ml: bool, work: Any) -> None:
    """Twice the score at every point, left in ``work[3]``.

    The inner loop runs over points, which lets the processor do several at once while each
    sum keeps the order of the studies.
    """
    sum_w, sum_wy, pairs, gap = work[0], work[1], work[2], work[3]
    work[:] = 0.0
    m = points.shape[0]
    for i in range(y.shape[0]):
        for j in range(m):
            w = 1.0 / (v[i] + points[j])
            pairs[j] += w * sum_w[j]
            sum_w[j] += w
            sum_wy[j] += w * y[i]
    inverse, mean = work[4], work[5]
    for j in range(m):
        inverse[j] = 1.0 / sum_w[j]
        mean[j] = sum_wy[j] * inverse[j]
    for i in range(y.shape[0]):
        for j in range(m):
            wr = (y[i] - mean[j]) * (1.0 / (v[i] + points[j]))
            gap[j] += wr * wr
    for j in range(m):
        if ml:
            gap[j] -= sum_w[j]
        else:
            gap[j] -= 2.0 * (pairs[j] * inverse[j])


def _loops(stamp: str) -> tuple[Any, Any]:
    # without the interpreter's lock, so that slices of the data sets run side by side
    @numba.njit(cache=True, nogil=True)
    def maximise(
        y: Any, v: Any, there: Any, ml: bool, tau2: Any, converged: Any, start: int, stop: int
    ) -> int:
        k = y.shape[0]
        ys, vs, ws = np.empty(k), np.empty(k), np.empty(k)
        points = np.empty(_scalar.GRID + 1)
        work = np.empty((6, _scalar.GRID + 1))
        for j in range(start, stop):
            n = _gather(y, v, there, j, ys, vs)
            _scalar.grid_one(ys[:n], vs[:n], points)
            _scores(ys[:n], vs[:n], points, ml, work)
            tau2[j], converged[j] = _scalar.best_one(ys[:n], vs[:n], points, work[3], ml, ws[:n])
        return len(stamp)

    @numba.njit(cache=True)
    def match_q(
        y: Any, v: Any, there: Any, start: Any, target: Any, tau2: Any, converged: Any
    ) -> int:
        k = y.shape[0]
        ys, vs, ws = np.empty(k), np.empty(k), np.empty(k)
        for j in range(y.shape[1]):
            n = _gather(y, v, there, j, ys, vs)
            tau2[j], converged[j] = _scalar.match_q_one(ys[:n], vs[:n], start[j], target[j], ws[:n])
        return len(stamp)

    return maximise, match_q


_maximise, _match_q = _loops(_stamp())


def _edges(count: int) -> list[int]:
    """Where to cut the data sets: one slice per thread of numba, none too small to pay."""
    slices = max(1, min(int(numba.get_num_threads()), count // LEAST_SLICE))
    return [count * place // slices for place in range(slices + 1)]


def maximise(
    y: FloatArray, v: FloatArray, present: FloatArray | None, ml: bool
) -> tuple[FloatArray, BoolArray]:
    """Compiled twin of :func:`evisyn.synthesis._iterative.maximise`; arrays (k, b)."""
    tau2, converged = np.empty(y.shape[1]), np.empty(y.shape[1], dtype=bool)
    there = np.ones_like(v) if present is None else present
    edges = _edges(y.shape[1])
    if len(edges) == 2:
        _maximise(y, v, there, ml, tau2, converged, 0, y.shape[1])
        return tau2, converged
    with ThreadPoolExecutor(len(edges) - 1) as threads:
        slices = [
            threads.submit(_maximise, y, v, there, ml, tau2, converged, start, stop)
            for start, stop in pairwise(edges)
        ]
        for done in slices:
            done.result()
    return tau2, converged


def match_q(
    y: FloatArray, v: FloatArray, present: FloatArray | None, start: FloatArray,
    target: FloatArray,
) -> tuple[FloatArray, BoolArray]:  # fmt: skip
    """Compiled twin of :func:`evisyn.synthesis._iterative.match_q`; arrays (k, b)."""
    tau2, converged = np.empty(y.shape[1]), np.empty(y.shape[1], dtype=bool)
    there = np.ones_like(v) if present is None else present
    _match_q(y, v, there, start, target, tau2, converged)
    return tau2, converged
