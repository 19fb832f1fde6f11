"""The plotting area of forest plots: axis, whiskers, symbols, diamonds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from evisyn.figures.forest_axis import position, tick_text
from evisyn.figures.style import BLUE, INK, INK_SOFT, PAPER, RULE_FAINT, SIZE_SMALL, Mark

if TYPE_CHECKING:
    from evisyn.figures.drawing.canvas import Sheet
    from evisyn.figures.forest_spec import ForestPanel, ForestRow, ForestSummary

_MARK: Final = 9.0
_ARROW: Final = 4.0
_POINT: Final = Mark(shape="diamond", colour=BLUE, filled=False, words="pooled, no interval")


def _place(panel: ForestPanel, value: float, span: tuple[float, float]) -> float:
    """Place of a value in points, held within the axis."""
    share = position(value, *panel.bounds, log=panel.log)
    return span[0] + min(max(share, 0.0), 1.0) * (span[1] - span[0])


def draw_axis(
    sheet: Sheet,
    panel: ForestPanel,
    favours: tuple[str, str],
    span: tuple[float, float],
    top: float,
    bottom: float,
) -> None:
    """Draw null line, ticks and the words at both ends."""
    base = bottom + 3
    for tick, text in zip(panel.ticks, tick_text(panel.ticks), strict=True):
        x = _place(panel, tick, span)
        sheet.line((x, x), (top, base), colour=RULE_FAINT, thick=0.5, layer=0.6)
        sheet.line((x, x), (base, base + 3), thick=0.6)
        sheet.text(x, base + 9, text, size=SIZE_SMALL, align="center")
    sheet.line(span, (base, base), thick=0.6)
    null = _place(panel, panel.null, span)
    sheet.line((null, null), (top, base), thick=0.9, colour=INK, layer=1.5)
    left, right = favours
    sheet.text(span[0] - 4, base + 20, f"\u2190 {left}", size=SIZE_SMALL, colour=INK_SOFT)
    sheet.text(
        span[1] + 4, base + 20, f"{right} \u2192", size=SIZE_SMALL, colour=INK_SOFT, align="right"
    )


def draw_row(
    sheet: Sheet,
    panel: ForestPanel,
    row: ForestRow,
    mark: Mark,
    span: tuple[float, float],
    y: float,
) -> None:
    """Draw one estimate: whiskers as far as limits are known, arrows where they are cut."""
    x = _place(panel, row.x, span)
    for limit, cut, way in ((row.low, row.cut_low, -1), (row.high, row.cut_high, 1)):
        if limit is None:
            continue
        end = _place(panel, limit, span)
        sheet.line((x, end), (y, y), colour=mark.colour, thick=1.1)
        if cut:
            _arrow(sheet, end, y, way, mark.colour)
        else:
            sheet.line((end, end), (y - 2, y + 2), colour=mark.colour, thick=1.1)
    if row.off:
        _arrow(sheet, x, y, row.off, mark.colour, 1.5)
        return
    sheet.mark(x, y, mark, max(_MARK * row.size, 3.5))


def _arrow(sheet: Sheet, x: float, y: float, way: int, colour: str, scale: float = 1.0) -> None:
    back = x - way * _ARROW * scale
    half = 2.4 * scale
    sheet.polygon([(x, y), (back, y - half), (back, y + half)], fill=colour, edge=colour, thick=0.4)


def draw_diamond(
    sheet: Sheet,
    panel: ForestPanel,
    summary: ForestSummary,
    span: tuple[float, float],
    y: float,
) -> None:
    """Draw a pooled estimate, as wide as its interval; without one, a hollow diamond."""
    if not (math.isfinite(summary.low) and math.isfinite(summary.high)):
        sheet.mark(_place(panel, summary.x, span), y, _POINT, 9.0)
        return
    low, mid, high = (_place(panel, v, span) for v in (summary.low, summary.x, summary.high))
    sheet.polygon([(low, y), (mid, y - 5), (high, y), (mid, y + 5)], fill=BLUE, edge=INK)
    _cut_ends(sheet, panel, (summary.low, summary.high), (low, high), y)


def draw_bar(
    sheet: Sheet,
    panel: ForestPanel,
    limits: tuple[float, float],
    span: tuple[float, float],
    y: float,
    *,
    open_bar: bool,
) -> None:
    """Draw an interval below a diamond: an open bar for prediction, else a line; cut as arrows."""
    low, high = (_place(panel, v, span) for v in limits)
    if open_bar:
        sheet.rect(low, y - 2, high - low, 4, fill=PAPER, edge=INK, thick=0.9, layer=3)
    else:
        sheet.line((low, high), (y, y), thick=1.2)
    cut = _cut_ends(sheet, panel, limits, (low, high), y)
    for end, is_cut in zip((low, high), cut, strict=True):
        if not (is_cut or open_bar):
            sheet.line((end, end), (y - 2, y + 2), thick=1.2)


def _cut_ends(
    sheet: Sheet,
    panel: ForestPanel,
    limits: tuple[float, float],
    ends: tuple[float, float],
    y: float,
) -> list[bool]:
    """Arrows where limits lie beyond the axis; says for which."""
    shares = [position(limit, *panel.bounds, log=panel.log) for limit in limits]
    cut = [not 0 <= share <= 1 for share in shares]
    for end, way, is_cut in zip(ends, (-1, 1), cut, strict=True):
        if is_cut:
            _arrow(sheet, end + way * 3, y, way, INK)
    return cut
