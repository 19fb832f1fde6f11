"""Length of stay in stroke units, 9 studies (Normand 1999, Statistics in Medicine 18:321-359).

Data and figures printed on metafor's page of the data set,
https://wviechtb.github.io/metadat/reference/dat.normand1999.html.
"""

from __future__ import annotations

from published._printed import assert_printed

from evisyn.effects.calculate import effect_size
from evisyn.synthesis.pool import pool

DATA = {
    "n1i": [155, 31, 75, 18, 8, 57, 34, 110, 60],
    "m1i": [55, 27, 64, 66, 14, 19, 52, 21, 30],
    "sd1i": [47, 7, 17, 20, 8, 7, 45, 16, 27],
    "n2i": [156, 32, 71, 18, 13, 52, 33, 183, 52],
    "m2i": [75, 29, 119, 137, 18, 18, 41, 31, 23],
    "sd2i": [64, 4, 29, 48, 11, 4, 34, 27, 20],
}


def test_mean_differences() -> None:
    """Differences in days and their variances."""
    effects = effect_size("MD", **DATA)
    assert_printed(
        effects.yi, "-20.0000 -2.0000 -55.0000 -71.0000 -4.0000 1.0000 11.0000 -10.0000 7.0000"
    )
    assert_printed(
        effects.vi, "40.5080 2.0806 15.6984 150.2222 17.3077 1.1673 94.5891 6.3109 19.8423"
    )


def test_random_effects_of_mean_differences() -> None:
    """REML on the differences in days."""
    effects = effect_size("MD", **DATA)
    fit = pool(effects.yi, effects.vi, test="z")
    assert_printed([fit.tau2, fit.tau2_se], "684.6462 359.7541")
    assert_printed([fit.i2, fit.h2, fit.q], "98.97 97.21 238.9158")
    assert_printed([fit.estimate, fit.se, fit.statistic], "-15.1060 8.9466 -1.6885")
    assert_printed([fit.p_value, fit.ci_low, fit.ci_high], "0.0913 -32.6409 2.4289")


def test_random_effects_of_standardised_differences() -> None:
    """REML on Hedges' g."""
    effects = effect_size("SMD", **DATA)
    fit = pool(effects.yi, effects.vi, test="z")
    assert_printed([fit.tau2, fit.tau2_se], "0.7908 0.4281")
    assert_printed([fit.i2, fit.h2, fit.q], "95.49 22.20 123.7293")
    assert_printed([fit.estimate, fit.se, fit.statistic], "-0.5371 0.3087 -1.7401")
    assert_printed([fit.p_value, fit.ci_low, fit.ci_high], "0.0818 -1.1421 0.0679")
