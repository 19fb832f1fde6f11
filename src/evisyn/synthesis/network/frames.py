"""Frames of a network meta-analysis."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

#: Names of the types for modules that do not know pandas.
Frame = pd.DataFrame
Series = pd.Series

FIELDS = ("estimate", "se", "statistic", "p_value", "ci_low", "ci_high", "pi_low", "pi_high")


def effects_frame(record: Any) -> pd.DataFrame:
    """Every other treatment against the reference."""
    names = list(record.treatments)
    base = names.index(record.reference)
    rows = [place for place in range(len(names)) if place != base]
    frame = pd.DataFrame(
        {
            "treatment": [names[row] for row in rows],
            "reference": record.reference,
            **{field: getattr(record, field)[rows, base] for field in FIELDS},
        }
    )
    frame["p_score"] = record.scores[rows]
    return frame


def comparisons_frame(record: Any) -> pd.DataFrame:
    """Every pair of treatments once."""
    first, second = np.triu_indices(len(record.treatments), 1)
    names = np.array(record.treatments, dtype=object)
    return pd.DataFrame(
        {
            "treatment1": names[first].astype(str),
            "treatment2": names[second].astype(str),
            **{field: getattr(record, field)[first, second] for field in FIELDS},
        }
    )


def scores_series(record: Any) -> pd.Series:
    """P-scores by treatment, the best first."""
    series = pd.Series(record.scores, index=list(record.treatments), name="p_score")
    return series.sort_values(ascending=False, kind="stable")


def table_frame(columns: dict[str, Any]) -> pd.DataFrame:
    """Columns as given."""
    return pd.DataFrame(columns)


def league_frame(record: Any, direct: Any, digits: int, level_quantile: float) -> pd.DataFrame:
    """Text cells, row against column: network below the diagonal, direct above."""
    order = [list(record.treatments).index(name) for name in scores_series(record).index]
    names = [record.treatments[place] for place in order]
    cells = [["" for _ in order] for _ in order]
    for row, i in enumerate(order):
        for col, j in enumerate(order):
            if row == col:
                cells[row][col] = names[row]
            elif row > col:
                limits = (record.estimate[i, j], record.ci_low[i, j], record.ci_high[i, j])
                cells[row][col] = _cell(limits, digits)
            elif direct.k[i, j] > 0:
                half = level_quantile * np.sqrt(direct.variance[i, j])
                value = direct.estimate[i, j]
                cells[row][col] = _cell((value, value - half, value + half), digits)
    return pd.DataFrame(cells, index=names, columns=names)


def _cell(limits: tuple[float, float, float], digits: int) -> str:
    estimate, low, high = (f"{value:.{digits}f}" for value in limits)
    return f"{estimate} ({low} to {high})"
