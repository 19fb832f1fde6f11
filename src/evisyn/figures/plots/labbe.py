"""L'Abbe plots: the risk with the intervention against the risk without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.plots.axes import count_axis
from evisyn.figures.plots.inputs import DASHES, STUDY
from evisyn.figures.plots.spec import Axis, Cloud, Curve, PlotPanel, PlotSpec, study_names
from evisyn.figures.style import BLUE, Mark
from evisyn.figures.wording import count, number, whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    FloatArray = NDArray[np.float64]

_MARK: Final = Mark(
    shape=STUDY.shape, colour=BLUE, filled=False, words="study, area as its participants"
)
_LARGEST: Final = 20.0
_SMALLEST: Final = 4.0
#: Measures whose pooled value is a line or curve here.
_MEASURES: Final = ("RR", "OR", "RD")


def labbe(
    events_i: ArrayLike,
    n_i: ArrayLike,
    events_c: ArrayLike,
    n_c: ArrayLike,
    labels: Sequence[str] | None = None,
    *,
    id: str,
    title: str,
    measure: str = "RR",
    estimate: float | None = None,
    event: str = "event",
    notes: Sequence[str] = (),
) -> Picture:
    """Draw the share with an event in the intervention group against that of the control group.

    Parameters
    ----------
    events_i, n_i
        Shape (k,): people with the event and all people of the intervention groups.
    events_c, n_c
        The same of the control groups.
    labels
        k names.
    id, title, notes
        Name of the files, first and last lines.
    measure, estimate
        A pooled effect to draw: ``RR`` or ``OR`` as a logarithm, or ``RD``; none by default.
    event
        What is counted, in words.

    Raises
    ------
    InputError
        Shapes that differ, counts outside 0 to n, no study, or another measure.

    References
    ----------
    L'Abbe KA, Detsky AS, O'Rourke K (1987). Annals of Internal Medicine 107:224-233.
    https://doi.org/10.7326/0003-4819-107-2-224
    """
    if measure not in _MEASURES:
        raise InputError("measure", f"{measure!r}; allowed are {', '.join(_MEASURES)}")
    counts = _read(events_i, n_i, events_c, n_c)
    names = study_names(labels, counts[0].size)
    with_i, with_c = counts[0] / counts[1], counts[2] / counts[3]
    people = counts[1] + counts[3]
    panel = _panel((with_i, with_c, people), names, event, measure, estimate)
    spec = PlotSpec(title=title, panels=(panel,), notes=tuple(notes))
    lines = [
        f"{name}: {whole(a)} of {whole(b)} with the intervention, {whole(c)} of {whole(d)} without."
        for name, a, b, c, d in zip(names, *(x.tolist() for x in counts), strict=True)
    ]
    below = int(np.sum(with_i < with_c))
    alt = (
        f"L\u2019Abbé plot of {count(len(names), 'study', 'studies')} with"
        f" {whole(float(people.sum()))} participants: the share with {event} is lower with the"
        f" intervention in {below}, equal in {int(np.sum(with_i == with_c))}. Risk without it from"
        f" {number(100 * float(with_c.min()), 1)}% to {number(100 * float(with_c.max()), 1)}%."
    )
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=title, alt=alt, long_description=long, spec=spec)


def _read(*given: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    arrays = [np.atleast_1d(np.asarray(values, dtype=np.float64)) for values in given]
    if len({a.shape for a in arrays}) != 1 or arrays[0].ndim != 1 or not arrays[0].size:
        shapes = ", ".join(str(a.shape) for a in arrays)
        raise InputError("events_i", f"shapes {shapes}; give four arrays of one length above 0")
    for events, total in (arrays[:2], arrays[2:]):
        if not np.all((events >= 0) & (events <= total) & (total > 0)):
            raise InputError("events_i", "holds counts outside 0 to n, or an empty group")
    return arrays[0], arrays[1], arrays[2], arrays[3]


def _panel(
    data: tuple[FloatArray, FloatArray, FloatArray],
    names: tuple[str, ...],
    event: str,
    measure: str,
    estimate: float | None,
) -> PlotPanel:
    with_i, with_c, people = data
    top = 100.0 * float(max(with_i.max(), with_c.max()))
    order = np.argsort(-people, kind="stable")
    sizes = np.maximum(_LARGEST * np.sqrt(people / people.max()), _SMALLEST)
    curves = [Curve(points=((0.0, 0.0), (200.0, 200.0)), words="no difference", thick=0.8)]
    if estimate is not None:
        curves.append(_effect(measure, estimate))
    cloud = Cloud(
        mark=_MARK,
        points=tuple((100 * float(with_c[i]), 100 * float(with_i[i])) for i in order),
        sizes=tuple(float(sizes[i]) for i in order),
        names=tuple(names[i] for i in order) if len(names) <= 30 else (),
    )
    x, y = (
        _risk_axis(f"% with {event}, {arm}", top) for arm in ("control group", "intervention group")
    )
    return PlotPanel(x=x, y=y, curves=tuple(curves), clouds=(cloud,), tall=400.0)


def _risk_axis(label: str, top: float) -> Axis:
    return count_axis(label, min(max(top, 1e-3), 100.0))


def _effect(measure: str, estimate: float) -> Curve:
    """The pooled effect as a curve over control risks, in percent."""
    risk = np.linspace(0.0, 1.0, 401)
    if measure == "RR":
        risk_i = risk * np.exp(estimate)
    elif measure == "RD":
        risk_i = risk + estimate
    else:
        odds = np.exp(estimate)
        risk_i = odds * risk / (1.0 - risk + odds * risk)
    points = tuple(zip((100 * risk).tolist(), (100 * risk_i).tolist(), strict=True))
    return Curve(points=points, words=f"pooled {measure}", dashes=DASHES, thick=1.2)
