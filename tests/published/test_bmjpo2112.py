"""AMSTAR 2 items and confidence of eight reviews on neonatal feeding.

BMJ Paediatrics Open, table 3 (bmjpaedsopen.bmj.com, highwire markup 2112). A review without
meta-analysis has NA for items 11, 12 and 15.
"""

from __future__ import annotations

import pytest

from evisyn.appraisal.tools.engine import compare_published
from evisyn.appraisal.tools.overall import amstar2_confidence

#: review, items 1 to 16, printed confidence, whether the rule of the tool gives the same
TABLE = [
    ("Abiramalatha", "Y N N Y Y Y Y Y Y N NA NA Y Y NA Y", "Moderate", False),
    ("Alshaikh", "Y N N Y Y Y N Y Y N Y N N N Y Y", "Critically low", True),
    ("Amissah 25", "Y Y N Y Y Y Y Y Y N NA NA Y Y NA N", "Moderate", True),
    ("Amissah 26", "Y Y N Y Y Y Y Y Y Y NA NA Y Y NA Y", "High", True),
    ("Brown", "Y N N Y Y Y Y Y Y N Y Y Y Y N Y", "Moderate", False),
    ("Oddie", "Y N N Y Y Y Y Y Y N Y Y Y Y Y Y", "Moderate", False),
    ("Premji", "Y PY N Y Y Y Y PY Y N Y Y Y Y N Y", "Moderate", False),
    ("Watson", "Y N N Y Y Y Y Y Y N NA NA Y Y NA Y", "Moderate", False),
]


@pytest.mark.parametrize(("review", "items", "printed", "same"), TABLE)
def test_printed_confidence_against_items(
    review: str, items: str, printed: str, same: bool
) -> None:
    """The comparison says for which reviews the printed confidence follows from the items."""
    result = amstar2_confidence(dict(enumerate(items.split(), start=1)))
    assert compare_published(printed, result).agrees is same, review
