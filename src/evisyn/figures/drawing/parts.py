"""Parts that several drawings share: heads, keys, notes, certainty symbols."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evisyn.figures.drawing.text import height, width, wrap
from evisyn.figures.style import (
    CERTAINTY_STEPS,
    INK,
    INK_SOFT,
    MARGIN,
    PAGE_WIDTH,
    PAPER,
    SIZE_SMALL,
    SIZE_TITLE,
    Mark,
)

if TYPE_CHECKING:
    from evisyn.figures.drawing.canvas import Sheet

_KEY_GAP = 16.0


def title_height(title: str, wide: float = PAGE_WIDTH) -> float:
    """Room that a title takes, points."""
    return height(len(wrap(title, wide - 2 * MARGIN, SIZE_TITLE, "bold")), SIZE_TITLE) + 4


def draw_title(sheet: Sheet, title: str) -> float:
    """Write the title; returns the y below it."""
    limit = sheet.width - 2 * MARGIN
    return sheet.paragraph(MARGIN, MARGIN, title, limit, size=SIZE_TITLE, weight="bold") + 4


def key_rows(words: Sequence[str], wide: float = PAGE_WIDTH) -> list[list[str]]:
    """Distribute the entries of a key over rows of the sheet."""
    rows: list[list[str]] = [[]]
    used = 0.0
    for entry in words:
        need = 12 + width(entry, SIZE_SMALL) + _KEY_GAP
        if rows[-1] and used + need > wide - 2 * MARGIN:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += need
    return rows


def key_height(words: Sequence[str], wide: float = PAGE_WIDTH) -> float:
    """Room that a key takes, points."""
    return 13.0 * len(key_rows(words, wide)) if words else 0.0


def draw_key(sheet: Sheet, top: float, marks: Sequence[Mark]) -> float:
    """Write a key of symbols from ``top`` down; returns the y below it."""
    by_words = {mark.words: mark for mark in marks}
    y = top
    for row in key_rows(list(by_words), sheet.width) if by_words else []:
        x = MARGIN
        for words in row:
            sheet.mark(x + 4, y + 6.5, by_words[words], 6.0)
            sheet.text(x + 12, y + 6.5, words, size=SIZE_SMALL)
            x += 12 + width(words, SIZE_SMALL) + _KEY_GAP
        y += 13.0
    return y


def note_height(notes: Sequence[str], wide: float = PAGE_WIDTH, size: float = SIZE_SMALL) -> float:
    """Room that notes take, points."""
    return sum(height(len(wrap(note, wide - 2 * MARGIN, size)), size) + 2 for note in notes)


def draw_notes(sheet: Sheet, top: float, notes: Sequence[str], size: float = SIZE_SMALL) -> float:
    """Write notes from ``top`` down, one paragraph each; returns the y below them."""
    limit = sheet.width - 2 * MARGIN
    for note in notes:
        top = sheet.paragraph(MARGIN, top, note, limit, size=size, colour=INK_SOFT) + 2
    return top


def draw_certainty(sheet: Sheet, x: float, y: float, level: str, across: float = 5.0) -> None:
    """Four boxes from ``x`` on, as many filled as the level has steps; none known: a dash."""
    steps = CERTAINTY_STEPS.get(level, 0)
    if not steps:
        sheet.line((x, x + 4 * across + 3), (y, y), colour=INK_SOFT, thick=0.7, dashes=(2, 2))
        return
    for i in range(4):
        fill = INK if i < steps else PAPER
        sheet.rect(
            x + i * (across + 1), y - across / 2, across, across, fill=fill, edge=INK, layer=3
        )
