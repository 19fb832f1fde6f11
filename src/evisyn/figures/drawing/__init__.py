"""Drawing: the only modules that know the drawing library; each takes a specification only."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from evisyn.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Class name of a specification -> module with ``draw(spec)``.
_MODULES: Final[dict[str, str]] = {
    "LimitationsSpec": "evisyn.figures.drawing.limitations",
    "ForestSpec": "evisyn.figures.drawing.forest",
    "MapSpec": "evisyn.figures.drawing.evidence_map",
    "CompletenessSpec": "evisyn.figures.drawing.completeness",
    "AgreementSpec": "evisyn.figures.drawing.agreement",
    "StripSpec": "evisyn.figures.drawing.strip",
    "BoardSpec": "evisyn.figures.drawing.board",
    "NothingSpec": "evisyn.figures.drawing.nothing",
    "PlotSpec": "evisyn.figures.drawing.plot",
    "InfluenceSpec": "evisyn.figures.drawing.influence",
    "GridSpec": "evisyn.figures.drawing.matrix",
    "StackSpec": "evisyn.figures.drawing.stacks",
    "FlowSpec": "evisyn.figures.drawing.flow",
    "GraphSpec": "evisyn.figures.drawing.graph",
}


def draw(spec: object, wide: float | None = None) -> Figure:
    """Draw a specification.

    Parameters
    ----------
    spec
        One of the frozen records of :mod:`evisyn.figures`.
    wide
        Width in points that the sheet should come near to; kinds with a width of their own, and
        those that would get in disorder, pay no heed to it.

    Raises
    ------
    InputError
        No drawing is known for this kind of record.
    """
    name = type(spec).__name__
    if name not in _MODULES:
        known = ", ".join(sorted(_MODULES))
        raise InputError("spec", f"{name} cannot be drawn; known are {known}")
    module = import_module(_MODULES[name])
    least = getattr(module, "LEAST_WIDE", None)
    if wide is None or least is None:
        return cast("Figure", module.draw(spec))
    return cast("Figure", module.draw(spec, max(wide, least)))
