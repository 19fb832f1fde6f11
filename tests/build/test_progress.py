"""What a person sees while a build runs and when it is done."""

from __future__ import annotations

import io

from evisyn.build.compare import Change
from evisyn.build.progress import WIDTH, Lines, Silent
from evisyn.build.records import BuildResult
from evisyn.records import Finding


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_plain_lines_without_a_terminal() -> None:
    """In a log each task is a line of its own."""
    stream = io.StringIO()
    progress = Lines(stream)
    progress.start({"table:a": 0.0, "table:b": 0.0})
    progress.done("table:a", 1.25)
    progress.done("table:b", 0.0)
    progress.end()
    assert stream.getvalue() == "[1/2] table:a (1.2 s)\n[2/2] table:b (0.0 s)\n"


def test_one_line_on_a_terminal() -> None:
    """On a terminal one line counts up, says what is left, and is cleared at the end."""
    stream = Terminal()
    progress = Lines(stream)
    progress.start({"table:a": 1.0, "table:b": 5.0})
    progress.done("table:a", 1.0)
    progress.end()
    text = stream.getvalue()
    assert "\n" not in text
    assert "1 of 2  about 1 s left  table:a" in text
    assert text.endswith(" " * WIDTH + "\r")


def test_silent_says_nothing(capfd: object) -> None:
    """--quiet has no progress."""
    progress = Silent()
    progress.start({"a": 1.0})
    progress.done("a", 1.0)
    progress.end()
    assert capfd.readouterr() == ("", "")  # type: ignore[attr-defined]


def test_summary_tells_all() -> None:
    """Changes, warnings, what is out of date, counts and time."""
    result = BuildResult(
        made=("table:a",),
        fresh=2,
        changes=(Change(path="evidence/a.csv", state="changed", cells_changed=2),),
        stale=("table:b",),
        warnings=(Finding(severity="warning", file="f", code="c", message="m", fix="x"),),
        seconds=1.5,
    )
    assert str(result).splitlines() == [
        "changed evidence/a.csv (2 cells changed)",
        "1 warning about the data; evisyn check lists them",
        "out of date: table:b; run evisyn build to make them",
        "1 made, 2 up to date, 1 files changed, 1.5 s",
    ]
    assert result.to_json()["stale"] == ["table:b"]
