"""Measures of two independent groups' means: differences, standardised differences, ratios.

``m1i``, ``sd1i``, ``n1i`` mean, standard deviation and size of group 1, the others of group 2; a
positive effect means a larger mean in group 1. For the standardised difference and what is made
of it, Cohen's d (``di``) or the t statistic (``ti``) can stand in where means are missing.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from evisyn.effects.inputs import Array
from evisyn.effects.study import Columns, Family, How, Measure, Result, first_known, weighted_mean
from evisyn.effects.two_by_two import COX_FACTOR, LOGISTIC_FACTOR


def hedges_factor(df: Array) -> Array:
    """Exact factor J(m) that makes a standardised difference unbiased, shape (k,).

    gamma(m/2) / (sqrt(m/2) gamma((m-1)/2)); Hedges 1981, doi:10.3102/10769986006002107.
    NaN where m <= 1.
    """
    safe = np.where(df > 1, df, np.nan)
    return np.asarray(special.poch((safe - 1) / 2, 0.5) / np.sqrt(safe / 2))


def pooled_variance(given: Columns) -> Array:
    """Variance within groups with n1 + n2 - 2 degrees of freedom, shape (k,)."""
    n1, n2 = given["n1i"], given["n2i"]
    squares = _weighted_square(given["sd1i"], n1 - 1) + _weighted_square(given["sd2i"], n2 - 1)
    return np.asarray(squares / (n1 + n2 - 2))


def _weighted_square(sd: Array, df: Array) -> Array:
    """Squares within a group; a group of one person carries no information about the spread."""
    return np.asarray(np.where(df > 0, df * sd**2, np.where(np.isnan(sd), np.nan, 0.0)))


def _same(given: Columns) -> Columns:
    return {name: column.copy() for name, column in given.items()}


def _with_d(given: Columns) -> Columns:
    """Cohen's d from means, else as reported, else from t = d / sqrt(1/n1 + 1/n2)."""
    found: list[Array] = []
    if {"m1i", "m2i", "sd1i", "sd2i"} <= given.keys():
        found.append((given["m1i"] - given["m2i"]) / np.sqrt(pooled_variance(given)))
    if "di" in given:
        found.append(given["di"])
    if "ti" in given:
        found.append(given["ti"] * np.sqrt(1 / given["n1i"] + 1 / given["n2i"]))
    return {"d": first_known(*found), "n1i": given["n1i"], "n2i": given["n2i"]}


def mean_difference(columns: Columns, how: How) -> Result:
    """m1 - m2; ``LS`` with each group's variance, ``HO`` with the pooled one.

    Borenstein 2009, in The Handbook of Research Synthesis and Meta-Analysis, eq. 12.3 and 12.5.
    ``UB`` equals ``LS``, which is unbiased as it stands.
    """
    yi = columns["m1i"] - columns["m2i"]
    n1, n2 = columns["n1i"], columns["n2i"]
    if how.vtype == "HO":
        return yi, pooled_variance(columns) * (1 / n1 + 1 / n2)
    return yi, columns["sd1i"] ** 2 / n1 + columns["sd2i"] ** 2 / n2


def standardised_variance(
    g: Array, d: Array, factor: Array, df: Array, sizes: tuple[Array, Array, Array], vtype: str
) -> Array:
    """Sampling variance of a standardised difference, shape (k,).

    ``sizes`` are the sizes of both groups and the size that the denominator's precision rests
    on. ``LS``: Hedges 1982, doi:10.1037/0033-2909.92.2.490, eq. 8; ``LS2``: Borenstein 2009,
    eq. 12.17; ``UB``: Hedges 1983, doi:10.1037/0033-2909.93.2.388, eq. 9; ``AV``: ``LS`` with
    the sample-size weighted mean effect of all studies; ``H0``: the exact variance when there is no
    effect, that of a t variable (Hedges 1981).
    """
    n1, n2, n = sizes
    base = 1 / n1 + 1 / n2
    if vtype == "UB":
        return np.asarray(base + (1 - (df - 2) / (df * factor**2)) * g**2)
    if vtype == "LS2":
        return np.asarray(factor**2 * (base + d**2 / (2 * n)))
    if vtype == "AV":
        at = weighted_mean(g, n1 + n2)
        return np.asarray(np.where(np.isnan(g), np.nan, base + at**2 / (2 * n)))
    if vtype == "H0":
        exact = base * factor**2 * df / (df - 2)
        return np.asarray(np.where(np.isnan(g) | (df <= 2), np.nan, exact))
    return np.asarray(base + g**2 / (2 * n))


def smd(columns: Columns, how: How) -> Result:
    """(m1 - m2) / pooled sd, times J(n1 + n2 - 2); Hedges 1981, doi:10.3102/10769986006002107."""
    d, n1, n2 = columns["d"], columns["n1i"], columns["n2i"]
    df = n1 + n2 - 2
    exact = hedges_factor(df)
    factor = exact if how.correct else np.where(np.isnan(exact), np.nan, 1.0)
    g = factor * d
    return g, standardised_variance(g, d, factor, df, (n1, n2, n1 + n2), how.vtype)


def smd_heteroscedastic(columns: Columns, how: How) -> Result:
    """(m1 - m2) / sqrt((sd1**2 + sd2**2)/2), times J(n1 + n2 - 2).

    Bonett 2008, doi:10.1037/1082-989X.13.2.99, with n - 1 in place of n, and the corrected
    effect in the variance (Bonett 2009, doi:10.1037/a0016619).
    """
    n1, n2 = columns["n1i"], columns["n2i"]
    v1, v2 = columns["sd1i"] ** 2, columns["sd2i"] ** 2
    middle = (v1 + v2) / 2
    factor = hedges_factor(n1 + n2 - 2) if how.correct else np.ones_like(n1)
    g = factor * (columns["m1i"] - columns["m2i"]) / np.sqrt(middle)
    r1, r2 = v1 / middle, v2 / middle
    vi = g**2 * (r1**2 / (n1 - 1) + r2**2 / (n2 - 1)) / 8 + r1 / (n1 - 1) + r2 / (n2 - 1)
    return g, vi


def smd_by_group_two(columns: Columns, how: How) -> Result:
    """(m1 - m2) / sd2, times J(n2 - 1), equal spread in both groups; Hedges 1981."""
    n1, n2 = columns["n1i"], columns["n2i"]
    d = (columns["m1i"] - columns["m2i"]) / columns["sd2i"]
    exact = hedges_factor(n2 - 1)
    factor = exact if how.correct else np.where(n2 > 1, 1.0, np.nan)
    g = factor * d
    return g, standardised_variance(g, d, factor, n2 - 1, (n1, n2, n2), how.vtype)


def smd_by_group_two_heteroscedastic(columns: Columns, how: How) -> Result:
    """As ``SMD1`` with unequal spread; Bonett 2008, doi:10.1037/1082-989X.13.2.99."""
    n1, n2 = columns["n1i"], columns["n2i"]
    factor = hedges_factor(n2 - 1) if how.correct else np.ones_like(n2)
    g = factor * (columns["m1i"] - columns["m2i"]) / columns["sd2i"]
    ratio = (columns["sd1i"] / columns["sd2i"]) ** 2
    return g, ratio / (n1 - 1) + 1 / (n2 - 1) + g**2 / (2 * (n2 - 1))


def log_ratio_of_means(columns: Columns, how: How) -> Result:
    """log(m1/m2); Hedges, Gurevitch and Curtis 1999.

    doi:10.1890/0012-9658(1999)080[1150:TMAORR]2.0.CO;2.

    ``LS`` each group's own coefficient of variation, ``HO`` the pooled variance, ``AV`` the
    weighted mean coefficient of variation of each group over all studies, ``AVHO`` that of both
    groups together (Nakagawa et al. 2023, doi:10.1111/ele.14144). ``correct`` adds the
    second-order term of Lajeunesse 2015, doi:10.1890/14-2402.1.
    """
    m1, m2 = columns["m1i"], columns["m2i"]
    n1, n2 = columns["n1i"], columns["n2i"]
    cv1, cv2 = columns["sd1i"] / m1, columns["sd2i"] / m2
    yi = np.log(m1 / m2)
    if how.correct:
        yi = yi + (cv1**2 / n1 - cv2**2 / n2) / 2
    if how.vtype == "HO":
        pooled = pooled_variance(columns)
        vi = pooled / (n1 * m1**2) + pooled / (n2 * m2**2)
    elif how.vtype == "AV":
        vi = weighted_mean(cv1, n1) ** 2 / n1 + weighted_mean(cv2, n2) ** 2 / n2
    elif how.vtype == "AVHO":
        both = weighted_mean((n1 * cv1 + n2 * cv2) / (n1 + n2), n1 + n2)
        vi = both**2 * (1 / n1 + 1 / n2)
    else:
        vi = cv1**2 / n1 + cv2**2 / n2
    return yi, np.where(np.isnan(yi), np.nan, vi)


def log_cv_ratio(columns: Columns, how: How) -> Result:
    """Log of the ratio of coefficients of variation; variance by eq. 12 of Nakagawa et al.

    2015, doi:10.1111/2041-210X.12309, without the covariance of mean and standard deviation,
    which is zero for normal data; ``correct`` adds the second-order terms of Senior, Viechtbauer
    and Nakagawa 2020, doi:10.1002/jrsm.1423.
    """
    n1, n2 = columns["n1i"], columns["n2i"]
    cv1, cv2 = columns["sd1i"] / columns["m1i"], columns["sd2i"] / columns["m2i"]
    yi = np.log(cv1) - np.log(cv2)
    if how.correct:
        yi = yi + (1 / (n1 - 1) - 1 / (n2 - 1) - cv1**2 / n1 + cv2**2 / n2) / 2
    vi = 1 / (2 * (n1 - 1)) + cv1**2 / n1 + 1 / (2 * (n2 - 1)) + cv2**2 / n2
    return yi, np.where(np.isnan(yi), np.nan, vi)


def log_sd_ratio(columns: Columns, how: How) -> Result:
    """log(sd1/sd2); Nakagawa et al. 2015, doi:10.1111/2041-210X.12309."""
    n1, n2 = columns["n1i"], columns["n2i"]
    half1, half2 = 1 / (2 * (n1 - 1)), 1 / (2 * (n2 - 1))
    yi = np.log(columns["sd1i"]) - np.log(columns["sd2i"])
    if how.correct:
        yi = yi + half1 - half2
    return yi, np.where(np.isfinite(yi), half1 + half2, np.nan)


def d_to_or_normal(columns: Columns, how: How) -> Result:
    """Standardised difference times 1.65: log odds ratio, normal outcomes."""
    g, v = smd(columns, how)
    return g * COX_FACTOR, v * COX_FACTOR**2


def d_to_or_logistic(columns: Columns, how: How) -> Result:
    """Standardised difference times pi/sqrt(3): log odds ratio, logistic outcomes."""
    g, v = smd(columns, how)
    return g * LOGISTIC_FACTOR, v * LOGISTIC_FACTOR**2


def point_biserial(columns: Columns, how: How) -> Result:
    """Correlation d / sqrt(d**2 + h), h = m/n1 + m/n2, m = n1 + n2 - 2.

    ``LS`` and ``ST`` (groups of fixed size): delta method from the variance of d; ``CS`` (one
    sample): Tate 1954, doi:10.1214/aoms/1177728730.
    """
    d, n1, n2 = columns["d"], columns["n1i"], columns["n2i"]
    n = n1 + n2
    h = (n - 2) / n1 + (n - 2) / n2
    r = d / np.sqrt(d**2 + h)
    if how.vtype == "CS":
        p = n1 / n
        return r, (1 - r**2) ** 2 * (r**2 / (4 * p * (1 - p)) + 1 - 1.5 * r**2) / n
    return r, h**2 / (h + d**2) ** 3 * (1 / n1 + 1 / n2 + d**2 / (2 * n))


def biserial(columns: Columns, how: How) -> Result:
    """Point-biserial correlation * sqrt(p(1-p)) / f(z); Soper 1914, doi:10.1093/biomet/10.2-3.384.

    Variance as in Jacobs and Viechtbauer 2017, doi:10.1002/jrsm.1218.
    """
    r, _ = point_biserial(columns, how)
    n1, n = columns["n1i"], columns["n1i"] + columns["n2i"]
    p = n1 / n
    z = -special.ndtri(p)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    scale = np.sqrt(p * (1 - p)) / density
    rb = scale * r
    bend = p * (1 - p) * z**2 / density**2 + (2 * p - 1) * z / density - 2.5
    # the estimate can pass 1, where the formula would give too little or less than nothing
    at = np.clip(rb, -1, 1)
    return rb, (at**4 + at**2 * bend + scale**2) / (n - 1)


KINDS = {
    "m1i": "any",
    "m2i": "any",
    "sd1i": "non-negative",
    "sd2i": "non-negative",
    "n1i": "positive",
    "n2i": "positive",
}
MEANS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
TWO_MEANS = Family(kinds=KINDS, sources=(MEANS,), prepare=_same)
WITH_D = Family(
    kinds={**KINDS, "di": "any", "ti": "any"},
    sources=(MEANS, ("di", "n1i", "n2i"), ("ti", "n1i", "n2i")),
    prepare=_with_d,
)
ALL_V = ("LS", "LS2", "UB", "AV", "H0")

MEASURES = (
    Measure(
        code="MD",
        title="mean difference",
        family=TWO_MEANS,
        formula=mean_difference,
        vtypes=("LS", "UB", "HO"),
    ),
    Measure(
        code="SMD",
        title="standardised mean difference",
        family=WITH_D,
        formula=smd,
        vtypes=ALL_V,
        correct=True,
    ),
    Measure(
        code="SMDH",
        title="standardised mean difference, unequal spread",
        family=TWO_MEANS,
        formula=smd_heteroscedastic,
        correct=True,
    ),
    Measure(
        code="SMD1",
        title="mean difference / SD of group 2",
        family=TWO_MEANS,
        formula=smd_by_group_two,
        vtypes=ALL_V,
        correct=True,
        needs=(("m1i", "m2i", "sd2i", "n1i", "n2i"),),
    ),
    Measure(
        code="SMD1H",
        title="mean difference / SD of group 2, unequal spread",
        family=TWO_MEANS,
        formula=smd_by_group_two_heteroscedastic,
        correct=True,
    ),
    Measure(
        code="ROM",
        title="log ratio of means",
        family=TWO_MEANS,
        formula=log_ratio_of_means,
        vtypes=("LS", "HO", "AV", "AVHO"),
        correct=False,
    ),
    Measure(
        code="CVR",
        title="log ratio of coefficients of variation",
        family=TWO_MEANS,
        formula=log_cv_ratio,
        correct=False,
    ),
    Measure(
        code="VR",
        title="log ratio of standard deviations",
        family=TWO_MEANS,
        formula=log_sd_ratio,
        correct=True,
        needs=(("sd1i", "n1i", "sd2i", "n2i"),),
    ),
    Measure(
        code="D2ORN",
        title="log odds ratio from SMD (normal)",
        family=WITH_D,
        formula=d_to_or_normal,
        correct=False,
    ),
    Measure(
        code="D2ORL",
        title="log odds ratio from SMD (logistic)",
        family=WITH_D,
        formula=d_to_or_logistic,
        correct=False,
    ),
    Measure(
        code="RPB",
        title="point-biserial correlation",
        family=WITH_D,
        formula=point_biserial,
        vtypes=("LS", "ST", "CS"),
    ),
    Measure(code="RBIS", title="biserial correlation", family=WITH_D, formula=biserial),
)
