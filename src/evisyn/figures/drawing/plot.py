"""Draw plots: panels with two axes, one below the other, a key above, notes below."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.parts import draw_notes, draw_title, note_height, title_height
from evisyn.figures.drawing.placing import Box, place_names
from evisyn.figures.drawing.text import shorten, width, wrap
from evisyn.figures.plots.clip import clip_line, clip_shape
from evisyn.figures.plots.spec import Area, Curve
from evisyn.figures.style import (
    INK,
    INK_SOFT,
    MARGIN,
    PAGE_WIDTH,
    RULE,
    RULE_FAINT,
    SIZE_HEAD,
    SIZE_SMALL,
    Mark,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evisyn.figures.plots.spec import Cloud, PlotPanel, PlotSpec

_BELOW: Final = 36.0
_GAP: Final = 14.0
_SAMPLE: Final = 20.0
_KEY_ROW: Final = 13.0
_POINT: Final = 5.0
#: Longest name beside a point; the long description has it whole.
_NAME: Final = 130.0
#: Narrowest sheet that keeps axes, key and title in order.
LEAST_WIDE: Final = 230.0
#: A narrow sheet takes height from the panels too, down to this share.
_LEAST_TALL: Final = 0.7
_Entry = tuple[str, Mark | Curve | Area]


@house_style
def draw(spec: PlotSpec, wide: float = PAGE_WIDTH) -> Figure:
    """Draw the panels from top to bottom on a sheet of so many points."""
    rows = _key_rows(spec, wide)
    share = min(max(wide / PAGE_WIDTH, _LEAST_TALL), 1.0)
    panels = sum(panel.tall * share + _BELOW + _head(panel) for panel in spec.panels)
    panels += _GAP * (len(spec.panels) - 1)
    top = MARGIN + title_height(spec.title, wide) + _KEY_ROW * len(rows) + 6
    sheet = Sheet(wide, top + panels + 4 + note_height(spec.notes, wide) + MARGIN)
    y = _draw_key(sheet, draw_title(sheet, spec.title), rows) + 6
    left = MARGIN + 18 + max(_tick_room(panel) for panel in spec.panels)
    right = wide - MARGIN - max(_right_room(panel) for panel in spec.panels)
    for panel in spec.panels:
        y = _panel(sheet, panel, (left, right), (y, panel.tall * share)) + _GAP
    draw_notes(sheet, y - _GAP + 4, spec.notes)
    return sheet.finish()


def _head(panel: PlotPanel) -> float:
    return 14.0 if panel.title else 0.0


def _tick_room(panel: PlotPanel) -> float:
    return max((width(text, SIZE_SMALL) for text in panel.y.texts), default=0.0)


def _right_room(panel: PlotPanel) -> float:
    texts = [text for _, text in panel.marks_right]
    last = width(panel.x.texts[-1], SIZE_SMALL) / 2 if panel.x.texts else 0.0
    return max([last, *(width(text, SIZE_SMALL) + 8 for text in texts)])


def _entries(spec: PlotSpec) -> list[_Entry]:
    found: dict[str, Mark | Curve | Area] = {}
    for panel in spec.panels:
        for cloud in panel.clouds:
            found.setdefault(cloud.mark.words, cloud.mark)
        for curve in panel.curves:
            found.setdefault(curve.words, curve)
        for area in panel.areas:
            found.setdefault(area.words, area)
    return [(words, item) for words, item in found.items() if words]


def _key_rows(spec: PlotSpec, wide: float) -> list[list[_Entry]]:
    rows: list[list[_Entry]] = []
    used = wide
    for entry in _entries(spec):
        need = _SAMPLE + width(entry[0], SIZE_SMALL) + 16
        if used + need > wide - 2 * MARGIN:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += need
    return rows


def _draw_key(sheet: Sheet, top: float, rows: list[list[_Entry]]) -> float:
    for row in rows:
        x, y = MARGIN, top + _KEY_ROW / 2
        for words, item in row:
            if isinstance(item, Curve):
                ends = (x, x + _SAMPLE - 4)
                sheet.line(ends, (y, y), colour=item.colour, thick=item.thick, dashes=item.dashes)
            elif isinstance(item, Area):
                edge = RULE if item.edge == "none" else item.edge
                sheet.rect(x, y - 4, _SAMPLE - 5, 8, fill=item.fill, edge=edge)
            else:
                sheet.mark(x + 7, y, item, 6.0)
            sheet.text(x + _SAMPLE, y, words, size=SIZE_SMALL)
            x += _SAMPLE + width(words, SIZE_SMALL) + 16
        top += _KEY_ROW
    return top


def _panel(
    sheet: Sheet, panel: PlotPanel, sides: tuple[float, float], place: tuple[float, float]
) -> float:
    top, tall = place
    if panel.title:
        sheet.text(sides[0], top + 5, panel.title, size=SIZE_HEAD, weight="bold")
        top += _head(panel)
    frame = (sides[0], top, sides[1], top + tall)
    _axes(sheet, panel, frame)
    for area in panel.areas:
        shape = clip_shape([_unit(panel, point) for point in area.points])
        if len(shape) > 2:
            on_sheet = [_on(frame, point) for point in shape]
            sheet.polygon(on_sheet, fill=area.fill, edge=area.edge, thick=0.5, layer=0.7)
    for curve in panel.curves:
        for part in clip_line([_unit(panel, point) for point in curve.points]):
            places = [_on(frame, point) for point in part]
            sheet.line(
                [x for x, _ in places],
                [y for _, y in places],
                colour=curve.colour,
                thick=curve.thick,
                dashes=curve.dashes,
            )
    for cloud in panel.clouds:
        for x, y, across in _places(panel, cloud, frame):
            sheet.mark(x, y, cloud.mark, across)
    _names(sheet, panel, frame)
    return frame[3] + _BELOW


def _unit(panel: PlotPanel, point: tuple[float, float]) -> tuple[float, float]:
    return panel.x.share(point[0]), panel.y.share(point[1])


def _on(frame: Box, unit: tuple[float, float]) -> tuple[float, float]:
    x = frame[0] + unit[0] * (frame[2] - frame[0])
    return x, frame[3] - unit[1] * (frame[3] - frame[1])


def _places(panel: PlotPanel, cloud: Cloud, frame: Box) -> list[tuple[float, float, float]]:
    sizes = cloud.sizes or (_POINT,) * len(cloud.points)
    pairs = zip(cloud.points, sizes, strict=True)
    return [(*_on(frame, _unit(panel, point)), size) for point, size in pairs]


def _axes(sheet: Sheet, panel: PlotPanel, frame: Box) -> None:
    left, top, right, bottom = frame
    for tick, text in zip(panel.x.ticks, panel.x.texts, strict=True):
        x = left + panel.x.share(tick) * (right - left)
        sheet.line((x, x), (top, bottom), colour=RULE_FAINT, thick=0.5, layer=0.5)
        sheet.line((x, x), (bottom, bottom + 3), thick=0.6)
        sheet.text(x, bottom + 9, text, size=SIZE_SMALL, align="center")
    for tick, text in zip(panel.y.ticks, panel.y.texts, strict=True):
        y = bottom - panel.y.share(tick) * (bottom - top)
        sheet.line((left, right), (y, y), colour=RULE_FAINT, thick=0.5, layer=0.5)
        sheet.line((left - 3, left), (y, y), thick=0.6)
        sheet.text(left - 5, y, text, size=SIZE_SMALL, align="right")
    for place, text in panel.marks_right:
        y = bottom - panel.y.share(place) * (bottom - top)
        sheet.line((right, right + 3), (y, y), thick=0.6)
        sheet.text(right + 5, y, text, size=SIZE_SMALL)
    sheet.line((left, left, right), (top, bottom, bottom), thick=0.7)
    middle = (left + right) / 2
    sheet.text(middle, bottom + 23, panel.x.label, align="center", colour=INK_SOFT)
    _side_label(sheet, panel, frame)


def _side_label(sheet: Sheet, panel: PlotPanel, frame: Box) -> None:
    lines = wrap(panel.y.label, frame[3] - frame[1], 8.0)
    size = 8.0 if len(lines) == 1 else SIZE_SMALL
    text = lines[0] if len(lines) == 1 else panel.y.label
    start = (frame[1] + frame[3]) / 2 + width(text, size) / 2
    sheet.text(MARGIN + 8, start, text, size=size, rotation=90, colour=INK_SOFT)


def _names(sheet: Sheet, panel: PlotPanel, frame: Box) -> None:
    points: list[tuple[float, float, float]] = []
    names: list[str] = []
    taken: list[Box] = []
    for cloud in panel.clouds:
        places = _places(panel, cloud, frame)
        if cloud.names:
            points += places
            names += [shorten(name, _NAME, SIZE_SMALL) for name in cloud.names]
        else:
            taken += [(x - a / 2, y - a / 2, x + a / 2, y + a / 2) for x, y, a in places]
    lines = _line_boxes(panel, frame) if points else []
    for i, x, y in place_names(points, names, taken, frame, SIZE_SMALL, lines):
        sheet.text(x, y, names[i], size=SIZE_SMALL, colour=INK)


def _line_boxes(panel: PlotPanel, frame: Box) -> list[Box]:
    """Small boxes along every line, so that names can keep off them."""
    out: list[Box] = []
    for curve in panel.curves:
        for part in clip_line([_unit(panel, point) for point in curve.points]):
            for first, second in pairwise([_on(frame, point) for point in part]):
                steps = int(max(abs(second[0] - first[0]), abs(second[1] - first[1])) / 4) + 1
                for i in range(steps + 1):
                    x = first[0] + (second[0] - first[0]) * i / steps
                    y = first[1] + (second[1] - first[1]) * i / steps
                    out.append((x - 0.5, y - 0.5, x + 0.5, y + 0.5))
    return out
