"""Teachers' expectations and pupils' IQ, 19 studies (Raudenbush and Bryk 1985).

doi:10.3102/10769986010002075. Data and figures printed on metafor's page of the data set,
https://wviechtb.github.io/metadat/reference/dat.raudenbush1985.html.
"""

from __future__ import annotations

import numpy as np
from published._printed import assert_printed

from evisyn.synthesis.pool import pool
from evisyn.synthesis.regression import meta_regression

YI = [
    0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.80,
    0.54, 0.18, -0.02, 0.23, -0.18, -0.06, 0.30, 0.07, -0.07,
]  # fmt: skip
VI = [
    0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.0630,
    0.0912, 0.0497, 0.0835, 0.0841, 0.0253, 0.0279, 0.0193, 0.0088, 0.0303,
]  # fmt: skip
#: The iterations there stop when tau2 changes by less than 1e-5, which moves I2 and the tests in
#: their last digit.
STOPPED_EARLY = 2.0

WEEKS = [2, 21, 19, 0, 0, 3, 17, 24, 0, 1, 0, 0, 1, 2, 17, 5, 1, 2, 7]


def test_random_effects() -> None:
    """REML as printed."""
    fit = pool(YI, VI, test="z")
    assert_printed([fit.tau2, fit.tau2_se], "0.0188 0.0155")
    assert_printed([fit.i2, fit.h2], "41.86 1.72", units=STOPPED_EARLY)
    assert_printed([fit.q, fit.q_p], "35.8295 0.0074")
    assert_printed(
        [fit.estimate, fit.se, fit.statistic], "0.0837 0.0516 1.6208", units=STOPPED_EARLY
    )
    assert_printed(
        [fit.p_value, fit.ci_low, fit.ci_high], "0.1051 -0.0175 0.1849", units=STOPPED_EARLY
    )


def test_weeks_of_contact() -> None:
    """Meta-regression on the weeks of contact before, three and more being three."""
    fit = meta_regression(YI, VI, np.minimum(WEEKS, 3)[:, None])
    assert_printed(fit.estimate, "0.407 -0.157")
    assert_printed(fit.se, "0.087 0.036")
    assert_printed(fit.ci_low, "0.237 -0.227")
    assert_printed(fit.ci_high, "0.578 -0.087")
    assert_printed([fit.qe, fit.qe_p, fit.qm], "16.571 0.484 19.258", units=STOPPED_EARLY)
    assert_printed(
        [fit.tau2, fit.tau2_se, fit.i2, fit.r2], "0.000 0.007 0.00 100.00", units=STOPPED_EARLY
    )
