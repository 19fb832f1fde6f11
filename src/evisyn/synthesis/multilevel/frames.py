"""Frames of the multilevel results."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evisyn.synthesis.frames import record_frame

#: Name of the frame type for modules that do not know pandas.
Frame = pd.DataFrame
LEVELS = ("between", "within")


def pooled_frame(record: Any) -> pd.DataFrame:
    """One row; two columns for each field that has a part for each level."""
    frame = record_frame(record)
    for name, stem in (("sigma2", "sigma2"), ("i2_levels", "i2")):
        for level, value in zip(LEVELS, getattr(record, name), strict=True):
            frame[f"{stem}_{level}"] = value
    return frame


def limits_frame(record: Any) -> pd.DataFrame:
    """One row a variance component."""
    return pd.DataFrame(
        {
            "component": list(LEVELS),
            "sigma2": record.sigma2,
            "sigma2_low": record.sigma2_low,
            "sigma2_high": record.sigma2_high,
        }
    )


def coefficients_frame(record: Any) -> pd.DataFrame:
    """One row a coefficient."""
    names = ("estimate", "se", "statistic", "df", "p_value", "ci_low", "ci_high")
    return pd.DataFrame(
        {"term": list(record.terms), **{name: getattr(record, name) for name in names}}
    )
