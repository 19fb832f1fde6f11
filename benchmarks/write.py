"""RESULTS.md and the growth figure from the measured times."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Any

from benchmarks.all_rows import CURVES, ROWS
from benchmarks.rows import Row

Results = dict[str, dict[str, Any]]

HEAD = """# Timings

Written by `python benchmarks/run.py` (`make bench`); nothing here is asserted by a test.

Machine: {machine}. {versions}.

Every contender ran in its own process with one thread (but for the numba row), in the same run.
Times are the best of the repeats, since other work on the machine only adds; "peak" is the most
memory that the process held, interpreter and libraries included. Every Python contender starts
from arrays. A time marked (scaled) is that of one fit, or of fewer subsets, times how many the row
asks for. A time marked (stored) was measured earlier on a machine of the same kind, because the
package is not installed here; metafor was 5.0-1 then.

PyMARE is no part of the lock: `python -m pip install -r benchmarks/requirements.txt`. metafor
comes with Debian: `apt-get install r-cran-metafor`.

| what | contender | time | peak | evisyn is faster by | goal |
|---|---|---|---|---|---|
"""


def seconds(value: float) -> str:
    """Time with three digits and a unit."""
    for limit, factor, unit in ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms")):
        if value < limit:
            return f"{value * factor:.3g} {unit}"
    return f"{value:,.0f} s" if value >= 100 else f"{value:.3g} s"


def _goal(row: Row, name: str, result: dict[str, Any], ratio: float | None) -> str:
    """The goal of a line, and whether it is met."""
    goals: list[tuple[str, bool]] = []
    if name == "evisyn":
        if row.limit is not None:
            goals.append((f"< {seconds(row.limit)}", result["best"] < row.limit))
        if row.memory is not None:
            goals.append((f"< {row.memory:.0f} MB", result["peak_mb"] < row.memory))
    elif name in row.ratios and ratio is not None:
        goals.append((f">= {row.ratios[name]:.0f}x", ratio >= row.ratios[name]))
    return "; ".join(f"{text} ({'met' if met else 'not met'})" for text, met in goals)


def row_lines(row: Row, results: Results) -> list[str]:
    """Markdown lines of one row, evisyn first."""
    own = results["evisyn"].get("best")
    lines: list[str] = []
    for name, result in results.items():
        if "missing" in result:
            lines.append(f"| {row.title} | {name} | not run: {result['missing']} | | | |")
            continue
        mark = " (stored)" if result.get("stored") else " (scaled)" if result.get("scaled") else ""
        ratio = result["best"] / own if own and name != "evisyn" else None
        peak = f"{result['peak_mb']:.0f} MB" if result.get("peak_mb") else ""
        lines.append(
            f"| {row.title} | {name} | {seconds(result['best'])}{mark} | {peak} "
            f"| {'' if ratio is None else f'{ratio:,.3g}x'} | {_goal(row, name, result, ratio)} |"
        )
    return lines


def machine() -> str:
    """Number of cores and model of the processor; no name of the host."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    return f"{os.cpu_count()} cores, {model}, {platform.system()}"


def versions(metafor: str) -> str:
    """Python and the packages that took part."""
    parts = [f"Python {platform.python_version()}"]
    for package in ("numpy", "scipy", "numba", "statsmodels", "pymare"):
        try:
            parts.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            parts.append(f"{package} not installed")
    parts.append(f"R metafor {metafor}" if metafor else "R metafor not installed")
    return ", ".join(parts)


def results(path: Path, found: dict[str, Results], metafor: str) -> None:
    """Write the table of all rows."""
    lines = [line for row in ROWS for line in row_lines(row, found[row.id])]
    text = HEAD.format(machine=machine(), versions=versions(metafor)) + "\n".join(lines)
    text += "\n\n![Cost of one fit against the number of studies, of many fits against the "
    text += "number of data sets, of three levels against studies and of a network against "
    text += "treatments; the dotted line is proportional growth](growth.svg)\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def growth(path: Path, curves: list[dict[str, Any]]) -> None:
    """Draw cost against size, both axes in powers of ten, with proportional growth dotted."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "evisyn"
    import matplotlib.pyplot as plt

    drawn = [(curve, CURVES[i][1]) for i, curve in enumerate(curves) if "points" in curve]
    if not drawn:
        return
    figure, axes = plt.subplots(1, len(drawn), figsize=(4.2 * len(drawn), 3.5), squeeze=False)
    for axis, (curve, label) in zip(axes[0], drawn, strict=True):
        sizes, times = zip(*curve["points"], strict=True)
        axis.loglog(sizes, times, "o-", color="#0b5394", label="evisyn")
        line = [times[-1] * size / sizes[-1] for size in sizes]
        axis.loglog(sizes, line, ":", color="#666666", label="proportional to size")
        axis.set(title=curve["name"], xlabel=label, ylabel="seconds")
        axis.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
