"""Draw the board of statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evisyn.figures.board import BoardLine, BoardSpec
from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.parts import (
    draw_certainty,
    draw_notes,
    draw_title,
    note_height,
    title_height,
)
from evisyn.figures.drawing.text import height, width, wrap
from evisyn.figures.style import (
    CERTAINTY_WORDS,
    CITED,
    INK,
    INK_SOFT,
    MARGIN,
    PAGE_WIDTH,
    RULE,
    RULE_FAINT,
    SIZE_SMALL,
    SIZE_TEXT,
    VERDICTS,
    Mark,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ID: Final = 34.0
_STATEMENT: Final = 296.0
_CITED: Final = MARGIN + _ID + _STATEMENT + 14
_VERDICT: Final = _CITED + 106
_SURE: Final = _VERDICT + 104
_COUNTS: Final = 22.0
_HEAD: Final = 20.0


def _tall(line: BoardLine) -> float:
    return height(len(wrap(line.statement, _STATEMENT, SIZE_TEXT)) + 1, SIZE_TEXT) + 6


@house_style
def draw(spec: BoardSpec) -> Figure:
    """Draw one row a statement; symbols always stand beside their words."""
    top = MARGIN + title_height(spec.title) + _COUNTS + _HEAD
    bottom = top + sum(_tall(line) for line in spec.lines)
    wide = PAGE_WIDTH + 30
    sheet = Sheet(wide, bottom + 8 + note_height(spec.notes, wide) + MARGIN)
    y = draw_title(sheet, spec.title)
    _counts(sheet, spec, y + _COUNTS / 2 - 2)
    for x, head in (
        (MARGIN, "Statement"),
        (_CITED, "Source says so"),
        (_VERDICT, "Evidence says"),
        (_SURE, "Certainty"),
    ):
        sheet.text(x, top - 9, head, size=SIZE_SMALL, colour=INK_SOFT)
    sheet.line((MARGIN, wide - MARGIN), (top - 1, top - 1), colour=RULE)
    y = top
    for line in spec.lines:
        tall = _tall(line)
        _line(sheet, line, y, tall)
        y += tall
        sheet.line((MARGIN, wide - MARGIN), (y, y), colour=RULE_FAINT)
    draw_notes(sheet, bottom + 8, spec.notes)
    return sheet.finish()


def _counts(sheet: Sheet, spec: BoardSpec, y: float) -> None:
    x = MARGIN
    for key, n in spec.counts:
        mark = VERDICTS[key]
        sheet.mark(x + 4, y, mark, 7.0)
        sheet.text(x + 12, y, f"{n} {mark.words}", size=SIZE_SMALL)
        x += 12 + width(f"{n} {mark.words}", SIZE_SMALL) + 12


def _line(sheet: Sheet, line: BoardLine, top: float, tall: float) -> None:
    statement = wrap(line.statement, _STATEMENT, SIZE_TEXT)
    block = height(len(statement), SIZE_TEXT)
    first = top + 3 + SIZE_TEXT * 0.65
    sheet.text(MARGIN, first, line.id, weight="bold")
    sheet.block(MARGIN + _ID, top + 3 + block / 2, statement)
    sheet.text(
        MARGIN + _ID,
        top + tall - 3 - SIZE_TEXT * 0.65,
        line.kind,
        size=SIZE_SMALL,
        colour=INK_SOFT,
        slant="italic",
    )
    middle = top + tall / 2
    _answer(sheet, _CITED, middle, CITED[line.cited], "normal")
    _answer(sheet, _VERDICT, middle, VERDICTS[line.verdict], "bold")
    if line.certainty:
        draw_certainty(sheet, _SURE, middle - 5, line.certainty)
        sure = CERTAINTY_WORDS.get(line.certainty, line.certainty.replace("_", " "))
        sheet.text(_SURE, middle + 6, sure, size=SIZE_SMALL)


def _answer(sheet: Sheet, x: float, y: float, mark: Mark, weight: str) -> None:
    """A symbol beside its words; an answer that cannot be given steps back."""
    given = mark.shape != "dash"
    sheet.mark(x + 4, y, mark, 8.0)
    sheet.block(
        x + 13,
        y,
        wrap(mark.words, 84, SIZE_TEXT, weight),
        weight=weight if given else "normal",
        colour=INK if given else INK_SOFT,
    )
