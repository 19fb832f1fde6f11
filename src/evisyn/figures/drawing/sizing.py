"""A drawing at the width of a column of print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.collections import Collection
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from evisyn.errors import InputError
from evisyn.figures.drawing import draw

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Smallest letters that journals print, in points.
#: Nature, Guide to preparing final artwork: https://research-figure-guide.nature.com/
LEAST_LETTER: Final = 5.0
_POINTS_PER_MM: Final = 72 / 25.4


def draw_at(spec: object, width_mm: float) -> Figure:
    """Draw a specification so wide.

    Parameters
    ----------
    spec
        One of the frozen records of :mod:`evisyn.figures`.
    width_mm
        Width on paper, for example 85 for one column and 175 for two.

    Raises
    ------
    InputError
        Not a positive width, or one at which letters would be smaller than 5 points.

    Notes
    -----
    Plots and forests without a second column of words are laid out anew for the width; whatever
    still does not fit is made smaller as a whole.
    """
    if not width_mm > 0:
        raise InputError(
            "width_mm", f"{width_mm!r}; give a width in millimetres, such as 85 or 175"
        )
    wanted = width_mm * _POINTS_PER_MM
    figure = draw(spec, wanted)
    scale = wanted / (figure.get_figwidth() * 72)
    smallest = min((float(item.get_fontsize()) for item in _texts(figure)), default=LEAST_LETTER)
    if smallest * scale < LEAST_LETTER - 1e-9:
        enough = figure.get_figwidth() * 25.4 * LEAST_LETTER / smallest
        raise InputError(
            "width_mm",
            f"{width_mm:g} makes the letters of this figure {smallest * scale:.1f} points high;"
            f" for {LEAST_LETTER:g} points it takes {enough + 0.5:.0f} mm. Show fewer columns, or"
            " print it across the page",
        )
    _scale(figure, scale)
    return figure


def _texts(figure: Figure) -> list[Text]:
    found = [item for item in figure.findobj(Text) if isinstance(item, Text)]
    return [item for item in found if item.get_text().strip()]


def _scale(figure: Figure, scale: float) -> None:
    """Make everything larger or smaller: places, letters, lines and symbols."""
    figure.set_size_inches(*(figure.get_size_inches() * scale))
    for item in figure.artists:
        item.set_transform(item.get_transform() + Affine2D().scale(scale))
        if isinstance(item, Text):
            item.set_fontsize(float(item.get_fontsize()) * scale)
        elif isinstance(item, Collection):
            item.set_linewidth((np.asarray(item.get_linewidth()) * scale).tolist())
        elif isinstance(item, Line2D):
            item.set_markersize(item.get_markersize() * scale)
            item.set_markeredgewidth(item.get_markeredgewidth() * scale)
