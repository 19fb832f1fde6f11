"""Rows of single trials as entries."""

from __future__ import annotations

import pytest
from _rows import outcome

from evisyn.figures.trials import trial_entries


def _label(vocabulary: str, key: str) -> str:
    return key.replace("_", " ")


def test_a_printed_interval_is_taken_as_it_is() -> None:
    """Estimate and limits as printed, nothing added."""
    row = outcome(
        poolable=True,
        poolable_from="estimate_ci",
        measure="MD",
        estimate=-2.0,
        ci_low=-3.0,
        ci_high=-2.0,
    )
    entry = trial_entries([row], names={}, label=_label)[0]
    assert (entry.estimate, entry.ci_low, entry.ci_high) == (-2.0, -3.0, -2.0)
    assert entry.interval_words == ""


@pytest.mark.parametrize("kind", ["arm_means", "arm_ci", "smd_and_n", "estimate_p", ""])
def test_missing_numbers_give_no_entry(kind: str) -> None:
    """A row without what it promises is not drawn."""
    row = outcome(poolable=True, poolable_from=kind)
    assert trial_entries([row], names={}, label=_label) == ()


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
