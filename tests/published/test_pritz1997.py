"""Success of hyperdynamic therapy, 14 studies (Zhou, Brizendine and Pritz 1999).

Statistics in Medicine 18:557-566. Data and figures printed on metafor's page of the data set,
https://wviechtb.github.io/metadat/reference/dat.pritz1997.html, the weighted average being that of
the paper's Table IV.
"""

from __future__ import annotations

import numpy as np
from published._printed import assert_printed

from evisyn.effects.calculate import effect_size
from evisyn.effects.transforms import expit
from evisyn.synthesis.pool import pool

XI = [16, 10, 4, 43, 10, 25, 13, 12, 22, 4, 5, 18, 58, 6]
NI = [17, 12, 8, 58, 10, 42, 14, 12, 41, 5, 6, 23, 68, 10]


def test_weighted_average() -> None:
    """Mean of the raw proportions weighted by size, and its standard error."""
    effects = effect_size("PR", xi=XI, ni=NI, add=0)
    weights = np.array(NI) / np.sum(NI)
    estimate = weights @ effects.yi
    se = np.sqrt(weights**2 @ effects.vi)
    interval = [estimate, se, estimate - 1.96 * se, estimate + 1.96 * se]
    assert_printed(interval, "0.7546 0.0224 0.7106 0.7986")


def test_random_effects_of_raw_proportions() -> None:
    """REML with 1/2 added where all improved; prediction interval with the normal quantile."""
    effects = effect_size("PR", xi=XI, ni=NI)
    fit = pool(effects.yi, effects.vi, test="z", pi_method="z")
    assert_printed([fit.estimate, fit.se], "0.7968 0.0423")
    assert_printed([fit.ci_low, fit.ci_high], "0.7138 0.8797")
    assert_printed([fit.pi_low, fit.pi_high], "0.5306 1.0629")


def test_random_effects_of_logits() -> None:
    """REML on the logits, transformed back."""
    effects = effect_size("PLO", xi=XI, ni=NI)
    fit = pool(effects.yi, effects.vi, test="z", pi_method="z")
    limits = [fit.estimate, fit.ci_low, fit.ci_high, fit.pi_low, fit.pi_high]
    assert_printed(expit(limits), "0.7575 0.6605 0.8337 0.4661 0.9179")
