"""Tests of excess significance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.excess import EFFECTS, excess_significance
from evisyn.synthesis.pool import pool

YI = np.array([0.9, 0.6, 0.7, 0.3, 0.35, 0.2, 0.8])
VI = np.array([0.16, 0.08, 0.10, 0.06, 0.04, 0.01, 0.12])


def test_tess_and_psst_follow_their_definitions() -> None:
    """Stanley et al. 2021: expected from the wider power, z of the excess and of the share."""
    test = excess_significance(YI, VI, tau2=0.05)
    sei, k = np.sqrt(VI), 7
    power = 1 - ndtr((-ndtri(0.025) * sei - abs(test.theta)) / np.sqrt(VI + 0.05))
    found = int(np.sum(np.abs(YI / sei) > -ndtri(0.025)))
    expected = power.sum()
    tess = ((found - expected) / k - 0.05) / math.sqrt(0.05 * 0.95 / k)
    share = expected / k
    psst = (found / k - share) / math.sqrt(share * (1 - share) / k)
    assert test.tess_observed == found
    assert test.tess_expected == pytest.approx(expected, rel=1e-13)
    assert test.tess_p == pytest.approx(1 - ndtr(tess), rel=1e-11)
    assert test.psst_p == pytest.approx(1 - ndtr(psst), rel=1e-11)
    assert test.tesspsst_p == min(test.tess_p, test.psst_p)


def test_limit_is_where_the_test_turns() -> None:
    """At the limit effect the one-sided chi-square p value is the level of the limit."""
    test = excess_significance(YI, VI)
    there = excess_significance(YI, VI, effect=test.theta_limit)
    assert there.p_chi2 == pytest.approx(0.10, rel=1e-9)


def test_exact_p_of_equal_powers_is_binomial() -> None:
    """With one power for all studies the sum of Bernoulli trials is binomial."""
    test = excess_significance(YI, np.full(7, 0.05))
    assert test.p_exact == pytest.approx(test.p_binom, rel=1e-12)


def test_tau2_is_estimated_when_left_out() -> None:
    """The heterogeneity variance is that of pool."""
    assert excess_significance(YI, VI, tau2_method="DL").tau2 == pool(YI, VI, tau2_method="DL").tau2


def test_effects_to_choose_from() -> None:
    """Common, random and the largest study are what they are called."""
    random = pool(YI, VI, test="z").estimate
    assert excess_significance(YI, VI, effect="random").theta == pytest.approx(random, rel=1e-12)
    common = pool(YI, VI, model="common", test="z").estimate
    assert excess_significance(YI, VI, effect="uwls").theta == pytest.approx(common, rel=1e-12)
    assert excess_significance(YI, VI, effect="largest").theta == 0.2


def test_largest_study_by_size_breaks_ties_by_the_smaller_effect() -> None:
    """Of two studies of the same size the less extreme one counts."""
    test = excess_significance(YI, VI, effect="largest", ni=[9, 50, 50, 9, 9, 9, 9])
    assert test.theta == 0.6


def test_power_stays_on_the_rows() -> None:
    """Absent studies have a NaN power."""
    test = excess_significance(np.insert(YI, 1, np.nan), np.insert(VI, 1, 0.1))
    assert np.flatnonzero(np.isnan(test.power)).tolist() == [1]
    assert test.k == 7


def test_no_significant_study_is_no_excess() -> None:
    """Without a significant study all p values are large and there is no limit."""
    test = excess_significance([0.1, -0.1, 0.05], [1.0, 1.0, 1.0])
    assert test.observed == 0
    assert test.p_binom == test.p_exact == 1.0
    assert math.isnan(test.theta_limit)


@pytest.mark.parametrize(
    ("argument", "value"),
    [("effect", "biggest"), ("effect", math.nan), ("alpha", 0.0), ("tau2", -1.0)],
)
def test_unusable_settings_are_named(argument: str, value: object) -> None:
    """A wrong setting is an error that names it."""
    with pytest.raises(InputError, match=argument):
        excess_significance(YI, VI, **{argument: value})


def test_one_study_is_refused() -> None:
    """The minimum is 2."""
    with pytest.raises(NotPoolable, match="at least 2 studies"):
        excess_significance(YI[:1], VI[:1])


@pytest.mark.parametrize("effect", EFFECTS)
def test_frame_is_one_row(effect: str) -> None:
    """The scalar fields become columns of one row."""
    assert excess_significance(YI, VI, effect=effect).to_frame().loc[0, "effect"] == effect
