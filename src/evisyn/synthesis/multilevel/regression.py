"""Meta-regression on effects of which several come from one study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.special import fdtrc

from evisyn.errors import InputError
from evisyn.shown import Shown
from evisyn.synthesis._designs import FloatArray
from evisyn.synthesis._limits import chi2_p
from evisyn.synthesis.inputs import as_numbers, check_level
from evisyn.synthesis.multilevel._problem import (
    Inference,
    MultilevelSettings,
    Problem,
    as_fixed,
    check_settings,
    components,
    criteria,
    heterogeneity,
    model_inference,
    solve,
)
from evisyn.synthesis.multilevel._profile import profile_limits
from evisyn.synthesis.multilevel.pool import (
    LikelihoodRatio,
    VarianceLimits,
    likelihood_ratio,
    robust_inference,
)

if TYPE_CHECKING:
    from evisyn.synthesis.multilevel.frames import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients(Shown):
    """Coefficients with tests and intervals, each of shape (p,), the intercept first.

    ``kind`` names the robust standard error, empty for the model's own.
    """

    terms: tuple[str, ...]
    estimate: FloatArray
    se: FloatArray
    statistic: FloatArray
    df: FloatArray
    p_value: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    kind: str = ""

    def to_frame(self) -> Frame:
        """One row a coefficient."""
        from evisyn.synthesis.multilevel.frames import coefficients_frame

        return coefficients_frame(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class MultilevelRegression(Shown):
    """A three-level meta-regression.

    Parameters
    ----------
    k, n_studies
        Effects and studies that were used.
    model
        Coefficients with the model's own standard errors.
    sigma2
        Residual variance between studies and within, shape (2,).
    i2, i2_levels, typical_variance
        As in ``PooledMultilevel``, of what the moderators leave.
    qe, qe_df, qe_p
        Test that nothing is left but sampling error.
    qm, qm_df, qm_p
        Test that all moderators have no effect: chi-squared, or F times ``qm_df`` with test t.
    loglik, aic, bic, aicc, deviance
        Fit; of the restricted likelihood for REML.
    converged, settings
        As in ``PooledMultilevel``.
    """

    k: int
    n_studies: int
    model: Coefficients
    sigma2: FloatArray
    i2: float
    i2_levels: FloatArray
    typical_variance: float
    qe: float
    qe_df: int
    qe_p: float
    qm: float
    qm_df: int
    qm_p: float
    loglik: float
    aic: float
    bic: float
    aicc: float
    deviance: float
    converged: bool
    settings: MultilevelSettings
    problem: Problem = field(repr=False, compare=False)

    @property
    def coefficients(self) -> Frame:
        """One row a coefficient: term, estimate, se, statistic, df, p_value, ci_low, ci_high."""
        return self.model.to_frame()

    def robust(self, cluster: npt.ArrayLike | None = None, *, kind: str = "CR2") -> Coefficients:
        """Coefficients with cluster-robust tests; see ``PooledMultilevel.robust``."""
        found, _ = robust_inference(self.problem, cluster, kind)
        return _coefficients(self.problem, found, self.model.terms, kind)

    def variance_limits(self, *, level: float = 0.95) -> VarianceLimits:
        """Profile-likelihood limits of the components; see ``PooledMultilevel``."""
        limits = profile_limits(self.problem, check_level(level))
        return VarianceLimits(
            sigma2=self.sigma2, sigma2_low=limits[:, 0], sigma2_high=limits[:, 1], level=level
        )

    def against(self, smaller: MultilevelRegression) -> LikelihoodRatio:
        """Likelihood ratio test against the same regression with fixed components."""
        return likelihood_ratio(self.problem, smaller.problem)

    def to_frame(self) -> Frame:
        """One row a coefficient."""
        return self.model.to_frame()


def _coefficients(
    problem: Problem, found: Inference, terms: tuple[str, ...], kind: str
) -> Coefficients:
    return Coefficients(
        terms=terms, estimate=problem.beta, se=found.se, statistic=found.statistic, df=found.df,
        p_value=found.p_value, ci_low=found.ci_low, ci_high=found.ci_high, kind=kind,
    )  # fmt: skip


def multilevel_regression(
    yi: npt.ArrayLike,
    vi: npt.ArrayLike,
    mods: npt.ArrayLike,
    *,
    study: Sequence[Any] | npt.ArrayLike,
    effect: Sequence[Any] | npt.ArrayLike | None = None,
    terms: Sequence[str] | None = None,
    test: str = "t",
    df: str = "residual",
    method: str = "REML",
    rho: float = 0.0,
    sigma2: Sequence[float | None] | None = None,
    level: float = 0.95,
) -> MultilevelRegression:
    """Regress effects that are nested in studies on moderators.

    Parameters
    ----------
    yi, vi, study, effect, test, df, method, rho, sigma2, level
        As in :func:`evisyn.synthesis.multilevel.pool.pool_multilevel`. With ``containment`` a
        moderator that is constant within every study has the studies less the number of such
        coefficients as df, another one the residual df.
    mods
        Moderators without the intercept, shape (n, p - 1) or (n,); rows with NaN are left out.
    terms
        Names of the moderators.

    Returns
    -------
    MultilevelRegression

    Raises
    ------
    InputError
        Unusable values, or moderators that depend on each other.
    NotPoolable
        Too few effects or studies for the coefficients.

    Warns
    -----
    ConvergenceWarning
        The components stopped before their tolerance.

    References
    ----------
    Konstantopoulos, S. (2011), doi:10.1002/jrsm.35. Pinheiro, J. C., & Bates, D. M. (2000),
    section 2.4.2 (containment), doi:10.1007/978-1-4419-0318-1.
    """
    fixed = as_fixed(sigma2)
    settings = check_settings(method, test, df, level, rho, fixed)
    columns = as_numbers("mods", mods, None)
    if columns.ndim == 1:
        columns = columns[:, None]
    length = np.shape(yi)[0] if np.ndim(yi) else -1
    if columns.ndim != 2 or columns.shape[0] != length or columns.shape[1] == 0:
        raise InputError("mods", f"has shape {columns.shape}; one row per effect is needed.")
    names = _terms(terms, columns.shape[1])
    x = np.column_stack([np.ones(length), columns])
    problem = solve(yi, vi, x, study, effect, fixed, settings)
    found = model_inference(problem)
    left = heterogeneity(problem)
    tests = {f"qe{name[1:]}": left.pop(name) for name in ("q", "q_df", "q_p")}
    return MultilevelRegression(
        k=problem.blocks.y.size, n_studies=problem.blocks.starts.size,
        model=_coefficients(problem, found, names, ""), sigma2=components(problem),
        converged=problem.fit.converged, settings=problem.settings, problem=problem,
        **tests, **left, **_moderator_test(problem, found), **criteria(problem),
    )  # fmt: skip


def _terms(terms: Sequence[str] | None, count: int) -> tuple[str, ...]:
    names = [f"mod{place + 1}" for place in range(count)] if terms is None else list(terms)
    if len(names) != count:
        raise InputError("terms", f"has {len(names)} names, mods has {count} columns.")
    return ("intercept", *(str(name) for name in names))


def _moderator_test(problem: Problem, found: Inference) -> dict[str, Any]:
    """Wald test of all coefficients but the intercept."""
    beta = problem.fit.mean.beta[1:]
    covariance = problem.fit.mean.covariance[1:, 1:]
    q = float(beta @ np.linalg.solve(covariance, beta))
    count = beta.size
    if problem.settings.test == "z":
        p_value = float(chi2_p(np.array([q]), np.array([float(count)]))[0])
    else:
        p_value = float(fdtrc(count, float(found.df[1:].min()), q / count))
    return {"qm": q, "qm_df": count, "qm_p": p_value}
