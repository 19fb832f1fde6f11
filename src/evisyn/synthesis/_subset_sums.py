"""Weighted means and sums of squares of many subsets of the same studies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    MaskArray = NDArray[np.uint64]

#: Subsets worked on at a time: a handful of such arrays fit into the processor's cache.
BLOCK = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Of each subset, shape (b,).

    Parameters
    ----------
    weight, pairs
        Sum of the weights, and of the products of the weights of all pairs of studies.
    mean, q
        Weighted mean and weighted sum of squares about it.
    """

    weight: FloatArray
    pairs: FloatArray
    mean: FloatArray
    q: FloatArray


def every_subset(yi: FloatArray, vi: FloatArray) -> Moments:
    """Moments of all 2^k - 1 subsets in the order of their masks, by doubling.

    Adding study j to a subset of weight W, mean m and sum of squares Q gives, with
    r = w / (W + w), the mean m + (y - m) r, the sum Q + (y - m)^2 r W and, added to the products
    of pairs, w W. Nothing is subtracted but y - m, so that no digits are lost.
    """
    size = 1 << yi.size
    weight, pairs, mean, q = np.zeros((4, size))
    for j, (y, w) in enumerate(zip(yi, 1.0 / vi, strict=True)):
        old, new = slice(0, 1 << j), slice(1 << j, 2 << j)
        np.add(weight[old], w, out=weight[new])
        np.multiply(weight[old], w, out=pairs[new])
        pairs[new] += pairs[old]
        step = y - mean[old]
        share = w / weight[new]
        gain = step * share
        np.add(mean[old], gain, out=mean[new])
        gain *= step
        gain *= weight[old]
        np.add(q[old], gain, out=q[new])
    return Moments(weight=weight[1:], pairs=pairs[1:], mean=mean[1:], q=q[1:])


def random_effect_means(
    yi: FloatArray, vi: FloatArray, mask: MaskArray, tau2: FloatArray
) -> FloatArray:
    """Mean of each subset with weights 1 / (vi + tau2), shape (b,)."""
    out = np.empty(mask.size)
    centre = float(np.average(yi, weights=1.0 / vi))
    apart = yi - centre
    for start in range(0, mask.size, BLOCK):
        part = mask[start : start + BLOCK]
        present = _present(part, yi.size)
        total, product = np.zeros(part.size), np.zeros(part.size)
        between = tau2[start : start + BLOCK]
        for j in range(yi.size):
            weight = vi[j] + between
            np.divide(present[j], weight, out=weight)
            total += weight
            weight *= apart[j]
            product += weight
        product /= total
        out[start : start + BLOCK] = product + centre
    return out


def _present(mask: MaskArray, k: int) -> FloatArray:
    """1.0 where a study belongs to a subset, shape (k, b)."""
    bit = np.arange(k, dtype=np.uint64)[:, None]
    return ((mask[None, :] >> bit) & np.uint64(1)).astype(np.float64)


class RandomSubsets:
    """A draw of non-empty subsets of k studies, each equally likely.

    Parameters
    ----------
    rng
        Source of randomness.
    k
        Number of studies, at most 64.
    """

    __slots__ = ("k", "rng")

    def __init__(self, rng: np.random.Generator, k: int) -> None:
        self.rng = rng
        self.k = k

    def masks(self, count: int) -> MaskArray:
        """Bit masks, shape (count,)."""
        top = np.uint64(2**self.k - 1)
        return self.rng.integers(1, top, size=count, dtype=np.uint64, endpoint=True)

    def moments(self, mask: MaskArray, yi: FloatArray, vi: FloatArray) -> Moments:
        """Moments of the drawn subsets, the mean first and then the squares about it."""
        out = np.empty((4, mask.size))
        weights = 1.0 / vi
        for start in range(0, mask.size, BLOCK):
            present = _present(mask[start : start + BLOCK], self.k)
            weighted = present * weights[:, None]
            sums = np.cumsum(weighted, axis=0)
            total = sums[-1]
            pairs = (sums[:-1] * weighted[1:]).sum(axis=0)
            mean = (weighted * yi[:, None]).sum(axis=0) / total
            q = (weighted * (yi[:, None] - mean) ** 2).sum(axis=0)
            out[:, start : start + BLOCK] = total, pairs, mean, q
        weight, pairs, mean, q = out
        return Moments(weight=weight, pairs=pairs, mean=mean, q=q)
