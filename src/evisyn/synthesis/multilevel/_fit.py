"""(Restricted) maximum likelihood of the two variance components, by Newton steps.

Score and information are sums over studies; see Gilmour, A. R., Thompson, R., & Cullis, B. R.
(1995), Biometrics 51, 1440, doi:10.2307/2533274, for the average information. Each component
lies at or above 0: one that reaches 0 and would go further stays there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evisyn.synthesis._designs import BoolArray, FloatArray
from evisyn.synthesis.multilevel._blocks import Blocks, Inverse, invert

log_2pi = float(np.log(2.0 * np.pi))
#: Relative step at which the search ends; Newton steps are far better by then.
TOLERANCE = 1e-11
MAX_STEPS = 200
#: Starting values, in parts of the variance of the effects: the likelihood can have two tops.
START_PARTS = (0.0, 0.05, 0.3, 1.0)


class Mean(NamedTuple):
    """Fixed effects at given components: coefficients, their covariance, weighted residuals.

    ``a`` is Omega^-1 X, shape (n, p); ``e`` is Omega^-1 (y - X beta), shape (n,).
    """

    inverse: Inverse
    a: FloatArray
    covariance: FloatArray
    beta: FloatArray
    e: FloatArray
    rss: float
    logdet_x: float


class Curvature(NamedTuple):
    """Score and information of the components, shapes (2,) and (2, 2)."""

    score: FloatArray
    observed: FloatArray
    expected: FloatArray


class Fit(NamedTuple):
    """Components at the top of the likelihood."""

    sigma2: FloatArray
    mean: Mean
    loglik: float
    converged: bool


def mean_at(blocks: Blocks, sigma2: FloatArray) -> Mean:
    """Generalised least squares at fixed components."""
    inverse = invert(blocks, sigma2)
    x, y = blocks.x, blocks.y
    a = inverse.dot(x)
    information = x.T @ a
    covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    beta = covariance @ (a.T @ y)
    rest = y - x @ beta
    e = inverse.dot(rest[:, None])[:, 0]
    return Mean(
        inverse, a, covariance, beta, e, float(rest @ e), float(np.linalg.slogdet(information)[1])
    )


def loglik_of(mean: Mean, restricted: bool) -> float:
    """Log-likelihood; the restricted one carries half of log |X'X|."""
    n, p = mean.a.shape
    value = mean.inverse.logdet + mean.rss
    if restricted:
        x = mean.inverse.blocks.x
        value += mean.logdet_x - float(np.linalg.slogdet(x.T @ x)[1])
    return float(-0.5 * (value + (n - p * restricted) * log_2pi))


def curvature(mean: Mean, restricted: bool) -> Curvature:
    """Derivatives of the log-likelihood by the two components.

    The derivative of the covariance is a block of ones for the first, the identity for the
    second component.
    """
    blocks, inverse = mean.inverse.blocks, mean.inverse
    p = mean.a.shape[1]
    ae = np.column_stack([mean.a, mean.e])
    sides = (blocks.spread(ae), ae)
    ones = inverse.dot(np.ones((mean.e.size, 1)))
    per_study = blocks.total(ones)
    traces = np.array([per_study.sum(), inverse.diagonal().sum()])
    gaps = np.array([mean.e @ sides[0][:, p], mean.e @ mean.e])
    both = float((ones * ones).sum())
    first = np.array([[float((per_study**2).sum()), both], [both, inverse.square_norm()]])
    stacked = np.hstack(sides)
    cross = stacked.T @ inverse.dot(stacked)
    return _assemble(mean, restricted, sides, traces, gaps, first, cross)


def _assemble(
    mean: Mean,
    restricted: bool,
    sides: tuple[FloatArray, FloatArray],
    traces: FloatArray,
    gaps: FloatArray,
    squares: FloatArray,
    cross: FloatArray,
) -> Curvature:
    p = mean.a.shape[1]
    m = mean.covariance
    lefts = [side.T @ mean.a for side in sides]  # rows 0..p-1: T, row p: (G e)'A
    average, expected = np.empty((2, 2)), 0.5 * squares
    for i in range(2):
        for j in range(2):
            block = cross[i * (p + 1) : (i + 1) * (p + 1), j * (p + 1) : (j + 1) * (p + 1)]
            average[i, j] = 0.5 * (block[p, p] - lefts[i][p] @ m @ lefts[j][p])
            if restricted:
                ti, tj = lefts[i][:p], lefts[j][:p]
                expected[i, j] += 0.5 * np.trace(m @ ti @ m @ tj) - np.trace(m @ block[:p, :p])
    if restricted:
        traces = traces - np.array([np.trace(m @ left[:p]) for left in lefts])
    return Curvature(0.5 * (gaps - traces), 2.0 * average - expected, expected)


def fit_components(blocks: Blocks, restricted: bool, fixed: FloatArray) -> Fit:
    """Climb to the top; ``fixed`` (2,) holds values that stay, NaN where to be estimated."""
    free = np.isnan(fixed)
    start = _start(blocks, restricted, fixed, free)
    return climb(blocks, restricted, start, free)


def _start(blocks: Blocks, restricted: bool, fixed: FloatArray, free: BoolArray) -> FloatArray:
    """The best of a few values: in each top's neighbourhood Newton steps find the top."""
    scale = float(np.var(blocks.y))
    choices = [
        [part * scale for part in START_PARTS] if is_free else [float(value)]
        for is_free, value in zip(free, fixed, strict=True)
    ]
    points = [np.array([first, second]) for first in choices[0] for second in choices[1]]
    if len(points) == 1:
        return points[0]
    heights = [loglik_of(mean_at(blocks, point), restricted) for point in points]
    return points[int(np.argmax(heights))]


def climb(blocks: Blocks, restricted: bool, sigma2: FloatArray, free: BoolArray) -> Fit:
    """Newton steps from ``sigma2``, with halving where a step would go down."""
    mean = mean_at(blocks, sigma2)
    height = loglik_of(mean, restricted)
    if not free.any():
        return Fit(sigma2, mean, height, True)
    unit = float(np.median(blocks.v))
    converged = False
    for _ in range(MAX_STEPS):
        shape = curvature(mean, restricted)
        moves = free & ((sigma2 > 0.0) | (shape.score > 0.0))
        step = _step(shape, moves)
        before = sigma2
        sigma2, mean, height = _advance(blocks, restricted, before, step, height)
        if np.max(np.abs(sigma2 - before) / (before + unit)) <= TOLERANCE:
            converged = True
            break
    return Fit(sigma2, mean, height, converged)


def _step(shape: Curvature, moves: BoolArray) -> FloatArray:
    """A Newton step of the components that move; Fisher's where the top is not near."""
    step = np.zeros(2)
    places = np.flatnonzero(moves)
    if places.size == 0:
        return step
    score = shape.score[places]
    for matrix in (shape.observed, shape.expected):
        part = matrix[np.ix_(places, places)]
        values = np.linalg.eigvalsh(part)
        if values[0] > 1e-10 * values[-1] > 0.0:
            step[places] = np.linalg.solve(part, score)
            return step
    size = np.abs(np.diag(shape.expected)[places])
    step[places] = score / np.where(size > 0.0, size, 1.0)
    return step


def _advance(
    blocks: Blocks, restricted: bool, sigma2: FloatArray, step: FloatArray, height: float
) -> tuple[FloatArray, Mean, float]:
    """The step, halved until the likelihood does not fall; rounding is forgiven."""
    slack = 1e-12 * (1.0 + abs(height))
    for _ in range(60):
        ahead = np.maximum(sigma2 + step, 0.0)
        mean = mean_at(blocks, ahead)
        value = loglik_of(mean, restricted)
        if value >= height - slack:
            break
        step = 0.5 * step
    return ahead, mean, value
