"""Baujat plots: which study makes the heterogeneity, and which one moves the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.plots.axes import count_axis
from evisyn.figures.plots.inputs import STUDY, read_effects
from evisyn.figures.plots.spec import Cloud, PlotPanel, PlotSpec
from evisyn.figures.wording import count, listing, number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from evisyn.figures.plots.inputs import Effects, FloatArray


def baujat(
    yi: ArrayLike,
    vi: ArrayLike,
    labels: Sequence[str] | None = None,
    *,
    id: str,
    title: str,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw each study's share of Cochran's Q against its influence on the common effect.

    Parameters
    ----------
    yi, vi
        Shape (k,): effects and sampling variances.
    labels
        k names; the most remote studies carry theirs.
    id, title, notes
        Name of the files, first and last lines.

    Raises
    ------
    InputError
        Shapes that differ, or fewer than two usable studies.

    Notes
    -----
    Horizontal: (y - m)^2 / v with the common effect m. Vertical: squared difference of m with and
    without the study over the variance of m without it.

    References
    ----------
    Baujat B, Mahe C, Pignon JP, Hill C (2002). Statistics in Medicine 21:2641-2652.
    https://doi.org/10.1002/sim.1221
    """
    data = read_effects(yi, vi, labels)
    if data.k < 2:
        raise InputError("yi", "holds one usable study; influence needs at least two")
    share, moved = contributions(data)
    order = np.argsort(-np.hypot(share / share.max(), moved / moved.max()), kind="stable") if (
        share.max() > 0 and moved.max() > 0
    ) else np.arange(data.k)  # fmt: skip
    cloud = Cloud(
        mark=STUDY,
        points=tuple((float(share[i]), float(moved[i])) for i in order),
        names=tuple(data.names[i] if rank < 12 else "" for rank, i in enumerate(order)),
    )
    panel = PlotPanel(
        x=count_axis("Contribution to Cochran\u2019s Q", float(share.max())),
        y=count_axis("Influence on the common effect", float(moved.max())),
        clouds=(cloud,),
        tall=340.0,
    )
    spec = PlotSpec(title=title, panels=(panel,), notes=(*notes, *data.notes))
    return _picture(id, spec, data, (share, moved), order)


def contributions(data: Effects) -> tuple[FloatArray, FloatArray]:
    """Contribution to Q and influence, two arrays of shape (k,)."""
    weight = 1.0 / data.vi
    total = weight.sum()
    share = weight * (data.yi - data.common) ** 2
    rest = total - weight
    without = np.array(
        [np.average(np.delete(data.yi, i), weights=np.delete(weight, i)) for i in range(data.k)]
    )
    return np.asarray(share), np.asarray((data.common - without) ** 2 * rest)


def _picture(
    id: str,
    spec: PlotSpec,
    data: Effects,
    values: tuple[FloatArray, FloatArray],
    order: np.ndarray,
) -> Picture:
    share, moved = values
    total = float(share.sum())
    first = [data.names[i] for i in order[:3]]
    alt = (
        f"Baujat plot of {count(data.k, 'study', 'studies')}, Cochran\u2019s Q {number(total)}."
        f" Most remote from the origin: {listing(first)}."
    )
    lines = [
        f"{data.names[i]}: contribution to Q {number(float(share[i]), 3)}, influence"
        f" {number(float(moved[i]), 3)}."
        for i in order
    ]
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=spec.title, alt=alt, long_description=long, spec=spec)
