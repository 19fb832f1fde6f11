"""Small inputs for tests of figures: the made-up records of the gallery, and single ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from evisyn.appraisal.agreement import FieldAgreement
from evisyn.build.gallery_tables import OF_TABLES, entries
from evisyn.figures.board import BoardLine
from evisyn.figures.forest_spec import ForestEntry
from evisyn.figures.picture import Picture

__all__ = ["MAKERS", "entries", "entry", "field", "forest", "limitations", "line", "pooled"]


def entry(id: str = "a2020-e1", **given: Any) -> ForestEntry:
    """A standardised difference that favours the intervention."""
    defaults: dict[str, Any] = {
        "id": id,
        "label": "Li 2020",
        "detail": "Intensity: yoga",
        "group": "Against sham or placebo, end of treatment",
        "measure": "SMD",
        "estimate": -0.5,
        "ci_low": -0.8,
        "ci_high": -0.2,
        "larger_value_favours": "comparator",
    }
    return ForestEntry(**{**defaults, **given})


class _Pooled:
    """What a pooled result of the synthesis room offers."""

    def __init__(self, **values: float) -> None:
        self.__dict__.update(values)


def pooled(**given: float) -> Any:
    """A pooled estimate with its prediction interval."""
    values = {
        "k": 5,
        "estimate": -0.3,
        "ci_low": -0.5,
        "ci_high": -0.1,
        "pi_low": -0.9,
        "pi_high": 0.3,
    }
    return _Pooled(**{**values, **given})


def field(name: str = "domain", **given: Any) -> FieldAgreement:
    """Agreement on one field."""
    defaults: dict[str, Any] = {
        "field": name,
        "part": "all",
        "pairs": 10,
        "agreed": 8,
        "not_found": 0,
        "percent": 80.0,
        "kappa": 0.62,
    }
    return FieldAgreement(**{**defaults, **given})


def line(id: str = "C01", **given: Any) -> BoardLine:
    """One statement with both answers."""
    defaults: dict[str, Any] = {
        "id": id,
        "statement": "It may help",
        "kind": "Effectiveness",
        "cited": "no source named",
        "verdict": "partly supported",
        "certainty": "low",
    }
    return BoardLine(**{**defaults, **given})


_SHORT = {
    "limitations": "limitations",
    "forest": "forest-of-reviews",
    "trials": "forest-of-trials",
    "map": "evidence-map",
    "completeness": "completeness",
    "agreement": "agreement",
    "board": "claims-board",
    "strip": "strength-strip",
}


def _make(name: str, n: int) -> Picture:
    return OF_TABLES[name](n, f"{name}-{n}")


MAKERS: dict[str, Callable[[int], Picture]] = {
    short: partial(_make, name) for short, name in _SHORT.items()
}
forest, trial_forest, limitations = MAKERS["forest"], MAKERS["trials"], MAKERS["limitations"]
