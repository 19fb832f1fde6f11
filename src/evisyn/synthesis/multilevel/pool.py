"""Pool effects of which several come from one study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from evisyn.errors import InputError
from evisyn.shown import Shown
from evisyn.synthesis._designs import FloatArray
from evisyn.synthesis._limits import chi2_p
from evisyn.synthesis.inputs import check_level, one_of
from evisyn.synthesis.multilevel._problem import (
    Inference,
    MultilevelSettings,
    Problem,
    as_codes,
    as_fixed,
    check_settings,
    components,
    criteria,
    heterogeneity,
    model_inference,
    solve,
)
from evisyn.synthesis.multilevel._profile import profile_limits
from evisyn.synthesis.multilevel._sandwich import KINDS, sandwich

if TYPE_CHECKING:
    from evisyn.synthesis.multilevel.frames import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustEstimate(Shown):
    """A pooled effect with a cluster-robust standard error.

    Parameters
    ----------
    estimate, se, statistic, df, p_value, ci_low, ci_high
        As in :class:`PooledMultilevel`, with a t distribution of ``df`` degrees of freedom.
    kind
        Correction for few clusters.
    n_clusters
        Clusters.
    """

    estimate: float
    se: float
    statistic: float
    df: float
    p_value: float
    ci_low: float
    ci_high: float
    kind: str
    n_clusters: int

    def to_frame(self) -> Frame:
        """One row, columns named like the fields."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceLimits(Shown):
    """Limits of the variance components, each of shape (2,): between studies, within."""

    sigma2: FloatArray
    sigma2_low: FloatArray
    sigma2_high: FloatArray
    level: float

    def to_frame(self) -> Frame:
        """One row a component."""
        from evisyn.synthesis.multilevel.frames import limits_frame

        return limits_frame(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelihoodRatio:
    """Test of a model against a smaller one: ``statistic`` on ``df``, chi-squared."""

    statistic: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledMultilevel(Shown):
    """A pooled effect of a three-level model.

    Parameters
    ----------
    k, n_studies
        Effects and studies that were pooled.
    estimate, se
        Pooled effect and its model-based standard error.
    statistic, df, p_value, ci_low, ci_high
        Test that the effect is 0 and interval; ``df`` is NaN with test ``z``.
    pi_low, pi_high
        Prediction interval for the true effect of a new effect in a new study.
    sigma2
        Variance between studies and between the effects of a study, shape (2,). Where every
        study has one effect only their sum exists: it stands first, and the second is NaN.
    i2, i2_levels
        Share of the total variance that is not sampling, in percent, and its two parts.
    typical_variance
        Typical sampling variance inside ``i2``.
    q, q_df, q_p
        Test that all effects are equal.
    loglik, aic, bic, aicc, deviance
        Fit; of the restricted likelihood for REML.
    converged
        False where the components stopped early.
    settings
        What was asked for.
    """

    k: int
    n_studies: int
    estimate: float
    se: float
    statistic: float
    df: float
    p_value: float
    ci_low: float
    ci_high: float
    pi_low: float
    pi_high: float
    sigma2: FloatArray
    i2: float
    i2_levels: FloatArray
    typical_variance: float
    q: float
    q_df: int
    q_p: float
    loglik: float
    aic: float
    bic: float
    aicc: float
    deviance: float
    converged: bool
    settings: MultilevelSettings
    problem: Problem = field(repr=False, compare=False)

    def robust(self, cluster: npt.ArrayLike | None = None, *, kind: str = "CR2") -> RobustEstimate:
        """Standard error that stays right when the model of dependence is wrong.

        Parameters
        ----------
        cluster
            Label of the cluster of each row that was passed, shape (n,); clusters hold whole
            studies. None: the studies.
        kind
            ``CR0`` plain; ``CR1``, ``CR1p``, ``CR1S`` scaled by m / (m - 1), m / (m - p) and
            Stata's factor; ``CR2`` bias-reduced, the one for few clusters; ``CR3`` a jackknife.

        Returns
        -------
        RobustEstimate
            df is Satterthwaite's for ``CR2``, clusters less coefficients otherwise. Below about
            4 df the p value is not to be trusted (Tipton 2015).

        Raises
        ------
        InputError
            Unknown kind, or a cluster that splits a study.
        NotPoolable
            One cluster.

        References
        ----------
        Pustejovsky, J. E., & Tipton, E. (2018), doi:10.1080/07350015.2016.1247004. Tipton, E.
        (2015), doi:10.1037/met0000011.
        """
        found, n_clusters = robust_inference(self.problem, cluster, kind)
        return RobustEstimate(
            estimate=self.estimate, kind=kind, n_clusters=n_clusters, **scalars(found)
        )

    def variance_limits(self, *, level: float = 0.95) -> VarianceLimits:
        """Profile-likelihood limits of the variance components.

        Parameters
        ----------
        level
            Coverage, a fraction.

        Returns
        -------
        VarianceLimits
            NaN for a component that was fixed.

        Raises
        ------
        InputError
            Every study has one effect.

        References
        ----------
        Hardy, R. J., & Thompson, S. G. (1996), Statistics in Medicine 15, 619.
        """
        limits = profile_limits(self.problem, check_level(level))
        return VarianceLimits(
            sigma2=self.sigma2, sigma2_low=limits[:, 0], sigma2_high=limits[:, 1], level=level
        )

    def against(self, smaller: PooledMultilevel) -> LikelihoodRatio:
        """Likelihood ratio test against a model of the same effects with fixed components.

        Parameters
        ----------
        smaller
            The fit with ``sigma2=`` holding one or two components.

        Raises
        ------
        InputError
            The other model is not a smaller one of the same effects by the same method.
        """
        return likelihood_ratio(self.problem, smaller.problem)

    def to_frame(self) -> Frame:
        """One row; the components have columns of their own."""
        from evisyn.synthesis.multilevel.frames import pooled_frame

        return pooled_frame(self)


def scalars(found: Inference) -> dict[str, Any]:
    """Inference on the only coefficient."""
    names = ("se", "statistic", "df", "p_value", "ci_low", "ci_high")
    return {name: float(getattr(found, name)[0]) for name in names}


def robust_inference(
    problem: Problem, cluster: npt.ArrayLike | None, kind: str
) -> tuple[Inference, int]:
    """Robust tests and intervals of all coefficients, and the number of clusters."""
    one_of("kind", kind, KINDS)
    blocks = problem.blocks
    codes = blocks.code
    if cluster is not None:
        given = as_codes("cluster", cluster, problem.kept.size)
        codes = given[problem.kept][blocks.order]
    out = sandwich(problem, codes, kind)
    se = np.sqrt(np.diag(out.covariance)) * problem.scale
    return Inference(problem.beta, se, out.df, problem.settings.level), out.n_clusters


def likelihood_ratio(larger: Problem, smaller: Problem) -> LikelihoodRatio:
    """Twice the difference of the log-likelihoods."""
    df = int(np.isnan(larger.fixed).sum() - np.isnan(smaller.fixed).sum())
    same = (
        larger.restricted == smaller.restricted
        and np.array_equal(larger.blocks.y, smaller.blocks.y)
        and np.array_equal(larger.blocks.x, smaller.blocks.x)
    )
    if not same or df < 1:
        raise InputError(
            "smaller", "must be a fit of the same effects by the same method with more "
            "components fixed (sigma2=)."
        )  # fmt: skip
    statistic = max(2.0 * (larger.loglik - smaller.loglik), 0.0)
    p_value = chi2_p(np.array([statistic]), np.array([float(df)]))
    return LikelihoodRatio(statistic=statistic, df=df, p_value=float(p_value[0]))


def pool_multilevel(
    yi: npt.ArrayLike,
    vi: npt.ArrayLike,
    *,
    study: Sequence[Any] | npt.ArrayLike,
    effect: Sequence[Any] | npt.ArrayLike | None = None,
    test: str = "t",
    df: str = "residual",
    method: str = "REML",
    rho: float = 0.0,
    sigma2: Sequence[float | None] | None = None,
    level: float = 0.95,
) -> PooledMultilevel:
    """Pool effects that are nested in studies: a three-level model.

    Parameters
    ----------
    yi
        Effects, shape (n,); NaN marks an absent one, which is left out.
    vi
        Sampling variances, shape (n,), above 0.
    study
        Label of the study of each effect, shape (n,).
    effect
        Label of the effect inside its study, shape (n,), used to check that none stands twice.
    test
        ``z``, or ``t`` with ``df``.
    df
        ``residual``, effects less 1; or ``containment``, studies less 1, for effects of one
        study tell little about the mean over studies.
    method
        ``REML`` or ``ML``.
    rho
        Correlation of the sampling errors of two effects of one study (the correlated and
        hierarchical effects model), from 0 to below 1.
    sigma2
        Fixes components: (between, within), None where to be estimated. ``(None, 0)`` is a
        model with one random effect a study.
    level
        Coverage of the intervals, a fraction.

    Returns
    -------
    PooledMultilevel
        With one effect a study the fit is that of ``pool`` with the same method.

    Raises
    ------
    InputError
        Unusable values, labels or settings.
    NotPoolable
        One study (the variance between studies does not exist) unless it is fixed, or one effect.

    Warns
    -----
    ConvergenceWarning
        The components stopped before their tolerance.

    Notes
    -----
    Work grows linearly with the effects: each study's covariance is diagonal plus rank one or
    two.

    References
    ----------
    Konstantopoulos, S. (2011), Research Synthesis Methods 2, 61, doi:10.1002/jrsm.35. Van den
    Noortgate, W., et al. (2013), Behavior Research Methods 45, 576,
    doi:10.3758/s13428-012-0261-6. Pustejovsky, J. E., & Tipton, E. (2022), Prevention Science
    23, 425, doi:10.1007/s11121-021-01246-3 (correlated and hierarchical effects).
    """
    fixed = as_fixed(sigma2)
    settings = check_settings(method, test, df, level, rho, fixed)
    problem = solve(yi, vi, None, study, effect, fixed, settings)
    found = model_inference(problem)
    estimate, se = float(problem.beta[0]), float(found.se[0])
    sigma = components(problem)
    half = float(found.quantile[0]) * float(np.sqrt(se * se + np.nansum(sigma)))
    return PooledMultilevel(
        k=problem.blocks.y.size, n_studies=problem.blocks.starts.size, estimate=estimate,
        pi_low=estimate - half, pi_high=estimate + half, sigma2=sigma,
        converged=problem.fit.converged, settings=problem.settings, problem=problem,
        **scalars(found), **criteria(problem), **heterogeneity(problem),
    )  # fmt: skip
