"""Results pooled here: what a row gives, how it is rated, and when it is not."""

from __future__ import annotations

import math

import pytest
from _rows import evidence, judgement, outcome

import evisyn as ev
from evisyn.appraisal.harmonise import from_scale, to_scale, why_not_drawn
from evisyn.appraisal.pooled_here import not_pooled_here, pooled_here
from evisyn.appraisal.trial_effects import source_of, trial_effect

COUNTS = {"measure": "RR", "poolable": True, "poolable_from": "arm_events"}


def counted(trial: str, a: float, n1: float, c: float, n2: float, **given):
    """A row with people with the event and in all."""
    cells = {"events_i": a, "n_i": n1, "events_c": c, "n_c": n2}
    return outcome(f"{trial}-o1", **{**COUNTS, **cells, **given})


ROWS = (counted("a", 10, 100, 20, 100), counted("b", 5, 50, 9, 52), counted("c", 8, 90, 16, 88))


def test_events_give_the_effect_of_the_engine() -> None:
    """A risk ratio with the large-sample error of its logarithm."""
    made, wanted = trial_effect(ROWS[0]), ev.effect_size("RR", ai=10, n1i=100, ci=20, n2i=100)
    assert made is not None
    assert math.log(made.estimate) == pytest.approx(wanted.yi.item())
    assert made.se == pytest.approx(wanted.sei.item())


def test_events_without_a_measure_give_nothing() -> None:
    """Counts can be a risk ratio, an odds ratio or a difference; the row has to say which."""
    assert trial_effect(counted("a", 1, 10, 2, 10, measure="")) is None


def test_a_correlation_has_the_error_of_its_z() -> None:
    """One over the root of n - 3, whatever its size."""
    row = outcome(measure="COR", estimate=0.5, n_i=103.0, poolable=True, poolable_from="r_and_n")
    made = trial_effect(row)
    assert made is not None
    assert (made.se, made.estimate) == pytest.approx((0.1, 0.5))
    assert made.ci_low == pytest.approx(math.tanh(math.atanh(0.5) - 0.1959964), abs=1e-6)


@pytest.mark.parametrize("measure", ["RR", "HR", "IRR", "ROM", "COR", "MD", "RD", "ZCOR"])
def test_a_standard_error_gives_an_effect(measure: str) -> None:
    """On the scale on which the measure is pooled; that of a correlation by the delta method."""
    row = outcome(
        measure=measure, estimate=0.5, se=0.1, unit="", poolable=True, poolable_from="estimate_se"
    )
    made = trial_effect(row)
    assert made is not None
    assert made.se == pytest.approx(0.1 / 0.75 if measure == "COR" else 0.1)
    assert from_scale(measure, to_scale(measure, made.estimate)) == pytest.approx(0.5)


def test_means_can_be_standardised() -> None:
    """A row that asks for a standardised difference gets Hedges' g of the engine."""
    cells = {"mean_i": 3.0, "sd_i": 1.0, "n_i": 20.0, "mean_c": 4.0, "sd_c": 1.2, "n_c": 22.0}
    made = trial_effect(outcome(measure="SMD", poolable=True, poolable_from="arm_means", **cells))
    wanted = ev.effect_size("SMD", m1i=3, sd1i=1, n1i=20, m2i=4, sd2i=1.2, n2i=22)
    assert made is not None
    assert made.estimate == pytest.approx(wanted.yi.item())


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"measure": "RR", "events_i": 1, "n_i": 9, "events_c": 2, "n_c": 9}, "arm_events"),
        ({"measure": "OR", "estimate": 2, "ci_low": 1, "ci_high": 4, "se": 1}, "estimate_ci"),
        ({"measure": "COR", "estimate": 0.2, "n_i": 40}, "r_and_n"),
        ({"events_i": 1, "n_i": 9, "events_c": 2, "n_c": 9}, ""),
    ],
)
def test_what_a_row_can_be_pooled_from(cells: dict, kind: str) -> None:
    """What the source prints comes before what is computed; counts need their measure."""
    assert source_of(cells) == kind


def test_the_result_is_that_of_the_engine() -> None:
    """REML with the interval that is never narrower than the usual one, which stands beside it."""
    (one,) = pooled_here(evidence(trial_outcomes=ROWS))
    table = [ev.effect_size("RR", ai=r.events_i, n1i=r.n_i, ci=r.events_c, n2i=r.n_c) for r in ROWS]
    yi, sei = [x.yi.item() for x in table], [x.sei.item() for x in table]
    assert one.pooled.result.estimate == pytest.approx(ev.pool(yi, sei=sei).estimate)
    assert one.usual_interval[0] == pytest.approx(math.exp(ev.pool(yi, sei=sei, test="z").ci_low))
    assert one.n_participants == 480


def test_without_judgements_on_bias_nothing_is_rated() -> None:
    """And what is missing is said; the making of this very review is none of it."""
    (one,) = pooled_here(evidence(trial_outcomes=ROWS))
    assert one.certainty == "not_rated"
    assert one.missing == ("an overall judgement on the risk of bias of every trial",)


def test_judged_trials_are_rated() -> None:
    """Share of participants in trials at low risk."""
    rows = tuple(counted(t, 100, 1000, 200, 1000, overall_bias="low") for t in "abcde")
    (one,) = pooled_here(evidence(trial_outcomes=rows))
    assert one.certainty == "high"


def test_an_unclear_design_is_not_rated() -> None:
    """Nobody knows from which level to start."""
    rows = tuple(counted(t, 10, 100, 20, 100, overall_bias="low", design="unclear") for t in "abc")
    (one,) = pooled_here(evidence(trial_outcomes=rows))
    assert (one.certainty, one.missing) == ("not_rated", ("design of 3 of 3 trials",))


def test_a_judgement_of_a_person_replaces_the_rule() -> None:
    """As it does for results of reviews."""
    (one,) = pooled_here(evidence(trial_outcomes=ROWS))
    own = judgement(one.question.id)
    (rated,) = pooled_here(evidence(trial_outcomes=ROWS, judgements=(own,)))
    assert (rated.certainty != "not_rated", rated.judgement_ids) == (True, ("ju001",))


def test_the_printed_direction_comes_back() -> None:
    """Turned for the picture, as in the rows for the summary of findings."""
    rows = tuple(counted(t, 20, 100, 10, 100, larger_value_favours="intervention") for t in "ab")
    (one,) = pooled_here(evidence(trial_outcomes=rows))
    assert one.pooled.estimate == pytest.approx(0.5)
    assert one.printed[0] == pytest.approx(2.0)


def test_a_single_trial_is_not_pooled() -> None:
    """And the reason is said."""
    (none,) = not_pooled_here(evidence(trial_outcomes=ROWS[:1]))
    assert "one trial" in none.reason


@pytest.mark.parametrize("measure", ["RD", "COR", "ZCOR", "HR", "IRR", "PR"])
def test_measures_without_a_unit_are_drawn(measure: str) -> None:
    """Only differences of quantities and of rates need one."""
    assert why_not_drawn(measure, "", 0.5, "comparator") == ""
    assert "rate difference" in why_not_drawn("IRD", "", 0.5, "comparator")
