"""Keys between tables, and the bibliography."""

from __future__ import annotations

import pytest
from _findings import KEYS, findings, with_cells
from _projects import descriptor

from evisyn.tables.validate import validate
from evisyn.vocab import FindingCode as Code

LOST = {
    "review of an effect": ("effects", "review_id", "ames2021", "is no row of reviews"),
    "source": ("effects", "source_id", "s0009", "is no row of sources"),
    "instrument": ("effects", "instrument", "HIT6", "is no row of instruments"),
    "original of a duplicate": ("effects", "duplicate_of", "ames2020-e9", "is no row of effects"),
    "trial": ("membership", "trial_id", "cole2019", "is no row of trials"),
    "study of a safety finding": (
        "adverse_events",
        "study_id",
        "dune2000",
        "is no row of reviews or trials",
    ),
    "assessor": ("risk_of_bias", "assessed_by", "PEDro", "nor one of PEDro database"),
    "row of an oddity": ("oddities", "row_id", "ames2020-e7", "is no row of effects"),
    "row of a second reading": ("agreement", "row_id", "ames2020-e7", "is no row of effects"),
    "column of a second reading": ("agreement", "field", "size", "has no column 'size'"),
    "claim of a check": ("citation_checks", "claim_id", "C77", "is no row of claims"),
    "oddity of a correction": ("corrections", "oddity_id", "od009", "is no row of oddities"),
}


@pytest.mark.parametrize("kind", LOST)
def test_a_reference_that_leads_nowhere_is_found(files, kind):
    """A key that no table has is an error at its cell."""
    table, column, text, message = LOST[kind]
    found = [
        f
        for f in findings(with_cells(files, table, {column: text}))
        if f.code == Code.UNKNOWN_REFERENCE
    ]
    assert [(f.file, f.column, f.value) for f in found] == [(f"data/{table}.csv", column, text)]
    assert message in found[0].message


def test_a_lost_reference_names_the_nearest_key(files):
    """The repair proposes the key that was probably meant."""
    (found,) = findings(with_cells(files, "effects", {"review_id": "ames2002"}))
    assert "the nearest is 'ames2020'" in found.fix


def test_a_safety_finding_may_point_to_a_trial_or_a_review(files):
    """Either kind of study will do."""
    assert findings(with_cells(files, "adverse_events", {"study_id": "bell2021"})) == []


def test_a_row_does_not_duplicate_itself(files):
    """A result that is its own duplicate is an error."""
    (found,) = findings(with_cells(files, "effects", {"duplicate_of": "ames2020-e1"}))
    assert found.code == Code.SELF_REFERENCE


def test_an_unreadable_table_silences_references_to_it(files):
    """What points to a table that could not be read is not judged."""
    files["instruments.csv"] = b"\x00"
    assert [f.code for f in findings(files)] == [Code.NUL_BYTE]


def _bibliography(files, keys):
    return validate(files, descriptor(), keys)[1]


def test_a_review_needs_an_entry(files):
    """A review, a trial or a threshold source without an entry is an error at its row."""
    for key, file in (
        ("ames2020", "reviews"),
        ("cole2018", "trials"),
        ("threshold-s0001", "thresholds"),
    ):
        keys = {k: v for k, v in KEYS.items() if k != key}
        (found,) = _bibliography(files, keys)
        assert (found.code, found.file) == (Code.BIBLIOGRAPHY_MISSING, f"data/{file}.csv")
        assert key in found.fix


def test_an_entry_needs_a_row(files):
    """An orphan entry is an error at its line of the bibliography."""
    (found,) = _bibliography(files, {**KEYS, "dune2000": 77})
    assert (found.code, found.file, found.line, found.row_id) == (
        Code.BIBLIOGRAPHY_ORPHAN,
        "data/references.bib",
        77,
        "dune2000",
    )


def test_the_bibliography_can_be_left_out(files):
    """Without keys nothing is said about entries."""
    assert _bibliography(files, None) == []
