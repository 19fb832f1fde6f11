"""Draw limitations by domain and review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.parts import draw_key, key_height, title_height
from evisyn.figures.drawing.text import height, width, wrap
from evisyn.figures.limitations import NONE_EXTRACTED
from evisyn.figures.style import (
    BAND,
    INK_SOFT,
    MARGIN,
    PAGE_WIDTH,
    REPORTERS,
    RULE,
    RULE_FAINT,
    SIZE_HEAD,
    SIZE_SMALL,
    SIZE_TEXT,
    SIZE_TITLE,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evisyn.figures.limitations import LimitationCell, LimitationLine, LimitationsSpec

_ROW: Final = 13.0
_LABEL: Final = 168.0
_APART: Final = 12.0
_TOTAL: Final = 26.0
_TILT: Final = 50.0
#: Height and overhang to the right of turned column heads.
_HEAD: Final = 92.0
_OVERHANG: Final = 62.0


class _Grid:
    """Places of columns and rows."""

    def __init__(self, spec: LimitationsSpec) -> None:
        self.left = MARGIN + _LABEL
        free = PAGE_WIDTH - MARGIN - self.left - _APART - _TOTAL - _OVERHANG
        self.step = free / len(spec.domains)
        self.x: dict[str, float] = {}
        at = self.left
        for domain in spec.domains:
            at += _APART if domain.apart else 0.0
            self.x[domain.key] = at + self.step / 2
            at += self.step
        self.right = at
        self.total = at + _TOTAL / 2 + 4
        self.head = MARGIN + title_height(spec.title)
        self.top = self.head + key_height(_keys(spec)) + _HEAD
        self.y: list[float] = []
        self.groups: list[tuple[float, str]] = []
        self._rows(spec)

    def _rows(self, spec: LimitationsSpec) -> None:
        at, group = self.top, ""
        self.tall: list[float] = []
        for line in spec.lines:
            if line.group != group:
                group = line.group
                self.groups.append((at + _ROW * 0.75, group))
                at += _ROW * 1.35
            lines = len(wrap(line.label, _LABEL - 6, SIZE_TEXT))
            tall = max(_ROW, height(lines, SIZE_TEXT) + 3)
            self.y.append(at + tall / 2)
            self.tall.append(tall)
            at += tall
        self.bottom = at


def _keys(spec: LimitationsSpec) -> list[str]:
    return [REPORTERS[key].words for key in spec.reporters]


@house_style
def draw(spec: LimitationsSpec) -> Figure:
    """Draw the grid: one row a review, one column a domain, a symbol for who said it."""
    grid = _Grid(spec)
    note = wrap(spec.note, PAGE_WIDTH - 2 * MARGIN, SIZE_SMALL)
    note_top = grid.bottom + _ROW + 10
    sheet = Sheet(PAGE_WIDTH, note_top + height(len(note), SIZE_SMALL) + MARGIN)
    sheet.paragraph(
        MARGIN, MARGIN, spec.title, PAGE_WIDTH - 2 * MARGIN, size=SIZE_TITLE, weight="bold"
    )
    draw_key(sheet, grid.head, [REPORTERS[key] for key in spec.reporters])
    _frame(sheet, spec, grid)
    for place, words in grid.groups:
        sheet.text(MARGIN, place, words, size=SIZE_HEAD, weight="bold")
    for line, y in zip(spec.lines, grid.y, strict=True):
        _row(sheet, line, grid, y)
    _totals(sheet, spec, grid)
    sheet.block(
        MARGIN,
        note_top + height(len(note), SIZE_SMALL) / 2,
        note,
        size=SIZE_SMALL,
        colour=INK_SOFT,
    )
    return sheet.finish()


def _frame(sheet: Sheet, spec: LimitationsSpec, grid: _Grid) -> None:
    half = grid.step / 2
    for domain in spec.domains:
        x = grid.x[domain.key]
        sheet.text(x - 1, grid.top - 6, domain.label, rotation=_TILT, size=SIZE_TEXT)
        if domain.apart:
            sheet.rect(
                x - half,
                grid.top,
                2 * half,
                grid.bottom - grid.top,
                fill=BAND,
                edge=RULE,
                layer=0.5,
            )
    sheet.text(grid.total, grid.top - 6, "n", align="center", slant="italic")
    for y, tall in zip(grid.y, grid.tall, strict=True):
        sheet.line(
            (MARGIN, PAGE_WIDTH - MARGIN - _OVERHANG + 8),
            (y + tall / 2, y + tall / 2),
            colour=RULE_FAINT,
            thick=0.5,
        )
    for y in (grid.top, grid.bottom):
        sheet.line((MARGIN, PAGE_WIDTH - MARGIN - _OVERHANG + 8), (y, y), colour=RULE)


def _row(sheet: Sheet, line: LimitationLine, grid: _Grid, y: float) -> None:
    sheet.block(MARGIN, y, wrap(line.label, _LABEL - 6, SIZE_TEXT))
    if line.none_extracted:
        sheet.text(
            grid.left + 8, y, NONE_EXTRACTED, size=SIZE_SMALL, slant="italic", colour=INK_SOFT
        )
        return
    for cell in line.cells:
        _cell(sheet, cell, grid.x[cell.domain], y)
    sheet.text(grid.total, y, str(line.n), align="center", size=SIZE_SMALL)


def _cell(sheet: Sheet, cell: LimitationCell, x: float, y: float) -> None:
    widths = [7.0 + (width(str(n), SIZE_SMALL - 1) + 1 if n > 1 else 0) for _, n in cell.by]
    at = x - (sum(widths) + 2.0 * (len(widths) - 1)) / 2
    for (who, n), wide in zip(cell.by, widths, strict=True):
        sheet.mark(at + 3.5, y, REPORTERS[who], 6.0)
        if n > 1:
            sheet.text(at + 8, y, str(n), size=SIZE_SMALL - 1)
        at += wide + 2.0


def _totals(sheet: Sheet, spec: LimitationsSpec, grid: _Grid) -> None:
    y = grid.bottom + _ROW / 2 + 2
    sheet.text(MARGIN, y, f"Reviews touched, of {spec.n_reviews}", size=SIZE_SMALL, weight="bold")
    for domain in spec.domains:
        sheet.text(
            grid.x[domain.key],
            y,
            str(domain.n_reviews),
            align="center",
            size=SIZE_SMALL,
            weight="bold",
        )
    sheet.text(
        grid.total, y, str(spec.n_limitations), align="center", size=SIZE_SMALL, weight="bold"
    )
