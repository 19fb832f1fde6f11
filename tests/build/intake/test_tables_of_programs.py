"""Tables of other programs: sheets, RevMan, and the text of their cells."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from _revman import RM5

from evisyn.build.intake import delimited, jsontable, revman, workbook
from evisyn.build.intake.records import IntakeError


def book(**sheets: list[list[object]]) -> bytes:
    """A workbook with these sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_sheets_of_a_workbook() -> None:
    """Each sheet with rows is a table; whole numbers, days and texts keep their form."""
    day = dt.datetime(2026, 1, 2)
    content = book(effects=[["a", "b", "c"], [5.0, 0.1, day], [None, "2-5", True]], empty=[])
    (batch,) = workbook.read(content)
    assert batch.name == "effects"
    assert batch.rows[0].cells == {"a": "5", "b": "0.1", "c": "2026-01-02"}
    assert batch.rows[1].cells == {"a": "", "b": "2-5", "c": "yes"}
    assert batch.rows[1].place == "sheet effects, row 3"


def test_a_formula_is_not_computed() -> None:
    """Its row is left out and named with its column."""
    (batch,) = workbook.read(book(s=[["a", "b"], [1, "=1+1"], [3, 4]]))
    assert [raw.cells for raw in batch.rows] == [{"a": "3", "b": "4"}]
    assert "column b: a formula" in batch.problems[0].text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(delimiter: str) -> None:
    """Comma, semicolon and tab are told apart by the header."""
    text = delimiter.join(["a", "b", "c"]) + "\n" + delimiter.join(["1", '"x\ny"', "3"]) + "\n"
    (batch,) = delimited.read(text.encode())
    assert batch.rows[0].cells == {"a": "1", "b": "x\ny", "c": "3"}


def test_a_row_that_is_too_long_is_named() -> None:
    """Cells without a header are not dropped in silence."""
    (batch,) = delimited.read(b"a,b\n1,2,3\n4,5\n")
    assert [problem.place for problem in batch.problems] == ["line 2"]
    assert [raw.cells["a"] for raw in batch.rows] == ["4"]


@pytest.mark.parametrize("content", [b"", b"a,a\n1,2\n", b'a,b\n"1,2\n'])
def test_tables_without_sense_are_refused(content: bytes) -> None:
    """No header, twice the same column, an open quote."""
    with pytest.raises(IntakeError):
        delimited.read(content)


def test_json_keeps_digits() -> None:
    """Numbers are texts with the digits of the file."""
    (batch,) = jsontable.read(b'{"effects": [{"estimate": 0.10, "k": 3, "x": null, "y": true}]}')
    assert batch.rows[0].cells == {"estimate": "0.10", "k": "3", "x": "", "y": "yes"}


def test_revman_five() -> None:
    """Studies, results with their subgroup, and judgements of a .rm5 file."""
    studies, results, bias = revman.read_xml(RM5.encode())
    assert studies.rows[0].cells["DOI"] == "10.1000/cole"
    first, second = (raw.cells for raw in results.rows)
    assert (first["Study"], first["Experimental mean"], first["Subgroup"]) == (
        "Cole 2018",
        "3.1",
        "short",
    )
    assert (second["Experimental cases"], second.get("Experimental mean")) == ("12", None)
    assert bias.rows[0].cells["Judgement"] == "High risk of bias"


def test_revman_package() -> None:
    """The archive of CSV files that RevMan gives today."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("CD1-analysis-data-rows.csv", "Study,Experimental N\nCole 2018,30\n")
        archive.writestr("CD1-included-studies.ris", "TY  - JOUR\nTI  - Title\nER  -\n")
        archive.writestr("readme.txt", "x")
    rows, references = revman.read_package(buffer.getvalue())
    assert (rows.name, references.name) == ("data rows", "references")
    assert rows.rows[0].cells["Experimental N"] == "30"
