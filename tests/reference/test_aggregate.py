"""Averages of correlated effects within clusters against metafor's aggregate."""

from __future__ import annotations

import pytest
from reference._cases import Case, compare, runs

from evisyn.effects.aggregate import aggregate

CASES = runs("multilevel", "_aggregate_")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_aggregate(case: Case) -> None:
    """One effect and variance per cluster, sampling errors correlating at 0.5."""
    result = aggregate(case.input["yi"], case.input["vi"], case.input["cluster"], rho=0.5)
    compare(result.yi, case.expected["yi"], case=case, what="yi")
    compare(result.vi, case.expected["vi"], case=case, what="vi")
