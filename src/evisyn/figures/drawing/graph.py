"""Draw network graphs: nodes on a circle, names outside of it, counts on the lines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.parts import draw_notes, draw_title, note_height, title_height
from evisyn.figures.drawing.placing import Box
from evisyn.figures.drawing.text import height, shorten, width, wrap
from evisyn.figures.style import (
    BLUE,
    GREY,
    INK,
    MARGIN,
    ORANGE,
    PAGE_WIDTH,
    PAPER,
    SIZE_SMALL,
    SIZE_TEXT,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evisyn.figures.dependence.graph import GraphSpec

_RADIUS: Final = 165.0
_ROOM: Final = 46.0
_RISE: Final = 14.0
_NODE: Final = 20.0
_LEAST: Final = 4.0
_LINE: Final = 8.0
_ONE: Final = 2.0
_SHADE: Final = "#cfe3f1"
_NAME: Final = 118.0
_NARROW: Final = 90.0
_Line2 = tuple[tuple[float, float], tuple[float, float]]
#: A count this far from another line is not taken for that line's.
_CLEAR: Final = 10.0
#: Where along a line its count may stand, the middle first.
_PLACES: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73)


@house_style
def draw(spec: GraphSpec) -> Figure:
    """Draw shades, lines, nodes, names, counts, and a key in words."""
    notes = (*_key(spec), *spec.notes)
    top = MARGIN + title_height(spec.title)
    n = len(spec.nodes)
    # more treatments stand on a taller ring, so that the names at its sides have room
    high = max(_RADIUS, _RISE * n)
    tall = 2 * (high + _ROOM)
    sheet = Sheet(PAGE_WIDTH, top + tall + 6 + note_height(notes) + MARGIN)
    draw_title(sheet, spec.title)
    centre = (PAGE_WIDTH / 2, top + tall / 2)
    turns = [2 * math.pi * i / n - math.pi / 2 for i in range(n)]
    spots = [(centre[0] + _RADIUS * math.cos(t), centre[1] + high * math.sin(t)) for t in turns]
    for shade in spec.shades:
        corners = [spots[i] for i in shade.nodes]
        sheet.polygon(corners, fill=_SHADE, edge=BLUE, thick=0.5, layer=0.5)
    most = max(edge.trials for edge in spec.edges)
    for edge in spec.edges:
        (x0, y0), (x1, y1) = spots[edge.first], spots[edge.second]
        thick = max(min(_LINE / most, _ONE) * edge.trials, 0.9)
        sheet.line((x0, x1), (y0, y1), colour=GREY, thick=thick, layer=1.0)
    radii = _radii(spec)
    for node, spot, radius, turn in zip(spec.nodes, spots, radii, turns, strict=True):
        sheet.disc(*spot, radius, fill=ORANGE if node.reference else BLUE, edge=INK, layer=2.6)
        if node.reference:
            sheet.disc(*spot, radius + 3, fill="none", edge=INK, layer=2.6)
        # on a full ring a name has two lines; the long description has it whole
        name = shorten(node.name, _NAME * max(1.7, 40 / n), SIZE_TEXT)
        _name(sheet, name, spot, radius, turn)
    _counts(sheet, spec, spots, radii)
    draw_notes(sheet, top + tall + 6, notes)
    return sheet.finish()


def _radii(spec: GraphSpec) -> list[float]:
    top = max(node.size for node in spec.nodes) or 1.0
    room = 0.42 * 2 * math.pi * _RADIUS / len(spec.nodes)
    most = min(_NODE, room)
    return [max(most * math.sqrt(node.size / top), min(_LEAST, most)) for node in spec.nodes]


def _key(spec: GraphSpec) -> tuple[str, ...]:
    lines = [
        f"Area of a node: {spec.size_words} with the treatment. Width of a line and the number on"
        " it: trials that compare the two directly."
    ]
    reference = [node.name for node in spec.nodes if node.reference]
    lines += [f"Double ring: the reference, {name}." for name in reference]
    for shade in spec.shades:
        names = ", ".join(spec.nodes[i].name for i in shade.nodes)
        trials = f"{shade.trials} trial" + ("s" if shade.trials != 1 else "")
        lines.append(f"Shaded: {trials} with the arms {names}.")
    return tuple(lines)


def _name(sheet: Sheet, name: str, spot: tuple[float, float], radius: float, turn: float) -> None:
    across, down = math.cos(turn), math.sin(turn)
    off = radius + 7.0
    align = "center" if abs(across) < 0.2 else "left" if across > 0 else "right"
    lines = wrap(name, _NARROW if align == "center" else _NAME, SIZE_TEXT)
    half = height(len(lines), SIZE_TEXT) / 2
    y = spot[1] + down * (off + half)
    x = spot[0] if align == "center" else spot[0] + across * off
    sheet.block(x, y, lines, align=align)


def _counts(
    sheet: Sheet, spec: GraphSpec, spots: list[tuple[float, float]], radii: list[float]
) -> None:
    """Numbers on the lines where there is room; all of them stand in the description."""
    taken: list[Box] = [
        (x - r - 4, y - r - 4, x + r + 4, y + r + 4) for (x, y), r in zip(spots, radii, strict=True)
    ]
    lines = [(spots[edge.first], spots[edge.second]) for edge in spec.edges]
    for place, edge in enumerate(spec.edges):
        text = str(edge.trials)
        half = (width(text, SIZE_SMALL) / 2 + 2.0, SIZE_SMALL * 0.65 + 1.0)
        others = lines[:place] + lines[place + 1 :]
        for x, y in _candidates(lines[place], others):
            box = (x - half[0], y - half[1], x + half[0], y + half[1])
            if not any(_touch(box, other) for other in taken):
                taken.append(box)
                sheet.rect(box[0], box[1], 2 * half[0], 2 * half[1], fill=PAPER, layer=2.4)
                sheet.text(x, y, text, size=SIZE_SMALL, align="center")
                break


def _candidates(line: _Line2, others: list[_Line2]) -> list[tuple[float, float]]:
    """Places on a line, those away from the other lines first."""
    (x0, y0), (x1, y1) = line
    points = [(x0 + share * (x1 - x0), y0 + share * (y1 - y0)) for share in _PLACES]
    free = [p for p in points if all(_distance(p, other) > _CLEAR for other in others)]
    return free + [p for p in points if p not in free]


def _distance(point: tuple[float, float], line: _Line2) -> float:
    (x0, y0), (x1, y1) = line
    length = math.hypot(x1 - x0, y1 - y0)
    share = ((point[0] - x0) * (x1 - x0) + (point[1] - y0) * (y1 - y0)) / (length * length)
    share = min(max(share, 0.0), 1.0)
    return math.hypot(point[0] - x0 - share * (x1 - x0), point[1] - y0 - share * (y1 - y0))


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
