"""Where a forest plot's axis begins and ends, and where its ticks stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

_PAD: Final = 0.05
_TICKS_WANTED: Final = 5
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
#: Leading digits on a log axis, coarse to fine; the first that give enough ticks are taken.
_LEADING: Final = ((1.0, 2.0, 5.0), (1.0, 1.5, 2.0, 3.0, 5.0, 7.0))
_LEAST_TICKS: Final = 4
#: Share of the intervals that are sure to be shown whole.
_WHOLE: Final = 0.75


def axis_bounds(
    estimates: Sequence[float],
    lows: Sequence[float],
    highs: Sequence[float],
    null: float,
    *,
    log: bool,
    summaries: Sequence[tuple[float, float, float]] = (),
) -> tuple[float, float]:
    """Bounds that show every estimate and the null, and cut only the longest intervals.

    Parameters
    ----------
    estimates, lows, highs
        Shape (k,); a limit that is not known is NaN.
    null
        Value of no difference.
    log
        Whether the axis is logarithmic; the values are given on the ratio scale.
    summaries
        Pooled estimate, lower and upper limit: shown as far as the rows allow. The limits of two
        studies with Hartung and Knapp's method can be a hundred times as wide as their own.

    Returns
    -------
    tuple of float
        Lower and upper end, on the scale of the input.

    Notes
    -----
    An interval may reach beyond the estimates by their whole span, or by the upper quartile of
    the half widths if that is more; what goes further is cut and drawn as an arrow.
    """
    scale = np.log if log else np.asarray
    pooled = np.asarray(summaries, dtype=np.float64).reshape(-1, 3)
    points = scale(np.asarray([*estimates, *pooled[:, 0], null], dtype=np.float64))
    with np.errstate(divide="ignore"):
        low = scale(np.asarray(lows, dtype=np.float64))
        high = scale(np.asarray(highs, dtype=np.float64))
    first, last = float(points.min()), float(points.max())
    ends = np.concatenate([low, high])
    around = np.concatenate([points[: len(low)], points[: len(low)]])
    usable = np.isfinite(ends)
    reach = np.abs(ends - around)[usable]
    room = max(last - first, float(np.quantile(reach, _WHOLE)) * 1.05 if reach.size else 0.0)
    with np.errstate(divide="ignore"):
        below = scale(pooled[:, 1:])
    known = [*ends[usable].tolist(), *below[np.isfinite(below)].tolist()]
    wanted_low, wanted_high = min([first, *known]), max([last, *known])
    bottom = max(wanted_low, first - room)
    top = min(wanted_high, last + room)
    pad = _PAD * max(top - bottom, 1e-6) if top > bottom else 0.5
    bottom, top = bottom - pad, top + pad
    return (math.exp(bottom), math.exp(top)) if log else (bottom, top)


def axis_ticks(low: float, high: float, *, log: bool) -> tuple[float, ...]:
    """Round values inside the bounds, about five; on a log axis such as 1, 2, 5."""
    if log and high / low > 4:
        exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        for leading in _LEADING:
            ticks = [m * 10.0**e for e in exponents for m in leading]
            inside = [round(t, 12) for t in ticks if low <= t <= high]
            if len(inside) >= _LEAST_TICKS:
                break
        if len(inside) > 2 * _TICKS_WANTED:
            inside = [t for t in inside if math.isclose(math.log10(t) % 1, 0, abs_tol=1e-9)]
        return tuple(inside)
    step = _nice((high - low) / _TICKS_WANTED)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple(round(i * step, 10) + 0.0 for i in range(first, last + 1))


def tick_text(ticks: Sequence[float]) -> tuple[str, ...]:
    """Ticks as text with the digits they need, all alike on an even axis."""
    digits = max((_digits(t) for t in ticks), default=0)
    even = len({round(b - a, 9) for a, b in pairwise(ticks)}) <= 1
    return tuple(f"{t:.{digits if even else _digits(t)}f}".replace("-", "\u2212") for t in ticks)


def position(value: float, low: float, high: float, *, log: bool) -> float:
    """Place on the axis as a share of its length; outside the bounds below 0 or above 1."""
    if log:
        if value <= 0:
            return -math.inf
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)


def _nice(raw: float) -> float:
    """The round step nearest to ``raw`` in ratio."""
    power = 10.0 ** math.floor(math.log10(raw))
    return min((s * power for s in _STEPS), key=lambda step: abs(math.log(step / raw)))


def _digits(value: float) -> int:
    for digits in range(6):
        if math.isclose(round(value, digits), value, abs_tol=1e-9):
            return digits
    return 6
