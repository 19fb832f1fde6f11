"""Draw every question at a glance."""

from __future__ import annotations

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
from evisyn.figures.strip import StripCell, StripLine, StripSpec
from evisyn.figures.style import (
    DIRECTIONS,
    GREY,
    INK,
    INK_SOFT,
    MARGIN,
    PAGE_WIDTH,
    RULE,
    RULE_FAINT,
    SIZE_HEAD,
    SIZE_SMALL,
    SIZE_TEXT,
    Mark,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NAME: Final = 128.0
_AGAINST: Final = 88.0
_ROW: Final = 27.0
_GROUP: Final = 18.0
_HEAD: Final = 74.0
_OVERHANG: Final = 44.0
_TILT: Final = 50.0
_TRIALS: Final = Mark(shape="plus", colour=GREY, words="trials only, number of trials")
_REVIEWS: Final = Mark(
    shape="square", colour=INK, filled=False, words="boxes: certainty as reported, of four"
)


def _keys(spec: StripSpec) -> list[Mark]:
    present = {cell.direction for cell in spec.cells}
    keys = [DIRECTIONS[key] for key in DIRECTIONS if key in present]
    keys += [_TRIALS] if any(not c.n_reviews for c in spec.cells) else []
    return [*keys, _REVIEWS]


def _tall(line: StripLine) -> float:
    lines = max(
        len(wrap(line.intervention, _NAME - 8, SIZE_TEXT)),
        len(wrap(line.comparator, _AGAINST - 8, SIZE_SMALL)),
    )
    return max(_ROW, height(lines, SIZE_TEXT) + 4)


@house_style
def draw(spec: StripSpec) -> Figure:
    """Draw one row an intervention and comparator, one column an outcome."""
    keys = _keys(spec)
    top = MARGIN + title_height(spec.title) + key_height([k.words for k in keys]) + _HEAD
    groups = len({line.group for line in spec.lines if line.group})
    bottom = top + sum(map(_tall, spec.lines)) + _GROUP * groups
    sheet = Sheet(PAGE_WIDTH, bottom + 8 + note_height(spec.notes) + MARGIN)
    draw_key(sheet, draw_title(sheet, spec.title), keys)
    left = MARGIN + _NAME + _AGAINST
    step = (PAGE_WIDTH - MARGIN - _OVERHANG - left) / len(spec.outcomes)
    places = {key: left + step * (i + 0.5) for i, (key, _) in enumerate(spec.outcomes)}
    _heads(sheet, spec, places, top)
    y, group, before = top, "", ""
    for line in spec.lines:
        if line.group != group:
            group = line.group
            sheet.text(MARGIN, y + _GROUP / 2, group, size=SIZE_HEAD, weight="bold")
            y += _GROUP
            before = ""
        tall = _tall(line)
        again = line.intervention == before
        start = MARGIN + _NAME if again else MARGIN
        sheet.line((start, PAGE_WIDTH - MARGIN - _OVERHANG), (y, y), colour=RULE_FAINT)
        _line(sheet, line, places, y + tall / 2, again)
        before = line.intervention
        y += tall
    draw_notes(sheet, bottom + 8, spec.notes)
    return sheet.finish()


def _heads(sheet: Sheet, spec: StripSpec, places: dict[str, float], top: float) -> None:
    sheet.text(MARGIN, top - 8, "Intervention", size=SIZE_SMALL, colour=INK_SOFT)
    sheet.text(MARGIN + _NAME, top - 8, "Comparator", size=SIZE_SMALL, colour=INK_SOFT)
    for key, words in spec.outcomes:
        sheet.text(places[key], top - 6, words, rotation=_TILT)
    sheet.line((MARGIN, PAGE_WIDTH - MARGIN - _OVERHANG), (top, top), colour=RULE)


def _line(sheet: Sheet, line: StripLine, places: dict[str, float], y: float, again: bool) -> None:
    if not again:
        sheet.block(MARGIN, y, wrap(line.intervention, _NAME - 8, SIZE_TEXT))
    against = wrap(line.comparator, _AGAINST - 8, SIZE_SMALL)
    sheet.block(MARGIN + _NAME, y, against, size=SIZE_SMALL)
    for cell in line.cells:
        _cell(sheet, cell, places[cell.outcome], y)


def _cell(sheet: Sheet, cell: StripCell, x: float, y: float) -> None:
    if not cell.n_reviews:
        sheet.mark(x - 4, y, _TRIALS, 6.0)
        sheet.text(x + 3, y, str(cell.n_trials), size=SIZE_SMALL, colour=INK_SOFT)
        return
    sheet.mark(x - 4, y - 5, DIRECTIONS[cell.direction], 8.0)
    sheet.text(x + 3, y - 5, str(cell.n_reviews), size=SIZE_SMALL, weight="bold")
    draw_certainty(sheet, x - 9.5, y + 6, cell.certainty, 4.0)
