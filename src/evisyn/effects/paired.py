"""Measures of change in one sample, or of matched pairs.

1 is the occasion (or member of the pair) that the other is subtracted from: ``m1i - m2i``.
``ri`` is the correlation between the two measurements, ``ni`` the number of persons or pairs.
"""

from __future__ import annotations

import numpy as np

from evisyn.effects.inputs import Array
from evisyn.effects.means import hedges_factor
from evisyn.effects.study import Columns, Family, How, Measure, Result, first_known


def change_variance(columns: Columns) -> Array:
    """Variance of the differences within persons, shape (k,)."""
    sd1, sd2, r = columns["sd1i"], columns["sd2i"], columns["ri"]
    # (sd1 - sd2)**2 + 2 (1 - r) sd1 sd2 cannot turn negative by rounding
    return np.asarray((sd1 - sd2) ** 2 + 2 * (1 - r) * sd1 * sd2)


def _same(given: Columns) -> Columns:
    return {name: column.copy() for name, column in given.items()}


def _with_d(given: Columns) -> Columns:
    """Standardised change from means, else as reported, else from the paired t statistic."""
    found: list[Array] = []
    if {"m1i", "m2i", "sd1i", "sd2i", "ri"} <= given.keys():
        found.append((given["m1i"] - given["m2i"]) / np.sqrt(change_variance(given)))
    if "di" in given:
        found.append(given["di"])
    if "ti" in given:
        found.append(given["ti"] / np.sqrt(given["ni"]))
    return {"d": first_known(*found), "ni": given["ni"]}


def mean_change(columns: Columns, how: How) -> Result:
    """m1 - m2; variance of the differences / n."""
    return columns["m1i"] - columns["m2i"], change_variance(columns) / columns["ni"]


def _corrected(d: Array, n: Array, how: How) -> tuple[Array, Array]:
    exact = hedges_factor(n - 1)
    factor = exact if how.correct else np.where(n > 1, 1.0, np.nan)
    return factor * d, factor


def change_by_change_sd(columns: Columns, how: How) -> Result:
    """Mean change / SD of the changes, times J(n - 1); Gibbons, Hedeker and Davis 1993.

    doi:10.3102/10769986018003271; ``LS2`` puts the uncorrected change into the variance
    and multiplies by J**2.
    """
    d, n = columns["d"], columns["ni"]
    g, factor = _corrected(d, n, how)
    if how.vtype == "LS2":
        return g, factor**2 * (1 / n + d**2 / (2 * n))
    return g, 1 / n + g**2 / (2 * n)


def change_by_raw_sd(columns: Columns, how: How) -> Result:
    """Mean change / sd1, times J(n - 1); Becker 1988, doi:10.1111/j.2044-8317.1988.tb00901.x.

    Equal spread on both occasions; ``LS2`` as for the change-score standardisation.
    """
    n, r = columns["ni"], columns["ri"]
    d = (columns["m1i"] - columns["m2i"]) / columns["sd1i"]
    g, factor = _corrected(d, n, how)
    if how.vtype == "LS2":
        return g, factor**2 * (2 * (1 - r) / n + d**2 / (2 * n))
    return g, 2 * (1 - r) / n + g**2 / (2 * n)


def change_by_raw_sd_heteroscedastic(columns: Columns, how: How) -> Result:
    """As ``SMCR`` with unequal spread; Bonett 2008, doi:10.1037/1082-989X.13.2.99."""
    n = columns["ni"]
    sd1 = columns["sd1i"]
    g, _ = _corrected((columns["m1i"] - columns["m2i"]) / sd1, n, how)
    return g, (change_variance(columns) / sd1**2 + g**2 / 2) / (n - 1)


def log_ratio_of_paired_means(columns: Columns, how: How) -> Result:
    """log(m1/m2) of paired means; Lajeunesse 2011, doi:10.1890/11-0423.1.

    ``correct`` adds the second-order term of Lajeunesse 2015, doi:10.1890/14-2402.1.
    """
    n, r = columns["ni"], columns["ri"]
    m1, m2 = columns["m1i"], columns["m2i"]
    cv1, cv2 = columns["sd1i"] / m1, columns["sd2i"] / m2
    yi = np.log(m1 / m2)
    if how.correct:
        yi = yi + (cv1**2 - cv2**2) / (2 * n)
    vi = ((cv1 - cv2) ** 2 + 2 * (1 - r) * cv1 * cv2) / n
    return yi, np.where(np.isnan(yi), np.nan, vi)


KINDS = {
    "m1i": "any",
    "m2i": "any",
    "sd1i": "non-negative",
    "sd2i": "non-negative",
    "ni": "positive",
    "ri": "correlation",
}
PAIRS = ("m1i", "m2i", "sd1i", "sd2i", "ri", "ni")
PAIRED = Family(kinds=KINDS, sources=(PAIRS,), prepare=_same)
PAIRED_D = Family(
    kinds={**KINDS, "di": "any", "ti": "any"},
    sources=(PAIRS, ("di", "ni"), ("ti", "ni")),
    prepare=_with_d,
)

MEASURES = (
    Measure(code="MC", title="mean change", family=PAIRED, formula=mean_change),
    Measure(
        code="SMCC",
        title="mean change / SD of changes",
        family=PAIRED_D,
        formula=change_by_change_sd,
        vtypes=("LS", "LS2"),
        correct=True,
    ),
    Measure(
        code="SMCR",
        title="mean change / SD of occasion 1",
        family=PAIRED,
        formula=change_by_raw_sd,
        vtypes=("LS", "LS2"),
        correct=True,
        needs=(("m1i", "m2i", "sd1i", "ri", "ni"),),
    ),
    Measure(
        code="SMCRH",
        title="mean change / SD of occasion 1, unequal spread",
        family=PAIRED,
        formula=change_by_raw_sd_heteroscedastic,
        correct=True,
    ),
    Measure(
        code="ROMC",
        title="log ratio of paired means",
        family=PAIRED,
        formula=log_ratio_of_paired_means,
        correct=False,
    ),
)
