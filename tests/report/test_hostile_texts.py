"""Every hostile text through every renderer: shown as text, or replaced by a mark; never obeyed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator

import pytest
from _hostile import HUGE, OBEYED, TEXTS
from _page_reader import Page

from evisyn.report import display
from evisyn.report.csv import to_csv
from evisyn.report.display import Column, DisplayTable
from evisyn.report.docx import to_docx
from evisyn.report.html import to_html, to_page
from evisyn.report.json import to_json
from evisyn.report.latex import SPECIAL, to_latex
from evisyn.report.markdown import to_markdown
from evisyn.report.xlsx import LONGEST_CELL, to_xlsx
from evisyn.report.zip import xml_text

COMMANDS = re.compile(
    r"\\(?!textbackslash|[&%$#_{}\\,]|text[a-z]+|ensuremath)(input|include|write|imm"
    r"ediate|directlua|openin|end\{document|catcode)"
)


def made(text: str) -> DisplayTable:
    """The text as title, caption, label, group, cell, reference, note and address."""
    return display.table(
        id="hostile",
        title=text,
        caption=text,
        columns=(
            Column(key="name", label=text, notes=(text,), spanner=text),
            Column(key="other", label="Other"),
        ),
        records=[
            {
                "name": display.text_cell(
                    text, refs=[text], notes=[text], href=f"https://e.org/{text}"
                ),
                "other": text,
            }
        ],
        groups=[text],
        source_notes=(text,),
    )


@pytest.fixture
def long_cells() -> Iterator[None]:
    """Let the reader of CSV take cells of any length."""
    before = csv.field_size_limit(len(HUGE))
    yield
    csv.field_size_limit(before)


@pytest.fixture(params=TEXTS, scope="module")
def text(request: pytest.FixtureRequest) -> str:
    """One hostile text."""
    return TEXTS[request.param]


@pytest.mark.parametrize("render", [to_html, to_page])
def test_a_page_acts_on_nothing(text: str, render: Callable[[DisplayTable], str]) -> None:
    """No tag, handler, script address or control character comes of it."""
    page = render(made(text))
    found = Page(page)
    assert not {tag for tag, _ in found.tags} & {"script", "img", "svg", "iframe", "b", "object"}
    for _, attributes in found.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:"))
    assert not OBEYED & set(page)


def test_markdown_shows_text(text: str) -> None:
    """One table, whose cells hold no tag, no link but the given one, and no control character."""
    page = to_markdown(made(text))
    assert not OBEYED & set(page)
    assert "<script" not in page
    assert not re.search(r"(?<!\\)\]\((?!https://e\.org/)", page)
    assert not re.search(r"^(?:#|- |```|=)", page, re.M)
    table = [line for line in page.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {3}


def test_latex_holds_no_command_of_the_text(text: str) -> None:
    """Every backslash that stands in the source is one of ours."""
    page = to_latex(made(text))
    assert not OBEYED & set(page)
    assert not COMMANDS.search(page)
    assert "^^" not in page
    rest = page
    for ours in sorted(set(SPECIAL.values()), key=len, reverse=True):
        rest = rest.replace(ours, "")
    assert not re.search(r"[$#^]|(?<!\\)%(?! needs:)", rest.replace("\\\\*", ""))


@pytest.mark.usefixtures("long_cells")
def test_machine_formats_keep_the_text(text: str) -> None:
    """CSV and JSON give back what was put in, letter by letter."""
    (header, row) = csv.reader(io.StringIO(to_csv(made(text)), newline=""))
    assert dict(zip(header, row, strict=True))["other"] == text
    cells = json.loads(to_json(made(text)))["rows"][0]["cells"]
    assert cells["other"]["value"] == text


def test_a_workbook_computes_nothing(text: str) -> None:
    """Every text is a text, whatever it begins with; one that does not fit says so."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(made(text))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    shown = next(c.value for c in cells if c.coordinate == "C2")
    kept = xml_text(text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_CELL:
        assert f"{len(text):,} characters" in shown
    else:
        assert (shown or "").replace("_x000D_", "\n").strip() == kept.strip()


def test_a_document_holds_text_only(text: str) -> None:
    """A Word document opens, with the text and without fields, links or objects."""
    import docx

    content = to_docx(made(text))
    document = docx.Document(io.BytesIO(content))
    xml = document.element.xml
    assert not re.search(r"<w:(?:fldSimple|instrText|hyperlink|object|altChunk)\b", xml)
    words = " ".join(cell.text for row in document.tables[0].rows for cell in row.cells)
    visible = [part for part in xml_text(text).split() if part.isalnum() and len(part) < 100]
    assert all(part in words for part in visible)


RENDERERS = {
    "csv": to_csv, "json": to_json, "markdown": to_markdown, "html": to_html, "latex": to_latex,
    "xlsx": to_xlsx, "docx": to_docx,
}  # fmt: skip


@pytest.mark.parametrize("name", RENDERERS)
def test_a_text_of_ten_megabytes(name: str) -> None:
    """It is written whole, or cut with its length said."""
    table = display.table(
        id="huge", title="Huge", columns=(Column(key="a", label="A"),), records=[{"a": HUGE}]
    )
    content = RENDERERS[name](table)  # type: ignore[operator]
    if name == "xlsx":
        assert len(content) < 1_000_000
    elif isinstance(content, str):
        assert len(content) >= len(HUGE)


@pytest.mark.parametrize("name", RENDERERS)
def test_very_many_columns(name: str) -> None:
    """Two thousand columns are written, all of them."""
    keys = [f"c{n}" for n in range(2000)]
    table = display.table(
        id="wide",
        title="Wide",
        columns=tuple(Column(key=key, label=key) for key in keys),
        records=[dict.fromkeys(keys, "x")],
    )
    content = RENDERERS[name](table)  # type: ignore[operator]
    if isinstance(content, str):
        assert "c1999" in content
