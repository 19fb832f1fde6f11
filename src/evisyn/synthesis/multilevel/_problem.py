"""From arguments to a fitted problem: checks, codes, scaling, and the way back."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evisyn.errors import ConvergenceWarning, InputError, NotPoolable
from evisyn.synthesis._designs import FloatArray
from evisyn.synthesis._labels import is_missing
from evisyn.synthesis._limits import chi2_p, normal_quantile, t_quantile, two_sided_p
from evisyn.synthesis.inputs import as_numbers, as_variances, check_level, check_scale, one_of
from evisyn.synthesis.multilevel._blocks import Blocks, sort_blocks
from evisyn.synthesis.multilevel._fit import Fit, fit_components, mean_at

METHODS = ("REML", "ML")
TESTS = ("z", "t")
DF_RULES = ("residual", "containment")
#: Columns of a model matrix count as dependent below this part of the largest singular value.
RANK_TOLERANCE = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class MultilevelSettings:
    """How a result was made; the arguments of the call of the same names.

    ``sigma2`` holds the components that were fixed, NaN where estimated; ``identified`` is
    False where every study has one effect, so that only the sum of the components exists.
    """

    method: str
    test: str
    df: str
    level: float
    rho: float
    sigma2: tuple[float, float]
    identified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A fitted model in the working scale, kept for intervals and robust inference.

    ``kept`` marks the rows that were used, shape (n,); ``scale`` is the power of two that
    effects were divided by, ``shift`` what was taken off before.
    """

    blocks: Blocks
    fit: Fit
    fixed: FloatArray
    restricted: bool
    settings: MultilevelSettings
    kept: npt.NDArray[np.bool_]
    scale: float
    shift: float

    @property
    def beta(self) -> FloatArray:
        """Coefficients in the caller's scale, shape (p,)."""
        out = self.fit.mean.beta * self.scale
        out[0] += self.shift
        return out

    @property
    def loglik(self) -> float:
        """Log-likelihood in the caller's scale."""
        return self.fit.loglik - self.size * float(np.log(self.scale))

    @property
    def size(self) -> int:
        """Effects, less the coefficients for the restricted likelihood."""
        n, p = self.blocks.x.shape
        return int(n - p * self.restricted)


def as_codes(name: str, values: Any, length: int) -> npt.NDArray[np.intp]:
    """Codes from 0 of the labels of each row; a missing label is refused."""
    labels = np.asarray(values, dtype=object)
    if labels.ndim != 1 or labels.size != length:
        raise InputError(name, f"has shape {labels.shape}, yi has ({length},); one label a row.")
    if any(is_missing(label) for label in labels):
        raise InputError(name, "holds a missing label; name the group of every row.")
    places: dict[Any, int] = {}
    return np.array([places.setdefault(label, len(places)) for label in labels], dtype=np.intp)


def as_fixed(sigma2: Sequence[float | None] | None) -> FloatArray:
    """Fixed components, NaN for those to be estimated."""
    if sigma2 is None:
        return np.array([np.nan, np.nan])
    values = np.array([np.nan if value is None else value for value in sigma2], dtype=np.float64)
    if values.shape != (2,):
        raise InputError("sigma2", f"has {values.size} entries; give (between, within).")
    if (values < 0.0).any() or np.isinf(values).any():
        raise InputError("sigma2", f"is {sigma2!r}; variances are finite and not below 0.")
    return values


def check_settings(
    method: str, test: str, df: str, level: float, rho: float, fixed: FloatArray
) -> MultilevelSettings:
    """The settings, or an InputError that names the argument."""
    one_of("method", method, METHODS)
    one_of("test", test, TESTS)
    one_of("df", df, DF_RULES)
    if not isinstance(rho, int | float | np.floating) or not 0.0 <= rho < 1.0:
        raise InputError("rho", f"is {rho!r}; give a correlation from 0 to below 1.")
    return MultilevelSettings(
        method=method, test=test, df=df, level=check_level(level), rho=float(rho),
        sigma2=(float(fixed[0]), float(fixed[1])), identified=True,
    )  # fmt: skip


def solve(
    yi: npt.ArrayLike,
    vi: npt.ArrayLike,
    x: FloatArray | None,
    study: Any,
    effect: Any,
    fixed: FloatArray,
    settings: MultilevelSettings,
) -> Problem:
    """Check, scale and fit; ``x`` is the model matrix with the intercept first, or None."""
    y = as_numbers("yi", yi)
    v = as_variances(vi, None, y.shape)
    codes = as_codes("study", study, y.size)
    if effect is not None:
        _check_effects(codes, as_codes("effect", effect, y.size))
    matrix = np.ones((y.size, 1)) if x is None else x
    kept = ~(np.isnan(y) | np.isnan(v) | np.isnan(matrix).any(axis=1))
    y, v, matrix = y[kept], v[kept], matrix[kept]
    check_scale(y, v)
    _check_size(matrix, np.unique(codes[kept]).size, fixed)
    scale = float(np.ldexp(1.0, int(np.frexp(np.sqrt(np.median(v)))[1])))
    shift = float(y[0])
    blocks = sort_blocks((y - shift) / scale, v / scale / scale, matrix, codes[kept], settings.rho)
    free = np.isnan(fixed)
    alone = blocks.starts.size == y.size
    asked = fixed / scale / scale
    if alone and free.all():
        asked = np.array([np.nan, 0.0])
        settings = _unidentified(settings)
    restricted = settings.method == "REML"
    fit = fit_components(blocks, restricted, asked)
    if not fit.converged:
        warnings.warn(
            "the variance components did not converge; see the field converged.",
            ConvergenceWarning,
            stacklevel=4,
        )
    return Problem(
        blocks=blocks, fit=fit, fixed=asked, restricted=restricted, settings=settings,
        kept=kept, scale=scale, shift=shift,
    )  # fmt: skip


def _unidentified(settings: MultilevelSettings) -> MultilevelSettings:
    return MultilevelSettings(
        method=settings.method, test=settings.test, df=settings.df, level=settings.level,
        rho=settings.rho, sigma2=settings.sigma2, identified=False,
    )  # fmt: skip


def _check_effects(study: npt.NDArray[np.intp], effect: npt.NDArray[np.intp]) -> None:
    pairs = set(zip(study.tolist(), effect.tolist(), strict=True))
    if len(pairs) < study.size:
        raise InputError(
            "effect", "stands twice in a study; give each effect of a study its own label, "
            "or leave effect out."
        )  # fmt: skip


def _check_size(matrix: FloatArray, n_studies: int, fixed: FloatArray) -> None:
    n, p = matrix.shape
    if n <= p:
        raise NotPoolable(f"{n} usable effects cannot carry {p} coefficients; give more.")
    if np.isnan(fixed[0]) and n_studies <= p:
        raise NotPoolable(
            f"{n_studies} studies cannot carry {p} coefficients and a variance between studies; "
            "pool the effects of one study another way, or fix sigma2=(0, None)."
        )
    values = np.linalg.svd(matrix / np.abs(matrix).max(axis=0), compute_uv=False)
    if values[-1] <= RANK_TOLERANCE * values[0]:
        raise InputError(
            "mods", "has columns that depend on each other (or on the intercept); leave one out."
        )  # fmt: skip


def components(problem: Problem) -> FloatArray:
    """Components in the caller's scale; the second is NaN where it does not exist."""
    out = problem.fit.sigma2 * problem.scale**2
    if not problem.settings.identified:
        out = np.array([out[0], np.nan])
    return out


class Inference:
    """Statistic, p value and interval of coefficients, arrays of shape (p,)."""

    __slots__ = ("ci_high", "ci_low", "df", "p_value", "quantile", "se", "statistic")

    def __init__(
        self, beta: FloatArray, se: FloatArray, df: FloatArray | None, level: float
    ) -> None:
        self.se = se
        with np.errstate(all="ignore"):
            self.statistic = np.where(se > 0.0, beta / se, np.nan)
        self.df = np.full(beta.shape, np.nan) if df is None else df
        self.p_value = two_sided_p(self.statistic, df)
        if df is None:
            self.quantile = np.full(beta.shape, normal_quantile(level))
        else:
            self.quantile = t_quantile(df, level)
        self.ci_low = beta - self.quantile * se
        self.ci_high = beta + self.quantile * se


def model_inference(problem: Problem) -> Inference:
    """Inference with the model's own standard errors."""
    settings = problem.settings
    se = np.sqrt(np.diag(problem.fit.mean.covariance)) * problem.scale
    df = None
    if settings.test == "t":
        n, p = problem.blocks.x.shape
        df = np.full(p, float(n - p))
        if settings.df == "containment":
            df = _containment(problem.blocks, df)
    return Inference(problem.beta, se, df, settings.level)


def _containment(blocks: Blocks, residual: FloatArray) -> FloatArray:
    """Studies less the coefficients that do not vary within studies, for those coefficients.

    Pinheiro, J. C., & Bates, D. M. (2000), Mixed-Effects Models in S and S-PLUS, section 2.4.2,
    doi:10.1007/978-1-4419-0318-1: a coefficient is judged at the innermost level at which its
    column is constant.
    """
    first = blocks.x[blocks.starts][blocks.code]
    outer = (blocks.x == first).all(axis=0)
    between = float(blocks.starts.size - outer.sum())
    return np.where(outer, np.minimum(between, residual), residual)


def criteria(problem: Problem) -> dict[str, Any]:
    """Log-likelihood, deviance and information criteria."""
    n, p = problem.blocks.x.shape
    size = problem.size
    loglik = problem.loglik
    count = p + int(np.isnan(problem.fixed).sum())
    room = max(size, count + 2)
    deviance = -2.0 * loglik
    out = {
        "loglik": loglik,
        "aic": deviance + 2.0 * count,
        "bic": deviance + count * float(np.log(size)),
        "aicc": deviance + 2.0 * count * room / (room - count - 1.0),
    }
    if not problem.restricted:
        # against a model with a mean for every effect
        exact = mean_at(problem.blocks, np.zeros(2)).inverse.logdet
        saturated = n * (2.0 * np.log(problem.scale) + np.log(2.0 * np.pi)) + exact
        deviance += -float(saturated)
    return {**out, "deviance": deviance}


def heterogeneity(problem: Problem) -> dict[str, Any]:
    """Q with its test, I2 in percent in total and by level, and the typical variance.

    I2 for several components: Nakagawa, S., & Santos, E. S. A. (2012), Evolutionary Ecology
    26, 1253, doi:10.1007/s10682-012-9555-5, with the typical variance of Higgins, J. P. T., &
    Thompson, S. G. (2002), doi:10.1002/sim.1186, equation 9.
    """
    n, p = problem.blocks.x.shape
    plain = mean_at(problem.blocks, np.zeros(2))
    trace = plain.inverse.diagonal().sum() - np.trace(plain.covariance @ (plain.a.T @ plain.a))
    typical = float((n - p) / trace)
    sigma2 = problem.fit.sigma2
    shares = 100.0 * sigma2 / (sigma2.sum() + typical)
    total = float(shares.sum())
    if not problem.settings.identified:
        shares = np.array([np.nan, np.nan])
    q = np.array([plain.rss])
    return {
        "q": float(q[0]),
        "q_df": n - p,
        "q_p": float(chi2_p(q, np.array([float(n - p)]))[0]),
        "i2": total,
        "i2_levels": shares,
        "typical_variance": typical * problem.scale**2,
    }
