"""Draw the map of evidence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.parts import (
    draw_certainty,
    draw_key,
    draw_notes,
    draw_title,
    key_height,
    note_height,
    title_height,
)
from evisyn.figures.drawing.text import height, wrap
from evisyn.figures.mapping import EMPTY, MapCell, MapSpec, certainty_range
from evisyn.figures.style import (
    BAND,
    DIRECTIONS,
    GREY,
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
    Mark,
)
from evisyn.figures.wording import count

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LABEL: Final = 132.0
_ROW: Final = 42.0
_HEAD: Final = 26.0
_RADIUS: Final = 16.0
#: Room of one condition: disc, symbol and words.
_CELL: Final = 140.0
_BOXES: Final = Mark(
    shape="square", colour=INK, filled=False, words="boxes: certainty as reported, of four"
)
_DISC: Final = Mark(
    shape="circle", colour=GREY, words="disc and number: reviews with an eligible result"
)


def _keys(spec: MapSpec) -> list[Mark]:
    present = {cell.direction for cell in spec.cells}
    keys = [DIRECTIONS[key] for key in DIRECTIONS if key in present]
    return [*keys, *([_BOXES] if present - {""} else []), _DISC]


@house_style
def draw(spec: MapSpec) -> Figure:
    """Draw the grid: discs for reviews, symbols for direction, boxes for certainty."""
    keys = _keys(spec)
    words = [mark.words for mark in keys]
    wide = max(PAGE_WIDTH, 2 * MARGIN + _LABEL + _CELL * len(spec.columns))
    top = MARGIN + title_height(spec.title, wide) + key_height(words, wide) + _HEAD + 6
    bottom = top + _ROW * len(spec.rows)
    sheet = Sheet(wide, bottom + 10 + note_height(spec.notes, wide) + MARGIN)
    draw_key(sheet, draw_title(sheet, spec.title), keys)
    step = (wide - 2 * MARGIN - _LABEL) / len(spec.columns)
    for j, (_, head) in enumerate(spec.columns):
        x = MARGIN + _LABEL + step * (j + 0.5)
        lines = wrap(head, step - 6, SIZE_HEAD, "bold")
        sheet.block(x, top - 13, lines, size=SIZE_HEAD, weight="bold", align="center")
    biggest = max((cell.n_reviews for cell in spec.cells), default=1) or 1
    for i, (row, label) in enumerate(spec.rows):
        y = top + _ROW * (i + 0.5)
        lines = wrap(label, _LABEL - 8, SIZE_TEXT)
        shown = lines if height(len(lines), SIZE_TEXT) <= _ROW else wrap(label, _LABEL - 8, 6.0)
        size = SIZE_TEXT if shown is lines else 6.0
        sheet.block(MARGIN, y, shown, size=size)
        for j, (column, _) in enumerate(spec.columns):
            _cell(sheet, spec.cell(row, column), MARGIN + _LABEL + step * j, y, step, biggest)
        sheet.line((MARGIN, PAGE_WIDTH - MARGIN), (y + _ROW / 2,) * 2, colour=RULE_FAINT)
    sheet.line((MARGIN, PAGE_WIDTH - MARGIN), (top, top), colour=RULE)
    draw_notes(sheet, bottom + 10, spec.notes)
    return sheet.finish()


def _cell(sheet: Sheet, cell: MapCell, x: float, y: float, wide: float, biggest: int) -> None:
    if cell.empty:
        sheet.rect(x + 2, y - _ROW / 2 + 2, wide - 4, _ROW - 4, fill=BAND, layer=0.5)
        sheet.text(
            x + wide / 2,
            y,
            EMPTY,
            size=SIZE_SMALL,
            slant="italic",
            colour=INK_SOFT,
            align="center",
        )
        return
    middle = x + 6 + _RADIUS
    if cell.n_reviews:
        mark = DIRECTIONS[cell.direction or "unclear"]
        radius = max(_RADIUS * math.sqrt(cell.n_reviews / biggest), 7.0)
        fill = mark.colour if mark.filled else PAPER
        sheet.disc(middle, y, radius, fill=fill, edge=mark.colour)
        ink = PAPER if mark.filled else INK
        sheet.text(middle, y, str(cell.n_reviews), colour=ink, weight="bold", align="center")
    else:
        sheet.text(middle, y, "0", colour=INK_SOFT, align="center")
    _facts(sheet, cell, x + 2 * _RADIUS + 14, y)


def _facts(sheet: Sheet, cell: MapCell, x: float, y: float) -> None:
    aside = f", {cell.n_set_aside} set aside" if cell.n_set_aside else ""
    if not cell.direction:
        what = "trials only" if cell.n_trials else "only rows set aside"
        sheet.text(x, y - 6, what, size=SIZE_SMALL, slant="italic")
        sheet.text(x, y + 6, f"{count(cell.n_trials, 'trial')}{aside}", size=SIZE_SMALL)
        return
    mark = DIRECTIONS[cell.direction]
    sheet.mark(x + 3, y - 12, mark, 6.0)
    sheet.text(x + 11, y - 12, mark.words, size=SIZE_SMALL)
    lowest = cell.certainty[0] if cell.certainty else ""
    draw_certainty(sheet, x, y, lowest, 4.0)
    sheet.text(x + 23, y, certainty_range(cell.certainty), size=SIZE_SMALL)
    sheet.text(x, y + 12, f"{count(cell.n_trials, 'trial')}{aside}", size=SIZE_SMALL)
