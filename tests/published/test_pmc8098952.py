"""Summary of findings that contradict themselves: sham treatment in back pain trials.

BMJ Open 2021;11:e045106, doi:10.1136/bmjopen-2020-045106, table 2 (PMC8098952). Pain is printed as
3.86 higher with an interval from 3.29 lower to 4.43 higher: the middle of 3.29 and 4.43 is 3.86.
Adverse events: 144 and 121 per 1000 with RR 0.84 (0.55 to 1.28); drop-outs: 174 and 171 with RR
0.98 (0.77 to 1.25).
"""

from __future__ import annotations

import pytest

from evisyn.appraisal.audit import audit_effects

PAIN = {"effect_id": "pain", "measure": "MD", "unit": "0-100 scale", "estimate": 3.86,
        "n_participants": 805, "ci_low": -3.29, "ci_high": 4.43,
        "larger_value_favours": "comparator"}  # fmt: skip


def test_the_lost_sign_is_found() -> None:
    """The estimate lies 85 % of the half-width off the middle of its interval."""
    found = {finding.kind: finding for finding in audit_effects([PAIN])}
    assert set(found) == {"interval_asymmetric"}
    assert found["interval_asymmetric"].sureness == "likely"
    assert "85 % of the half-width" in found["interval_asymmetric"].arithmetic


def test_with_the_sign_put_right_nothing_is_found() -> None:
    """3.29 higher to 4.43 higher is symmetric about 3.86."""
    assert audit_effects([{**PAIN, "ci_low": 3.29}]) == ()


@pytest.mark.parametrize(
    ("rr", "low", "high", "control", "treated"),
    [(0.84, 0.55, 1.28, 144, 121), (0.98, 0.77, 1.25, 174, 171)],
)
def test_absolute_effects_follow_from_the_relative(
    rr: float, low: float, high: float, control: int, treated: int
) -> None:
    """The printed risks follow from control risk and relative effect."""
    row = {"effect_id": "risk", "measure": "RR", "outcome": "adverse_events", "estimate": rr,
           "ci_low": low, "ci_high": high, "larger_value_favours": "comparator",
           "control_risk": control, "absolute_difference": treated - control}  # fmt: skip
    assert audit_effects([row]) == ()
