"""Permutation tests."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.permutation import permutation_test
from evisyn.synthesis.pool import pool

YI = np.array([0.5, 0.4, -0.1, 0.3, 0.6, 0.2])
VI = np.array([0.05, 0.02, 0.15, 0.06, 0.04, 0.01])
X = np.array([1.0, 4.0, 2.0, 8.0, 5.0, 7.0])


@pytest.mark.parametrize("test", ["z", "hksj", "hksj-adhoc"])
def test_exact_test_equals_the_loop(test: str) -> None:
    """All 64 patterns of signs, pooled one by one, give the same distribution and p value."""
    loop = np.array(
        [
            pool(np.array(signs) * YI, VI, tau2_method="DL", test=test).statistic
            for signs in product((1, -1), repeat=6)
        ]
    )
    found = permutation_test(YI, VI, tau2_method="DL", test=test)
    np.testing.assert_allclose(found.distribution, np.sort(loop), rtol=1e-10, atol=1e-12)
    extreme = int(np.sum(np.abs(loop) >= abs(loop[0]) - 1e-9))
    assert found.n_extreme == extreme
    assert found.p_value == extreme / 64
    assert found.exact
    assert found.iterations == 64


def test_effects_of_one_sign_have_the_smallest_p() -> None:
    """When all effects point one way no pattern is as extreme but the mirrored one."""
    found = permutation_test(np.abs(YI), VI, test="z", tau2_method="FE")
    assert found.p_value == found.smallest_p == 2 / 64


def test_drawn_patterns_include_the_observed_one() -> None:
    """A random test counts the observed pattern, so that p is never 0."""
    found = permutation_test(np.abs(YI) + 1, VI, exact=False, iterations=20, seed=4, test="z")
    assert found.iterations == 21
    assert found.p_value >= found.smallest_p == 1 / 21


def test_drawn_p_is_near_the_exact_one() -> None:
    """5,000 patterns estimate the exact p value."""
    exact = permutation_test(YI, VI).p_value
    drawn = permutation_test(YI, VI, exact=False, iterations=5000, seed=1).p_value
    assert drawn == pytest.approx(exact, abs=0.02)


def test_seed_sets_the_draw() -> None:
    """The same seed gives the same numbers, and the default seed is fixed."""
    first, again, other = (
        permutation_test(YI, VI, exact=False, iterations=200, seed=seed).distribution
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    default = [permutation_test(YI, VI, exact=False).p_value for _ in range(2)]
    assert default[0] == default[1]


def test_many_studies_are_drawn_by_themselves() -> None:
    """Above 16 studies the patterns are drawn unless exact=True."""
    yi, vi = np.resize(YI, 17), np.resize(VI, 17)
    assert permutation_test(yi[:16], vi[:16], tau2_method="FE").exact
    assert not permutation_test(yi, vi, iterations=50).exact


def test_too_many_patterns_are_refused() -> None:
    """exact=True beyond 2^22 fits is refused with the way out."""
    with pytest.raises(InputError, match="exact=False"):
        permutation_test(np.resize(YI, 40), np.resize(VI, 40), exact=True)


def test_equal_effects_are_infinitely_extreme_with_hartung_knapp() -> None:
    """A standard error of 0 about an effect other than 0 is as extreme as can be."""
    found = permutation_test(np.full(5, 0.3), np.full(5, 0.1))
    assert np.isinf(found.statistic)
    assert found.p_value == 2 / 32


def test_effects_of_0_say_nothing() -> None:
    """All effects 0: every pattern is the observed one."""
    assert permutation_test(np.zeros(5), np.full(5, 0.1), test="z").p_value == 1.0


def test_moderator_test_equals_the_loop() -> None:
    """All orders of a moderator, fitted by weighted least squares, give the p values."""
    observed = _common_effect_line(X)
    loop = np.array([_common_effect_line(np.array(order)) for order in permutations(X)])
    found = permutation_test(YI, VI, mods=X, tau2_method="FE", test="z")
    extreme = np.mean(np.abs(loop) >= np.abs(observed) - 1e-9, axis=0)
    np.testing.assert_allclose(found.statistic, observed, rtol=1e-10)
    np.testing.assert_allclose(found.p_value, extreme, rtol=1e-12)
    assert found.iterations == 720
    assert found.exact


def _common_effect_line(x: np.ndarray) -> np.ndarray:
    design = np.column_stack([np.ones(6), x])
    inverse = np.linalg.inv(design.T @ (design / VI[:, None]))
    return inverse @ design.T @ (YI / VI) / np.sqrt(np.diag(inverse))


def test_equal_rows_are_not_counted_twice() -> None:
    """A yes-no moderator with 2 of 6 yes has 15 distinct orders."""
    found = permutation_test(YI, VI, mods=[1, 1, 0, 0, 0, 0], test="z")
    assert found.iterations == 15
    assert found.qm_p == pytest.approx(found.p_value[1])


def test_drawn_orders_have_a_seed() -> None:
    """Rows of moderators are drawn with a seed when there are too many orders."""
    yi, vi, x = np.resize(YI, 12), np.resize(VI, 12), np.arange(12.0)
    first, again = (
        permutation_test(yi, vi, mods=x, iterations=40, seed=9, test="z") for _ in range(2)
    )
    assert not first.exact
    assert first.iterations == 41
    np.testing.assert_array_equal(first.p_value, again.p_value)


def test_two_moderators_have_a_joint_test() -> None:
    """Each coefficient has a p value and all moderators have one together."""
    found = permutation_test(
        YI, VI, mods=np.column_stack([X, X**2]), exact=False, iterations=50, test="hksj"
    )
    assert found.p_value.shape == (3,)
    assert 0 < found.qm_p <= 1
    assert found.to_frame().shape == (3, 4)


def test_frame_is_one_row() -> None:
    """The scalar fields become columns."""
    assert permutation_test(YI, VI).to_frame().loc[0, "iterations"] == 64


@pytest.mark.parametrize("iterations", [0, 2.5, True])
def test_iterations_is_a_whole_number(iterations: object) -> None:
    """A number of draws that cannot be made is named."""
    with pytest.raises(InputError, match="iterations"):
        permutation_test(YI, VI, iterations=iterations)


def test_collinear_moderators_are_refused() -> None:
    """A constant moderator repeats the intercept."""
    with pytest.raises(NotPoolable, match="collinear"):
        permutation_test(YI, VI, mods=np.ones(6))


def test_too_few_studies_are_refused() -> None:
    """Two studies for a mean, coefficients and 1 for a regression."""
    with pytest.raises(NotPoolable, match="at least 2 studies"):
        permutation_test(YI[:1], VI[:1])
    with pytest.raises(NotPoolable, match="at least 3 studies"):
        permutation_test(YI[:2], VI[:2], mods=X[:2])


def test_weights_and_moderators_exclude_each_other() -> None:
    """User weights belong to the pooled effect."""
    with pytest.raises(InputError, match="weights"):
        permutation_test(YI, VI, mods=X, tau2_method="GENQ", weights=np.ones(6))
