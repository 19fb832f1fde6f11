"""How many unseen null studies would overturn a result."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from evisyn.errors import InputError
from evisyn.shown import Shown
from evisyn.synthesis.inputs import one_of
from evisyn.synthesis.observed import Observed, as_level, observed

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from evisyn.synthesis.frames import Frame

METHODS = ("rosenthal", "orwin", "rosenberg")
#: A single study is its own synthesis; a file drawer behind it says nothing about a pool.
MINIMUM_STUDIES = 2
#: Rosenthal 1979 asks for a one-sided, Rosenberg 2005 for a two-sided test at this level.
ALPHA = 0.05
#: Orwin 1983 leaves the trivial effect to the user; half of the mean is the customary default.
TARGET_SHARE = 0.5
#: Counts within this relative distance of a whole number are that number.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class FailSafeN(Shown):
    """Number of missing null studies that would overturn a result.

    Parameters
    ----------
    n
        Whole number of studies, rounded up; 0 when the result does not stand as it is.
    method
        ``rosenthal``, ``orwin`` or ``rosenberg``.
    estimate
        Mean that the method starts from (Orwin: unweighted, or inverse-variance with
        ``weighted``; Rosenberg: common-effect estimate); NaN for Rosenthal, which has none.
    target
        Effect that counts as trivial (Orwin); NaN elsewhere.
    p_value
        Combined p value of the studies at hand: one-sided by adding z (Rosenthal), two-sided
        of the common-effect estimate (Rosenberg); NaN for Orwin.
    alpha
        Level of the test; NaN for Orwin.
    k
        Number of studies.
    """

    n: int
    method: str
    estimate: float
    target: float
    p_value: float
    alpha: float
    k: int

    def to_frame(self) -> Frame:
        """One row with the scalar fields."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def fail_safe_n(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    method: str = "rosenthal",
    alpha: float = ALPHA,
    target: float | None = None,
    weighted: bool = False,
) -> FailSafeN:
    """Fail-safe number of studies.

    ``rosenthal``: studies with z = 0 that make the combined one-sided p value equal ``alpha``.
    ``orwin``: studies with effect 0 that pull the mean down to ``target``.
    ``rosenberg``: studies with effect 0 and the mean weight of those at hand that make the
    common-effect estimate non-significant, two-sided at ``alpha``.

    None of the three looks at heterogeneity or at study size; read them as history of the
    field, not as proof that bias is harmless.

    Parameters
    ----------
    yi
        Effects, null value 0, shape (k,); NaN where absent.
    vi
        Sampling variances, shape (k,).
    method
        ``rosenthal``, ``orwin`` or ``rosenberg``.
    alpha
        Level of the test (Rosenthal, Rosenberg).
    target
        Effect that counts as trivial (Orwin); half of the mean when left out.
    weighted
        Whether Orwin's mean weighs studies by 1/vi.

    Returns
    -------
    FailSafeN

    Raises
    ------
    InputError
        Unknown method, alpha outside 0..1, target of 0, or unusable values.
    NotPoolable
        Fewer than 2 studies.

    References
    ----------
    Rosenthal R (1979). The file drawer problem and tolerance for null results. Psychological
    Bulletin 86:638-641. https://doi.org/10.1037/0033-2909.86.3.638

    Orwin RG (1983). A fail-safe N for effect size in meta-analysis. Journal of Educational
    Statistics 8:157-159. https://doi.org/10.2307/1164923

    Rosenberg MS (2005). The file-drawer problem revisited. Evolution 59:464-468.
    https://doi.org/10.1111/j.0014-3820.2005.tb01004.x
    """
    one_of("method", method, METHODS)
    studies = observed(
        yi,
        vi,
        minimum=MINIMUM_STUDIES,
        method="A fail-safe N",
        why="a single study is not a synthesis that missing studies could overturn",
    )
    if method == "orwin":
        return _orwin(studies, target, weighted)
    level = as_level(alpha, "alpha")
    return _rosenthal(studies, level) if method == "rosenthal" else _rosenberg(studies, level)


def _rosenthal(studies: Observed, alpha: float) -> FailSafeN:
    total = abs(float(np.sum(studies.yi / studies.sei)))
    count = (total / float(ndtri(1.0 - alpha))) ** 2 - studies.k
    return FailSafeN(
        n=_round_up(count),
        method="rosenthal",
        estimate=math.nan,
        target=math.nan,
        p_value=float(ndtr(-total / math.sqrt(studies.k))),
        alpha=alpha,
        k=studies.k,
    )


def _orwin(studies: Observed, target: float | None, weighted: bool) -> FailSafeN:
    mean = float(np.average(studies.yi, weights=1.0 / studies.vi if weighted else None))
    trivial = TARGET_SHARE * mean if target is None else float(target)
    if target is not None and (not math.isfinite(trivial) or trivial == 0.0):
        raise InputError(
            "target", f"is {target}; give the effect, other than 0, that counts as trivial"
        )
    beyond = mean * trivial > 0 and abs(mean) > abs(trivial)
    return FailSafeN(
        n=_round_up(studies.k * (mean - trivial) / trivial) if beyond else 0,
        method="orwin",
        estimate=mean,
        target=trivial,
        p_value=math.nan,
        alpha=math.nan,
        k=studies.k,
    )


def _rosenberg(studies: Observed, alpha: float) -> FailSafeN:
    weights = 1.0 / studies.vi
    mean = float(np.average(studies.yi, weights=weights))
    statistic = abs(mean) * math.sqrt(weights.sum())
    critical = float(ndtri(1.0 - alpha / 2.0))
    return FailSafeN(
        n=_round_up(studies.k * ((statistic / critical) ** 2 - 1.0)),
        method="rosenberg",
        estimate=mean,
        target=math.nan,
        p_value=float(2.0 * ndtr(-statistic)),
        alpha=alpha,
        k=studies.k,
    )


def _round_up(count: float) -> int:
    """Smallest whole number of studies, rounding errors of an exact count forgiven."""
    return max(0, math.ceil(count - ROUNDING * max(1.0, abs(count))))
