"""Case-deletion diagnostics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import chdtr

from evisyn.shown import Shown
from evisyn.synthesis._deletion_fits import DeletionFits, mean_fits, regression_fits
from evisyn.synthesis.observed import observed
from evisyn.synthesis.refits import Request, request, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from evisyn.synthesis.frames import Frame
    from evisyn.synthesis.observed import Observed

    FloatArray = NDArray[np.float64]

#: Two studies have to remain for a heterogeneity variance.
MINIMUM_STUDIES = 3
#: Cut-offs of Viechtbauer and Cheung (2010), section 3; p coefficients, k studies.
DFFITS_FACTOR = 3.0
COOK_QUANTILE = 0.5
HAT_FACTOR = 3.0
DFBS_LIMIT = 1.0
#: Columns that hold one number per study.
NAMES = ("rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "q_del", "hat", "weight")


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence(Shown):
    """What each study does to the model: arrays of shape (n,), NaN for an absent study.

    Parameters
    ----------
    labels
        Names of the studies (their numbers, counted from 1, when no labels were given).
    rstudent
        Residual from the fit without the study, over its standard error.
    dffits
        Change of the study's fitted value, in standard errors, when it is left out.
    cook_d
        Squared distance between the coefficients with and without the study.
    cov_r
        Determinant of their covariance matrix without the study over that with it.
    tau2_del, q_del
        Heterogeneity variance and Cochran's Q without the study.
    hat
        Leverage.
    weight
        Percent.
    dfbs
        Change of each coefficient in standard errors, shape (n, p); p is 1 without moderators.
    is_influential
        Whether a cut-off of Viechtbauer and Cheung is passed: absolute dffits above
        3 sqrt(p / (k - p)), cook_d beyond the median of chi-square(p), hat above 3 p / k, or
        an absolute dfbs above 1.
    k
        Number of usable studies.
    settings
        How the models were fitted.
    """

    labels: tuple[str, ...]
    rstudent: FloatArray
    dffits: FloatArray
    cook_d: FloatArray
    cov_r: FloatArray
    tau2_del: FloatArray
    q_del: FloatArray
    hat: FloatArray
    weight: FloatArray
    dfbs: FloatArray
    is_influential: NDArray[np.bool_]
    k: int
    settings: Mapping[str, Any]

    def to_frame(self) -> Frame:
        """One row per study; ``dfbs`` is one column, or ``dfbs_0``, ``dfbs_1`` ... ."""
        from evisyn.synthesis.frames import influence_frame

        return influence_frame(self)


def influence(yi: ArrayLike, vi: ArrayLike, *, mods: ArrayLike | None = None, **pool: Any) -> Frame:
    """Case-deletion diagnostics of a pooled effect or of a meta-regression.

    Parameters
    ----------
    yi
        Effects, shape (n,); NaN where absent.
    vi
        Sampling variances, shape (n,).
    mods
        Moderators without intercept, shape (n, p - 1) or (n,); an intercept is added.
    **pool
        Arguments of :func:`evisyn.synthesis.pool.pool`; ``labels`` name the rows. With a
        Hartung-Knapp test the standard errors are those of that test.

    Returns
    -------
    DataFrame
        One row per study: rstudent dffits cook_d cov_r tau2_del q_del hat weight dfbs
        is_influential, see :class:`Influence`; column ``study`` holds the labels.

    Raises
    ------
    InputError
        Unusable values, moderators or pooling arguments.
    NotPoolable
        Fewer than 3 studies, or with moderators fewer than coefficients and 2.

    References
    ----------
    Viechtbauer W, Cheung MWL (2010). Outlier and influence diagnostics for meta-analysis.
    Research Synthesis Methods 1:112-125. https://doi.org/10.1002/jrsm.11
    """
    return influence_measures(yi, vi, mods=mods, **pool).to_frame()


def influence_measures(
    yi: ArrayLike, vi: ArrayLike, *, mods: ArrayLike | None = None, **pool: Any
) -> Influence:
    """The numbers of :func:`influence` as arrays."""
    studies = observed(
        yi,
        vi,
        minimum=MINIMUM_STUDIES,
        method="Case deletion",
        why="two studies have to remain for a heterogeneity variance",
    )
    asked = request(studies.length, **pool)
    fits = mean_fits(studies, asked) if mods is None else regression_fits(studies, mods, asked)
    return _measures(studies, asked, fits)


def _measures(studies: Observed, asked: Request, fits: DeletionFits) -> Influence:
    p, k = fits.design.shape[1], studies.k
    shift = fits.beta - fits.beta_del
    step = np.einsum("ij,ij->i", fits.design, shift)
    around = fits.design[:, None, :] @ fits.cov_del @ fits.design[:, :, None]
    marginal = studies.vi + fits.tau2_del
    residual = studies.yi - np.einsum("ij,ij->i", fits.design, fits.beta_del)
    with np.errstate(divide="ignore", invalid="ignore"):
        rstudent = residual / np.sqrt(marginal + around[:, 0, 0])
        dffits = step / np.sqrt(fits.dispersion_del * fits.hat * marginal)
        cook = _squared_distance(shift, fits.cov)
        cov_r = np.linalg.det(fits.cov_del) / np.linalg.det(fits.cov)
        dfbs = shift / np.sqrt(fits.dispersion_del[:, None] * fits.spread_del)
        flag = np.abs(dffits) > DFFITS_FACTOR * np.sqrt(p / (k - p))
    flag |= chdtr(p, np.nan_to_num(cook)) > COOK_QUANTILE
    flag |= fits.hat > HAT_FACTOR * p / k
    flag |= (np.abs(dfbs) > DFBS_LIMIT).any(axis=1)
    values = (rstudent, dffits, cook, cov_r, fits.tau2_del, fits.q_del, fits.hat, fits.weight)
    everyone = np.zeros(studies.length, dtype=bool)
    everyone[studies.rows] = flag
    return Influence(
        labels=asked.labels or tuple(str(row + 1) for row in range(studies.length)),
        dfbs=np.column_stack([studies.spread(column) for column in dfbs.T]),
        is_influential=everyone,
        k=k,
        settings=settings(asked),
        **{name: studies.spread(value) for name, value in zip(NAMES, values, strict=True)},
    )


def _squared_distance(shift: FloatArray, cov: FloatArray) -> FloatArray:
    """The form shift' cov^-1 shift of every row; NaN when the covariance is 0."""
    if not np.linalg.det(cov) > 0:
        return np.full(shift.shape[0], np.nan)
    return np.asarray(np.einsum("ij,ij->i", shift, np.linalg.solve(cov, shift.T).T))
