"""Teachers' expectations and pupils' IQ, 19 studies (Raudenbush and Bryk 1985).

doi:10.3102/10769986010002075. Data and figures printed on metafor's page of the data set,
https://wviechtb.github.io/metadat/reference/dat.raudenbush1985.html.
"""

from __future__ import annotations

from published._printed import assert_printed

from evisyn.synthesis.pool import pool

YI = [
    0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.80,
    0.54, 0.18, -0.02, 0.23, -0.18, -0.06, 0.30, 0.07, -0.07,
]  # fmt: skip
VI = [
    0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.0630,
    0.0912, 0.0497, 0.0835, 0.0841, 0.0253, 0.0279, 0.0193, 0.0088, 0.0303,
]  # fmt: skip

#: The page prints the variances to four digits and computed with six; a changed fifth digit
#: moves the last one printed by up to six units.
ROUNDED_INPUT = 6.0


def test_random_effects() -> None:
    """REML as printed."""
    fit = pool(YI, VI, test="z")
    assert_printed([fit.tau2, fit.tau2_se], "0.0188 0.0155", units=1.0)
    assert_printed([fit.i2, fit.h2], "41.86 1.72", units=ROUNDED_INPUT)
    assert_printed([fit.estimate, fit.se], "0.0837 0.0516", units=1.0)
    assert_printed([fit.ci_low, fit.ci_high], "-0.0175 0.1849", units=1.0)
    assert_printed(fit.q, "35.83", units=ROUNDED_INPUT)
