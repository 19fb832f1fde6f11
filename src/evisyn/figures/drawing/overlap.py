"""A check on a drawing: no two texts overlap, none leaves the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from evisyn.figures.drawing.export import HINTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

#: Boxes may touch by this much (points): fonts leave air around letters.
TOLERANCE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class TextProblem:
    """Two texts that overlap, or one that leaves the sheet.

    Parameters
    ----------
    kind
        ``overlap`` or ``outside``.
    first, second
        The texts; ``second`` is empty for ``outside``.
    amount
        By how many points.
    """

    kind: str
    first: str
    second: str
    amount: float


def text_problems(figure: Figure, tolerance: float = TOLERANCE) -> tuple[TextProblem, ...]:
    """Every overlap of two text boxes and every text that leaves the figure.

    Parameters
    ----------
    figure
        The drawing.
    tolerance
        Points by which boxes may touch.

    Notes
    -----
    Turned texts are compared as turned rectangles, by the separating axis theorem.
    """
    boxes = list(_boxes(figure))
    wide, tall = figure.get_size_inches() * 72
    return (*_outside(boxes, wide, tall, tolerance), *_overlaps(boxes, tolerance))


def _boxes(figure: Figure) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Text and its four corners (4, 2) in points."""
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    scale = 72 / figure.dpi
    # measured as the files are written: hinting would round small letters up to whole pixels
    with mpl.rc_context({"text.hinting": HINTING}):
        for item in figure.findobj(Text):
            if isinstance(item, Text) and item.get_visible() and item.get_text().strip():
                yield item.get_text(), _corners(item, renderer) * scale


def _corners(item: Text, renderer: Any) -> NDArray[np.float64]:
    angle = np.deg2rad(item.get_rotation())
    item.set_rotation(0)
    box = item.get_window_extent(renderer)
    item.set_rotation(float(np.rad2deg(angle)))
    anchor = item.get_transform().transform(item.get_position())
    flat = np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray((flat - anchor) @ turn + anchor, dtype=np.float64)


def _outside(
    boxes: list[tuple[str, NDArray[np.float64]]], wide: float, tall: float, tolerance: float
) -> Iterator[TextProblem]:
    for text, corners in boxes:
        amount = max(-corners.min(), corners[:, 0].max() - wide, corners[:, 1].max() - tall)
        if amount > tolerance:
            yield TextProblem(kind="outside", first=text, second="", amount=float(amount))


def _overlaps(
    boxes: list[tuple[str, NDArray[np.float64]]], tolerance: float
) -> Iterator[TextProblem]:
    low = np.array([c.min(axis=0) for _, c in boxes]).reshape(-1, 2)
    high = np.array([c.max(axis=0) for _, c in boxes]).reshape(-1, 2)
    for i, (text, corners) in enumerate(boxes):
        near = np.all((low[i + 1 :] < high[i]) & (low[i] < high[i + 1 :]), axis=1)
        for j in np.flatnonzero(near) + i + 1:
            amount = _depth(corners, boxes[j][1])
            if amount > tolerance:
                yield TextProblem(kind="overlap", first=text, second=boxes[j][0], amount=amount)


def _depth(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """How far two rectangles reach into each other along the least axis; <= 0 if apart."""
    least = np.inf
    for corners in (first, second):
        for edge in (corners[1] - corners[0], corners[2] - corners[1]):
            axis = edge / max(float(np.hypot(*edge)), 1e-9)
            a, b = first @ axis, second @ axis
            least = min(least, a.max() - b.min(), b.max() - a.min())
    return float(least)
