"""Pool a large table in Parquet with local workers: ``python -m benchmarks.scale [FOLDER]``.

Makes 10 million effects in 1 million groups, rows of a group scattered over all files, pools
them, compares a sample of the groups with the single-machine run, and writes SCALE.md. Needs
``requirements-scale.txt``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.data import SEED
from benchmarks.write import machine, versions
from evisyn.build.scale import pool_parquet
from evisyn.synthesis.frames import pool_table

ROWS, GROUPS, FILES, WORKERS = 10_000_000, 1_000_000, 10, 2
TEXT = """# Pooling beyond one machine

Written by `python -m benchmarks.scale`; nothing here is asserted by a test.

Machine: {machine}. {versions}, {more}.

{rows:,} effects in {groups:,} groups, the rows of a group scattered over {files} Parquet files,
so that every row is shuffled. REML with Hartung-Knapp, every field, {workers} local workers of
one thread.

| what | |
|---|---|
| groups pooled | {run.groups:,} |
| time, shuffle and pooling | {run.seconds:.1f} s |
| other work: processes waiting for the {cores} cores at the start | {load:.1f} |
| most memory of a worker | {peak:.0f} MB (goal: below 2,000 MB) |
| differs from `ev.pool_table` on {checked:,} groups | {differs} |

Dask's scheduler was taken because it runs on one machine and on many with the same code, watches
memory and repeats what a lost worker had in hand. Rows are shuffled through files and not between
workers: the engine's own shuffle begins anew when a worker is lost, files lose one piece.
"""


def make(folder: Path) -> None:
    """Files of equal length."""
    rng = np.random.default_rng(SEED)
    folder.mkdir(parents=True)
    for place in range(FILES):
        n = ROWS // FILES
        group = rng.permutation(np.resize(np.arange(GROUPS), n))
        vi = rng.uniform(0.01, 0.2, n)
        yi = 0.1 * (group % 7) + rng.normal(0.0, np.sqrt(vi + 0.03))
        frame = pd.DataFrame({"group": group, "yi": yi, "vi": vi})
        frame.to_parquet(folder / f"effects-{place:02d}.parquet", row_group_size=250_000)


def differs(folder: Path) -> tuple[int, str]:
    """A hundredth of the groups beside ``pool_table``."""
    wanted = [("group", "<", GROUPS // 100)]
    own = pd.read_parquet(folder / "pooled", filters=wanted).sort_values("group")
    rows = pd.read_parquet(folder / "effects", filters=wanted)
    other = pool_table(rows, by="group").sort_values("group")
    same = own.reset_index(drop=True).equals(other.reset_index(drop=True))
    return len(own), "in no bit" if same else "YES"


def main() -> int:
    """Make, pool, compare, write."""
    import distributed
    import pyarrow as pa

    given = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    make(given / "effects")
    load = os.getloadavg()[0]
    run = pool_parquet(
        given / "effects", given / "pooled", by="group", workers=WORKERS, memory_limit="2GB",
        progress=lambda *said: print(*said, flush=True),
    )  # fmt: skip
    checked, said = differs(given)
    more = f"distributed {distributed.__version__}, pyarrow {pa.__version__}"
    text = TEXT.format(
        machine=machine(), versions=versions("").rsplit(", R metafor", 1)[0], more=more, rows=ROWS,
        groups=GROUPS, files=FILES, workers=WORKERS, run=run, peak=max(run.peak_mb.values()),
        checked=checked, differs=said, load=load, cores=os.cpu_count(),
    )  # fmt: skip
    Path(__file__).with_name("SCALE.md").write_text(text, encoding="utf-8", newline="\n")
    print(text)
    shutil.rmtree(given)
    return 0 if said == "in no bit" else 1


if __name__ == "__main__":
    raise SystemExit(main())
