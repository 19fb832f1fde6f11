"""Iterative estimators of the between-study variance, with their safeguards.

Restricted and full maximum likelihood use Newton steps on the score where the likelihood is
clearly concave and Fisher scoring steps elsewhere, always uphill, inside a bracket that only
shrinks. Plain Fisher scoring may cycle for ever near the boundary; a bracket cannot. The
likelihood may have two optima, one of them at tau2 = 0: both are found and compared.
"""

from __future__ import annotations

import numpy as np

from evisyn.synthesis._designs import FloatArray, IntArray, Sample, State, total

#: Newton is trusted where the observed information is at least this part of the expected one.
NEWTON_SHARE = 0.25
#: A step smaller than this part of tau2 + (largest weight)^-1 is the last one. Newton's error
#: after it is of the order of its square.
LAST_STEP = 1e-8
#: After this many steps only bisection is used, which ends.
BISECT_AFTER = 40
MAX_STEPS = 200


def score(sample: Sample, tau2: FloatArray, ml: bool) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Twice the score of the log-likelihood, twice the expected and the observed information.

    Harville, D. A. (1977), Journal of the American Statistical Association 72, 320,
    doi:10.1080/01621459.1977.10480998; Raudenbush, S. W. (2009), in Cooper et al.,
    The handbook of research synthesis and meta-analysis, chapter 16.
    """
    design = sample.design
    w = sample.weights(tau2)
    state = design.fit(w)
    wr = w * state.r
    wwr = w * wr
    w2 = w * w
    gap = total(wr * wr)
    curve = 2.0 * (total(wr * wwr) - design.quad(state, wwr))
    if ml:
        expected = total(w2)
        return gap - total(w), expected, curve - expected
    trace = total(w) - design.tr1(state, w2)
    expected = total(w2) - 2.0 * design.tr1(state, w2 * w) + design.tr2(state, w2, w2)
    return gap - trace, expected, curve - expected


def log_likelihood(sample: Sample, tau2: FloatArray, ml: bool) -> FloatArray:
    """Log-likelihood at tau2, without the constant in n."""
    state = sample.design.fit(sample.weights(tau2))
    quad = total(state.w * state.r * state.r)
    value = -0.5 * (sample.log_variances(tau2) + quad)
    return value if ml else value - 0.5 * sample.design.logdet(state)


class _Search:
    """Where each still unfinished data set stands; index points into the caller's arrays."""

    __slots__ = ("high", "index", "low", "sample", "scale", "tau2")

    def __init__(self, sample: Sample, tau2: FloatArray) -> None:
        self.sample = sample
        self.tau2 = tau2
        self.low = np.zeros_like(tau2)
        self.high = np.full_like(tau2, np.inf)
        self.scale = 1.0 / np.max(sample.weights(), axis=0)
        self.index: IntArray = np.arange(tau2.shape[0])

    def keep(self, rows: IntArray) -> None:
        self.sample = self.sample.take(rows)
        for name in ("tau2", "low", "high", "scale", "index"):
            setattr(self, name, np.take(getattr(self, name), rows))


def _propose(search: _Search, s: FloatArray, info: FloatArray, bend: FloatArray) -> FloatArray:
    """Next tau2: Newton or Fisher, kept inside the bracket."""
    tau2 = search.tau2
    up = s > 0.0
    np.copyto(search.low, tau2, where=up)
    np.copyto(search.high, tau2, where=~up)
    new = tau2 + s / np.where(bend > NEWTON_SHARE * info, bend, info)
    outside = new >= search.high
    if outside.any():
        np.copyto(new, 0.5 * (tau2 + search.high), where=outside)
    below = new <= search.low
    if below.any():
        # low = 0 may be the answer itself: it is visited before it is halved towards
        halfway = np.where(search.low > 0.0, 0.5 * (tau2 + search.low), 0.0)
        np.copyto(new, halfway, where=below & ~up)
    return new


def climb(sample: Sample, start: FloatArray, ml: bool) -> tuple[FloatArray, FloatArray]:
    """Local optimum of the likelihood uphill from ``start``; converged flags (b,)."""
    found = start.copy()
    converged = np.zeros(start.shape[0], dtype=bool)
    search = _Search(sample, start.copy())
    for step in range(MAX_STEPS):
        s, info, bend = score(search.sample, search.tau2, ml)
        at_zero = (search.tau2 == 0.0) & (s <= 0.0)
        new = _propose(search, s, info, bend)
        if step >= BISECT_AFTER:
            middle = 0.5 * (search.low + search.high)
            np.copyto(new, middle, where=np.isfinite(middle))
        done = at_zero | (np.abs(new - search.tau2) <= LAST_STEP * (search.tau2 + search.scale))
        np.copyto(new, 0.0, where=at_zero)
        search.tau2 = new
        if done.any():
            rows = search.index[done]
            found[rows] = new[done]
            converged[rows] = True
            left = np.flatnonzero(~done)
            if left.size == 0:
                return found, converged
            search.keep(left)
    found[search.index] = search.tau2
    return found, converged


def maximise(sample: Sample, start: FloatArray, ml: bool) -> tuple[FloatArray, FloatArray]:
    """Global optimum of the (restricted) likelihood over tau2 >= 0; converged flags."""
    tau2, converged = climb(sample, start, ml)
    positive = np.flatnonzero(tau2 > 0.0)
    if positive.size:
        part = sample.take(positive)
        zero = np.zeros(positive.size)
        s0 = score(part, zero, ml)[0]
        rivals = np.flatnonzero(s0 < 0.0)
        if rivals.size:
            part = part.take(rivals)
            rows = positive[rivals]
            at_zero = log_likelihood(part, zero[rivals], ml)
            here = log_likelihood(part, tau2[rows], ml)
            tau2[rows] = np.where(at_zero >= here, 0.0, tau2[rows])
    return tau2, converged


def match_q(
    sample: Sample, start: FloatArray, target: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """tau2 at which the generalised Q statistic equals ``target``; 0 where it is below at 0.

    Newton steps on 1/Q, which is concave in tau2 and nearly straight, so that the steps come
    from the left and end quickly.
    """
    found = start.copy()
    converged = np.zeros(start.shape[0], dtype=bool)
    search = _Search(sample, start.copy())
    goal = target
    for _ in range(MAX_STEPS):
        state = search.sample.design.fit(search.sample.weights(search.tau2))
        wr = state.w * state.r
        q = total(wr * state.r)
        slope = total(wr * wr)
        slope = np.where(slope > 0.0, slope, 1.0)
        new = np.maximum(search.tau2 + (q / goal - 1.0) * q / slope, 0.0)
        done = np.abs(new - search.tau2) <= LAST_STEP * (search.tau2 + search.scale)
        search.tau2 = new
        if done.any():
            rows = search.index[done]
            found[rows] = new[done]
            converged[rows] = True
            left = np.flatnonzero(~done)
            if left.size == 0:
                return found, converged
            search.keep(left)
            goal = np.take(goal, left)
    found[search.index] = search.tau2
    return found, converged


def fitted(sample: Sample, tau2: FloatArray) -> State:
    """The model at tau2."""
    return sample.design.fit(sample.weights(tau2))
