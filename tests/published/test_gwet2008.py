"""AC1 of two abstractors on 100 cases (Gwet 2008, doi:10.1348/000711006X126600).

Data set cont3x3abstractors of the author's software irrCAC. Its vignette and the Python version's
documentation print: AC1 0.84933, standard error 0.04322, interval 0.76358 to 0.93508, observed
agreement 0.89, chance agreement 0.26992; Cohen's kappa 0.796.
"""

from __future__ import annotations

from published._printed import assert_printed

from evisyn.appraisal.raters import gwet_ac1, weighted_kappa

COUNTS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]


def test_printed_ac1() -> None:
    """Coefficient, standard error and interval."""
    result = gwet_ac1(COUNTS)
    assert_printed(
        [result.estimate, result.se, result.ci_low, result.ci_high],
        "0.84933 0.04322 0.76358 0.93508",
    )


def test_printed_agreement() -> None:
    """Observed agreement and agreement by chance."""
    result = gwet_ac1(COUNTS)
    assert_printed([result.observed, result.expected], "0.89 0.26992", units=0.51)


def test_printed_kappa() -> None:
    """Cohen's kappa of the same table."""
    alike = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert_printed(weighted_kappa(COUNTS, alike).estimate, "0.796")
