"""Corrected covered area of five reviews and three included studies.

Vignette of the software junoR (juno-evidence-alliance.github.io/junoR/articles/CCA.html): five
studies, five reviews, each pair included, excluded, ineligible or empty; the page prints
41.66667 %.
"""

from __future__ import annotations

from published._printed import assert_printed

from evisyn.synthesis.overlap import overlap

STATUS = ("iiexx", "xixox", "ixioe", "ioiox", "xiexo")
"""One word per review, one letter per study; i is included."""


def test_printed_cca() -> None:
    """Studies that no review includes are no rows of the matrix."""
    rows = [
        {"review_id": f"Review_{review}", "trial_id": f"Study_{study}"}
        for review, word in enumerate(STATUS, start=1)
        for study, letter in enumerate(word, start=1)
        if letter == "i"
    ]
    found = overlap(rows)
    assert_printed(found.cca, "41.66667")
    assert found.n_trials == 3
