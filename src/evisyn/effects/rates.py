"""Measures of events and person-time, of two groups and of one.

``x1i`` events in ``t1i`` person-time of group 1, ``x2i`` in ``t2i`` of group 2; ``xi`` in ``ti``
of one group. A positive effect means more events per time in group 1.
"""

from __future__ import annotations

import numpy as np

from evisyn.effects.inputs import Array
from evisyn.effects.study import Columns, Family, How, Measure, Result


def _same(given: Columns) -> Columns:
    return {name: column.copy() for name, column in given.items()}


def _events(columns: Columns, how: How) -> tuple[Array, Array]:
    """Events of both groups after the zero rule, each of shape (k,)."""
    x1, x2 = columns["x1i"].copy(), columns["x2i"].copy()
    if how.zeros.drop00:
        silent = (x1 == 0) & (x2 == 0)
        x1[silent], x2[silent] = np.nan, np.nan
    constant = how.zeros.constants((x1 == 0) | (x2 == 0))
    return x1 + constant, x2 + constant


def log_rate_ratio(columns: Columns, how: How) -> Result:
    """Log of the ratio of rates; Rothman, Greenland and Lash 2008, ch. 14."""
    x1, x2 = _events(columns, how)
    yi = np.log(x1 / columns["t1i"]) - np.log(x2 / columns["t2i"])
    return yi, 1 / x1 + 1 / x2


def rate_difference(columns: Columns, how: How) -> Result:
    """Difference of rates; Rothman, Greenland and Lash 2008, ch. 14."""
    x1, x2 = _events(columns, how)
    t1, t2 = columns["t1i"], columns["t2i"]
    return x1 / t1 - x2 / t2, x1 / t1 / t1 + x2 / t2 / t2


def root_rate_difference(columns: Columns, how: How) -> Result:
    """Difference of square roots of rates, whose variance does not depend on the rate."""
    x1, x2 = _events(columns, how)
    t1, t2 = columns["t1i"], columns["t2i"]
    return np.sqrt(x1 / t1) - np.sqrt(x2 / t2), 1 / (4 * t1) + 1 / (4 * t2)


def _one_group(columns: Columns, how: How) -> tuple[Array, Array]:
    x = columns["xi"]
    return x + how.zeros.constants(x == 0), columns["ti"]


def rate(columns: Columns, how: How) -> Result:
    """Events per time; Poisson variance."""
    x, t = _one_group(columns, how)
    return x / t, x / t / t


def log_rate(columns: Columns, how: How) -> Result:
    """Log of events per time; delta method."""
    x, t = _one_group(columns, how)
    return np.log(x / t), 1 / x


def root_rate(columns: Columns, how: How) -> Result:
    """Square root of events per time."""
    x, t = _one_group(columns, how)
    return np.sqrt(x / t), 1 / (4 * t)


def freeman_tukey_rate(columns: Columns, how: How) -> Result:
    """Mean of the roots of x/t and (x+1)/t; Freeman and Tukey 1950, doi:10.1214/aoms/1177729756."""
    x, t = _one_group(columns, how)
    return (np.sqrt(x / t) + np.sqrt((x + 1) / t)) / 2, 1 / (4 * t)


TWO_RATES = Family(
    kinds={"x1i": "non-negative", "x2i": "non-negative", "t1i": "positive", "t2i": "positive"},
    sources=(("x1i", "x2i", "t1i", "t2i"),),
    prepare=_same,
)
ONE_RATE = Family(
    kinds={"xi": "non-negative", "ti": "positive"}, sources=(("xi", "ti"),), prepare=_same
)

MEASURES = (
    Measure(code="IRR", title="log incidence rate ratio", family=TWO_RATES, formula=log_rate_ratio),
    Measure(
        code="IRD", title="incidence rate difference", family=TWO_RATES, formula=rate_difference
    ),
    Measure(
        code="IRSD",
        title="square root incidence rate difference",
        family=TWO_RATES,
        formula=root_rate_difference,
        add=0.0,
    ),
    Measure(code="IR", title="incidence rate", family=ONE_RATE, formula=rate),
    Measure(code="IRLN", title="log incidence rate", family=ONE_RATE, formula=log_rate),
    Measure(
        code="IRS",
        title="square root incidence rate",
        family=ONE_RATE,
        formula=root_rate,
        add=0.0,
    ),
    Measure(
        code="IRFT",
        title="Freeman-Tukey incidence rate",
        family=ONE_RATE,
        formula=freeman_tukey_rate,
        add=0.0,
    ),
)
