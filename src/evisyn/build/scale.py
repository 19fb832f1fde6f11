"""Pool by group a table in Parquet that is too large for memory, on one machine or on many.

The engine is Dask's scheduler (``pip install 'evisyn[scale]'``): it hands pieces of the table to
workers, watches their memory and repeats what a lost worker had in hand. Rows are shuffled through
files beside the target rather than between workers, so that losing a worker loses one piece.
Source and target must be reachable under the same path on every machine.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from evisyn.build.scale_parts import bucket_count, closed_units, parquet_files, runs
from evisyn.errors import ConvergenceWarning, EvisynError, InputError, UsageError

EXTRA = "evisyn[scale]"
NEEDED = ("distributed", "pyarrow")
#: Rows of one task: about half a gigabyte of memory at its peak.
ROWS_PER_TASK = 1_000_000
WORKERS = 2

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleRun:
    """What a run did.

    Parameters
    ----------
    target
        Folder of the results, Parquet.
    rows, groups, parts
        Rows read, groups pooled, files written.
    shuffled
        Whether groups lay across pieces and rows had to be sorted into buckets first.
    stuck
        Groups whose tau2 did not converge.
    seconds
        From the first task to the last, without the start of a local cluster.
    peak_mb
        Worker -> most memory that it held, megabytes; a worker that was replaced counts again.
    """

    target: str
    rows: int
    groups: int
    parts: int
    shuffled: bool
    stuck: int
    seconds: float
    peak_mb: Mapping[str, float] = field(repr=False)


def pool_parquet(
    source: str | Path,
    target: str | Path,
    *,
    by: str | Sequence[str],
    yi: str = "yi",
    vi: str = "vi",
    client: Any = None,
    workers: int = WORKERS,
    memory_limit: str = "auto",
    shuffle: bool | None = None,
    rows_per_task: int = ROWS_PER_TASK,
    progress: Progress | None = None,
    **options: Any,
) -> ScaleRun:
    """Pool every group of a table of effects in Parquet, as ``ev.pool_table`` would in memory.

    Parameters
    ----------
    source
        A Parquet file, or a folder of them at any depth; folders named ``key=value`` are columns.
    target
        Folder to make; a row a group: the columns of ``by``, then the fields of ``Pooled``. It
        appears when everything is done. Groups stand in no order that means anything.
    by
        One column or more that name the group; missing keys are groups of their own.
    yi, vi
        Columns of effects and sampling variances.
    client
        A ``distributed.Client``, the address of a scheduler (``tcp://host:8786``), or None: local
        worker processes for this call.
    workers, memory_limit
        Of the local cluster: processes, and memory each (such as ``"2GB"``).
    shuffle
        None: only when the footers of the files do not show that each group lies in one piece;
        True: always.
    rows_per_task
        Rows that a worker takes at a time; a group must fit into its memory.
    progress
        Called with stage, tasks done, tasks in all.
    options
        Arguments of ``pool_many``, the same for every group.

    Returns
    -------
    ScaleRun
        Numbers in ``target`` equal those of one machine: every group's rows are summed in source
        order.

    Raises
    ------
    UsageError
        The extra is not installed; the message says how.
    InputError
        A column that is not there, a target that exists, or values that ``pool_many`` refuses.

    Warns
    -----
    ConvergenceWarning
        With the number of groups whose tau2 did not converge.

    References
    ----------
    Rocklin, M. (2015), Proceedings of the 14th Python in Science Conference, 126,
    doi:10.25080/Majora-7b98e3ed-013 (the engine).
    """
    keys = (by,) if isinstance(by, str) else tuple(by)
    _check(source, target, keys, rows_per_task)
    require()
    from evisyn.build.scale_tasks import Columns, check_columns, list_blocks, open_table

    table = open_table(Path(source).resolve())
    columns = Columns(keys=keys, yi=yi, vi=vi, schema=table.schema)
    check_columns(columns)
    every, fragments = list_blocks(table, keys)
    blocks = [block for block in every if block.rows]
    units = None if shuffle else closed_units(blocks, keys, rows_per_task)
    with _client(client, workers, memory_limit) as engine, _folder(Path(target)) as folder:
        job = _Job(engine, columns, folder, dict(options), progress or _silent)
        began = time.monotonic()
        if units is None:
            rows = sum(block.rows for block in blocks)
            pieces = [[fragments[i] for i in piece] for piece in runs(blocks, rows_per_task)]
            job.shuffle(pieces, bucket_count(rows, rows_per_task))
        else:
            job.pool([[fragments[i] for i in unit] for unit in units])
        run = job.summary(str(target), units is None, time.monotonic() - began)
    if run.stuck:
        warnings.warn(
            f"tau2 did not converge in {run.stuck} of {run.groups} groups; see the column "
            "converged.",
            ConvergenceWarning,
            stacklevel=2,
        )
    return run


def require() -> None:
    """Refuse with the way out when the extra is missing.

    Raises
    ------
    UsageError
        Naming the packages and the command.
    """
    missing = []
    for name in NEEDED:
        try:
            import_module(name)
        except ImportError:
            missing.append(name)
    if missing:
        raise UsageError(
            f"Pooling beyond one machine needs {' and '.join(missing)}, not installed here. "
            f"Install the extra: python -m pip install '{EXTRA}' (in a clone: "
            "python -m pip install -r requirements-scale.txt)."
        )


def _check(source: Any, target: Any, keys: Sequence[str], rows_per_task: int) -> None:
    if not keys:
        raise InputError("by", "names no column; give those that name the group.")
    path = Path(source)
    if not path.exists():
        raise InputError("source", f"{str(source)!r} does not exist; give a file or a folder.")
    if not parquet_files(path):
        raise InputError("source", f"{str(source)!r} holds no file named *.parquet.")
    if path.is_dir() and Path(target).resolve().is_relative_to(path.resolve()):
        raise InputError("target", f"{str(target)!r} lies in the source; give a folder outside.")
    if Path(target).exists():
        raise InputError("target", f"{str(target)!r} exists; remove it or give another folder.")
    if rows_per_task < 1:
        raise InputError("rows_per_task", f"is {rows_per_task}; give 1 or more.")


def _silent(stage: str, done: int, total: int) -> None:
    """Say nothing."""


class _Job:
    """Tasks of one run, handed to the engine stage by stage."""

    def __init__(
        self, engine: Any, columns: Any, folder: Path, options: dict[str, Any], progress: Progress
    ) -> None:
        self._engine, self._columns, self._folder = engine, columns, folder
        self._options, self._progress = options, progress
        self._peaks: dict[str, float] = {}
        self._pooled: list[Any] = []

    def pool(self, units: Sequence[Sequence[Any]]) -> None:
        """Pool units that share no group."""
        from evisyn.build.scale_tasks import pool_unit

        jobs = [
            (self._columns, unit, self._part(place), self._options)
            for place, unit in enumerate(units)
        ]
        self._pooled = self._stage("pool", pool_unit, jobs)

    def shuffle(self, pieces: Sequence[Sequence[Any]], buckets: int) -> None:
        """Deal the rows into buckets, then pool each bucket."""
        from evisyn.build.scale_tasks import pool_bucket, split

        scratch = self._folder / "shuffle"
        scratch.mkdir()
        files = [str(scratch / f"{place:06d}.arrow") for place in range(len(pieces))]
        jobs = [(self._columns, p, f, buckets) for p, f in zip(pieces, files, strict=True)]
        self._stage("shuffle", split, jobs)
        after = [
            (self._columns, files, bucket, buckets, self._part(bucket), self._options)
            for bucket in range(buckets)
        ]
        self._pooled = self._stage("pool", pool_bucket, after)
        shutil.rmtree(scratch)

    def summary(self, target: str, shuffled: bool, seconds: float) -> ScaleRun:
        """Counts of the whole run."""
        return ScaleRun(
            target=target, shuffled=shuffled, seconds=seconds, parts=len(self._pooled),
            rows=sum(one.rows for one in self._pooled),
            groups=sum(one.groups for one in self._pooled),
            stuck=sum(one.stuck for one in self._pooled), peak_mb=dict(self._peaks),
        )  # fmt: skip

    def _part(self, place: int) -> str:
        return str(self._folder / f"part-{place:06d}.parquet")

    def _stage(self, stage: str, task: Any, jobs: Sequence[Any]) -> list[Any]:
        """Run a task for every job; the first failure stops the others."""
        from distributed import as_completed

        futures = [self._engine.submit(task, *job, pure=False) for job in jobs]
        found = []
        self._progress(stage, 0, len(jobs))
        try:
            for future in as_completed(futures):
                report = future.result()
                self._peaks[report.worker] = max(
                    self._peaks.get(report.worker, 0.0), report.peak_mb
                )
                found.append(report)
                self._progress(stage, len(found), len(jobs))
        finally:
            self._engine.cancel(futures)
        return found


@contextmanager
def _client(client: Any, workers: int, memory_limit: str) -> Iterator[Any]:
    """The client given, one connected to an address, or one of a cluster of this call."""
    from distributed import Client, LocalCluster

    if client is not None and not isinstance(client, str):
        yield client
    elif isinstance(client, str):
        with Client(client) as connected:
            yield connected
    else:
        with (
            LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True,
                memory_limit=memory_limit, dashboard_address=":0",
            ) as cluster,
            Client(cluster) as connected,
        ):  # fmt: skip
            yield connected


@contextmanager
def _folder(target: Path) -> Iterator[Path]:
    """A folder beside the target that takes its name when all went well, else vanishes."""
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.parent / f".{target.name}.{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder
        folder.rename(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evisyn.build.scale",
        description="Pool by group a table of effects in Parquet that is too large for memory.",
        epilog=f"Needs the extra: python -m pip install '{EXTRA}'. Many machines: start "
        "'dask scheduler' on one and 'dask worker tcp://HOST:8786' on each, then give --address.",
    )
    add = parser.add_argument
    add("source", help="Parquet file, or folder of Parquet files")
    add("target", help="folder to write, one row a group; must not exist")
    add("--by", nargs="+", required=True, metavar="COLUMN", help="columns that name the group")
    add("--yi", default="yi", metavar="COLUMN", help="effects (default yi)")
    add("--vi", default="vi", metavar="COLUMN", help="sampling variances (default vi)")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--address", help="scheduler, such as tcp://10.0.0.1:8786")
    where.add_argument("--workers", type=int, default=WORKERS, help="local processes (default 2)")
    add("--memory-limit", default="auto", help="of each local worker, such as 2GB")
    add("--rows-per-task", type=int, default=ROWS_PER_TASK, metavar="N")
    add("--shuffle", action="store_true", help="even when each group lies in one piece")
    add("--model", default="random", choices=("random", "common"))
    add("--tau2-method", default="REML", metavar="NAME", help="as in ev.pool (default REML)")
    add("--test", default="hksj-adhoc", metavar="NAME", help="as in ev.pool (default hksj-adhoc)")
    add("--level", type=float, default=0.95)
    add("--quiet", action="store_true", help="no progress")
    return parser


def _line(stage: str, done: int, total: int) -> None:
    ending = "\r" if sys.stderr.isatty() and done < total else "\n"
    if sys.stderr.isatty() or done == total or done % max(total // 10, 1) == 0:
        print(f"{stage} {done} of {total}", end=ending, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 fine, 1 the data say no, 2 wrong use."""
    given = _parser().parse_args(arguments)
    try:
        run = pool_parquet(
            given.source, given.target, by=given.by, yi=given.yi, vi=given.vi,
            client=given.address, workers=given.workers, memory_limit=given.memory_limit,
            shuffle=given.shuffle or None, rows_per_task=given.rows_per_task,
            progress=_silent if given.quiet else _line,
            model=given.model, tau2_method=given.tau2_method, test=given.test, level=given.level,
        )  # fmt: skip
    except UsageError as problem:
        print(problem, file=sys.stderr)
        return 2
    except EvisynError as problem:
        print(problem, file=sys.stderr)
        return 1
    peak = max(run.peak_mb.values(), default=0.0)
    print(
        f"{run.groups:,} groups of {run.rows:,} effects in {run.seconds:.1f} s, "
        f"at most {peak:,.0f} MB a worker: {run.target}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
