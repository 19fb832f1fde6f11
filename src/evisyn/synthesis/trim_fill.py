"""Trim and fill."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from evisyn.errors import ConvergenceWarning
from evisyn.synthesis.egger import egger_test
from evisyn.synthesis.inputs import one_of
from evisyn.synthesis.observed import observed
from evisyn.synthesis.pool import Pooled, pool
from evisyn.synthesis.refits import COMMON_EFFECT

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    FloatArray = NDArray[np.float64]

ESTIMATORS = ("L0", "R0", "Q0")
SIDES = ("left", "right")
#: Symmetry of two studies cannot be told.
MINIMUM_STUDIES = 3
#: The count settles within a few rounds or runs in a circle.
MOST_ROUNDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TrimAndFill(Pooled):
    """The fit of the observed and the imputed studies, with all fields of ``Pooled``.

    Parameters
    ----------
    k0, k0_se
        Estimated number of missing studies and its standard error; NaN where its variance is
        not above 0.
    k0_p
        p value of no missing study (R0 only, else NaN).
    side
        Side on which studies are missing.
    estimator
        ``L0``, ``R0`` or ``Q0``.
    filled_yi, filled_vi
        Imputed studies, shape (k0,).
    k_observed
        Number of observed studies.
    rounds
        Rounds until the count settled.
    """

    k0: int
    k0_se: float
    k0_p: float
    side: str
    estimator: str
    filled_yi: FloatArray
    filled_vi: FloatArray
    k_observed: int
    rounds: int


def trim_and_fill(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    estimator: str = "L0",
    side: str | None = None,
    **pool_arguments: Any,
) -> TrimAndFill:
    """Impute the studies that a symmetric funnel would need, and pool again.

    Parameters
    ----------
    yi
        Effects, shape (n,); NaN where absent.
    vi
        Sampling variances, shape (n,).
    estimator
        Of the number of missing studies: ``L0``, ``R0`` or ``Q0``.
    side
        Side on which studies are missing, ``left`` or ``right``. None takes the side from which
        the effects of small studies lean away (mixed-effects regression on the standard error).
    **pool_arguments
        Arguments of :func:`evisyn.synthesis.pool.pool`, used in every round; not ``weights``
        and ``labels``.

    Returns
    -------
    TrimAndFill

    Raises
    ------
    InputError
        Unknown words or unusable values.
    NotPoolable
        Fewer than 3 studies; or ``side`` is None and all standard errors are equal.

    Warns
    -----
    ConvergenceWarning
        The number of missing studies runs in a circle; the largest met is used.

    References
    ----------
    Duval S, Tweedie R (2000). Trim and fill: a simple funnel-plot-based method of testing and
    adjusting for publication bias in meta-analysis. Biometrics 56:455-463.
    https://doi.org/10.1111/j.0006-341X.2000.00455.x

    Duval S, Tweedie R (2000). A nonparametric "trim and fill" method of accounting for
    publication bias in meta-analysis. Journal of the American Statistical Association 95:89-98.
    https://doi.org/10.1080/01621459.2000.10473905
    """
    one_of("estimator", estimator, ESTIMATORS)
    arguments = _pool_arguments(pool_arguments)
    studies = observed(
        yi,
        vi,
        minimum=MINIMUM_STUDIES,
        method="Trim and fill",
        why="the symmetry of two studies cannot be told",
    )
    towards = _side(studies.yi, studies.vi, arguments) if side is None else side
    one_of("side", towards, SIDES)
    sign = 1.0 if towards == "left" else -1.0
    order = np.argsort(sign * studies.yi, kind="stable")
    effects, variances = sign * studies.yi[order], studies.vi[order]
    trimmed = _settle(effects, variances, estimator, arguments)
    beyond = slice(studies.k - trimmed.k0, None)
    filled = sign * (2.0 * trimmed.centre - effects[beyond])
    whole = pool(
        np.concatenate([studies.yi, filled]),
        np.concatenate([studies.vi, variances[beyond]]),
        **arguments,
    )
    return TrimAndFill(
        **{field.name: getattr(whole, field.name) for field in fields(Pooled)},
        k0=trimmed.k0,
        k0_se=trimmed.se,
        k0_p=0.5 ** (trimmed.k0 + 1) if estimator == "R0" else math.nan,
        side=towards,
        estimator=estimator,
        filled_yi=filled,
        filled_vi=variances[beyond].copy(),
        k_observed=studies.k,
        rounds=trimmed.rounds,
    )


def _pool_arguments(given: dict[str, Any]) -> dict[str, Any]:
    """Arguments of ``pool``, the codes for a common effect translated."""
    arguments = dict(given)
    if arguments.get("tau2_method") in COMMON_EFFECT:
        arguments["model"] = "common"
        del arguments["tau2_method"]
    return arguments


def _side(yi: FloatArray, vi: FloatArray, arguments: dict[str, Any]) -> str:
    """Left when the effects of small studies lean to the right."""
    common = arguments.get("model") == "common"
    method = "FE" if common else arguments.get("tau2_method", "REML")
    slope = egger_test(yi, vi, model="rma", tau2_method=method).slope
    return "right" if slope < 0 else "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trimmed:
    k0: int
    se: float
    centre: float
    rounds: int


def _settle(
    effects: FloatArray, variances: FloatArray, estimator: str, arguments: dict[str, Any]
) -> _Trimmed:
    """Trim the right end, estimate the centre and count again, until the count stays."""
    k, k0, seen = effects.size, 0, [0]
    for rounds in range(1, MOST_ROUNDS + 1):
        centre = pool(effects[: k - k0], variances[: k - k0], **arguments).estimate
        raw, se = _count(effects - centre, estimator)
        counted = int(min(max(np.round(raw), 0), k - 1))
        if counted == k0:
            return _Trimmed(k0=k0, se=se, centre=centre, rounds=rounds)
        if counted in seen[:-1]:
            return _circle(effects, variances, max(seen[seen.index(counted) :]),
                           (estimator, arguments, rounds))  # fmt: skip
        seen.append(counted)
        k0 = counted
    return _circle(effects, variances, max(seen), (estimator, arguments, MOST_ROUNDS))


def _circle(
    effects: FloatArray,
    variances: FloatArray,
    k0: int,
    how: tuple[str, dict[str, Any], int],
) -> _Trimmed:
    """The count that is reported when it does not settle."""
    estimator, arguments, rounds = how
    warnings.warn(
        f"trim_and_fill did not settle on a number of missing studies; the largest, {k0}, is used",
        ConvergenceWarning,
        stacklevel=4,
    )
    kept = effects.size - k0
    centre = pool(effects[:kept], variances[:kept], **arguments).estimate
    return _Trimmed(k0=k0, se=_count(effects - centre, estimator)[1], centre=centre, rounds=rounds)


def _count(apart: FloatArray, estimator: str) -> tuple[float, float]:
    """Unrounded number of missing studies and its standard error.

    ``apart`` are the effects about the centre in rising order, shape (k,); studies are missing
    on the left, so the ranks of the right end are too many (Duval and Tweedie 2000, Biometrics,
    section 3).
    """
    k = apart.size
    ranks = np.empty(k)
    ranks[np.argsort(np.abs(apart), kind="stable")] = np.arange(1, k + 1)
    if estimator == "R0":
        run = k - float(ranks[apart <= 0].max(initial=0.0))
        return run - 1.0, math.sqrt(2.0 * max(0.0, run - 1.0) + 2.0)
    positive = float(ranks[apart > 0].sum())
    if estimator == "L0":
        k0 = (4.0 * positive - k * (k + 1)) / (2 * k - 1)
        return k0, 4.0 * _root(_rank_variance(k, k0)) / (2 * k - 1)
    k0 = k - 0.5 - _root(2.0 * k * k - 4.0 * positive + 0.25)
    if math.isnan(k0):
        return k - 1.0, math.nan
    return k0, 2.0 * _root(_rank_variance(k, k0)) / _root((k - 0.5) ** 2 - k0 * (2 * k - k0 - 1))


def _rank_variance(k: int, k0: float) -> float:
    """Variance of the sum of positive ranks when k0 studies are missing."""
    polynomial = 10 * k0**3 + 27 * k0**2 + 17 * k0 - 18 * k * k0**2 - 18 * k * k0 + 6 * k**2 * k0
    return (k * (k + 1) * (2 * k + 1) + polynomial) / 24.0


def _root(value: float) -> float:
    """Square root, NaN below 0."""
    return math.sqrt(value) if value >= 0 else math.nan
