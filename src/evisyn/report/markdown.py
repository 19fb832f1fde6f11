"""Display tables as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evisyn.report.model import Cell, Column, Row, TableData

SPECIAL = re.compile(r"([\\`*_\[\]~$|])")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s|`]+")
LINKABLE = ("https://", "http://")
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
    is not a link stands in a code span, which readers' programs do not turn into one.
    """
    shown = [table.columns[i] for i in table.visible]
    blocks = [f"**{escape(table.title)}**"]
    if table.caption:
        blocks.append(escape(table.caption))
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
    blocks += [escape(text) for text in table.source_notes]
    return "\n\n".join(blocks) + "\n"


def escape(text: str) -> str:
    """Escape text for one line of Markdown inside a table."""
    flat = " ".join(text.split())
    found, last = [], 0
    for match in ADDRESS.finditer(flat):
        address = match.group().rstrip(".,;:)")
        found += [_escape_words(flat[last : match.start()]), f"`{address}`"]
        last = match.start() + len(address)
    found.append(_escape_words(flat[last:]))
    return "".join(found)


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
        address = re.sub(r"[\s()<>|\\\"]", lambda m: f"%{ord(m.group()):02X}", cell.href)
        text = f"[{text}]({address})"
    return text + _marks(cell.notes)


def _marks(marks: Sequence[str]) -> str:
    return f"<sup>{' '.join(marks)}</sup>" if marks else ""


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
