"""Frames in, frames out: the only module of this layer that knows pandas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from evisyn.errors import InputError
from evisyn.synthesis.batch import pool_many

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


def coefficient_frame(fit: Any) -> pd.DataFrame:
    """One row a coefficient of a meta-regression."""
    names = ("estimate", "se", "statistic", "p_value", "ci_low", "ci_high")
    return pd.DataFrame({"term": list(fit.terms), **{name: getattr(fit, name) for name in names}})


def moderator_matrix(mods: pd.DataFrame, intercept: bool) -> tuple[np.ndarray, tuple[str, ...]]:
    """Columns of numbers as they are, other columns as indicators of their levels.

    The first level of a column is the reference, in the order of its categories, else sorted;
    without an intercept the first such column keeps all its levels. A missing category is NaN
    in every indicator.
    """
    parts: list[np.ndarray] = []
    names: list[str] = []
    full = not intercept
    for name in mods.columns:
        column = mods[name]
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            parts.append(column.to_numpy(dtype=np.float64, na_value=np.nan))
            names.append(str(name))
            continue
        codes = column.astype("category").cat
        for place, level in enumerate(codes.categories):
            if place == 0 and not full:
                continue
            indicator = (codes.codes == place).to_numpy(dtype=np.float64)
            parts.append(np.where(column.isna(), np.nan, indicator))
            names.append(f"{name}[{level}]")
        full = False
    if not parts:
        raise InputError("mods", "has no column; give one or more.")
    return np.column_stack(parts), tuple(names)


def formula_matrix(formula: str, data: Any, k: int) -> tuple[np.ndarray, tuple[str, ...]]:
    """Model matrix of the right side of a formula, read as statsmodels reads it."""
    import statsmodels.formula.api as smf

    if not isinstance(data, pd.DataFrame):
        raise InputError("data", "must be the DataFrame of the variables in formula.")
    if len(data) != k:
        raise InputError("data", f"has {len(data)} rows, yi has {k}.")
    if not isinstance(formula, str):
        raise InputError("formula", f"is {formula!r}; give text such as '~ year'.")
    left, tilde, right = formula.partition("~")
    if left.strip() or not (right if tilde else left).strip():
        raise InputError("formula", f"is {formula!r}; give only a right side, such as '~ year'.")
    try:
        model = smf.ols(
            f"_effect ~ {right}", data=data.assign(_effect=0.0).reset_index(drop=True),
            missing="raise",
        )  # fmt: skip
    except Exception as problem:
        raise InputError("formula", f"cannot be read with data ({problem}).") from problem
    if model.exog.shape[0] != k:
        raise InputError("data", "has missing values in a variable of formula; complete them.")
    names = tuple("intercept" if name == "Intercept" else name for name in model.exog_names)
    return np.asarray(model.exog, dtype=np.float64), names


def labelled_frame(name: str, labels: Sequence[str], records: Sequence[Any]) -> pd.DataFrame:
    """One row a record, its label first."""
    frame = pd.concat([record_frame(record) for record in records], ignore_index=True)
    frame.insert(0, name, list(labels))
    return frame


def pool_table(
    frame: pd.DataFrame,
    by: str | Sequence[str] = (),
    *,
    yi: str = "yi",
    vi: str = "vi",
    **options: Any,
) -> pd.DataFrame:
    """Pool the rows of every group of a frame.

    Parameters
    ----------
    frame
        One row a study; is not changed.
    by
        Columns that name the group; none: all rows are one group. Rows with a missing key are
        a group of their own.
    yi, vi
        Columns of effects and sampling variances; rows without one of them are left out.
    options
        Arguments of ``pool_many``, the same for every group.

    Returns
    -------
    pandas.DataFrame
        One row a group in order of first appearance: the columns of ``by``, then the fields
        of ``Pooled`` (without weights). ``k`` is 0 and all else NaN for a group without a
        usable study.

    Raises
    ------
    InputError
        A column that is not there, or as in ``pool_many``.
    """
    keys = [by] if isinstance(by, str) else list(by)
    for argument, name in (*(("by", key) for key in keys), ("yi", yi), ("vi", vi)):
        if name not in frame.columns:
            raise InputError(argument, f"names the column {name!r}, which the frame lacks.")
    if keys:
        groups = frame.groupby(keys, sort=False, dropna=False)
        group = groups.ngroup().to_numpy()
        place = groups.cumcount().to_numpy()
    else:
        group, place = np.zeros(len(frame), dtype=np.int64), np.arange(len(frame))
    shape = (group.max(initial=-1) + 1, place.max(initial=-1) + 1)
    wide = {}
    for argument, name in (("yi", yi), ("vi", vi)):
        wide[argument] = np.full(shape, np.nan)
        wide[argument][group, place] = _number_column(argument, frame[name])
    pooled = pool_many(wide["yi"], wide["vi"], **options).to_frame()
    if not keys:
        return pooled
    first = frame[keys].iloc[np.flatnonzero(place == 0)].reset_index(drop=True)
    return pd.concat([first, pooled], axis=1)


def _number_column(argument: str, column: pd.Series[Any]) -> np.ndarray:
    try:
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as problem:
        raise InputError(argument, f"must hold numbers ({problem}).") from None
