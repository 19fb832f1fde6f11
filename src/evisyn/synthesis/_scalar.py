"""The kernels for one data set, intercept only, in plain Python arithmetic.

A single fit spends its time in calls, not in arithmetic, so for a handful of studies plain
floats beat arrays several times over. The same functions, compiled, are the numba engine.
Every operation is the one of the array kernels in the same order, so the bits are the same;
``tests/synthesis/test_batch.py`` holds that.

``y`` and ``v`` hold k floats without gaps, ``w`` k floats of working space.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

#: A list of floats; an array when compiled.
Vector: TypeAlias = Any

#: Newton is trusted where the observed information is at least this part of the expected one.
NEWTON_SHARE = 0.25
#: A step smaller than this part of tau2 + the smallest variance is the last one; Newton's
#: error after it is of the order of its square.
LAST_STEP = 1e-9
#: A scoring step is not followed by such a gain, so it has to be smaller by this part.
SCORING_PART = 1e-3
#: After this many steps only bisection is used, which ends.
BISECT_AFTER = 40
MAX_STEPS = 200
#: Cells of the grid on which the sign of the score is looked at; a power of two, because the
#: ratio of the grid is found by square roots.
GRID_HALVINGS = 4
GRID = 2**GRID_HALVINGS
#: The grid ends this much above the bound beyond which no optimum lies.
BEYOND = 1.01


def mean_one(y: Vector, v: Vector, t: float, w: Vector) -> tuple[float, float, float]:
    """Sum of weights, its inverse, and the weighted mean at tau2 = t; fills ``w``."""
    for i in range(len(v)):
        w[i] = 1.0 / (v[i] + t)
    sum_w = 0.0
    sum_wy = 0.0
    for i in range(len(v)):
        sum_w += w[i]
        sum_wy += w[i] * y[i]
    inverse = 1.0 / sum_w
    return sum_w, inverse, sum_wy * inverse


def score_one(y: Vector, v: Vector, t: float, ml: bool, w: Vector) -> tuple[float, float, float]:
    """Twice the score, the expected and the observed information at tau2 = t."""
    sum_w, inverse, mean = mean_one(y, v, t, w)
    gap = 0.0
    cubic = 0.0
    sum_wwr = 0.0
    sum_w2 = 0.0
    for i in range(len(v)):
        wi = w[i]
        wr = (y[i] - mean) * wi
        wwr = wi * wr
        gap += wr * wr
        cubic += wr * wwr
        sum_wwr += wwr
        sum_w2 += wi * wi
    curve = 2.0 * (cubic - sum_wwr * sum_wwr * inverse)
    if ml:
        return gap - sum_w, sum_w2, curve - sum_w2
    trace, info = traces_one(w, inverse)
    return gap - trace, info, curve - info


def traces_one(w: Vector, inverse: float) -> tuple[float, float]:
    """tr(P) and tr(PP) from the elementary symmetric sums of the weights."""
    e1 = 0.0
    e2 = 0.0
    e3 = 0.0
    for i in range(len(w)):
        e3 += w[i] * e2
        e2 += w[i] * e1
        e1 += w[i]
    half = e2 * inverse
    return 2.0 * half, 4.0 * half * half - 6.0 * (e3 * inverse)


def ceiling_one(y: Vector, v: Vector) -> tuple[float, float]:
    """Smallest variance, and a tau2 above which the score is negative.

    From y'PPy <= SS / (min v + tau2)^2 and tr(P) >= (k - 1) / (max v + tau2).
    """
    k = len(v)
    sum_y = 0.0
    smallest = v[0]
    largest = v[0]
    for i in range(k):
        sum_y += y[i]
        smallest = min(smallest, v[i])
        largest = max(largest, v[i])
    mean = sum_y * (1.0 / k)
    ss = 0.0
    for i in range(k):
        r = y[i] - mean
        ss += r * r
    c = ss / (k - 1.0)
    bound = 0.5 * (c - 2.0 * smallest + math.sqrt(c) * math.sqrt(c + 4.0 * (largest - smallest)))
    return smallest, max(bound * BEYOND, 0.0)


def climb_one(
    y: Vector, v: Vector, low: float, high: float, start: float, ml: bool,
    w: Vector,
) -> tuple[float, bool]:  # fmt: skip
    """Optimum between ``low`` (score positive) and ``high`` (not positive)."""
    scale = min(v)
    t = start
    for step in range(MAX_STEPS):
        s, info, bend = score_one(y, v, t, ml, w)
        if s > 0.0:
            low = t
        else:
            high = t
        newton = bend > NEWTON_SHARE * info
        move = s / (bend if newton else info)
        new = t + move
        if abs(move) <= (LAST_STEP if newton else LAST_STEP * SCORING_PART) * (t + scale):
            return max(new, 0.0), True
        if step >= BISECT_AFTER or new <= low or new >= high:
            new = 0.5 * (low + high)
        t = new
    return t, False


def log_likelihood_one(y: Vector, v: Vector, t: float, ml: bool, w: Vector) -> float:
    """Log-likelihood at tau2 = t without its constant."""
    _, inverse, mean = mean_one(y, v, t, w)
    logs = 0.0
    rss = 0.0
    for i in range(len(v)):
        r = y[i] - mean
        logs += math.log(v[i] + t)
        rss += w[i] * r * r
    value = -0.5 * (logs + rss)
    return value if ml else value + 0.5 * math.log(inverse)


def grid_one(y: Vector, v: Vector, points: Vector) -> None:
    """Fill ``points`` from 0 to the bound, geometric in tau2 + min v.

    The ratio is a root found by square roots, which are exact on any machine.
    """
    scale, bound = ceiling_one(y, v)
    ratio = 1.0 + bound / scale
    for _ in range(GRID_HALVINGS):
        ratio = math.sqrt(ratio)
    points[0] = 0.0
    edge = 1.0
    for j in range(GRID):
        edge = edge * ratio
        points[j + 1] = edge * scale - scale


def best_one(
    y: Vector, v: Vector, points: Vector, scores: Vector,
    ml: bool, w: Vector,
) -> tuple[float, bool]:  # fmt: skip
    """Global optimum from the scores on the grid: a climb per bracket, then a comparison."""
    best = 0.0
    rivals = scores[0] <= 0.0
    converged = True
    for j in range(GRID):
        if scores[j] > 0.0 and scores[j + 1] <= 0.0:
            low, high = points[j], points[j + 1]
            start = low + (high - low) * (scores[j] / (scores[j] - scores[j + 1]))
            t, done = climb_one(y, v, low, high, start, ml, w)
            converged = converged and done
            if rivals:
                height = log_likelihood_one(y, v, best, ml, w)
                t = t if log_likelihood_one(y, v, t, ml, w) > height else best
            best = t
            rivals = True
    return best, converged


def moments_one(y: Vector, v: Vector, w: Vector) -> tuple[float, float, float, float]:
    """Q, the sum of weights, tr(P) and tr(PP) at weights 1/v."""
    sum_w, inverse, mean = mean_one(y, v, 0.0, w)
    q = 0.0
    for i in range(len(v)):
        r = y[i] - mean
        q += w[i] * r * r
    trace, trace2 = traces_one(w, inverse)
    return q, sum_w, trace, trace2


def match_q_one(
    y: Vector, v: Vector, start: float, target: float,
    w: Vector,
) -> tuple[float, bool]:  # fmt: skip
    """tau2 at which the generalised Q equals ``target``; 0 where it is below that at 0."""
    scale = min(v)
    t = start
    for _ in range(MAX_STEPS):
        mean = mean_one(y, v, t, w)[2]
        q = 0.0
        slope = 0.0
        for i in range(len(v)):
            r = y[i] - mean
            wr = w[i] * r
            q += wr * r
            slope += wr * wr
        move = (q / target - 1.0) * (q / (slope if slope > 0.0 else 1.0))
        new = max(t + move, 0.0)
        done = abs(new - t) <= LAST_STEP * (t + scale)
        t = new
        if done:
            return t, True
    return t, False
