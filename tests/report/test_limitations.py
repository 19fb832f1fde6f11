from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evisyn.report.limitations import (
    NONE_EXTRACTED,
    limitation_domains,
    limitation_statements,
    limitations_table,
)

if TYPE_CHECKING:
    from evisyn.report.display import Cell, DisplayTable
    from evisyn.tables.base import EvidenceBase

CONDITIONS = ("migraine", "tth", "cgh")


def cells(table: DisplayTable, key: str) -> dict[str, Cell]:
    keys = [column.key for column in table.columns]
    place = keys.index(key)
    return {str(row.cells[0].value): row.cells[place] for row in table.rows}


def reviews_of(base: EvidenceBase, condition: str) -> set[str]:
    reviews = base.reviews
    kinds = reviews["headache_types"].fillna("").str.split("; ")
    return set(reviews.loc[[condition in kind for kind in kinds], "review_id"])


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_review_of_a_condition_has_a_row(base: EvidenceBase, condition: str) -> None:
    """A review of several conditions stands under each."""
    found = cells(limitations_table(base, condition), "n_reasons")
    assert set(found) == reviews_of(base, condition)


def test_none_extracted_differs_from_none(base: EvidenceBase) -> None:
    """A review without a row says "none extracted" and has no count, not a nought."""
    found = cells(limitations_table(base), "n_reasons")
    silent = set(base.reviews["review_id"]) - set(base.limitations["review_id"])
    assert len(silent) == 28
    assert {key for key, cell in found.items() if cell.text == NONE_EXTRACTED} == silent
    assert all(found[key].value is None for key in silent)
    assert any("does not mean" in note for note in limitations_table(base).source_notes)


def test_the_reason_not_named_is_never_a_reason(base: EvidenceBase) -> None:
    """Counts of reasons leave out the unspecified domain."""
    rows = base.limitations
    reasons = rows.loc[rows["domain"] != "unspecified"].groupby("review_id").size()
    found = cells(limitations_table(base), "n_reasons")
    for key, cell in found.items():
        assert cell.value is None or cell.value == reasons.get(key, 0)
    groups = dict(limitation_domains(base).groups)
    assert [row.cells[0].value for row in groups["Not counted as a reason"]] == ["unspecified"]


def test_counts_by_domain_add_up_to_the_rows(base: EvidenceBase) -> None:
    """Statements over domains are all rows, and over voices all statements of the domain."""
    frame = limitation_domains(base).to_frame()
    assert frame["n_statements"].sum() == len(base.limitations)
    voices = frame.filter(like="by_")
    assert (voices.sum(axis=1) == frame["n_statements"]).all()


def test_counts_rest_on_the_statements_they_count(base: EvidenceBase) -> None:
    """A count of n names n rows."""
    for row in limitation_domains(base, "tth").rows:
        assert len(row.cells[3].refs) == row.cells[3].value


def test_who_stated_it_is_shown(base: EvidenceBase) -> None:
    """Each statement says whether authors, another review or the extractor made it."""
    frame = limitation_statements(base).to_frame().set_index("limitation_id")
    rows = base.limitations.set_index("limitation_id").loc[frame.index]
    assert len(frame) == len(base.limitations)
    assert (frame["reported_by"] == rows["reported_by"]).all()


@pytest.mark.parametrize("make", [limitations_table, limitation_statements, limitation_domains])
def test_the_weakness_of_the_domain_is_said(base: EvidenceBase, make: object) -> None:
    """Beside counts by domain stands how far two readings agreed on it."""
    notes = " ".join(make(base).source_notes)  # type: ignore[operator]
    assert "kappa 0.62 (10 pairs), which is weak" in notes
    assert "not blind" in notes
