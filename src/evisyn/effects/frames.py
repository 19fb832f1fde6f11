"""Results of this layer as pandas frames; imported when ``to_frame`` is called."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from evisyn.effects.calculate import EffectSizes
    from evisyn.effects.conversion_records import Converted

Frame = pd.DataFrame


def effect_sizes_frame(result: EffectSizes) -> Frame:
    """One row per study with yi, vi, sei and the measure."""
    return pd.DataFrame(
        {"measure": result.measure, "yi": result.yi, "vi": result.vi, "sei": result.sei}
    )


def converted_frame(result: Converted) -> Frame:
    """One row per study; columns are the fields of the record, its name and its flag."""
    columns = {field.name: getattr(result, field.name) for field in fields(result)}
    arrays = {name: np.atleast_1d(value) for name, value in columns.items()}
    return pd.DataFrame(
        {name: value if value.size > 1 else value[0] for name, value in arrays.items()},
        index=range(max(value.size for value in arrays.values())),
    )
