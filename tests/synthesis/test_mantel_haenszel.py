"""Mantel-Haenszel and Peto pooling."""

from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from evisyn.errors import InputError
from evisyn.synthesis.mantel_haenszel import mantel_haenszel, peto

A, B, C, D = [4, 6, 3, 62], [119, 300, 228, 536], [11, 29, 11, 248], [128, 274, 209, 619]


def _stratified() -> StratifiedTable:
    return StratifiedTable(
        [np.array([[a, b], [c, d]]) for a, b, c, d in zip(A, B, C, D, strict=True)]
    )


def test_odds_ratio_agrees_with_statsmodels() -> None:
    """Estimate, standard error, test of no association, Breslow-Day and Tarone."""
    ours, theirs = mantel_haenszel(A, B, C, D, measure="OR"), _stratified()
    assert ours.estimate == pytest.approx(theirs.logodds_pooled, rel=1e-12)
    assert ours.se == pytest.approx(theirs.logodds_pooled_se, rel=1e-12)
    assert ours.cmh == pytest.approx(theirs.test_null_odds(correction=True).statistic, rel=1e-12)
    assert ours.breslow_day == pytest.approx(theirs.test_equal_odds().statistic, rel=1e-10)
    assert ours.tarone == pytest.approx(theirs.test_equal_odds(adjust=True).statistic, rel=1e-10)


def test_risk_ratio_agrees_with_statsmodels() -> None:
    """The pooled risk ratio."""
    ours = mantel_haenszel(A, B, C, D)
    assert math.exp(ours.estimate) == pytest.approx(_stratified().riskratio_pooled, rel=1e-12)


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
def test_one_table_is_its_own_effect(measure: str) -> None:
    """k = 1: no heterogeneity."""
    fit = mantel_haenszel([7], [33], [12], [29], measure=measure)
    p1, p2 = 7 / 40, 12 / 41
    own = {"RR": math.log(p1 / p2), "OR": math.log(p1 / (1 - p1) * (1 - p2) / p2), "RD": p1 - p2}
    assert fit.estimate == pytest.approx(own[measure], rel=1e-13)
    assert (fit.q, fit.q_df, fit.i2) == (0.0, 0, 0.0)


@pytest.mark.parametrize("measure", ["RR", "OR", "RD", "PETO"])
def test_swapping_the_groups_flips_the_sign(measure: str) -> None:
    """Group 1 against 2, and 2 against 1."""
    if measure == "PETO":
        one, other = peto(A, B, C, D), peto(C, D, A, B)
    else:
        one = mantel_haenszel(A, B, C, D, measure=measure)
        other = mantel_haenszel(C, D, A, B, measure=measure)
    assert one.estimate == pytest.approx(-other.estimate, rel=1e-12)
    assert one.se == pytest.approx(other.se, rel=1e-12)


def test_group_sizes_may_stand_for_non_events() -> None:
    """ai, n1i, ci, n2i."""
    short = mantel_haenszel(A, ci=C, n1i=np.add(A, B), n2i=np.add(C, D))
    assert short.estimate == mantel_haenszel(A, B, C, D).estimate


def test_double_zero_tables_add_nothing_to_ratios() -> None:
    """A table without events does not move the estimate; drop00 does not count it."""
    with_it = ([*A, 0], [*B, 10], [*C, 0], [*D, 12])
    for measure in ("RR", "OR"):
        plain = mantel_haenszel(A, B, C, D, measure=measure)
        more = mantel_haenszel(*with_it, measure=measure)
        assert more.estimate == pytest.approx(plain.estimate, rel=1e-13)
        assert more.k == 5
        assert mantel_haenszel(*with_it, measure=measure, drop00=True).k == 4


def test_missing_cell_leaves_the_table_out() -> None:
    """Its weight is NaN."""
    fit = mantel_haenszel([*A, math.nan], [*B, 1], [*C, 1], [*D, 1])
    assert fit.k == 4
    assert math.isnan(fit.weights[-1])
    assert np.nansum(fit.weights) == pytest.approx(100.0)


@pytest.mark.parametrize("measure", ["RR", "OR"])
def test_no_events_in_a_group_is_undefined(measure: str) -> None:
    """A ratio with 0 has no standard error: NaN throughout."""
    fit = mantel_haenszel([0, 0], [10, 20], [1, 2], [9, 18], measure=measure)
    assert math.isnan(fit.estimate)
    assert math.isnan(fit.ci_low)
    assert math.isnan(fit.p_value)


def test_no_events_at_all_leave_a_difference_without_uncertainty() -> None:
    """A risk difference of 0 with a standard error of 0 would be a confident number."""
    fit = mantel_haenszel([0], [10], [0], [10], measure="RD")
    assert fit.estimate == 0.0
    assert math.isnan(fit.se)


def test_peto_of_tables_without_information_is_undefined() -> None:
    """No variance, no estimate."""
    assert math.isnan(peto([0], [10], [0], [10]).estimate)


def test_rates_by_hand() -> None:
    """One study: the log rate ratio and the rate difference."""
    data = {"x1i": [12], "t1i": [400.0], "x2i": [20], "t2i": [500.0]}
    ratio = mantel_haenszel(**data, measure="IRR")
    assert ratio.estimate == pytest.approx(math.log(12 / 400 / (20 / 500)), rel=1e-12)
    assert ratio.se == pytest.approx(math.sqrt(1 / 12 + 1 / 20), rel=1e-12)
    difference = mantel_haenszel(**data, measure="IRD")
    assert difference.estimate == pytest.approx(12 / 400 - 20 / 500, rel=1e-12)
    assert difference.se == pytest.approx(math.sqrt(12 / 400**2 + 20 / 500**2), rel=1e-12)


@pytest.mark.parametrize(
    ("arguments", "options", "named"),
    [
        ((A, B, C), {}, "di"),
        ((A, B, C, D[:2]), {}, "di"),
        (([-1], [1], [1], [1]), {}, "ai"),
        (([], [], [], []), {}, "ai"),
        (([5], None, [5], None), {"n1i": [4], "n2i": [6]}, "n1i"),
        ((A, B, C, D), {"measure": "HR"}, "measure"),
        ((A, B, C, D), {"add": "x"}, "add"),
        ((A, B, C, D), {"add": -1.0}, "add"),
        ((A, B, C, D), {"to": "some"}, "to"),
        ((), {"measure": "IRR"}, "x1i"),
        ((), {"measure": "IRR", "x1i": [1], "x2i": [1], "t1i": [0], "t2i": [1]}, "t1i"),
    ],
)
def test_bad_input_is_refused_by_name(arguments: tuple, options: dict, named: str) -> None:
    """The error says which argument."""
    with pytest.raises(InputError) as caught:
        mantel_haenszel(*arguments, **options)
    assert caught.value.argument == named


def test_to_frame_is_one_row() -> None:
    """With the tests."""
    assert {"estimate", "q_p", "cmh", "tarone"} <= set(mantel_haenszel(A, B, C, D).to_frame())
