"""Which cell feeds which input of a rating."""

from __future__ import annotations

from _rows import effect, limitation

from evisyn.appraisal.grade import grade
from evisyn.appraisal.questions import Question
from evisyn.appraisal.rate import rating_inputs

MOST = {"statement": "most trials at high risk of bias"}
ASKED = Question("migraine", "soft_tissue", "sham_placebo", "intensity")


def rate_effect(question, row, limitations, **known):
    """Rate with the inputs that the cells give, and what is known besides."""
    return grade(**{**rating_inputs(question, row, limitations), **known})


FULL = effect(k=4, n_participants=500, i2=20.0)


def test_a_row_without_a_word_on_bias_is_not_rated() -> None:
    """Neither share nor statement: the missing input is listed."""
    result = rate_effect(ASKED, FULL, [])
    assert result.level == "not_rated"
    assert "rob_low_share" in result.missing
    assert result.range == ("high", "very_low")


def test_the_authors_statement_makes_it_ratable() -> None:
    """Serious for bias, nothing else: moderate."""
    result = rate_effect(ASKED, FULL, [limitation(**MOST)])
    assert result.level == "moderate"
    assert MOST["statement"] in result.domain("risk_of_bias").reason


def test_only_the_authors_of_this_review_count() -> None:
    """Not an extractor, not another review."""
    others = [
        limitation(reported_by="extractor", **MOST),
        limitation("b2021-l1", **MOST),
        limitation("a2020-l2", domain="unspecified", **MOST),
    ]
    assert rating_inputs(ASKED, FULL, others)["rob_stated"] == ""


def test_suspected_publication_bias_and_a_blend_count() -> None:
    """One level each."""
    rows = [limitation(**MOST), limitation("a2020-l2", domain="publication_bias")]
    blended = effect(k=4, n_participants=500, i2=20.0, comparator_class="mixed")
    result = rate_effect(ASKED, blended, rows)
    assert result.level == "very_low"
    assert result.domain("indirectness").steps == 1


def test_what_no_cell_holds_can_be_added() -> None:
    """A share of participants at low risk replaces the statement."""
    result = rate_effect(ASKED, FULL, [limitation()], rob_low_share=90, review_quality="high")
    assert (result.level, result.missing) == ("high", ())


def test_a_statement_on_some_trials_is_no_statement_on_most() -> None:
    """Three of seven trials leave the domain not assessable."""
    some = limitation(statement="3 of the 7 trials were at high risk of bias")
    assert rate_effect(ASKED, FULL, [some]).level == "not_rated"


def test_a_suspicion_on_another_outcome_does_not_count() -> None:
    """Named for quality of life, read for intensity."""
    named = limitation(domain="publication_bias", statement="Egger test for quality of life")
    assert rating_inputs(ASKED, FULL, [named])["bias_suspected"] == ""
