"""Names beside points: written where there is room, left out where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from evisyn.figures.drawing.text import width

Box = tuple[float, float, float, float]

_GAP = 2.0
#: A name may lie over so many pieces of line, about one line that runs across it.
_MOST_CROSSED = 5


def place_names(
    points: Sequence[tuple[float, float, float]],
    names: Sequence[str],
    taken: Sequence[Box],
    frame: Box,
    size: float,
    lines: Sequence[Box] = (),
) -> list[tuple[int, float, float]]:
    """Find room for names beside their points.

    Parameters
    ----------
    points
        (x, y, points across) on the sheet, most important first.
    names
        One each; an empty one is passed over.
    taken
        Boxes (left, top, right, bottom) that no name may touch.
    frame
        Names stay within it.
    size
        Of the letters, in points.
    lines
        Boxes that a name touches only where it has no other place.

    Returns
    -------
    list of (int, float, float)
        Which point, left end and middle height of its name.
    """
    boxes = [*taken, *(_around(*point) for point in points)]
    out = []
    for i, ((x, y, across), name) in enumerate(zip(points, names, strict=True)):
        if not name:
            continue
        free = [
            box
            for box in _candidates(x, y, across, width(name, size), size)
            if _inside(box, frame) and not any(_touch(box, other) for other in boxes)
        ]
        if not free:
            continue
        crossed = [sum(_touch(box, line) for line in lines) for box in free]
        least = min(crossed)
        if least <= _MOST_CROSSED:
            box = free[crossed.index(least)]
            boxes.append(box)
            out.append((i, box[0], (box[1] + box[3]) / 2))
    return out


def _around(x: float, y: float, across: float) -> Box:
    half = across / 2
    return (x - half, y - half, x + half, y + half)


def _candidates(x: float, y: float, across: float, wide: float, size: float) -> list[Box]:
    tall = size * 1.25
    off = across / 2 + _GAP
    lefts = ((x + off, 0.0), (x - off - wide, 0.0), (x - wide / 2, -1.0), (x - wide / 2, 1.0))
    slanted = tuple((left, way) for way in (-0.7, 0.7) for left in (x + off, x - off - wide))
    middles = [(left, y + way * (off + tall / 2)) for left, way in (*lefts, *slanted)]
    return [(left, mid - tall / 2, left + wide, mid + tall / 2) for left, mid in middles]


def _inside(box: Box, frame: Box) -> bool:
    low = box[0] >= frame[0] and box[1] >= frame[1]
    return low and box[2] <= frame[2] and box[3] <= frame[3]


def _touch(first: Box, second: Box) -> bool:
    beside = first[0] < second[2] and second[0] < first[2]
    return beside and first[1] < second[3] and second[1] < first[3]
