"""Credibility classes: the printed table of criteria, row by row.

BMC Medicine 2021, doi:10.1186/s12916-021-02020-6, table 1: what each level of evidence requires.
"""

from __future__ import annotations

from typing import Any

import pytest

from evisyn.appraisal.credibility import credibility_class

CONVINCING: dict[str, Any] = {
    "p_value": 0.9e-6, "n_cases": 1001, "k": 10, "i2": 49.9, "pi_low": 0.01, "pi_high": 0.8,
    "largest_ci": (0.1, 0.4), "egger_p": 0.11, "excess_p": 0.11,
}  # fmt: skip
#: what is changed, class then: a condition of class I alone leaves class II
CHANGES = [
    ({}, "I"),
    ({"pi_low": -0.01}, "II"),
    ({"i2": 50.0}, "II"),
    ({"egger_p": 0.10}, "II"),
    ({"excess_p": 0.10}, "II"),
    ({"largest_ci": (-0.1, 0.4)}, "III"),
    ({"p_value": 1e-6}, "III"),
    ({"p_value": 1e-3}, "IV"),
    ({"n_cases": 1000}, "IV"),
    ({"p_value": 0.05}, "NS"),
]


@pytest.mark.parametrize(("change", "label"), CHANGES)
def test_each_criterion_of_the_table(change: dict[str, Any], label: str) -> None:
    """Each limit of the table, just met or just missed, gives the printed level."""
    assert credibility_class(**{**CONVINCING, **change}).label == label


def test_participants_stand_in_for_cases() -> None:
    """More than 20 000 participants for a continuous outcome."""
    people = {**CONVINCING, "n_cases": None}
    assert credibility_class(**people, n_participants=20_001).label == "I"
    assert credibility_class(**people, n_participants=20_000).label == "IV"
