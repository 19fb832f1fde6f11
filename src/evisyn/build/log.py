"""The log of the last build that made something: one JSON object a line, in the ignored folder."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING

from evisyn.build.cache import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from evisyn.build.records import BuildResult

NAME = "log.jsonl"


def write_log(folder: Path, result: BuildResult, seconds: Mapping[str, float]) -> None:
    """Write the log of a build in place of the one before.

    Parameters
    ----------
    folder
        The ignored ``build/`` folder.
    result
        The summary of the build.
    seconds
        Task -> time it took.
    """
    lines = [json.dumps(line, ensure_ascii=False) for line in _lines(result, seconds)]
    write_whole(folder / NAME, ("\n".join(lines) + "\n").encode("utf-8"))


def _lines(result: BuildResult, seconds: Mapping[str, float]) -> Iterator[dict[str, object]]:
    yield {
        "event": "build",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "evisyn": metadata.version("evisyn"),
        "made": len(result.made),
        "up_to_date": result.fresh,
        "files_changed": len(result.changes),
        "seconds": round(result.seconds, 3),
    }
    for task in result.made:
        yield {"event": "made", "task": task, "seconds": round(seconds.get(task, 0.0), 3)}
    if result.ledger is not None:
        for line in result.ledger.lines:
            yield {"event": "counted", **asdict(line)}
        yield {
            "event": "reconciled",
            "questions": result.ledger.n_questions,
            "problems": list(result.ledger.problems),
        }
    for change in result.changes:
        yield {"event": "changed", **asdict(change)}
    if result.difference is not None:
        yield {"event": "difference", "said": result.difference.headline}
