"""GOSH plots: the pooled effect of every subset of studies against its heterogeneity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.plots.axes import effect_axis, even_axis, shown, span
from evisyn.figures.plots.inputs import DASHES
from evisyn.figures.plots.spec import Area, Axis, Curve, PlotPanel, PlotSpec
from evisyn.figures.style import BLUE, VERMILION
from evisyn.figures.wording import interval, number, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_ACROSS: Final = 72
_UP: Final = 44
#: Shades from few subsets to many, in steps of a power of ten of the density.
_SHADES: Final = ("#dfe7ee", "#b7c9d9", "#86a5bf", "#5480a3", "#2b5a82", "#123552")


class GoshLike(Protocol):
    """What :func:`evisyn.gosh` returns."""

    @property
    def estimate(self) -> FloatArray:
        """Pooled effects of the subsets."""

    @property
    def i2(self) -> FloatArray:
        """Their heterogeneity, percent."""

    @property
    def k(self) -> NDArray[np.uint8]:
        """Their numbers of studies."""

    @property
    def mask(self) -> NDArray[np.uint64]:
        """Their members, one bit a study."""

    @property
    def rows(self) -> NDArray[np.intp]:
        """Position of the study of each bit."""

    @property
    def complete(self) -> bool:
        """Whether all subsets are there."""


def gosh_density(
    subsets: GoshLike,
    labels: Sequence[str] | None = None,
    *,
    id: str,
    title: str,
    study: int | None = None,
    measure: str = "SMD",
    unit: str = "",
    notes: Sequence[str] = (),
) -> Picture:
    """Draw how densely the subsets lie over pooled effect and I2.

    Parameters
    ----------
    subsets
        Result of :func:`evisyn.gosh`; subsets of one study have no I2 and are left out.
    labels
        Names of all studies that were passed to it.
    id, title, notes
        Name of the files, first and last lines.
    study
        Position of a study among those passed; the shares with and without it are drawn above.
        By default the one whose presence moves the mean most.
    measure, unit
        Of the effects.

    Raises
    ------
    InputError
        A study that is in no subset, or no subset of two studies.

    References
    ----------
    Olkin I, Dahabreh IJ, Trikalinos TA (2012). Research Synthesis Methods 3:214-223.
    https://doi.org/10.1002/jrsm.1053
    """
    kept = np.asarray(subsets.k) >= 2
    if not kept.any():
        raise InputError("subsets", "hold no subset of two studies; heterogeneity needs two")
    estimate, i2 = (np.asarray(a, dtype=np.float64)[kept] for a in (subsets.estimate, subsets.i2))
    members = np.asarray(subsets.mask)[kept]
    bit, name = _study(subsets, labels, study, estimate, members)
    inside = (members >> np.uint64(bit)) & np.uint64(1) == 1
    x = effect_axis(_ends(estimate), measure, unit)
    panels = (_margin(estimate, inside, x, name), _cloud(estimate, i2, x))
    kind = "All subsets" if subsets.complete else "A random draw of subsets"
    head = f"{kind} of two or more of {len(subsets.rows)} studies: {whole(estimate.size)}."
    spec = PlotSpec(title=title, panels=panels, notes=(head, *notes))
    return _picture(id, spec, (estimate, i2, inside), name, measure)


def _study(
    subsets: GoshLike,
    labels: Sequence[str] | None,
    study: int | None,
    estimate: FloatArray,
    members: NDArray[np.uint64],
) -> tuple[int, str]:
    """Bit and name of the study to follow."""
    rows = np.asarray(subsets.rows).tolist()
    if study is not None and study not in rows:
        raise InputError("study", f"{study} is in no subset; studies are {rows}")
    bit = _mover(len(rows), estimate, members) if study is None else rows.index(study)
    place = rows[bit]
    return bit, labels[place] if labels is not None else f"Study {place + 1}"


def _mover(k: int, estimate: FloatArray, members: NDArray[np.uint64]) -> int:
    """The study whose presence moves the mean of the subsets most; the first of equals."""
    total, everyone = float(estimate.sum()), estimate.size
    moved = []
    for bit in range(k):
        inside = (members >> np.uint64(bit)) & np.uint64(1) == 1
        n, part = int(inside.sum()), float(estimate[inside].sum())
        apart = abs(part / n - (total - part) / (everyone - n)) if 0 < n < everyone else 0.0
        moved.append(apart)
    return int(np.argmax(np.round(moved, 12)))


def _ends(estimate: FloatArray) -> list[float]:
    return [0.0, float(estimate.min()), float(estimate.max())]


def _margin(estimate: FloatArray, inside: NDArray[np.bool_], x: Axis, name: str) -> PlotPanel:
    edges = np.linspace(x.low, x.high, _ACROSS + 1)
    curves = []
    top = 0.0
    looks = ((inside, f"with {name}", BLUE, ()), (~inside, f"without {name}", VERMILION, DASHES))
    for part, words, colour, dashes in looks:
        if not part.any():
            continue
        share = 100.0 * np.histogram(estimate[part], edges)[0] / int(part.sum())
        top = max(top, float(share.max()))
        corners = [(float(e), 0.0) for e in edges[:1]]
        for left, right, value in zip(edges[:-1], edges[1:], share, strict=True):
            corners += [(float(left), float(value)), (float(right), float(value))]
        curves.append(
            Curve(points=tuple(corners), words=words, colour=colour, thick=1.3, dashes=dashes)
        )
    y = even_axis("% of subsets", (0.0, top * 1.1), pad=0.0)
    return PlotPanel(x=x, y=y, curves=tuple(curves), tall=110.0)


def _cloud(estimate: FloatArray, i2: FloatArray, x: Axis) -> PlotPanel:
    low, high = span(i2.tolist() if i2.size < 10_000 else [float(i2.min()), float(i2.max())])
    y = even_axis("I² of the subset, %", (max(low, 0.0), min(max(high, 5.0), 100.0)), pad=0.0)
    across = np.linspace(x.low, x.high, _ACROSS + 1)
    up = np.linspace(y.low, y.high, _UP + 1)
    counts = np.histogram2d(estimate, i2, (across, up))[0]
    areas = []
    level = _levels(counts)
    for i, j in np.argwhere(counts > 0):
        left, right, bottom, top = across[i], across[i + 1], up[j], up[j + 1]
        corners = ((left, bottom), (right, bottom), (right, top), (left, top))
        points = tuple((float(a), float(b)) for a, b in corners)
        shade = int(level[i, j])
        words = {0: "few subsets", len(_SHADES) - 1: "many subsets"}.get(shade, "")
        areas.append(Area(points=points, fill=_SHADES[shade], words=words, edge=_SHADES[shade]))
    null = Curve(points=((0.0, y.low), (0.0, y.high)), words="no effect", dashes=DASHES, thick=0.8)
    return PlotPanel(x=x, y=y, areas=tuple(areas), curves=(null,), tall=280.0)


def _levels(counts: FloatArray) -> NDArray[np.int64]:
    """Shade of each cell, even steps of the logarithm of its number."""
    logs = np.log(np.maximum(counts, 1.0))
    top = max(float(logs.max()), 1e-9)
    steps = np.floor(logs / top * len(_SHADES)).astype(np.int64)
    return np.minimum(steps, len(_SHADES) - 1)


def _picture(
    id: str,
    spec: PlotSpec,
    data: tuple[FloatArray, FloatArray, NDArray[np.bool_]],
    name: str,
    measure: str,
) -> Picture:
    estimate, i2, inside = data
    low, middle, high = (
        shown(float(q), measure) for q in np.quantile(estimate, (0.025, 0.5, 0.975))
    )
    alt = (
        f"GOSH plot of {whole(estimate.size)} subsets: median pooled effect {number(middle)}, 95%"
        f" of the subsets from {interval(low, high)}; median I² {number(float(np.median(i2)), 1)}%."
    )
    lines = [f"I² of the subsets from {interval(float(i2.min()), float(i2.max()), 1)}%."]
    for part, words in ((inside, "with"), (~inside, "without")):
        if part.any():
            mean = shown(float(estimate[part].mean()), measure)
            lines.append(f"Mean pooled effect {words} {name}: {number(mean, 3)}.")
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=spec.title, alt=alt, long_description=long, spec=spec)
