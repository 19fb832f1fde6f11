"""A home-made use of AMSTAR 2: other critical items and bands of items met.

Systematic Reviews 2023;12:200, doi:10.1186/s13643-023-02358-3, table 4 (PMC10612170): critical
items are named as 2, 4, 9, 11, 13 and 15, and levels as more than 4 items, or 4 or fewer.
"""

from __future__ import annotations

from evisyn.appraisal.tools.misuse import amstar2_misuse

CRITICAL = (2, 4, 9, 11, 13, 15)
RULE = "low: yes for more than 4 critical items and more than 4 non-critical items"


def test_other_critical_items_are_found() -> None:
    """Item 7 is missing from the critical set."""
    kinds = {found.kind: found.what for found in amstar2_misuse(critical_items=CRITICAL)}
    assert kinds == {"critical_set": "critical items differ from the tool's: without 7"}


def test_bands_of_items_are_found() -> None:
    """Ratings from numbers of items met are no rule of the tool."""
    assert [found.kind for found in amstar2_misuse(RULE)] == ["score_bands"]
