"""AMSTAR totals and ratings of 21 reviews.

BMJ Open, table 2 (highwire markup 128318): 0 to 3 low, 4 to 7 moderate, 8 to 11 high.
"""

from __future__ import annotations

import pytest

from evisyn.appraisal.tools.engine import recompute

#: total: rating, for every pair that the table prints
PRINTED = {2: "low", 3: "low", 4: "medium", 5: "medium", 6: "medium", 7: "medium", 8: "high",
           9: "high", 10: "high"}  # fmt: skip


@pytest.mark.parametrize(("total", "rating"), PRINTED.items())
def test_rating_of_a_total(total: int, rating: str) -> None:
    """A review that meets so many items has the printed rating (moderate is medium here)."""
    items = {number: "yes" if number <= total else "no" for number in range(1, 12)}
    result = recompute("AMSTAR", items)
    assert (result.total, result.label) == (total, rating)
