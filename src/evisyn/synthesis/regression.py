"""Meta-regression: effects explained by properties of the studies."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, fdtrc

from evisyn.errors import ConvergenceWarning, InputError, NotPoolable
from evisyn.shown import Shown
from evisyn.synthesis._designs import FloatArray
from evisyn.synthesis._limits import normal_quantile, t_quantile, two_sided_p
from evisyn.synthesis._matrix_fit import MatrixFit, fit_matrix
from evisyn.synthesis.columns import SAFE_LARGE, SAFE_SMALL, Model, Options, Test, log_2pi
from evisyn.synthesis.inputs import as_numbers, as_variances, check_scale
from evisyn.synthesis.pool import (
    PoolSettings,
    check_options,
    check_weights,
    pool_settings,
    split_effects,
)
from evisyn.synthesis.tau2 import Tau2Method

if TYPE_CHECKING:
    from evisyn.synthesis.frames import Frame

INTERCEPT = "intercept"
#: Traces with moderators are differences of Gram matrices and lose digits sooner.
WIDEST = 1e7
#: Columns whose singular values differ by more than this are taken as collinear.
COLLINEAR = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaRegression(Shown):
    """A fitted meta-regression with p coefficients on k studies.

    Parameters
    ----------
    terms, estimate, se, statistic, df, p_value, ci_low, ci_high
        Coefficients, shape (p,), the intercept first where there is one; df NaN for z. An exact
        fit has no test with the Hartung-Knapp factor (se 0, statistic NaN).
    vcov
        Covariance of the coefficients, shape (p, p).
    tau2, tau2_se, i2, h2
        Residual heterogeneity; I2 in percent.
    r2
        Percent of the between-study variance of the model without moderators that they
        explain, not below 0; NaN where that variance is 0. In the common-effect model the
        same with Q / df in place of tau2.
    qe, qe_df, qe_p
        Test of residual heterogeneity.
    qm, qm_df, qm_df2, qm_p
        Omnibus test of all coefficients but the intercept: chi-squared (qm_df2 NaN) or F.
    loglik, aic, bic, aicc, converged, settings
        As in ``Pooled``.
    """

    k: int
    p: int
    terms: tuple[str, ...]
    estimate: FloatArray
    se: FloatArray
    statistic: FloatArray
    df: float
    p_value: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    vcov: FloatArray
    tau2: float
    tau2_se: float
    i2: float
    h2: float
    r2: float
    qe: float
    qe_df: int
    qe_p: float
    qm: float
    qm_df: int
    qm_df2: float
    qm_p: float
    loglik: float
    aic: float
    bic: float
    aicc: float
    converged: bool
    has_intercept: bool
    settings: PoolSettings

    @property
    def coefficients(self) -> Frame:
        """One row a term: term estimate se statistic p_value ci_low ci_high."""
        from evisyn.synthesis.frames import coefficient_frame

        return coefficient_frame(self)

    def to_frame(self) -> Frame:
        """The coefficients."""
        return self.coefficients

    @property
    def vif(self) -> FloatArray:
        """Variance inflation factors of the coefficients but the intercept.

        Fox, J., & Monette, G. (1992), Journal of the American Statistical Association 87,
        178, doi:10.1080/01621459.1992.10475190.
        """
        part = self.vcov[int(self.has_intercept) :, int(self.has_intercept) :]
        root = np.sqrt(np.diag(part))
        return np.asarray(np.diag(np.linalg.inv(part / np.outer(root, root))))

    def predict(self, x: npt.ArrayLike) -> Predicted:
        """Mean effect where the moderators are ``x``, shape (p,) without the intercept.

        The prediction interval holds the true effect of a new study; its quantile is the one
        of the test. NaN in the common-effect model.
        """
        given = as_numbers("x", x)
        row = np.concatenate([[1.0], given]) if self.has_intercept else given
        if row.size != self.p:
            raise InputError("x", f"has {given.size} values; give one for each moderator.")
        estimate = float(row @ self.estimate)
        variance = float(row @ self.vcov @ row)
        quantile = _quantile(self.df, self.settings.level)
        half = quantile * np.sqrt(variance)
        wide = quantile * np.sqrt(variance + self.tau2)
        if self.settings.model == "common":
            wide = np.nan
        return Predicted(
            estimate=estimate, se=float(np.sqrt(variance)),
            ci_low=float(estimate - half), ci_high=float(estimate + half),
            pi_low=float(estimate - wide), pi_high=float(estimate + wide),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted(Shown):
    """A predicted mean effect with confidence and prediction limits."""

    estimate: float
    se: float
    ci_low: float
    ci_high: float
    pi_low: float
    pi_high: float

    def to_frame(self) -> Frame:
        """One row."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def meta_regression(
    yi: npt.ArrayLike,
    vi: npt.ArrayLike | None = None,
    mods: Any = None,
    *,
    sei: npt.ArrayLike | None = None,
    formula: str | None = None,
    data: Any = None,
    intercept: bool = True,
    terms: Sequence[str] | None = None,
    model: Model = "random",
    tau2_method: Tau2Method = "REML",
    test: Test = "z",
    level: float = 0.95,
    tau2: float | None = None,
    weights: npt.ArrayLike | None = None,
) -> MetaRegression:
    """Regress effects on moderators, with residual between-study variance.

    Parameters
    ----------
    yi, vi, sei
        Effects and variances (or standard errors), shape (k,), as in ``pool``.
    mods
        Moderators, shape (k,) or (k, m), without the intercept; or a DataFrame, whose text and
        category columns become indicators of all levels but the first.
    formula, data
        In place of ``mods``: the right side of a formula, ``"~ year + C(design)"``, and the
        frame of its variables with k rows. ``"~ 0 + ..."`` leaves the intercept out.
    intercept
        Whether ``mods`` gets an intercept; without one a first category column keeps all its
        levels.
    terms
        Names of the columns of ``mods``.
    model, tau2_method, level, tau2
        As in ``pool``.
    test
        ``z`` with a chi-squared omnibus test; ``t``, ``hksj`` and ``hksj-adhoc`` with k - p
        degrees of freedom and an F test.
    weights
        Shape (k,), for GENQ and GENQM, where they also fit the coefficients.

    Raises
    ------
    InputError
        As in ``pool``; moderators missing, in another shape, NaN, or collinear.
    NotPoolable
        Not more studies than coefficients.

    Warns
    -----
    ConvergenceWarning
        The estimator of tau2 stopped early.

    References
    ----------
    Berkey, C. S., et al. (1995), Statistics in Medicine 14, 395, doi:10.1002/sim.4780140406;
    Knapp, G., & Hartung, J. (2003), Statistics in Medicine 22, 2693, doi:10.1002/sim.1482; R2:
    Raudenbush, S. W. (2009), equation 16.25.
    """
    yi, vi = split_effects(yi, vi, sei)
    y = as_numbers("yi", yi)
    v = as_variances(vi, sei, y.shape)
    options = check_options(
        model=model, tau2_method=tau2_method, test=test, level=level, tau2=tau2,
        weights=weights, pi_method="z",
    )  # fmt: skip
    if test == "kr":
        raise InputError("test", "is 'kr'; with moderators use z, t, hksj or hksj-adhoc.")
    a = check_weights(weights, y.shape)
    x, names, has_intercept = _moderators(mods, formula, data, intercept, terms, y.size)
    kept = (y == y) & (v == v)
    y, v, x, a = y[kept], v[kept], x[kept], None if a is None else a[kept]
    _check_matrix(x, names)
    check_scale(y, v, random=options.model == "random", most=WIDEST)
    _check_usual(y, v)
    with np.errstate(all="ignore"):
        fit = fit_matrix(y, v, x, options, a)
        return _record(fit, y, v, x, a, names, has_intercept, options)


def _moderators(
    mods: Any, formula: str | None, data: Any, intercept: bool,
    terms: Sequence[str] | None, k: int,
) -> tuple[FloatArray, tuple[str, ...], bool]:  # fmt: skip
    """Model matrix, names, and whether it has an intercept."""
    if (mods is None) == (formula is None):
        raise InputError("mods", "give either mods or formula with data.")
    if formula is not None:
        from evisyn.synthesis.frames import formula_matrix

        x, names = formula_matrix(formula, data, k)
        return x, names, INTERCEPT in names
    if hasattr(mods, "columns"):
        from evisyn.synthesis.frames import moderator_matrix

        x, names = moderator_matrix(mods, intercept)
    else:
        x = as_numbers("mods", mods, None)
        x = x[:, None] if x.ndim == 1 else x
        if x.ndim != 2:
            raise InputError("mods", f"has shape {x.shape}; give (k, m).")
        names = tuple(f"x{j + 1}" for j in range(x.shape[1]))
    if x.shape[0] != k or x.shape[1] == 0:
        raise InputError("mods", f"has shape {x.shape}; give {k} rows and a column or more.")
    if terms is not None:
        names = tuple(str(term) for term in terms)
        if len(names) != x.shape[1]:
            raise InputError("terms", f"has {len(names)} names for {x.shape[1]} columns.")
    if intercept:
        return np.column_stack([np.ones(k), x]), (INTERCEPT, *names), True
    return x, names, False


def _check_matrix(x: FloatArray, names: tuple[str, ...]) -> None:
    k, p = x.shape
    if np.isnan(x).any():
        column = names[int(np.flatnonzero(np.isnan(x).any(axis=0))[0])]
        raise InputError("mods", f"{column} is NaN for a study that has an effect; complete it "
                         "or leave the study out.")  # fmt: skip
    if k <= p:
        raise NotPoolable(
            f"A regression with {p} coefficients needs at least {p + 1} studies, found {k}: no "
            "degree of freedom would remain."
        )
    size = np.abs(x).max(axis=0)
    if (size > SAFE_LARGE).any() or (size[size > 0.0] < SAFE_SMALL).any():
        raise InputError(
            "mods", f"must lie within {SAFE_SMALL:g} and {SAFE_LARGE:g}; change the unit."
        )
    if not size.all() or np.linalg.matrix_rank(x / size, tol=COLLINEAR) < p:
        raise InputError("mods", f"are collinear ({', '.join(names)}); leave out what follows "
                         "from the others.")  # fmt: skip


def _check_usual(y: FloatArray, v: FloatArray) -> None:
    if v.min() < SAFE_SMALL or v.max() > SAFE_LARGE or np.abs(y).max() > SAFE_LARGE:
        raise InputError(
            "yi", f"and vi must lie within {SAFE_SMALL:g} and {SAFE_LARGE:g}; change the unit."
        )


def _quantile(df: float, level: float) -> float:
    return normal_quantile(level) if df != df else float(t_quantile(np.array([df]), level)[0])


def _dispersion(fit: MatrixFit, options: Options, df: int) -> float:
    """Hartung-Knapp factor on the covariance; 1 for model-based tests."""
    if options.test == "hksj":
        return fit.rss_hk / df
    return max(fit.rss_hk / df, 1.0) if options.test == "hksj-adhoc" else 1.0


def _explained(
    fit: MatrixFit, y: FloatArray, v: FloatArray, a: FloatArray | None, p: int, options: Options
) -> float:
    """R2 in percent against the model with only an intercept."""
    if options.tau2 is not None:
        return np.nan
    alone = fit_matrix(y, v, np.ones((y.size, 1)), options, a)
    if options.model == "common":
        before, after = alone.q / (y.size - 1), fit.q / (y.size - p)
    else:
        before, after = alone.tau2, fit.tau2
    return 100.0 * max(1.0 - after / before, 0.0) if before > 0.0 else np.nan


def _likelihoods(fit: MatrixFit, k: int, p: int, options: Options) -> tuple[float, ...]:
    restricted = options.model == "random" and options.tau2_method == "REML"
    size = float(k - p) if restricted else float(k)
    value = -0.5 * (size * log_2pi + fit.log_variances + fit.rss)
    value -= 0.5 * fit.logdet if restricted else 0.0
    count = p + (1.0 if options.model == "random" and options.tau2 is None else 0.0)
    room = max(size, count + 2.0)
    deviance = -2.0 * value
    return (
        value, deviance + 2.0 * count, deviance + count * float(np.log(size)),
        deviance + 2.0 * count * room / (room - count - 1.0),
    )  # fmt: skip


def _omnibus(
    beta: FloatArray, vcov: FloatArray, has_intercept: bool, df: float
) -> tuple[float, int, float]:
    """Wald statistic, its df and p-value, for all but the intercept where there is more."""
    first = int(has_intercept and beta.size > 1)
    part = beta[first:]
    try:
        statistic = float(part @ np.linalg.solve(vcov[first:, first:], part))
    except np.linalg.LinAlgError:  # an exact fit with a Hartung-Knapp factor of 0
        return np.nan, part.size, np.nan
    if df != df:
        return statistic, part.size, float(chdtrc(part.size, statistic))
    return statistic / part.size, part.size, float(fdtrc(part.size, df, statistic / part.size))


def _record(
    fit: MatrixFit, y: FloatArray, v: FloatArray, x: FloatArray, a: FloatArray | None,
    names: tuple[str, ...], has_intercept: bool, options: Options,
) -> MetaRegression:  # fmt: skip
    k, p = x.shape
    if not fit.converged:
        warnings.warn(
            f"tau2 ({options.tau2_method}) did not converge; see the field converged.",
            ConvergenceWarning,
            stacklevel=3,
        )
    df = np.nan if options.test == "z" else float(k - p)
    vcov = _dispersion(fit, options, k - p) * fit.vcov
    se = np.sqrt(np.diag(vcov))
    statistic = fit.beta / np.where(se > 0.0, se, np.nan)
    half = _quantile(df, options.level) * se
    typical = (k - p) / fit.trace
    i2, h2 = 100.0 * fit.tau2 / (typical + fit.tau2), fit.tau2 / typical + 1.0
    if options.model == "common":
        h2 = fit.q / (k - p)
        i2 = 100.0 * max(1.0 - 1.0 / h2, 0.0) if h2 > 0.0 else 0.0
    qm, qm_df, qm_p = _omnibus(fit.beta, vcov, has_intercept, df)
    loglik, aic, bic, aicc = _likelihoods(fit, k, p, options)
    return MetaRegression(
        k=k, p=p, terms=names, estimate=fit.beta, se=se, statistic=statistic, df=df,
        p_value=two_sided_p(statistic, None if df != df else np.full(p, df)),
        ci_low=fit.beta - half, ci_high=fit.beta + half, vcov=vcov,
        tau2=fit.tau2, tau2_se=fit.tau2_se, i2=i2, h2=h2,
        r2=_explained(fit, y, v, a, p, options),
        qe=fit.q, qe_df=k - p, qe_p=float(chdtrc(k - p, fit.q)),
        qm=qm, qm_df=qm_df, qm_df2=df, qm_p=qm_p,
        loglik=loglik, aic=aic, bic=bic, aicc=aicc, converged=fit.converged,
        has_intercept=has_intercept, settings=pool_settings(options),
    )  # fmt: skip
