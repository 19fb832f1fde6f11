"""Frames in, frames out: the only module of this layer that knows pandas."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

#: Name of the frame type for modules that do not know pandas.
Frame = pd.DataFrame


def record_frame(record: Any) -> pd.DataFrame:
    """One row with the scalar fields of a record."""
    row = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, str | bool | int | float | np.generic):
            row[field.name] = value
    return pd.DataFrame([row])


def refits_frame(record: Any) -> pd.DataFrame:
    """One row per study that was left out or came in; see ``deletion.Refits``."""
    counts = ("k", "q_df")
    columns = {
        name: _whole(values) if name in counts else values
        for name, values in record.columns.items()
    }
    columns["converged"] = np.nan_to_num(record.columns["converged"], nan=1.0).astype(bool)
    return pd.DataFrame({"study": list(record.labels), **columns})


def _whole(values: np.ndarray) -> np.ndarray:
    """Counts as integers where none is missing."""
    return values.astype(np.int64) if np.all(np.isfinite(values)) else values


def influence_frame(record: Any) -> pd.DataFrame:
    """One row per study; a column for the change of each coefficient."""
    names = ("rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "q_del", "hat", "weight")
    columns: dict[str, Any] = {name: getattr(record, name) for name in names}
    several = record.dfbs.shape[1] > 1
    for place, change in enumerate(record.dfbs.T):
        columns[f"dfbs_{place}" if several else "dfbs"] = change
    return pd.DataFrame(
        {"study": list(record.labels), **columns, "is_influential": record.is_influential}
    )


def pet_peese_frame(record: Any) -> pd.DataFrame:
    """One row for PET and one for PEESE."""
    parts = [record_frame(getattr(record, name)) for name in ("pet", "peese")]
    frame = pd.concat(parts, ignore_index=True)
    frame.insert(0, "regression", ["pet", "peese"])
    frame["chosen"] = frame["regression"] == record.chosen
    return frame


def gosh_frame(record: Any) -> pd.DataFrame:
    """One row per subset."""
    names = ("mask", "k", "estimate", "i2", "tau2", "q")
    return pd.DataFrame({name: getattr(record, name) for name in names})


def rows_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """One row per mapping, columns in the order of the first."""
    return pd.DataFrame(rows)


def many_frame(record: Any) -> pd.DataFrame:
    """One row a data set with the one-dimensional fields of a record of arrays."""
    columns = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, np.ndarray) and value.ndim == 1:
            columns[field.name] = value
    return pd.DataFrame(columns)
