"""One set of studies under other choices: pooled by the engine, rated by the rules, or refused."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from _rows import evidence, outcome

import evisyn as ev
from evisyn.appraisal.pooled_here import pooled_here
from evisyn.appraisal.what_if import (
    PoolChoice,
    RatingChoice,
    StudySet,
    pooled_answer,
    study_set,
    study_set_of,
)
from evisyn.errors import InputError

YI, VI = (-0.9, -0.4, -1.1, 0.1), (0.05, 0.04, 0.09, 0.03)
NAMES = ("A", "B", "C", "D")
PLAIN = RatingChoice()


def studies(**given) -> StudySet:
    return study_set({"OR": (YI, VI), "RD": (VI, VI)}, NAMES, **given)


def test_the_result_is_that_of_the_engine() -> None:
    """Choices are arguments of the engine; the usual interval stands beside."""
    choice = PoolChoice(measure="OR", left_out=(1,), tau2_method="PM", test="t", pi_method="t-k2")
    made = pooled_answer(studies(), choice, PLAIN)
    kept = [0, 2, 3]
    direct = ev.pool(np.array(YI)[kept], np.array(VI)[kept], tau2_method="PM", test="t",
                     pi_method="t-k2")  # fmt: skip
    assert made.kept == (0, 2, 3)
    assert made.result.estimate == direct.estimate
    assert made.result.pi_low == direct.pi_low
    assert made.shown("ci_low") == math.exp(direct.ci_low)
    assert made.usual.settings.test == "z"
    assert made.result.labels == ("A", "C", "D")


def test_the_defaults_are_those_of_the_evidence() -> None:
    """Without a choice the model is the one of every pooled figure."""
    settings = pooled_answer(studies(), PoolChoice(measure="OR"), PLAIN).result.settings
    assert (settings.tau2_method, settings.test, settings.pi_method) == (
        "REML", "hksj-adhoc", "t-k1",
    )  # fmt: skip


@pytest.mark.parametrize("left_out", [(0, 1, 2), (0, 1, 2, 3)])
def test_fewer_than_two_studies_are_refused(left_out: tuple[int, ...]) -> None:
    """No number and no rating, and the reason."""
    made = pooled_answer(studies(), PoolChoice(measure="OR", left_out=left_out), PLAIN)
    assert made.result is made.rating is None
    assert "needs 2 studies" in made.refusal


def test_a_study_without_an_effect_is_not_in() -> None:
    """A study for which the measure is undefined is neither pooled nor counted."""
    holed = study_set({"OR": ((math.nan, *YI[1:]), VI)}, NAMES, participants=[10, 20, 30, 40])
    made = pooled_answer(holed, PoolChoice(measure="OR"), PLAIN)
    assert made.kept == (1, 2, 3)
    assert dict(made.rating.domain("imprecision").inputs)["n_participants"] == 90


def test_cells_of_people_are_added() -> None:
    """Participants may be given by cell, as counts are."""
    made = pooled_answer(
        studies(participants=np.full((4, 2), 60.0)), PoolChoice(measure="OR", left_out=(3,)), PLAIN
    )
    assert dict(made.rating.domain("imprecision").inputs)["n_participants"] == 360


def test_what_is_not_known_keeps_the_rating_open() -> None:
    """Without risk of bias there is no level; once it is assumed there is one, and it is named."""
    choice = PoolChoice(measure="OR")
    plain = pooled_answer(studies(), choice, PLAIN)
    assumed = RatingChoice(rob_low_share=75.0, indirectness=0)
    made = pooled_answer(studies(), choice, assumed)
    assert plain.rating.level == "not_rated"
    assert plain.rating.range[0] != plain.rating.range[1]
    assert made.rating.level == made.rating.range[0] == made.rating.range[1]
    assert assumed.assumed == ("risk_of_bias", "indirectness")
    assert PLAIN.assumed == ()


def test_other_rules_do_not_read_what_is_theirs_alone() -> None:
    """The confidence in a review belongs to the house rules."""
    assert RatingChoice(preset="pollock2016", review_quality="low").arguments() == {}
    assert RatingChoice(review_quality="low").assumed == ("review_process",)


def test_nobody_appraises_their_own_review() -> None:
    """The rule on the making of a review is left out where there is none."""
    rating = pooled_answer(studies(), PoolChoice(measure="OR"), PLAIN).rating
    assert "review_process" not in [domain.name for domain in rating.domains]


def test_an_estimator_that_stops_early_says_so_in_the_record() -> None:
    """No warning interrupts a reader who tries choices."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for method in ("REML", "ML", "DL", "PM", "SJ", "HE", "EB"):
            pooled_answer(studies(), PoolChoice(measure="OR", tau2_method=method), PLAIN)


def test_trials_of_a_base_are_rated_with_what_its_rows_say() -> None:
    """The first choice is the result and the rating that the evidence tables show."""
    given = {"measure": "MD", "unit": "days per month", "poolable": True, "value_type": "change",
             "poolable_from": "estimate_ci", "design": "randomised_parallel",
             "overall_bias": "low", "n_i": 90.0, "n_c": 95.0}  # fmt: skip
    rows = evidence(
        trial_outcomes=tuple(
            outcome(f"t{i}-o1", estimate=e, ci_low=e - 0.8, ci_high=e + 0.8, **given)
            for i, e in enumerate((-1.0, -1.5, -0.7))
        )
    )
    (here,) = pooled_here(rows)
    made = pooled_answer(study_set_of(here, rows, NAMES[:3]), PoolChoice(measure="MD"), PLAIN)
    assert made.result.estimate == here.pooled.result.estimate
    assert made.rating.level == here.certainty
    fewer = PoolChoice(measure="MD", left_out=(0,))
    short = pooled_answer(study_set_of(here, rows, NAMES[:3]), fewer, PLAIN)
    assert dict(short.rating.domain("imprecision").inputs)["n_participants"] == 370


@pytest.mark.parametrize(
    ("argument", "make"),
    [
        ("effects", lambda: study_set({}, NAMES)),
        ("effects", lambda: study_set({"OR": (YI[:2], VI)}, NAMES)),
        ("participants", lambda: study_set({"OR": (YI, VI)}, NAMES, participants=[1, 2])),
        ("measure", lambda: pooled_answer(studies(), PoolChoice(measure="RR"), PLAIN)),
        ("test", lambda: pooled_answer(studies(), PoolChoice(measure="OR", test="x"), PLAIN)),
    ],
)
def test_unusable_arguments_are_named(argument: str, make) -> None:
    """The error names the argument."""
    with pytest.raises(InputError) as caught:
        make()
    assert caught.value.argument == argument
