"""Drawing of a figure that has nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.parts import draw_title, title_height
from evisyn.figures.drawing.text import height, wrap
from evisyn.figures.style import INK_SOFT, MARGIN, PAGE_WIDTH, SIZE_TEXT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evisyn.figures.nothing import NothingSpec


@house_style
def draw(spec: NothingSpec) -> Figure:
    """Write the title and the reason."""
    limit = PAGE_WIDTH - 2 * MARGIN
    lines = len(wrap(spec.reason, limit, SIZE_TEXT))
    tall = 2 * MARGIN + title_height(spec.title) + height(lines, SIZE_TEXT)
    sheet = Sheet(PAGE_WIDTH, tall)
    top = draw_title(sheet, spec.title)
    sheet.paragraph(MARGIN, top, spec.reason, limit, size=SIZE_TEXT, colour=INK_SOFT)
    return sheet.finish()
