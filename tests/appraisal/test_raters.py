"""Agreement of two raters."""

from __future__ import annotations

import math

import numpy as np
import pytest

from evisyn.appraisal.raters import gwet_ac1, table_of, weighted_kappa
from evisyn.errors import InputError


def test_perfect_agreement_is_one() -> None:
    """Both coefficients."""
    table = np.diag([5, 6, 7])
    assert weighted_kappa(table).estimate == pytest.approx(1.0)
    assert gwet_ac1(table).estimate == pytest.approx(1.0)
    assert gwet_ac1(table).se == pytest.approx(0.0)


def test_one_category_leaves_kappa_undefined() -> None:
    """Kappa is NaN with a reason; AC1 is not troubled."""
    table = [[9, 0], [0, 0]]
    assert math.isnan(weighted_kappa(table).estimate)
    assert weighted_kappa(table).reason
    assert gwet_ac1(table).estimate == pytest.approx(1.0)


def test_ac1_is_steady_where_kappa_falls() -> None:
    """118 of 125 agree on the common category: kappa is below 0, AC1 above 0.9."""
    table = [[118, 5], [2, 0]]
    assert weighted_kappa(table).estimate < 0
    assert gwet_ac1(table).estimate > 0.9


def test_quadratic_weights_forgive_near_misses() -> None:
    """All disagreements one step apart on a scale of four."""
    table = [[10, 3, 0, 0], [2, 10, 3, 0], [0, 2, 10, 3], [0, 0, 2, 10]]
    assert weighted_kappa(table, "quadratic").estimate > weighted_kappa(table, "linear").estimate


def test_ratings_are_crossed_in_the_order_given() -> None:
    """Pairs with a missing rating are left out."""
    table = table_of(["low", "high", "", "low"], ["low", "low", "low", None], ("low", "high"))
    assert table.tolist() == [[1, 0], [1, 0]]


def test_a_rating_outside_the_categories_is_refused() -> None:
    """The error names it."""
    with pytest.raises(InputError, match="unclear"):
        table_of(["low"], ["unclear"], ("low", "high"))


@pytest.mark.parametrize("table", [[[1, 2]], [[0, 0], [0, 0]], [[1, -1], [0, 1]], [[3]]])
def test_unusable_tables_are_refused(table: list[list[int]]) -> None:
    """Square, counts of 0 or more, somebody rated."""
    with pytest.raises(InputError):
        gwet_ac1(table)


@pytest.mark.parametrize("weights", ["cubic", [[0, 1]], [[1, 1], [1, 0]], [[0, 0], [0, 0]]])
def test_unusable_weights_are_refused(weights: object) -> None:
    """A name that is known, or a table of disagreements with a diagonal of 0."""
    with pytest.raises(InputError):
        weighted_kappa([[5, 1], [2, 4]], weights)  # type: ignore[arg-type]
