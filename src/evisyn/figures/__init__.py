"""Figures: results become a specification, a specification becomes a drawing.

Names are imported when asked for, so that the drawing library is loaded by a drawing only.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

_HOME: Final[dict[str, str]] = {
    "Picture": "evisyn.figures.picture",
    "agreement_plot": "evisyn.figures.makers_base",
    "claims_board": "evisyn.figures.makers_base",
    "completeness": "evisyn.figures.makers_base",
    "evidence_map": "evisyn.figures.makers",
    "forest_of_estimates": "evisyn.figures.estimates",
    "forest_of_reviews": "evisyn.figures.makers",
    "forest_of_trials": "evisyn.figures.makers",
    "limitations_matrix": "evisyn.figures.makers",
    "strength_strip": "evisyn.figures.makers",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name from the module that holds it."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
