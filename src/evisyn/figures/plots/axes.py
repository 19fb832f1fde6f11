"""Axes whose ticks are round numbers, on an even or a ratio scale."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from evisyn.appraisal.harmonise import RATIO_MEASURES
from evisyn.figures.forest_axis import axis_ticks, tick_text
from evisyn.figures.forest_spec import MEASURE_WORDS
from evisyn.figures.plots.spec import Axis

_PAD: Final = 0.04


def even_axis(
    label: str, values: Iterable[float], *, pad: float = _PAD, reverse: bool = False
) -> Axis:
    """Axis that shows every finite value.

    Parameters
    ----------
    label
        What it measures.
    values
        In data units.
    pad
        Share of the span left free at both ends.
    reverse
        Largest value at the left or at the bottom.
    """
    low, high = span(values, pad)
    ticks = axis_ticks(low, high, log=False)
    ends = (high, low) if reverse else (low, high)
    return Axis(label=label, low=ends[0], high=ends[1], ticks=ticks, texts=tick_text(ticks))


def effect_axis(
    values: Iterable[float], measure: str, unit: str = "", *, pad: float = _PAD
) -> Axis:
    """Axis of effects: ratios are plotted as logarithms and named as ratios.

    Parameters
    ----------
    values
        Effects on the working scale, logarithms for ratios.
    measure, unit
        What they are.
    pad
        Share of the span left free at both ends.
    """
    words = MEASURE_WORDS.get(measure, measure)
    label = f"{words}, {unit}" if unit else words
    if measure not in RATIO_MEASURES:
        return even_axis(label, values, pad=pad)
    low, high = span(values, pad)
    shown = axis_ticks(math.exp(max(low, -30.0)), math.exp(min(high, 30.0)), log=True)
    if len(shown) < 2:
        shown = axis_ticks(math.exp(low), math.exp(high), log=False)
    ticks = tuple(math.log(t) for t in shown if t > 0)
    texts = tuple(text for t, text in zip(shown, tick_text(shown), strict=True) if t > 0)
    return Axis(label=f"{label} (log scale)", low=low, high=high, ticks=ticks, texts=texts)


def count_axis(label: str, most: float) -> Axis:
    """Axis from nothing to a little more than ``most``."""
    top = most * 1.08 or 1.0
    ticks = tuple(t for t in axis_ticks(0.0, top, log=False) if t >= 0)
    return Axis(label=label, low=0.0, high=top, ticks=ticks, texts=tick_text(ticks))


def span(values: Iterable[float], pad: float = _PAD) -> tuple[float, float]:
    """Least and largest finite value with some room; never of length zero."""
    finite = [v for v in values if math.isfinite(v)] or [0.0]
    low, high = min(finite), max(finite)
    room = pad * (high - low) if high > low else max(abs(low) * 0.1, 0.5)
    return low - room, high + room


def is_ratio(measure: str) -> bool:
    """Whether effects of this measure are kept as logarithms."""
    return measure in RATIO_MEASURES


def shown(value: float, measure: str) -> float:
    """A value of the working scale as it is printed."""
    return math.exp(value) if is_ratio(measure) else value
