"""A sheet measured in points with the origin at the top left: all that the figures draw with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text

from evisyn.figures.drawing.text import font, height, wrap
from evisyn.figures.style import FONT, INK, LEADING, PAPER, SIZE_TEXT, Mark, Shape

_P = ParamSpec("_P")

_MARKERS: dict[Shape, str] = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle_up": "^",
    "triangle_down": "v",
    "plus": "P",
    "cross": "X",
    "dash": "_",
    "ring": "o",
}
#: Shapes of equal side look unequal; factors that make their areas alike.
_OPTICAL: dict[Shape, float] = {"square": 0.9, "diamond": 0.82, "cross": 1.1, "plus": 1.1}
#: Height of a lower-case letter's middle above the base line, as share of the size.
_MIDDLE = 0.36


def house_style(function: Callable[_P, Figure]) -> Callable[_P, Figure]:
    """Draw under the library's own defaults, whatever the session has set."""

    @wraps(function)
    def drawn(*args: _P.args, **kwargs: _P.kwargs) -> Figure:
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams["font.family"] = FONT
            return function(*args, **kwargs)

    return drawn


class Sheet:
    """A figure whose coordinates are points, x to the right and y downwards.

    Parameters
    ----------
    width, height
        Size in points.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=PAPER)
        self._axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._axes.set_axis_off()
        self._axes.set_autoscale_on(False)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = SIZE_TEXT,
        weight: str = "normal",
        slant: str = "normal",
        colour: str = INK,
        align: str = "left",
        rotation: float = 0.0,
    ) -> None:
        """One line whose optical middle is at ``y``; turned lines turn about their start."""
        if not text:
            return
        drop = 0.0 if rotation else size * _MIDDLE
        item = Text(
            x,
            y + drop,
            text,
            fontproperties=font(size, weight, slant),
            color=colour,
            ha=align,
            va="baseline",
            rotation=rotation,
            rotation_mode="anchor",
            parse_math=False,
            transform=self._axes.transData,
        )
        item.set_clip_on(False)
        self._axes.add_artist(item)

    def block(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        size: float = SIZE_TEXT,
        weight: str = "normal",
        slant: str = "normal",
        colour: str = INK,
        align: str = "left",
    ) -> None:
        """Several lines, centred on ``y``."""
        step = size * LEADING
        top = y - step * (len(lines) - 1) / 2
        for i, line in enumerate(lines):
            self.text(
                x,
                top + i * step,
                line,
                size=size,
                weight=weight,
                slant=slant,
                colour=colour,
                align=align,
            )

    def paragraph(
        self,
        x: float,
        top: float,
        text: str,
        limit: float,
        *,
        size: float = SIZE_TEXT,
        weight: str = "normal",
        colour: str = INK,
    ) -> float:
        """Wrapped text from ``top`` down; returns the y below it."""
        lines = wrap(text, limit, size, weight)
        tall = height(len(lines), size)
        self.block(x, top + tall / 2, lines, size=size, weight=weight, colour=colour)
        return top + tall

    def line(
        self,
        x: Sequence[float],
        y: Sequence[float],
        *,
        colour: str = INK,
        thick: float = 0.8,
        dashes: tuple[float, ...] = (),
        layer: float = 2.0,
    ) -> None:
        """A line through the points."""
        item = Line2D(
            list(x), list(y), color=colour, linewidth=thick, zorder=layer, solid_capstyle="butt"
        )
        if dashes:
            item.set_dashes(dashes)
        item.set_clip_on(False)
        self._axes.add_line(item)

    def rect(
        self,
        x: float,
        y: float,
        wide: float,
        tall: float,
        *,
        fill: str = "none",
        edge: str = "none",
        thick: float = 0.6,
        hatch: str = "",
        layer: float = 1.0,
    ) -> None:
        """A box, ``y`` being its top."""
        item = Rectangle(
            (x, y), wide, tall, facecolor=fill, edgecolor=edge, linewidth=thick, zorder=layer
        )
        if hatch:
            item.set_hatch(hatch)
        item.set_clip_on(False)
        self._axes.add_patch(item)

    def polygon(
        self,
        points: Sequence[tuple[float, float]],
        *,
        fill: str = INK,
        edge: str = INK,
        thick: float = 0.8,
        layer: float = 3.0,
    ) -> None:
        """A closed shape."""
        item = Polygon(
            list(points), closed=True, facecolor=fill, edgecolor=edge, linewidth=thick, zorder=layer
        )
        item.set_clip_on(False)
        self._axes.add_patch(item)

    def mark(self, x: float, y: float, mark: Mark, size: float = 6.0, layer: float = 4.0) -> None:
        """A symbol, ``size`` points across."""
        across = size * _OPTICAL.get(mark.shape, 1.0)
        heavy = 1.6 if mark.shape == "dash" else 0.9
        item = Line2D(
            [x],
            [y],
            linestyle="none",
            marker=_MARKERS[mark.shape],
            markersize=across,
            markerfacecolor=mark.colour if mark.filled else PAPER,
            markeredgecolor=mark.colour,
            markeredgewidth=heavy,
            zorder=layer,
        )
        item.set_clip_on(False)
        self._axes.add_line(item)
