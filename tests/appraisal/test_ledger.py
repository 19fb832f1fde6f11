"""Counts in equal counts out: each row of results has one fate, and stands where it says."""

from __future__ import annotations

from itertools import product

import pytest
from _rows import effect, evidence, outcome

from evisyn.appraisal import ledger
from evisyn.appraisal.ledger import (
    ELIGIBLE,
    NO_COMPARATOR,
    NO_CONDITION,
    NOT_BETWEEN,
    SET_ASIDE,
    reckon,
)


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        ({}, ELIGIBLE),
        ({"contrast": "within_arm"}, NOT_BETWEEN),
        ({"model_kind": "single_arm"}, NOT_BETWEEN),
        ({"duplicate_of": "b2020-e1"}, "printed a second time, listed in its question"),
        ({"set_aside": True}, SET_ASIDE),
        ({"ci_low": None}, "without an interval, listed in its question"),
        ({"model_kind": "umbrella"}, "umbrella review, apart in its question"),
        ({"comparator_class": ""}, NO_COMPARATOR),
        ({"condition": "cluster"}, NO_CONDITION),
        ({"condition": "mixed"}, ELIGIBLE),
    ],
)
def test_the_fate_of_a_pooled_result(change: dict[str, object], fate: str) -> None:
    """Every reason to leave a row out has its words, and the count is one."""
    found = reckon(evidence(effects=(effect("a2020-e1", **change),))).accounts[0]
    assert dict(found.fates) == {fate: ("a2020-e1",)}
    assert found.problems == ()


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        ({}, ELIGIBLE),
        ({"set_aside": True}, SET_ASIDE),
        ({"contrast": "within_arm"}, NOT_BETWEEN),
        ({"comparator_class": ""}, NO_COMPARATOR),
        ({"condition": "cluster"}, NO_CONDITION),
    ],
)
def test_the_fate_of_a_result_of_a_trial(change: dict[str, object], fate: str) -> None:
    """The same for single trials."""
    found = reckon(evidence(trial_outcomes=(outcome("t2019-o1", **change),))).accounts[1]
    assert dict(found.fates) == {fate: ("t2019-o1",)}
    assert found.problems == ()


def test_a_row_that_is_lost_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the sorting to drop a row, the reckoning says which and where it should be."""
    monkeypatch.setattr(ledger, "gather", lambda rows, conditions: ())
    (problem,) = reckon(evidence(effects=(effect("a2020-e1"),))).problems
    assert problem == f"effects a2020-e1: {ELIGIBLE}; it stands in no question"


def test_a_row_that_stands_twice_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the sorting to double a row, the reckoning names both places."""
    gather = ledger.gather
    monkeypatch.setattr(ledger, "gather", lambda rows, conditions: gather(rows, rows.conditions))
    (problem,) = reckon(evidence(effects=(effect("a2020-e1"),))).problems
    assert problem.count("migraine.soft_tissue.sham_placebo.intensity (effects)") == 2


CELLS = {
    "contrast": ("between_arms", "within_arm"),
    "model_kind": ("pairwise", "umbrella", "component"),
    "duplicate_of": ("", "x"),
    "set_aside": (False, True),
    "ci_low": (None, -1.0),
    "comparator_class": ("", "sham_placebo", "usual_care"),
    "condition": ("migraine", "mixed", "cluster", ""),
}


def test_counts_add_up_whatever_the_cells_say() -> None:
    """Over every combination of cells the fates sum to the rows; none is lost or doubled."""
    changes = [dict(zip(CELLS, cells, strict=True)) for cells in product(*CELLS.values())]
    rows = tuple(effect(f"a2020-e{i}", **change) for i, change in enumerate(changes))
    account = reckon(evidence(effects=rows)).accounts[0]
    assert account.problems == ()
    assert sum(map(len, account.fates.values())) == account.read == len(rows)
    outside = (NOT_BETWEEN, NO_COMPARATOR, NO_CONDITION)
    left_out = sum(len(account.fates.get(fate, ())) for fate in outside)
    assert account.in_questions == account.read - left_out
