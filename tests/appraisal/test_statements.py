"""What a limitation says about a body of trials."""

from __future__ import annotations

import pytest

from evisyn.appraisal.statements import concerns_outcome, says_most_at_risk


@pytest.mark.parametrize(
    "statement",
    [
        "Most trials at high or unclear risk of bias",
        "The quality of the nine trials was mostly poor",
        "No included study was at low risk of bias",
        "19 of the 26 trials had high risk of bias in more than one domain",
        "Only 4 of 11 trials were of high quality",
        "Only two of eight trials were of high quality",
        "Certainty downgraded for unclear or high risk of bias",
    ],
)
def test_most_trials(statement: str) -> None:
    """Words for most, a share above one half, few good trials, or a rating down."""
    assert says_most_at_risk(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "3 of the 7 included trials were at high risk of bias",
        "2 of 14 trials were of low methodological quality",
        "Five of the six reviews rated high quality, one at high risk of bias",
        "Blinding of patients was difficult",
        "Trial quality varied",
        "Most trials were small",
        "Three of fourteen studies were not randomised",
    ],
)
def test_some_trials_or_something_else(statement: str) -> None:
    """Less than half, another matter, or no number at all."""
    assert not says_most_at_risk(statement)


@pytest.mark.parametrize(
    ("statement", "outcome", "concerns"),
    [
        ("Egger test suggested publication bias for quality of life", "quality_of_life", True),
        ("Egger test suggested publication bias for quality of life", "intensity", False),
        ("The funnel plot was asymmetric", "intensity", True),
    ],
)
def test_the_outcome_that_a_statement_is_on(statement: str, outcome: str, concerns: bool) -> None:
    """A statement for one outcome says nothing of another."""
    assert concerns_outcome(statement, outcome) is concerns
