"""Where the columns of a forest plot stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evisyn.figures.drawing.forest_summary import SIZE_ESTIMATE, intervals_below, summary_text
from evisyn.figures.drawing.text import width
from evisyn.figures.forest_words import estimate_text
from evisyn.figures.style import MARGIN, SIZE_SMALL, SIZE_TEXT

if TYPE_CHECKING:
    from evisyn.figures.forest_spec import ForestPanel, ForestSpec, ForestSummary

#: Width of the sheet without raw data and lights, which are added to it.
WIDTH: Final = 720.0
_GAP: Final = 12.0
_LIGHT: Final = 15.0
#: Room for names without a second column, and of the plot: least and most.
_NAMES: Final = (110.0, 200.0)
#: What a wanted width may take from the second column; what it leaves to names.
_SPARE: Final = 27.0
_FEW_NAMES: Final = 130.0
#: Letters of 7 points may become this much smaller before they are too small for print.
_SHRINK: Final = 1.4
_PLOT: Final = (176.0, 300.0)


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


def columns(spec: ForestSpec, wanted: float | None = None) -> Columns:
    """Places of the columns that the specification asks for.

    The sheet is as wide as they need. ``wanted`` is a width that it comes as near to as names
    and figures allow: only the plot gives way.
    """
    heads = spec.heads
    raw = _raw_widths(spec)
    lights = _light_widths(spec)
    tail = MARGIN + (sum(lights) + _GAP if lights else 0.0)
    shown = _estimate_width(spec) + 18 + (68 if heads.certainty else 36 if heads.weight else 0)
    if heads.detail:
        names, room = 112.0, 176.0 if heads.certainty or heads.k else 190.0
        wide = WIDTH - MARGIN + sum(raw) + tail
        wide -= min(max(wide - (wanted or math.inf), 0.0), _SPARE)
    else:
        names = _name_width(spec, sum(raw), roomy=wanted is None)
        counts = 46.0 * bool(heads.k) + 34.0 * bool(heads.n)
        others = MARGIN + 11 + names + counts + sum(raw) + shown + tail
        over = others + _PLOT[0] - _SHRINK * (wanted or math.inf)
        given = min(max(over, 0.0), max(names - _FEW_NAMES, 0.0))
        names, others = names - given, others - given
        room = min(max((wanted or math.inf) - others, _PLOT[0]), _PLOT[1])
        wide = others + room
    plot_end = wide - tail - shown
    plot = plot_end - room
    before = plot - sum(raw)
    n = before - 12
    k = n - 34 if heads.n else n
    detail = MARGIN + 11 + names
    end = wide - tail
    return Columns(
        wide=wide,
        detail=detail,
        k=k if heads.k else n + 24,
        n=n if heads.n else before - 4,
        raw=tuple(before - 12 + sum(raw[: i + 1]) for i in range(len(raw))),
        plot=plot,
        plot_end=plot_end,
        estimate=plot_end + 10,
        last=plot_end + _estimate_width(spec) + 24,
        weight=end,
        lights=tuple(end + _GAP + sum(lights[:i]) + lights[i] / 2 for i in range(len(lights))),
    )


def _summaries(spec: ForestSpec) -> list[tuple[ForestPanel, ForestSummary]]:
    return [
        (panel, summary)
        for panel in spec.panels
        for summary in (panel.summary, *(group.summary for group in panel.groups))
        if summary is not None
    ]


def _name_width(spec: ForestSpec, raw: float, *, roomy: bool) -> float:
    """Room for names of rows, and for the words of summaries, which may reach below raw data.

    ``roomy`` keeps the words on heterogeneity on one line.
    """
    widest = max((width(row.entry.label, SIZE_TEXT, "bold") for row in spec.rows), default=0.0)
    summaries = [summary for _, summary in _summaries(spec)]
    words = [width(f"{s.label} (k = {s.k})", SIZE_TEXT, "bold") for s in summaries]
    words += [width(text, SIZE_TEXT) for s in summaries for text, *_ in intervals_below(s)]
    words += [width(s.heterogeneity, SIZE_SMALL) for s in summaries if roomy]
    need = max(widest + 8, max(words, default=0.0) + 10 - raw)
    return min(max(need, _NAMES[0]), _NAMES[1])


def _estimate_width(spec: ForestSpec) -> float:
    """Room for the longest estimate with its interval, and for the head."""
    rows = [
        width(estimate_text(row, p.digits), SIZE_ESTIMATE) for p in spec.panels for row in p.rows
    ]
    pooled = [
        width(summary_text(summary, panel.digits), SIZE_ESTIMATE, "bold")
        for panel, summary in _summaries(spec)
    ]
    return max([*rows, *pooled, width(spec.heads.estimate, SIZE_SMALL)]) + 4


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
