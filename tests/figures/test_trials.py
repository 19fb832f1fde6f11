"""Rows of single trials as entries."""

from __future__ import annotations

import math

import pytest
from _rows import outcome

from evisyn.figures.trials import trial_entries, trial_estimate, with_weights

Z = 1.959963984540054


def _label(vocabulary: str, key: str) -> str:
    return key.replace("_", " ")


def test_a_printed_interval_is_taken_as_it_is() -> None:
    """Estimate and limits as printed, nothing computed."""
    row = outcome(
        poolable_from="estimate_ci", measure="MD", estimate=-2.0, ci_low=-3.0, ci_high=-2.0
    )
    found = trial_estimate(row)
    assert found is not None
    assert (found.estimate, found.ci_low, found.ci_high, found.source) == (-2.0, -3.0, -2.0, "")


def test_arms_give_a_mean_difference() -> None:
    """Mean difference with sqrt(1.6^2/20 + 2.4^2/20) as its error."""
    row = outcome(
        poolable_from="arm_means", mean_i=3.6, sd_i=1.6, n_i=20.0, mean_c=7.0, sd_c=2.4, n_c=20.0
    )
    found = trial_estimate(row)
    assert found is not None
    se = math.sqrt(1.6**2 / 20 + 2.4**2 / 20)
    assert found.measure == "MD"
    assert (found.estimate, found.ci_low) == pytest.approx((-3.4, -3.4 - Z * se))


def test_intervals_of_arms_give_the_error_of_their_difference() -> None:
    """Errors of two arms add in squares."""
    row = outcome(
        poolable_from="arm_ci",
        mean_i=-3.0,
        ci_low_i=-4.0,
        ci_high_i=-2.0,
        mean_c=-4.0,
        ci_low_c=-5.0,
        ci_high_c=-3.0,
    )
    found = trial_estimate(row)
    assert found is not None
    assert (found.ci_low, found.ci_high) == pytest.approx((1 - math.sqrt(2), 1 + math.sqrt(2)))


def test_an_exact_p_gives_an_interval_that_agrees_with_it() -> None:
    """p = 0.05 puts a limit on no difference."""
    row = outcome(
        poolable_from="estimate_p", measure="MD", estimate=-2.0, p_relation="=", p_value=0.05
    )
    found = trial_estimate(row)
    assert found is not None
    assert found.ci_high == pytest.approx(0.0, abs=1e-9)


def test_a_bound_on_p_gives_nothing() -> None:
    """p below 0.001 is not a value."""
    row = outcome(
        poolable_from="estimate_p", measure="MD", estimate=-2.0, p_relation="<", p_value=0.001
    )
    assert trial_estimate(row) is None


def test_a_standardised_difference_takes_its_error_from_the_arms() -> None:
    """Variance 1/25 + 1/25 + d^2/100."""
    row = outcome(poolable_from="smd_and_n", measure="SMD", estimate=1.15, n_i=25.0, n_c=25.0)
    found = trial_estimate(row)
    assert found is not None
    half = Z * math.sqrt(0.08 + 1.15**2 / 100)
    assert found.ci_high - found.estimate == pytest.approx(half)


@pytest.mark.parametrize(
    "kind", ["arm_means", "arm_ci", "smd_and_n", "estimate_p", "estimate_ci", ""]
)
def test_missing_numbers_give_nothing(kind: str) -> None:
    """A row without what it promises is not drawn."""
    assert trial_estimate(outcome(poolable_from=kind)) is None


def test_computed_intervals_say_so() -> None:
    """An interval that the source does not print is named in the figure."""
    row = outcome(
        poolable=True, poolable_from="smd_and_n", measure="SMD", estimate=1.0, n_i=25.0, n_c=25.0
    )
    entry = trial_entries([row], names={}, label=_label)[0]
    assert (entry.interval_words, entry.n) == ("from n", 50)


def test_only_rows_between_arms_are_shown() -> None:
    """A change within one arm is no effect of treatment."""
    row = outcome(
        poolable=True,
        poolable_from="estimate_ci",
        measure="SMD",
        estimate=-1.0,
        ci_low=-2.0,
        ci_high=0.0,
        contrast="within_arm",
    )
    assert trial_entries([row], names={}, label=_label) == ()


def test_weights_join_their_entries() -> None:
    """Weights go to entries in order."""
    row = outcome(
        poolable=True,
        poolable_from="estimate_ci",
        measure="SMD",
        estimate=-1.0,
        ci_low=-2.0,
        ci_high=0.0,
    )
    found = with_weights(trial_entries([row], names={}, label=_label), [100.0])
    assert found[0].weight == 100.0
