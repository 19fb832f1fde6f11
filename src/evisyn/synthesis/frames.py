"""Frames in, frames out: the only module of this layer that knows pandas."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd


def record_frame(record: Any) -> pd.DataFrame:
    """One row with the scalar fields of a record."""
    row = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, str | bool | int | float | np.generic):
            row[field.name] = value
    return pd.DataFrame([row])
