"""Which cell feeds which input of a rating."""

from __future__ import annotations

from _rows import effect, limitation

from evisyn.appraisal.questions import Question
from evisyn.appraisal.rate import rate_effect, rating_inputs

ASKED = Question("migraine", "soft_tissue", "sham_placebo", "intensity")
FULL = effect(k=4, n_participants=500, i2=20.0)


def test_a_row_without_a_word_on_bias_is_not_rated() -> None:
    """Neither share nor statement: the missing input is listed."""
    result = rate_effect(ASKED, FULL, [])
    assert result.level == "not_rated"
    assert "rob_low_share" in result.missing
    assert result.range == ("high", "very_low")


def test_the_authors_statement_makes_it_ratable() -> None:
    """Serious for bias, nothing else: moderate."""
    result = rate_effect(ASKED, FULL, [limitation()])
    assert result.level == "moderate"
    assert "few good trials" in result.domain("risk_of_bias").reason


def test_only_the_authors_of_this_review_count() -> None:
    """Not an extractor, not another review."""
    others = [
        limitation(reported_by="extractor"),
        limitation("b2021-l1"),
        limitation("a2020-l2", domain="unspecified"),
    ]
    assert rating_inputs(ASKED, FULL, others)["rob_stated"] == ""


def test_suspected_publication_bias_and_a_blend_count() -> None:
    """One level each."""
    rows = [limitation(), limitation("a2020-l2", domain="publication_bias")]
    blended = effect(k=4, n_participants=500, i2=20.0, comparator_class="mixed")
    result = rate_effect(ASKED, blended, rows)
    assert result.level == "very_low"
    assert result.domain("indirectness").steps == 1


def test_what_no_cell_holds_can_be_added() -> None:
    """A share of participants at low risk replaces the statement."""
    result = rate_effect(ASKED, FULL, [limitation()], rob_low_share=90, review_quality="high")
    assert (result.level, result.missing) == ("high", ())
