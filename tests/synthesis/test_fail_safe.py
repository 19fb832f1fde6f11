"""Fail-safe numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtri

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.fail_safe import METHODS, fail_safe_n

YI, VI = np.array([0.5, 0.4, 0.6, 0.3]), np.array([0.04, 0.02, 0.05, 0.01])


def test_rosenthal_makes_the_combined_z_critical() -> None:
    """With n null studies the combined p is at least .05, with n - 1 it is below."""
    n = fail_safe_n(YI, VI).n
    total, critical = np.sum(YI / np.sqrt(VI)), -ndtri(0.05)
    assert total / math.sqrt(4 + n) <= critical < total / math.sqrt(4 + n - 1)


def test_orwin_pulls_the_mean_to_the_target() -> None:
    """n studies of effect 0 bring the mean to the target or below."""
    found = fail_safe_n(YI, VI, method="orwin", target=0.1)
    assert YI.sum() / (4 + found.n) <= 0.1 < YI.sum() / (4 + found.n - 1)


def test_orwin_default_is_half_of_the_mean() -> None:
    """Halving the mean takes as many null studies as there are."""
    found = fail_safe_n(YI, VI, method="orwin")
    assert found.n == 4
    assert found.target == found.estimate / 2


def test_rosenberg_makes_the_estimate_non_significant() -> None:
    """n studies of the mean weight bring the common-effect z to the critical value."""
    n = fail_safe_n(YI, VI, method="rosenberg").n
    weights, critical = 1 / VI, -ndtri(0.025)

    def z(count: int) -> float:
        return float((weights @ YI) / math.sqrt(weights.sum() * (1 + count / 4)))

    assert z(n) <= critical < z(n - 1)


@pytest.mark.parametrize("method", ["rosenthal", "rosenberg"])
def test_non_significant_result_needs_none(method: str) -> None:
    """A result that does not stand has a fail-safe number of 0."""
    assert fail_safe_n([0.1, -0.1, 0.05], [1.0, 1.0, 1.0], method=method).n == 0


@pytest.mark.parametrize("target", [-0.1, 2.0])
def test_target_that_is_not_passed_needs_none(target: float) -> None:
    """A mean that is already below the target, or on the other side, needs no study."""
    assert fail_safe_n(YI, VI, method="orwin", target=target).n == 0


@pytest.mark.parametrize("target", [0.0, math.inf, math.nan])
def test_target_is_a_number_other_than_0(target: float) -> None:
    """No number of null studies brings a mean to 0."""
    with pytest.raises(InputError, match="target"):
        fail_safe_n(YI, VI, method="orwin", target=target)


@pytest.mark.parametrize("method", METHODS)
def test_one_study_is_refused(method: str) -> None:
    """The minimum is 2."""
    with pytest.raises(NotPoolable, match="at least 2 studies"):
        fail_safe_n(YI[:1], VI[:1], method=method)


def test_unknown_method_lists_the_allowed() -> None:
    """The message lists the three methods."""
    with pytest.raises(InputError, match="rosenthal, orwin, rosenberg"):
        fail_safe_n(YI, VI, method="gleser")
