"""Corrections: repairs on load, acceptances, and entries that are out of date."""

from __future__ import annotations

import pytest
from _findings import findings, outcome, with_cells, with_row

from evisyn.vocab import FindingCode as Code

REPAIR = {
    "correction_id": "co002",
    "table": "effects",
    "row_id": "ames2020-e1",
    "column": "estimate",
    "action": "replace",
    "expects": "-1.5",
    "replacement": "-1.25",
    "use": "show",
    "reason": "The erratum says so.",
}
ACCEPT = {
    **REPAIR,
    "action": "accept",
    "expects": "4.37",
    "replacement": "",
    "reason": "Printed so.",
}


def test_a_replacement_is_applied_on_load(files):
    """The frame shows the new value; the file is left alone."""
    before = files["effects.csv"]
    base, found = outcome(with_row(files, "corrections", REPAIR))
    assert found == []
    assert base.effects["estimate"].iloc[0] == -1.25
    assert files["effects.csv"] == before


def test_a_replacement_is_flagged(files):
    """The flag names the column, both values and the reason."""
    base, _ = outcome(with_row(files, "corrections", REPAIR))
    assert base.flags("effects")["ames2020-e1"] == (
        "estimate: -1.5 in the file, read as -1.25. The erratum says so."
    )


def test_a_replacement_is_checked_like_any_cell(files):
    """A repair cannot bring in what the contract forbids."""
    (found,) = findings(with_row(files, "corrections", {**REPAIR, "replacement": "NA"}))
    assert (found.code, found.row_id, found.column) == (
        Code.PLACEHOLDER,
        "ames2020-e1",
        "estimate",
    )


def test_a_replacement_that_finds_something_else_is_an_error(files):
    """The cell was changed after the repair was written: nothing is replaced."""
    base, (found,) = outcome(with_row(files, "corrections", {**REPAIR, "expects": "-1.6"}))
    assert (found.code, found.file, found.line) == (
        Code.CORRECTION_EXPECTS,
        "data/corrections.csv",
        3,
    )
    assert "holds '-1.5', and the entry expects '-1.6'" in found.message
    assert base is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"row_id": "ames2020-e9"}, Code.CORRECTION_NO_ROW),
        ({"column": "size"}, Code.CORRECTION_NO_COLUMN),
    ],
)
@pytest.mark.parametrize("entry", [REPAIR, ACCEPT], ids=["replace", "accept"])
def test_an_entry_that_matches_nothing_is_an_error(files, entry, change, code):
    """A row or a column that is not there means that the entry has lost its object."""
    found = findings(with_row(files, "corrections", {**entry, **change}))
    assert [(f.code, f.severity) for f in found] == [(code, "error")]


def test_two_replacements_of_one_cell_conflict(files):
    """The second replacement of a cell is an error."""
    files = with_row(files, "corrections", REPAIR)
    files = with_row(files, "corrections", {**REPAIR, "correction_id": "co003"})
    assert [f.code for f in findings(files)] == [Code.CORRECTION_CONFLICT]


def test_an_accepted_cell_may_contradict_its_neighbours(files):
    """An estimate outside its interval loads when the cell is accepted as printed."""
    files = with_cells(files, "effects", {"estimate": "4.37"})
    assert [f.code for f in findings(files)] == [Code.ESTIMATE_OUTSIDE_INTERVAL]
    base, found = outcome(with_row(files, "corrections", ACCEPT))
    assert found == []
    assert base.effects["estimate"].iloc[0] == 4.37


def test_an_acceptance_covers_its_cell_only(files):
    """Another contradiction in the same row is still found."""
    files = with_cells(files, "effects", {"estimate": "4.37", "n_participants": "1"})
    found = findings(with_row(files, "corrections", ACCEPT))
    assert [f.code for f in found] == [Code.TOO_FEW_PARTICIPANTS]


def test_an_acceptance_does_not_cover_a_broken_cell(files):
    """What is not a number cannot be accepted as printed."""
    files = with_cells(files, "effects", {"estimate": "NA"})
    found = findings(with_row(files, "corrections", {**ACCEPT, "expects": "NA"}))
    assert [f.code for f in found] == [Code.PLACEHOLDER]


def test_an_acceptance_that_finds_something_else_warns_and_no_longer_counts(files):
    """The cell changed: the contradiction in it is found again."""
    files = with_cells(files, "effects", {"estimate": "5"})
    found = findings(with_row(files, "corrections", ACCEPT))
    assert [(f.code, f.severity) for f in found] == [
        (Code.CORRECTION_OUT_OF_DATE, "warning"),
        (Code.ESTIMATE_OUTSIDE_INTERVAL, "error"),
    ]


@pytest.mark.parametrize("table", ["oddities", "corrections"])
def test_the_stricter_use_holds(files, table):
    """Where oddities and corrections differ there is a warning, and the row is set aside."""
    base, (found,) = outcome(with_cells(files, table, {"use": "show"}))
    assert (found.code, found.severity, found.file) == (
        Code.CORRECTION_USE_DIFFERS,
        "warning",
        "data/corrections.csv",
    )
    assert base.set_aside("effects") == {"ames2020-e2"}


def test_a_shown_row_is_not_set_aside(files):
    """With use = show in both tables the row is flagged and may be summarised."""
    files = with_cells(files, "oddities", {"use": "show"})
    base, _ = outcome(with_cells(files, "corrections", {"use": "show"}))
    assert base.set_aside("effects") == frozenset()
    assert base.flags("effects") == {"ames2020-e2": "Printed twice."}


def test_an_entry_settles_the_oddity_of_its_own_row(files):
    """An entry that names the oddity of another row is an error."""
    (found,) = findings(with_row(files, "corrections", {**REPAIR, "oddity_id": "od001"}))
    assert (found.code, found.column) == (Code.CORRECTION_OTHER_ROW, "oddity_id")
    assert "about another row: effects ames2020-e2" in found.message
