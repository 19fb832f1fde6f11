"""Display tables as HTML: a fragment for notebooks and a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape as escape_markup
from itertools import groupby
from typing import TypeAlias

from evisyn.controls import tamed
from evisyn.report.csv import REF_SEPARATOR
from evisyn.report.formats import NOT_REPORTED
from evisyn.report.model import Cell, Column, Row, TableData
from evisyn.report.style import PAGE_STYLE, TABLE_STYLE

LONG_TEXT = 130
WIDE_TEXT = 50
MID_TEXT = 22
TIGHT_TEXT = 34
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
LINKABLE = ("https://", "http://")

Wrap: TypeAlias = Callable[[Column, Cell, str], str]
"""Takes a column, a cell and the cell's markup without footnote marks; gives the markup shown."""


def to_html(
    table: TableData, *, style: bool = True, heading: bool = True, wrap: Wrap | None = None
) -> str:
    """Render a table as an HTML fragment.

    Parameters
    ----------
    table
        The table; columns with ``shown`` false are left out.
    style
        Whether to carry the style along; False where the page has it already.
    heading
        Whether to show the title above the table; the caption carries it in any case.
    wrap
        Puts something around the markup of each cell, such as a way to its rows; None for
        nothing.

    Returns
    -------
    A ``div`` with a focusable scrolling region, caption, scoped headers, one ``tbody`` per group
    and the notes. Ids start with the table's id. Everything from the data is escaped, and the
    row ids of a cell stand in its ``data-refs`` attribute.
    """
    parts = [f'<div class="evisyn-table" id="{table.id}">']
    if style:
        parts.append(f"<style>{TABLE_STYLE}</style>")
    if heading:
        parts.append(f'<p class="ev-title">{escape(table.title)}</p>')
    if table.caption:
        parts.append(f'<p class="ev-lead">{escape(table.caption)}</p>')
    caption_id = f"{table.id}-caption"
    parts += [
        f'<div class="ev-scroll" role="region" aria-labelledby="{caption_id}" tabindex="0">',
        '<table class="ev-grid">',
        f'<caption class="ev-hide" id="{caption_id}">{escape(table.title)}</caption>',
        *_Body(table, wrap).lines(),
        "</table>",
        "</div>",
        *_notes(table),
        "</div>",
    ]
    return "\n".join(parts) + "\n"


def to_page(
    table: TableData,
    *,
    lang: str = "en",
    links: Sequence[tuple[str, str]] = (),
) -> str:
    """Render a table as a page that stands alone: no request, no script.

    Parameters
    ----------
    table
        The table.
    lang
        Language of the page.
    links
        Pairs of label and relative address for a line of navigation above the table, such as
        the files beside it.

    Returns
    -------
    An HTML 5 document that scrolls sideways on a phone and prints in landscape.
    """
    style = f"{PAGE_STYLE}\n{TABLE_STYLE}"
    head = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(lang)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(table.title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
    ]
    if links:
        items = " · ".join(
            f'<a href="{escape(address)}">{escape(label)}</a>' for label, address in links
        )
        head.append(f'<nav aria-label="Related files">{items}</nav>')
    body = to_html(table, style=False, heading=False).rstrip("\n")
    tail = ["<main>", f"<h1>{escape(table.title)}</h1>", body, "</main>", "</body>", "</html>"]
    return "\n".join(head + tail) + "\n"


def escape(text: str) -> str:
    """Make any text safe in an element or a quoted attribute."""
    return escape_markup(tamed(text))


class _Body:
    """The lines of one grid, with the count of uses of each footnote mark."""

    def __init__(self, table: TableData, wrap: Wrap | None) -> None:
        self.table = table
        self.wrap = wrap
        self.positions = table.visible
        self.columns = [table.columns[i] for i in self.positions]
        self.widths = [_width(table, i) for i in self.positions]
        self.uses: dict[str, int] = {}

    def lines(self) -> list[str]:
        found = ["<thead>", *self._header(), "</thead>"]
        for name, rows in self.table.groups:
            found.append("<tbody>")
            if name:
                found.append(
                    f'<tr class="ev-group"><th scope="rowgroup" colspan="{len(self.columns)}">'
                    f"<span>{escape(name)}</span></th></tr>"
                )
            found += [self._row(row) for row in rows]
            found.append("</tbody>")
        return found

    def _header(self) -> list[str]:
        spanned = any(column.spanner for column in self.columns)
        if not spanned:
            cells = "".join(self._head_cell(i, column) for i, column in enumerate(self.columns))
            return [f"<tr>{cells}</tr>"]
        top, below = [], []
        numbered = list(enumerate(self.columns))
        for spanner, run in groupby(numbered, key=lambda pair: pair[1].spanner):
            members = list(run)
            if not spanner:
                top += [self._head_cell(i, column, rows=2) for i, column in members]
                continue
            top.append(
                f'<th scope="colgroup" colspan="{len(members)}" class="ev-span">'
                f"{escape(spanner)}</th>"
            )
            below += [self._head_cell(i, column) for i, column in members]
        return [f"<tr>{''.join(top)}</tr>", f"<tr>{''.join(below)}</tr>"]

    def _head_cell(self, position: int, column: Column, rows: int = 1) -> str:
        names = self._classes(position, column)
        across = f' rowspan="{rows}"' if rows > 1 else ""
        marks = self._marks(column.notes)
        return f'<th scope="col"{across}{names}>{escape(column.label)}{marks}</th>'

    def _row(self, row: Row) -> str:
        cells = []
        for place, position in enumerate(self.positions):
            cell = row.cells[position]
            content = _content(cell)
            if self.wrap is not None:
                content = self.wrap(self.columns[place], cell, content)
            inner = content + self._marks(cell.notes)
            refs = escape(REF_SEPARATOR.join(cell.refs))
            data = f' data-refs="{refs}"' if cell.refs else ""
            tight = place > 0 and len(cell.text) <= TIGHT_TEXT and self.widths[place] == ""
            names = self._classes(place, self.columns[place], tight=tight)
            tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
            cells.append(f"<{tag}{scope}{names}{data}>{inner}</{tag}>")
        return f"<tr>{''.join(cells)}</tr>"

    def _classes(self, place: int, column: Column, *, tight: bool = False) -> str:
        names = []
        if place == 0:
            names.append("ev-head")
        if column.align != "left":
            names.append(f"ev-{column.align}")
        if self.widths[place]:
            names.append(self.widths[place])
        if tight:
            names.append("ev-tight")
        return f' class="{" ".join(names)}"' if names else ""

    def _marks(self, marks: Sequence[str]) -> str:
        links = []
        for mark in marks:
            self.uses[mark] = self.uses.get(mark, 0) + 1
            place = f"{self.table.id}-ref-{mark}-{self.uses[mark]}"
            target = f"{self.table.id}-note-{mark}"
            links.append(
                f'<a href="#{target}" id="{place}" aria-label="footnote {escape(mark)}">'
                f"{escape(mark)}</a>"
            )
        return f"<sup>{' '.join(links)}</sup>" if links else ""


def _width(table: TableData, position: int) -> str:
    column = table.columns[position]
    longest = max((len(row.cells[position].text) for row in table.rows), default=0)
    if column.align != "left":
        return ""
    if longest > LONG_TEXT:
        return "ev-long"
    if longest > WIDE_TEXT:
        return "ev-wide"
    return "ev-mid" if longest > MID_TEXT else ""


def _content(cell: Cell) -> str:
    text = escape(cell.text).replace("\n", "<br>")
    if "://" in cell.text:
        text = f'<span class="ev-url">{text}</span>'
    if cell.text == NOT_REPORTED:
        return f'<span class="ev-none">{text}</span>'
    if cell.href.startswith(LINKABLE):
        return f'<a href="{escape(cell.href)}">{text}</a>'
    return text


def _notes(table: TableData) -> list[str]:
    if not table.footnotes and not table.source_notes:
        return []
    lines = ['<div class="ev-notes">']
    for note in table.footnotes:
        back = (
            f'<a class="ev-mark" href="#{table.id}-ref-{note.mark}-1" '
            f'aria-label="back to footnote {escape(note.mark)}">{escape(note.mark)}</a>'
        )
        lines.append(f'<p id="{table.id}-note-{note.mark}">{back} {escape(note.text)}</p>')
    lines += [f"<p>{escape(text)}</p>" for text in table.source_notes]
    lines.append("</div>")
    return lines
