"""Rows of single trials as entries."""

from __future__ import annotations

import pytest
from _rows import evidence, outcome

from evisyn.appraisal.pooled_here import pooled_here
from evisyn.errors import InputError
from evisyn.figures.forest import specify_forest
from evisyn.figures.forest_spec import ForestOptions
from evisyn.figures.trials import pooled_sets, trial_entries
from evisyn.synthesis.pool import pool


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


def test_pooled_rows_come_first_under_their_own_heading() -> None:
    """With weights that add up, counts beside the name, and one diamond for each heading."""
    rows = [
        outcome(
            f"{trial}-o1",
            measure="RR",
            events_i=a,
            n_i=100.0,
            events_c=20.0,
            n_c=100.0,
            poolable=True,
            poolable_from="arm_events",
        )
        for trial, a in (("a2000", 10.0), ("b2001", 14.0))
    ]
    other = outcome(
        "c2002-o1",
        measure="MD",
        unit="days",
        outcome="duration",
        estimate=-1.0,
        ci_low=-2.0,
        ci_high=0.0,
        poolable=True,
        poolable_from="estimate_ci",
    )
    base = evidence(trial_outcomes=(*rows, other))
    sets = pooled_sets(pooled_here(base), _label)
    found = trial_entries(base.trial_outcomes, names={}, label=_label, pooled=sets)
    assert [entry.id for entry in found] == ["a2000-o1", "b2001-o1", "c2002-o1"]
    assert found[0].detail == "10/100 against 20/100"
    assert sum(entry.weight or 0.0 for entry in found) == pytest.approx(100.0)
    spec = specify_forest(
        found, ForestOptions(title="T"), groups=sets.groups, groups_beside=sets.beside
    )
    summaries = [group.summary for panel in spec.panels for group in panel.groups]
    assert [summary is not None for summary in summaries] == [True, False]
    assert summaries[0] is not None
    assert summaries[0].beside_label == "Wald interval"


def test_a_heading_over_two_panels_has_no_summary() -> None:
    """A diamond belongs to one measure and unit."""
    cells = {"poolable": True, "poolable_from": "estimate_ci", "estimate": 0.5, "ci_low": 0.2}
    rows = [
        outcome("a2000-o1", measure="RR", ci_high=0.9, **cells),
        outcome("b2001-o1", measure="MD", unit="days", ci_high=0.9, **cells),
    ]
    found = trial_entries(rows, names={}, label=_label)
    pooled = pool([0.1, 0.2], sei=[0.1, 0.1])
    with pytest.raises(InputError, match="several panels"):
        specify_forest(found, ForestOptions(title="T"), groups={found[0].group: pooled})
