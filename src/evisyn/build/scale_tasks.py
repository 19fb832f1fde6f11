"""What a worker does to one piece of a table in Parquet: pool it, split it, pool a bucket.

A task can run twice (its worker may be lost): it writes a file under a name of its own and moves
it into place, so that a second run leaves the same bytes and nobody sees half a file.
"""

from __future__ import annotations

import resource
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from evisyn.build.scale_parts import Block, key_hash, parquet_files, pool_part
from evisyn.errors import InputError

#: ``ru_maxrss`` counts kibibytes on Linux.
_RSS_UNIT = 1024.0
#: Rows that a split holds in memory at a time, when a stored block is larger than that.
BATCH = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What is read of a table: the keys of the groups, effects and variances, and its schema."""

    keys: tuple[str, ...]
    yi: str
    vi: str
    schema: Any

    @property
    def names(self) -> list[str]:
        """Columns that are read, each once."""
        return list(dict.fromkeys([*self.keys, self.yi, self.vi]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a task tells: rows and groups, groups that did not converge, who did it, its peak."""

    rows: int
    groups: int = 0
    stuck: int = 0
    worker: str = ""
    peak_mb: float = 0.0


def open_table(source: Path) -> Any:
    """The dataset of pyarrow: one file, or a folder; dictionaries are read as their values."""
    files: Any = parquet_files(source)
    base = {"partition_base_dir": str(source)} if source.is_dir() else {}
    hive = ds.HivePartitioning.discover(infer_dictionary=False)
    found = ds.dataset(files, format="parquet", partitioning=hive, **base)
    schema = found.schema
    for place, field in enumerate(schema):
        if pa.types.is_dictionary(field.type):
            schema = schema.set(place, field.with_type(field.type.value_type))
    return found.replace_schema(schema)


def list_blocks(table: Any, keys: Sequence[str]) -> tuple[list[Block], list[Any]]:
    """Row groups of all files in order: what their footers say of the keys, and how to read them.

    The second list holds fragments that travel to workers, so that a file that comes later, or
    another listing of a folder, changes nothing.
    """
    blocks: list[Block] = []
    fragments = []
    for fragment in table.get_fragments():
        folders = ds.get_partition_keys(fragment.partition_expression)
        for group in fragment.row_groups:
            known = {key: (value, value) for key, value in folders.items() if key in keys}
            known.update(_ranges(fragment.metadata.row_group(group.id), keys))
            blocks.append(Block(place=len(blocks), rows=group.num_rows, ranges=known))
            fragments.append(fragment.subset(row_group_ids=[group.id]))
    return blocks, fragments


def _ranges(meta: Any, keys: Sequence[str]) -> dict[str, tuple[Any, Any]]:
    found = {}
    for place in range(meta.num_columns):
        column = meta.column(place)
        stats = column.statistics
        if column.path_in_schema not in keys or stats is None or not stats.has_min_max:
            continue
        complete = stats.has_null_count and stats.null_count == 0
        # missing floats (NaN) are in no range
        if complete and not isinstance(stats.min, float):
            found[column.path_in_schema] = (stats.min, stats.max)
    return found


def check_columns(source: Columns) -> None:
    """Refuse columns that are not there or hold no numbers.

    Raises
    ------
    InputError
        With the argument that names the column.
    """
    schema = source.schema
    pairs = [*(("by", key) for key in source.keys), ("yi", source.yi), ("vi", source.vi)]
    for argument, name in pairs:
        if name not in schema.names:
            raise InputError(
                argument, f"names the column {name!r}; the table has {', '.join(schema.names)}."
            )
        kind = schema.field(name).type
        number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
        if argument != "by" and not number:
            raise InputError(argument, f"names the column {name!r}, which holds {kind}.")


def pool_unit(
    source: Columns, pieces: Sequence[Any], target: str, options: Mapping[str, Any]
) -> Report:
    """Pool all groups of some row groups that share groups with no others; write one file."""
    read = [piece.to_table(schema=source.schema, columns=source.names) for piece in pieces]
    return _pool_table(source, pa.concat_tables(read), target, options)


def split(source: Columns, pieces: Sequence[Any], target: str, buckets: int) -> Report:
    """Deal the rows of some row groups into buckets by their keys, in one file.

    The file (Arrow IPC) holds one batch a bucket for each ``BATCH`` rows read, batch ``i`` being
    of bucket ``i`` modulo ``buckets``, so that a bucket is read without the others.
    """
    rows = 0
    kept = pa.schema([source.schema.field(name) for name in source.names])
    with _written(target) as path, pa.ipc.new_file(path, kept) as sink:
        for piece in pieces:
            read = piece.to_batches(schema=source.schema, columns=source.names, batch_size=BATCH)
            for batch in _gathered(read):
                rows += batch.num_rows
                _deal(source, batch, buckets, sink)
    return _report(rows=rows)


def _gathered(batches: Any) -> Any:
    """Small batches put together to about ``BATCH`` rows."""
    waiting: list[Any] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= BATCH:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def _deal(source: Columns, rows: Any, buckets: int, sink: Any) -> None:
    hashed = key_hash([_key_series(rows, key) for key in source.keys])
    bucket = (hashed % np.uint64(buckets)).astype(np.int64)
    ordered = rows.take(pa.array(np.argsort(bucket, kind="stable"))).combine_chunks()
    ends = np.cumsum(np.bincount(bucket, minlength=buckets))
    begin = 0
    for end in ends.tolist():
        part = ordered.slice(begin, end - begin).to_batches()
        sink.write_batch(part[0] if part else _empty(ordered.schema))
        begin = end


def _empty(schema: Any) -> Any:
    return pa.RecordBatch.from_arrays([pa.array([], f.type) for f in schema], schema=schema)


def pool_bucket(
    source: Columns, files: Sequence[str], bucket: int, buckets: int, target: str,
    options: Mapping[str, Any],
) -> Report:  # fmt: skip
    """Pool all groups of one bucket, its rows in source order; write one file."""
    batches = []
    schema = None
    for file in files:
        with pa.memory_map(file) as mapped:
            reader = pa.ipc.open_file(mapped)
            schema = reader.schema
            places = range(bucket, reader.num_record_batches, buckets)
            # copied, so that no page of the file stays mapped
            batches += [reader.get_batch(i).take(_all(reader.get_batch(i))) for i in places]
    return _pool_table(source, pa.Table.from_batches(batches, schema=schema), target, options)


def _all(batch: Any) -> Any:
    return pa.array(np.arange(batch.num_rows))


def _key_series(rows: Any, key: str) -> pd.Series[Any]:
    """A key as a Series; integers stay integers where one is missing."""
    column = rows.column(key)
    whole = pa.types.is_integer(column.type) and column.null_count > 0
    mapper = (lambda _: pd.Int64Dtype()) if whole else None
    found: pd.Series[Any] = column.to_pandas(types_mapper=mapper).rename(key)
    return found


def _numbers(rows: Any, name: str) -> np.ndarray:
    return np.asarray(rows.column(name).to_pandas().to_numpy(dtype=np.float64, na_value=np.nan))


def _pool_table(source: Columns, rows: Any, target: str, options: Mapping[str, Any]) -> Report:
    keys = pd.concat([_key_series(rows, key) for key in source.keys], axis=1)
    done = pool_part(keys, _numbers(rows, source.yi), _numbers(rows, source.vi), options)
    named = rows.select(list(source.keys)).take(pa.array(done.first))
    fields = pa.Table.from_pandas(done.fields, preserve_index=False)
    for name in fields.column_names:
        named = named.append_column(name, fields.column(name))
    with _written(target) as path:
        pq.write_table(named.replace_schema_metadata(None), path)
    return _report(rows=rows.num_rows, groups=done.first.size, stuck=done.stuck)


def _report(**counts: int) -> Report:
    from distributed import get_worker

    try:
        worker = str(get_worker().name)
    except ValueError:
        worker = ""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT / 1e6
    return Report(worker=worker, peak_mb=peak, **counts)


@contextmanager
def _written(target: str) -> Iterator[str]:
    """A path to write to, moved to ``target`` at the end of the block when nothing failed."""
    path = Path(f"{target}.{uuid.uuid4().hex}.part")
    try:
        yield str(path)
        path.replace(target)
    finally:
        path.unlink(missing_ok=True)
