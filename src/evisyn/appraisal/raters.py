"""Agreement of two raters beyond Cohen's kappa: weighted kappa and Gwet's AC1."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, t
from statsmodels.stats.inter_rater import cohens_kappa

from evisyn.errors import InputError
from evisyn.shown import Shown

if TYPE_CHECKING:
    from evisyn.appraisal.frames import Frame

FloatArray = npt.NDArray[np.float64]
AC1 = "AC1"
NOT_DEFINED = "only one category occurs, so agreement by chance is complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class RaterAgreement(Shown):
    """Chance-corrected agreement of two raters.

    Parameters
    ----------
    coefficient
        ``weighted kappa`` or ``AC1``.
    estimate, se, ci_low, ci_high
        Coefficient, standard error and interval, cut at 1 (normal for kappa, t with n - 1 for
        AC1, as in its author's software); NaN where undefined.
    observed, expected
        Observed agreement and agreement by chance (weighted for weighted kappa).
    n, categories
        Number of subjects and of categories.
    weights
        How disagreements were weighted.
    reason
        Why it is undefined, or empty.
    """

    coefficient: str
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    observed: float
    expected: float
    n: float
    categories: int
    weights: str
    reason: str = ""

    def to_frame(self) -> Frame:
        """One row."""
        from evisyn.appraisal.frames import rows_frame

        return rows_frame([self])


def weighted_kappa(
    table: npt.ArrayLike, weights: str | npt.ArrayLike = "linear", *, level: float = 0.95
) -> RaterAgreement:
    """Weighted kappa of two raters on an ordered scale.

    Parameters
    ----------
    table
        (q, q) counts: first rater in rows, second in columns, categories in order.
    weights
        ``linear``, ``quadratic``, or a (q, q) array of disagreements with a diagonal of 0.
    level
        Level of the interval.

    Returns
    -------
    RaterAgreement

    Raises
    ------
    InputError
        For a table that is not square or holds no subjects, or unknown weights.

    References
    ----------
    Cohen 1968, doi:10.1037/h0026256; standard error by Fleiss, Cohen and Everitt 1969,
    doi:10.1037/h0028106. Computed by statsmodels.
    """
    counts = _table(table)
    n, size = float(counts.sum()), counts.shape[0]
    disagreement, name = _disagreements(weights, size)
    observed, expected = _weighted(counts / n, disagreement)
    if math.isnan(expected) or expected == 1.0:
        return _undefined("weighted kappa", observed, expected, n, size, name)
    with np.errstate(invalid="ignore", divide="ignore"):  # its z value, which is not used
        result = cohens_kappa(counts, weights=disagreement / disagreement.max())
    return _made("weighted kappa", float(result.kappa), float(result.std_kappa), level,
                 observed, expected, n, size, name)  # fmt: skip


def gwet_ac1(table: npt.ArrayLike, *, level: float = 0.95) -> RaterAgreement:
    """Gwet's AC1 of two raters: steady where nearly all subjects fall into one category.

    Parameters
    ----------
    table
        (q, q) counts: first rater in rows, second in columns.
    level
        Level of the interval.

    Returns
    -------
    RaterAgreement
        The standard error is that of Gwet for subjects from an infinite population.

    Raises
    ------
    InputError
        For a table that is not square, has fewer than two categories or no subjects.

    References
    ----------
    Gwet 2008, doi:10.1348/000711006X126600.
    """
    counts = _table(table)
    n, size = float(counts.sum()), counts.shape[0]
    shares = counts / n
    marginal = (shares.sum(axis=0) + shares.sum(axis=1)) / 2.0
    observed = float(np.trace(shares))
    expected = float(np.sum(marginal * (1.0 - marginal)) / (size - 1))
    estimate = (observed - expected) / (1.0 - expected)
    se = _ac1_se(shares, marginal, observed, expected, estimate, n)
    return _made(AC1, estimate, se, level, observed, expected, n, size, "none")


def table_of(
    first: npt.ArrayLike, second: npt.ArrayLike, categories: tuple[str, ...] = ()
) -> FloatArray:
    """Cross two lists of ratings.

    Parameters
    ----------
    first, second
        (n,) ratings of the same subjects; pairs with a missing rating ("" or ``None``) are left
        out.
    categories
        Order of the categories; sorted by name when not given.

    Returns
    -------
    ndarray
        (q, q) counts.

    Raises
    ------
    InputError
        For lists of unequal length or a rating that is no category.
    """
    one, two = [list(np.asarray(values, dtype=object)) for values in (first, second)]
    if len(one) != len(two):
        raise InputError("second", f"has {len(two)} ratings, the first has {len(one)}.")
    pairs = [(str(a), str(b)) for a, b in zip(one, two, strict=True)
             if a not in ("", None) and b not in ("", None)]  # fmt: skip
    names = categories or tuple(sorted({value for pair in pairs for value in pair}))
    place = {name: index for index, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)))
    for a, b in pairs:
        if a not in place or b not in place:
            raise InputError("categories", f"lacks {a if a not in place else b!r}.")
        counts[place[a], place[b]] += 1
    return counts


def _table(table: npt.ArrayLike) -> FloatArray:
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or counts.shape[0] < 2:
        raise InputError(
            "table", f"has shape {counts.shape}; give a square table of two categories or more."
        )
    if not np.isfinite(counts).all() or (counts < 0).any() or counts.sum() <= 0:
        raise InputError("table", "must hold counts of 0 or more, and at least one subject.")
    return counts


def _disagreements(weights: str | npt.ArrayLike, size: int) -> tuple[FloatArray, str]:
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(np.float64)
    if isinstance(weights, str):
        if weights not in ("linear", "quadratic"):
            raise InputError("weights", f"is {weights!r}; allowed are linear, quadratic, a table.")
        return (steps if weights == "linear" else steps**2), weights
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != (size, size) or np.any(np.diag(given)) or (given < 0).any():
        raise InputError("weights", f"must be ({size}, {size}), 0 on the diagonal, none below 0.")
    if given.max() <= 0:
        raise InputError("weights", "are all 0: every disagreement would count as agreement.")
    return given, "given"


def _weighted(shares: FloatArray, disagreement: FloatArray) -> tuple[float, float]:
    agreement = 1.0 - disagreement / disagreement.max()
    chance = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    return float(np.sum(agreement * shares)), float(np.sum(agreement * chance))


def _ac1_se(
    shares: FloatArray,
    marginal: FloatArray,
    observed: float,
    expected: float,
    estimate: float,
    n: float,
) -> float:
    """Square root of the variance in Gwet 2008, equation for two raters."""
    q = shares.shape[0] - 1
    agreeing = float(np.sum(np.diag(shares) * (1.0 - marginal))) / q
    pairs = 1.0 - np.add.outer(marginal, marginal) / 2.0
    spread = float(np.sum(shares * pairs**2)) / q**2
    variance = (
        observed * (1.0 - observed)
        - 4.0 * (1.0 - estimate) * (agreeing - observed * expected)
        + 4.0 * (1.0 - estimate) ** 2 * (spread - expected**2)
    ) / (n * (1.0 - expected) ** 2)
    return math.sqrt(max(variance, 0.0))


def _made(
    name: str,
    estimate: float,
    se: float,
    level: float,
    observed: float,
    expected: float,
    n: float,
    size: int,
    weights: str,
) -> RaterAgreement:
    if not 0 < level < 1:
        raise InputError("level", f"is {level!r}; give a fraction such as 0.95.")
    tail = 0.5 + level / 2
    half = se * float(t.ppf(tail, n - 1) if name == AC1 and n > 1 else norm.ppf(tail))
    return RaterAgreement(
        coefficient=name, estimate=estimate, se=se, ci_low=estimate - half,
        ci_high=min(1.0, estimate + half), observed=observed, expected=expected, n=n,
        categories=size, weights=weights,
    )  # fmt: skip


def _undefined(
    name: str, observed: float, expected: float, n: float, size: int, weights: str
) -> RaterAgreement:
    nan = math.nan
    return RaterAgreement(
        coefficient=name, estimate=nan, se=nan, ci_low=nan, ci_high=nan, observed=observed,
        expected=expected, n=n, categories=size, weights=weights, reason=NOT_DEFINED,
    )  # fmt: skip
