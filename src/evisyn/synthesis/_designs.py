"""What the variance estimators need to know about a model, and nothing else.

Every estimator of the between-study variance is built from traces and quadratic forms of
``P = W - W X (X'WX)^-1 X'W`` with a diagonal ``W``. Written out for a diagonal ``W`` these
cost one pass over the studies, so no k x k matrix is ever formed. Two designs answer the
same four questions:

:class:`MeanDesign`
    b data sets side by side, intercept only. Arrays have shape (k, b), studies down.
:class:`RegressionDesign`
    one data set with moderators. Arrays have shape (k, 1).

Sums run in study order, one study after the other, whatever b is. An absent study has
weight 0 and adds exact zeros, so a data set gives the same bits alone, in a batch, and in
a batch with gaps.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
#: Up to so many studies running sums go study by study over all data sets, which is quicker.
ROW_BY_ROW = 100

IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]


def total(x: FloatArray) -> FloatArray:
    """Sum over studies in study order: (k, b) to (b,)."""
    if x.shape[1] == 1:
        # reduce() would sum a single column pairwise: other bits than in a batch
        out: FloatArray = np.add.accumulate(x, axis=0)[-1]
        return out
    return np.asarray(np.add.reduce(x, axis=0))


class State:
    """A model fitted with fixed weights: weights, inverse of X'WX, coefficients, residuals."""

    __slots__ = ("coef", "inverse", "r", "w")

    def __init__(self, w: FloatArray, inverse: FloatArray, coef: FloatArray, r: FloatArray) -> None:
        self.w = w
        self.inverse = inverse
        self.coef = coef
        self.r = r


class Design(Protocol):
    """The questions an estimator asks; M is the inverse of X'WX of a :class:`State`."""

    y: FloatArray
    p: int

    def fit(self, w: FloatArray) -> State:
        """Weighted least squares with weights w, shape (k, b)."""
        ...

    def traces(self, state: State) -> tuple[FloatArray, FloatArray]:
        """Traces of P and PP at the weights of the state."""
        ...

    def tr1(self, state: State, x: FloatArray) -> FloatArray:
        """Trace of M X'diag(x)X."""
        ...

    def tr2(self, state: State, x: FloatArray, z: FloatArray) -> FloatArray:
        """Trace of M X'diag(x)X M X'diag(z)X."""
        ...

    def quad(self, state: State, u: FloatArray) -> FloatArray:
        """(X'u)' M (X'u)."""
        ...

    def logdet(self, state: State) -> FloatArray:
        """Log determinant of X'WX, less that of X'X."""
        ...

    def score(self, w: FloatArray, ml: bool) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Twice the score of the (restricted) likelihood, the expected and observed information.

        y'PPy - tr(P), tr(PP) and 2 y'PPPy - tr(PP); with ``ml`` W in place of P in the traces.
        """
        ...

    def scores(self, sample: Sample, points: list[FloatArray], ml: bool) -> list[FloatArray]:
        """Twice the score at each of several tau2, arrays of shape (b,)."""
        ...

    def matrix(self) -> FloatArray:
        """The model matrix (k, p) of one data set."""
        ...

    def take(self, rows: IntArray) -> Design:
        """The same design for some of the data sets."""
        ...


def _mean_traces(w: FloatArray, inverse: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Sum of weights, tr(P) and tr(PP) of the intercept-only model.

    With e1, e2, e3 the elementary symmetric sums of the weights, tr(P) = 2 e2 / e1 and
    tr(PP) = 4 (e2 / e1)^2 - 6 e3 / e1. Unlike differences of power sums these keep their
    digits when one study has nearly all the weight.
    """
    if w.shape[0] > ROW_BY_ROW or w.shape[1] == 1:
        e1, e2, e3 = _symmetric_sums(w)
    else:
        e1, e2, e3 = w[0].copy(), np.zeros(w.shape[1]), np.zeros(w.shape[1])
        work = np.empty(w.shape[1])
        for row in w[1:]:
            e3 += np.multiply(row, e2, out=work)
            e2 += np.multiply(row, e1, out=work)
            e1 += row
    half = e2 * inverse
    return e1, 2.0 * half, 4.0 * half * half - 6.0 * (e3 * inverse)


def _pairs(w: FloatArray) -> FloatArray:
    """Sum of products of two weights, in the order of :func:`_symmetric_sums`."""
    if w.shape[0] < 2:
        return np.zeros(w.shape[1])
    if w.shape[0] > ROW_BY_ROW or w.shape[1] == 1:
        return total(w[1:] * np.add.accumulate(w, axis=0)[:-1])
    e1 = w[0].copy()
    e2 = w[1] * e1
    work = np.empty_like(e1)
    for j in range(2, w.shape[0]):
        e1 += w[j - 1]
        e2 += np.multiply(w[j], e1, out=work)
    return np.asarray(e2)


def _symmetric_sums(w: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Elementary symmetric sums of degree 1, 2 and 3 by running sums."""
    ones = np.add.accumulate(w, axis=0)
    zero = np.zeros_like(ones[-1])
    if w.shape[0] < 2:
        return ones[-1], zero, zero
    twos = np.add.accumulate(w[1:] * ones[:-1], axis=0)
    return ones[-1], twos[-1], total(w[2:] * twos[:-1]) if w.shape[0] > 2 else zero


class MeanDesign:
    """Intercept only, b data sets at once.

    Parameters
    ----------
    y
        Effects, shape (k, b); any finite value where a study is absent.
    n
        Number of present studies of each data set, shape (b,).
    """

    __slots__ = ("n", "p", "y")

    def __init__(self, y: FloatArray, n: FloatArray) -> None:
        self.y = y
        self.n = n
        self.p = 1

    def fit(self, w: FloatArray) -> State:
        """Weighted mean: the inverse is 1 / sum(w)."""
        inverse = 1.0 / total(w)
        mean = total(w * self.y) * inverse
        return State(w, inverse, mean, self.y - mean)

    def traces(self, state: State) -> tuple[FloatArray, FloatArray]:
        """See :func:`_mean_traces`."""
        _, first, second = _mean_traces(state.w, state.inverse)
        return first, second

    def tr1(self, state: State, x: FloatArray) -> FloatArray:
        """sum(x) / sum(w)."""
        return total(x) * state.inverse

    def tr2(self, state: State, x: FloatArray, z: FloatArray) -> FloatArray:
        """sum(x) sum(z) / sum(w)^2."""
        first = total(x) * state.inverse
        return first * first if x is z else first * (total(z) * state.inverse)

    def quad(self, state: State, u: FloatArray) -> FloatArray:
        """sum(u)^2 / sum(w)."""
        s = total(u)
        return s * s * state.inverse

    def logdet(self, state: State) -> FloatArray:
        """log(sum(w)) - log(n)."""
        return -np.log(state.inverse * self.n)

    def score(self, w: FloatArray, ml: bool) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The sums of :func:`evisyn.synthesis._scalar.score_one`, in the same order."""
        sum_w = total(w)
        inverse = 1.0 / sum_w
        work = w * self.y
        wr = self.y - total(work) * inverse
        wr *= w
        gap = total(np.multiply(wr, wr, out=work))
        wwr = np.multiply(w, wr, out=work)
        sum_wwr = total(wwr)
        cubic = total(np.multiply(wr, wwr, out=wwr))
        curve = 2.0 * (cubic - sum_wwr * sum_wwr * inverse)
        if ml:
            sum_w2 = total(np.multiply(w, w, out=work))
            return gap - sum_w, sum_w2, curve - sum_w2
        _, trace, info = _mean_traces(w, inverse)
        return gap - trace, info, curve - info

    def gradient(self, w: FloatArray, ml: bool) -> FloatArray:
        """Twice the score alone."""
        sum_w = total(w)
        inverse = 1.0 / sum_w
        wr = self.y - total(w * self.y) * inverse
        wr *= w
        gap = total(np.multiply(wr, wr, out=wr))
        if ml or w.shape[0] < 2:
            return gap - (sum_w if ml else 0.0)
        return gap - 2.0 * (_pairs(w) * inverse)

    def scores(self, sample: Sample, points: list[FloatArray], ml: bool) -> list[FloatArray]:
        """One sweep a point; for a single data set one sweep with the points side by side."""
        if sample.n.shape[0] > 1:
            return [self.gradient(sample.weights(point), ml) for point in points]
        side_by_side = self.gradient(sample.weights(np.concatenate(points)), ml)
        return [side_by_side[j : j + 1] for j in range(len(points))]

    def matrix(self) -> FloatArray:
        """A column of ones."""
        return np.ones((self.y.shape[0], 1))

    def take(self, rows: IntArray) -> MeanDesign:
        """Columns ``rows``, in C order (fancy indexing would give Fortran order)."""
        return MeanDesign(np.take(self.y, rows, axis=1), np.take(self.n, rows))


class RegressionDesign:
    """One data set with a model matrix, kept as an orthonormal basis of its columns.

    Parameters
    ----------
    y
        Effects, shape (k, 1).
    basis
        Orthonormal columns that span the model matrix, shape (k, p).
    """

    __slots__ = ("basis", "p", "y")

    def __init__(self, y: FloatArray, basis: FloatArray) -> None:
        self.y = y
        self.basis = basis
        self.p = basis.shape[1]

    def _gram(self, x: FloatArray) -> FloatArray:
        return np.asarray(self.basis.T @ (x * self.basis))

    def fit(self, w: FloatArray) -> State:
        """Weighted least squares on the orthonormal basis."""
        inverse = np.linalg.inv(self._gram(w))
        coef = inverse @ (self.basis.T @ (w * self.y))
        return State(w, np.asarray(inverse, dtype=np.float64), coef, self.y - self.basis @ coef)

    def traces(self, state: State) -> tuple[FloatArray, FloatArray]:
        """Traces from three Gram matrices, shape (1,) each."""
        w2 = state.w * state.w
        second = total(w2) - 2.0 * self.tr1(state, w2 * state.w) + self.tr2(state, w2, w2)
        return total(state.w) - self.tr1(state, w2), second

    def tr1(self, state: State, x: FloatArray) -> FloatArray:
        """Trace of M G(x), shape (1,)."""
        return np.array([np.sum(state.inverse * self._gram(x))])

    def tr2(self, state: State, x: FloatArray, z: FloatArray) -> FloatArray:
        """Trace of M G(x) M G(z), shape (1,)."""
        left = state.inverse @ self._gram(x)
        right = left if x is z else state.inverse @ self._gram(z)
        return np.array([np.sum(left * right.T)])

    def quad(self, state: State, u: FloatArray) -> FloatArray:
        """(X'u)' M (X'u), shape (1,)."""
        s = self.basis.T @ u
        return np.asarray((s.T @ state.inverse @ s)[0])

    def logdet(self, state: State) -> FloatArray:
        """Log determinant of X'WX; the basis has X'X = I."""
        return np.array([-np.linalg.slogdet(state.inverse)[1]])

    def score(self, w: FloatArray, ml: bool) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Traces and quadratic forms, shape (1,) each."""
        state = self.fit(w)
        wr = w * state.r
        wwr = w * wr
        w2 = w * w
        gap = total(wr * wr)
        curve = 2.0 * (total(wr * wwr) - self.quad(state, wwr))
        info = total(w2)
        if ml:
            return gap - total(w), info, curve - info
        info = info - 2.0 * self.tr1(state, w2 * w) + self.tr2(state, w2, w2)
        return gap - (total(w) - self.tr1(state, w2)), info, curve - info

    def scores(self, sample: Sample, points: list[FloatArray], ml: bool) -> list[FloatArray]:
        """One fit a point."""
        return [self.score(sample.weights(point), ml)[0] for point in points]

    def matrix(self) -> FloatArray:
        """The orthonormal basis."""
        return self.basis

    def take(self, rows: IntArray) -> RegressionDesign:
        """One data set only: itself."""
        return self


class Sample:
    """Sampling variances beside a design: all that a tau2 estimator is given.

    Parameters
    ----------
    design
        The model and the effects.
    v
        Sampling variances, shape (k, b), above zero; 1 where a study is absent.
    present
        1.0 where a study is present and 0.0 where not, shape (k, b); ``None`` when
        nothing is absent.
    n
        Number of present studies, shape (b,), as floats.
    """

    __slots__ = ("design", "n", "present", "v")

    def __init__(
        self, design: Design, v: FloatArray, present: FloatArray | None, n: FloatArray
    ) -> None:
        self.design = design
        self.v = v
        self.present = present
        self.n = n

    @property
    def df(self) -> FloatArray:
        """Residual degrees of freedom, n - p."""
        return self.n - self.design.p

    def weights(self, tau2: FloatArray | float = 0.0) -> FloatArray:
        """1 / (v + tau2), 0 where a study is absent."""
        if self.present is None:
            return 1.0 / (self.v + tau2)
        return self.present / (self.v + tau2)

    def ones(self) -> FloatArray:
        """Equal weights."""
        return np.ones_like(self.v) if self.present is None else self.present

    def extremes(self) -> tuple[FloatArray, FloatArray]:
        """Smallest and largest variance of the present studies, shape (b,) each."""
        if self.present is None:
            return np.asarray(self.v.min(axis=0)), np.asarray(self.v.max(axis=0))
        smallest = np.where(self.present > 0.0, self.v, np.inf).min(axis=0)
        return np.asarray(smallest), np.asarray((self.v * self.present).max(axis=0))

    def log_variances(self, tau2: FloatArray) -> FloatArray:
        """Sum of log(v + tau2) over the present studies."""
        logs = np.log(self.v + tau2)
        return total(logs if self.present is None else logs * self.present)

    def take(self, rows: IntArray) -> Sample:
        """Some of the data sets."""
        if self.v.shape[1] == 1:
            return self
        present = None if self.present is None else np.take(self.present, rows, axis=1)
        v = np.take(self.v, rows, axis=1)
        return Sample(self.design.take(rows), v, present, np.take(self.n, rows))

    def alone(self, j: int) -> tuple[BoolArray, Sample]:
        """Which studies data set j has, and the data set without its gaps."""
        if self.present is None:
            there = np.ones(self.v.shape[0], dtype=bool)
        else:
            there = self.present[:, j] > 0.0
        if self.v.shape[1] == 1 and self.present is None:
            return there, self
        y = self.design.y[there, j : j + 1]
        return there, Sample(
            MeanDesign(y, self.n[j : j + 1]), self.v[there, j : j + 1], None, self.n[j : j + 1]
        )
