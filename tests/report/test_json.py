from __future__ import annotations

import json
from typing import Any

import pytest

from evisyn.report import display
from evisyn.report.display import Cell, Column, DisplayTable
from evisyn.report.json import to_json


def example(**cells: object) -> DisplayTable:
    return display.table(
        id="example",
        title='A "title"',
        columns=[Column(key="name", label="Name"), *(Column(key=k, label=k) for k in cells)],
        records=[{"name": "first", **cells}],
        groups=["One"],
        source_notes=["A note."],
    )


def cell_of(value: object) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(to_json(example(x=value)))["rows"][0]["cells"]["x"]
    return stored


def test_json_carries_the_whole_table() -> None:
    """Columns, groups, notes, marks and the rows behind a cell come back from the text."""
    stored = json.loads(to_json(example(x=display.number_cell(1.5, refs=["e1"], notes=["Why."]))))
    assert (stored["id"], stored["title"], stored["source_notes"]) == (
        "example",
        'A "title"',
        ["A note."],
    )
    assert [column["key"] for column in stored["columns"]] == ["name", "x"]
    assert stored["rows"][0]["group"] == "One"
    assert stored["rows"][0]["cells"]["x"] == {
        "value": 1.5,
        "text": "1.50",
        "refs": ["e1"],
        "notes": ["a"],
    }
    assert stored["footnotes"] == [{"mark": "a", "text": "Why."}]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, {"value": None}),
        (float("nan"), {"value": None}),
        (0.1 + 0.2, {"value": 0.3, "text": "0.30000000000000004"}),
        (-0.0, {"value": 0}),
        (True, {"value": True, "text": "yes"}),
        (Cell(text="does not apply"), {"value": None, "text": "does not apply"}),
        (Cell(text="∞", value=float("inf")), {"value": "inf", "text": "∞"}),
    ],
)
def test_values_are_machine_values(value: object, shown: dict[str, object]) -> None:
    """Numbers have fixed digits, what is missing is null, and no word of Python leaks."""
    found = cell_of(value)
    assert found["value"] == shown["value"]
    assert isinstance(found["value"], type(shown["value"]))


def test_same_table_same_text() -> None:
    """Writing twice gives the same bytes, one line per row."""
    table = example(x=1)
    assert to_json(table) == table.to_json() == to_json(table)
    assert to_json(table).count("\n") < 20
