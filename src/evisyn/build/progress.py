"""Progress for people: one line that counts on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

WIDTH = 78


class Progress(Protocol):
    """What a build tells while it runs."""

    def start(self, expected: Mapping[str, float]) -> None:
        """Begin; task id -> seconds that it took last time (zero: not known)."""

    def done(self, task: str, seconds: float) -> None:
        """One task is ready."""

    def end(self) -> None:
        """Nothing more comes."""


class Silent:
    """Says nothing."""

    def start(self, expected: Mapping[str, float]) -> None:
        """Begin."""

    def done(self, task: str, seconds: float) -> None:
        """One task is ready."""

    def end(self) -> None:
        """Nothing more comes."""


class Lines:
    """Writes progress to a stream.

    Parameters
    ----------
    stream
        Standard error, usually.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._waiting: dict[str, float] = {}
        self._total = 0
        self._began = 0.0
        self._expected = 0.0

    def start(self, expected: Mapping[str, float]) -> None:
        """Begin to count."""
        self._waiting = dict(expected)
        self._total = len(expected)
        self._expected = sum(expected.values())
        self._began = time.monotonic()
        if self._live:
            self._show("starting")

    def done(self, task: str, seconds: float) -> None:
        """Show one more task as ready."""
        self._waiting.pop(task, None)
        count = self._total - len(self._waiting)
        if self._live:
            self._show(f"{count} of {self._total}  {self._left()}{task}")
        else:
            self._stream.write(f"[{count}/{self._total}] {task} ({seconds:.1f} s)\n")
            self._stream.flush()

    def end(self) -> None:
        """Clear the line."""
        if self._live and self._total:
            self._stream.write("\r" + " " * WIDTH + "\r")
            self._stream.flush()

    def _left(self) -> str:
        """Time left, from the pace so far and what the tasks took last time."""
        used = time.monotonic() - self._began
        ahead = sum(self._waiting.values())
        behind = self._expected - ahead
        if not self._waiting or behind <= 0:
            return ""
        return f"about {max(1, round(used * ahead / behind))} s left  "

    def _show(self, text: str) -> None:
        self._stream.write("\r" + text[:WIDTH].ljust(WIDTH))
        self._stream.flush()
