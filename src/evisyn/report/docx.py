"""Display tables as Word documents with a real table, and texts as plain ones."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from evisyn.report.model import Row, TableData
from evisyn.report.widths import shares, type_size
from evisyn.report.zip import settled, xml_text

if TYPE_CHECKING:
    from docx.document import Document

    from evisyn.report.prose import Prose

WIDE = 6
"""More columns than this stand on a page in landscape."""

UNUSED_PARTS = ("/stylesWithEffects", "/thumbnail", "/customXml")
TABLE_STYLES = ("TableNormal", "TableGrid")

FONT, SMALL, PROSE = "Calibri", 8, 11
SIZES = (9.0, 8.0, 7.0, 6.5)
"""Points of the type of a table, the largest that fits."""
MARGIN_CM = 1.8
LINE_CM = {False: 21.0 - 2 * MARGIN_CM, True: 29.7 - 2 * MARGIN_CM}
"""Width of a line of an upright page, and of one in landscape."""
CHARACTER = 0.5
"""Mean width of a character of the font, in its size."""
POINTS_PER_CM = 72 / 2.54
LONGEST_PROPERTY = 255
"""Characters that the writer of documents takes for their title."""


def to_docx(table: TableData) -> bytes:
    """Write a table as a Word document.

    Parameters
    ----------
    table
        The table; columns with ``shown`` false are left out.

    Returns
    -------
    A docx file: title as a heading, caption, one table whose header repeats on every page and
    whose rows do not break across pages, then footnotes and notes. A4, landscape where wide. The
    same table gives the same bytes everywhere.
    """
    document = _begin(table.title, wide=len(table.visible) > WIDE)
    if table.caption:
        document.add_paragraph(xml_text(table.caption))
    _grid(document, table)
    for note in table.footnotes:
        paragraph = document.add_paragraph()
        _run(paragraph, note.mark, SMALL).font.superscript = True
        _run(paragraph, f" {note.text}", SMALL)
    for text in table.source_notes:
        _run(document.add_paragraph(), text, SMALL)
    return _saved(document)


def prose_to_docx(text: Prose) -> bytes:
    """Write a text as a Word document: headings, paragraphs, numbered references.

    Parameters
    ----------
    text
        The text.

    Returns
    -------
    A docx file, A4 upright. The same text gives the same bytes everywhere.
    """
    from docx.shared import Pt

    document = _begin(text.title, wide=False)
    style: Any = document.styles["Normal"]
    style.font.size, style.paragraph_format.space_after = Pt(PROSE), Pt(6)
    for section in text.sections:
        document.add_heading(xml_text(section.heading), level=2)
        document.add_paragraph(xml_text(" ".join(text.plain(said) for said in section.sentences)))
    references = text.references.citations
    if references:
        document.add_heading("References", level=2)
    for number, item in enumerate(references, start=1):
        document.add_paragraph(xml_text(f"{number}. {item.text}"))
    return _saved(document)


def _begin(title: str, *, wide: bool) -> Document:
    """An empty A4 document with its heading."""
    from docx import Document as new_document

    document = new_document()
    _strip(document)
    _page(document, wide=wide)
    document.core_properties.title = xml_text(title)[:LONGEST_PROPERTY]
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.add_heading(xml_text(title), level=1)
    return document


def _saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return settled(stream.getvalue())


def _strip(document: Document) -> None:
    """Drop what the empty document brings and no table needs: nine tenths of its size."""
    from docx.oxml.ns import qn

    for holder in (document.part, document.part.package):
        relations: Any = holder.rels
        for key in [k for k, r in relations.items() if r.reltype.endswith(UNUSED_PARTS)]:
            del relations[key]
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        of_tables = style.get(qn("w:type")) == "table"
        if of_tables and style.get(qn("w:styleId")) not in TABLE_STYLES:
            styles.remove(style)


def _page(document: Document, *, wide: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Cm(MARGIN_CM))
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZES[0])
    style.paragraph_format.space_after = Pt(3)


def _grid(document: Document, table: TableData) -> None:
    columns = [table.columns[i] for i in table.visible]
    spanned = any(column.spanner for column in columns)
    lines = [_capacity(document, size) for size in SIZES]
    place = type_size(table, lines)
    size = SIZES[place]
    rows: list[str | Row] = []
    for name, members in table.groups:
        rows += [*([name] if name else []), *members]
    heads = 2 if spanned else 1
    grid: Any = document.add_table(rows=heads + len(rows), cols=len(columns))
    grid.style = "Table Grid"
    # all cells at once: looking each up by its place takes the square of the time
    cells = [list(row.cells) for row in grid.rows]
    for line, entry in zip(cells[heads:], rows, strict=True):
        if isinstance(entry, str):
            merged = line[0].merge(line[-1])
            _fill(merged, entry, size, bold=True)
            # a group's name does not stand alone at the foot of a page
            merged.paragraphs[0].paragraph_format.keep_with_next = True
            continue
        for target, position in zip(line, table.visible, strict=True):
            cell = entry.cells[position]
            align = table.columns[position].align
            _fill(target, cell.text, size, marks=cell.notes, align=align)
    _widths(document, grid, cells, shares(table, lines[place]))
    _head(cells[:heads], table, size, spanned=spanned)
    for position, row in enumerate(grid.rows):
        _row_rule(row, "w:cantSplit")
        if position < heads:
            _row_rule(row, "w:tblHeader")


def _capacity(document: Document, size: float) -> float:
    """Characters on a line of the page in type of a size."""
    section: Any = document.sections[0]
    wide = section.page_width > section.page_height
    return LINE_CM[wide] * POINTS_PER_CM / (size * CHARACTER)


def _widths(
    document: Document, grid: Any, cells: list[list[Any]], parts: tuple[float, ...]
) -> None:
    """Set widths of columns and of cells: programs differ in which of the two they read."""
    section: Any = document.sections[0]
    line = section.page_width - section.left_margin - section.right_margin
    grid.autofit = False
    for column, part in zip(grid.columns, parts, strict=True):
        column._gridCol.w = int(line * part)
    for row in cells:
        for cell, part in zip(row, parts, strict=True):
            cell.width = int(line * part)


def _head(cells: list[list[Any]], table: TableData, size: float, *, spanned: bool) -> None:
    columns = [table.columns[i] for i in table.visible]
    for position, column in enumerate(columns):
        target = cells[-1][position] if spanned else cells[0][position]
        if spanned and not column.spanner:
            target = cells[0][position].merge(target)
        _fill(target, column.label, size, marks=column.notes, align=column.align, bold=True)
    for spanner, first, last in _spans(table) if spanned else ():
        merged = cells[0][first].merge(cells[0][last])
        _fill(merged, spanner, size, align="center", bold=True)


def _spans(table: TableData) -> Iterator[tuple[str, int, int]]:
    """Spanners with the first and last position of their columns."""
    numbered = [(place, table.columns[i].spanner) for place, i in enumerate(table.visible)]
    for spanner, run in groupby(numbered, key=lambda pair: pair[1]):
        places = [place for place, _ in run]
        if spanner:
            yield spanner, places[0], places[-1]


def _fill(
    target: Any,
    text: str,
    size: float,
    *,
    marks: tuple[str, ...] = (),
    align: str = "left",
    bold: bool = False,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    # merged cells carry one empty paragraph for each part
    for spare in target.paragraphs[1:]:
        spare._element.getparent().remove(spare._element)
    paragraph = target.paragraphs[0]
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    _run(paragraph, text, size).bold = bold
    if marks:
        # without a blank, so that the marks of one cell stay on its line
        _run(paragraph, ",".join(marks), size).font.superscript = True


def _run(paragraph: Any, text: str, size: float) -> Any:
    from docx.shared import Pt

    run = paragraph.add_run(xml_text(text))
    run.font.size = Pt(size)
    return run


def _row_rule(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    rules = row._tr.get_or_add_trPr()
    rules.append(OxmlElement(name))
