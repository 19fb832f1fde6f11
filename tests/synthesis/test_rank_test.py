"""Rank correlation test."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import kendalltau

from evisyn.errors import NotPoolable
from evisyn.synthesis.rank_test import _exact_p, _window_sum, rank_test

YI = np.array([0.9, 0.6, 0.7, 0.3, 0.35, 0.2])
VI = np.array([0.30, 0.20, 0.15, 0.06, 0.04, 0.01])


def _score(order: tuple[int, ...]) -> int:
    ranks = np.array(order)
    first, second = np.triu_indices(ranks.size, 1)
    return int(np.sign(ranks[second] - ranks[first]).sum())


@pytest.mark.parametrize("k", [3, 4, 5, 6])
def test_exact_p_counts_all_orders(k: int) -> None:
    """The exact p value is the share of all k! orders that are at least as far out."""
    scores = np.array([_score(order) for order in permutations(range(k))])
    for score in np.unique(scores):
        tail = min(np.mean(scores >= score), np.mean(scores <= score))
        assert _exact_p(int(score), k) == pytest.approx(min(1.0, 2.0 * tail), rel=1e-13)


@pytest.mark.parametrize("k", [12, 40, 90])
def test_exact_p_agrees_with_scipy(k: int) -> None:
    """Larger samples agree with scipy's recursion."""
    rng = np.random.default_rng(k)
    x, y = rng.permutation(k), rng.permutation(k)
    reference = kendalltau(x, y, method="exact")
    score = round(reference.statistic * k * (k - 1) / 2)
    assert _exact_p(score, k) == pytest.approx(reference.pvalue, rel=1e-10)


def test_window_sum_adds_the_last_entries() -> None:
    """The doubled sum equals the plain one for every width."""
    values = np.arange(1.0, 9.0)
    for size in range(1, 11):
        plain = [values[max(0, i - size + 1) : i + 1].sum() for i in range(8)]
        np.testing.assert_array_equal(_window_sum(values, size), plain)


def test_ties_take_the_normal_p() -> None:
    """With tied variances tau-b and the tie-corrected normal p value are scipy's."""
    vi = np.array([0.3, 0.3, 0.15, 0.06, 0.06, 0.01])
    test = rank_test(YI, vi)
    weights = 1.0 / vi
    apart = (YI - np.average(YI, weights=weights)) / np.sqrt(vi - 1.0 / weights.sum())
    reference = kendalltau(apart, vi, method="asymptotic")
    assert not test.exact
    assert test.tau == pytest.approx(reference.statistic, rel=1e-13)
    assert test.p_value == pytest.approx(reference.pvalue, rel=1e-12)


def test_perfect_order_has_the_smallest_p() -> None:
    """Six studies in perfect order give 2 / 6!."""
    vi = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    test = rank_test(np.array([-9.0, -3.0, 0.0, 9.0, 30.0, 99.0]), vi)
    assert test.tau == 1.0
    assert test.p_value == pytest.approx(2 / 720, rel=1e-12)


def test_many_studies_take_the_normal_p() -> None:
    """Above 500 studies the exact distribution is not built."""
    rng = np.random.default_rng(5)
    test = rank_test(rng.normal(size=501), rng.uniform(0.1, 1.0, 501))
    assert not test.exact
    assert test.p_value == test.p_normal


@pytest.mark.parametrize(
    ("yi", "vi"),
    [(YI, np.full(6, 0.2)), (np.zeros(6), VI)],
    ids=["equal variances", "equal effects"],
)
def test_nothing_to_rank_is_refused(yi: np.ndarray, vi: np.ndarray) -> None:
    """Equal variances, or equal deviates, leave the correlation undefined."""
    with pytest.raises(NotPoolable, match="undefined"):
        rank_test(yi, vi)


def test_two_studies_are_refused() -> None:
    """The minimum is 3."""
    with pytest.raises(NotPoolable, match="at least 3 studies"):
        rank_test(YI[:2], VI[:2])
