"""Draw the share of filled cells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.parts import draw_notes, draw_title, note_height, title_height
from evisyn.figures.drawing.text import width
from evisyn.figures.filling import CompletenessSpec, CompletenessTable, Filled, percent
from evisyn.figures.style import (
    BLUE,
    INK,
    INK_SOFT,
    MARGIN,
    PAGE_WIDTH,
    PAPER,
    RULE,
    SIZE_HEAD,
    SIZE_SMALL,
)
from evisyn.figures.wording import count

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLUMNS: Final = 3
_ROW: Final = 11.5
_HEAD: Final = 20.0
_BAR: Final = 52.0
_PERCENT: Final = 30.0


def _deep(table: CompletenessTable) -> int:
    return math.ceil(len(table.columns) / _COLUMNS)


def _tall(table: CompletenessTable) -> float:
    return _HEAD + _ROW * _deep(table) + 6


@house_style
def draw(spec: CompletenessSpec) -> Figure:
    """Draw one block a table, its columns running down three times."""
    top = MARGIN + title_height(spec.title) + 14
    bottom = top + sum(_tall(table) for table in spec.tables)
    sheet = Sheet(PAGE_WIDTH, bottom + note_height(spec.notes) + MARGIN)
    y = draw_title(sheet, spec.title)
    _key(sheet, y)
    y = top
    for table in spec.tables:
        _table(sheet, table, y)
        y += _tall(table)
    draw_notes(sheet, bottom, spec.notes)
    return sheet.finish()


def _key(sheet: Sheet, y: float) -> None:
    sheet.rect(MARGIN, y + 2, 24, 6, fill=BLUE, edge=INK)
    sheet.text(MARGIN + 29, y + 5, "filled", size=SIZE_SMALL)
    sheet.rect(MARGIN + 70, y + 2, 24, 6, fill=PAPER, edge=INK)
    sheet.text(
        MARGIN + 99, y + 5, "empty: not reported or not seen. Bold: required.", size=SIZE_SMALL
    )


def _table(sheet: Sheet, table: CompletenessTable, top: float) -> None:
    sheet.text(MARGIN, top + 10, table.label, size=SIZE_HEAD, weight="bold")
    sheet.text(
        MARGIN + width(table.label, SIZE_HEAD, "bold") + 8,
        top + 10,
        count(table.rows, "row"),
        size=SIZE_SMALL,
        colour=INK_SOFT,
    )
    sheet.line((MARGIN, PAGE_WIDTH - MARGIN), (top + _HEAD - 3,) * 2, colour=RULE, thick=0.5)
    wide = (PAGE_WIDTH - 2 * MARGIN) / _COLUMNS
    deep = _deep(table)
    for i, cell in enumerate(table.columns):
        x = MARGIN + wide * (i // deep)
        _column(sheet, cell, x, top + _HEAD + _ROW * (i % deep + 0.5), wide)


def _column(sheet: Sheet, cell: Filled, x: float, y: float, wide: float) -> None:
    room = wide - _BAR - _PERCENT - 12
    weight = "bold" if cell.required else "normal"
    size = SIZE_SMALL
    while width(cell.column, size, weight) > room and size > 4.5:
        size -= 0.25
    sheet.text(x, y, cell.column, size=size, weight=weight)
    left = x + room + 4
    sheet.rect(left, y - 3, _BAR, 6, fill=PAPER, edge=RULE)
    if cell.filled:
        sheet.rect(left, y - 3, _BAR * cell.share, 6, fill=BLUE, layer=2)
    sheet.text(left + _BAR + _PERCENT - 2, y, percent(cell), size=SIZE_SMALL, align="right")
