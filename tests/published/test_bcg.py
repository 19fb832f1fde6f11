"""BCG vaccine against tuberculosis, 13 trials (Colditz et al. 1994, JAMA 271:698-702).

Figures printed in the examples of metafor's pages of
rma.uni and rma.mh, https://wviechtb.github.io/metafor/reference/rma.uni.html and rma.mh.html.
"""

from __future__ import annotations

import numpy as np
from published._printed import assert_printed

from evisyn.effects.calculate import effect_size
from evisyn.synthesis.mantel_haenszel import mantel_haenszel
from evisyn.synthesis.pool import pool

TPOS = [4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27]
TNEG = [119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886]
CPOS = [11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29]
CNEG = [128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825]


def test_random_effects_of_log_risk_ratios() -> None:
    """REML: tau2, I2, H2, Q, estimate, SE, z and interval as printed."""
    effects = effect_size("RR", ai=TPOS, bi=TNEG, ci=CPOS, di=CNEG)
    fit = pool(effects.yi, effects.vi, test="z")
    assert_printed([fit.tau2, fit.tau2_se], "0.3132 0.1664")
    assert_printed([fit.i2, fit.h2], "92.22 12.86")
    assert_printed(fit.q, "152.2330")
    assert_printed([fit.estimate, fit.se, fit.statistic], "-0.7145 0.1798 -3.9744")
    assert_printed([fit.ci_low, fit.ci_high], "-1.0669 -0.3622")
    assert fit.p_value < 0.0001


def test_mantel_haenszel_odds_ratio() -> None:
    """Log odds ratio, its interval, and the tests of association and homogeneity."""
    fit = mantel_haenszel(TPOS, TNEG, CPOS, CNEG, measure="OR")
    assert_printed([fit.estimate, fit.se, fit.statistic], "-0.4734 0.0410 -11.5444")
    assert_printed(np.exp([fit.estimate, fit.ci_low, fit.ci_high]), "0.6229 0.5748 0.6750")
    assert_printed([fit.q, fit.i2, fit.h2], "163.9426 92.68 13.66")
    assert_printed([fit.cmh, fit.tarone], "135.6889 171.7567")


def test_mantel_haenszel_risk_ratio() -> None:
    """Homogeneity of the risk ratios about the Mantel-Haenszel estimate."""
    fit = mantel_haenszel(TPOS, TNEG, CPOS, CNEG, measure="RR")
    assert_printed([fit.q, fit.i2, fit.h2], "152.5676 92.13 12.71")
