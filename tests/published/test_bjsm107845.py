"""GRADE ratings of six comparisons as printed, and the house rules on the same figures.

British Journal of Sports Medicine, table 3 (highwire markup 107845): participants, trials, SMD
with interval and the domains that were faulted. Imprecision was charged for fewer than 400
participants; no comparison was faulted for indirectness.
"""

from __future__ import annotations

from typing import Any

import pytest

from evisyn.appraisal.grade import grade

Comparison = tuple[str, float, float, float, int, int, bool, bool, str]
#: name, SMD, limits, participants, trials, limitations, inconsistency, printed rating
TABLE: list[Comparison] = [
    ("short term", -0.28, -0.49, -0.08, 385, 6, True, False, "low"),
    ("medium term", -0.59, -1.03, -0.15, 173, 3, True, False, "low"),
    ("long term", 0.01, -0.39, 0.41, 345, 5, True, True, "very_low"),
    ("short term, good trials", -0.27, -0.54, -0.05, 215, 3, False, False, "moderate"),
    ("long term, good trials", 0.13, -0.14, 0.40, 215, 3, False, False, "moderate"),
]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_rating_from_the_printed_figures(row: Comparison) -> None:
    """The house rules reach the printed rating from the printed figures and faults."""
    _, smd, low, high, people, k, limited, inconsistent, printed = row
    result = grade(
        estimate=smd, ci_low=low, ci_high=high, k=k, n_participants=people, measure="SMD",
        rob_low_share=60 if limited else 80, i2=80 if inconsistent else 20, indirectness=0,
        review_quality="high",
    )  # fmt: skip
    assert result.level == printed


def test_a_single_small_trial() -> None:
    """40 people in one trial: printed low (a level each for consistency and size).

    The house rules take two levels for fewer than 100 people and none for the single trial: low.
    """
    inputs: dict[str, Any] = {"estimate": -0.32, "ci_low": -0.95, "ci_high": 0.31, "k": 1}
    result = grade(
        **inputs, n_participants=40, measure="SMD", rob_low_share=80, indirectness=0,
        review_quality="high",
    )  # fmt: skip
    assert result.level == "low"
    assert result.domain("imprecision").state == "very serious"
