"""Consistency audit, rule by rule, on rows made for it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from _rows import effect

from evisyn.appraisal.audit import SEEN_BY_NO_RULE, audit_effects
from evisyn.appraisal.audit_records import AuditFinding
from evisyn.errors import InputError

CLEAN: dict[str, Any] = {
    "effect_id": "a-e1", "review_id": "a", "headache_type": "migraine",
    "intervention": "massage", "intervention_class": "soft_tissue",
    "comparator_class": "sham_placebo", "contrast": "between_arms", "outcome": "intensity",
    "timepoint_class": "post", "measure": "SMD", "estimate": -0.5, "ci_low": -0.8,
    "ci_high": -0.2, "ci_level": 95, "interval_kind": "confidence", "favours": "intervention",
    "larger_value_favours": "comparator",
}  # fmt: skip


def _kinds(*rows: dict[str, Any], **tables: Any) -> set[str]:
    return {finding.kind for finding in audit_effects(rows, **tables)}


def _one(kind: str, *rows: dict[str, Any], **tables: Any) -> AuditFinding:
    found = [f for f in audit_effects(rows, **tables) if f.kind == kind]
    assert found, f"no finding of the kind {kind}"
    return found[0]


def test_a_clean_row_gives_nothing() -> None:
    """Symmetric interval, unit not needed, direction as described."""
    assert audit_effects([CLEAN]) == ()


def test_estimate_outside_its_interval() -> None:
    """The hint names the sign that is probably missing."""
    row = {**CLEAN, "estimate": 0.5}
    found = _one("estimate_outside_interval", row)
    assert found.sureness == "certain"
    assert "sign" in found.what


@pytest.mark.parametrize(
    ("estimate", "low", "high", "sureness"),
    [
        (-0.5, -0.81, -0.12, "likely"),
        (-0.5, -0.84, -0.2, "possible"),
        (-0.5, -0.8, -0.5, "likely"),
        (-1.0, -2.0, -1.0, "possible"),
    ],
)
def test_interval_off_centre(estimate: float, low: float, high: float, sureness: str) -> None:
    """Beyond rounding; from a tenth of the half-width on it is likely; a limit may equal it."""
    row = {**CLEAN, "estimate": estimate, "ci_low": low, "ci_high": high}
    assert _one("interval_asymmetric", row).sureness == sureness


def test_rounding_is_no_asymmetry() -> None:
    """Half a unit of the last digit in each of the three numbers."""
    assert "interval_asymmetric" not in _kinds({**CLEAN, "ci_low": -0.81, "ci_high": -0.2})
    assert "interval_asymmetric" not in _kinds(
        {**CLEAN, "measure": "MD", "unit": "days", "estimate": -2.0, "ci_low": -4.0, "ci_high": 1.0}
    )


def test_ratios_are_symmetric_on_the_log_scale() -> None:
    """0.50 (0.25 to 1.00) is symmetric, 0.50 (0.25 to 0.75) is not."""
    ratio = {**CLEAN, "measure": "RR", "outcome": "responders", "estimate": 0.50,
             "ci_low": 0.25}  # fmt: skip
    assert "interval_asymmetric" not in _kinds({**ratio, "ci_high": 1.0})
    assert "interval_asymmetric" in _kinds({**ratio, "ci_high": 0.75})


def test_credible_intervals_may_be_lopsided() -> None:
    """They need no symmetry."""
    row = {**CLEAN, "ci_high": -0.05, "interval_kind": "credible"}
    assert "interval_asymmetric" not in _kinds(row)


@pytest.mark.parametrize(
    ("p", "relation", "high", "sureness"),
    [
        (0.03, "=", 0.2, "certain"),
        (0.2, "=", -0.2, "certain"),
        (0.05, ">", -0.2, "certain"),
        (0.001, "<", 0.2, "certain"),
        (0.05, "=", 0.01, "possible"),
        (0.9e-7, "=", -0.2, "possible"),
    ],
)
def test_p_against_the_interval(p: float, relation: str, high: float, sureness: str) -> None:
    """Significance of one against the other, or a p of another order."""
    low = -1.0 - high
    row = {**CLEAN, "p_value": p, "p_relation": relation, "ci_high": high, "ci_low": low}
    assert _one("p_against_interval", row).sureness == sureness


def test_a_p_that_fits() -> None:
    """-0.5 (-0.8 to -0.2) has p = 0.001."""
    assert "p_against_interval" not in _kinds({**CLEAN, "p_value": 0.001, "p_relation": "="})
    assert "p_against_interval" not in _kinds({**CLEAN, "p_value": 0.01, "p_relation": "<"})


@pytest.mark.parametrize(
    ("estimate", "kind"), [(-2.0, "implausible_size"), (-14.5, "mislabelled_measure")]
)
def test_size_of_standardised_differences(estimate: float, kind: str) -> None:
    """From 2 on implausible, from 10 on no standardised difference at all."""
    row = {**CLEAN, "estimate": estimate, "ci_low": estimate - 1, "ci_high": estimate + 1}
    assert kind in _kinds(row)


def test_standard_errors_taken_for_deviations() -> None:
    """2.7 over the root of 18.75 people per arm is a usual 0.62."""
    row = {**CLEAN, "estimate": -2.7, "ci_low": -4.2, "ci_high": -1.2, "k": 4,
           "n_participants": 150}  # fmt: skip
    assert "0.62" in _one("se_taken_for_sd", row).arithmetic


def test_a_value_beyond_its_scale() -> None:
    """12 points on a scale of 0 to 10."""
    row = {**CLEAN, "measure": "MD", "unit": "VAS 0-10", "estimate": -12, "ci_low": -14,
           "ci_high": -10}  # fmt: skip
    assert _one("implausible_size", row).sureness == "certain"


def test_interval_narrower_than_its_participants_allow() -> None:
    """100 people cannot give a standard error of 0.05."""
    row = {**CLEAN, "n_participants": 100, "ci_low": -0.6, "ci_high": -0.4}
    assert _one("interval_too_narrow", row).sureness == "certain"
    assert "interval_too_narrow" not in _kinds({**row, "n_participants": 5000})


def test_interval_narrower_than_tau2_allows() -> None:
    """The mean of four trials with tau2 of 1 has a standard error of at least 0.5."""
    row = {**CLEAN, "k": 4, "tau2": 1.0}
    assert "tau2" in _one("interval_too_narrow", row).arithmetic


def test_interval_too_narrow_for_the_field() -> None:
    """Without participants, more than ten standard errors."""
    row = {**CLEAN, "measure": "MD", "unit": "days", "ci_low": -0.55, "ci_high": -0.45}
    assert "standard errors" in _one("interval_too_narrow", row).arithmetic


@pytest.mark.parametrize("change", [{"measure": ""}, {"measure": "MD", "unit": ""}])
def test_unit_or_measure_missing(change: dict[str, str]) -> None:
    """A figure that cannot be read."""
    assert "unit_missing" in _kinds({**CLEAN, **change})


def test_an_event_measure_for_a_quantity() -> None:
    """A risk ratio of pain intensity."""
    row = {**CLEAN, "measure": "RR", "estimate": 0.5, "ci_low": 0.25, "ci_high": 1.0}
    assert "mislabelled_measure" in _kinds(row)


@pytest.mark.parametrize(("printed", "found"), [(208, True), (120, False), (122, False)])
def test_absolute_against_relative(printed: float, found: bool) -> None:
    """RR 2.06 on 113 per 1000 is 120 more, by columns or by notes."""
    row = {**CLEAN, "measure": "RR", "outcome": "adverse_events", "estimate": 2.06,
           "ci_low": 1.24, "ci_high": 3.42}  # fmt: skip
    by_column = {**row, "control_risk": 113, "absolute_difference": printed}
    by_notes = {**row, "notes": f"control risk 113 per 1000; {printed} more per 1000"}
    for given in (by_column, by_notes):
        assert ("absolute_against_relative" in _kinds(given)) is found


def test_the_same_figures_in_two_reviews() -> None:
    """One body of trials, not two confirmations; both rows are named."""
    found = audit_effects([CLEAN, {**CLEAN, "effect_id": "b-e1", "review_id": "b"}])
    assert [(f.row_id, f.kind) for f in found] == [
        ("a-e1", "duplicate_result"), ("b-e1", "duplicate_result")]  # fmt: skip


def test_one_result_printed_with_other_figures() -> None:
    """Same review, same question, nearly the same figures."""
    other = {**CLEAN, "effect_id": "a-e2", "estimate": -0.51}
    assert "abstract_against_table" in _kinds(CLEAN, other)
    assert "abstract_against_table" not in _kinds(CLEAN, {**other, "timepoint_class": "follow_up"})
    assert "abstract_against_table" not in _kinds(
        {**CLEAN, "instrument": "VAS"}, {**other, "instrument": "NPRS"}
    )


def test_one_result_printed_with_another_certainty() -> None:
    """The figures agree, the rating does not."""
    one = {**CLEAN, "certainty_reported": "low"}
    other = {**CLEAN, "effect_id": "a-e2", "certainty_reported": "very_low"}
    assert "certainty" in _one("abstract_against_table", one, other).what


def test_far_from_every_other_result() -> None:
    """Nine days a month where three others say three at most."""
    base = {**CLEAN, "measure": "MD", "unit": "days/month", "ci_low": None, "ci_high": None}
    sizes = (-9.0, -3.0, -2.0, -1.0)
    rows = [{**base, "effect_id": f"r{i}-e1", "review_id": f"r{i}", "estimate": size}
            for i, size in enumerate(sizes)]  # fmt: skip
    assert _one("implausible_size", *rows).row_id == "r0-e1"
    assert _kinds(*rows[1:]) == set()


def test_direction_not_stated_or_against_the_words() -> None:
    """An empty direction, and a figure on the other side."""
    assert _one("direction_unclear", {**CLEAN, "larger_value_favours": ""}).sureness == "certain"
    assert _one("direction_unclear", {**CLEAN, "favours": "comparator"}).sureness == "likely"


def test_one_report_that_changes_its_sign() -> None:
    """Three rows print benefit as positive, one as negative."""
    rows = [{**CLEAN, "effect_id": f"a-e{i}", "outcome": f"o{i}", "estimate": 0.5 + i,
             "ci_low": 0.2, "ci_high": 0.8 + 2 * i, "favours": "",
             "larger_value_favours": "intervention"} for i in range(3)]  # fmt: skip
    odd = {**CLEAN, "effect_id": "a-e9", "outcome": "x"}
    assert _one("direction_unclear", *rows, odd).row_id == "a-e9"


@pytest.mark.parametrize(
    ("level", "change", "found"),
    [("moderate", {"ci_high": 0.2, "ci_low": -1.2, "n_participants": 200}, True),
     ("moderate", {"n_participants": 200}, False), ("high", {"n_participants": 200}, True),
     ("high", {}, False), ("low", {"ci_high": 0.2, "n_participants": 50}, False)],
)  # fmt: skip
def test_certainty_above_its_figures(level: str, change: dict[str, Any], found: bool) -> None:
    """More reasons to rate down than the level leaves room for."""
    row = {**CLEAN, "certainty_reported": level, **change}
    assert ("certainty_above_reasons" in _kinds(row)) is found


def test_certainty_above_the_limitations_its_authors_name() -> None:
    """Two domains faulted by the authors themselves and a moderate rating."""
    limitations = [{"review_id": "a", "domain": domain, "reported_by": "review_authors"}
                   for domain in ("risk_of_bias", "imprecision")]  # fmt: skip
    row = {**CLEAN, "certainty_reported": "moderate"}
    assert "certainty_above_reasons" in _kinds(row, limitations=limitations)
    assert "certainty_above_reasons" not in _kinds(row, limitations=limitations[:1])


def test_more_participants_than_the_review_or_its_trials() -> None:
    """Against the total of the review, and against the sum of a complete list."""
    row = {**CLEAN, "n_participants": 300, "ci_low": -0.9, "ci_high": -0.1}
    reviews = [{"review_id": "a", "n_participants": 250}]
    trials = [{"trial_id": "x", "n_randomised": 100}, {"trial_id": "y", "n_analysed": 90}]
    members = [{"review_id": "a", "trial_id": t, "list_complete": "yes"} for t in "xy"]
    assert "participants_against_sums" in _kinds(row, reviews=reviews)
    assert "participants_against_sums" in _kinds(row, trials=trials, membership=members)
    partial = [{**member, "list_complete": "no"} for member in members]
    assert "participants_against_sums" not in _kinds(row, trials=trials, membership=partial)


def test_a_search_that_ended_before_its_trials() -> None:
    """An included trial of a later year."""
    tables = {
        "reviews": [{"review_id": "a", "search_end": "2010"}],
        "trials": [{"trial_id": "x", "year": 2012}],
        "membership": [{"review_id": "a", "trial_id": "x"}, {"review_id": "b", "trial_id": "x"}],
    }
    assert "x" in _one("search_before_trial", CLEAN, **tables).arithmetic


def test_what_leaving_a_row_out_does() -> None:
    """The range of its question, in one direction."""
    wild = {**CLEAN, "effect_id": "b-e1", "review_id": "b", "estimate": -4.0, "ci_low": -5.0,
            "ci_high": -3.0}  # fmt: skip
    third = {**CLEAN, "effect_id": "c-e1", "review_id": "c", "estimate": 0.3, "ci_low": -0.1,
             "ci_high": 0.7, "larger_value_favours": "intervention",
             "favours": "intervention"}  # fmt: skip
    found = _one("implausible_size", CLEAN, wild, third)
    assert found.if_left_out == "the range -4 to -0.3 becomes -0.5 to -0.3"


def test_a_row_that_enters_no_range_says_why() -> None:
    """Without a direction there is nothing to lose."""
    found = _one("direction_unclear", {**CLEAN, "larger_value_favours": ""})
    assert "enters no range" in found.if_left_out


def test_arm_means_of_a_trial() -> None:
    """Deviations far too small for the difference; changes of many deviations."""
    arms = {"outcome_id": "t-o1", "trial_id": "t", "unit": "days", "mean_i": -7.1, "sd_i": 2.6,
            "mean_c": -1.6, "sd_c": 0.5}  # fmt: skip
    assert "implausible_size" in _kinds(arms)
    assert "implausible_size" not in _kinds({**arms, "sd_i": 7.0, "sd_c": 6.0})


def test_a_difference_that_does_not_follow_from_the_means() -> None:
    """1.5 over 1.05 is 1.43, not 1.15."""
    means = {"outcome_id": "t-o1", "trial_id": "t", "outcome": "intensity", "unit": "points",
             "mean_i": 6.4, "sd_i": 1.0, "mean_c": 7.9, "sd_c": 1.1}  # fmt: skip
    d = {"outcome_id": "t-o2", "trial_id": "t", "outcome": "intensity", "measure": "SMD",
         "estimate": 1.15, "larger_value_favours": "intervention"}  # fmt: skip
    assert "abstract_against_table" in _kinds(means, d)
    assert "abstract_against_table" not in _kinds(means, {**d, "estimate": 1.4})


def test_frames_and_records_are_read_alike() -> None:
    """A frame, mappings and row records give the same findings."""
    wrong = {**CLEAN, "estimate": 0.5}
    from_frame = audit_effects(pd.DataFrame([wrong]))
    from_record = audit_effects([effect("a-e1", estimate=0.5)])
    assert from_frame == audit_effects([wrong])
    assert {f.kind for f in from_record} >= {"estimate_outside_interval"}


def test_a_row_without_a_key_is_refused() -> None:
    """A finding must name its row."""
    with pytest.raises(InputError):
        audit_effects([{"estimate": 1.0}])


def test_what_no_rule_sees_is_written_down() -> None:
    """The limits of the audit are part of it."""
    assert len(SEEN_BY_NO_RULE) >= 5
