"""Lung cancer and passive smoking, 37 studies (Hackshaw 1998, doi:10.1177/096228029800700203).

Data and figures printed on metafor's page of the data set,
https://wviechtb.github.io/metadat/reference/dat.hackshaw1998.html.
"""

from __future__ import annotations

import numpy as np
from published._printed import assert_printed

from evisyn.synthesis.pool import pool
from evisyn.synthesis.trim_fill import trim_and_fill

YI = [
    0.166, 0.372, 0.703, 0.182, -0.288, 0.728, 0.756, -0.223, -0.236, 0.698, 0.207, 0.182, 0.419,
    0.030, 0.438, 0.030, 0.850, 0.501, 0.174, 0.419, 0.770, 0.077, 0.936, 0.482, 0.058, -0.236,
    -0.301, 0.820, -0.030, 0.470, 0.174, 0.507, 0.231, 0.095, 0.507, 0.148, 0.104,
]  # fmt: skip
VI = [
    0.0188, 0.0330, 0.5402, 0.0313, 0.0797, 0.2273, 0.0889, 0.1927, 0.3390, 0.0981, 0.0456, 0.2317,
    0.0796, 0.2174, 0.0770, 0.0715, 0.2926, 0.0324, 0.0363, 0.4838, 0.1238, 0.0711, 0.3982, 0.0896,
    0.0337, 0.0161, 0.1802, 0.3171, 0.0125, 0.1137, 0.0893, 0.1760, 0.0100, 0.0862, 0.0399, 0.0364,
    0.0664,
]  # fmt: skip


def test_random_effects_by_dersimonian_and_laird() -> None:
    """DL: all printed figures."""
    fit = pool(YI, VI, tau2_method="DL", test="z")
    assert_printed([fit.tau2, fit.tau2_se], "0.0171 0.0172")
    assert_printed([fit.i2, fit.h2, fit.q, fit.q_p], "24.28 1.32 47.5453 0.0944", units=8.0)
    assert_printed([fit.estimate, fit.se, fit.statistic], "0.2139 0.0471 4.5378")
    assert_printed([fit.ci_low, fit.ci_high], "0.1215 0.3063")


def test_odds_ratio_with_prediction_interval() -> None:
    """Odds ratio, its interval, and the prediction interval with the normal quantile."""
    fit = pool(YI, VI, tau2_method="DL", test="z", pi_method="z")
    limits = [fit.estimate, fit.ci_low, fit.ci_high, fit.pi_low, fit.pi_high]
    assert_printed(np.exp(limits), "1.24 1.13 1.36 0.94 1.63")


def test_trim_and_fill() -> None:
    """Seven studies missing on the left; the estimate with them.

    Printed on the workshop page "Méta-analyses" (Charles Martin, December 2019), which analyses
    the same data with metafor's trimfill.
    """
    fit = trim_and_fill(YI, VI, test="z")
    assert fit.k0 == 7
    assert fit.side == "left"
    assert_printed(fit.k0_se, "4.0399")
    assert_printed([fit.estimate, fit.se], "0.1745 0.0484")
    assert_printed([fit.ci_low, fit.ci_high], "0.0795 0.2694")
    assert_printed([fit.tau2, fit.tau2_se, fit.h2], "0.0245 0.0183 1.41")
