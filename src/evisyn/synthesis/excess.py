"""Are there more significant studies than their power can explain?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import betainc, ndtr, ndtri

from evisyn.errors import InputError
from evisyn.shown import Shown
from evisyn.synthesis.inputs import one_of
from evisyn.synthesis.observed import Observed, as_level, observed
from evisyn.synthesis.refits import refit, request

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from evisyn.synthesis.frames import Frame

    FloatArray = NDArray[np.float64]

EFFECTS = ("common", "uwls", "random", "largest")
#: The proportion of significant studies is compared over studies: one is not a proportion.
MINIMUM_STUDIES = 2
#: Two-sided level at which a study counts as significant.
ALPHA = 0.05
#: Level of the test itself (Ioannidis and Trikalinos 2007, section 2.3), used by the limit.
LIMIT_P = 0.10
#: Share of significant studies beyond expectation that TESS tolerates (Stanley et al. 2021).
TOLERATED_EXCESS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcessSignificance(Shown):
    """Observed and expected significant studies, with four tests of their difference.

    Parameters
    ----------
    observed, expected
        Significant studies (two-sided, either direction) found, and expected from the power at
        ``theta`` with sampling error alone.
    ratio
        observed / expected.
    statistic, p_value
        Chi-square of the excess (1 df) and its one-sided p value: small when more studies are
        significant than expected.
    p_chi2, p_binom, p_exact
        The same p value; from a binomial with the mean power; from the sum of Bernoulli trials
        with each study's own power.
    power
        Power of each study at ``theta``, shape (n,), NaN where a study is absent.
    theta
        Effect assumed to be true.
    theta_limit
        Effect, of the same sign, at which ``p_chi2`` is ``limit_p``; NaN when there is none.
    tess_observed, tess_expected, tess_power
        Significant studies, and their expectation allowing for heterogeneity, shape (n,) for
        the power.
    tess_statistic, tess_p
        Test that the excess is above 5 % of the studies.
    psst_statistic, psst_p
        Test that the share of significant studies is above its expectation.
    tesspsst_p
        The smaller of the two.
    tau2
        Heterogeneity variance used by TESS and PSST.
    effect, alpha, limit_p, k
        Settings and number of studies.
    """

    observed: int
    expected: float
    ratio: float
    statistic: float
    p_value: float
    p_chi2: float
    p_binom: float
    p_exact: float
    power: FloatArray
    theta: float
    theta_limit: float
    tess_observed: int
    tess_expected: float
    tess_power: FloatArray
    tess_statistic: float
    tess_p: float
    psst_statistic: float
    psst_p: float
    tesspsst_p: float
    tau2: float
    effect: str
    alpha: float
    limit_p: float
    k: int

    def to_frame(self) -> Frame:
        """One row with the scalar fields."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def excess_significance(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    effect: str | float = "common",
    alpha: float = ALPHA,
    limit_p: float = LIMIT_P,
    tau2: float | None = None,
    tau2_method: str = "REML",
    ni: ArrayLike | None = None,
) -> ExcessSignificance:
    """Tests of excess significance: TES, TESS, PSST and TESSPSST.

    TES compares the number of significant studies with the sum of their two-sided powers at
    ``effect`` under sampling error alone. TESS and PSST let the true effects vary with variance
    ``tau2``: expected is the sum of
    ``1 - Phi((z sei - |theta|) / sqrt(vi + tau2))``, z the two-sided critical value.

    Parameters
    ----------
    yi
        Effects, null value 0, shape (n,); NaN where absent.
    vi
        Sampling variances, shape (n,).
    effect
        Effect taken as true: ``common`` (inverse-variance mean, which is also the estimate of
        unrestricted weighted least squares, ``uwls``), ``random`` (random-effects mean),
        ``largest`` (the study of largest ``ni``; ties: smallest absolute effect; without ``ni``:
        smallest standard error), or a number.
    alpha
        Two-sided level at which a study is significant.
    limit_p
        Level that defines ``theta_limit``.
    tau2
        Heterogeneity variance of TESS and PSST; estimated by ``tau2_method`` when left out.
    tau2_method
        Estimator of the heterogeneity variance.
    ni
        Sample sizes, shape (n,); used by ``effect="largest"``.

    Returns
    -------
    ExcessSignificance

    Raises
    ------
    InputError
        Unknown effect, a level outside 0..1, a negative tau2 or unusable values.
    NotPoolable
        Fewer than 2 studies.

    References
    ----------
    Ioannidis JPA, Trikalinos TA (2007). An exploratory test for an excess of significant
    findings. Clinical Trials 4:245-253. https://doi.org/10.1177/1740774507079441

    Stanley TD, Doucouliagos H, Ioannidis JPA, Carter EC (2021). Detecting publication selection
    bias through excess statistical significance. Research Synthesis Methods 12:776-795.
    https://doi.org/10.1002/jrsm.1512

    Hong Y (2013). On computing the distribution function for the Poisson binomial distribution.
    Computational Statistics & Data Analysis 59:41-51.
    https://doi.org/10.1016/j.csda.2012.10.006
    """
    level, limit = as_level(alpha, "alpha"), as_level(limit_p, "limit_p")
    studies = observed(
        yi,
        vi,
        minimum=MINIMUM_STUDIES,
        method="A test of excess significance",
        why="one study is not a share of significant studies",
    )
    between = _between(studies, tau2, tau2_method)
    theta = _true_effect(studies, effect, between, ni)
    critical = float(ndtri(1.0 - level / 2.0))
    found = int(np.sum(np.abs(studies.yi) >= critical * studies.sei))
    power = _power(theta, studies.sei, critical)
    wide = ndtr((abs(theta) - critical * studies.sei) / np.sqrt(studies.vi + between))
    return ExcessSignificance(
        **_tes(found, power),
        **_tess(found, wide),
        power=studies.spread(power),
        theta=theta,
        theta_limit=_theta_limit(found, theta, studies.sei, critical, limit),
        tess_power=studies.spread(wide),
        tau2=between,
        effect=effect if isinstance(effect, str) else "given",
        alpha=level,
        limit_p=limit,
        k=studies.k,
    )


def _between(studies: Observed, tau2: float | None, method: str) -> float:
    if tau2 is None:
        asked = request(studies.length, tau2_method=method, test="z")
        return float(refit(studies, np.ones((studies.k, 1), dtype=bool), asked).tau2[0])
    if not (math.isfinite(tau2) and tau2 >= 0):
        raise InputError("tau2", f"is {tau2}; give a variance of 0 or more, or leave it out")
    return float(tau2)


def _true_effect(
    studies: Observed, effect: str | float, tau2: float, ni: ArrayLike | None
) -> float:
    if not isinstance(effect, str):
        if not math.isfinite(effect):
            raise InputError("effect", f"is {effect}; give a finite number or one of {EFFECTS}")
        return float(effect)
    one_of("effect", effect, EFFECTS)
    if effect == "largest":
        size = -studies.vi if ni is None else studies.column(ni, "ni")
        order = np.lexsort((np.abs(studies.yi), -size))
        return float(studies.yi[order[0]])
    weights = 1.0 / (studies.vi + (tau2 if effect == "random" else 0.0))
    return float(np.average(studies.yi, weights=weights))


def _power(theta: float, sei: FloatArray, critical: float) -> FloatArray:
    """Two-sided power at theta, sampling error alone."""
    z = theta / sei
    return np.asarray(ndtr(z - critical) + ndtr(-z - critical))


def _tes(found: int, power: FloatArray) -> dict[str, Any]:
    k, expected = power.size, float(power.sum())
    # (O - E)^2 / E + (O - E)^2 / (k - E) is the square of this
    z = (found - expected) / math.sqrt(max(expected * (k - expected) / k, np.finfo(float).tiny))
    p_chi2 = float(ndtr(-z))
    return {
        "observed": found,
        "expected": expected,
        "ratio": found / expected,
        "statistic": z * z,
        "p_value": p_chi2,
        "p_chi2": p_chi2,
        "p_binom": 1.0 if found == 0 else float(betainc(found, k - found + 1, expected / k)),
        "p_exact": _poisson_binomial_tail(power, found),
    }


def _tess(found: int, power: FloatArray) -> dict[str, Any]:
    k, expected = power.size, float(power.sum())
    excess, share = (found - expected) / k, expected / k
    tess = (excess - TOLERATED_EXCESS) / math.sqrt(TOLERATED_EXCESS * (1 - TOLERATED_EXCESS) / k)
    spread = max(share * (1.0 - share) / k, np.finfo(float).tiny)
    psst = excess / math.sqrt(spread)
    return {
        "tess_observed": found,
        "tess_expected": expected,
        "tess_statistic": tess,
        "tess_p": float(ndtr(-tess)),
        "psst_statistic": psst,
        "psst_p": float(ndtr(-psst)),
        "tesspsst_p": float(min(ndtr(-tess), ndtr(-psst))),
    }


def _poisson_binomial_tail(chances: FloatArray, found: int) -> float:
    """Chance of ``found`` or more successes, each trial with its own chance."""
    mass = np.zeros(chances.size + 1)
    mass[0] = 1.0
    for chance in chances:
        mass[1:] = mass[1:] * (1.0 - chance) + mass[:-1] * chance
        mass[0] *= 1.0 - chance
    return float(min(1.0, mass[found:].sum()))


def _theta_limit(found: int, theta: float, sei: FloatArray, critical: float, limit: float) -> float:
    """Effect at which the one-sided chi-square p value is ``limit``."""
    k, square = sei.size, float(ndtri(1.0 - limit)) ** 2
    half = found * k + square * k / 2.0
    root = half**2 - (k + square) * found**2 * k
    wanted = (half - math.sqrt(max(root, 0.0))) / (k + square)

    def shortfall(size: float) -> float:
        return float(_power(size, sei, critical).sum()) - wanted

    if theta == 0.0 or shortfall(0.0) >= 0.0:
        return math.nan
    top = float(sei.min())
    while shortfall(top) < 0.0:
        top *= 2.0
    size = brentq(shortfall, 0.0, top, xtol=1e-15 * top, rtol=1e-14)
    return math.copysign(float(size), theta)
