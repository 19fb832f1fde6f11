"""What would a notebook show now? Its cells are run without a kernel to find out.

When rows change and the code does not, most notebooks that read the table show the same as
before, or other tables and figures in the same places. A copy of the build, which has everything
loaded, runs the cells of such notebooks and compares what they show with what is stored. Where
it cannot tell what a kernel would say, the notebook is run in a kernel of its own.
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
        self._folder = project.build / "kernels"
        self._pid = 0
        if tasks and POSSIBLE:
            self._verdicts = {task.id: Future() for task in tasks}
            self._start(tasks, base, project, shelf)

    def verdict(self, task: Task) -> tuple[frozenset[str], bytes] | None:
        """What a notebook reads, and its content as it is now; None where a kernel must say."""
        if task.id not in self._verdicts:
            return None
        try:
            reads = self._verdicts[task.id].result(self._timeout)
        except Late:
            self.stop()
            return None
        if reads is None:
            return None
        file = _content_file(self._folder, task)
        content = file.read_bytes()
        file.unlink()
        return reads, content

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
            played = rehearsal.play(task)
            if played is not None:
                file = _content_file(project.build / "kernels", task)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(played[1])
                _keep_page(task, project, played[1])
            line = json.dumps([task.id, sorted(played[0]) if played else None])
            os.write(send, f"{line}\n".encode())
    finally:
        # nothing of the build is cleaned up by its copy
        os._exit(0)


def _keep_page(task: Task, project: Project, content: bytes) -> None:
    """Put the page of a notebook that shows something else on the shelf for the build."""
    if content != (project.root / task.maker).read_bytes():
        from evisyn.build.export import page_of
        from evisyn.build.normalise import title_of

        page_of(content, title_of(json.loads(content), task.name))


def _content_file(folder: Path, task: Task) -> Path:
    return folder / f"{task.name}.played"


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
