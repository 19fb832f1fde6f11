"""Conscientiousness and taking medicines, 16 studies (Molloy et al. 2014).

doi:10.1007/s12160-013-9524-4. Data and figures printed on metafor's page of the data set,
https://wviechtb.github.io/metadat/reference/dat.molloy2014.html.
"""

from __future__ import annotations

from published._printed import assert_printed

from evisyn.effects.calculate import effect_size
from evisyn.effects.transforms import z_to_r
from evisyn.synthesis.pool import pool

NI = [109, 749, 55, 107, 72, 65, 174, 326, 58, 771, 56, 91, 116, 537, 158, 65]
RI = [
    0.187, 0.162, 0.340, 0.320, 0.270, 0.000, 0.175, 0.050,
    0.260, 0.010, -0.090, 0.370, 0.000, 0.150, 0.240, 0.040,
]  # fmt: skip


def test_fisher_z() -> None:
    """Transformed correlations and their variances."""
    effects = effect_size("ZCOR", ri=RI, ni=NI)
    assert_printed(
        effects.yi,
        "0.1892 0.1634 0.3541 0.3316 0.2769 0.0000 0.1768 0.0500 "
        "0.2661 0.0100 -0.0902 0.3884 0.0000 0.1511 0.2448 0.0400",
    )
    assert_printed(
        effects.vi,
        "0.0094 0.0013 0.0192 0.0096 0.0145 0.0161 0.0058 0.0031 "
        "0.0182 0.0013 0.0189 0.0114 0.0088 0.0019 0.0065 0.0161",
    )


def test_random_effects() -> None:
    """REML, and the average correlation with confidence and prediction interval."""
    effects = effect_size("ZCOR", ri=RI, ni=NI)
    fit = pool(effects.yi, effects.vi, test="z", pi_method="z")
    assert_printed([fit.tau2, fit.tau2_se], "0.0081 0.0055")
    assert_printed([fit.i2, fit.h2, fit.q, fit.q_p], "61.73 2.61 38.1595 0.0009")
    assert_printed([fit.estimate, fit.se], "0.1499 0.0316")
    # z moves by 1e-4 with the last digits of tau2, where the iterations there stop at 1e-5
    assert_printed(fit.statistic, "4.7501", units=2.0)
    assert_printed([fit.ci_low, fit.ci_high], "0.0881 0.2118")
    limits = [fit.estimate, fit.ci_low, fit.ci_high, fit.pi_low, fit.pi_high]
    assert_printed(z_to_r(limits), "0.149 0.088 0.209 -0.037 0.325")
