"""ROBINS-I domains and overall judgement as printed in two papers, and RoB 1 in a third.

- doi:10.1155/2020/8736509, table 2 (PMC6969993).
- PMC10421623, table 3.
- doi:10.1302/2058-5241.5.190017, table 2 (PMC7017593): RoB 1 with the rule by key domains
  printed below the table.

Domains in the order confounding, selection, classification, deviations, missing data, measurement,
reported result.
"""

from __future__ import annotations

import pytest

from evisyn.appraisal.tools.engine import compare_published, recompute
from evisyn.appraisal.tools.rob import ROB_1, ROBINS_I

SARCOMA = [
    ("S L L L M L L", "Serious"), ("M L L L S L L", "Serious"), ("S L L L L L L", "Serious"),
    ("L L L L L L M", "Moderate"), ("S L L L M L L", "Serious"), ("M L L L M L M", "Moderate"),
    ("M L L L L L L", "Moderate"), ("S L L L L L S", "Serious"), ("S L L L L L L", "Serious"),
]  # fmt: skip
VIROLOGY = [
    ("Baum", "M L M M L L L", "Moderate", True), ("Grewal", "M M L L L L L", "Moderate", True),
    ("Rosenberg", "M M L L M L L", "Moderate", True), ("Rane", "L L L L M L L", "Low", False),
    ("Lytras", "M L L L M M L", "Moderate", True), ("Ranzani", "L L L L L M L", "Moderate", True),
]  # fmt: skip


@pytest.mark.parametrize(("letters", "printed"), SARCOMA)
def test_overall_is_the_worst_domain(letters: str, printed: str) -> None:
    """Every printed overall judgement is that of the worst domain."""
    result = recompute(ROBINS_I, dict(zip(ROBINS_I.keys, letters.split(), strict=True)))
    assert result.label == printed.lower()


@pytest.mark.parametrize(("study", "letters", "printed", "same"), VIROLOGY)
def test_one_printed_judgement_is_better_than_its_domains(
    study: str, letters: str, printed: str, same: bool
) -> None:
    """Rane is printed as low with a moderate domain; the comparison finds it."""
    result = recompute(ROBINS_I, dict(zip(ROBINS_I.keys, letters.split(), strict=True)))
    assert compare_published(printed, result).agrees is same, study


def test_rob_1_by_key_domains() -> None:
    """Cottingham 1988: three domains high, overall high as printed."""
    keys = ("sequence", "concealment", "selective reporting", "other", "blinding people",
            "blinding assessment", "incomplete data")  # fmt: skip
    printed = ("Unclear", "Unclear", "Unclear", "High", "High", "High", "Low")
    assert recompute(ROB_1, dict(zip(keys, printed, strict=True))).label == "high"
