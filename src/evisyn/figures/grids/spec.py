"""Records of grids: columns, rows and cells; bars of shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evisyn.figures.style import INK, PAPER, contrast


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One cell, read without colour: by its sign, its text or its boxes.

    Parameters
    ----------
    shape
        ``disc``, ``box`` (the whole cell) or ``none``.
    fill
        Colour inside; empty for white.
    sign
        One to three letters in the middle.
    text
        Words at the left, for wide columns.
    level
        A level of certainty, drawn as boxes before the text.
    strong
        Drawn with a heavy edge: a person's judgement, or the one to look at.
    words
        What the cell says, for keys and long descriptions.
    """

    shape: Literal["disc", "box", "none"] = "none"
    fill: str = ""
    sign: str = ""
    text: str = ""
    level: str | None = None
    strong: bool = False
    words: str = ""

    @property
    def ink(self) -> str:
        """Colour of the sign, the one that stands out from the fill."""
        fill = self.fill or PAPER
        return INK if contrast(INK, fill) >= contrast(PAPER, fill) else PAPER


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColumn:
    """One column: its head, its width in points, and whether the head lies level."""

    head: str
    wide: float = 20.0
    level: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row; rows of equal ``group`` stand under one heading."""

    label: str
    cells: tuple[GridCell, ...]
    group: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridSpec:
    """Everything that the drawing needs.

    Parameters
    ----------
    columns, rows
        Each row has one cell a column.
    key
        Cells that are explained; each has words.
    label_head
        Above the names of the rows.
    row_tall
        Least height of a row, in points.
    label_wide
        Room for the names of the rows, in points.
    """

    title: str
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    key: tuple[GridCell, ...] = ()
    label_head: str = ""
    row_tall: float = 20.0
    label_wide: float = 170.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Part of a bar: its share of the whole (0 to 1), what is written in it, and its look."""

    share: float
    look: GridCell
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """One bar; ``remark`` stands at its right, ``strong`` writes the name bold."""

    label: str
    segments: tuple[Segment, ...]
    remark: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StackSpec:
    """Everything that the drawing of bars needs: bars from top to bottom, all of one length."""

    title: str
    rows: tuple[BarRow, ...]
    key: tuple[GridCell, ...]
    axis: str
    remark_wide: float = 0.0
    notes: tuple[str, ...] = ()
