"""Single trials are pooled anew only where the rows carry it."""

from __future__ import annotations

import math

import pytest
from _rows import outcome

import evisyn as ev
from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.pool_again import check_poolable, pool_again, question_key, why_not_pooled
from evisyn.appraisal.trial_effects import trial_effect
from evisyn.errors import NotPoolable


def _effect(outcome_id: str, estimate: float = -1.0, **given):
    row = outcome(
        outcome_id,
        **{
            "measure": "MD",
            "unit": "days per month",
            "estimate": estimate,
            "ci_low": estimate - 0.8,
            "ci_high": estimate + 0.8,
            "poolable": True,
            "poolable_from": "estimate_ci",
            "value_type": "change",
            **given,
        },
    )
    made = trial_effect(row)
    assert made is not None
    return made


def test_two_trials_of_one_question_are_pooled() -> None:
    """The result is that of the engine, with benefit on the left."""
    rows = [_effect("a-o1", -1.0), _effect("b-o1", 2.0, larger_value_favours="intervention")]
    (pooled,) = pool_again(rows)
    se = 0.8 / 1.959963984540054
    engine = ev.pool([-1.0, -2.0], sei=[se, se], test="hksj-adhoc")
    assert pooled.estimate == pytest.approx(engine.estimate)
    assert pooled.ci_low == pytest.approx(engine.ci_low)
    assert why_not_pooled(rows) == ""


def test_ratios_are_pooled_on_the_log_scale() -> None:
    """And shown as ratios, inverted where a larger ratio favours the intervention."""
    ratio = {"measure": "RR", "unit": "", "ci_low": 1.0, "ci_high": 4.0}
    rows = [
        _effect("a-o1", 2.0, larger_value_favours="intervention", **ratio),
        _effect("b-o1", 2.0, larger_value_favours="intervention", **ratio),
    ]
    (pooled,) = pool_again(rows)
    assert pooled.estimate == pytest.approx(0.5)
    assert pooled.result.estimate == pytest.approx(math.log(0.5))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"comparator_class": "usual_care"}, "comparator"),
        ({"timepoint_class": "follow_up"}, "time points"),
        ({"unit": "hours"}, "units"),
        ({"outcome": "frequency"}, "question"),
    ],
)
def test_what_differs_is_refused_with_the_reason(other: dict, words: str) -> None:
    """Across comparator classes, timepoints, units or outcomes nothing is pooled."""
    with pytest.raises(NotPoolable, match=words):
        check_poolable([_effect("a-o1"), _effect("b-o1", **other)])


def test_change_and_post_values_in_standardised_form_are_refused() -> None:
    """Their standard deviations are not one quantity."""
    smd = {"measure": "SMD", "unit": ""}
    with pytest.raises(NotPoolable):
        check_poolable([_effect("a-o1", **smd), _effect("b-o1", value_type="post", **smd)])


def test_one_sample_twice_is_one_trial() -> None:
    """Two papers on one sample are not two trials."""
    rows = [_effect("a-o1", thread="a"), _effect("b-o1", thread="a")]
    assert pool_again(rows) == ()
    assert "one trial" in why_not_pooled(rows)


def test_rows_set_aside_carry_nothing() -> None:
    """Neither a result nor a second trial."""
    rows = [_effect("a-o1"), _effect("b-o1", set_aside=True)]
    assert pool_again(rows) == ()


def test_no_shipped_question_has_two_poolable_trials() -> None:
    """The shipped rows show single trials; pooling across comparator classes is refused."""
    made = [trial_effect(row) for row in evidence_rows(ev.load()).trial_outcomes]
    effects = [item for item in made if item is not None and item.row.comparator_class]
    by_question: dict = {}
    for item in effects:
        by_question.setdefault(question_key(item.row), []).append(item)
    assert all(pool_again(rows) == () for rows in by_question.values())
    wide: dict = {}
    for item in effects:
        wide.setdefault(question_key(item.row)[:2] + question_key(item.row)[3:], []).append(item)
    several = [
        rows for rows in wide.values() if len({item.row.comparator_class for item in rows}) > 1
    ]
    assert several
    for rows in several:
        with pytest.raises(NotPoolable):
            check_poolable(rows)
