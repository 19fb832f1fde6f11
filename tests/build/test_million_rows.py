"""A table of a million rows is checked within two gigabytes of memory."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = "data/trial_outcomes.csv"
ROWS = 1_000_000
MOST_MEMORY = 2.0  # GB
#: Runs in a process of its own: its peak is the peak of the check.
CHECK = """
import json, resource, sys, time
from evisyn.build import read
wall, cpu = time.perf_counter(), time.process_time()
found = read.check(sys.argv[1])
print(json.dumps({
    "rows": [(f.line, f.row_id, f.column, f.code) for f in found],
    "seconds": round(time.perf_counter() - wall, 1),
    "cpu": round(time.process_time() - cpu, 1),
    "GB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
}))
"""


def enlarge(project: Path) -> int:
    """Repeat the rows of a table under new keys up to a million; the line of one wrong cell."""
    path = project / TABLE
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        for number in range(ROWS - len(rows)):
            row = dict(rows[number % len(rows)], outcome_id=f"x{number}-o1")
            if row["mean_i"]:
                row["mean_i"] = f"{float(row['mean_i']) + number % 1000 / 1000:.3f}"
            if number == ROWS // 2:
                row["outcome"] = "frequencie"
            writer.writerow(row)
    return len(rows) + ROWS // 2 + 2


@pytest.mark.long
def test_a_million_rows_are_checked(tmp_path: Path) -> None:
    """One wrong cell in a million rows of 41 columns is found, in less than 2 GB."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    line = enlarge(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", CHECK, str(tmp_path)], capture_output=True, text=True, check=True
    )
    seen = json.loads(done.stdout)
    print(f"\na million rows: {seen['seconds']} s ({seen['cpu']} s of processor), {seen['GB']} GB")
    assert seen["GB"] < MOST_MEMORY
    assert seen["rows"] == [[line, f"x{ROWS // 2}-o1", "outcome", "not_in_vocabulary"]]
