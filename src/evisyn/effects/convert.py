"""Conversions of what studies report into what a synthesis needs.

Every function takes numbers or columns of shape (k,) and returns a record with ``converted`` and
``method``. Formulas not cited otherwise are those of the Cochrane Handbook for Systematic Reviews
of Interventions, chapters 6 and 10 (of its version 5: 7.7.3 and 16.4.6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from evisyn.effects.conversion_records import (
    Converted,
    ConvertedEffect,
    ConvertedMean,
    ConvertedSD,
    ConvertedSE,
)
from evisyn.effects.groups import combine_groups
from evisyn.effects.inputs import Array, as_column, broadcast, choice
from evisyn.effects.quantiles import mean_sd_from_quantiles
from evisyn.effects.two_by_two import LOGISTIC_FACTOR
from evisyn.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = [
    "Converted",
    "ConvertedEffect",
    "ConvertedMean",
    "ConvertedSD",
    "ConvertedSE",
    "combine_groups",
    "lnor_to_smd",
    "md_from_arm_cis",
    "mean_sd_from_quantiles",
    "sd_change",
    "sd_from_ci",
    "sd_from_md_se",
    "sd_from_se",
    "se_from_ci",
    "se_from_f",
    "se_from_p",
    "se_from_t",
    "smd_to_lnor",
]

#: An interval whose longer arm is more than this much longer than the shorter one is flagged.
ASYMMETRY = 0.10
#: Below this size a mean's interval is taken to come from the t distribution (Handbook 6.5.2.2).
T_BELOW = 60
#: Names of the two scales; the first of each is the one to use.
LINEAR = ("linear", "difference", "identity")
LOG = ("log", "ratio")


def se_from_ci(
    low: ArrayLike,
    high: ArrayLike,
    level: float = 0.95,
    scale: str = "linear",
    *,
    df: ArrayLike | None = None,
    estimate: ArrayLike | None = None,
) -> ConvertedSE:
    """Standard error from a confidence interval: (high - low) / (2 q).

    Parameters
    ----------
    low, high
        Limits, shape (k,); of a ratio on its own scale (0.8, not its log) with scale "log".
    level
        Coverage as a fraction, above 0 and below 1.
    scale
        "linear" for differences; "log" for ratios, the result being the SE of the log.
    df
        Degrees of freedom where the interval came from the t distribution.
    estimate
        Reported estimate, to flag intervals that lie unevenly about it by more than 10 %.

    Raises
    ------
    InputError
        Limits in the wrong order, a ratio's limit of zero or less, a level outside (0, 1).
    """
    logs = choice("scale", scale, LINEAR + LOG) in LOG
    kind = "positive" if logs else "any"
    columns = {"low": as_column("low", low, kind=kind), "high": as_column("high", high, kind=kind)}
    if estimate is not None:
        columns["estimate"] = as_column("estimate", estimate, kind=kind)
    if df is not None:
        columns["df"] = as_column("df", df, kind="positive")
    columns = broadcast(columns)
    _ordered(columns, "low", "high")
    q = _quantile(_level(level), columns.get("df"))
    with np.errstate(all="ignore"):
        if logs:
            columns = {n: v if n == "df" else np.log(v) for n, v in columns.items()}
        sei = (columns["high"] - columns["low"]) / (2 * q)
    return _se(
        sei,
        f"{'log ' if logs else ''}interval width / (2 q), level {level:g}, "
        f"{'normal' if df is None else 't'} quantile",
        _asymmetric(columns),
    )


def _asymmetric(columns: dict[str, Array]) -> NDArray[np.bool_]:
    """Whether one arm of the interval is more than 10 % longer than the other, shape (k,)."""
    if "estimate" not in columns:
        return np.zeros(columns["low"].shape, dtype=bool)
    below = columns["estimate"] - columns["low"]
    above = columns["high"] - columns["estimate"]
    longer, shorter = np.maximum(below, above), np.minimum(below, above)
    return np.asarray(longer > (1 + ASYMMETRY) * shorter)


def se_from_p(estimate: ArrayLike, p: ArrayLike, df: ArrayLike | None = None) -> ConvertedSE:
    """Standard error from a two-sided p-value of the test of no effect: abs(estimate) / q.

    Parameters
    ----------
    estimate
        Difference, or log of a ratio, shape (k,).
    p
        Two-sided p-value above 0 and up to 1. For "p < 0.05" give 0.05, which is conservative.
    df
        Degrees of freedom of a t test (n1 + n2 - 2); None for a z test.

    Returns
    -------
    ConvertedSE
        NaN where p = 1 or the estimate is 0, which carry no information on the precision.
    """
    columns = {"estimate": as_column("estimate", estimate), "p": as_column("p", p, kind="positive")}
    if df is not None:
        columns["df"] = as_column("df", df, kind="positive")
    columns = broadcast(columns)
    if (columns["p"] > 1).any():
        worst = float(np.nanmax(columns["p"]))
        raise InputError("p", f"is {worst:g}; it must be above 0 and at most 1")
    tail = columns["p"] / 2
    q = -special.ndtri(tail) if df is None else -special.stdtrit(columns["df"], tail)
    method = f"|estimate| / {'z' if df is None else 't'} of the two-sided p-value"
    return _se_from_statistic(columns["estimate"], np.asarray(q), method)


def se_from_t(estimate: ArrayLike, t: ArrayLike) -> ConvertedSE:
    """Standard error from a t (or z) statistic: abs(estimate / t), shape (k,); NaN where t = 0."""
    columns = broadcast({"estimate": as_column("estimate", estimate), "t": as_column("t", t)})
    return _se_from_statistic(columns["estimate"], columns["t"], "|estimate / t|")


def se_from_f(estimate: ArrayLike, f: ArrayLike) -> ConvertedSE:
    """Standard error from an F statistic with 1 numerator df: abs(estimate) / sqrt(F).

    Parameters
    ----------
    estimate
        Difference, shape (k,).
    f
        F statistics, not below 0.
    """
    columns = broadcast(
        {"estimate": as_column("estimate", estimate), "f": as_column("f", f, kind="non-negative")}
    )
    return _se_from_statistic(
        columns["estimate"], np.sqrt(columns["f"]), "|estimate| / sqrt(F), F with 1 numerator df"
    )


def sd_from_se(se: ArrayLike, n: ArrayLike) -> ConvertedSD:
    """Standard deviation from the standard error of a mean: se * sqrt(n), shape (k,)."""
    columns = broadcast(
        {"se": as_column("se", se, kind="non-negative"), "n": as_column("n", n, kind="positive")}
    )
    return ConvertedSD(sd=columns["se"] * np.sqrt(columns["n"]), method="se * sqrt(n)")


def sd_from_ci(
    low: ArrayLike,
    high: ArrayLike,
    n: ArrayLike,
    level: float = 0.95,
    *,
    distribution: str = "auto",
) -> ConvertedSD:
    """Standard deviation from the confidence interval of one group's mean.

    Parameters
    ----------
    low, high, n
        Limits and group size, shape (k,).
    level
        Coverage as a fraction.
    distribution
        "normal", "t" with n - 1 degrees of freedom, or "auto": t below 60 persons.
    """
    columns = broadcast(
        {
            "low": as_column("low", low),
            "high": as_column("high", high),
            "n": as_column("n", n, kind="positive"),
        }
    )
    _ordered(columns, "low", "high")
    rule = choice("distribution", distribution, ("auto", "normal", "t"))
    size, tail = columns["n"], _level(level)
    with np.errstate(all="ignore"):
        by_t = np.where(size > 1, _quantile(tail, np.maximum(size - 1, 1.0)), np.nan)
        small = size < T_BELOW if rule == "auto" else np.full(size.shape, rule == "t")
        q = np.where(small, by_t, _quantile(tail, None))
        sd = np.sqrt(size) * (columns["high"] - columns["low"]) / (2 * q)
    return ConvertedSD(
        sd=sd, method=f"sqrt(n) * interval width / (2 q), level {level:g}, {rule} quantile"
    )


def sd_from_md_se(se: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> ConvertedSD:
    """Average standard deviation of two groups from the SE of their mean difference.

    se / sqrt(1/n1 + 1/n2), shape (k,).

    Parameters
    ----------
    se
        Standard error of the mean difference.
    n1, n2
        Persons in each group.
    """
    columns = broadcast(
        {
            "se": as_column("se", se, kind="non-negative"),
            "n1": as_column("n1", n1, kind="positive"),
            "n2": as_column("n2", n2, kind="positive"),
        }
    )
    sd = columns["se"] / np.sqrt(1 / columns["n1"] + 1 / columns["n2"])
    return ConvertedSD(sd=sd, method="se / sqrt(1/n1 + 1/n2), same spread in both groups")


def sd_change(sd0: ArrayLike, sd1: ArrayLike, r: ArrayLike) -> ConvertedSD:
    """Standard deviation of change: sqrt(sd0**2 + sd1**2 - 2 r sd0 sd1), shape (k,).

    Parameters
    ----------
    sd0, sd1
        Standard deviations before and after.
    r
        Correlation between both, from another study; vary it in a sensitivity run.
    """
    columns = broadcast(
        {
            "sd0": as_column("sd0", sd0, kind="non-negative"),
            "sd1": as_column("sd1", sd1, kind="non-negative"),
            "r": as_column("r", r, kind="correlation"),
        }
    )
    before, after = columns["sd0"], columns["sd1"]
    square = (before - after) ** 2 + 2 * (1 - columns["r"]) * before * after
    return ConvertedSD(sd=np.sqrt(square), method="sqrt(sd0^2 + sd1^2 - 2 r sd0 sd1)")


def md_from_arm_cis(
    m1: ArrayLike,
    low1: ArrayLike,
    high1: ArrayLike,
    m2: ArrayLike,
    low2: ArrayLike,
    high2: ArrayLike,
    level: float = 0.95,
) -> ConvertedEffect:
    """Mean difference m1 - m2 and its SE from each arm's mean and interval, shape (k,).

    Independent arms: the squares of the standard errors add up.

    Parameters
    ----------
    m1, low1, high1, m2, low2, high2
        Mean and confidence limits of the first and of the second arm.
    level
        Coverage of both intervals, a fraction.
    """
    first = se_from_ci(low1, high1, level)
    second = se_from_ci(low2, high2, level)
    c = broadcast(
        {
            "m1": as_column("m1", m1),
            "m2": as_column("m2", m2),
            "low1": first.vi,
            "low2": second.vi,
        }
    )
    return _effect(c["m1"] - c["m2"], c["low1"] + c["low2"], "MD", "m1 - m2; se of the arms' CIs")


def smd_to_lnor(
    yi: ArrayLike, vi: ArrayLike | None = None, *, sei: ArrayLike | None = None
) -> ConvertedEffect:
    """Standardised mean difference to log odds ratio: times pi / sqrt(3).

    Assumes logistic distributions of equal spread; Chinn 2000,
    doi:10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M.

    Parameters
    ----------
    yi
        Standardised mean difference, shape (k,).
    vi, sei
        Its variance or its standard error; neither gives NaN for both.
    """
    return _scaled(yi, vi, sei, float(LOGISTIC_FACTOR), "D2ORL", "smd * pi / sqrt(3)")


def lnor_to_smd(
    yi: ArrayLike, vi: ArrayLike | None = None, *, sei: ArrayLike | None = None
) -> ConvertedEffect:
    """Log odds ratio to standardised mean difference: times sqrt(3) / pi; see ``smd_to_lnor``.

    Parameters
    ----------
    yi
        Log odds ratios, shape (k,).
    vi, sei
        Their variances or standard errors; give one of them, or none for no variance.
    """
    return _scaled(yi, vi, sei, float(1 / LOGISTIC_FACTOR), "OR2DL", "log odds ratio * sqrt(3)/pi")


def _scaled(
    yi: Any, vi: Any, sei: Any, factor: float, measure: str, method: str
) -> ConvertedEffect:
    if vi is not None and sei is not None:
        raise InputError("sei", "is given beside vi; give one of them")
    columns = {"yi": as_column("yi", yi)}
    if vi is not None:
        columns["vi"] = as_column("vi", vi, kind="non-negative")
    elif sei is not None:
        columns["vi"] = as_column("sei", sei, kind="non-negative") ** 2
    else:
        columns["vi"] = np.array([np.nan])
    columns = broadcast(columns)
    return _effect(columns["yi"] * factor, columns["vi"] * factor**2, measure, method)


def _effect(yi: Array, vi: Array, measure: str, method: str) -> ConvertedEffect:
    return ConvertedEffect(yi=yi, vi=vi, sei=np.sqrt(vi), measure=measure, method=method)


def _se(sei: Array, method: str, asymmetric: NDArray[np.bool_]) -> ConvertedSE:
    return ConvertedSE(sei=sei, vi=sei**2, asymmetric=asymmetric, method=method)


def _se_from_statistic(estimate: Array, statistic: Array, method: str) -> ConvertedSE:
    with np.errstate(all="ignore"):
        sei = np.abs(estimate) / np.abs(statistic)
        sei = np.where(np.isfinite(sei) & (sei > 0), sei, np.nan)
    return _se(sei, method, np.zeros(sei.shape, dtype=bool))


def _level(level: float) -> float:
    """Upper tail of a two-sided interval of this coverage."""
    number = as_column("level", level)
    if number.size != 1 or not 0 < number[0] < 1:
        raise InputError("level", f"is {level!r}; it must be a fraction above 0 and below 1 (0.95)")
    return float((1 - number[0]) / 2)


def _quantile(tail: float, df: Array | None) -> Array:
    """Normal quantile, or that of t with df degrees of freedom."""
    if df is None:
        return np.asarray(-special.ndtri(tail))
    return np.asarray(-special.stdtrit(df, tail))


def _ordered(columns: dict[str, Array], low: str, high: str) -> None:
    bad = columns[low] > columns[high]
    if bad.any():
        place = int(np.flatnonzero(bad)[0])
        raise InputError(
            low,
            f"is {columns[low][place]:g} in study {place + 1}, above {high} "
            f"({columns[high][place]:g}); give the lower limit first",
        )
