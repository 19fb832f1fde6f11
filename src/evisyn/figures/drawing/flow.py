"""Draw flow diagrams: boxes in rows and columns, arrows between them, phases at the left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.parts import draw_notes, draw_title, note_height, title_height
from evisyn.figures.drawing.text import height, width, wrap
from evisyn.figures.style import (
    BAND,
    INK,
    INK_SOFT,
    MARGIN,
    PAPER,
    RULE_FAINT,
    SIZE_HEAD,
    SIZE_TEXT,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evisyn.figures.flow.spec import FlowBox, FlowSpec

_PHASE: Final = 22.0
_GAP: Final = 24.0
_RISE: Final = 22.0
_PAD: Final = 7.0
_INDENT: Final = 9.0
_ARROW: Final = 5.0
#: Share of their width that columns keep at the least.
_SQUEEZE: Final = 0.62
LEAST_WIDE: Final = 300.0
_Frame = tuple[float, float, float, float]


@house_style
def draw(spec: FlowSpec, wide: float | None = None) -> Figure:
    """Draw rows as tall as their fullest box; phases as tall as their rows.

    ``wide`` is a width of the sheet in points that narrower columns come near to.
    """
    between = 2 * MARGIN + _PHASE + 14 + _GAP * (len(spec.columns) - 1)
    if wide is not None:
        share = min(max((wide - between) / sum(spec.columns), _SQUEEZE), 1.0)
        spec = replace(spec, columns=tuple(column * share for column in spec.columns))
    wide = between + sum(spec.columns)
    tall = _row_heights(spec)
    top = MARGIN + title_height(spec.title, wide) + 4
    bottom = top + sum(tall) + _RISE * (len(tall) - 1)
    sheet = Sheet(wide, bottom + 10 + note_height(spec.notes, wide) + MARGIN)
    draw_title(sheet, spec.title)
    tops = [top + sum(tall[:i]) + _RISE * i for i in range(len(tall))]
    frames = {box.id: _frame(spec, box, tops, tall) for box in spec.boxes}
    for words, first, last in spec.phases:
        _phase(sheet, words, tops[first], tops[last] + tall[last])
    for box in spec.boxes:
        _box(sheet, box, frames[box.id])
    for start, end in spec.arrows:
        _arrow(sheet, spec.box(start), frames[start], spec.box(end), frames[end])
    if "previous" in frames:
        _arrow_left(sheet, frames["previous"], frames["total"])
    draw_notes(sheet, bottom + 10, spec.notes)
    return sheet.finish()


def _lines(box: FlowBox, room: float) -> list[tuple[float, str]]:
    """Indent and text of each line of a box."""
    out = []
    weight = "bold" if box.head else "normal"
    for line in box.lines:
        indent = _INDENT if line.startswith("  ") else 0.0
        out += [(indent, piece) for piece in _pieces(line.strip(), room - indent, weight)]
    return out


def _pieces(line: str, room: float, weight: str) -> list[str]:
    """Parts of a line that fit; a count in brackets at its end is never broken."""
    words, found, tail = line.rpartition(" (n")
    if not found or width(line, SIZE_TEXT, weight) <= room:
        return list(wrap(line, room, SIZE_TEXT, weight)) if not found else [line]
    count = f"(n{tail}"
    out = list(wrap(words, room, SIZE_TEXT, weight))
    if width(f"{out[-1]} {count}", SIZE_TEXT, weight) <= room:
        return [*out[:-1], f"{out[-1]} {count}"]
    return [*out, count]


def _room(spec: FlowSpec, box: FlowBox) -> float:
    wide = sum(spec.columns[box.column : box.column + box.span]) + _GAP * (box.span - 1)
    return wide - 2 * _PAD


def _row_heights(spec: FlowSpec) -> list[float]:
    last = max([*(b.row for b in spec.boxes), *(end for _, _, end in spec.phases)])
    least = dict.fromkeys(range(last + 1), 20.0)
    for words, first, end in spec.phases:
        need = width(words, SIZE_HEAD, "bold") + 10
        least[first] = max(least[first], need - _RISE * (end - first) - 20.0 * (end - first))
    for box in spec.boxes:
        need = height(len(_lines(box, _room(spec, box))), SIZE_TEXT) + 2 * _PAD
        least[box.row] = max(least[box.row], need)
    return [least[i] for i in range(last + 1)]


def _frame(spec: FlowSpec, box: FlowBox, tops: list[float], tall: list[float]) -> _Frame:
    left = MARGIN + _PHASE + 14 + sum(spec.columns[: box.column]) + _GAP * box.column
    need = height(len(_lines(box, _room(spec, box))), SIZE_TEXT) + 2 * _PAD
    middle = tops[box.row] + tall[box.row] / 2
    top = tops[box.row] if need >= tall[box.row] else middle - need / 2
    return left, top, left + _room(spec, box) + 2 * _PAD, top + min(need, tall[box.row])


def _phase(sheet: Sheet, words: str, top: float, bottom: float) -> None:
    sheet.rect(MARGIN, top, _PHASE, bottom - top, fill=BAND, edge=RULE_FAINT)
    start = (top + bottom) / 2 + width(words, SIZE_HEAD, "bold") / 2
    x = MARGIN + _PHASE / 2 + SIZE_HEAD * 0.36
    sheet.text(x, start, words, size=SIZE_HEAD, weight="bold", rotation=90)


def _box(sheet: Sheet, box: FlowBox, frame: _Frame) -> None:
    left, top, right, bottom = frame
    fill = RULE_FAINT if box.head else PAPER
    sheet.rect(left, top, right - left, bottom - top, fill=fill, layer=1.0)
    corners = ((left, right, right, left, left), (top, top, bottom, bottom, top))
    dashes = (4.0, 2.5) if box.side else ()
    sheet.line(*corners, colour=INK_SOFT if box.side else INK, thick=0.8, dashes=dashes)
    weight = "bold" if box.head else "normal"
    y = top + _PAD + SIZE_TEXT * 0.65
    for indent, text in _lines(box, right - left - 2 * _PAD):
        if box.head:
            sheet.text((left + right) / 2, y, text, weight=weight, align="center")
        else:
            sheet.text(left + _PAD + indent, y, text)
        y += height(1, SIZE_TEXT)


def _arrow(sheet: Sheet, first: FlowBox, a: _Frame, second: FlowBox, b: _Frame) -> None:
    """To the right within a row, down within a column, else down and to the left."""
    if first.row == second.row:
        y = (a[1] + a[3]) / 2
        sheet.line((a[2], b[0] - _ARROW), (y, y), thick=0.9)
        sheet.polygon([(b[0], y), (b[0] - _ARROW, y - 3), (b[0] - _ARROW, y + 3)])
        return
    x = (a[0] + a[2]) / 2
    if first.column == second.column:
        sheet.line((x, x), (a[3], b[1] - _ARROW), thick=0.9)
        sheet.polygon([(x, b[1]), (x - 3, b[1] - _ARROW), (x + 3, b[1] - _ARROW)])
        return
    y = (b[1] + b[3]) / 2
    sheet.line((x, x, b[2] + _ARROW), (a[3], y, y), thick=0.9)
    sheet.polygon([(b[2], y), (b[2] + _ARROW, y - 3), (b[2] + _ARROW, y + 3)])


def _arrow_left(sheet: Sheet, a: _Frame, b: _Frame) -> None:
    y = (a[1] + a[3]) / 2
    sheet.line((a[0], b[2] + _ARROW), (y, y), thick=0.9)
    sheet.polygon([(b[2], y), (b[2] + _ARROW, y - 3), (b[2] + _ARROW, y + 3)])
