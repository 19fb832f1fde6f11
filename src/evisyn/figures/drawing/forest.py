"""Draw forest plots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.forest_axis import draw_axis, draw_bar, draw_diamond, draw_row
from evisyn.figures.drawing.parts import (
    draw_certainty,
    draw_key,
    draw_notes,
    draw_title,
    key_height,
    note_height,
    title_height,
)
from evisyn.figures.drawing.text import Slant, height, width, wrap
from evisyn.figures.forest_words import aside_text, certainty_words, estimate_text, listed_text
from evisyn.figures.style import (
    INK,
    INK_SOFT,
    MARGIN,
    RULE,
    SIZE_HEAD,
    SIZE_SMALL,
    SIZE_TEXT,
    Mark,
)
from evisyn.figures.wording import interval, number, whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evisyn.figures.forest_spec import ForestPanel, ForestRow, ForestSpec, ForestSummary

WIDTH: Final = 720.0
_ROW: Final = 14.0
_GROUP: Final = 16.0
_TITLE: Final = 18.0
_HEADS: Final = 16.0
_AXIS: Final = 38.0
_TRIANGLE: Final = Mark(shape="triangle_up", colour=INK, words="index review of its question")

MARKS: Final[dict[str, Mark]] = {
    "solid": Mark(shape="square", colour="#0072b2", words="result that may be summarised"),
    "solid_point": Mark(
        shape="circle", colour="#0072b2", words="no interval printed: point without whiskers"
    ),
    "hollow": Mark(
        shape="square", colour="#555555", filled=False, words="set aside: shown, not summarised"
    ),
    "hollow_point": Mark(
        shape="circle", colour="#555555", filled=False, words="set aside, no interval printed"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Left edges (label, detail, plot, estimate, last) and right edges (k, n) in points."""

    label: float = MARGIN + 11
    detail: float = 0.0
    k: float = 0.0
    n: float = 0.0
    plot: float = 0.0
    plot_end: float = 0.0
    estimate: float = 0.0
    last: float = WIDTH - MARGIN

    @property
    def label_width(self) -> float:
        """Room of the first column."""
        return self.detail - self.label - 6

    @property
    def detail_width(self) -> float:
        """Room of the second column."""
        return max(min(self.k, self.n) - 24 - self.detail, 10.0)


def columns(spec: ForestSpec) -> Columns:
    """Places of the columns that the specification asks for."""
    heads = spec.heads
    last = WIDTH - MARGIN - (68 if heads.certainty else 36 if heads.weight else 0)
    estimate = last - _estimate_width(spec) - 8
    plot_end = estimate - 10
    plot = plot_end - (176 if heads.certainty or heads.k else 190 if heads.detail else 300)
    n = plot - 12
    k = n - 34 if heads.n else n
    detail = MARGIN + 11 + (112 if heads.detail else 200)
    return Columns(
        detail=detail,
        k=k if heads.k else n + 24,
        n=n if heads.n else plot - 4,
        plot=plot,
        plot_end=plot_end,
        estimate=estimate,
        last=last + 6,
    )


def _estimate_width(spec: ForestSpec) -> float:
    """Room for the longest estimate with its interval."""
    texts = [estimate_text(row, p.digits) for p in spec.panels for row in p.rows]
    widest = max((width(text, 7.5) for text in texts), default=0.0)
    return max(116.0, widest)


def _row_height(row: ForestRow, at: Columns) -> float:
    lines = max(
        len(wrap(row.entry.label, at.label_width, SIZE_TEXT, "bold")),
        len(wrap(row.entry.detail, at.detail_width, SIZE_TEXT)),
    )
    return max(_ROW, height(lines, SIZE_TEXT) + 4)


def _panel_height(panel: ForestPanel, at: Columns, first: bool) -> float:
    rows = sum(_row_height(row, at) for row in panel.rows)
    groups = _GROUP * sum(bool(group.label) for group in panel.groups)
    summary = _ROW * 1.4 + _ROW * len(_below(panel.summary)) if panel.summary else 0.0
    head = _TITLE + (_HEADS if first else 0)
    return head + rows + groups + summary + _AXIS


def _key(spec: ForestSpec) -> list[Mark]:
    present = {row.mark for row in spec.rows}
    if present == {"solid"}:  # nothing to tell apart
        return []
    return [mark for name, mark in MARKS.items() if name in present]


def _key_words(spec: ForestSpec) -> list[str]:
    index = [_TRIANGLE.words] if any(row.entry.index for row in spec.rows) else []
    return [mark.words for mark in _key(spec)] + index


@house_style
def draw(spec: ForestSpec) -> Figure:
    """Draw panels one below the other, then what is listed, then the notes."""
    at = columns(spec)
    lists = _lists(spec)
    tail = note_height(spec.notes, WIDTH) + MARGIN
    tail += sum(_GROUP + note_height(lines, WIDTH) + 4 for _, lines in lists)
    top = MARGIN + title_height(spec.title, WIDTH) + key_height(_key_words(spec), WIDTH) + 6
    sheet = Sheet(WIDTH, top + _panels_height(spec, at) + tail)
    y = draw_title(sheet, spec.title)
    index = [_TRIANGLE] if any(row.entry.index for row in spec.rows) else []
    y = draw_key(sheet, y, [*_key(spec), *index]) + 6
    for i, panel in enumerate(spec.panels):
        y = _panel(sheet, spec, panel, at, y, i == 0)
    for head, lines in lists:
        sheet.text(MARGIN, y + 7, head, size=SIZE_HEAD, weight="bold")
        y = draw_notes(sheet, y + _GROUP, lines) + 4
    draw_notes(sheet, y, spec.notes)
    return sheet.finish()


def _panels_height(spec: ForestSpec, at: Columns) -> float:
    return sum(_panel_height(p, at, i == 0) for i, p in enumerate(spec.panels))


def _lists(spec: ForestSpec) -> list[tuple[str, list[str]]]:
    """What stands below the panels: results set aside with their reason, results not drawn."""
    aside = [aside_text(row) for row in spec.rows if row.entry.set_aside]
    listed = [listed_text(item) for item in spec.listed]
    both = (("Set aside (hollow), and why", aside), ("Listed, not drawn", listed))
    return [(head, lines) for head, lines in both if lines]


def _panel(
    sheet: Sheet, spec: ForestSpec, panel: ForestPanel, at: Columns, top: float, first: bool
) -> float:
    y = top
    if first:
        _heads(sheet, spec, at, top + 5)
        y += _HEADS
    sheet.text(MARGIN, y + 8, panel.title, size=SIZE_HEAD + 0.5, weight="bold")
    y += _TITLE
    start = y
    for group in panel.groups:
        if group.label:
            sheet.text(MARGIN, y + _GROUP / 2, group.label, weight="bold", colour=INK_SOFT)
            y += _GROUP
        for row in group.rows:
            tall = _row_height(row, at)
            _row(sheet, spec, panel, row, at, y + tall / 2)
            y += tall
    if panel.summary is not None:
        y = _summary(sheet, panel, at, y)
    draw_axis(sheet, panel, spec.favours, (at.plot, at.plot_end), start, y)
    return y + _AXIS


def _heads(sheet: Sheet, spec: ForestSpec, at: Columns, y: float) -> None:
    heads = spec.heads
    sheet.text(at.label, y, heads.label, size=SIZE_SMALL, colour=INK_SOFT)
    sheet.text(at.detail, y, heads.detail, size=SIZE_SMALL, colour=INK_SOFT)
    sheet.text(at.k, y, heads.k, size=SIZE_SMALL, colour=INK_SOFT, align="right", slant="italic")
    sheet.text(at.n, y, heads.n, size=SIZE_SMALL, colour=INK_SOFT, align="right", slant="italic")
    sheet.text(at.estimate, y, heads.estimate, size=SIZE_SMALL, colour=INK_SOFT)
    if heads.certainty:
        sheet.text(at.last, y, heads.certainty, size=SIZE_SMALL, colour=INK_SOFT)
    elif heads.weight:
        sheet.text(WIDTH - MARGIN, y, heads.weight, size=SIZE_SMALL, colour=INK_SOFT, align="right")
    sheet.line((MARGIN, WIDTH - MARGIN), (y + 8, y + 8), colour=RULE, thick=0.6)


def _row(
    sheet: Sheet,
    spec: ForestSpec,
    panel: ForestPanel,
    row: ForestRow,
    at: Columns,
    y: float,
) -> None:
    entry, heads = row.entry, spec.heads
    colour = INK_SOFT if entry.set_aside else INK
    weight = "bold" if entry.index else "normal"
    if entry.index:
        sheet.mark(MARGIN + 4, y, _TRIANGLE, 5.0)
    label = wrap(entry.label, at.label_width, SIZE_TEXT, "bold")
    sheet.block(at.label, y, label, weight=weight, colour=colour)
    sheet.block(at.detail, y, wrap(entry.detail, at.detail_width, SIZE_TEXT), colour=colour)
    if heads.k:
        sheet.text(at.k, y, whole(entry.k), align="right", colour=colour)
    if heads.n:
        sheet.text(at.n, y, whole(entry.n), align="right", colour=colour)
    draw_row(sheet, panel, row, MARKS[row.mark], (at.plot, at.plot_end), y)
    slant: Slant = "italic" if entry.set_aside else "normal"
    sheet.text(
        at.estimate, y, estimate_text(row, panel.digits), size=7.5, colour=colour, slant=slant
    )
    if heads.certainty:
        draw_certainty(sheet, at.last, y, entry.certainty)
        words = certainty_words(entry.certainty) if entry.certainty else "NR"
        sheet.text(at.last + 27, y, words, size=SIZE_SMALL, colour=colour)
    elif heads.weight:
        sheet.text(WIDTH - MARGIN, y, f"{number(entry.weight, 1)}", align="right", colour=colour)


def _below(summary: ForestSummary) -> list[tuple[str, float, float]]:
    """Intervals below the diamond: words and limits."""
    out = []
    if summary.beside_low is not None and summary.beside_high is not None:
        out.append((summary.beside_label, summary.beside_low, summary.beside_high))
    if summary.pi_low is not None and summary.pi_high is not None:
        doubt = ", unreliable below 5 studies" if summary.pi_unreliable else ""
        out.append((f"Prediction interval{doubt}", summary.pi_low, summary.pi_high))
    return out


def _summary(sheet: Sheet, panel: ForestPanel, at: Columns, y: float) -> float:
    summary = panel.summary
    if summary is None:
        return y
    span = (at.plot, at.plot_end)
    y += _ROW * 0.8
    sheet.text(at.label, y, f"{summary.label} (k = {summary.k})", weight="bold")
    limits = interval(summary.low, summary.high, panel.digits)
    text = f"{number(summary.x, panel.digits)} ({limits})"
    sheet.text(at.estimate, y, text, size=7.5, weight="bold")
    draw_diamond(sheet, panel, summary, span, y)
    for words, low, high in _below(summary):
        y += _ROW
        sheet.text(at.label, y, words)
        sheet.text(at.estimate, y, interval(low, high, panel.digits), size=7.5)
        draw_bar(sheet, panel, (low, high), span, y, open_bar=words != summary.beside_label)
    return y + _ROW * 0.6
