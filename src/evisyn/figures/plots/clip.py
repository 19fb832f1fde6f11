"""Lines and shapes cut at the edges of a unit square."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]


def clip_line(points: Sequence[Point]) -> list[list[Point]]:
    """Parts of a line that lie within the unit square.

    Parameters
    ----------
    points
        Corners in order.

    References
    ----------
    Liang Y-D, Barsky BA (1984). A new concept and method for line clipping.
    ACM Transactions on Graphics 3:1-22. https://doi.org/10.1145/357332.357333
    """
    parts: list[list[Point]] = []
    for first, second in pairwise(points):
        piece = _segment(first, second)
        if piece is None:
            continue
        if parts and _same(parts[-1][-1], piece[0]):
            parts[-1].append(piece[1])
        else:
            parts.append(list(piece))
    return parts


def _same(first: Point, second: Point) -> bool:
    return abs(first[0] - second[0]) < 1e-12 and abs(first[1] - second[1]) < 1e-12


def _segment(first: Point, second: Point) -> tuple[Point, Point] | None:
    enter, leave = 0.0, 1.0
    step = (second[0] - first[0], second[1] - first[1])
    for axis in (0, 1):
        for way, room in ((-step[axis], first[axis]), (step[axis], 1.0 - first[axis])):
            if way == 0.0:
                if room < 0.0:
                    return None
                continue
            at = room / way
            enter, leave = (max(enter, at), leave) if way < 0.0 else (enter, min(leave, at))
    if enter > leave:
        return None
    start, end = ((first[0] + t * step[0], first[1] + t * step[1]) for t in (enter, leave))
    return start, end


def clip_shape(points: Sequence[Point]) -> list[Point]:
    """Part of a closed shape that lies within the unit square.

    References
    ----------
    Sutherland IE, Hodgman GW (1974). Reentrant polygon clipping. Communications of the ACM
    17:32-42. https://doi.org/10.1145/360767.360802
    """
    shape = list(points)
    for axis, edge, sign in ((0, 0.0, 1.0), (0, 1.0, -1.0), (1, 0.0, 1.0), (1, 1.0, -1.0)):
        shape = _cut(shape, axis, edge, sign)
    return shape


def _cut(shape: list[Point], axis: int, edge: float, sign: float) -> list[Point]:
    kept: list[Point] = []
    for first, second in zip([*shape[-1:], *shape[:-1]], shape, strict=True):
        before, after = sign * (first[axis] - edge), sign * (second[axis] - edge)
        if (before < 0.0) != (after < 0.0):
            at = before / (before - after)
            kept.append(
                (first[0] + at * (second[0] - first[0]), first[1] + at * (second[1] - first[1]))
            )
        if after >= 0.0:
            kept.append(second)
    return kept
