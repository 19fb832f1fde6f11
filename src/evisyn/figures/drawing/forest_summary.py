"""Summaries in forest plots: diamonds, intervals below them, lines on heterogeneity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.forest_axis import draw_bar, draw_diamond
from evisyn.figures.drawing.text import height, wrap
from evisyn.figures.style import INK_SOFT, SIZE_SMALL
from evisyn.figures.wording import interval, number

if TYPE_CHECKING:
    from evisyn.figures.drawing.canvas import Sheet
    from evisyn.figures.drawing.forest_columns import Columns
    from evisyn.figures.forest_spec import ForestPanel, ForestSummary

_ROW: Final = 14.0
SIZE_ESTIMATE: Final = 7.5


def summary_text(summary: ForestSummary, digits: int) -> str:
    """Pooled estimate with its interval, as it stands in its column."""
    limits = interval(summary.low, summary.high, digits) or "no interval"
    return f"{number(summary.x, digits)} ({limits})"


def intervals_below(summary: ForestSummary) -> list[tuple[str, float, float]]:
    """Intervals below a diamond: words and limits."""
    out = []
    if summary.beside_low is not None and summary.beside_high is not None:
        out.append((summary.beside_label, summary.beside_low, summary.beside_high))
    if summary.pi_low is not None and summary.pi_high is not None:
        doubt = ", unreliable below 5 studies" if summary.pi_unreliable else ""
        out.append((f"Prediction interval{doubt}", summary.pi_low, summary.pi_high))
    return out


def _lines(text: str, at: Columns) -> tuple[str, ...]:
    return wrap(text, at.plot - at.label - 8, SIZE_SMALL)


def _text_height(text: str, at: Columns) -> float:
    return height(len(_lines(text, at)), SIZE_SMALL) + 4 if text else 0.0


def summary_height(summary: ForestSummary | None, at: Columns) -> float:
    """Room that a summary takes, points."""
    if summary is None:
        return 0.0
    return (
        _ROW * 1.4 + _ROW * len(intervals_below(summary)) + _text_height(summary.heterogeneity, at)
    )


def between_height(panel: ForestPanel, at: Columns) -> float:
    """Room that the line on the difference between groups takes, points."""
    return _text_height(panel.between, at)


def draw_between(sheet: Sheet, panel: ForestPanel, at: Columns, y: float) -> float:
    """Write the line on the difference between groups; returns the y below it."""
    return _words(sheet, panel.between, at, y)


def _words(sheet: Sheet, text: str, at: Columns, y: float) -> float:
    tall = _text_height(text, at)
    lines = _lines(text, at)
    sheet.block(at.label, y + (tall - 4) / 2, lines, size=SIZE_SMALL, colour=INK_SOFT)
    return y + tall


def draw_summary(
    sheet: Sheet, panel: ForestPanel, summary: ForestSummary, at: Columns, y: float
) -> float:
    """Draw a diamond, the intervals below it and its words; returns the y below them."""
    span = (at.plot, at.plot_end)
    y += _ROW * 0.8
    sheet.text(at.label, y, f"{summary.label} (k = {summary.k})", weight="bold")
    text = summary_text(summary, panel.digits)
    sheet.text(at.estimate, y, text, size=SIZE_ESTIMATE, weight="bold")
    draw_diamond(sheet, panel, summary, span, y)
    for words, low, high in intervals_below(summary):
        y += _ROW
        sheet.text(at.label, y, words)
        sheet.text(at.estimate, y, interval(low, high, panel.digits), size=SIZE_ESTIMATE)
        draw_bar(sheet, panel, (low, high), span, y, open_bar=words != summary.beside_label)
    return _words(sheet, summary.heterogeneity, at, y + _ROW * 0.6)
