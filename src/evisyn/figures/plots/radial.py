"""Radial plots: effects over their standard errors, so that every study is equally noisy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from evisyn.figures.picture import Picture
from evisyn.figures.plots.axes import count_axis, effect_axis, even_axis, shown
from evisyn.figures.plots.inputs import DASHES, STUDY, Effects, read_effects
from evisyn.figures.plots.spec import Area, Cloud, Curve, PlotPanel, PlotSpec, finite_points
from evisyn.figures.style import BAND, RULE
from evisyn.figures.wording import count, number
from evisyn.records import Z95

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from evisyn.figures.forest_spec import PooledLike
    from evisyn.figures.plots.spec import Axis


def radial(
    yi: ArrayLike,
    vi: ArrayLike,
    labels: Sequence[str] | None = None,
    *,
    id: str,
    title: str,
    measure: str = "SMD",
    unit: str = "",
    pooled: PooledLike | None = None,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw z = effect / standard error against precision, 1 / standard error (Galbraith plot).

    Parameters
    ----------
    yi, vi
        Shape (k,): effects (logarithms for ratios) and sampling variances.
    labels
        k names, up to 30 studies.
    id, title, notes
        Name of the files, first and last lines.
    measure, unit
        Of the effects.
    pooled
        Slope of the line; the inverse-variance mean by default.

    Raises
    ------
    InputError
        Shapes that differ, or no usable study.

    Notes
    -----
    A line from the origin through a study ends on its effect at the scale on the right. The band
    reaches two standard deviations, exactly 1.96, to either side of the pooled line.

    References
    ----------
    Galbraith RF (1988). Statistics in Medicine 7:889-894.
    https://doi.org/10.1002/sim.4780070807
    """
    data = read_effects(yi, vi, labels)
    centre = data.common if pooled is None else pooled.estimate
    z = data.yi / data.sei
    precision = 1.0 / data.sei
    outside = np.abs(z - centre * precision) > Z95
    panel = _panel(data, centre, (measure, unit))
    spec = PlotSpec(title=title, panels=(panel,), notes=(*notes, *data.notes))
    alt = (
        f"Radial plot of {count(data.k, 'study', 'studies')} around the pooled effect"
        f" {number(shown(centre, measure))}: {int(outside.sum())} outside the 95% band."
    )
    rows = zip(data.names, z.tolist(), precision.tolist(), outside.tolist(), strict=True)
    lines = [
        f"{name}: z {number(a)}, precision {number(b)}{', outside the band' if out else ''}."
        for name, a, b, out in rows
    ]
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=title, alt=alt, long_description=long, spec=spec)


def _panel(data: Effects, centre: float, scale: tuple[str, str]) -> PlotPanel:
    z, precision = data.yi / data.sei, 1.0 / data.sei
    x = count_axis("Precision, 1 / standard error", float(precision.max()))
    end = x.high
    values = [0.0, *z.tolist(), Z95, -Z95, centre * end + Z95, centre * end - Z95]
    y = even_axis("Effect / standard error", values)
    band = ((0.0, Z95), (end, centre * end + Z95), (end, centre * end - Z95), (0.0, -Z95))
    return PlotPanel(
        x=x,
        y=y,
        areas=(Area(points=band, fill=BAND, words="95% band", edge=RULE),),
        curves=(
            Curve(points=((0.0, 0.0), (end, centre * end)), words="pooled effect"),
            Curve(points=((0.0, 0.0), (end, 0.0)), words="no effect", dashes=DASHES, thick=0.7),
        ),
        clouds=(
            Cloud(
                mark=STUDY,
                points=finite_points(precision.tolist(), z.tolist()),
                names=data.names if data.k <= 30 else (),
            ),
        ),
        tall=340.0,
        marks_right=_effects_at_the_edge(y, end, scale),
    )


def _effects_at_the_edge(
    y: Axis, end: float, scale: tuple[str, str]
) -> tuple[tuple[float, str], ...]:
    """Effects whose lines from the origin end at the right edge, far enough apart to read."""
    reach = effect_axis((y.low / end, y.high / end), *scale, pad=0.0)
    out: list[tuple[float, str]] = []
    for tick, text in zip(reach.ticks, reach.texts, strict=True):
        place = tick * end
        if not out or abs(y.share(place) - y.share(out[-1][0])) > 0.04:
            out.append((place, text))
    return tuple(out)
