"""Mantel-Haenszel and Peto pooling against metafor."""

from __future__ import annotations

import pytest
from reference._cases import Case, compare, runs

from evisyn.synthesis.mantel_haenszel import mantel_haenszel, peto

NAMES = {
    "k": "k", "beta": "estimate", "se": "se", "stat": "statistic", "pval": "p_value",
    "ci_lb": "ci_low", "ci_ub": "ci_high", "Q": "q", "Q_p": "q_p", "I2": "i2", "H2": "h2",
    "MH": "cmh", "MHp": "cmh_p", "TA": "tarone", "TAp": "tarone_p", "BD": "breslow_day",
    "BDp": "breslow_day_p",
}  # fmt: skip


@pytest.mark.parametrize("case", runs("mh_peto"), ids=str)
def test_pooled_tables_agree(case: Case) -> None:
    """Every field, with and without corrections, dropped tables and continuity correction."""
    method = peto if "peto" in case.id else mantel_haenszel
    found = method(**case.input)
    for name, field in NAMES.items():
        if name in case.expected:
            kind = "count" if name == "k" else "closed"
            compare(getattr(found, field), case.expected[name], kind, case=case, what=name)
    # metafor counts informative tables for odds ratios only
    if case.expected.get("k.pos") is not None:
        compare(found.k_positive, case.expected["k.pos"], "count", case=case, what="k.pos")
