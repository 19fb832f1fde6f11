"""Covariance matrices of studies: diagonal plus low rank, never written out.

The effects of study j have the covariance ``D + L L'``: ``D`` diagonal with
``(1 - rho) v + sigma2_effect``, and ``L`` with a column of ``sigma_study`` and, when sampling
errors correlate, one of ``sqrt(rho v)``. Its inverse and determinant follow from the small
matrix ``I + L'D^-1 L`` (Woodbury), so everything costs one pass over the effects.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evisyn.synthesis._designs import FloatArray, IntArray


class Blocks(NamedTuple):
    """Effects sorted by study.

    ``y``, ``v`` have shape (n,), ``x`` the model matrix (n, p); ``code`` is the place of the
    study of each row, shape (n,), ``starts`` the first row of each study, shape (m,); ``rho``
    the correlation of sampling errors within a study; ``order`` where the rows stood before.
    """

    y: FloatArray
    v: FloatArray
    x: FloatArray
    code: IntArray
    starts: IntArray
    rho: float
    order: IntArray

    def total(self, rows: FloatArray) -> FloatArray:
        """Sums of the rows of each study: (n, ...) to (m, ...)."""
        return np.asarray(np.add.reduceat(rows, self.starts, axis=0))

    def spread(self, rows: FloatArray) -> FloatArray:
        """To every effect the sum over its study: (n, ...) to (n, ...)."""
        return self.total(rows)[self.code]


class Inverse(NamedTuple):
    """Inverse of the covariance at given variance components.

    ``w`` is 1 / D, shape (n,); ``wl`` is D^-1 L, shape (n, r); ``small`` the inverse of
    ``I + L'D^-1 L``, shape (m, r, r); ``logdet`` the log determinant of the whole.
    """

    blocks: Blocks
    w: FloatArray
    low: FloatArray
    wl: FloatArray
    small: FloatArray
    logdet: float

    def dot(self, rows: FloatArray) -> FloatArray:
        """The inverse times the columns of ``rows``, shape (n, c)."""
        code = self.blocks.code
        scaled = self.w[:, None] * rows
        if self.low.shape[1] == 1:
            inner = self.blocks.total(self.low * scaled) * self.small[:, 0]
            return np.asarray(scaled - self.wl * inner[code])
        inner = self.small @ self.blocks.total(self.low[:, :, None] * scaled[:, None, :])
        return np.asarray(scaled - np.einsum("nr,nrc->nc", self.wl, inner[code]))

    def diagonal(self) -> FloatArray:
        """Diagonal of the inverse, shape (n,)."""
        return self.w - self._taken()

    def square_norm(self) -> float:
        """Sum of the squared elements of the inverse."""
        product = self.small @ self.blocks.total(self.wl[:, :, None] * self.wl[:, None, :])
        cross = float(np.einsum("mij,mji->", product, product))
        return float(self.w @ (self.w - 2.0 * self._taken())) + cross

    def _taken(self) -> FloatArray:
        spread = self.small[self.blocks.code]
        return np.asarray(np.einsum("nr,nrs,ns->n", self.wl, spread, self.wl))


def sort_blocks(
    y: FloatArray, v: FloatArray, x: FloatArray, study: npt.NDArray[np.intp], rho: float
) -> Blocks:
    """Bring the effects of each study together; ``study`` holds codes from 0."""
    order = np.argsort(study, kind="stable")
    code = study[order]
    starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]])
    return Blocks(y[order], v[order], x[order], code, starts, rho, order)


def low_rank(blocks: Blocks, between: float) -> FloatArray:
    """The factor L, shape (n, 1) or (n, 2)."""
    first = np.full((blocks.y.size, 1), np.sqrt(between))
    if blocks.rho == 0.0:
        return first
    return np.hstack([first, np.sqrt(blocks.rho * blocks.v)[:, None]])


def invert(blocks: Blocks, sigma2: FloatArray) -> Inverse:
    """Inverse and determinant at ``sigma2`` = (between studies, within)."""
    d = (1.0 - blocks.rho) * blocks.v + sigma2[1]
    w = 1.0 / d
    low = low_rank(blocks, float(sigma2[0]))
    wl = w[:, None] * low
    if low.shape[1] == 1:
        inner = 1.0 + blocks.total(low * wl)
        small, extra = (1.0 / inner)[:, :, None], float(np.log(inner).sum())
    else:
        matrix = np.eye(2) + blocks.total(low[:, :, None] * wl[:, None, :])
        det = matrix[:, 0, 0] * matrix[:, 1, 1] - matrix[:, 0, 1] ** 2
        adjugate = np.empty_like(matrix)
        adjugate[:, 0, 0], adjugate[:, 1, 1] = matrix[:, 1, 1], matrix[:, 0, 0]
        adjugate[:, 0, 1] = adjugate[:, 1, 0] = -matrix[:, 0, 1]
        small, extra = adjugate / det[:, None, None], float(np.log(det).sum())
    return Inverse(blocks, w, low, wl, small, float(np.log(d).sum()) + extra)


def dense(blocks: Blocks, sigma2: FloatArray, rows: IntArray) -> FloatArray:
    """Covariance of the effects at ``rows``, shape (..., q) to (..., q, q).

    Effects of different studies have covariance 0.
    """
    same = blocks.code[rows][..., :, None] == blocks.code[rows][..., None, :]
    root = np.sqrt(blocks.v[rows])
    outer = blocks.rho * root[..., :, None] * root[..., None, :] + sigma2[0]
    own = (1.0 - blocks.rho) * blocks.v[rows] + sigma2[1]
    return np.asarray(np.where(same, outer, 0.0) + own[..., None] * np.eye(rows.shape[-1]))
