"""Figures: results become a specification, a specification becomes a drawing.

Names are imported when asked for, so that the drawing library is loaded by a drawing only.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

_HOME: Final[dict[str, str]] = {
    "Picture": "evisyn.figures.picture",
    "agreement_plot": "evisyn.figures.makers_base",
    "appraisal_summary": "evisyn.figures.grids.traffic",
    "baujat": "evisyn.figures.plots.baujat",
    "bubble": "evisyn.figures.plots.bubble",
    "citation_matrix": "evisyn.figures.grids.overlap",
    "claims_board": "evisyn.figures.makers_base",
    "cluster_forest": "evisyn.figures.dependence.clusters",
    "completeness": "evisyn.figures.makers_base",
    "contour_funnel": "evisyn.figures.plots.funnel",
    "cumulative_forest": "evisyn.figures.plots.refits",
    "drapery": "evisyn.figures.plots.drapery",
    "evidence_map": "evisyn.figures.makers",
    "forest_lights": "evisyn.figures.grids.traffic",
    "forest_lights_note": "evisyn.figures.grids.traffic",
    "forest_of_estimates": "evisyn.figures.estimates",
    "forest_of_reviews": "evisyn.figures.makers",
    "forest_of_trials": "evisyn.figures.makers",
    "funnel": "evisyn.figures.plots.funnel",
    "gosh_density": "evisyn.figures.plots.gosh",
    "grade_domains": "evisyn.figures.grids.domains",
    "influence_panel": "evisyn.figures.plots.influence",
    "judgement_multiverse": "evisyn.figures.grids.domains",
    "labbe": "evisyn.figures.plots.labbe",
    "leave_one_out_forest": "evisyn.figures.plots.refits",
    "limitations_matrix": "evisyn.figures.makers",
    "network_graph": "evisyn.figures.dependence.graph",
    "overlap_heatmap": "evisyn.figures.grids.overlap",
    "posterior_plot": "evisyn.figures.dependence.posterior",
    "presets_side_by_side": "evisyn.figures.grids.domains",
    "prior_flow": "evisyn.figures.flow.prisma",
    "prisma_flow": "evisyn.figures.flow.prisma",
    "radial": "evisyn.figures.plots.radial",
    "rating_multiverse": "evisyn.figures.robustness",
    "strength_strip": "evisyn.figures.makers",
    "traffic_light": "evisyn.figures.grids.traffic",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name from the module that holds it."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
