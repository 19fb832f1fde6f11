"""Judgements of risk of bias beside the rows of a forest plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.figures.drawing.matrix import key_rows
from evisyn.figures.grids.lights import key_of
from evisyn.figures.grids.spec import GridCell

if TYPE_CHECKING:
    from evisyn.figures.forest_spec import ForestSpec, Light


def light_cell(light: Light) -> GridCell:
    """A judgement as a cell that can be drawn."""
    return GridCell(
        shape="disc" if light.fill else "none",
        fill=light.fill,
        sign=light.sign,
        words=light.words,
    )


def light_rows(spec: ForestSpec, wide: float) -> list[list[GridCell]]:
    """The key of the judgements, best to worst."""
    lights = [light for row in spec.rows for light in row.entry.lights]
    return key_rows(key_of([light_cell(light) for light in lights]), wide)
