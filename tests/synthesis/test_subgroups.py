"""Subgroups and the test between them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.pool import pool
from evisyn.synthesis.regression import meta_regression
from evisyn.synthesis.subgroups import subgroups

RNG = np.random.default_rng(11)
K = 12
V = RNG.uniform(0.01, 0.2, K)
BY = ["b", "a", "c"] * 4
Y = RNG.normal(0.0, 0.5, K) + np.array([0.0, 0.4, 0.1] * 4)


@pytest.mark.parametrize("test", ["z", "hksj"])
def test_each_subgroup_is_pooled_alone(test: str) -> None:
    """Every field of pool, levels sorted."""
    found = subgroups(Y, V, BY, test=test)
    assert found.levels == ("a", "b", "c")
    for level, fit in zip(found.levels, found.groups, strict=True):
        rows = np.array(BY) == level
        alone = pool(Y[rows], V[rows], test=test)
        assert (fit.estimate, fit.se, fit.tau2, fit.k) == (
            alone.estimate, alone.se, alone.tau2, alone.k,
        )  # fmt: skip


def test_common_tau2_is_the_one_of_the_regression() -> None:
    """The test between is the omnibus test with the levels as moderators."""
    found = subgroups(Y, V, BY, tau2="common", test="z")
    indicators = np.column_stack([np.array(BY) == level for level in "bc"]).astype(float)
    fit = meta_regression(Y, V, indicators)
    assert found.tau2 == pytest.approx(fit.tau2, rel=1e-9)
    assert found.q_between == pytest.approx(fit.qm, rel=1e-9)
    assert found.q_between_p == pytest.approx(fit.qm_p, rel=1e-9)


def test_common_effect_splits_q() -> None:
    """Q between and Q within add up to Q."""
    found = subgroups(Y, V, BY, model="common", test="z")
    whole = pool(Y, V, model="common").q
    assert found.q_between + found.q_within == pytest.approx(whole, rel=1e-12)


def test_levels_order_the_result() -> None:
    """As asked for."""
    assert subgroups(Y, V, BY, levels=["c", "a", "b"]).levels == ("c", "a", "b")


def test_test_between_is_undefined_without_a_standard_error() -> None:
    """A subgroup of one study has none under hksj."""
    found = subgroups([0.1, 0.2, 0.9], [0.1, 0.1, 0.1], ["a", "a", "b"])
    assert math.isnan(found.q_between_p)


def test_to_frame_has_a_row_for_each_subgroup() -> None:
    """The level first."""
    frame = subgroups(Y, V, BY).to_frame()
    assert frame["subgroup"].tolist() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("by", "options", "named"),
    [
        (BY[:3], {}, "by"),
        ([None, *BY[1:]], {}, "by"),
        ([math.nan, *BY[1:]], {}, "by"),
        (BY, {"levels": ["a", "b"]}, "levels"),
        (BY, {"levels": ["a", "b", "c", "d"]}, "levels"),
        (BY, {"tau2": "pooled"}, "tau2"),
    ],
)
def test_bad_input_is_refused_by_name(by: list, options: dict, named: str) -> None:
    """The error says which argument."""
    with pytest.raises(InputError) as caught:
        subgroups(Y, V, by, **options)
    assert caught.value.argument == named


def test_one_subgroup_is_refused() -> None:
    """There is nothing to compare."""
    with pytest.raises(NotPoolable, match="two levels"):
        subgroups(Y, V, ["a"] * K)
