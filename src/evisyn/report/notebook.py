"""Display tables as HTML that stays readable where a notebook was not run.

JupyterLab cleans the stored outputs of a notebook that it did not run itself: style sheets, ids and
most attributes go, and its own style aligns every cell to the right. Inline alignment survives.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from evisyn.report.html import escape, to_html

if TYPE_CHECKING:
    from evisyn.report.model import TableData

LEFT: Final = ' style="text-align: left"'
CENTRE: Final = ' style="text-align: center"'
_CELL = re.compile(r"<(t[dh])((?: [^>]*)?)>")
_CAPTION = '<caption class="ev-hide"'
_GRID = '<table class="ev-grid">'


def to_notebook(table: TableData, *, style: bool = True) -> str:
    """Render a table for the output of a cell, with its style sheet or without.

    The fragment of :func:`evisyn.report.html.to_html` with two changes: cells say their alignment
    themselves, and the table has its name as an attribute, so that the title, which stands above
    it, is not shown a second time as a caption.
    """
    found = _CELL.sub(_aligned, to_html(table, style=style))
    named = f'<table class="ev-grid" aria-label="{escape(table.title)}">'
    return found.replace(_CAPTION, f"{_CAPTION} hidden", 1).replace(_GRID, named, 1)


def without_alignment(page: str) -> str:
    """Take the alignment of cells out of a page that has the style sheet: it would be weight."""
    return page.replace(LEFT, "").replace(CENTRE, "")


def _aligned(cell: re.Match[str]) -> str:
    tag, attributes = cell.groups()
    if "ev-right" in attributes:
        return cell.group()
    centred = "ev-center" in attributes or "ev-span" in attributes
    return f"<{tag}{attributes}{CENTRE if centred else LEFT}>"
