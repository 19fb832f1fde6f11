"""The refusal to pool what does not belong together."""

from __future__ import annotations

import math
from typing import Any

import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.eligibility import TrialRow, poolable

ROW = {
    "trial_id": "t1",
    "question_id": ("tth", "soft_tissue", "sham", "pain_intensity"),
    "timepoint_class": "short",
    "measure": "MD",
    "unit": "points",
    "value_type": "post",
}


def _rows(**changes: Any) -> list[dict[str, Any]]:
    """Two rows that may be pooled, the second with changes."""
    return [dict(ROW), ROW | {"trial_id": "t2"} | changes]


def test_rows_of_one_question_pass() -> None:
    """The common keys come back."""
    found = poolable(_rows())
    assert found.question_id == ROW["question_id"]
    assert (found.timepoint_class, found.measure, found.unit) == ("short", "MD", "points")
    assert [row.trial_id for row in found.rows] == ["t1", "t2"]


def test_records_and_mappings_are_the_same() -> None:
    """Either may be given."""
    assert poolable([TrialRow(**row) for row in _rows()]) == poolable(_rows())


def test_question_may_be_text() -> None:
    """Joined by dots, as in the tables."""
    rows = [row | {"question_id": ".".join(row["question_id"])} for row in _rows()]
    assert poolable(rows) == poolable(_rows())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"question_id": ("tth", "soft_tissue", "usual_care", "pain_intensity")}, "comparator"),
        ({"question_id": ("migraine", "soft_tissue", "sham", "pain_intensity")}, "questions"),
        ({"question_id": ("tth", "manipulation", "sham", "pain_intensity")}, "questions"),
        ({"question_id": ("tth", "soft_tissue", "sham", "disability")}, "questions"),
        ({"timepoint_class": "long"}, "time points"),
        ({"measure": "SMD"}, "measures"),
        ({"unit": "days per month"}, "units"),
        ({"unit": None}, "units"),
        ({"trial_id": "t1"}, "at least 2 trials"),
    ],
)
def test_what_differs_is_refused_with_the_reason(changes: dict[str, Any], reason: str) -> None:
    """The message says what differs."""
    with pytest.raises(NotPoolable, match=reason):
        poolable(_rows(**changes))


@pytest.mark.parametrize("other", ["change", "", None, math.nan])
def test_change_and_post_values_do_not_mix_in_standardised_form(other: Any) -> None:
    """Their standard deviations are not one scale."""
    rows = [row | {"measure": "SMD", "unit": ""} for row in _rows(value_type=other)]
    with pytest.raises(NotPoolable, match="standardised"):
        poolable(rows)


def test_change_and_post_values_mix_in_a_mean_difference() -> None:
    """On the original scale both estimate the same difference."""
    assert poolable(_rows(value_type="change")).measure == "MD"


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_trials_are_refused(count: int) -> None:
    """One trial is not a synthesis."""
    with pytest.raises(NotPoolable, match=f"found {count}"):
        poolable(_rows()[:count])


def test_trial_that_stands_twice_is_refused() -> None:
    """Its participants would count twice."""
    with pytest.raises(NotPoolable, match=r"same trial.*t2"):
        poolable([*_rows(), _rows()[1]])


@pytest.mark.parametrize(
    "row",
    [
        "t1",
        {key: value for key, value in ROW.items() if key != "measure"},
        ROW | {"timepoint_class": math.nan},
        ROW | {"question_id": None},
    ],
)
def test_incomplete_rows_are_an_input_error(row: Any) -> None:
    """What decides must be there."""
    with pytest.raises(InputError, match="row 1"):
        poolable([ROW, row])
