"""Rules between the columns of one row."""

from __future__ import annotations

import pytest
from _findings import findings, outcome, with_cells

from evisyn.vocab import FindingCode as Code

NEED = Code.CONDITION_REQUIRED
BLANK = Code.CONDITION_EMPTY
VALUE = Code.CONDITION_VALUE

BREAKS = {
    "a page has an address": ("sources", {"url": ""}, NEED, "url", 0),
    "the article has a title": ("sources", {"title_seen": ""}, NEED, "title_seen", 1),
    "a review without a year says why": ("reviews", {"year": ""}, NEED, "notes", 0),
    "a review names its headache": (
        "reviews",
        {"headache_types": "", "notes": "a remark"},
        NEED,
        "headache_types",
        0,
    ),
    "a comparison has a class": ("effects", {"comparator_class": ""}, NEED, "comparator_class", 0),
    "a missing measure is explained": ("effects", {"measure": ""}, NEED, "measure", 0),
    "an unclear direction is explained": (
        "effects",
        {"larger_value_favours": ""},
        NEED,
        "larger_value_favours",
        0,
    ),
    "an interval has a level": ("effects", {"ci_level": ""}, NEED, "ci_level", 0),
    "an interval has a kind": ("effects", {"interval_kind": ""}, NEED, "interval_kind", 0),
    "no level without a limit": ("effects", {"ci_level": "95"}, BLANK, "ci_level", 1),
    "a p value has a relation": ("effects", {"p_relation": ""}, NEED, "p_relation", 0),
    "a relation has a p value": ("effects", {"p_value": ""}, NEED, "p_value", 0),
    "a clear design was stated": ("trials", {"design_as_stated": ""}, NEED, "design_as_stated", 0),
    "a trial without a title says why": ("trials", {"title": ""}, NEED, "notes", 0),
    "poolable from what": ("trial_outcomes", {"poolable_from": ""}, NEED, "poolable_from", 0),
    "poolable has no reason against": (
        "trial_outcomes",
        {"not_poolable_because": "x"},
        BLANK,
        "not_poolable_because",
        0,
    ),
    "not poolable why": (
        "trial_outcomes",
        {"not_poolable_because": ""},
        NEED,
        "not_poolable_because",
        1,
    ),
    "arms have a comparator": (
        "trial_outcomes",
        {"comparator_class": ""},
        NEED,
        "comparator_class",
        0,
    ),
    "an estimate has a measure": ("trial_outcomes", {"estimate": "1"}, NEED, "measure", 0),
    "a PEDro total is n of 10": ("risk_of_bias", {"judgement": "yes"}, VALUE, "judgement", 0),
    "a tool has its own items": ("risk_of_bias", {"domain": "total"}, VALUE, "domain", 1),
    "a tool has its own words": ("risk_of_bias", {"judgement": "unsure"}, VALUE, "judgement", 1),
    "safety names the people": ("adverse_events", {"headache_type": ""}, NEED, "headache_type", 0),
    "a count says of what": (
        "adverse_events",
        {"unit_of_analysis": ""},
        NEED,
        "unit_of_analysis",
        0,
    ),
    "a strength or a note": ("recommendations", {"strength": ""}, NEED, "strength", 0),
    "a kind or a note": ("thresholds", {"kind": ""}, NEED, "kind", 0),
    "a direction or a note": ("instruments", {"better": ""}, NEED, "better", 0),
    "a whole question": ("claims", {"question_outcome": ""}, NEED, "question_outcome", 0),
    "a review is identified": ("claims", {"identification": ""}, NEED, "identification", 0),
    "a replacement names its column": (
        "corrections",
        {"column": "", "action": "replace", "expects": ""},
        NEED,
        "column",
        0,
    ),
    "an acceptance replaces nothing": (
        "corrections",
        {"replacement": "x"},
        BLANK,
        "replacement",
        0,
    ),
}


@pytest.mark.parametrize("rule", BREAKS)
def test_a_broken_rule_is_one_finding(files, rule):
    """Each conditional requirement is found, at its cell and with its reason."""
    table, change, code, column, row = BREAKS[rule]
    found = [f for f in findings(with_cells(files, table, change, row)) if f.code == code]
    assert [(f.file, f.line, f.column) for f in found] == [(f"data/{table}.csv", row + 2, column)]
    assert found[0].severity == "error"
    assert ": " in found[0].message


KEEPS = {
    "a within-arm change has no comparator": (
        "effects",
        {"contrast": "within_arm", "comparator_class": ""},
    ),
    "notes explain a missing measure": ("effects", {"measure": "", "notes": "not stated"}),
    "notes explain an unclear direction": (
        "effects",
        {"larger_value_favours": "", "notes": "not stated"},
    ),
    "an unclear design was not stated": ("trials", {"design": "unclear", "design_as_stated": ""}),
    "an arm only called control has no class": (
        "trial_outcomes",
        {"comparator_arm": "control", "comparator_class": ""},
    ),
    "a review of safety alone has no headache": (
        "reviews",
        {"headache_types": "", "notes": "safety only"},
    ),
    "one limit needs a level": ("effects", {"ci_high": ""}),
    "a claim that cannot be judged has no question": (
        "claims",
        {
            "assessable": "no",
            "question_headache_type": "",
            "question_intervention": "",
            "question_comparator_class": "",
            "question_outcome": "",
        },
    ),
}


@pytest.mark.parametrize("rule", KEEPS)
def test_the_exceptions_hold(files, rule):
    """What the contract lets be empty may be empty."""
    table, change = KEEPS[rule]
    assert findings(with_cells(files, table, change)) == []


COMPARISONS = {
    "reversed interval": (
        "effects",
        {"ci_low": "1", "ci_high": "-3"},
        Code.INTERVAL_REVERSED,
        "error",
    ),
    "estimate above": ("effects", {"estimate": "3"}, Code.ESTIMATE_OUTSIDE_INTERVAL, "error"),
    "estimate below": ("effects", {"estimate": "-3"}, Code.ESTIMATE_OUTSIDE_INTERVAL, "error"),
    "mean outside": (
        "trial_outcomes",
        {"ci_low_i": "4", "ci_high_i": "5"},
        Code.ESTIMATE_OUTSIDE_INTERVAL,
        "error",
    ),
    "too few people": ("effects", {"n_participants": "7"}, Code.TOO_FEW_PARTICIPANTS, "error"),
    "fewer people than studies": (
        "reviews",
        {"n_participants": "5"},
        Code.TOO_FEW_PARTICIPANTS,
        "error",
    ),
    "more analysed than randomised": (
        "trials",
        {"n_analysed": "61"},
        Code.PART_ABOVE_WHOLE,
        "warning",
    ),
    "more trials than studies": ("reviews", {"n_rcts": "7"}, Code.PART_ABOVE_WHOLE, "warning"),
    "more events than people": ("adverse_events", {"events_i": "31"}, Code.EVENTS_ABOVE_N, "error"),
    "published before its search": (
        "reviews",
        {"search_end": "2021-02"},
        Code.PUBLISHED_BEFORE_SEARCH,
        "error",
    ),
    "reversed range": ("instruments", {"range_low": "80"}, Code.RANGE_REVERSED, "error"),
}


@pytest.mark.parametrize("kind", COMPARISONS)
def test_figures_that_contradict_each_other_are_found(files, kind):
    """Each comparison of two columns is held, as an error or as a warning."""
    table, change, code, severity = COMPARISONS[kind]
    found = [f for f in findings(with_cells(files, table, change)) if f.code == code]
    assert [(f.line, f.severity) for f in found] == [(2, severity)]


def test_a_warning_does_not_stop_a_load(files):
    """With warnings alone there is a base."""
    base, found = outcome(with_cells(files, "trials", {"n_analysed": "61"}))
    assert [f.severity for f in found] == ["warning"]
    assert base is not None


def test_a_review_may_appear_in_the_year_its_search_ended(files):
    """The year of publication equals the year of the search."""
    assert findings(with_cells(files, "reviews", {"search_end": "2020-12-31"})) == []


def test_a_missing_limit_is_not_compared(files):
    """Comparisons need both sides."""
    assert findings(with_cells(files, "effects", {"ci_low": "", "estimate": "-9"})) == []
