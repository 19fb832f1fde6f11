"""Forest plots of computed estimates."""

from __future__ import annotations

import math

import pytest
from _figures import pooled

from evisyn.errors import InputError
from evisyn.figures.drawing.overlap import text_problems
from evisyn.figures.estimates import forest_of_estimates


def test_intervals_are_wald_intervals() -> None:
    """Variance 0.04 gives a half width of 1.96 times 0.2."""
    row = forest_of_estimates([-0.5], [0.04], ["A"], id="x", title="T").spec.rows[0]
    assert (row.low, row.high) == pytest.approx((-0.5 - 0.3919928, -0.5 + 0.3919928))


def test_log_ratios_are_shown_as_ratios() -> None:
    """yi of a ratio is its logarithm."""
    picture = forest_of_estimates([math.log(0.5)], [0.01], ["A"], id="x", title="T", measure="RR")
    assert picture.spec.rows[0].x == pytest.approx(0.5)


def test_an_undefined_study_is_listed() -> None:
    """A study without an estimate is named and not drawn."""
    spec = forest_of_estimates([-0.5, math.nan], [0.04, 0.1], ["A", "B"], id="x", title="T").spec
    assert [item.entry.label for item in spec.listed] == ["B"]


def test_lengths_must_agree() -> None:
    """One label for each estimate."""
    with pytest.raises(InputError, match="labels"):
        forest_of_estimates([-0.5, 0.1], [0.04, 0.1], ["A"], id="x", title="T")


def test_a_pooled_figure_counts_studies_and_fits() -> None:
    """Diamond, second interval and prediction interval have room."""
    picture = forest_of_estimates(
        [-0.5, -0.1, -0.3],
        [0.04, 0.02, 0.03],
        ["A", "B", "C"],
        id="x",
        title="T",
        weights=[20.0, 50.0, 30.0],
        pooled=pooled(k=3, pi_low=-9.0),
        beside=pooled(ci_low=-0.4),
    )
    assert "3 results from 3 studies" in picture.alt
    assert text_problems(picture.draw()) == ()
