"""Word, LaTeX and Excel: what a reader, an article and a spreadsheet get."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from _programs import program
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from evisyn.report import display
from evisyn.report.display import Column, DisplayTable
from evisyn.report.latex import escape

HOSTILE = "=1+1 & 50% $x$ #_{}~^\\ <b> |`'\" [x] − ∞ ⊕◯ \x00\x07"


def example(text: str = "plain", *, columns: int = 3) -> DisplayTable:
    more = [Column(key=f"c{i}", label=f"C{i}") for i in range(columns - 3)]
    return display.table(
        id="example",
        title=f"Title {text}",
        caption=f"Caption {text}",
        columns=[
            Column(key="name", label="Name", notes=(f"Header {text}",)),
            Column(key="estimate", label="Estimate", align="right", spanner="Result"),
            Column(key="k", label="Trials", align="right", spanner="Result"),
            *more,
            Column(key="hidden", label="Hidden", shown=False),
        ],
        records=[
            {
                "name": text,
                "estimate": display.estimate_cell(-0.35, -0.53, -0.16, refs=["e1"], notes=["Why."]),
                "k": 4,
                "hidden": "machine only",
            },
            {"name": "second", "k": None},
        ],
        groups=[f"Group {text}", "Last"],
        source_notes=[f"Note {text}"],
    )


def word(table: DisplayTable) -> Any:
    return Document(io.BytesIO(table.to_docx()))


def sheet(table: DisplayTable, name: str = "table") -> Any:
    return load_workbook(io.BytesIO(table.to_xlsx()))[name]


def test_word_holds_a_real_table() -> None:
    """Header, spanner, groups and shown cells are cells of one table."""
    (grid,) = word(example()).tables
    rows = [[cell.text for cell in row.cells] for row in grid.rows]
    assert rows == [
        ["Namea", "Result", "Result"],
        ["Namea", "Estimate", "Trials"],
        ["Group plain"] * 3,
        ["plain", "−0.35 (−0.53 to −0.16)b", "4"],
        ["Last"] * 3,
        ["second", "not reported", "not reported"],
    ]


def test_word_repeats_the_header() -> None:
    """Both lines of the header come again on every page, no other line does."""
    (grid,) = word(example()).tables
    marked = [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in grid.rows]
    assert marked == [True, True, False, False, False, False]


def test_word_shows_footnotes_below() -> None:
    """Footnotes and notes stand below the table, with the marks of the cells."""
    texts = [paragraph.text for paragraph in word(example()).paragraphs]
    assert texts[:2] == ["Title plain", "Caption plain"]
    assert texts[2:5] == ["a Header plain", "b Why.", "Note plain"]


@pytest.mark.parametrize(("columns", "wide"), [(3, False), (6, False), (7, True)])
def test_word_turns_the_page_where_wide(columns: int, wide: bool) -> None:
    """A table of many columns stands in landscape."""
    section = word(example(columns=columns)).sections[0]
    assert (section.page_width > section.page_height) == wide


def test_spreadsheet_has_typed_cells() -> None:
    """Numbers are numbers, what is missing is an empty cell, references are the last column."""
    rows = list(sheet(example()).iter_rows(values_only=True))
    assert rows == [
        ("group", "name", "estimate", "k", "hidden", "refs"),
        ("Group plain", "plain", -0.35, 4, "machine only", "e1"),
        ("Last", "second", None, None, None, None),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")'])
def test_spreadsheet_runs_no_text(text: str) -> None:
    """Text that looks like a formula stays text, in cells, headers and notes."""
    assert sheet(example(text)).cell(2, 2).data_type == "s"
    assert sheet(example(text)).cell(2, 2).value == text
    assert {cell.data_type for row in sheet(example(text), "notes") for cell in row} == {"s"}


@pytest.mark.parametrize("kind", ["to_docx", "to_xlsx"])
def test_office_files_are_the_same_every_time(kind: str) -> None:
    """No clock, no machine and no packing is in the file; the order of its members is fixed."""
    first, second = (getattr(example(), kind)() for _ in range(2))
    assert first == second
    archive = zipfile.ZipFile(io.BytesIO(first))
    assert archive.namelist()[0] == "[Content_Types].xml"
    assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_STORED}
    assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert (
        re.findall(r"20\d\d-\d\d-\d\dT", archive.read("docProps/core.xml").decode())
        == ["2020-01-01T"] * 2
    )


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=30).map(lambda text: f"x{text}"))
def test_any_text_goes_into_office_files(text: str) -> None:
    """No character of the data breaks a file."""
    table = display.table(
        id="t",
        title=f"T {text}",
        columns=[Column(key="a", label=f"A {text}")],
        records=[{"a": text}],
    )
    assert len(word(table).tables) == 1
    assert sheet(table).max_row == 2


def test_latex_has_rules_label_and_header() -> None:
    """A longtable with booktabs rules, a label, spanners and superscript marks."""
    text = example().to_latex()
    for part in (
        r"\begin{longtable}",
        r"\toprule",
        r"\midrule",
        r"\bottomrule",
        r"\label{tab:example}",
        r"\multicolumn{2}{c}{\textbf{Result}}",
        r"\cmidrule(lr){2-3}",
        r"\ensuremath{-}0.35",
        r"\textsuperscript{b}",
        r"\endhead",
    ):
        assert part in text


@given(st.text(alphabet="\\{}$&#%_^~<>|\"'`[]ab ", max_size=20))
def test_latex_escapes_what_it_reads_as_commands(text: str) -> None:
    """After escaping, braces are balanced and no bare special sign is left."""
    made = escape(text)
    bare = re.sub(r"\\([a-z]+(\{\})?|[&%$#_{}])", "", made)
    assert not set(bare) & set('\\$&#%_^~<>|"')
    assert bare.count("{") == bare.count("}")


@pytest.mark.long
def test_latex_compiles(tmp_path: Path) -> None:
    """The document with hostile text compiles without an error."""
    text = example(HOSTILE.replace("\x00", "").replace("\x07", ""), columns=8)
    (tmp_path / "t.tex").write_text(text.to_latex(document=True), encoding="utf-8")
    command = [
        program("pdflatex", "texlive-latex-recommended"),
        "-interaction=nonstopmode",
        "-halt-on-error",
        "t.tex",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.long
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_office_opens_the_files(tmp_path: Path, kind: str) -> None:
    """LibreOffice reads the files and prints them."""
    (tmp_path / f"t.{kind}").write_bytes(getattr(example(HOSTILE), f"to_{kind}")())
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [
        program("soffice", "libreoffice-writer-nogui libreoffice-calc-nogui"),
        home,
        "--headless",
        "--convert-to",
        "pdf",
        f"t.{kind}",
    ]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=120)
    assert (tmp_path / "t.pdf").stat().st_size > 1000
