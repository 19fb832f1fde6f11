"""Records of flow diagrams: boxes in rows and columns, arrows, phases."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBox:
    """One box.

    Parameters
    ----------
    id
        What arrows refer to.
    row, column
        Place, from 0; ``span`` columns wide.
    lines
        Text, one item a line; lines that begin with two spaces are indented.
    side
        Whether it holds what leaves the flow; drawn with a broken edge.
    """

    id: str
    row: int
    column: int
    lines: tuple[str, ...]
    span: int = 1
    side: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSpec:
    """Everything that the drawing needs.

    Parameters
    ----------
    boxes
        At most one in each place.
    arrows
        (from, to) by id of box.
    phases
        (words, first row, last row), written at the left.
    columns
        Widths, in points.
    """

    title: str
    boxes: tuple[FlowBox, ...]
    arrows: tuple[tuple[str, str], ...]
    phases: tuple[tuple[str, int, int], ...]
    columns: tuple[float, ...]
    notes: tuple[str, ...] = ()

    def box(self, id: str) -> FlowBox:
        """The box with this id."""
        return next(box for box in self.boxes if box.id == id)
