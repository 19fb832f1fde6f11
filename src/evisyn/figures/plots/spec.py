"""Records of plots: axes, points, lines and areas in panels, all in data units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evisyn.errors import InputError
from evisyn.figures.style import INK, Mark

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis.

    Parameters
    ----------
    label
        What it measures, with its unit.
    low, high
        Values at the left and right, or at the bottom and top; ``low`` may be the larger one.
    ticks, texts
        Where ticks stand and what they say.
    """

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]
    texts: tuple[str, ...]

    def share(self, value: float) -> float:
        """Place of a value, 0 at ``low`` and 1 at ``high``; not held within them."""
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """Points of one role.

    Parameters
    ----------
    mark
        How they look; its words stand in the key, empty for none.
    points
        (x, y) in data units.
    sizes
        Points across, one each; empty for 5.
    names
        What may be written beside them, where there is room; empty for nothing.
    """

    mark: Mark
    points: Points
    sizes: tuple[float, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line through points; ``words`` stand in the key, empty for none."""

    points: Points
    words: str = ""
    colour: str = INK
    thick: float = 1.0
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A filled shape; ``words`` stand in the key, empty for none."""

    points: Points
    fill: str
    words: str = ""
    edge: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotPanel:
    """Two axes and what lies between them, areas below lines below points.

    Parameters
    ----------
    title
        Above the panel, empty for none.
    tall
        Height of the area between the axes, in points.
    marks_right
        (place on the vertical axis, text) written at the right edge.
    """

    x: Axis
    y: Axis
    areas: tuple[Area, ...] = ()
    curves: tuple[Curve, ...] = ()
    clouds: tuple[Cloud, ...] = ()
    title: str = ""
    tall: float = 300.0
    marks_right: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotSpec:
    """Everything that the drawing needs: panels from top to bottom, notes below."""

    title: str
    panels: tuple[PlotPanel, ...]
    notes: tuple[str, ...] = ()


def study_names(labels: Sequence[str] | None, k: int) -> tuple[str, ...]:
    """Names of ``k`` studies, their numbers counted from 1 where none are given.

    Raises
    ------
    InputError
        Another number of names than studies.
    """
    if labels is None:
        return tuple(f"Study {i + 1}" for i in range(k))
    if len(labels) != k:
        raise InputError("labels", f"{len(labels)} names for {k} studies; give one each")
    return tuple(str(label) for label in labels)


def finite_points(x: Sequence[float], y: Sequence[float]) -> Points:
    """Pairs of which both are finite."""
    both = zip(x, y, strict=True)
    return tuple((float(a), float(b)) for a, b in both if math.isfinite(a) and math.isfinite(b))
