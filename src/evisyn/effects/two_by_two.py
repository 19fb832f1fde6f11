"""Measures of a 2x2 table: first row group 1, first column the event.

``ai`` events and ``bi`` non-events of group 1, ``ci`` and ``di`` those of group 2; a positive
(log) effect means more events in group 1. Counts need not be whole numbers, so that tables
adjusted for clusters can be used.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from evisyn.effects.inputs import Array, within
from evisyn.effects.study import Columns, Family, How, Measure, Result, weighted_mean
from evisyn.effects.tetrachoric import tetrachoric

#: Cox's factor between a log odds ratio and a standardised difference of normal outcomes,
#: Cox and Snell 1989; Sanchez-Meca et al. 2003, doi:10.1037/1082-989X.8.4.448.
COX_FACTOR = 1.65
#: Standard deviation of the standard logistic distribution, Chinn 2000,
#: doi:10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M.
LOGISTIC_FACTOR = np.pi / np.sqrt(3.0)


def _prepare(given: Columns) -> Columns:
    """Cells from cells and totals; a group without persons is missing."""
    columns: Columns = {}
    for event, other, total in (("ai", "bi", "n1i"), ("ci", "di", "n2i")):
        columns[event] = given[event].copy()
        if total in given:
            within(event, given[event], total, given[total])
            rest = given[total] - given[event]
            other_given = given.get(other, np.full_like(rest, np.nan))
            columns[other] = np.where(np.isnan(other_given), rest, other_given)
        else:
            columns[other] = given[other].copy()
        empty = ~(columns[event] + columns[other] > 0)
        columns[event][empty], columns[other][empty] = np.nan, np.nan
    return columns


def corrected(table: Columns, how: How) -> tuple[Array, Array, Array, Array]:
    """Cells after dropping and adding by the zero rule, each of shape (k,)."""
    a, b, c, d = (table[name].copy() for name in ("ai", "bi", "ci", "di"))
    if how.zeros.drop00:
        silent = ((a == 0) & (c == 0)) | ((b == 0) & (d == 0))
        for cell in (a, b, c, d):
            cell[silent] = np.nan
    constant = how.zeros.constants((a == 0) | (b == 0) | (c == 0) | (d == 0))
    return a + constant, b + constant, c + constant, d + constant


def log_risk_ratio(table: Columns, how: How) -> Result:
    """log(p1/p2); delta-method variance. Katz et al. 1978, doi:10.2307/2530610."""
    a, b, c, d = corrected(table, how)
    n1, n2 = a + b, c + d
    return np.log(a / n1) - np.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2


def log_odds_ratio(table: Columns, how: How) -> Result:
    """log(ad/bc); Woolf 1955, doi:10.1111/j.1469-1809.1955.tb01348.x."""
    a, b, c, d = corrected(table, how)
    return np.log(a) + np.log(d) - np.log(b) - np.log(c), 1 / a + 1 / b + 1 / c + 1 / d


def risk_difference(table: Columns, how: How) -> Result:
    """p1 - p2.

    ``LS`` divides p(1-p) by n, ``UB`` by n - 1 (unbiased), ``AV`` puts the sample-size weighted
    mean risk of each group over all studies in place of p; Berkey et al. 1995,
    doi:10.1002/sim.4780140406, give the reason for borrowing.
    """
    a, b, c, d = corrected(table, how)
    n1, n2 = a + b, c + d
    p1, p2 = a / n1, c / n2
    if how.vtype == "UB":
        vi = p1 * (1 - p1) / (n1 - 1) + p2 * (1 - p2) / (n2 - 1)
    elif how.vtype == "AV":
        m1, m2 = weighted_mean(p1, n1), weighted_mean(p2, n2)
        vi = m1 * (1 - m1) / n1 + m2 * (1 - m2) / n2
    else:
        vi = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
    return p1 - p2, vi


def arcsine_difference(table: Columns, how: How) -> Result:
    """Difference of asin(sqrt(p)); Ruecker et al. 2009, doi:10.1002/sim.3511."""
    a, b, c, d = corrected(table, how)
    n1, n2 = a + b, c + d
    yi = np.arcsin(np.sqrt(a / n1)) - np.arcsin(np.sqrt(c / n2))
    return yi, 1 / (4 * n1) + 1 / (4 * n2)


def peto(table: Columns, how: How) -> Result:
    """One-step log odds ratio (O - E)/V; Yusuf et al. 1985, doi:10.1016/S0033-0620(85)80003-7."""
    a, b, c, d = corrected(table, how)
    n1, n2, events = a + b, c + d, a + c
    total = n1 + n2
    expected = n1 * events / total
    spread = n1 * n2 * (events / total) * ((b + d) / total) / (total - 1)
    spread = np.where(spread > 0, spread, np.nan)
    return (a - expected) / spread, 1 / spread


def phi(table: Columns, how: How) -> Result:
    """Phi coefficient.

    ``LS`` and ``CS`` (one sample, cross-sectional): delta method for the multinomial
    distribution, Bishop, Fienberg and Holland 1975. ``ST`` (two samples of fixed
    size): delta method for two binomials.
    """
    a, b, c, d = corrected(table, how)
    n1, n2, m1, m2 = a + b, c + d, a + c, b + d
    n = n1 + n2
    margins = np.sqrt(n1) * np.sqrt(n2) * np.sqrt(m1) * np.sqrt(m2)
    yi = (a * d - b * c) / margins
    if how.vtype == "ST":
        return yi, _phi_stratified(a / n1, c / n2, n1, n2)
    rows, columns = (n1 - n2) / np.sqrt(n1 * n2), (m1 - m2) / np.sqrt(m1 * m2)
    vi = (
        1 - yi**2 + yi * (1 + yi**2 / 2) * rows * columns - 0.75 * yi**2 * (rows**2 + columns**2)
    ) / n
    return yi, np.where(np.abs(yi) < 1, vi, np.nan)


def _phi_stratified(p1: Array, p2: Array, n1: Array, n2: Array) -> Array:
    """Variance of phi = (p1 - p2) sqrt(w1 w2 / (p (1 - p))), group sizes being fixed."""
    w1, w2 = n1 / (n1 + n2), n2 / (n1 + n2)
    p = w1 * p1 + w2 * p2
    spread = p * (1 - p)
    scale = np.sqrt(w1 * w2 / spread)
    bend = (p1 - p2) * (1 - 2 * p) / (2 * spread)
    slope1, slope2 = scale * (1 - w1 * bend), -scale * (1 + w2 * bend)
    return slope1**2 * p1 * (1 - p1) / n1 + slope2**2 * p2 * (1 - p2) / n2


def yule_q(table: Columns, how: How) -> Result:
    """(OR - 1)/(OR + 1); Yule 1912, doi:10.2307/2340126."""
    log_or, v = log_odds_ratio(table, how)
    yi = np.tanh(np.where(np.isinf(log_or), np.nan, log_or) / 2)
    return yi, (1 - yi**2) ** 2 * v / 4


def yule_y(table: Columns, how: How) -> Result:
    """(sqrt(OR) - 1)/(sqrt(OR) + 1); Yule 1912, doi:10.2307/2340126."""
    log_or, v = log_odds_ratio(table, how)
    yi = np.tanh(np.where(np.isinf(log_or), np.nan, log_or) / 4)
    return yi, (1 - yi**2) ** 2 * v / 16


def tetrachoric_correlation(table: Columns, how: How) -> Result:
    """Correlation of the two normal variables behind the table; see ``tetrachoric``."""
    return tetrachoric(*corrected(table, how))


def probit_difference(table: Columns, how: How) -> Result:
    """Difference of probits; Sanchez-Meca et al. 2003, doi:10.1037/1082-989X.8.4.448."""
    a, b, c, d = corrected(table, how)
    n1, n2 = a + b, c + d
    z1, z2 = special.ndtri(a / n1), special.ndtri(c / n2)
    v1 = 2 * np.pi * (a / n1) * (b / n1) * np.exp(z1**2) / n1
    v2 = 2 * np.pi * (c / n2) * (d / n2) * np.exp(z2**2) / n2
    return z1 - z2, v1 + v2


def or_to_d_normal(table: Columns, how: How) -> Result:
    """Log odds ratio / 1.65, normal outcomes behind the table."""
    yi, vi = log_odds_ratio(table, how)
    return yi / COX_FACTOR, vi / COX_FACTOR**2


def or_to_d_logistic(table: Columns, how: How) -> Result:
    """Log odds ratio * sqrt(3)/pi, logistic outcomes behind the table."""
    yi, vi = log_odds_ratio(table, how)
    return yi / LOGISTIC_FACTOR, vi / LOGISTIC_FACTOR**2


TABLE = Family(
    kinds={
        "ai": "non-negative",
        "bi": "non-negative",
        "ci": "non-negative",
        "di": "non-negative",
        "n1i": "positive",
        "n2i": "positive",
    },
    sources=(("ai", "bi", "ci", "di"), ("ai", "ci", "n1i", "n2i")),
    prepare=_prepare,
)

MEASURES = (
    Measure(code="RR", title="log risk ratio", family=TABLE, formula=log_risk_ratio),
    Measure(code="OR", title="log odds ratio", family=TABLE, formula=log_odds_ratio),
    Measure(
        code="RD",
        title="risk difference",
        family=TABLE,
        formula=risk_difference,
        vtypes=("LS", "UB", "AV"),
    ),
    Measure(
        code="AS",
        title="arcsine square root risk difference",
        family=TABLE,
        formula=arcsine_difference,
        add=0.0,
    ),
    Measure(code="PETO", title="log odds ratio by Peto's method", family=TABLE, formula=peto),
    Measure(
        code="PHI",
        title="phi coefficient",
        family=TABLE,
        formula=phi,
        vtypes=("LS", "CS", "ST"),
        add=0.0,
    ),
    Measure(code="YUQ", title="Yule's Q", family=TABLE, formula=yule_q),
    Measure(code="YUY", title="Yule's Y", family=TABLE, formula=yule_y),
    Measure(
        code="RTET",
        title="tetrachoric correlation",
        family=TABLE,
        formula=tetrachoric_correlation,
        add=0.0,
    ),
    Measure(code="PBIT", title="probit risk difference", family=TABLE, formula=probit_difference),
    Measure(
        code="OR2DN", title="SMD from odds ratio (normal)", family=TABLE, formula=or_to_d_normal
    ),
    Measure(
        code="OR2DL", title="SMD from odds ratio (logistic)", family=TABLE, formula=or_to_d_logistic
    ),
)
