"""Confidence intervals of heterogeneity."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import chdtr, chdtri

from evisyn.errors import InputError
from evisyn.synthesis.heterogeneity import heterogeneity_ci
from evisyn.synthesis.pool import pool

Y = np.array([0.10, 0.90, -0.20, 0.55, 0.20, -0.6])
V = np.array([0.020, 0.050, 0.030, 0.010, 0.080, 0.04])


def _q(tau2: float) -> float:
    w = 1.0 / (V + tau2)
    return float((w * (Y - (w * Y).sum() / w.sum()) ** 2).sum())


def test_q_profile_inverts_the_statistic() -> None:
    """At the limits Q lies at the two tails."""
    found = heterogeneity_ci(Y, V, level=0.9)
    assert chdtr(5, _q(found.tau2_low)) == pytest.approx(0.95, abs=1e-12)
    assert chdtr(5, _q(found.tau2_high)) == pytest.approx(0.05, abs=1e-12)


@pytest.mark.parametrize("method", ["ML", "REML"])
def test_profile_likelihood_inverts_the_likelihood_ratio(method: str) -> None:
    """At the limits the likelihood lies half a chi-squared quantile below its maximum."""
    found = heterogeneity_ci(Y, V, method="PL", tau2_method=method)
    top = pool(Y, V, tau2_method=method).loglik
    for limit in (found.tau2_low, found.tau2_high):
        at = pool(Y, V, tau2_method=method, tau2=limit).loglik
        assert 2.0 * (top - at) == pytest.approx(chdtri(1, 0.05), rel=1e-8)


def test_generalised_q_with_inverse_variances_starts_from_dersimonian_laird() -> None:
    """Its point estimate is the one of the same weights."""
    found = heterogeneity_ci(Y, V, method="GENQ", weights=1.0 / V)
    assert found.tau2 == pytest.approx(pool(Y, V, tau2_method="DL").tau2, rel=1e-10)
    assert found.tau2_low < found.tau2 < found.tau2_high


@pytest.mark.parametrize("method", ["QP", "PL", "HT"])
def test_measures_follow_from_one_another(method: str) -> None:
    """I2 = 100 (H2 - 1) / H2 at the estimate and at both limits."""
    found = heterogeneity_ci(Y, V, method=method)
    for end in ("", "_low", "_high"):
        h2, i2 = getattr(found, f"h2{end}"), getattr(found, f"i2{end}")
        assert i2 == pytest.approx(100.0 * (h2 - 1.0) / h2, abs=1e-10)
        assert getattr(found, f"tau{end}") == math.sqrt(getattr(found, f"tau2{end}"))


def test_point_estimates_are_those_of_pool() -> None:
    """The same I2 and H2."""
    found, fit = heterogeneity_ci(Y, V), pool(Y, V)
    assert found.i2 == pytest.approx(fit.i2, rel=1e-12)
    assert found.h2 == pytest.approx(fit.h2, rel=1e-12)


def test_limits_follow_the_unit() -> None:
    """Effects 1e-90 as large: tau2 and limits 1e-180 as large, I2 the same."""
    small, usual = heterogeneity_ci(Y * 1e-90, V * 1e-180), heterogeneity_ci(Y, V)
    assert small.tau2_high == pytest.approx(usual.tau2_high * 1e-180, rel=1e-10)
    assert small.i2_low == pytest.approx(usual.i2_low, rel=1e-10)


def test_single_study_has_no_heterogeneity() -> None:
    """Undefined, not 0."""
    found = heterogeneity_ci([0.3], [0.1])
    assert math.isnan(found.tau2)
    assert math.isnan(found.i2_high)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"method": "BT"}, "method"),
        ({"method": "PL", "tau2_method": "DL"}, "tau2_method"),
        ({"method": "GENQ"}, "weights"),
        ({"weights": V}, "weights"),
        ({"level": 95}, "level"),
    ],
)
def test_bad_input_is_refused_by_name(options: dict, named: str) -> None:
    """The error says which argument."""
    with pytest.raises(InputError) as caught:
        heterogeneity_ci(Y, V, **options)
    assert caught.value.argument == named


def test_to_frame_is_one_row() -> None:
    """All limits."""
    assert heterogeneity_ci(Y, V).to_frame().shape == (1, 16)
