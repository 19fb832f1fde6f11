"""Certainty by the house rules."""

from __future__ import annotations

import math
from typing import Any

import pytest

from evisyn.appraisal.grade import grade
from evisyn.appraisal.grade_records import GradeSettings, Override
from evisyn.appraisal.tools.overall import amstar2_confidence
from evisyn.errors import InputError

COMPLETE: dict[str, Any] = {
    "estimate": -0.5, "ci_low": -0.7, "ci_high": -0.3, "pi_low": -0.9, "pi_high": -0.1, "i2": 30,
    "k": 12, "n_participants": 900, "measure": "SMD", "rob_low_share": 80, "indirectness": 0,
    "review_quality": "high", "small_study_p": 0.5,
}  # fmt: skip
WIDE_PREDICTION: dict[str, Any] = {
    **COMPLETE, "estimate": 0.2, "ci_low": -0.3, "ci_high": 0.7, "pi_low": -2, "pi_high": 2.5,
    "i2": 97,
}  # fmt: skip
JUDGED = {"author": "A. Reviewer", "date": "2026-01-31", "reason": "read in full"}


def _state(domain: str, **change: Any) -> str:
    return grade(**{**COMPLETE, **change}).domain(domain).state


def test_a_complete_strong_body_is_high() -> None:
    """Nothing faulted, nothing missing."""
    result = grade(**COMPLETE)
    assert (result.level, result.range, result.missing) == ("high", ("high", "high"), ())


@pytest.mark.parametrize("threshold", [None, 0.1, 0.5, 2.0])
@pytest.mark.parametrize("k", [3, 5, 12, None])
def test_wide_prediction_is_never_above_low(threshold: float | None, k: int | None) -> None:
    """An interval of -0.3 to 0.7 with a prediction interval of -2 to 2.5."""
    level = grade(**{**WIDE_PREDICTION, "threshold": threshold, "k": k}).level
    assert level in ("low", "very_low")


@pytest.mark.parametrize("drop", ["i2", "n_participants", "small_study_p", "indirectness"])
def test_wide_prediction_is_never_above_low_with_less_known(drop: str) -> None:
    """Knowing less does not help."""
    assert grade(**{**WIDE_PREDICTION, drop: None}).level in ("low", "very_low")


def test_one_trial_is_never_above_moderate() -> None:
    """A single trial is consistent with itself, which is no ground for high."""
    result = grade(**{**COMPLETE, "k": 1, "pi_low": None, "pi_high": None})
    assert result.level == "moderate"
    assert any("single study" in note for note in result.notes)
    assert "single study" in result.domain("inconsistency").reason


def test_a_person_may_judge_a_single_trial() -> None:
    """The cap is on consistency alone; a judgement with a reason lifts it."""
    judged = {"domain": "inconsistency", "state": "no concern", **JUDGED}
    assert grade(**{**COMPLETE, "k": 1}, overrides=[judged]).level == "high"


def test_two_trials_with_an_undefined_egger_test() -> None:
    """NaN is undefined and undetected, not an error."""
    result = grade(**{**COMPLETE, "k": 2, "small_study_p": math.nan})
    domain = result.domain("publication_bias")
    assert (domain.state, domain.steps) == ("no concern", 0)
    assert "undetected" in domain.reason


@pytest.mark.parametrize("k", [1, 2, 9, None])
def test_publication_bias_is_undetected_below_ten(k: int | None) -> None:
    """Below ten trials no test is read, and nothing is said to be free of bias."""
    domain = grade(**{**COMPLETE, "k": k, "small_study_p": 0.001}).domain("publication_bias")
    assert domain.rule == "publication_bias.undetected"
    assert "undetected" in domain.reason
    assert "absent" not in domain.reason


def test_publication_bias_from_ten_on_and_by_suspicion() -> None:
    """A small p counts from ten trials on; a suspicion of the authors always."""
    assert _state("publication_bias", k=10, small_study_p=0.09) == "serious"
    assert _state("publication_bias", k=10, small_study_p=0.10) == "no concern"
    assert _state("publication_bias", k=3, bias_suspected=True) == "serious"


@pytest.mark.parametrize(
    ("share", "state"),
    [(75, "no concern"), (74.9, "serious"), (50, "serious"), (49.9, "very serious"),
     (0.75, "no concern"), (0.4, "very serious")],
)  # fmt: skip
def test_risk_of_bias_by_share(share: float, state: str) -> None:
    """Percent, or a share up to 1."""
    assert _state("risk_of_bias", rob_low_share=share) == state


def test_risk_of_bias_from_the_authors_statement() -> None:
    """Without a share, the statement of the authors is serious and named as theirs."""
    domain = grade(**{**COMPLETE, "rob_low_share": None}, rob_stated=True).domain("risk_of_bias")
    assert (domain.state, domain.rule) == ("serious", "risk_of_bias.reported_by_the_review")


@pytest.mark.parametrize("missing", ["rob_low_share", "ci_low"])
def test_not_rated_without_risk_of_bias_or_precision(missing: str) -> None:
    """A missing input is a reason, not a zero; the range is shown."""
    result = grade(**{**COMPLETE, missing: None})
    assert result.level == "not_rated"
    assert any(missing in name for name in result.missing)
    assert result.range == ("high", "low")


@pytest.mark.parametrize("missing", ["review_quality", "indirectness"])
def test_other_missing_inputs_are_listed_and_do_not_block(missing: str) -> None:
    """The rating stands, with the range that the missing input leaves."""
    result = grade(**{**COMPLETE, missing: None})
    assert result.level == "high"
    assert missing in result.missing
    assert result.range == ("high", "low")


@pytest.mark.parametrize(
    ("change", "state", "rule"),
    [
        ({}, "no concern", "interval_one_side"),
        ({"pi_high": 0.0}, "serious", "interval_crosses_null"),
        ({"pi_high": 0.6, "threshold": 0.5}, "very serious", "interval_both_important"),
        ({"pi_low": -0.9, "pi_high": 0.4, "threshold": 0.5}, "serious", "interval_crosses_null"),
        ({"pi_low": -0.9, "pi_high": 0.4, "threshold": 1.0}, "no concern", "interval_trivial"),
        ({"k": 4, "i2": 75}, "serious", "i2_only"),
        ({"k": 4, "i2": 74}, "no concern", "i2_only"),
        ({"k": 4, "i2": None}, "not assessable", "missing"),
        ({"pi_low": None, "study_cis": [(-1, -0.6), (-0.5, 0.1)]}, "serious", "intervals_apart"),
        ({"pi_low": None, "study_cis": [(-1, -0.4), (-0.5, 0)]}, "no concern", "intervals_overlap"),
    ],
)
def test_inconsistency_in_order_of_preference(
    change: dict[str, Any], state: str, rule: str
) -> None:
    """Prediction interval from five trials, then overlap of intervals, then I2."""
    domain = grade(**{**COMPLETE, **change}).domain("inconsistency")
    assert (domain.state, domain.rule) == (state, f"inconsistency.{rule}")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "no concern"),
        ({"ci_high": 0.0}, "serious"),
        ({"n_participants": 399}, "serious"),
        ({"n_participants": 99}, "very serious"),
        ({"ci_low": -0.9, "ci_high": 0.6, "threshold": 0.5}, "very serious"),
        ({"ci_low": -0.9, "ci_high": 0.4, "threshold": 0.5}, "serious"),
        ({"n_participants": None}, "no concern"),
        ({"ois": 1000}, "serious"),
    ],
)
def test_imprecision(change: dict[str, Any], state: str) -> None:
    """Interval against no difference and the threshold, participants against the size."""
    assert _state("imprecision", **change) == state


def test_missing_participants_are_said() -> None:
    """The interval decides alone, and the reason says so."""
    domain = grade(**{**COMPLETE, "n_participants": None}).domain("imprecision")
    assert "not known" in domain.reason
    assert domain.missing == ("n_participants",)


def test_events_have_no_default_size() -> None:
    """400 participants is a rule for continuous outcomes."""
    ratio = {**COMPLETE, "measure": "RR", "estimate": 0.6, "ci_low": 0.5, "ci_high": 0.7,
             "pi_low": 0.4, "pi_high": 0.9, "n_participants": 250}  # fmt: skip
    assert grade(**ratio).domain("imprecision").state == "no concern"
    assert grade(**ratio, ois=400).domain("imprecision").state == "serious"


@pytest.mark.parametrize(
    ("value", "state"),
    [((), "no concern"), (("comparator",), "serious"), (("comparator", "population"),
     "very serious"), (0, "no concern"), ("comparator", "serious"), ("very serious",
     "very serious"), ("not serious", "no concern")],
)  # fmt: skip
def test_indirectness(value: Any, state: str) -> None:
    """By the parts that differ, their number, or a state."""
    assert _state("indirectness", indirectness=value) == state


@pytest.mark.parametrize(
    ("quality", "state"),
    [("high", "no concern"), ("moderate", "no concern"), ("low", "serious"),
     ("critically low", "very serious"), ("critically_low", "very serious")],
)  # fmt: skip
def test_review_process(quality: str, state: str) -> None:
    """AMSTAR 2 confidence of the index review."""
    assert _state("review_process", review_quality=quality) == state


def test_an_appraisal_can_be_handed_over() -> None:
    """The result of AMSTAR 2 is read as it is."""
    appraisal = amstar2_confidence({**dict.fromkeys(range(1, 17), "yes"), 7: "no"})
    assert _state("review_process", review_quality=appraisal) == "serious"


def test_observational_evidence_starts_low() -> None:
    """And may be rated up where nothing takes it down."""
    result = grade(**COMPLETE, design="non_randomised")
    assert (result.start, result.level) == ("low", "low")
    assert grade(**COMPLETE, design="non_randomised", upgrades=["large_effect"]).level == "moderate"


def test_rating_up_is_not_counted_for_trials_or_beside_a_fault() -> None:
    """The result says why it was not counted."""
    trials = grade(**{**COMPLETE, "ci_high": 0.1}, upgrades=["large_effect"])
    faulted = grade(**{**COMPLETE, "ci_high": 0.1}, design="non_randomised",
                    upgrades=["large_effect"])  # fmt: skip
    assert trials.upgrades == faulted.upgrades == ()
    assert "not counted" in trials.notes[0]
    assert "not counted" in faulted.notes[0]


def test_an_override_keeps_what_the_rule_said() -> None:
    """Author, date and reason stand beside the state that was replaced."""
    override = Override(domain="imprecision", state="serious", **JUDGED)
    domain = grade(**COMPLETE, overrides=[override]).domain("imprecision")
    assert (domain.state, domain.steps, domain.overridden_by) == ("serious", 1, override)
    assert "the rule said no concern" in domain.reason


def test_an_override_can_fill_what_is_missing() -> None:
    """A judged domain no longer blocks the rating."""
    judged = {"domain": "risk_of_bias", "state": "no concern", **JUDGED}
    result = grade(**{**COMPLETE, "rob_low_share": None}, overrides=[judged])
    assert (result.level, result.missing) == ("high", ())


@pytest.mark.parametrize(
    "change",
    [{"domain": "style"}, {"state": "bad"}, {"author": " "}, {"reason": ""}, {"date": "today"}],
)
def test_an_incomplete_override_is_refused(change: dict[str, str]) -> None:
    """Domain, state, author, reason and date are all needed."""
    judged = {"domain": "imprecision", "state": "serious", **JUDGED, **change}
    with pytest.raises(InputError):
        grade(**COMPLETE, overrides=[judged])


@pytest.mark.parametrize(
    "change",
    [
        {"estimate": 0.9}, {"ci_low": 1.0}, {"i2": 120}, {"k": 0}, {"small_study_p": 2},
        {"threshold": 0.0}, {"n_participants": -5}, {"design": "other"}, {"preset": "other"},
        {"rob_low_share": 101}, {"review_quality": "good"}, {"indirectness": "blended"},
        {"upgrades": ["luck"]}, {"measure": "RR"}, {"estimate": math.inf},
    ],
)  # fmt: skip
def test_impossible_inputs_are_refused(change: dict[str, Any]) -> None:
    """Each error names the argument and what is allowed."""
    with pytest.raises(InputError):
        grade(**{**COMPLETE, **change})


def test_settings_move_the_limits_and_are_kept() -> None:
    """Every limit is an option that the result prints."""
    result = grade(**COMPLETE, settings=GradeSettings(ois=1000))
    assert result.domain("imprecision").state == "serious"
    assert result.settings.ois == 1000


def test_the_target_is_recorded() -> None:
    """The same evidence may rate differently for another threshold."""
    assert "0.3" in grade(**COMPLETE, threshold=0.3).target


def test_to_frame_has_a_row_per_domain() -> None:
    """Names, states, rules and reasons."""
    frame = grade(**COMPLETE).to_frame()
    assert list(frame["name"]) == [
        "risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias",
        "review_process",
    ]  # fmt: skip
