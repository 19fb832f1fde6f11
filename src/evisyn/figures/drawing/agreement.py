"""Draw the agreement of two readings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evisyn.figures.agreement import AgreementLine, AgreementSpec
from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.parts import (
    draw_key,
    draw_notes,
    draw_title,
    key_height,
    note_height,
    title_height,
)
from evisyn.figures.drawing.text import wrap
from evisyn.figures.style import (
    BLUE,
    INK_SOFT,
    MARGIN,
    PAGE_WIDTH,
    RULE,
    RULE_FAINT,
    SIZE_SMALL,
    SIZE_TEXT,
    VERMILION,
    Mark,
)
from evisyn.figures.wording import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LABEL: Final = 138.0
_ROW: Final = 14.0
_HEAD: Final = 26.0
_GOOD: Final = Mark(shape="circle", colour=BLUE, words="agreement")
_WEAK: Final = Mark(shape="diamond", colour=VERMILION, filled=False, words="weak: kappa too low")
_PERCENT: Final = (212.0, 382.0)
_KAPPA: Final = (430.0, 560.0)


def _place(value: float, low: float, high: float, span: tuple[float, float]) -> float:
    return span[0] + (value - low) / (high - low) * (span[1] - span[0])


@house_style
def draw(spec: AgreementSpec) -> Figure:
    """Draw two dot panels: percent and kappa."""
    keys = [_GOOD, _WEAK] if any(x.weak for x in spec.lines) else [_GOOD]
    top = MARGIN + title_height(spec.title) + key_height([k.words for k in keys]) + _HEAD
    bottom = top + _ROW * len(spec.lines)
    sheet = Sheet(PAGE_WIDTH, bottom + 26 + note_height(spec.notes) + MARGIN)
    draw_key(sheet, draw_title(sheet, spec.title), keys)
    for x, head, align in (
        (MARGIN, "Field", "left"),
        (MARGIN + _LABEL + 40, "agree / pairs", "right"),
        (_PERCENT[0], "Percent agreement", "left"),
        (_KAPPA[0], "Cohen\u2019s kappa", "left"),
    ):
        sheet.text(x, top - 9, head, size=SIZE_SMALL, colour=INK_SOFT, align=align)
    _axes(sheet, spec, top, bottom)
    for i, line in enumerate(spec.lines):
        _line(sheet, spec, line, top + _ROW * (i + 0.5))
    draw_notes(sheet, bottom + 24, spec.notes)
    return sheet.finish()


def _axes(sheet: Sheet, spec: AgreementSpec, top: float, bottom: float) -> None:
    ticks = [spec.low + (100 - spec.low) * i / 5 for i in range(6)]
    for tick in ticks:
        x = _place(tick, spec.low, 100, _PERCENT)
        sheet.line((x, x), (top, bottom), colour=RULE_FAINT, layer=0.5)
        sheet.text(x, bottom + 9, f"{tick:.0f}", size=SIZE_SMALL, align="center")
    kappas = [line.kappa for line in spec.lines if line.kappa is not None]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = _place(tick, 0, 1, _KAPPA)
        sheet.line((x, x), (top, bottom), colour=RULE_FAINT, layer=0.5)
        words = f"\u2264 {tick:g}" if tick == 0 and min(kappas, default=1) < 0 else f"{tick:g}"
        sheet.text(x, bottom + 9, words, size=SIZE_SMALL, align="center")
    x = _place(spec.weak_below, 0, 1, _KAPPA)
    sheet.line((x, x), (top, bottom), colour=INK_SOFT, dashes=(3, 2))
    for y in (top, bottom):
        sheet.line((MARGIN, PAGE_WIDTH - MARGIN), (y, y), colour=RULE, thick=0.6)


def _line(sheet: Sheet, spec: AgreementSpec, line: AgreementLine, y: float) -> None:
    mark = _WEAK if line.weak else _GOOD
    label = wrap(line.label, _LABEL - 6, SIZE_TEXT)
    sheet.block(MARGIN, y, label, size=SIZE_TEXT if len(label) == 1 else 5.0)
    counts = f"{line.agreed} / {line.pairs}"
    sheet.text(MARGIN + _LABEL + 40, y, counts, size=SIZE_SMALL, align="right")
    if line.percent is not None:
        x = _place(line.percent, spec.low, 100, _PERCENT)
        sheet.line((_PERCENT[0], x), (y, y), colour=mark.colour, thick=0.8)
        sheet.mark(x, y, mark, 6.0)
        sheet.text(_PERCENT[1] + 8, y, f"{number(line.percent, 0)}%", size=SIZE_SMALL)
    if line.kappa is None:
        sheet.text(_KAPPA[0], y, "not defined", size=SIZE_SMALL, slant="italic", colour=INK_SOFT)
        return
    x = _place(max(line.kappa, 0.0), 0, 1, _KAPPA)
    sheet.line((_KAPPA[0], x), (y, y), colour=mark.colour, thick=0.8)
    sheet.mark(x, y, mark, 6.0)
    sheet.text(
        PAGE_WIDTH - MARGIN,
        y,
        number(line.kappa),
        size=SIZE_SMALL,
        align="right",
        weight="bold" if line.weak else "normal",
    )
