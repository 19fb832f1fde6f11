"""Warfarin against strokes in atrial fibrillation, 6 trials (Hart et al. 1999).

doi:10.7326/0003-4819-131-7-199910050-00003. Data and figures printed on metafor's page of the
data set, https://wviechtb.github.io/metadat/reference/dat.hart1999.html.
"""

from __future__ import annotations

import numpy as np
from published._printed import assert_printed

from evisyn.effects.calculate import effect_size
from evisyn.synthesis.pool import pool

#: metafor's iterations stop when tau2 changes by less than 1e-5, which is a twentieth of the tau2
#: of 0.0002 here: it prints I2 50.75, and 49.80 when told to go on to 1e-12.
STOPPED_EARLY = 100.0

DATA = {
    "x1i": [9, 8, 3, 6, 7, 20],
    "t1i": [413, 263, 487, 237, 489, 507],
    "x2i": [19, 19, 13, 9, 23, 50],
    "t2i": [398, 245, 435, 241, 483, 405],
}


def test_log_rate_ratios() -> None:
    """Log incidence rate ratios and their variances."""
    effects = effect_size("IRR", **DATA)
    assert_printed(effects.yi, "-0.7842 -0.9359 -1.5793 -0.3887 -1.2019 -1.1409")
    assert_printed(effects.vi, "0.1637 0.1776 0.4103 0.2778 0.1863 0.0700")


def test_random_effects_of_log_rate_ratios() -> None:
    """REML, no heterogeneity."""
    effects = effect_size("IRR", **DATA)
    fit = pool(effects.yi, effects.vi, test="z")
    assert fit.tau2 == 0
    assert_printed([fit.tau2_se, fit.q, fit.q_p], "0.0987 2.9625 0.7058")
    assert_printed([fit.estimate, fit.se, fit.statistic], "-1.0168 0.1635 -6.2206")
    ratio = np.exp([fit.estimate, fit.ci_low, fit.ci_high])
    assert_printed(ratio, "0.3617 0.2626 0.4984")


def test_random_effects_of_rate_differences() -> None:
    """REML on differences of strokes per person-year."""
    effects = effect_size("IRD", **DATA)
    fit = pool(effects.yi, effects.vi, test="z")
    assert_printed([fit.tau2, fit.tau2_se], "0.0002 0.0002")
    assert_printed([fit.i2, fit.h2], "50.75 2.03", units=STOPPED_EARLY)
    assert_printed([fit.q, fit.q_p], "10.1606 0.0708")
    assert_printed([fit.estimate, fit.se], "-0.0339 0.0081", units=2.0)
    assert_printed([fit.ci_low, fit.ci_high], "-0.0498 -0.0179", units=2.0)
