"""Correlation of two quantitative variables in one sample of ``ni`` persons.

``ri`` is the correlation; where it is missing it is taken from ``ti``, the t statistic of the
test that it is zero, as r = t / sqrt(t**2 + n - 2).
"""

from __future__ import annotations

import numpy as np
from scipy import special

from evisyn.effects.inputs import Array
from evisyn.effects.study import Columns, Family, How, Measure, Result, first_known, weighted_mean

#: From this value of c the series of the hypergeometric function is summed term by term.
SERIES_FROM = 10.0
TERMS = 600


def _prepare(given: Columns) -> Columns:
    n = given["ni"]
    from_t = given["ti"] / np.sqrt(given["ti"] ** 2 + (n - 2)) if "ti" in given else None
    return {"ri": first_known(*(x for x in (given.get("ri"), from_t) if x is not None)), "ni": n}


def _large_sample(r: Array, n: Array) -> Array:
    """(1 - r**2)**2 / (n - 1); two points always lie on a line, so n must be above 2."""
    vi = (1 - r**2) ** 2 / (n - 1)
    return np.asarray(np.where(n > 2, vi, np.nan))


def gauss_series(a: float, c: Array, z: Array) -> Array:
    """Hypergeometric function 2F1(a, a; c; z) for 0 <= z <= 1, shape (k,).

    Its power series where c is large, since the library routine gives NaN for some large c; the
    terms fall like k**(2a - c - 1), so that :data:`TERMS` reach the last bit from
    :data:`SERIES_FROM` on.
    """
    long = np.asarray(c >= SERIES_FROM)
    total = np.where(long, 1.0, special.hyp2f1(a, a, np.where(long, SERIES_FROM, c), z))
    term = np.where(long, 1.0, 0.0)
    for k in range(TERMS):
        term = term * ((a + k) ** 2 / ((np.where(long, c, 1.0) + k) * (k + 1))) * z
        total = total + term
        if not (term > total * 1e-18).any():
            break
    return np.asarray(np.where(np.isnan(c) | np.isnan(z), np.nan, total))


def raw_correlation(columns: Columns, how: How) -> Result:
    """r; ``AV`` puts the sample-size weighted mean of all studies into the variance."""
    r, n = columns["ri"], columns["ni"]
    at = np.full_like(r, weighted_mean(r, n)) if how.vtype == "AV" else r
    vi = _large_sample(at, n)
    return r, np.where(np.isnan(r), np.nan, vi)


def unbiased_correlation(columns: Columns, how: How) -> Result:
    """Olkin and Pratt's unbiased estimate, 1958, doi:10.1214/aoms/1177706717, eq. 2.3.

    ``UB``: unbiased estimate of the variance, Hedges 1989, doi:10.1037/0021-9010.74.3.469, with
    the exact series.
    """
    r, n = columns["ri"], columns["ni"]
    rest = 1 - r**2
    g = r * gauss_series(0.5, (n - 2) / 2, rest)
    g = np.where(n > 2, g, np.nan)
    if how.vtype == "UB":
        square = 1 - (n - 3) / (n - 2) * rest * gauss_series(1.0, n / 2, rest)
        return g, np.where(n > 2, g**2 - square, np.nan)
    at = np.full_like(g, weighted_mean(g, n)) if how.vtype == "AV" else g
    return g, np.where(np.isnan(g), np.nan, _large_sample(at, n))


def fisher_z(columns: Columns, how: How) -> Result:
    """atanh(r); variance 1/(n - 3). Fisher 1921."""
    r, n = columns["ri"], columns["ni"]
    vi = np.where(n > 3, 1 / (n - 3), np.nan)
    return np.arctanh(r), np.where(np.isnan(r), np.nan, vi)


CORRELATION = Family(
    kinds={"ri": "correlation", "ni": "positive", "ti": "any"},
    sources=(("ri", "ni"), ("ti", "ni")),
    prepare=_prepare,
)

MEASURES = (
    Measure(
        code="COR",
        title="correlation",
        family=CORRELATION,
        formula=raw_correlation,
        vtypes=("LS", "AV"),
    ),
    Measure(
        code="UCOR",
        title="correlation, unbiased",
        family=CORRELATION,
        formula=unbiased_correlation,
        vtypes=("LS", "UB", "AV"),
    ),
    Measure(
        code="ZCOR", title="Fisher's z of the correlation", family=CORRELATION, formula=fisher_z
    ),
)
