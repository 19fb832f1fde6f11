"""Draw forest plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.canvas import Sheet, house_style
from evisyn.figures.drawing.forest_axis import draw_axis, draw_row
from evisyn.figures.drawing.forest_columns import Columns, columns
from evisyn.figures.drawing.forest_lights import light_cell, light_rows
from evisyn.figures.drawing.forest_summary import (
    SIZE_ESTIMATE,
    between_height,
    draw_between,
    draw_summary,
    summary_height,
)
from evisyn.figures.drawing.matrix import draw_cell_key, draw_disc, key_tall
from evisyn.figures.drawing.parts import (
    draw_certainty,
    draw_key,
    draw_notes,
    draw_title,
    key_height,
    note_height,
    title_height,
)
from evisyn.figures.drawing.text import Slant, height, wrap
from evisyn.figures.forest_words import aside_text, certainty_words, estimate_text, listed_text
from evisyn.figures.style import (
    INK,
    INK_SOFT,
    MARGIN,
    RULE,
    SIZE_HEAD,
    SIZE_SMALL,
    SIZE_TEXT,
    Mark,
)
from evisyn.figures.wording import number, whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evisyn.figures.forest_spec import ForestGroup, ForestPanel, ForestRow, ForestSpec

#: Narrowest sheet for which the plot is asked to give way.
LEAST_WIDE: Final = 300.0
_ROW: Final = 14.0
_GROUP: Final = 16.0
_TITLE: Final = 18.0
_HEADS: Final = 16.0
_AXIS: Final = 38.0
_TRIANGLE: Final = Mark(shape="triangle_up", colour=INK, words="index review of its question")

MARKS: Final[dict[str, Mark]] = {
    "solid": Mark(shape="square", colour="#0072b2", words="result that may be summarised"),
    "solid_point": Mark(
        shape="circle", colour="#0072b2", words="no interval printed: point without whiskers"
    ),
    "hollow": Mark(
        shape="square", colour="#555555", filled=False, words="set aside: shown, not summarised"
    ),
    "hollow_point": Mark(
        shape="circle", colour="#555555", filled=False, words="set aside, no interval printed"
    ),
}


def _row_height(row: ForestRow, at: Columns) -> float:
    lines = max(
        len(wrap(row.entry.label, at.label_width, SIZE_TEXT, "bold")),
        len(wrap(row.entry.detail, at.detail_width, SIZE_TEXT)),
    )
    return max(_ROW, height(lines, SIZE_TEXT) + 4)


def _panel_height(panel: ForestPanel, at: Columns, first: bool) -> float:
    rows = sum(_row_height(row, at) for row in panel.rows)
    groups = _GROUP * sum(bool(group.label) for group in panel.groups)
    summary = sum(summary_height(group.summary, at) for group in panel.groups)
    summary += summary_height(panel.summary, at) + between_height(panel, at)
    head = _TITLE + (_HEADS if first else 0)
    return head + rows + groups + summary + _AXIS


def _key(spec: ForestSpec) -> list[Mark]:
    present = {row.mark for row in spec.rows}
    if present == {"solid"}:  # nothing to tell apart
        return []
    return [mark for name, mark in MARKS.items() if name in present]


def _key_words(spec: ForestSpec) -> list[str]:
    index = [_TRIANGLE.words] if any(row.entry.index for row in spec.rows) else []
    return [mark.words for mark in _key(spec)] + index


@house_style
def draw(spec: ForestSpec, wide: float | None = None) -> Figure:
    """Draw panels one below the other, then what is listed, then the notes.

    ``wide`` is a width of the sheet in points that is come near to.
    """
    at = columns(spec, wide)
    lists = _lists(spec)
    wide = at.wide
    tail = note_height(spec.notes, wide) + MARGIN
    tail += sum(_GROUP + note_height(lines, wide) + 4 for _, lines in lists)
    keys = light_rows(spec, wide)
    top = MARGIN + title_height(spec.title, wide) + key_height(_key_words(spec), wide) + 6
    top += key_tall(keys)
    sheet = Sheet(wide, top + _panels_height(spec, at) + tail)
    y = draw_title(sheet, spec.title)
    index = [_TRIANGLE] if any(row.entry.index for row in spec.rows) else []
    y = draw_key(sheet, y, [*_key(spec), *index])
    y = draw_cell_key(sheet, y, keys) + 6
    for i, panel in enumerate(spec.panels):
        y = _panel(sheet, spec, panel, at, y, i == 0)
    for head, lines in lists:
        sheet.text(MARGIN, y + 7, head, size=SIZE_HEAD, weight="bold")
        y = draw_notes(sheet, y + _GROUP, lines) + 4
    draw_notes(sheet, y, spec.notes)
    return sheet.finish()


def _panels_height(spec: ForestSpec, at: Columns) -> float:
    return sum(_panel_height(p, at, i == 0) for i, p in enumerate(spec.panels))


def _lists(spec: ForestSpec) -> list[tuple[str, list[str]]]:
    """What stands below the panels: results set aside with their reason, results not drawn."""
    aside = [aside_text(row) for row in spec.rows if row.entry.set_aside]
    listed = [listed_text(item) for item in spec.listed]
    both = (("Set aside (hollow), and why", aside), ("Listed, not drawn", listed))
    return [(head, lines) for head, lines in both if lines]


def _panel(
    sheet: Sheet, spec: ForestSpec, panel: ForestPanel, at: Columns, top: float, first: bool
) -> float:
    y = top
    if first:
        _heads(sheet, spec, at, top + 5)
        y += _HEADS
    sheet.text(MARGIN, y + 8, panel.title, size=SIZE_HEAD + 0.5, weight="bold")
    y += _TITLE
    start = y
    for group in panel.groups:
        y = _group(sheet, spec, panel, group, at, y)
    if panel.summary is not None:
        y = draw_summary(sheet, panel, panel.summary, at, y)
    y = draw_between(sheet, panel, at, y)
    draw_axis(sheet, panel, spec.favours, (at.plot, at.plot_end), start, y)
    return y + _AXIS


def _group(
    sheet: Sheet, spec: ForestSpec, panel: ForestPanel, group: ForestGroup, at: Columns, y: float
) -> float:
    if group.label:
        sheet.text(MARGIN, y + _GROUP / 2, group.label, weight="bold", colour=INK_SOFT)
        y += _GROUP
    for row in group.rows:
        tall = _row_height(row, at)
        _row(sheet, spec, panel, row, at, y + tall / 2)
        y += tall
    if group.summary is not None:
        y = draw_summary(sheet, panel, group.summary, at, y)
    return y


def _heads(sheet: Sheet, spec: ForestSpec, at: Columns, y: float) -> None:
    heads = spec.heads
    sheet.text(at.label, y, heads.label, size=SIZE_SMALL, colour=INK_SOFT)
    sheet.text(at.detail, y, heads.detail, size=SIZE_SMALL, colour=INK_SOFT)
    sheet.text(at.k, y, heads.k, size=SIZE_SMALL, colour=INK_SOFT, align="right", slant="italic")
    sheet.text(at.n, y, heads.n, size=SIZE_SMALL, colour=INK_SOFT, align="right", slant="italic")
    sheet.text(at.estimate, y, heads.estimate, size=SIZE_SMALL, colour=INK_SOFT)
    if heads.certainty:
        sheet.text(at.last, y, heads.certainty, size=SIZE_SMALL, colour=INK_SOFT)
    elif heads.weight:
        sheet.text(at.weight, y, heads.weight, size=SIZE_SMALL, colour=INK_SOFT, align="right")
    for head, x in zip(heads.raw, at.raw, strict=True):
        sheet.text(x, y, head, size=SIZE_SMALL, colour=INK_SOFT, align="right")
    for head, x in zip(heads.lights, at.lights, strict=True):
        sheet.text(x, y, head, size=SIZE_SMALL, colour=INK_SOFT, align="center")
    sheet.line((MARGIN, at.wide - MARGIN), (y + 8, y + 8), colour=RULE, thick=0.6)


def _row(
    sheet: Sheet,
    spec: ForestSpec,
    panel: ForestPanel,
    row: ForestRow,
    at: Columns,
    y: float,
) -> None:
    entry, heads = row.entry, spec.heads
    colour = INK_SOFT if entry.set_aside else INK
    weight = "bold" if entry.index else "normal"
    if entry.index:
        sheet.mark(MARGIN + 4, y, _TRIANGLE, 5.0)
    label = wrap(entry.label, at.label_width, SIZE_TEXT, "bold")
    sheet.block(at.label, y, label, weight=weight, colour=colour)
    sheet.block(at.detail, y, wrap(entry.detail, at.detail_width, SIZE_TEXT), colour=colour)
    if heads.k:
        sheet.text(at.k, y, whole(entry.k), align="right", colour=colour)
    if heads.n:
        sheet.text(at.n, y, whole(entry.n), align="right", colour=colour)
    draw_row(sheet, panel, row, MARKS[row.mark], (at.plot, at.plot_end), y)
    slant: Slant = "italic" if entry.set_aside else "normal"
    sheet.text(
        at.estimate,
        y,
        estimate_text(row, panel.digits),
        size=SIZE_ESTIMATE,
        colour=colour,
        slant=slant,
    )
    if heads.certainty:
        draw_certainty(sheet, at.last, y, entry.certainty)
        words = certainty_words(entry.certainty) if entry.certainty else "NR"
        sheet.text(at.last + 27, y, words, size=SIZE_SMALL, colour=colour)
    elif heads.weight:
        sheet.text(at.weight, y, f"{number(entry.weight, 1)}", align="right", colour=colour)
    for cell, x in zip(entry.raw, at.raw, strict=False):
        sheet.text(x, y, cell, align="right", colour=colour)
    for light, x in zip(entry.lights, at.lights, strict=False):
        draw_disc(sheet, light_cell(light), x, y, 5.2)
