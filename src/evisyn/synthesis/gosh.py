"""Graphical display of study heterogeneity: the pooled effect of every subset of studies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evisyn.errors import InputError
from evisyn.shown import Shown
from evisyn.synthesis._subset_sums import RandomSubsets, every_subset, random_effect_means
from evisyn.synthesis.observed import Observed, observed
from evisyn.synthesis.refits import CHUNK, COMMON_EFFECT, Request, refit, request

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from evisyn.synthesis._subset_sums import Moments
    from evisyn.synthesis.frames import Frame

    FloatArray = NDArray[np.float64]

#: One study has one subset.
MINIMUM_STUDIES = 2
#: Up to this many subsets all are pooled (k = 20).
ALL_UP_TO = 2**20
#: Random subsets when there are more and ``subsets`` is left out (Olkin et al. 2012 drew a
#: million).
DEFAULT_SUBSETS = 1_000_000
#: Generator seed when ``seed`` is left out, so that the same call gives the same answer.
SEED = 20120901
#: Masks are 64-bit words.
MOST_STUDIES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Gosh(Shown):
    """Pooled effect of each subset, arrays of shape (b,).

    Parameters
    ----------
    mask
        The subset as a bit mask, unsigned 64-bit: the first usable study is bit 0.
    k
        Studies in the subset.
    estimate, tau2, q
        Pooled effect, heterogeneity variance (0 for a common effect or a single study) and
        Cochran's Q.
    i2
        Percent: from Q for a common effect, from tau2 otherwise; 0 for a single study.
    rows
        Position of the study of each bit in the arrays that were passed.
    complete
        Whether these are all subsets.
    tau2_method, seed
        Settings; the seed is None when all subsets are there.
    """

    mask: NDArray[np.uint64]
    k: NDArray[np.uint8]
    estimate: FloatArray
    i2: FloatArray
    tau2: FloatArray
    q: FloatArray
    rows: NDArray[np.intp]
    complete: bool
    tau2_method: str
    seed: int | None

    def to_frame(self) -> Frame:
        """One row per subset."""
        from evisyn.synthesis.frames import gosh_frame

        return gosh_frame(self)


def gosh(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    tau2_method: str = "DL",
    subsets: int | None = None,
    seed: int | None = None,
) -> Gosh:
    """Pool every subset of the studies, or a random draw of subsets.

    Parameters
    ----------
    yi
        Effects, shape (n,); NaN where absent.
    vi
        Sampling variances, shape (n,).
    tau2_method
        Estimator of the heterogeneity variance; ``FE`` is the common-effect model.
    subsets
        Number of subsets to draw, each non-empty subset being equally likely, with replacement.
        None: all up to 2^20, else a draw of a million. A number not below that of all subsets
        gives all of them.
    seed
        Of the draw; None stands for a fixed seed.

    Returns
    -------
    Gosh
        All 2^k - 1 subsets in the order of their masks, or the drawn ones in the order drawn.

    Raises
    ------
    InputError
        Unusable values, estimator or number of subsets, or more than 64 studies.
    NotPoolable
        Fewer than 2 studies.

    Notes
    -----
    Sums over all subsets grow by doubling: the subsets with study j are those without it, each
    updated once. Every subset is reached by at most k updates of its mean and its sum of
    squares (no subtraction of large sums), so that errors do not build up.

    References
    ----------
    Olkin I, Dahabreh IJ, Trikalinos TA (2012). GOSH - a graphical display of study
    heterogeneity. Research Synthesis Methods 3:214-223. https://doi.org/10.1002/jrsm.1053

    Chan TF, Golub GH, LeVeque RJ (1983). Algorithms for computing the sample variance. American
    Statistician 37:242-247. https://doi.org/10.1080/00031305.1983.10483115
    """
    studies = observed(
        yi, vi, minimum=MINIMUM_STUDIES, method="GOSH", why="a single study has no subsets"
    )
    if studies.k > MOST_STUDIES:
        raise InputError("yi", f"holds {studies.k} studies; subsets of at most 64 have a mask.")
    asked = request(studies.length, tau2_method=tau2_method, test="z")
    count = _how_many(studies.k, subsets)
    if count is None:
        return _all_subsets(studies, asked)
    start = SEED if seed is None else seed
    return _drawn_subsets(studies, asked, count, start)


def _how_many(k: int, subsets: int | None) -> int | None:
    """Subsets to draw, or None for all."""
    everyone = 2**k - 1
    if subsets is None:
        return None if everyone < ALL_UP_TO else DEFAULT_SUBSETS
    if isinstance(subsets, bool) or int(subsets) != subsets or subsets < 1:
        raise InputError("subsets", f"is {subsets!r}; give a whole number of at least 1, or None.")
    return None if subsets >= everyone else int(subsets)


def _all_subsets(studies: Observed, asked: Request) -> Gosh:
    mask = np.arange(1, 2**studies.k, dtype=np.uint64)
    if asked.options.model == "common" or asked.options.tau2_method == "DL":
        yi, vi, unit = _in_units(studies)
        found = _from_moments(every_subset(yi, vi), (yi, vi, unit), asked, mask)
    else:
        found = _from_kernel(studies, asked, mask)
    return _gosh(studies, asked, mask, found, None)


def _drawn_subsets(studies: Observed, asked: Request, count: int, seed: int) -> Gosh:
    draw = RandomSubsets(np.random.default_rng(seed), studies.k)
    mask = draw.masks(count)
    if asked.options.model == "common" or asked.options.tau2_method == "DL":
        yi, vi, unit = _in_units(studies)
        found = _from_moments(draw.moments(mask, yi, vi), (yi, vi, unit), asked, mask)
    else:
        found = _from_kernel(studies, asked, mask)
    return _gosh(studies, asked, mask, found, seed)


def _in_units(studies: Observed) -> tuple[FloatArray, FloatArray, float]:
    """Effects and variances in a unit near the typical standard error.

    The unit is a power of two, so that no digit changes.
    """
    unit = float(np.ldexp(1.0, np.frexp(np.median(studies.sei))[1]))
    return studies.yi / unit, studies.vi / unit / unit, unit


def _from_moments(
    moments: Moments,
    scaled: tuple[FloatArray, FloatArray, float],
    asked: Request,
    mask: NDArray[np.uint64],
) -> tuple[FloatArray, ...]:
    """Estimate, I2, tau2 and Q from the sums of each subset."""
    yi, vi, unit = scaled
    size = np.bitwise_count(mask)
    df = size - 1.0
    q = moments.q
    excess = q - df
    np.maximum(excess, 0.0, out=excess)
    safe = np.where(q > 0.0, q, 1.0)
    if asked.options.model == "common":
        return moments.mean * unit, 100.0 * excess / safe, np.zeros(q.size), q
    # DerSimonian and Laird's sum(w) - sum(w^2) / sum(w), without the difference
    room = 2.0 * moments.pairs / moments.weight
    tau2 = excess / np.where(size < 2, 1.0, room)
    i2 = 100.0 * excess / safe
    estimate = moments.mean
    spread = np.flatnonzero(tau2 > 0.0)
    estimate[spread] = random_effect_means(yi, vi, mask[spread], tau2[spread])
    return estimate * unit, i2, tau2 * unit * unit, q


def _from_kernel(
    studies: Observed, asked: Request, mask: NDArray[np.uint64]
) -> tuple[FloatArray, ...]:
    """The same from the pooling kernel, for the other estimators."""
    out = np.empty((4, mask.size))
    bit = np.arange(studies.k, dtype=np.uint64)[:, None]
    for start in range(0, mask.size, CHUNK):
        part = mask[start : start + CHUNK]
        present = ((part[None, :] >> bit) & np.uint64(1)).astype(bool)
        fit = refit(studies, present, asked)
        out[:, start : start + CHUNK] = fit.estimate, fit.i2, fit.tau2, fit.q
    return tuple(out)


def _gosh(
    studies: Observed,
    asked: Request,
    mask: NDArray[np.uint64],
    found: tuple[FloatArray, ...],
    seed: int | None,
) -> Gosh:
    estimate, i2, tau2, q = found
    common = asked.options.model == "common"
    return Gosh(
        mask=mask,
        k=np.bitwise_count(mask),
        estimate=estimate,
        i2=i2,
        tau2=tau2,
        q=q,
        rows=studies.rows,
        complete=seed is None,
        tau2_method=COMMON_EFFECT[0] if common else asked.options.tau2_method,
        seed=seed,
    )
