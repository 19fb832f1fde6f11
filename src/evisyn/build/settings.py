"""The settings and seeds that outputs are made with, as plain values for the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from typing import Any

from evisyn.build.steps import CELL_TIMEOUT, FIGURE_FORMATS, TABLE_FORMATS


def settings() -> dict[str, Any]:
    """Formats, limits, and every setting of the methods that the makers work with."""
    from evisyn.figures.drawing.export import PNG_DPI
    from evisyn.report.methods_settings import MethodsSettings

    return {
        "figure_formats": list(FIGURE_FORMATS),
        "figure_png_dpi": PNG_DPI,
        "notebook_cell_timeout_seconds": CELL_TIMEOUT,
        "table_formats": list(TABLE_FORMATS),
        "methods": plain(MethodsSettings()),
    }


def seeds() -> dict[str, int | str]:
    """Where random numbers start, for everything that could draw some.

    No table and no figure of the catalogue draws random numbers; a notebook may, and starts here
    unless it names another seed.
    """
    from evisyn.synthesis import gosh, permutation

    return {
        "gosh": gosh.SEED,
        "permutation_test": permutation.SEED,
        "notebooks: PYTHONHASHSEED": "0",
        "figures: svg.hashsalt": "evisyn-NAME",
    }


def plain(value: object) -> Any:
    """A record of settings as values that JSON has words for, in an order that stays."""
    if is_dataclass(value):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(plain(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return getattr(value, "__name__", str(value))
