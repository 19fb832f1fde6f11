"""Which parts of a question a result does not match."""

from __future__ import annotations

from _rows import effect

from evisyn.appraisal.directness import parts_that_differ
from evisyn.appraisal.questions import Question

ASKED = Question("migraine", "soft_tissue", "sham_placebo", "intensity")


def test_a_result_of_the_question_itself_matches() -> None:
    """Nothing differs."""
    assert parts_that_differ(ASKED, effect()) == ()


def test_blended_comparators_and_pooled_conditions_differ() -> None:
    """Each part is named once."""
    row = effect(condition="mixed", comparator_class="mixed")
    assert parts_that_differ(ASKED, row) == ("population", "comparator")


def test_a_reader_may_ask_for_another_comparator() -> None:
    """A question on a blend, read for what is beyond sham."""
    blended = Question("migraine", "soft_tissue", "mixed", "intensity")
    row = effect(comparator_class="mixed")
    assert parts_that_differ(blended, row) == ()
    assert parts_that_differ(blended, row, comparator_wanted="sham_placebo") == ("comparator",)


def test_a_surrogate_outcome_differs() -> None:
    """An outcome that stands in for one that matters."""
    assert parts_that_differ(ASKED, effect(), surrogate=True) == ("outcome",)
