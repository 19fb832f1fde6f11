"""What other choices give, said in words that a reader cannot take for more than they are."""

from __future__ import annotations

import pytest

from evisyn.appraisal.grade import grade
from evisyn.appraisal.what_if import PoolChoice, RatingChoice, pooled_answer, study_set
from evisyn.report.what_if import (
    certainty_status,
    level_words,
    pooled_alternatives,
    pooled_status,
    rating_table,
)

STUDIES = study_set({"MD": ((-0.9, -0.4, -1.1), (0.05, 0.04, 0.09))}, ("A", "B", "C"), unit="days")
GIVEN = {"estimate": -1.0, "ci_low": -2.0, "ci_high": -0.5, "k": 3, "measure": "MD"}


@pytest.mark.parametrize(
    ("level", "span_of", "said"),
    [
        ("low", ("low", "low"), "⊕⊕◯◯ low"),
        ("low", ("low", "very_low"), "⊕⊕◯◯ low (open: very low to low)"),
        ("very_low", ("low", "low"), "⊕◯◯◯ very low (at best low)"),
        ("not_rated", ("high", "very_low"), "not rated (open: very low to high)"),
        ("not_rated", None, "not rated"),
    ],
)
def test_an_open_level_says_between_which(level, span_of, said) -> None:
    """A level is never shown without the levels that are still open."""
    assert level_words(level, span_of) == said


def test_the_status_says_how_it_was_pooled() -> None:
    """Studies, model, interval, result; a prediction interval of few studies is marked."""
    said = pooled_status(STUDIES, pooled_answer(STUDIES, PoolChoice(measure="MD"), RatingChoice()))
    assert said.startswith("3 of 3 studies pooled, random effects (REML), Hartung-Knapp interval")
    assert "MD −0.7" in said
    assert "(unreliable)" in said


def test_a_refusal_has_no_number() -> None:
    """Nothing but the reason is said, and the table of changes says refused."""
    choice = PoolChoice(measure="MD", left_out=(0, 1))
    answer = pooled_answer(STUDIES, choice, RatingChoice())
    assert pooled_status(STUDIES, answer) == answer.refusal
    assert certainty_status("not_rated", None, RatingChoice()).startswith("Certainty: not rated")
    row = pooled_alternatives([("Studies", "one", answer)], id="a").rows[0]
    assert "refused" in [cell.text for cell in row.cells]


def test_what_is_assumed_is_said_to_be_assumed() -> None:
    """In the sentence and in the row of the domain."""
    rules = RatingChoice(rob_low_share=50.0, indirectness=1)
    rating = grade(**GIVEN, **rules.arguments())
    said = certainty_status(rating.level, rating, rules)
    assert "Assumed, not known: 50 % of participants in trials at low risk of bias; 1 part" in said
    shown = rating_table(rating, id="a", assumed=rules.assumed)
    marked = {row.cells[0].text for row in shown.rows if row.cells[3].text.startswith("assumed: ")}
    assert marked == {"risk of bias", "indirectness"}


def test_the_review_that_holds_a_level_down_is_said() -> None:
    """A cap is not left for the reader to guess."""
    rating = grade(**GIVEN)
    assert "Held down" in certainty_status("low", rating, RatingChoice(), capped=True)
