"""Rank correlation test for small-study effects."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from evisyn.errors import NotPoolable
from evisyn.shown import Shown
from evisyn.synthesis.observed import observed

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from evisyn.synthesis.frames import Frame

    FloatArray = NDArray[np.float64]

#: With two studies tau is +1 or -1 and the exact p value is always 1.
MINIMUM_STUDIES = 3
#: Above this many studies the exact and the normal p value agree to the fourth decimal and the
#: exact distribution, of size k squared, costs seconds.
EXACT_UP_TO = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTest(Shown):
    """Kendall correlation between standardised effects and their variances.

    Parameters
    ----------
    tau
        Kendall's tau-b; above zero when studies of larger variance have larger effects.
    p_value
        Two-sided; exact without ties and with up to 500 studies, else ``p_normal``.
    p_normal
        Two-sided p value from the normal approximation, corrected for ties.
    exact
        Whether ``p_value`` is exact.
    k
        Number of studies.
    """

    tau: float
    p_value: float
    p_normal: float
    exact: bool
    k: int

    def to_frame(self) -> Frame:
        """One row with the scalar fields."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def rank_test(yi: ArrayLike, vi: ArrayLike) -> RankTest:
    """Test for small-study effects by rank correlation (Begg and Mazumdar).

    Parameters
    ----------
    yi
        Effects, shape (k,); NaN where absent.
    vi
        Sampling variances, shape (k,).

    Returns
    -------
    RankTest

    Raises
    ------
    InputError
        Shapes differ, values are infinite, or a variance is not above zero.
    NotPoolable
        Fewer than 3 studies, or all variances or all standardised effects are equal.

    References
    ----------
    Begg CB, Mazumdar M (1994). Operating characteristics of a rank correlation test for
    publication bias. Biometrics 50:1088-1101. https://doi.org/10.2307/2533446

    Kendall MG (1938). A new measure of rank correlation. Biometrika 30:81-93 (exact
    distribution). https://doi.org/10.1093/biomet/30.1-2.81
    """
    studies = observed(
        yi,
        vi,
        minimum=MINIMUM_STUDIES,
        method="The rank correlation test",
        why="two ranks always agree or always disagree",
    )
    weights = 1.0 / studies.vi
    mean = np.average(studies.yi, weights=weights)
    remainder = np.maximum(studies.vi - 1.0 / weights.sum(), np.finfo(float).tiny)
    deviates = (studies.yi - mean) / np.sqrt(remainder)
    score, pairs_x, pairs_y, variance = _kendall(deviates, studies.vi)
    if pairs_x == 0 or pairs_y == 0:
        raise NotPoolable(
            "The rank correlation test is undefined: all variances or all standardised effects "
            "are equal, so there is nothing to rank"
        )
    k = studies.k
    p_normal = float(2.0 * ndtr(-abs(score) / math.sqrt(variance)))
    exact = pairs_x == pairs_y == k * (k - 1) // 2 and k <= EXACT_UP_TO
    return RankTest(
        tau=score / math.sqrt(pairs_x * pairs_y),
        p_value=_exact_p(score, k) if exact else p_normal,
        p_normal=p_normal,
        exact=exact,
        k=k,
    )


def _kendall(x: FloatArray, y: FloatArray) -> tuple[int, int, int, float]:
    """Concordant minus discordant pairs, untied pairs of x and y, null variance with ties."""
    first, second = np.triu_indices(x.size, 1)
    sign_x, sign_y = np.sign(x[first] - x[second]), np.sign(y[first] - y[second])
    score = int((sign_x * sign_y).sum())
    pairs_x, pairs_y = int(np.abs(sign_x).sum()), int(np.abs(sign_y).sum())
    return score, pairs_x, pairs_y, _null_variance(x, y)


def _null_variance(x: FloatArray, y: FloatArray) -> float:
    """Variance of the score under independence (Kendall 1970, section 4.5)."""
    k = x.size
    ties_x, ties_y = _tie_sizes(x), _tie_sizes(y)

    def third(t: FloatArray | float) -> float:
        return float(np.sum(t * (t - 1.0) * (2.0 * t + 5.0)))

    def falling(t: FloatArray) -> tuple[float, float]:
        return float(np.sum(t * (t - 1.0))), float(np.sum(t * (t - 1.0) * (t - 2.0)))

    (pairs_x, triples_x), (pairs_y, triples_y) = falling(ties_x), falling(ties_y)
    variance = (third(float(k)) - third(ties_x) - third(ties_y)) / 18.0
    variance += pairs_x * pairs_y / (2.0 * k * (k - 1.0))
    return variance + triples_x * triples_y / (9.0 * k * (k - 1.0) * (k - 2.0))


def _tie_sizes(values: FloatArray) -> FloatArray:
    return np.unique(values, return_counts=True)[1].astype(np.float64)


def _exact_p(score: int, k: int) -> float:
    """Two-sided p value: twice the smaller tail, at most 1.

    The number of discordant pairs of k untied ranks is a sum of independent uniform counts on
    0..j-1, j = 1..k. The distribution is built up to the observed count only, by sums without
    subtraction, so that small tails keep their digits.
    """
    pairs = k * (k - 1) // 2
    discordant = (pairs - score) // 2
    last = min(discordant, pairs - discordant)
    chance = np.zeros(last + 1)
    chance[0] = 1.0
    for size in range(2, k + 1):
        chance = _window_sum(chance, size) / size
    return float(min(1.0, 2.0 * chance.sum()))


def _window_sum(values: FloatArray, size: int) -> FloatArray:
    """Sum of the last ``size`` entries at every position, by doubling."""
    total, block = np.zeros_like(values), values
    offset, width = 0, 1
    while width <= size and offset < values.size:
        if size & width:
            total[offset:] += block[: values.size - offset]
            offset += width
        if width < values.size:
            block = block.copy()
            block[width:] += block[:-width].copy()
        width *= 2
    return total
