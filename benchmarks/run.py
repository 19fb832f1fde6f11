"""Time evisyn side by side with other packages in one run, and write the results.

``python benchmarks/run.py [ROW ...]``. Each contender runs in a process of its own with one
thread; the table shows the best of the repeats, since other work on the machine only adds.
Writes RESULTS.md and growth.svg beside this file when all rows are run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
if __package__ in (None, ""):
    sys.path.insert(0, str(HERE.parent))

from benchmarks import peer_r, write  # noqa: E402
from benchmarks.all_rows import CURVES, ROWS  # noqa: E402
from benchmarks.rows import Row  # noqa: E402

LIBRARIES = ("OMP", "OPENBLAS", "MKL", "NUMBA")
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in LIBRARIES}
THREADED = frozenset({"many_reml_numba"})
"""Rows whose compiled engine may use every core, as it does for a user; the title says so."""


def python(row_id: str, contender: str) -> dict[str, Any]:
    """Result of one contender from a fresh Python process."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.measure", row_id, contender],
        cwd=HERE.parent,
        env={**os.environ, **({} if row_id in THREADED else ONE_THREAD)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        return {"missing": done.stderr.strip().splitlines()[-1]}
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def better(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The faster of two measurements; other work comes and goes within minutes."""
    return min(one, other, key=lambda result: result.get("best", float("inf")))


def contenders(row: Row, with_r: bool) -> dict[str, dict[str, Any]]:
    """All results of a row; a peer that is missing gets its stored time, marked."""
    results = {"evisyn": python(row.id, "evisyn")}
    for name in row.peers:
        results[name] = better(python(row.id, name), python(row.id, name))
    if row.metafor and with_r:
        results["metafor"] = peer_r.timed(row)
    elif row.metafor:
        results["metafor"] = {"missing": "R with metafor is not installed"}
    results["evisyn"] = better(results["evisyn"], python(row.id, "evisyn"))
    for name, seconds in row.stored.items():
        if "missing" in results.get(name, {"missing": ""}):
            results[name] = {"best": seconds, "median": seconds, "stored": True}
    return results


def main(arguments: list[str] | None = None) -> int:
    """Run the rows asked for, or all; print each as it comes."""
    wanted = sys.argv[1:] if arguments is None else arguments
    rows = [row for row in ROWS if not wanted or row.id in wanted]
    if not rows:
        print(f"no such row; there are {', '.join(row.id for row in ROWS)}", file=sys.stderr)
        return 2
    metafor = peer_r.version()
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        found[row.id] = contenders(row, bool(metafor))
        for line in write.row_lines(row, found[row.id]):
            print(line, flush=True)
    if not wanted:
        curves = [python("curve", str(i)) for i in range(len(CURVES))]
        write.results(HERE / "RESULTS.md", found, metafor)
        write.growth(HERE / "growth.svg", curves)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
