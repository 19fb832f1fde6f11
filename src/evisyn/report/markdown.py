"""Display tables as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from evisyn.controls import tamed
from evisyn.report.model import Cell, Column, Row, TableData

SPECIAL = re.compile(r"([\\`*_\[\]~$|])")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s|`]+")
LINKABLE = ("https://", "http://")
BLOCK = re.compile(r"^(?:([#+=-])|(\d+)([.)]))")
"""How a heading, a list or a rule begins."""
RULES = {"left": ":---", "right": "---:", "center": ":---:"}


def to_markdown(table: TableData) -> str:
    """Render a table as Markdown.

    Parameters
    ----------
    table
        The table; columns with ``shown`` false are left out.

    Returns
    -------
    Title, caption, a table with pipes (groups as rows in bold, a spanner before the label of its
    columns), then footnotes and notes. What could be read as markup is escaped; an address that
    is not a link stands in a code span, which readers' programs do not turn into one. Characters
    that a terminal or a page would obey (control and direction characters) are shown as U+FFFD.
    """
    shown = [table.columns[i] for i in table.visible]
    blocks = [f"**{escape(table.title)}**"]
    if table.caption:
        blocks.append(_paragraph(table.caption))
    lines = [
        _line([_header(column) for column in shown]),
        _line([RULES[column.align] for column in shown]),
    ]
    for name, rows in table.groups:
        if name:
            lines.append(_line([f"**{escape(name)}**", *[""] * (len(shown) - 1)]))
        lines += [_line(_cells(row, table.visible)) for row in rows]
    blocks.append("\n".join(lines))
    blocks += [f"{_marks((note.mark,))} {escape(note.text)}" for note in table.footnotes]
    blocks += [_paragraph(text) for text in table.source_notes]
    return "\n\n".join(blocks) + "\n"


def escape(text: str) -> str:
    """Escape text for one line of Markdown inside a table."""
    flat = tamed(" ".join(text.split()))
    found, last = [], 0
    for match in ADDRESS.finditer(flat):
        address = match.group().rstrip(".,;:)")
        found += [_escape_words(flat[last : match.start()]), f"`{address}`"]
        last = match.start() + len(address)
    found.append(_escape_words(flat[last:]))
    return "".join(found)


def _paragraph(text: str) -> str:
    """Text alone on its line, which is no heading, list or rule."""
    return BLOCK.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", escape(text))


def _escape_words(text: str) -> str:
    safe = SPECIAL.sub(r"\\\1", text)
    return safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _header(column: Column) -> str:
    label = f"{column.spanner}: {column.label}" if column.spanner else column.label
    return escape(label) + _marks(column.notes)


def _cells(row: Row, positions: Sequence[int]) -> list[str]:
    return [_cell(row.cells[i]) for i in positions]


def _cell(cell: Cell) -> str:
    text = escape(cell.text)
    if cell.href.startswith(LINKABLE):
        address = re.sub(r"[\s()<>|\\\"]", _percent, tamed(cell.href))
        text = f"[{text}]({address})"
    return text + _marks(cell.notes)


def _percent(found: re.Match[str]) -> str:
    return quote(found.group(), safe="")


def _marks(marks: Sequence[str]) -> str:
    return f"<sup>{' '.join(marks)}</sup>" if marks else ""


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
