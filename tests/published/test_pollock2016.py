"""Downgrades for overviews as printed (Pollock et al. 2016, table 2).

doi:10.1016/j.jclinepi.2015.08.013 (PMC4742519): participants 200, 100 and fewer; three quarters of
participants at low risk; I2 of 75 %; AMSTAR questions 1 to 4. The sum of downgrades becomes a level
by a formula that the table does not hold.
"""

from __future__ import annotations

import pytest

from evisyn.appraisal.grade import grade

CASES = [
    ("imprecision", {"n_participants": 200}, 0), ("imprecision", {"n_participants": 199}, 1),
    ("imprecision", {"n_participants": 100}, 1), ("imprecision", {"n_participants": 99}, 2),
    ("risk_of_bias", {"rob_low_share": 75}, 0), ("risk_of_bias", {"rob_low_share": 74}, 1),
    ("risk_of_bias", {}, 1), ("inconsistency", {"i2": 75, "k": 4}, 0),
    ("inconsistency", {"i2": 76, "k": 4}, 1), ("inconsistency", {"k": 4}, 1),
    ("inconsistency", {"k": 1}, 0), ("review_process", {"review_quality": 4}, 0),
    ("review_process", {"review_quality": 3}, 1), ("review_process", {"review_quality": 2}, 2),
]  # fmt: skip


@pytest.mark.parametrize(("domain", "inputs", "steps"), CASES)
def test_printed_downgrades(domain: str, inputs: dict[str, float], steps: int) -> None:
    """Each cell of the table, at its limit."""
    assert grade(**inputs, preset="pollock2016").domain(domain).steps == steps  # type: ignore[arg-type]
