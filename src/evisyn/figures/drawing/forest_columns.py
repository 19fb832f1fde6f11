"""Where the columns of a forest plot stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.text import width
from evisyn.figures.forest_words import estimate_text
from evisyn.figures.style import MARGIN, SIZE_SMALL, SIZE_TEXT

if TYPE_CHECKING:
    from evisyn.figures.forest_spec import ForestSpec

#: Width of the sheet without raw data and lights, which are added to it.
WIDTH: Final = 720.0
_GAP: Final = 12.0
_LIGHT: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Left edges (label, detail, plot, estimate, last), right edges (k, n, raw, weight).

    ``lights`` are middles, ``wide`` is the width of the sheet; all in points.
    """

    wide: float = WIDTH
    label: float = MARGIN + 11
    detail: float = 0.0
    k: float = 0.0
    n: float = 0.0
    raw: tuple[float, ...] = ()
    plot: float = 0.0
    plot_end: float = 0.0
    estimate: float = 0.0
    last: float = WIDTH - MARGIN
    weight: float = WIDTH - MARGIN
    lights: tuple[float, ...] = ()

    @property
    def label_width(self) -> float:
        """Room of the first column."""
        return self.detail - self.label - 6

    @property
    def detail_width(self) -> float:
        """Room of the second column."""
        return max(min(self.k, self.n) - 24 - self.detail, 10.0)


def columns(spec: ForestSpec) -> Columns:
    """Places of the columns that the specification asks for."""
    heads = spec.heads
    raw = _raw_widths(spec)
    lights = _light_widths(spec)
    wide = WIDTH + sum(raw) + (sum(lights) + _GAP if lights else 0.0)
    end = wide - MARGIN - (sum(lights) + _GAP if lights else 0.0)
    last = end - (68 if heads.certainty else 36 if heads.weight else 0)
    estimate = last - _estimate_width(spec) - 8
    plot_end = estimate - 10
    narrow = heads.detail and (heads.certainty or heads.k)
    plot = plot_end - (176 if narrow else 190 if heads.detail else 300)
    before = plot - sum(raw)
    n = before - 12
    k = n - 34 if heads.n else n
    detail = MARGIN + 11 + (112 if heads.detail else 200)
    return Columns(
        wide=wide,
        detail=detail,
        k=k if heads.k else n + 24,
        n=n if heads.n else before - 4,
        raw=tuple(before - 12 + sum(raw[: i + 1]) for i in range(len(raw))),
        plot=plot,
        plot_end=plot_end,
        estimate=estimate,
        last=last + 6,
        weight=end,
        lights=tuple(end + _GAP + sum(lights[:i]) + lights[i] / 2 for i in range(len(lights))),
    )


def _estimate_width(spec: ForestSpec) -> float:
    """Room for the longest estimate with its interval."""
    texts = [estimate_text(row, p.digits) for p in spec.panels for row in p.rows]
    widest = max((width(text, 7.5) for text in texts), default=0.0)
    return max(116.0, widest)


def _raw_widths(spec: ForestSpec) -> list[float]:
    """Widths of the columns of raw data."""
    out = []
    for i, head in enumerate(spec.heads.raw):
        cells = [row.entry.raw[i] for row in spec.rows if row.entry.raw]
        widest = max((width(cell, SIZE_TEXT) for cell in cells), default=0.0)
        out.append(max(widest, width(head, SIZE_SMALL)) + 10)
    return out


def _light_widths(spec: ForestSpec) -> list[float]:
    """Widths of the columns of judgements."""
    return [max(width(head, SIZE_SMALL) + 4, _LIGHT) for head in spec.heads.lights]
