"""One direction for results that were printed in two."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evisyn.appraisal.harmonise import harmonise, panel, why_not_drawn

finite = st.floats(-50, 50, allow_nan=False)
positive = st.floats(0.01, 50, allow_nan=False)


@given(finite, finite, finite)
def test_a_difference_printed_either_way_gives_one_result(a: float, b: float, c: float) -> None:
    """Swapping the sign and the side that a larger value favours changes nothing."""
    low, estimate, high = sorted((a, b, c))
    one = harmonise("MD", estimate, low, high, "comparator")
    other = harmonise("MD", -estimate, -high, -low, "intervention")
    assert one is not None
    assert other is not None
    assert (one.estimate, one.ci_low, one.ci_high) == (other.estimate, other.ci_low, other.ci_high)
    assert one.direction == other.direction


@given(positive, positive, positive)
def test_a_ratio_is_inverted(a: float, b: float, c: float) -> None:
    """A ratio that favours the intervention above one is drawn below one, limits swapped."""
    low, estimate, high = sorted((a, b, c))
    turned = harmonise("RR", estimate, low, high, "intervention")
    assert turned is not None
    assert math.isclose(turned.estimate, 1 / estimate)
    assert turned.ci_low is not None
    assert turned.ci_high is not None
    assert turned.ci_low <= turned.estimate <= turned.ci_high
    assert turned.null == 1.0


def test_an_unclear_direction_is_not_harmonised() -> None:
    """Without a word on which side is better there is no harmonised result."""
    assert harmonise("SMD", -14.47, -31.59, 2.66, "") is None


def test_a_missing_limit_stays_missing() -> None:
    """Turning a result does not invent a limit."""
    turned = harmonise("MD", 2.0, 1.0, None, "intervention")
    assert turned is not None
    assert (turned.ci_low, turned.ci_high) == (None, -1.0)
    assert not turned.excludes_null


def test_smd_and_g_share_a_panel_and_units_part_panels() -> None:
    """Standardised differences stand together; mean differences only within one unit."""
    assert panel("SMD", "") == panel("g", "points")
    assert panel("MD", "hours") != panel("MD", "days per month")


@pytest.mark.parametrize(
    ("measure", "unit", "favours", "words"),
    [
        ("MD", "", "comparator", "without a unit"),
        ("", "days", "comparator", "measure is not stated"),
        ("MD", "days", "", "which direction"),
        ("SMD", "", "comparator", ""),
        ("RR", "", "intervention", ""),
    ],
)
def test_a_result_that_is_not_drawn_says_why(
    measure: str, unit: str, favours: str, words: str
) -> None:
    """Each reason for listing without drawing is given in words."""
    reason = why_not_drawn(measure, unit, 1.5, favours)
    assert words in reason
    assert bool(reason) == bool(words)
