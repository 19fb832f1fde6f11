"""Citation matrix of six reviews on exercise in pregnancy, 14 trials.

Data set of the software ccaR (thdiakon/ccaR, inst/extdata/test.csv), drawn in Bougioukas et al.
2021, doi:10.1016/j.jclinepi.2020.12.004. Its page prints: Guo 2016 has 12 trials, two of them in
no other review; the only trial of Middleton 2014 is in no other review. Cut-offs: below 5, 10 and
15 % (doi:10.1002/jrsm.1557).
"""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.synthesis.overlap import overlap

REVIEWS = ("Guo2016", "Gilinsky2015", "Morton2014", "Peacock2014", "Middleton2014", "Chasan2014")
MATRIX = {
    "Cheung2011": "110101", "Clark2009": "000010", "Ferrara2011": "110101", "Hu2012": "110001",
    "Ji2011": "100000", "Kim2012": "110101", "Mclntyre2012": "110101", "Peterson1995": "010000",
    "Ratner2008": "111101", "Reinhardt2012": "110101", "Shek2014": "111000",
    "Shyam2013": "111001", "Wein1999": "111001", "Yu2012": "100000",
}  # fmt: skip
ROWS = [
    {"review_id": review, "trial_id": trial}
    for trial, cells in MATRIX.items()
    for review, cell in zip(REVIEWS, cells, strict=True)
    if cell == "1"
]


def test_counts_that_the_page_prints() -> None:
    """Trials of a review, and those that no other review has."""
    found = overlap(ROWS)
    guo = found.matrix[:, found.review_ids.index("Guo2016")]
    middleton = found.matrix[:, found.review_ids.index("Middleton2014")]
    alone = found.matrix.sum(axis=1) == 1
    assert guo.sum() == 12
    assert np.sum((guo == 1) & alone) == 2
    assert middleton.sum() == 1
    assert np.sum((middleton == 1) & alone) == 1


def test_overall_cca() -> None:
    """(N - r) / (r c - r) with N = 43, r = 14, c = 6."""
    found = overlap(ROWS)
    assert (found.n_inclusions, found.n_trials, found.n_reviews) == (43, 14, 6)
    assert found.cca == pytest.approx(100 * (43 - 14) / (14 * 6 - 14))
    assert found.category == "very high"


def test_a_review_that_shares_nothing() -> None:
    """Middleton 2014 overlaps with no review: five pairs of 0 %."""
    pairs = [p for p in overlap(ROWS).pairwise if "Middleton2014" in (p.review_a, p.review_b)]
    assert [p.cca for p in pairs] == [0.0] * 5
