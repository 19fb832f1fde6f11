"""Axes of forest plots."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evisyn.figures.forest_axis import axis_bounds, axis_ticks, position, tick_text

values = st.floats(-50, 50, allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(values, st.floats(0, 30)), min_size=1, max_size=20))
def test_bounds_hold_every_estimate_and_the_null(pairs: list[tuple[float, float]]) -> None:
    """No estimate lies beyond the axis, whatever the intervals."""
    points = [x for x, _ in pairs]
    low, high = axis_bounds(
        points, [x - h for x, h in pairs], [x + h for x, h in pairs], 0.0, log=False
    )
    assert low <= min([*points, 0.0])
    assert high >= max([*points, 0.0])


@settings(max_examples=60, deadline=None)
@given(values, values.filter(lambda v: v != 0))
def test_ticks_lie_within_the_bounds(start: float, span: float) -> None:
    """Every tick can be drawn, and there are a few of them."""
    low, high = start, start + max(abs(span), 1e-3)
    ticks = axis_ticks(low, high, log=False)
    slack = 1e-6 * max(1.0, abs(high))
    assert 3 <= len(ticks) <= 9
    assert all(low - slack <= t <= high + slack for t in ticks)


def test_log_ticks_are_one_two_five() -> None:
    """A wide ratio axis has ticks that readers know."""
    assert axis_ticks(0.1, 10.0, log=True) == pytest.approx((0.1, 0.2, 0.5, 1, 2, 5, 10))


def test_a_narrow_ratio_axis_has_even_ticks() -> None:
    """Between 0.8 and 1.3 there are still ticks."""
    assert len(axis_ticks(0.8, 1.3, log=True)) >= 3


def test_a_single_interval_is_shown_whole() -> None:
    """One result with a wide interval is not cut."""
    low, high = axis_bounds([-0.41], [-4.69], [3.87], 0.0, log=False)
    assert low < -4.69
    assert high > 3.87


def test_an_estimate_at_the_null_without_interval_has_room() -> None:
    """Nothing to span: the axis still has a length."""
    low, high = axis_bounds([0.0], [math.nan], [math.nan], 0.0, log=False)
    assert low < 0 < high


def test_log_positions_are_even_in_ratio() -> None:
    """One lies halfway between a half and two."""
    assert position(1.0, 0.5, 2.0, log=True) == pytest.approx(0.5)


def test_a_ratio_of_zero_lies_beyond_every_axis() -> None:
    """Zero has no place on a log axis."""
    assert position(0.0, 0.5, 2.0, log=True) == -math.inf


def test_ticks_share_their_digits() -> None:
    """An even axis prints the same digits at every tick, with a true minus."""
    assert tick_text((-0.5, 0.0, 0.5)) == ("\u22120.5", "0.0", "0.5")


def test_log_ticks_print_what_they_need() -> None:
    """Uneven ticks have only the digits that each needs."""
    assert tick_text((0.1, 1.0, 10.0)) == ("0.1", "1", "10")


def test_a_middling_ratio_axis_has_enough_ticks() -> None:
    """Where 1, 2 and 5 give too few ticks, finer ones step in."""
    assert axis_ticks(0.38, 1.6, log=True) == pytest.approx((0.5, 0.7, 1, 1.5))


def test_a_summary_far_wider_than_its_rows_is_cut() -> None:
    """Two studies pooled with a t value of 12.7 do not squeeze their own intervals together."""
    rows = ([-0.5, 0.1], [-0.8, -0.2], [-0.2, 0.4])
    low, high = axis_bounds(*rows, 0.0, log=False, summaries=[(-0.2, -7.0, 6.6)])
    assert -2 < low < -0.8
    assert 0.4 < high < 2


def test_a_summary_within_reach_is_shown_whole() -> None:
    """A prediction interval somewhat wider than the rows is not cut."""
    rows = ([-0.5, 0.1], [-0.8, -0.2], [-0.2, 0.4])
    low, high = axis_bounds(*rows, 0.0, log=False, summaries=[(-0.2, -1.0, 0.6)])
    assert low < -1.0
    assert high > 0.6
