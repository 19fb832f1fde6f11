"""Draw bars of shares: names at the left, bars of one length, remarks at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.matrix import draw_cell_key, key_rows, key_tall
from evisyn.figures.drawing.parts import draw_notes, draw_title, note_height, title_height
from evisyn.figures.drawing.text import height, width, wrap
from evisyn.figures.style import (
    INK_SOFT,
    MARGIN,
    PAPER,
    RULE_FAINT,
    SIZE_SMALL,
    SIZE_TEXT,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evisyn.figures.grids.spec import BarRow, StackSpec

_WIDTH: Final = 680.0
_NAME: Final = 210.0
_ROW: Final = 20.0
_AXIS: Final = 34.0


@house_style
def draw(spec: StackSpec) -> Figure:
    """Draw the bars from top to bottom over one axis in percent."""
    keys = key_rows(spec.key, _WIDTH)
    tall = [_tall(row, spec) for row in spec.rows]
    top = MARGIN + title_height(spec.title, _WIDTH) + key_tall(keys) + 8
    bottom = top + sum(tall)
    sheet = Sheet(_WIDTH, bottom + _AXIS + note_height(spec.notes, _WIDTH) + MARGIN)
    draw_cell_key(sheet, draw_title(sheet, spec.title), keys)
    sides = (MARGIN + _NAME, _WIDTH - MARGIN - 12 - spec.remark_wide)
    _axis(sheet, spec, sides, (top, bottom))
    y = top
    for row, high in zip(spec.rows, tall, strict=True):
        _row(sheet, spec, row, sides, (y, high))
        y += high
    draw_notes(sheet, bottom + _AXIS, spec.notes)
    return sheet.finish()


def _names(row: BarRow) -> tuple[str, ...]:
    return wrap(row.label, _NAME - 12, SIZE_TEXT, "bold" if row.strong else "normal")


def _remarks(row: BarRow, spec: StackSpec) -> tuple[str, ...]:
    return wrap(row.remark, spec.remark_wide - 6, SIZE_SMALL) if spec.remark_wide else ()


def _tall(row: BarRow, spec: StackSpec) -> float:
    lines = max(height(len(_names(row)), SIZE_TEXT), height(len(_remarks(row, spec)), SIZE_SMALL))
    return max(_ROW, lines + 5)


def _axis(
    sheet: Sheet, spec: StackSpec, sides: tuple[float, float], ends: tuple[float, float]
) -> None:
    left, right = sides
    for percent in (0, 25, 50, 75, 100):
        x = left + (right - left) * percent / 100
        sheet.line((x, x), ends, colour=RULE_FAINT, thick=0.5, layer=0.4)
        sheet.line((x, x), (ends[1], ends[1] + 3), thick=0.6)
        sheet.text(x, ends[1] + 9, str(percent), size=SIZE_SMALL, align="center")
    sheet.line(sides, (ends[1], ends[1]), thick=0.6)
    middle = (left + right) / 2
    sheet.text(middle, ends[1] + 21, spec.axis, size=SIZE_SMALL, align="center", colour=INK_SOFT)


def _row(
    sheet: Sheet,
    spec: StackSpec,
    row: BarRow,
    sides: tuple[float, float],
    place: tuple[float, float],
) -> None:
    top, high = place
    y = top + high / 2
    weight = "bold" if row.strong else "normal"
    sheet.block(MARGIN, y, _names(row), weight=weight)
    x = sides[0]
    for segment in row.segments:
        wide = segment.share * (sides[1] - sides[0])
        look = segment.look
        sheet.rect(x, y - 7, wide, 14, fill=look.fill or PAPER, edge=INK_SOFT, thick=0.5)
        sign = look.sign if look.shape == "disc" else ""
        for text in (f"{sign} {segment.text}".strip(), sign, look.sign):
            if text and width(text, SIZE_SMALL, "bold") + 4 <= wide:
                ink = look.ink
                middle = x + wide / 2
                sheet.text(
                    middle, y, text, size=SIZE_SMALL, align="center", colour=ink, weight="bold"
                )
                break
        x += wide
    sheet.block(sides[1] + 12, y, _remarks(row, spec), size=SIZE_SMALL, colour=INK_SOFT)
