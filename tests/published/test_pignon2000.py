"""Chemotherapy added to locoregional treatment, adjuvant trials (Pignon et al. 2000).

doi:10.1016/S0140-6736(00)90011-4. Observed less expected deaths, their variances and the figures
printed on metafor's page of the data set,
https://wviechtb.github.io/metadat/reference/dat.pignon2000.html.
"""

from __future__ import annotations

import numpy as np
from published._printed import assert_printed

from evisyn.synthesis.pool import pool

O_MINUS_E = np.array([-1.8, 11.8, -7.4, -5.6, 0.4, 1.8, -0.2, -3.9])
V = np.array([14.5, 57.1, 80.6, 8.5, 6.4, 8.7, 5.0, 30.2])


def test_common_effect_of_adjuvant_trials() -> None:
    """Log hazard ratio of the 8 adjuvant trials in the common-effect model."""
    fit = pool(O_MINUS_E / V, 1 / V, model="common", test="z")
    assert_printed([fit.q, fit.q_p, fit.h2, fit.i2], "7.83 0.35 1.12 10.56")
    assert_printed([fit.estimate, fit.se, fit.statistic, fit.p_value], "-0.02 0.07 -0.34 0.74")
    ratio = np.exp([fit.estimate, fit.ci_low, fit.ci_high])
    assert_printed(ratio, "0.98 0.85 1.12")
