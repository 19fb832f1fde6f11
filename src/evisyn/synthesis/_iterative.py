"""Iterative estimators of the between-study variance for many data sets at once.

The likelihood may have several optima, one of them at tau2 = 0. The sign of the score is
looked at on a grid from 0 to a bound beyond which no optimum lies; every change from plus to
minus brackets one, and where there are several their likelihoods are compared. Inside a
bracket Newton steps are used where the likelihood is clearly concave and Fisher scoring steps
elsewhere, with bisection whenever a step would leave the bracket. Plain Fisher scoring may
cycle for ever near the boundary; a bracket that only shrinks cannot.

Harville, D. A. (1977), Journal of the American Statistical Association 72, 320,
doi:10.1080/01621459.1977.10480998; Raudenbush, S. W. (2009), in Cooper, Hedges & Valentine,
The handbook of research synthesis and meta-analysis, chapter 16.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evisyn.synthesis._designs import BoolArray, FloatArray, IntArray, Sample, total
from evisyn.synthesis._scalar import (
    BEYOND,
    BISECT_AFTER,
    GRID,
    GRID_HALVINGS,
    LAST_STEP,
    MAX_STEPS,
    NEWTON_SHARE,
    SCORING_PART,
)


class Compiled(Sample):
    """A sample whose iterations numba does, one data set after the other."""

    __slots__ = ()


class Brackets(NamedTuple):
    """Intervals with one optimum each: data set, ends, and where to start."""

    rows: IntArray
    low: FloatArray
    high: FloatArray
    start: FloatArray

    def only(self, j: int) -> Brackets:
        """Bracket j alone."""
        one = slice(j, j + 1)
        return Brackets(self.rows[one], self.low[one], self.high[one], self.start[one])


def log_likelihood(sample: Sample, tau2: FloatArray, ml: bool) -> FloatArray:
    """Log-likelihood at tau2, without its constant."""
    state = sample.design.fit(sample.weights(tau2))
    quad = total(state.w * state.r * state.r)
    value = -0.5 * (sample.log_variances(tau2) + quad)
    return value if ml else value - 0.5 * sample.design.logdet(state)


def _ceiling(sample: Sample) -> tuple[FloatArray, FloatArray]:
    """Smallest variance, and a tau2 above which the score is negative.

    From y'PPy <= SS / (min v + tau2)^2 and tr(P) >= (n - p) / (max v + tau2).
    """
    smallest, largest = sample.extremes()
    state = sample.design.fit(sample.ones())
    r = state.w * state.r
    c = total(r * r) / sample.df
    bound = 0.5 * (c - 2.0 * smallest + np.sqrt(c) * np.sqrt(c + 4.0 * (largest - smallest)))
    return smallest, np.maximum(bound * BEYOND, 0.0)


def _grid(scale: FloatArray, bound: FloatArray) -> list[FloatArray]:
    """Points from 0 to the bound, geometric in tau2 + scale; roots by exact square roots."""
    ratio = 1.0 + bound / scale
    for _ in range(GRID_HALVINGS):
        ratio = np.sqrt(ratio)
    points = [np.zeros_like(scale)]
    edge = np.ones_like(scale)
    for _ in range(GRID):
        edge = edge * ratio
        points.append(edge * scale - scale)
    return points


def find_brackets(sample: Sample, ml: bool) -> tuple[Brackets, BoolArray]:
    """Every bracket of an optimum above 0, and whether 0 is an optimum too."""
    points = _grid(*_ceiling(sample))
    scores = sample.design.scores(sample, points, ml)
    rows, cells = [], []
    for j in range(GRID):
        here = np.flatnonzero((scores[j] > 0.0) & (scores[j + 1] <= 0.0))
        if here.size:
            rows.append(here)
            cells.append(j)
    if not rows:
        empty = np.empty(0)
        return Brackets(np.empty(0, dtype=np.intp), empty, empty, empty), scores[0] <= 0.0
    pick = list(zip(cells, rows, strict=True))
    low = np.concatenate([points[j][here] for j, here in pick])
    high = np.concatenate([points[j + 1][here] for j, here in pick])
    at_low = np.concatenate([scores[j][here] for j, here in pick])
    at_high = np.concatenate([scores[j + 1][here] for j, here in pick])
    start = low + (high - low) * (at_low / (at_low - at_high))
    return Brackets(np.concatenate(rows), low, high, start), scores[0] <= 0.0


def climb(sample: Sample, brackets: Brackets, ml: bool) -> tuple[FloatArray, BoolArray]:
    """The optimum of each bracket, and whether it was reached; unfinished ones go on alone."""
    rows, low, high, t = brackets
    found = t.copy()
    converged = np.zeros(t.shape[0], dtype=bool)
    index = np.arange(t.shape[0])
    part = sample.take(rows)
    scale = part.extremes()[0]
    for step in range(MAX_STEPS):
        s, info, bend = part.design.score(part.weights(t), ml)
        up = s > 0.0
        low = np.where(up, t, low)
        high = np.where(up, high, t)
        newton = bend > NEWTON_SHARE * info
        move = s / np.where(newton, bend, info)
        new = t + move
        last = np.where(newton, LAST_STEP, LAST_STEP * SCORING_PART)
        done = np.abs(move) <= last * (t + scale)
        if done.any():
            found[index[done]] = np.maximum(new[done], 0.0)
            converged[index[done]] = True
            left = np.flatnonzero(~done)
            if left.size == 0:
                return found, converged
            part = part.take(left)
            low, high, new, scale = low[left], high[left], new[left], scale[left]
            index = index[left]
        outside = (new <= low) | (new >= high)
        t = np.where(outside | (step >= BISECT_AFTER), 0.5 * (low + high), new)
    found[index] = t
    return found, converged


def _climb_all(sample: Sample, brackets: Brackets, ml: bool) -> tuple[FloatArray, BoolArray]:
    """All brackets at once, or one by one where they belong to a single data set."""
    if sample.n.shape[0] > 1 or brackets.rows.size == 1:
        return climb(sample, brackets, ml)
    each = [climb(sample, brackets.only(j), ml) for j in range(brackets.rows.size)]
    return np.concatenate([t for t, _ in each]), np.concatenate([done for _, done in each])


def maximise(sample: Sample, ml: bool) -> tuple[FloatArray, BoolArray]:
    """Global optimum of the (restricted) likelihood over tau2 >= 0; converged flags."""
    if isinstance(sample, Compiled):
        from evisyn.synthesis import _numba

        return _numba.maximise(sample.design.y, sample.v, sample.present, ml)
    b = sample.n.shape[0]
    best = np.zeros(b)
    converged = np.ones(b, dtype=bool)
    brackets, at_zero = find_brackets(sample, ml)
    rows = brackets.rows
    if rows.size == 0:
        return best, converged
    found, done = _climb_all(sample, brackets, ml)
    optima = np.bincount(rows, minlength=b) + at_zero
    alone = optima[rows] == 1
    best[rows[alone]] = found[alone]
    converged[rows[~done]] = False
    _compare(sample, rows[~alone], found[~alone], best, at_zero, ml)
    return best, converged


def _compare(
    sample: Sample, rows: IntArray, found: FloatArray, best: FloatArray, at_zero: BoolArray,
    ml: bool,
) -> None:  # fmt: skip
    """Keep in ``best`` the optimum with the largest likelihood; of equals the smallest.

    Several optima are rare, so this goes one by one.
    """
    top: dict[int, float] = {}
    for row, t in zip(rows.tolist(), found, strict=True):
        part = sample.take(np.array([row]))
        if row not in top:
            zero = log_likelihood(part, np.zeros(1), ml).item()
            top[row] = zero if at_zero[row] else -np.inf
        height = log_likelihood(part, np.array([t]), ml).item()
        if height > top[row]:
            top[row] = height
            best[row] = t


def match_q(sample: Sample, start: FloatArray, target: FloatArray) -> tuple[FloatArray, BoolArray]:
    """tau2 at which the generalised Q equals ``target``; 0 where it is below that at 0.

    Newton steps on 1/Q, which is concave in tau2 and nearly straight: from the second on they
    come from the left, and they end quickly.
    """
    if isinstance(sample, Compiled):
        from evisyn.synthesis import _numba

        return _numba.match_q(sample.design.y, sample.v, sample.present, start, target)
    t, goal, part = start.copy(), target, sample
    found = start.copy()
    converged = np.zeros(t.shape[0], dtype=bool)
    index = np.arange(t.shape[0])
    scale = part.extremes()[0]
    for _ in range(MAX_STEPS):
        state = part.design.fit(part.weights(t))
        wr = state.w * state.r
        q = total(wr * state.r)
        slope = total(wr * wr)
        new = np.maximum(t + (q / goal - 1.0) * (q / np.where(slope > 0.0, slope, 1.0)), 0.0)
        done = np.abs(new - t) <= LAST_STEP * (t + scale)
        t = new
        if done.any():
            found[index[done]] = t[done]
            converged[index[done]] = True
            left = np.flatnonzero(~done)
            if left.size == 0:
                return found, converged
            part = part.take(left)
            t, goal, scale, index = t[left], goal[left], scale[left], index[left]
    found[index] = t
    return found, converged
