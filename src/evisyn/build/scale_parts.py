"""Large tables in pieces: which rows belong together, and how one piece is pooled."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evisyn.errors import ConvergenceWarning
from evisyn.synthesis.frames import pool_table

#: Cells (groups times studies of the largest group) that one call pools at a time; bounds memory.
CELLS = 2_000_000
#: Group numbers inside a piece.
_GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A run of rows that is stored together (a row group of a Parquet file).

    Parameters
    ----------
    place
        Number in source order.
    rows
        Rows in it.
    ranges
        Key -> least and largest value; a key is absent where they are not known, or where a value
        is missing.
    """

    place: int
    rows: int
    ranges: Mapping[str, tuple[Any, Any]]


def parquet_files(source: Path) -> list[str]:
    """The file, or the files of a folder in order.

    Files and folders whose names begin with . or _ are what engines leave on the way and are
    passed over; folders named ``_key=value`` are not.
    """
    if not source.is_dir():
        return [str(source)]
    files = sorted(source.rglob("*.parquet"))
    hidden = (".", "_")
    return [
        str(file)
        for file in files
        if not any(
            part.startswith(hidden) and "=" not in part for part in file.relative_to(source).parts
        )
    ]


def closed_units(
    blocks: Sequence[Block], keys: Sequence[str], limit: int
) -> list[list[int]] | None:
    """Units of blocks of which no two hold rows of one group, by the ranges of some key.

    Two rows of one group agree in every key; blocks whose ranges of one key do not touch cannot
    share a group.

    Parameters
    ----------
    blocks
        In source order.
    keys
        Columns that name the group.
    limit
        Rows that a unit may hold.

    Returns
    -------
    list of list of int or None
        Places of the blocks of each unit, both in source order; None where no key shows it, or
        where a unit would hold more rows than ``limit``.
    """
    if sum(block.rows for block in blocks) <= limit:
        return [[block.place for block in blocks]] if blocks else []
    for key in keys:
        units = _merge(blocks, key)
        if units and max(sum(block.rows for block in unit) for unit in units) <= limit:
            found = [sorted(block.place for block in unit) for unit in _fill(units, limit)]
            return sorted(found)
    return None


def _merge(blocks: Sequence[Block], key: str) -> list[list[Block]]:
    """Blocks whose ranges of a key touch, put together; empty when a range is not known."""
    if any(key not in block.ranges for block in blocks):
        return []
    try:
        ordered = sorted(blocks, key=lambda block: block.ranges[key][0])
        units = [[ordered[0]]]
        top = ordered[0].ranges[key][1]
        for block in ordered[1:]:
            low, high = block.ranges[key]
            if low <= top:
                units[-1].append(block)
            else:
                units.append([block])
            top = max(top, high)
    except TypeError:  # values of different kinds have no order
        return []
    return units


def _fill(units: Sequence[list[Block]], limit: int) -> list[list[Block]]:
    """Neighbouring units put together up to the limit, so that small files cost no task each."""
    filled: list[list[Block]] = []
    rows = 0
    for unit in units:
        more = sum(block.rows for block in unit)
        if filled and rows + more <= limit:
            filled[-1] = filled[-1] + unit
            rows += more
        else:
            filled.append(list(unit))
            rows = more
    return filled


def runs(blocks: Sequence[Block], limit: int) -> list[list[int]]:
    """Consecutive blocks put together up to ``limit`` rows; a larger block stays alone."""
    return [[block.place for block in unit] for unit in _fill([[b] for b in blocks], limit)]


def bucket_count(rows: int, limit: int) -> int:
    """Buckets that keep a bucket below ``limit`` rows, when groups are small beside it."""
    return max(math.ceil(rows / limit * 1.1), 1)


def key_hash(columns: Sequence[Any]) -> npt.NDArray[np.uint64]:
    """Hash of the keys of each row, the same in every process and on every machine.

    Parameters
    ----------
    columns
        One Series a key. Equal keys give equal numbers: 0 and -0, every kind of missing value.

    Returns
    -------
    ndarray
        Shape (rows,).
    """
    total = np.full(len(columns[0]), 1469598103934665603, dtype=np.uint64)
    for column in columns:
        total = (total ^ _column_hash(column)) * np.uint64(1099511628211)
        total ^= total >> np.uint64(29)
    return total


def _column_hash(column: pd.Series[Any]) -> npt.NDArray[np.uint64]:
    missing = column.isna().to_numpy()
    if pd.api.types.is_numeric_dtype(column):
        # integers come as floats from pieces where one is missing
        values = column.to_numpy(dtype=np.float64, na_value=0.0) + 0.0
        values = np.where(missing, 0.0, values)
    elif pd.api.types.is_datetime64_any_dtype(column):
        values = column.to_numpy(dtype="datetime64[ns]").astype(np.int64).astype(np.float64)
        values = np.where(missing, 0.0, values)
    else:
        values = np.where(missing, "", column.astype(str).to_numpy(dtype=object))
    hashed = np.asarray(pd.util.hash_array(values), dtype=np.uint64)
    hashed[missing] = np.uint64(7)
    return hashed


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledPart:
    """Pooled groups of one piece.

    Parameters
    ----------
    first
        Place of the first row of each group, shape (groups,), ascending.
    fields
        One row a group, the fields of ``Pooled``.
    stuck
        Groups whose tau2 did not converge.
    """

    first: npt.NDArray[np.intp]
    fields: pd.DataFrame
    stuck: int


def pool_part(
    keys: pd.DataFrame, yi: Any, vi: Any, options: Mapping[str, Any], cells: int = CELLS
) -> PooledPart:
    """Pool every group of a piece, groups of like size together, so that memory stays bounded.

    Parameters
    ----------
    keys
        Columns that name the group, one row a study.
    yi, vi
        Effects and variances, shape (rows,).
    options
        Arguments of ``pool_table``.
    cells
        Groups times studies of the largest of them in one call.

    Returns
    -------
    PooledPart
        The same numbers as one call of ``pool_table``: neither gaps nor the cut make a
        difference.
    """
    grouped = keys.groupby(list(keys.columns), sort=False, dropna=False)
    group = grouped.ngroup().to_numpy()
    first = np.flatnonzero(grouped.cumcount().to_numpy() == 0)
    frame = pd.DataFrame({_GROUP: group, "yi": np.asarray(yi), "vi": np.asarray(vi)})
    sizes = np.bincount(group, minlength=first.size)
    parts = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for members in _batches(sizes, cells):
            chosen = np.zeros(first.size, dtype=bool)
            chosen[members] = True
            parts.append(pool_table(frame[chosen[group]], by=_GROUP, **options))
    if not parts:
        parts = [pool_table(frame, by=_GROUP, **options)]
    fields = pd.concat(parts, ignore_index=True).sort_values(_GROUP, ignore_index=True)
    stuck = int((~fields["converged"].astype(bool)).sum())
    return PooledPart(first=first, fields=fields.drop(columns=_GROUP), stuck=stuck)


def _batches(sizes: npt.NDArray[np.intp], cells: int) -> list[npt.NDArray[np.intp]]:
    """Groups by powers of two of their size, cut so that the padded array stays small."""
    classes = np.ceil(np.log2(np.maximum(sizes, 1))).astype(np.int64)
    found = []
    for level in np.unique(classes):
        members = np.flatnonzero(classes == level)
        step = max(cells >> int(level), 1)
        found += [members[begin : begin + step] for begin in range(0, members.size, step)]
    return found
