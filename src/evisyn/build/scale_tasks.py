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

from evisyn.build.scale_parts import Block, key_hash, pool_part
from evisyn.errors import InputError

#: ``ru_maxrss`` counts kibibytes on Linux.
_RSS_UNIT = 1024.0
#: Rows that a split holds in memory at a time, when a stored block is larger than that.
BATCH = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table in Parquet: one file, or a folder of files (``key=value`` folders are columns)."""

    path: str
    keys: tuple[str, ...]
    yi: str
    vi: str

    @property
    def columns(self) -> list[str]:
        """Columns that are read, each once."""
        return list(dict.fromkeys([*self.keys, self.yi, self.vi]))

    def open(self) -> Any:
        """The dataset of pyarrow; dictionaries are read as their values."""
        folder = Path(self.path)
        files: Any = self.path
        if folder.is_dir():
            files = sorted(str(file) for file in folder.rglob("*.parquet"))
        base = {"partition_base_dir": self.path} if folder.is_dir() else {}
        found = ds.dataset(
            files, format="parquet",
            partitioning=ds.HivePartitioning.discover(infer_dictionary=False),
            **base,
        )  # fmt: skip
        schema = found.schema
        for place, field in enumerate(schema):
            if pa.types.is_dictionary(field.type):
                schema = schema.set(place, field.with_type(field.type.value_type))
        return found.replace_schema(schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a task tells: rows and groups, groups that did not converge, who did it, its peak."""

    rows: int
    groups: int = 0
    stuck: int = 0
    worker: str = ""
    peak_mb: float = 0.0


def list_blocks(source: Source) -> list[Block]:
    """Row groups of all files in order, with what their footers say of the keys."""
    blocks = []
    for file, fragment in enumerate(source.open().get_fragments()):
        folders = ds.get_partition_keys(fragment.partition_expression)
        for group in fragment.row_groups:
            known = {key: (value, value) for key, value in folders.items() if key in source.keys}
            # a footer without the count of missing values shows nothing
            meta = fragment.metadata.row_group(group.id)
            known.update(_ranges(meta, source.keys))
            address = (file, group.id)
            block = Block(place=len(blocks), rows=group.num_rows, ranges=known, address=address)
            blocks.append(block)
    return blocks


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


def _pieces(table: Any, addresses: Sequence[tuple[int, int]]) -> list[Any]:
    """Fragments of single row groups; footers of other files are not read."""
    files = list(table.get_fragments())
    return [files[file].subset(row_group_ids=[group]) for file, group in addresses]


def check_columns(source: Source) -> None:
    """Refuse columns that are not there or hold no numbers.

    Raises
    ------
    InputError
        With the argument that names the column.
    """
    schema = source.open().schema
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
    source: Source, addresses: Sequence[tuple[int, int]], target: str, options: Mapping[str, Any]
) -> Report:
    """Pool all groups of some row groups that share groups with no others; write one file."""
    table = source.open()
    read = [
        piece.to_table(schema=table.schema, columns=source.columns)
        for piece in _pieces(table, addresses)
    ]
    return _pool_table(source, pa.concat_tables(read), target, options)


def split(
    source: Source, addresses: Sequence[tuple[int, int]], target: str, buckets: int
) -> Report:
    """Deal the rows of some row groups into buckets by their keys, in one file.

    The file (Arrow IPC) holds one batch a bucket for each ``BATCH`` rows read, batch ``i`` being
    of bucket ``i`` modulo ``buckets``, so that a bucket is read without the others.
    """
    table = source.open()
    rows = 0
    kept = pa.schema([table.schema.field(name) for name in source.columns])
    with _written(target) as path, pa.ipc.new_file(path, kept) as sink:
        for piece in _pieces(table, addresses):
            read = piece.to_batches(schema=table.schema, columns=source.columns, batch_size=BATCH)
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


def _deal(source: Source, rows: Any, buckets: int, sink: Any) -> None:
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
    source: Source, files: Sequence[str], bucket: int, buckets: int, target: str,
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


def _pool_table(source: Source, rows: Any, target: str, options: Mapping[str, Any]) -> Report:
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
