"""Frames of Bayesian results."""

from __future__ import annotations

from typing import Any

import pandas as pd

#: Name of the frame type for modules that do not know pandas.
Frame = pd.DataFrame

QUANTITIES = {"mean": "mean", "tau": "heterogeneity", "new_study": "new_study"}
FIELDS = ("mean", "median", "sd", "low", "high", "central_low", "central_high")


def marginals_frame(record: Any) -> pd.DataFrame:
    """One row for each quantity."""
    rows = [
        {"quantity": name, **{column: getattr(getattr(record, place), column) for column in FIELDS}}
        for name, place in QUANTITIES.items()
    ]
    return pd.DataFrame(rows)
