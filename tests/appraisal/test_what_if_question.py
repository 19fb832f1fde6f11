"""Questions under other rules: nothing chosen is the evidence as it stands."""

from __future__ import annotations

import pytest
from _rows import effect, evidence, judgement, limitation, outcome

import evisyn as ev
from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.strength import strength_of_evidence
from evisyn.appraisal.what_if import RatingChoice
from evisyn.appraisal.what_if_question import question_answer, question_set
from evisyn.errors import InputError

ASKED = "migraine.soft_tissue.sham_placebo.intensity"
PLAIN = RatingChoice()
KNOWN = {"n_participants": 500.0, "k": 6, "i2": 20.0}


def test_nothing_chosen_is_the_evidence_as_it_stands() -> None:
    """Every question of the shipped base has the level of the strength table."""
    rows = evidence_rows(ev.load())
    asked = question_set(rows)
    levels = {s.question.id: s.certainty for s in strength_of_evidence(rows) if s.rating}
    assert levels
    assert {key: question_answer(asked, key, PLAIN).level for key in levels} == levels


def test_shipped_trials_stay_unpooled_whatever_is_chosen() -> None:
    """Letting rows in changes no refusal to pool of the shipped questions."""
    rows = evidence_rows(ev.load())
    for let_in in (False, True):
        asked = question_set(rows, let_in=let_in)
        assert all(question_answer(asked, key, PLAIN).why_not_pooled for key in asked.items)


def test_rows_set_aside_stand_for_a_question_only_when_let_in() -> None:
    """A question whose one result is set aside has no rating until it is let in."""
    rows = evidence(effects=(effect(set_aside=True, **KNOWN),))
    out = question_answer(question_set(rows), ASKED, PLAIN)
    let_in = question_answer(question_set(rows, let_in=True), ASKED, PLAIN)
    assert (out.index, out.rating, out.level) == (None, None, "not_rated")
    assert let_in.index.effect.effect_id == "a2020-e1"
    assert let_in.rating is not None


def test_the_questions_are_the_same_when_rows_are_let_in() -> None:
    """Letting in adds no question and loses none."""
    rows = evidence_rows(ev.load())
    assert list(question_set(rows).items) == list(question_set(rows, let_in=True).items)


def test_a_row_that_contradicts_itself_is_not_rated() -> None:
    """An estimate outside of its interval that was set aside gives no level when let in."""
    rows = evidence(effects=(effect(set_aside=True, estimate=0.5, **KNOWN),))
    made = question_answer(question_set(rows, let_in=True), ASKED, PLAIN)
    assert made.index is None or made.rating is None
    assert made.level == "not_rated"


def test_an_assumption_replaces_what_the_rows_say() -> None:
    """Assumed risk of bias is read in place of the authors' statement."""
    stated = limitation(domain="risk_of_bias", reported_by="review_authors",
                        statement="most trials at high risk of bias")  # fmt: skip
    asked = question_set(evidence(effects=(effect(**KNOWN),), limitations=(stated,)))
    assumed = question_answer(asked, ASKED, RatingChoice(rob_low_share=75.0))
    assert question_answer(asked, ASKED, PLAIN).rating.domain("risk_of_bias").steps == 1
    assert assumed.rating.domain("risk_of_bias").steps == 0


def test_a_judgement_gives_way_where_its_domain_is_assumed() -> None:
    """A person's judgement stands until the same domain is assumed otherwise."""
    own = judgement(ASKED, state="very serious", domain="risk_of_bias")
    asked = question_set(evidence(effects=(effect(**KNOWN),), judgements=(own,)))
    plain = question_answer(asked, ASKED, PLAIN).rating.domain("risk_of_bias")
    other = question_answer(asked, ASKED, RatingChoice(rob_low_share=75.0))
    assert plain.steps == 2
    assert other.rating.domain("risk_of_bias").overridden_by is None


def test_the_review_holds_the_level_down() -> None:
    """The caution of the evidence tables holds here, too, and says so; other rules lack it."""
    given = {**KNOWN, "certainty_reported": "very_low"}
    asked = question_set(evidence(effects=(effect(**given),)))
    made = question_answer(asked, ASKED, RatingChoice(rob_low_share=75.0))
    assert (made.level, made.capped_by_review) == ("very_low", True)
    other = question_answer(asked, ASKED, RatingChoice(preset="metaumbrella", rob_low_share=75.0))
    assert not other.capped_by_review


def test_why_trials_are_not_pooled() -> None:
    """The reason is that of pooling anew."""
    rows = evidence(
        effects=(effect(**KNOWN),),
        trial_outcomes=(outcome(measure="MD", unit="points", estimate=-1.0, ci_low=-2.0,
                                ci_high=0.0, poolable=True, poolable_from="estimate_ci"),),
    )  # fmt: skip
    made = question_answer(question_set(rows), ASKED, PLAIN)
    assert "pooling needs 2" in made.why_not_pooled


def test_an_unknown_question_is_refused() -> None:
    """The message names questions that exist."""
    with pytest.raises(InputError, match=ASKED):
        question_answer(question_set(evidence(effects=(effect(),))), "x.y.z.w", PLAIN)
