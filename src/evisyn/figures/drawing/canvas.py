"""A sheet measured in points with the origin at the top left: all that the figures draw with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from evisyn.controls import tamed
from evisyn.figures.drawing.text import Slant, font, height, wrap
from evisyn.figures.style import FONT, INK, LEADING, PAPER, SIZE_TEXT, Mark, Shape

_P = ParamSpec("_P")
_LineLook = tuple[float, str, float, tuple[float, ...]]
_ShapeLook = tuple[float, str, str, float]
_MarkLook = tuple[float, Shape, str, bool, float]

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
#: Share of a line that stands before its anchor.
_BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}


def house_style(function: Callable[_P, Figure]) -> Callable[_P, Figure]:
    """Draw under the library's own defaults, whatever the session has set."""

    @wraps(function)
    def drawn(*args: _P.args, **kwargs: _P.kwargs) -> Figure:
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams["font.family"] = FONT
            return function(*args, **kwargs)

    return drawn


class _Line(Text):
    """One line of plain text, drawn without the library's layout of paragraphs.

    The layout measures every text to place it and takes half of the time of a figure. A line
    knows its place; only the end or the middle of one needs its width, and only for pixels and
    print: an SVG says where the anchor is.
    """

    def draw(self, renderer: Any) -> None:
        x, y = self.get_transform().transform(self.get_position())
        angle = self.get_rotation()
        words, look = self.get_text(), self.get_fontproperties()
        share = _BEFORE[str(self.get_horizontalalignment())]
        if share:
            wide = renderer.get_text_width_height_descent(words, look, False)[0] * share
            turn = np.deg2rad(angle)
            x, y = x - wide * np.cos(turn), y - wide * np.sin(turn)
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        pen = renderer.new_gc()
        pen.set_foreground(self.get_color())
        renderer.draw_text(pen, x, y, words, look, angle, mtext=self)
        pen.restore()


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
        # straight onto the figure: an axes object costs more than the texts of a small figure
        down = Affine2D().scale(1 / 72, -1 / 72).translate(0.0, height / 72)
        self._points = down + self.figure.dpi_scale_trans
        self._lines: dict[_LineLook, list[list[tuple[float, float]]]] = {}
        self._shapes: dict[_ShapeLook, list[list[tuple[float, float]]]] = {}
        self._marks: dict[_MarkLook, list[tuple[float, float]]] = {}

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = SIZE_TEXT,
        weight: str = "normal",
        slant: Slant = "normal",
        colour: str = INK,
        align: str = "left",
        rotation: float = 0.0,
    ) -> None:
        """One line whose optical middle is at ``y``; turned lines turn about their start."""
        if not text:
            return
        drop = 0.0 if rotation else size * _MIDDLE
        item = _Line(
            x,
            y + drop,
            tamed(text),
            fontproperties=font(size, weight, slant),
            color=colour,
            ha=align,
            va="baseline",
            rotation=rotation,
            rotation_mode="anchor",
            parse_math=False,
        )
        self._add(item)

    def block(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        size: float = SIZE_TEXT,
        weight: str = "normal",
        slant: Slant = "normal",
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
        look = (layer, colour, thick, dashes)
        self._lines.setdefault(look, []).append(list(zip(x, y, strict=True)))

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
        layer: float = 1.0,
    ) -> None:
        """A box, ``y`` being its top."""
        corners = [(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)]
        self.polygon(corners, fill=fill, edge=edge, thick=thick, layer=layer)

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
        self._shapes.setdefault((layer, fill, edge, thick), []).append(list(points))

    def disc(
        self, x: float, y: float, radius: float, *, fill: str, edge: str, layer: float = 2.0
    ) -> None:
        """A circle of any size."""
        turn = np.linspace(0.0, 2 * np.pi, 73)[:-1]
        points = [
            (x + radius * float(c), y + radius * float(s))
            for c, s in zip(np.cos(turn), np.sin(turn), strict=True)
        ]
        self.polygon(points, fill=fill, edge=edge, layer=layer)

    def mark(self, x: float, y: float, mark: Mark, size: float = 6.0, layer: float = 4.0) -> None:
        """A symbol, ``size`` points across."""
        across = round(size * _OPTICAL.get(mark.shape, 1.0), 3)
        look = (layer, mark.shape, mark.colour, mark.filled, across)
        self._marks.setdefault(look, []).append((x, y))

    def finish(self) -> Figure:
        """Put everything on the sheet, equal things in one go, and hand it over."""
        for (layer, colour, thick, dashes), paths in self._lines.items():
            lines = LineCollection(
                paths,
                colors=colour,
                linewidths=thick,
                linestyles=(0, dashes) if dashes else "solid",
                zorder=layer,
                capstyle="butt",
            )
            self._add(lines)
        for (layer, fill, edge, thick), shapes in self._shapes.items():
            self._add(
                PolyCollection(
                    shapes, facecolors=fill, edgecolors=edge, linewidths=thick, zorder=layer
                )
            )
        for look, places in self._marks.items():
            self._add(_markers(look, places))
        return self.figure

    def _add(self, item: Artist) -> None:
        item.set_transform(self._points)
        item.set_clip_on(False)
        self.figure.add_artist(item)


def _markers(look: _MarkLook, places: Sequence[tuple[float, float]]) -> Line2D:
    layer, shape, colour, filled, across = look
    return Line2D(
        [x for x, _ in places],
        [y for _, y in places],
        linestyle="none",
        marker=_MARKERS[shape],
        markersize=across,
        markerfacecolor=colour if filled else PAPER,
        markeredgecolor=colour,
        markeredgewidth=1.6 if shape == "dash" else 0.9,
        zorder=layer,
    )
