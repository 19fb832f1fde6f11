"""Zero counts: which studies get the constant, and which drop out."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.effects.calculate import effect_size

#: A zero cell, no events at all, no zero.
TABLES = {"ai": [0, 0, 4], "bi": [10, 9, 6], "ci": [3, 0, 5], "di": [7, 8, 5]}


def log_or(a: float, b: float, c: float, d: float) -> float:
    return float(np.log(a * d / (b * c)))


def test_only0_adds_to_tables_with_a_zero() -> None:
    """By default 1/2 goes to the four cells of tables that hold a zero."""
    yi = effect_size("OR", **TABLES).yi
    expected = [log_or(0.5, 10.5, 3.5, 7.5), log_or(0.5, 9.5, 0.5, 8.5), log_or(4, 6, 5, 5)]
    np.testing.assert_allclose(yi, expected, rtol=1e-14)


@pytest.mark.parametrize("to", ["all", "if0all"])
def test_all_adds_to_every_table(to: str) -> None:
    """With "all", or "if0all" and a zero somewhere, every table gets the constant."""
    yi = effect_size("OR", to=to, add=0.1, **TABLES).yi
    assert yi[2] == pytest.approx(log_or(4.1, 6.1, 5.1, 5.1), rel=1e-14)


def test_if0all_without_a_zero_adds_nothing() -> None:
    """Without a zero anywhere "if0all" leaves the tables alone."""
    assert effect_size("OR", to="if0all", ai=4, bi=6, ci=5, di=5).yi[0] == pytest.approx(
        log_or(4, 6, 5, 5), rel=1e-14
    )


def test_none_leaves_the_ratio_undefined() -> None:
    """Without a constant a zero cell has no odds ratio."""
    result = effect_size("OR", to="none", **TABLES)
    assert np.isnan(result.yi[:2]).all()
    assert np.isfinite(result.yi[2])


def test_drop00_leaves_out_silent_tables() -> None:
    """No events, or only events, in both groups: NaN."""
    result = effect_size("RD", drop00=True, **TABLES)
    assert np.isnan(result.yi).tolist() == [False, True, False]
    only = effect_size("RD", drop00=True, ai=5, bi=0, ci=6, di=0)
    assert np.isnan(only.yi).all()


def test_dropped_tables_do_not_trigger_if0all() -> None:
    """A table that is dropped does not make the others get the constant."""
    pair = {"ai": [0, 4], "bi": [9, 6], "ci": [0, 5], "di": [8, 5]}
    yi = effect_size("OR", to="if0all", drop00=True, **pair).yi
    assert yi[1] == pytest.approx(log_or(4, 6, 5, 5), rel=1e-14)


@pytest.mark.parametrize("measure", ["AS", "PHI", "RTET"])
def test_some_measures_need_no_constant(measure: str) -> None:
    """Measures that take zeros as they are get no constant unless one is given."""
    assert effect_size(measure, **TABLES).add == 0.0
    assert effect_size("OR", **TABLES).add == 0.5


def test_an_empty_group_is_undefined() -> None:
    """A group without persons has no risk, whatever is added."""
    assert np.isnan(effect_size("RR", ai=0, bi=0, ci=3, di=5).yi).all()


def test_rates_add_to_both_event_counts() -> None:
    """Events of both groups get the constant when one is zero; silent pairs can be dropped."""
    arguments = {"x1i": [0, 0], "t1i": [20, 9.5], "x2i": [1, 0], "t2i": [22, 6.5]}
    kept = effect_size("IRR", **arguments)
    assert kept.yi[0] == pytest.approx(np.log(0.5 / 20) - np.log(1.5 / 22), rel=1e-14)
    assert np.isnan(effect_size("IRR", drop00=True, **arguments).yi[1])


def test_proportions_add_to_both_counts() -> None:
    """0 of n and n of n get the constant on both sides."""
    result = effect_size("PLO", xi=[0, 9], ni=[20, 9])
    np.testing.assert_allclose(result.yi, [np.log(0.5 / 20.5), np.log(9.5 / 0.5)], rtol=1e-14)
