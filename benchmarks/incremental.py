"""How much of a full build a change of the data costs.

``python -m benchmarks.incremental [FOLDER]`` copies a project to a temporary folder (by default
the one that this file is in), builds it, changes rows and builds again. It prints seconds on
the clock and seconds of processor time of the build with everything that it starts, and the
share of the full build. Processor time says more where other work shares the machine.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("data", "docs", "notebooks", "requirements.lock")
#: Tables whose first row with a value in the column is changed: (table, column).
ROWS = (("effects", "estimate"), ("trial_outcomes", "estimate"), ("limitations", "statement"))
#: Tables that a new review enters; its row is a copy under a new id.
REVIEW = ("reviews", "limitations", "effects", "membership", "appraisals")
NEW = "newreview2026"


@dataclass(frozen=True, slots=True)
class Measured:
    """One build: seconds on the clock, of the processor, and what it says at its end."""

    name: str
    wall: float
    processor: float
    said: str


def build(root: Path, name: str, *options: str) -> Measured:
    """Run the command and wait for it."""
    command = [sys.executable, "-m", "evisyn", "build", str(root), *options]
    before, began = os.times(), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    wall, after = time.monotonic() - began, os.times()
    processor = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return Measured(name, wall, processor, done.stdout.strip().splitlines()[-1])


def edit(root: Path, table: str, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Change the rows of a table on disk."""
    path = root / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def change_cell(root: Path, table: str, column: str) -> None:
    """Another value in one cell that later builds do not meet again."""

    def change(rows: list[dict[str, str]]) -> None:
        row = next(row for row in rows if row[column] and row.get("ci_low", "1"))
        number = column == "estimate"
        row[column] = f"{float(row[column]) * 0.99:.3f}" if number else f"{row[column]}, as said"

    edit(root, table, change)


def add_review(root: Path) -> None:
    """A review with a row in each of five tables, and its entry in the bibliography."""
    with (root / "data" / "effects.csv").open(encoding="utf-8", newline="") as handle:
        old = next(row["review_id"] for row in csv.DictReader(handle))
    for table in REVIEW:

        def add(rows: list[dict[str, str]]) -> None:
            like = next((row for row in rows if row["review_id"] == old), rows[0])
            row = like | {"review_id": NEW}
            for key, number in (("effect_id", "e1"), ("limitation_id", "l1")):
                if key in row:
                    row[key] = f"{NEW}-{number}"
            rows.append(row)

        edit(root, table, add)
    bibliography = root / "data" / "references.bib"
    entry = (
        f"\n@misc{{{NEW},\n  author = {{New, Ann}},\n  title = {{A review}},\n  year = 2026\n}}\n"
    )
    bibliography.write_text(bibliography.read_text("utf-8") + entry, encoding="utf-8")


def measure(root: Path) -> list[Measured]:
    """All builds in turn; the first one reads the machine's fonts and fills no clock."""
    build(root, "warm up")
    found = [build(root, "full (--force)", "--force"), build(root, "no change")]
    for table, column in ROWS:
        change_cell(root, table, column)
        found.append(build(root, f"one row of {table}"))
    add_review(root)
    return [*found, build(root, f"one review, {len(REVIEW)} tables")]


def main(folder: str = "") -> None:
    """Measure and print a table."""
    source = Path(folder).resolve() if folder else ROOT
    with TemporaryDirectory(prefix="evisyn-") as temporary:
        root = Path(temporary).resolve() / "project"
        for name in COPIED:
            if (source / name).is_dir():
                shutil.copytree(source / name, root / name)
            elif (source / name).is_file():
                shutil.copy(source / name, root / name)
        found = measure(root)
    full = found[0]
    print("| build | seconds | of full | processor seconds | of full | said |")
    print("|---|---|---|---|---|---|")
    for one in found:
        shares = one.wall / full.wall, one.processor / full.processor
        print(
            f"| {one.name} | {one.wall:.1f} | {shares[0]:.2f} | {one.processor:.1f} "
            f"| {shares[1]:.2f} | {one.said} |"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
