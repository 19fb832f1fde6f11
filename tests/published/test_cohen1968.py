"""Weighted kappa: two judges, 200 people, three diagnoses (Cohen 1968, table 1).

doi:10.1037/h0026256. Shares and weights as in the example of R's psych::cohen.kappa, which gives
the printed results: kappa .492, weighted kappa .348, and .353 with unequal weights.
"""

from __future__ import annotations

import numpy as np
import pytest
from published._printed import assert_printed

from evisyn.appraisal.raters import weighted_kappa

SHARES = np.array([[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]])
WEIGHTS = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
UNEQUAL = [[0, 1, 4], [1, 0, 6], [2, 2, 0]]
ALIKE = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


@pytest.mark.parametrize(
    ("weights", "printed"), [(ALIKE, ".492"), (WEIGHTS, ".348"), (UNEQUAL, ".353")]
)
def test_printed_kappa(weights: list[list[int]], printed: str) -> None:
    """Disagreements weighted alike, by gravity, and differently for each judge."""
    assert_printed(weighted_kappa(200 * SHARES, weights).estimate, printed)
