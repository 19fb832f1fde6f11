"""Draw measures of influence: names at the left, one narrow axis a measure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.parts import (
    draw_key,
    draw_notes,
    draw_title,
    key_height,
    note_height,
    title_height,
)
from evisyn.figures.drawing.text import height, width, wrap
from evisyn.figures.plots.influence import INFLUENTIAL, USUAL
from evisyn.figures.style import (
    INK_SOFT,
    MARGIN,
    RULE,
    RULE_FAINT,
    SIZE_SMALL,
    SIZE_TEXT,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evisyn.figures.plots.influence import InfluenceSpec, MeasureColumn

_WIDTH: Final = 690.0
_NAME: Final = 150.0
_HEAD: Final = 26.0
_ROW: Final = 13.0
_AXIS: Final = 18.0
_GAP: Final = 14.0
_TICK: Final = 7.0


def _lines(name: str) -> tuple[str, ...]:
    return wrap(name, _NAME - 8, SIZE_TEXT)


@house_style
def draw(spec: InfluenceSpec) -> Figure:
    """Draw rows of studies by columns of measures."""
    keys = [USUAL, INFLUENTIAL]
    tall = [max(_ROW, height(len(_lines(name)), SIZE_TEXT) + 3) for name in spec.names]
    top = MARGIN + title_height(spec.title, _WIDTH) + key_height([k.words for k in keys], _WIDTH)
    top += _HEAD
    bottom = top + sum(tall)
    sheet = Sheet(_WIDTH, bottom + _AXIS + 6 + note_height(spec.notes, _WIDTH) + MARGIN)
    draw_key(sheet, draw_title(sheet, spec.title), keys)
    middles, y = [], top
    for name, high, flag in zip(spec.names, tall, spec.flagged, strict=True):
        middle = y + high / 2
        weight = "bold" if flag else "normal"
        lines = wrap(name, _NAME - 8, SIZE_TEXT, weight)
        sheet.block(MARGIN, middle, lines, weight=weight)
        sheet.line((MARGIN, _WIDTH - MARGIN), (y, y), colour=RULE_FAINT, thick=0.4, layer=0.5)
        middles.append(middle)
        y += high
    step = (_WIDTH - 2 * MARGIN - _NAME) / len(spec.columns)
    for i, column in enumerate(spec.columns):
        left = MARGIN + _NAME + step * i
        _column(sheet, spec, column, (left, left + step - _GAP), (top, bottom), middles)
    draw_notes(sheet, bottom + _AXIS + 6, spec.notes)
    return sheet.finish()


def _column(
    sheet: Sheet,
    spec: InfluenceSpec,
    column: MeasureColumn,
    sides: tuple[float, float],
    ends: tuple[float, float],
    middles: list[float],
) -> None:
    left, right = sides
    head = wrap(column.head, right - left + _GAP - 4, SIZE_SMALL)
    centre = (left + right) / 2
    sheet.block(centre, ends[0] - 13, head, size=SIZE_SMALL, align="center", colour=INK_SOFT)
    sheet.line(sides, (ends[1], ends[1]), thick=0.6)
    _ticks(sheet, column, sides, ends[1])
    if column.line is not None:
        x = left + column.axis.share(column.line) * (right - left)
        sheet.line((x, x), ends, colour=RULE, thick=0.9, dashes=(3.0, 2.0), layer=0.8)
    for value, flag, y in zip(column.values, spec.flagged, middles, strict=True):
        if math.isfinite(value):
            x = left + column.axis.share(value) * (right - left)
            sheet.mark(x, y, INFLUENTIAL if flag else USUAL, 6.0 if flag else 4.5)


def _ticks(sheet: Sheet, column: MeasureColumn, sides: tuple[float, float], y: float) -> None:
    """First and last tick; the last only where both texts have room."""
    left, right = sides
    before = -math.inf
    for tick, text in zip(column.axis.ticks, column.axis.texts, strict=True):
        x = left + column.axis.share(tick) * (right - left)
        half = width(text, _TICK) / 2
        middle = min(max(x, left - _GAP / 2 + half), right + _GAP / 2 - half)
        if middle - half < before + 2:
            continue
        before = middle + half
        sheet.line((x, x), (y, y + 3), thick=0.6)
        sheet.text(middle, y + 8, text, size=_TICK, align="center")
