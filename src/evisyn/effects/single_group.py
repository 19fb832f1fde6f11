"""Measures of one group: proportions (``xi`` events of ``ni``) and means (``mi``, ``sdi``, ``ni``).

For proportions ``mi`` may give the persons without the event in place of ``ni``.
"""

from __future__ import annotations

import numpy as np

from evisyn.effects.inputs import Array, within
from evisyn.effects.study import Columns, Family, How, Measure, Result, weighted_mean


def _prepare_counts(given: Columns) -> Columns:
    x = given["xi"].copy()
    rest = given["mi"].copy() if "mi" in given else np.full_like(x, np.nan)
    if "ni" in given:
        within("xi", x, "ni", given["ni"])
        rest = np.where(np.isnan(rest), given["ni"] - x, rest)
    empty = ~(x + rest > 0)
    x[empty], rest[empty] = np.nan, np.nan
    return {"xi": x, "mi": rest}


def _counts(columns: Columns, how: How) -> tuple[Array, Array, Array]:
    """Proportion, events and total after the zero rule, each of shape (k,)."""
    x, rest = columns["xi"], columns["mi"]
    constant = how.zeros.constants((x == 0) | (rest == 0))
    x, rest = x + constant, rest + constant
    return x / (x + rest), x, x + rest


def proportion(columns: Columns, how: How) -> Result:
    """p; p(1-p)/n, ``UB`` with n - 1, ``AV`` with the weighted mean proportion of all studies."""
    p, _, n = _counts(columns, how)
    if how.vtype == "UB":
        return p, p * (1 - p) / (n - 1)
    at = weighted_mean(p, n) if how.vtype == "AV" else p
    return p, at * (1 - at) / n


def log_proportion(columns: Columns, how: How) -> Result:
    """log(p); delta method."""
    p, _, n = _counts(columns, how)
    at = weighted_mean(p, n) if how.vtype == "AV" else p
    return np.log(p), 1 / (n * at) - 1 / n


def logit_proportion(columns: Columns, how: How) -> Result:
    """log(p/(1-p)); delta method."""
    p, x, n = _counts(columns, how)
    at = weighted_mean(p, n) if how.vtype == "AV" else p
    return np.log(x) - np.log(n - x), 1 / (n * at) + 1 / (n * (1 - at))


def arcsine_proportion(columns: Columns, how: How) -> Result:
    """asin(sqrt(p)), whose variance does not depend on p."""
    p, _, n = _counts(columns, how)
    return np.arcsin(np.sqrt(p)), 1 / (4 * n)


def freeman_tukey_proportion(columns: Columns, how: How) -> Result:
    """Double arcsine, Freeman and Tukey 1950, doi:10.1214/aoms/1177729756."""
    _, x, n = _counts(columns, how)
    yi = (np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))) / 2
    return yi, 1 / (4 * n + 2)


def _same(given: Columns) -> Columns:
    return {name: column.copy() for name, column in given.items()}


def mean(columns: Columns, how: How) -> Result:
    """m; sd**2/n."""
    return columns["mi"], columns["sdi"] ** 2 / columns["ni"]


def log_mean(columns: Columns, how: How) -> Result:
    """log(m); delta method."""
    m, sd, n = columns["mi"], columns["sdi"], columns["ni"]
    return np.log(m), (sd / m) ** 2 / n


def _sd_bias(n: Array, how: How) -> Array:
    """Bias of log(sd), 1/(2(n-1)); Nakagawa et al. 2015, doi:10.1111/2041-210X.12309."""
    return np.asarray(1 / (2 * (n - 1)) if how.correct else np.zeros_like(n))


def log_cv(columns: Columns, how: How) -> Result:
    """log(sd/m); Nakagawa et al. 2015, doi:10.1111/2041-210X.12309, variance by eq. 27.

    Without the covariance of mean and standard deviation, which is zero for normal data.
    """
    m, sd, n = columns["mi"], columns["sdi"], columns["ni"]
    yi = np.log(sd / m) + _sd_bias(n, how)
    return yi, 1 / (2 * (n - 1)) + (sd / m) ** 2 / n


def log_sd(columns: Columns, how: How) -> Result:
    """log(sd); Raudenbush and Bryk 1987, doi:10.3102/10769986012003241."""
    sd, n = columns["sdi"], columns["ni"]
    yi = np.log(sd) + _sd_bias(n, how)
    return yi, np.where(np.isfinite(yi), 1 / (2 * (n - 1)), np.nan)


PROPORTION = Family(
    kinds={"xi": "non-negative", "mi": "non-negative", "ni": "positive"},
    sources=(("xi", "ni"), ("xi", "mi")),
    prepare=_prepare_counts,
)
ONE_MEAN = Family(
    kinds={"mi": "any", "sdi": "non-negative", "ni": "positive"},
    sources=(("mi", "sdi", "ni"),),
    prepare=_same,
)

MEASURES = (
    Measure(
        code="PR",
        title="proportion",
        family=PROPORTION,
        formula=proportion,
        vtypes=("LS", "UB", "AV"),
    ),
    Measure(
        code="PLN",
        title="log proportion",
        family=PROPORTION,
        formula=log_proportion,
        vtypes=("LS", "AV"),
    ),
    Measure(
        code="PLO",
        title="logit proportion",
        family=PROPORTION,
        formula=logit_proportion,
        vtypes=("LS", "AV"),
    ),
    Measure(
        code="PAS",
        title="arcsine square root proportion",
        family=PROPORTION,
        formula=arcsine_proportion,
        add=0.0,
    ),
    Measure(
        code="PFT",
        title="Freeman-Tukey double arcsine proportion",
        family=PROPORTION,
        formula=freeman_tukey_proportion,
        add=0.0,
    ),
    Measure(code="MN", title="mean", family=ONE_MEAN, formula=mean),
    Measure(code="MNLN", title="log mean", family=ONE_MEAN, formula=log_mean),
    Measure(
        code="CVLN",
        title="log coefficient of variation",
        family=ONE_MEAN,
        formula=log_cv,
        correct=True,
    ),
    Measure(
        code="SDLN",
        title="log standard deviation",
        family=ONE_MEAN,
        formula=log_sd,
        correct=True,
        needs=(("sdi", "ni"),),
    ),
)
