"""Would a notebook show anything else? Its cells are run without a kernel to find out.

When rows change and the code does not, most notebooks that read the table show the same as
before. A copy of the build, which has everything loaded, runs the cells of such notebooks and
compares what they would show with what is stored, byte for byte. Only where that differs, or
cannot be told, is the notebook run in a kernel of its own.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import warnings
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evisyn.build.paths import Project
    from evisyn.build.steps import Task
    from evisyn.tables.base import EvidenceBase

#: Copying a process is safe for the libraries used here on this system only.
POSSIBLE: Final = sys.platform == "linux"


class Probe:
    """Verdicts on some notebooks, worked out in a copy of this process.

    Parameters
    ----------
    tasks
        Notebooks whose code is that of the last build and whose outputs are in place.
    base
        The evidence base.
    project
        The project's folders.
    shelf
        Folder of drawings that need not be made again.
    timeout
        Seconds to wait for one verdict.
    """

    def __init__(
        self,
        tasks: Sequence[Task],
        base: EvidenceBase,
        project: Project,
        *,
        shelf: Path,
        timeout: float,
    ) -> None:
        self._timeout = timeout
        self._verdicts: dict[str, Future[frozenset[str] | None]] = {}
        self._pid = 0
        if tasks and POSSIBLE:
            self._verdicts = {task.id: Future() for task in tasks}
            self._start(tasks, base, project, shelf)

    def same(self, task: Task) -> frozenset[str] | None:
        """What a notebook that shows the same as before read; None where it has to be run."""
        if task.id not in self._verdicts:
            return None
        try:
            return self._verdicts[task.id].result(self._timeout)
        except Late:
            self.stop()
            return None

    def stop(self) -> None:
        """End the copy at once."""
        if self._pid:
            with suppress(OSError):
                os.kill(self._pid, signal.SIGKILL)

    def _start(
        self, tasks: Sequence[Task], base: EvidenceBase, project: Project, shelf: Path
    ) -> None:
        receive, send = os.pipe()
        parent = os.getpid()
        with warnings.catch_warnings():
            # no thread of Python runs yet, and those of the numeric libraries take a copy
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if self._pid == 0:
            os.close(receive)
            _work(parent, send, tasks, base, project, shelf)
        os.close(send)
        threading.Thread(target=self._listen, args=(receive,), daemon=True).start()

    def _listen(self, receive: int) -> None:
        with os.fdopen(receive, encoding="utf-8") as lines, suppress(ValueError):
            for line in lines:
                name, reads = json.loads(line)
                self._verdicts[name].set_result(None if reads is None else frozenset(reads))
        for verdict in self._verdicts.values():
            if not verdict.done():
                verdict.set_result(None)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
        self._pid = 0


def _work(
    parent: int,
    send: int,
    tasks: Sequence[Task],
    base: EvidenceBase,
    project: Project,
    shelf: Path,
) -> None:
    """Life of the copy; it never comes back."""
    try:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        from evisyn.build.rehearse import Rehearsal

        rehearsal = Rehearsal(base, project, shelf)
        for task in tasks:
            reads = rehearsal.same(task)
            line = json.dumps([task.id, None if reads is None else sorted(reads)])
            os.write(send, f"{line}\n".encode())
    finally:
        # nothing of the build is cleaned up by its copy
        os._exit(0)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
