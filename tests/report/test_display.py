from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from evisyn.errors import InputError
from evisyn.report import display
from evisyn.report.display import Cell, Column, DisplayTable, Footnote, Row

COLUMNS = (
    Column(key="name", label="Name"),
    Column(key="value", label="Value", align="right", notes=("On the header.",)),
    Column(key="low", label="Low", shown=False),
)


def make(**changes: object) -> DisplayTable:
    settings: dict[str, object] = {
        "id": "example",
        "title": "Example",
        "columns": COLUMNS,
        "records": [
            {"name": display.cell("x", notes=["First.", "Second."]), "value": -1.5, "low": -2.0},
            {"name": display.cell("y", refs=["r1"], notes=["Second."]), "value": None},
        ],
        "groups": ["A", "B"],
    }
    return display.table(**{**settings, **changes})  # type: ignore[arg-type]


def test_footnotes_are_lettered_in_reading_order() -> None:
    """The same text has one letter, and letters follow headers, then rows from left to right."""
    table = make()
    assert [(note.mark, note.text) for note in table.footnotes] == [
        ("a", "On the header."),
        ("b", "First."),
        ("c", "Second."),
    ]
    assert table.rows[1].cells[0].notes == ("c",)


def test_a_missing_key_is_a_missing_value() -> None:
    """A record may leave a column out; the cell then shows the one word for absence."""
    cell = make().rows[1].cells[1]
    assert (cell.text, cell.value) == (display.NOT_REPORTED, None)


def test_the_meaning_of_absence_is_explained_once() -> None:
    """A table that shows "not reported" says at its foot what that means, others do not."""
    assert sum("not stated in what was read" in note for note in make().source_notes) == 1
    full = make(records=[{"name": "x", "value": 1, "low": 1}], groups=["A"])
    assert full.source_notes == ()


def test_the_frame_holds_machine_values() -> None:
    """The frame has groups, keys, plain numbers and the row ids."""
    frame = make().to_frame()
    assert list(frame.columns) == ["group", "name", "value", "low", "refs"]
    assert frame.loc[0, "value"] == -1.5
    assert frame.loc[1, "refs"] == ("r1",)


def test_a_notebook_gets_html_markdown_and_one_line() -> None:
    """The bundle has the three forms, and honours include and exclude."""
    table = make()
    bundle = table._repr_mimebundle_()
    assert sorted(bundle) == ["text/html", "text/markdown", "text/plain"]
    assert bundle["text/plain"] == "Example (2 rows, 2 columns)"
    assert list(table._repr_mimebundle_(include=["text/plain"])) == ["text/plain"]
    assert "text/html" not in table._repr_mimebundle_(exclude=["text/html"])


def test_an_empty_table_says_why() -> None:
    """A table without rows has a sentence instead of nothing."""
    assert make(records=[], groups=[]).source_notes == ("No row in the evidence tables.",)


def test_records_are_not_changed() -> None:
    """The helper leaves its arguments as they were."""
    record = {"name": display.cell("x", notes=["Text."]), "value": 1}
    before = dict(record)
    make(records=[record], groups=["A"])
    assert record == before


def test_a_table_is_frozen() -> None:
    """Nothing can be set on a table."""
    with pytest.raises(FrozenInstanceError):
        make().title = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "Not an id"}, "lower-case"),
        ({"records": [{"nam": 1}], "groups": ["A"]}, "nam"),
        ({"groups": ["A"]}, "1 groups for 2 records"),
        ({"columns": (COLUMNS[0], COLUMNS[0])}, "name"),
        ({"columns": (Column(key="name", label="N", shown=False),), "records": []}, "no column"),
    ],
)
def test_a_wrong_table_is_refused(changes: dict[str, object], message: str) -> None:
    """The message names what is wrong with id, keys, groups or columns."""
    if changes.get("records") == []:
        changes["groups"] = []
    with pytest.raises(InputError, match=message):
        make(**changes)


def test_a_split_group_is_refused() -> None:
    """Rows of one group must stand together."""
    with pytest.raises(InputError, match="split"):
        make(records=[{"name": "x"}] * 3, groups=["A", "B", "A"])


@pytest.mark.parametrize(
    ("cells", "notes", "message"),
    [
        ((Cell(text="x"), Cell(text="y")), (), "2 cells, need 1"),
        ((Cell(text="x", notes=("a",)),), (), "'a'"),
        ((Cell(text="x"),), (Footnote(mark="a", text="t"),), "'a'"),
    ],
)
def test_the_record_checks_itself(
    cells: tuple[Cell, ...], notes: tuple[Footnote, ...], message: str
) -> None:
    """A row of the wrong length and a mark without its text, or text without its mark, fail."""
    with pytest.raises(InputError, match=message):
        DisplayTable(
            id="t",
            title="T",
            columns=(Column(key="a", label="A"),),
            rows=(Row(cells=cells),),
            footnotes=notes,
        )
