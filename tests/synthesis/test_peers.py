"""statsmodels' combine_effects on the same data."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from evisyn.synthesis.pool import pool

RNG = np.random.default_rng(5)
SETS = []
for _ in range(10):
    v = RNG.uniform(0.01, 0.2, 8)
    SETS.append((RNG.normal(0.3, 1.0, 8) * np.sqrt(v + 0.3), v))


@pytest.mark.parametrize("place", range(len(SETS)))
def test_dersimonian_laird_agrees(place: int) -> None:
    """tau2, estimates, standard errors and Q where tau2 is above 0 (statsmodels does not clip)."""
    y, v = SETS[place]
    theirs = combine_effects(y, v, method_re="dl")
    ours = pool(y, v, tau2_method="DL", test="z")
    assert ours.q == pytest.approx(theirs.q, rel=1e-12)
    assert ours.tau2 == pytest.approx(max(theirs.tau2, 0.0), rel=1e-11)
    if theirs.tau2 > 0.0:
        assert ours.estimate == pytest.approx(theirs.mean_effect_re, rel=1e-11)
        assert ours.se == pytest.approx(theirs.sd_eff_w_re, rel=1e-11)
        hksj = pool(y, v, tau2_method="DL")
        assert hksj.se == pytest.approx(theirs.sd_eff_w_re_hksj, rel=1e-11)


@pytest.mark.parametrize("place", range(len(SETS)))
def test_paule_mandel_agrees(place: int) -> None:
    """To the tolerance of statsmodels' iteration, which may end at 0 by rounding."""
    y, v = SETS[place]
    theirs = combine_effects(y, v, method_re="iterated", atol=1e-6)
    ours = pool(y, v, tau2_method="PM", test="z")
    assert ours.tau2 == pytest.approx(max(theirs.tau2, 0.0), rel=1e-4, abs=1e-6)
