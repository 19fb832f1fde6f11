"""Cluster-robust covariance of the coefficients, and its degrees of freedom.

Liang, K.-Y., & Zeger, S. L. (1986), Biometrika 73, 13, doi:10.1093/biomet/73.1.13. Bias
reduction and Satterthwaite degrees of freedom: Bell, R. M., & McCaffrey, D. F. (2002), Survey
Methodology 28, 169; Pustejovsky, J. E., & Tipton, E. (2018), Journal of Business & Economic
Statistics 36, 672, doi:10.1080/07350015.2016.1247004; for meta-analysis Tipton, E. (2015),
Psychological Methods 20, 375, doi:10.1037/met0000011. The working covariance is the one of
the fitted model.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis._designs import FloatArray, IntArray
from evisyn.synthesis.multilevel._blocks import dense
from evisyn.synthesis.multilevel._problem import Problem

KINDS = ("CR0", "CR1", "CR1p", "CR1S", "CR2", "CR3")
#: Eigenvalues below this part of the largest count as 0 in the root of a pseudo-inverse.
EIGEN_TOLERANCE = 1e-12


class Sandwich(NamedTuple):
    """Covariance (p, p) and degrees of freedom (p,) in the working scale."""

    covariance: FloatArray
    df: FloatArray
    n_clusters: int


class _Pieces(NamedTuple):
    """What each cluster adds: scores (m, p), and for each coefficient c the numbers
    ``own`` (m, p) = g'Omega g and ``shared`` (m, p, p) = X'g, g being its adjusted weights.
    """

    scores: FloatArray
    own: FloatArray
    shared: FloatArray


def sandwich(problem: Problem, cluster: npt.NDArray[np.intp], kind: str) -> Sandwich:
    """Robust covariance for clusters that hold whole studies; codes in the sorted order."""
    places = _members(problem, cluster)
    m, (n, p) = len(places), problem.blocks.x.shape
    if m <= p:
        raise NotPoolable(f"{m} clusters cannot carry {p} robust coefficients; give more.")
    pieces = _pieces(problem, places, kind)
    bread = problem.fit.mean.covariance
    meat = pieces.scores.T @ pieces.scores
    covariance = _factor(kind, m, n, p) * (bread @ meat @ bread)
    df = np.full(p, float(m - p))
    if kind == "CR2":
        df = _satterthwaite(pieces, bread)
    return Sandwich(covariance, df, m)


def _members(problem: Problem, cluster: npt.NDArray[np.intp]) -> list[IntArray]:
    """Rows of each cluster; a study in two clusters is refused."""
    blocks = problem.blocks
    if (cluster != cluster[blocks.starts][blocks.code]).any():
        raise InputError(
            "cluster", "splits a study; effects of one study belong to one cluster. Give larger "
            "clusters, or the study itself."
        )  # fmt: skip
    order = np.argsort(cluster, kind="stable")
    ends = np.flatnonzero(np.diff(cluster[order])) + 1
    return [np.asarray(part) for part in np.split(order, ends)]


def _factor(kind: str, m: int, n: int, p: int) -> float:
    factors = {
        "CR1": m / (m - 1.0),
        "CR1p": m / (m - float(p)),
        "CR1S": m / (m - 1.0) * (n - 1.0) / (n - float(p)),
    }
    return factors.get(kind, 1.0)


def _pieces(problem: Problem, places: list[IntArray], kind: str) -> _Pieces:
    """Clusters of one size are worked on side by side."""
    m, p = len(places), problem.blocks.x.shape[1]
    out = _Pieces(np.empty((m, p)), np.zeros((m, p)), np.zeros((m, p, p)))
    sizes = np.array([part.size for part in places])
    for size in np.unique(sizes):
        which = np.flatnonzero(sizes == size)
        rows = np.stack([places[place] for place in which])
        _fill(problem, rows, which, kind, out)
    return out


def _fill(problem: Problem, rows: IntArray, which: IntArray, kind: str, out: _Pieces) -> None:
    """Scores of clusters of equal size; ``rows`` has shape (clusters, size)."""
    mean, blocks = problem.fit.mean, problem.blocks
    x, a = blocks.x[rows], mean.a[rows]
    rest = (blocks.y - blocks.x @ mean.beta)[rows]
    if kind not in ("CR2", "CR3"):
        out.scores[which] = np.einsum("cqp,cq->cp", a, rest)
        return
    if kind == "CR3":
        hat = x @ mean.covariance @ a.transpose(0, 2, 1)
        moved = np.linalg.solve(np.eye(rows.shape[1]) - hat, rest[..., None])[..., 0]
        out.scores[which] = np.einsum("cqp,cq->cp", a, moved)
        return
    omega = dense(blocks, problem.fit.sigma2, rows)
    adjust = _bell_mccaffrey(omega, x, mean.covariance)
    weights = adjust.transpose(0, 2, 1) @ a
    out.scores[which] = np.einsum("cqp,cq->cp", weights, rest)
    g = weights @ mean.covariance
    out.own[which] = np.einsum("cqp,cqr,crp->cp", g, omega, g)
    out.shared[which] = x.transpose(0, 2, 1) @ g


def _bell_mccaffrey(omega: FloatArray, x: FloatArray, bread: FloatArray) -> FloatArray:
    """Adjustment matrices that make the sandwich unbiased under the working model."""
    root = np.linalg.cholesky(omega)
    spread = root.transpose(0, 2, 1) @ (omega - x @ bread @ x.transpose(0, 2, 1)) @ root
    values, vectors = np.linalg.eigh(spread)
    floor = EIGEN_TOLERANCE * np.maximum(values[:, -1:], 0.0)
    inverse_root = np.where(values > floor, 1.0 / np.sqrt(np.maximum(values, floor + 1e-300)), 0.0)
    middle = (vectors * inverse_root[:, None, :]) @ vectors.transpose(0, 2, 1)
    return np.asarray(root @ middle @ root.transpose(0, 2, 1))


def _satterthwaite(pieces: _Pieces, bread: FloatArray) -> FloatArray:
    """2 E(V)^2 / Var(V) for each coefficient, without the m x m matrix.

    Covariances of the clusters' parts are ``own`` on the diagonal less ``h M h'``.
    """
    p = bread.shape[0]
    df = np.empty(p)
    for c in range(p):
        h, own = pieces.shared[:, :, c], pieces.own[:, c]
        inner = np.einsum("mp,pq,mq->m", h, bread, h)
        crossed = bread @ (h.T @ h)
        square = float(own @ (own - 2.0 * inner)) + float(np.trace(crossed @ crossed))
        df[c] = float((own - inner).sum()) ** 2 / square if square > 0.0 else np.nan
    return df
