"""Draw grids: names at the left, heads above, each cell a symbol, a shade or words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.parts import (
    draw_certainty,
    draw_notes,
    draw_title,
    note_height,
    title_height,
)
from evisyn.figures.drawing.text import height, shorten, width, wrap
from evisyn.figures.style import (
    INK,
    INK_SOFT,
    MARGIN,
    PAGE_WIDTH,
    PAPER,
    RULE,
    RULE_FAINT,
    SIZE_HEAD,
    SIZE_SMALL,
    SIZE_TEXT,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from evisyn.figures.grids.spec import GridCell, GridColumn, GridRow, GridSpec

_TILT: Final = 50.0
_GROUP: Final = 16.0
_KEY: Final = 14.0
_RADIUS: Final = 7.0
_LEVEL_WIDE: Final = 28.0
#: Longest slanted head; the long description has it whole.
_HEAD_WIDE: Final = 130.0


def key_rows(cells: Sequence[GridCell], wide: float) -> list[list[GridCell]]:
    """Distribute the entries of a key over rows of a sheet."""
    rows: list[list[GridCell]] = []
    used = wide
    for cell in cells:
        need = 20 + width(cell.words, SIZE_SMALL) + 14
        if used + need > wide - 2 * MARGIN:
            rows.append([])
            used = 0.0
        rows[-1].append(cell)
        used += need
    return rows


def draw_cell_key(sheet: Sheet, top: float, rows: list[list[GridCell]]) -> float:
    """Write the key from ``top`` down; returns the y below it."""
    for row in rows:
        x, y = MARGIN, top + _KEY / 2
        for cell in row:
            if cell.shape == "box":
                sheet.rect(x, y - 5, 15, 10, fill=cell.fill or PAPER, edge=RULE)
                _sign(sheet, cell, x + 7.5, y, SIZE_SMALL)
            elif cell.shape == "disc":
                draw_disc(sheet, cell, x + 7, y, 5.5)
            else:
                sheet.text(x + 7, y, cell.sign, size=SIZE_SMALL, align="center")
            sheet.text(x + 20, y, cell.words, size=SIZE_SMALL)
            x += 20 + width(cell.words, SIZE_SMALL) + 14
        top += _KEY
    return top


def key_tall(rows: list[list[GridCell]]) -> float:
    """Room that the key takes, points."""
    return _KEY * len(rows)


def _sign(sheet: Sheet, cell: GridCell, x: float, y: float, size: float) -> None:
    sheet.text(x, y, cell.sign, size=size, weight="bold", align="center", colour=cell.ink)


def draw_disc(sheet: Sheet, cell: GridCell, x: float, y: float, radius: float) -> None:
    """Draw a judgement as a disc with its sign; one without a disc shows the sign alone."""
    if cell.shape != "disc":
        sheet.text(x, y, cell.sign, size=SIZE_SMALL, align="center", colour=INK_SOFT)
        return
    sheet.disc(x, y, radius, fill=cell.fill or PAPER, edge=INK if cell.strong else INK_SOFT)
    if cell.strong:
        sheet.disc(x, y, radius + 1.2, fill="none", edge=INK)
    _sign(sheet, cell, x, y, 8.0 if len(cell.sign) < 2 else 6.5)


def _label_lines(row: GridRow, spec: GridSpec) -> tuple[str, ...]:
    return wrap(row.label, spec.label_wide - 18, SIZE_TEXT)


def _tall(row: GridRow, spec: GridSpec) -> float:
    lines = len(_label_lines(row, spec))
    for cell, column in zip(row.cells, spec.columns, strict=True):
        lines = max(lines, len(_cell_lines(cell, column)))
    return max(spec.row_tall, height(lines, SIZE_TEXT) + 4)


def _cell_lines(cell: GridCell, column: GridColumn) -> tuple[str, ...]:
    room = column.wide - 8 - _before(cell)
    return wrap(cell.text, max(room, 20.0), SIZE_SMALL)


def _before(cell: GridCell) -> float:
    """Room of the symbol before the text of a cell."""
    return _LEVEL_WIDE if cell.level is not None else 20.0 if cell.shape == "disc" else 0.0


def _head_tall(spec: GridSpec) -> float:
    slanted = [width(_head(c), SIZE_TEXT) for c in spec.columns if not c.level]
    level = [len(wrap(c.head, c.wide - 4, SIZE_SMALL)) for c in spec.columns if c.level]
    rise = max(slanted, default=0.0) * math.sin(math.radians(_TILT)) + 14 if slanted else 0.0
    return max(rise, height(max(level, default=1), SIZE_SMALL) + 8)


def _head(column: GridColumn) -> str:
    return shorten(column.head, _HEAD_WIDE, SIZE_TEXT)


def _overhang(spec: GridSpec) -> float:
    """How far slanted heads reach beyond the last column."""
    right, most = 0.0, 0.0
    for column in spec.columns:
        if not column.level:
            reach = width(_head(column), SIZE_TEXT) * math.cos(math.radians(_TILT)) + 8
            most = max(most, right + column.wide / 2 + reach)
        right += column.wide
    return max(most - right, 0.0)


@house_style
def draw(spec: GridSpec) -> Figure:
    """Draw the grid, as wide as its columns need."""
    inside = sum(column.wide for column in spec.columns)
    wide = max(PAGE_WIDTH, 2 * MARGIN + spec.label_wide + inside + _overhang(spec))
    keys = key_rows(spec.key, wide)
    tall = [_tall(row, spec) for row in spec.rows]
    groups = len({row.group for row in spec.rows if row.group})
    top = MARGIN + title_height(spec.title, wide) + key_tall(keys) + _head_tall(spec)
    bottom = top + sum(tall) + _GROUP * groups
    sheet = Sheet(wide, bottom + 8 + note_height(spec.notes, wide) + MARGIN)
    draw_cell_key(sheet, draw_title(sheet, spec.title), keys)
    lefts = _lefts(spec)
    _heads(sheet, spec, lefts, top)
    y, group = top, ""
    for row, high in zip(spec.rows, tall, strict=True):
        if row.group != group:
            group = row.group
            sheet.text(MARGIN, y + _GROUP / 2, group, size=SIZE_HEAD, weight="bold")
            y += _GROUP
        ends = (MARGIN, lefts[-1])
        sheet.line(ends, (y + high, y + high), colour=RULE_FAINT, thick=0.4, layer=0.5)
        _row(sheet, spec, row, lefts, (y, high))
        y += high
    draw_notes(sheet, bottom + 8, spec.notes)
    return sheet.finish()


def _lefts(spec: GridSpec) -> list[float]:
    """Left edges of the columns, and the right edge of the last."""
    out = [MARGIN + spec.label_wide]
    for column in spec.columns:
        out.append(out[-1] + column.wide)
    return out


def _heads(sheet: Sheet, spec: GridSpec, lefts: list[float], top: float) -> None:
    sheet.text(MARGIN, top - 8, spec.label_head, size=SIZE_SMALL, colour=INK_SOFT)
    for column, left in zip(spec.columns, lefts, strict=False):
        middle = left + column.wide / 2
        if column.level:
            lines = wrap(column.head, column.wide - 4, SIZE_SMALL)
            place = top - 4 - height(len(lines), SIZE_SMALL) / 2
            align = "center" if column.wide < 60 else "left"
            x = middle if align == "center" else left + 4
            sheet.block(x, place, lines, size=SIZE_SMALL, align=align, colour=INK_SOFT)
        else:
            sheet.text(middle + 2, top - 5, _head(column), rotation=_TILT)
    sheet.line((MARGIN, lefts[-1]), (top, top), colour=RULE)


def _row(
    sheet: Sheet, spec: GridSpec, row: GridRow, lefts: list[float], place: tuple[float, float]
) -> None:
    top, high = place
    y = top + high / 2
    weight = "bold" if row.mark else "normal"
    if row.mark:
        sheet.text(MARGIN, y, row.mark, weight="bold")
    sheet.block(MARGIN + (12 if row.mark else 0), y, _label_lines(row, spec), weight=weight)
    for cell, column, left in zip(row.cells, spec.columns, lefts, strict=False):
        _cell(sheet, cell, column, (left, top, high))


def _cell(
    sheet: Sheet, cell: GridCell, column: GridColumn, place: tuple[float, float, float]
) -> None:
    left, top, high = place
    y = top + high / 2
    wordy = bool(cell.text)
    middle = left + 12 if wordy else left + column.wide / 2
    if cell.shape == "box":
        sheet.rect(left + 0.7, top + 0.7, column.wide - 1.4, high - 1.4, fill=cell.fill or PAPER)
        _sign(sheet, cell, middle, y, SIZE_SMALL)
    elif cell.shape == "disc":
        draw_disc(sheet, cell, middle, y, _RADIUS)
    elif not wordy:
        sheet.text(middle, y, cell.sign, size=SIZE_SMALL, align="center", colour=INK_SOFT)
    if cell.level is not None:
        draw_certainty(sheet, left + 4, y, cell.level, 4.5)
    if wordy:
        lines = _cell_lines(cell, column)
        sheet.block(left + 4 + _before(cell), y, lines, size=SIZE_SMALL)
