"""Run the cases and write README.md's table: ``python tests/reference/report.py``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
START, END = "<!-- table: begin -->", "<!-- table: end -->"


def rows() -> list[str]:
    """One line per topic: cases stored, run, excused, and the worst difference seen."""
    from reference._cases import RUN, TALLY, TOPICS, cases, source, why_optional

    lines = [
        "| topic | made with | cases | run | excused | numbers compared "
        "| worst relative difference | where |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for topic in TOPICS:
        stored = cases(topic)
        excused = sum(
            why_optional(case) is not None and case.id not in RUN[topic] for case in stored
        )
        tally = TALLY[topic]
        where = tally.where.removeprefix(f"{topic}/") or "-"
        lines.append(
            f"| {topic} | {'; '.join(source(topic)['made_with'])} | {len(stored)} "
            f"| {len(RUN[topic])} | {excused} | {tally.values} | {tally.worst:.1e} | {where} |"
        )
    return lines


def main() -> int:
    """Run the folder's tests in this process, then rewrite the table between its markers."""
    sys.path.insert(0, str(HERE.parent))
    status = int(pytest.main([str(HERE), "-q", "-p", "no:cacheprovider"]))
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(START, 1)
    after = rest.split(END, 1)[1]
    table = "\n".join(rows())
    readme.write_text(f"{before}{START}\n{table}\n{END}{after}", encoding="utf-8", newline="\n")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
