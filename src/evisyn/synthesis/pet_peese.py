"""Precision-effect test and precision-effect estimate with standard error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import stdtrit

from evisyn.shown import Shown
from evisyn.synthesis.observed import as_level, observed
from evisyn.synthesis.weighted_line import Line, weighted_line

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from evisyn.synthesis.frames import Frame

#: Two coefficients and a residual degree of freedom.
MINIMUM_STUDIES = 3
#: One-sided level at which PET's intercept hands over to PEESE (Stanley and Doucouliagos 2014).
ALPHA = 0.05
#: Coverage of the intervals.
LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecisionLine(Shown):
    """One of the two regressions; its intercept is the effect of an infinitely large study.

    Parameters
    ----------
    estimate, se, statistic, p_value, ci_low, ci_high
        Intercept, with a two-sided t test.
    slope, slope_se, slope_statistic, slope_p
        Coefficient of the standard error (PET) or of the variance (PEESE).
    df
        Number of studies less 2.
    """

    estimate: float
    se: float
    statistic: float
    p_value: float
    ci_low: float
    ci_high: float
    slope: float
    slope_se: float
    slope_statistic: float
    slope_p: float
    df: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PetPeese(Shown):
    """Both regressions and the one that the conditional rule takes.

    Parameters
    ----------
    pet, peese
        The regressions.
    chosen
        ``peese`` when PET's intercept is significant one-sided in its own direction, else
        ``pet``.
    estimate, se
        Of the chosen regression.
    uwls, uwls_se
        Unrestricted weighted least squares: the mean without a slope, its dispersion estimated.
    k
        Number of studies.
    """

    pet: PrecisionLine
    peese: PrecisionLine
    chosen: Literal["pet", "peese"]
    estimate: float
    se: float
    uwls: float
    uwls_se: float
    k: int

    def to_frame(self) -> Frame:
        """One row per regression; ``chosen`` marks the one that the rule takes."""
        from evisyn.synthesis.frames import pet_peese_frame

        return pet_peese_frame(self)


def pet_peese(yi: ArrayLike, vi: ArrayLike, *, alpha: float = ALPHA) -> PetPeese:
    """Effect corrected for small-study effects by the PET-PEESE rule.

    Weighted least squares (weights 1/vi, dispersion estimated) of the effects on their standard
    errors (PET) and on their variances (PEESE).

    Parameters
    ----------
    yi
        Effects, null value 0, shape (k,); NaN where absent.
    vi
        Sampling variances, shape (k,).
    alpha
        One-sided level of the rule.

    Returns
    -------
    PetPeese

    Raises
    ------
    InputError
        Unusable values or level.
    NotPoolable
        Fewer than 3 studies, or all standard errors are equal.

    References
    ----------
    Stanley TD, Doucouliagos H (2014). Meta-regression approximations to reduce publication
    selection bias. Research Synthesis Methods 5:60-78. https://doi.org/10.1002/jrsm.1095

    Stanley TD, Doucouliagos H (2015). Neither fixed nor random: weighted least squares
    meta-analysis. Statistics in Medicine 34:2116-2127. https://doi.org/10.1002/sim.6481
    """
    level = as_level(alpha, "alpha")
    studies = observed(
        yi,
        vi,
        minimum=MINIMUM_STUDIES,
        method="PET-PEESE",
        why="a line through two points leaves nothing to estimate its error from",
    )
    pet = _precision(weighted_line(studies.yi, studies.vi, studies.sei))
    peese = _precision(weighted_line(studies.yi, studies.vi, studies.vi))
    chosen: Literal["pet", "peese"] = "peese" if pet.p_value / 2.0 < level else "pet"
    taken = peese if chosen == "peese" else pet
    weights = 1.0 / studies.vi
    mean = float(np.average(studies.yi, weights=weights))
    q = float(np.sum(weights * (studies.yi - mean) ** 2))
    return PetPeese(
        pet=pet,
        peese=peese,
        chosen=chosen,
        estimate=taken.estimate,
        se=taken.se,
        uwls=mean,
        uwls_se=float(np.sqrt(q / (studies.k - 1) / weights.sum())),
        k=studies.k,
    )


def _precision(line: Line) -> PrecisionLine:
    reach = float(stdtrit(line.df, 0.5 + LEVEL / 2.0)) * line.se[0]
    return PrecisionLine(
        estimate=float(line.estimate[0]),
        se=float(line.se[0]),
        statistic=float(line.statistic[0]),
        p_value=float(line.p_value[0]),
        ci_low=float(line.estimate[0] - reach),
        ci_high=float(line.estimate[0] + reach),
        slope=float(line.estimate[1]),
        slope_se=float(line.se[1]),
        slope_statistic=float(line.statistic[1]),
        slope_p=float(line.p_value[1]),
        df=line.df,
    )
