"""Influence of each study on a pooled effect: one row a study, one column a measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.plots.axes import even_axis
from evisyn.figures.plots.spec import Axis
from evisyn.figures.style import BLUE, VERMILION, Mark
from evisyn.figures.wording import count, listing, number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

USUAL: Final = Mark(shape="circle", colour=BLUE, words="study")
INFLUENTIAL: Final = Mark(shape="diamond", colour=VERMILION, words="passes a cut-off of influence")
#: Field of the record, head, value of a study without influence (None: there is no such value).
_COLUMNS: Final = (
    ("rstudent", "Studentised residual", 0.0),
    ("dffits", "DFFITS", 0.0),
    ("cook_d", "Cook\u2019s distance", 0.0),
    ("cov_r", "Covariance ratio", 1.0),
    ("tau2_del", "τ² without it", None),
    ("q_del", "Q without it", None),
    ("hat", "Leverage", None),
    ("weight", "Weight, %", None),
)


_DASHED: Final = (
    "Broken lines: the value of a study without influence; for τ² and Q without the study,"
    " leverage and weight the median of the studies."
)


class InfluenceLike(Protocol):
    """What :func:`evisyn.synthesis.influence.influence_measures` returns."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the studies."""

    @property
    def is_influential(self) -> NDArray[np.bool_]:
        """Whether a study passes a cut-off."""

    @property
    def k(self) -> int:
        """Usable studies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureColumn:
    """One measure of all studies; ``line`` is the value of no influence, or that of the usual."""

    head: str
    axis: Axis
    values: tuple[float, ...]
    line: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluenceSpec:
    """Everything that the drawing needs: names, flags and columns of one length."""

    title: str
    names: tuple[str, ...]
    flagged: tuple[bool, ...]
    columns: tuple[MeasureColumn, ...]
    notes: tuple[str, ...]


def influence_panel(
    measures: InfluenceLike, *, id: str, title: str, notes: Sequence[str] = ()
) -> Picture:
    """Draw eight measures of influence, studies as rows.

    Parameters
    ----------
    measures
        Result of :func:`evisyn.synthesis.influence.influence_measures`: residual, DFFITS, Cook's
        distance, covariance ratio, tau2 and Q without the study, leverage, weight.
    id, title, notes
        Name of the files, first and last lines.

    Raises
    ------
    InputError
        No study.

    References
    ----------
    Viechtbauer W, Cheung MWL (2010). Research Synthesis Methods 1:112-125.
    https://doi.org/10.1002/jrsm.11
    """
    if not measures.labels:
        raise InputError("measures", "hold no study")
    columns = tuple(_column(measures, *what) for what in _COLUMNS)
    flagged = tuple(bool(f) for f in measures.is_influential)
    spec = InfluenceSpec(
        title=title,
        names=measures.labels,
        flagged=flagged,
        columns=columns,
        notes=(_DASHED, *notes),
    )
    which = [name for name, flag in zip(spec.names, flagged, strict=True) if flag]
    shown = listing(which) if len(which) <= 5 else f"{count(len(which), 'study', 'studies')}"
    found = f"Past a cut-off of influence: {shown}." if which else "None passes a cut-off."
    alt = (
        f"Eight measures of influence of {count(measures.k, 'study', 'studies')} on the pooled"
        f" effect. {found}"
    )
    lines = [_words(spec, i) for i in range(len(spec.names))]
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=title, alt=alt, long_description=long, spec=spec)


def _column(measures: InfluenceLike, field: str, head: str, usual: float | None) -> MeasureColumn:
    values = np.asarray(getattr(measures, field), dtype=np.float64)
    known = values[np.isfinite(values)]
    line = usual if usual is not None else float(np.median(known)) if known.size else None
    ends = [*known.tolist(), *(() if line is None else (line,))]
    axis = even_axis(head, ends, pad=0.08)
    two = (axis.ticks[0], axis.ticks[-1]) if len(axis.ticks) > 1 else axis.ticks
    texts = tuple(t for tick, t in zip(axis.ticks, axis.texts, strict=True) if tick in two)
    return MeasureColumn(
        head=head,
        axis=Axis(label=head, low=axis.low, high=axis.high, ticks=two, texts=texts),
        values=tuple(values.tolist()),
        line=line,
    )


def _words(spec: InfluenceSpec, place: int) -> str:
    facts = [f"{c.head.lower()} {number(c.values[place], 3)}" for c in spec.columns]
    flag = "; passes a cut-off" if spec.flagged[place] else ""
    return f"{spec.names[place]}: {', '.join(facts)}{flag}."
