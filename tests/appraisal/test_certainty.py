"""Which threshold a result is rated against, and when the review's own rating holds ours down."""

from __future__ import annotations

import pytest
from _rows import effect, evidence, judgement

from evisyn.appraisal.certainty import threshold_for
from evisyn.appraisal.questions import Question
from evisyn.appraisal.rows import ThresholdRow
from evisyn.appraisal.strength import rate

NAMES = {"migraine": "Migraine", "tth": "Tension-type headache"}
QUESTION = Question("migraine", "soft_tissue", "sham_placebo", "intensity")


def _threshold(value: float, **given: str) -> ThresholdRow:
    defaults = {
        "threshold_id": "t1",
        "instrument": "HIT-6",
        "population": "migraine, primary care",
        "unit": "points",
        "kind": "between_group",
    }
    return ThresholdRow(**{**defaults, **given}, value=value)


def test_the_smallest_fitting_threshold_is_taken() -> None:
    """Between groups, same instrument, a population that names the condition."""
    result = effect(measure="MD", instrument="HIT-6", unit="points")
    assert threshold_for(result, [_threshold(2.3), _threshold(1.5)], NAMES) == 1.5


@pytest.mark.parametrize(
    ("result", "row"),
    [
        ({"measure": "SMD"}, {}),
        ({"instrument": "MIDAS"}, {}),
        ({"instrument": ""}, {}),
        ({}, {"kind": "within_person"}),
        ({}, {"population": "chronic tension-type headache"}),
    ],
)
def test_what_does_not_fit_is_no_threshold(result: dict, row: dict) -> None:
    """Standardised results, other instruments, changes within persons, other people."""
    made = effect(**{"measure": "MD", "instrument": "HIT-6", "unit": "points", **result})
    assert threshold_for(made, [_threshold(1.5, **row)], NAMES) is None


def test_a_threshold_decides_what_is_important() -> None:
    """An interval from important benefit to important harm is very serious imprecision."""
    result = effect(
        measure="MD", instrument="HIT-6", unit="points", estimate=-0.5, ci_low=-4.0, ci_high=3.0,
        k=6, n_participants=500, i2=10.0,
    )  # fmt: skip
    rows = evidence(
        thresholds=(_threshold(1.5),),
        judgements=(judgement(QUESTION.id),),
        class_names=NAMES,
    )
    imprecision = rate(QUESTION, result, rows).certainty.domain("imprecision")
    assert imprecision.state == "very serious"


def test_the_review_holds_the_level_down_while_a_domain_is_unknown() -> None:
    """Its authors saw more; with every domain of the trials known our level stands."""
    rows = evidence(judgements=(judgement(QUESTION.id),))
    unknown = effect(k=6, n_participants=500, certainty_reported="very_low")
    held = rate(QUESTION, unknown, rows)
    assert (held.level, held.capped_by_review) == ("very_low", True)


def test_a_level_is_a_ceiling_while_the_spread_is_unknown() -> None:
    """Two levels below are still open."""
    rows = evidence(judgements=(judgement(QUESTION.id),))
    made = rate(QUESTION, effect(k=6, n_participants=500), rows)
    assert (made.level, made.lowest) == ("high", "low")


def test_results_of_observational_studies_start_at_low() -> None:
    """The design that the topic names decides where the rating of a review's result starts."""
    start = {
        design: rate(QUESTION, effect(), evidence(design=design)).certainty.start
        for design in ("randomised", "non_randomised")
    }
    assert start == {"randomised": "high", "non_randomised": "low"}
