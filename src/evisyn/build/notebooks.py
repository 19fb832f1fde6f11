"""Runs a notebook from top to bottom and renders it for readers."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from evisyn.build.export import page_of
from evisyn.build.kernel import end, kernel_manager, kill, write_profile
from evisyn.build.made import Made
from evisyn.build.meter import Meter
from evisyn.build.normalise import normalise, refuse_unstable, serialise, title_of
from evisyn.build.page import visible
from evisyn.build.paths import refuse_outside
from evisyn.build.reads import what_it_read
from evisyn.build.steps import CELL_TIMEOUT
from evisyn.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from evisyn.build.paths import Project
    from evisyn.build.steps import Task

TRACEBACK_LINES = 12
#: Longest line of a cell or an error that is shown, in characters.
MOST_SHOWN = 500
_CORRECT = "Correct the cell, then run evisyn build again; nothing was changed."
_NO_INPUT = "A build has nobody to ask: put the value into the cell or into data/."
_FASTER = "Make it quicker, or split it; then run evisyn build again."
_DIED = "A kernel dies without memory, or when it is stopped. Run evisyn build again."
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Runner:
    """Runs notebooks of one project, several at a time, and can stop them all.

    Parameters
    ----------
    project
        The project's folders; kernels work in ``notebooks/`` and keep their own files in the
        ignored ``build/`` folder.
    shelf
        Folder of drawings that need not be made again.
    timeout
        Seconds that one cell may take; None for :data:`CELL_TIMEOUT`.
    """

    def __init__(self, project: Project, shelf: Path, timeout: int | None = None) -> None:
        self._project = project
        self._shelf = shelf
        self._timeout = timeout or CELL_TIMEOUT
        self._managers: dict[str, Any] = {}
        self._stopped = threading.Event()
        write_profile(project.build / "ipython")

    def run(self, task: Task) -> Made:
        """Run one notebook in a kernel of its own.

        Raises
        ------
        BuildError
            A cell failed, took too long, warned, or shows something that changes every run.
        """
        path = self._project.root / task.maker
        notebook = _without_outputs(path)
        asyncio.run(self._execute(task.name, notebook))
        executed = json.loads(json.dumps(notebook))
        refuse_unstable(task.name, executed)
        clean = normalise(executed)
        reads = what_it_read(self._project, task.name, clean)
        return self._made(task, clean, serialise(clean), reads)

    def settle(self, task: Task, reads: frozenset[str], content: bytes) -> Made:
        """Take a notebook as it was played without a kernel; often it is what is stored.

        Raises
        ------
        BuildError
            It shows something that changes every run.
        """
        if content == (self._project.root / task.maker).read_bytes():
            return Made(files={}, title="", reads=reads, same=True)
        clean = json.loads(content)
        refuse_unstable(task.name, clean)
        return self._made(task, clean, content, reads)

    def _made(
        self, task: Task, clean: dict[str, Any], content: bytes, reads: frozenset[str]
    ) -> Made:
        title = title_of(clean, task.name)
        stored, page = task.outputs
        html = page_of(content, title)
        return Made(files={stored: content, page: html}, title=title, reads=reads)

    def stop(self) -> None:
        """Kill every kernel that runs, and start no other."""
        self._stopped.set()
        for manager in list(self._managers.values()):
            kill(manager)

    async def _execute(self, name: str, notebook: Any) -> None:
        from nbclient import NotebookClient

        self._refuse_stopped(name)
        manager = kernel_manager(self._project, name, self._shelf)
        self._managers[name] = manager
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=self._timeout,
            record_timing=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(self._project.notebooks)}},
        )
        client.reset_execution_trackers()
        meter = Meter(client)
        try:
            async with _kernel(name, client):
                for index in range(len(notebook.cells)):
                    # a stop may have come before the kernel had a process to end
                    self._refuse_stopped(name)
                    await self._cell(name, client, meter, index)
                    meter.refuse(name, index)
        finally:
            self._managers.pop(name, None)
            end(manager)

    def _refuse_stopped(self, name: str) -> None:
        if self._stopped.is_set():
            raise BuildError(f"notebook {name} was not run: the build was stopped")

    async def _cell(self, name: str, client: Any, meter: Meter, index: int) -> None:
        from nbclient.exceptions import (
            CellExecutionError,
            CellTimeoutError,
            DeadKernelError,
        )

        cell = client.nb.cells[index]

        def failure(detail: str, advice: str) -> BuildError:
            return BuildError(_cell_failure(name, index, cell.source, detail, advice))

        try:
            await client.async_execute_cell(cell, index)
        except CellExecutionError as error:
            no_input = error.ename == "StdinNotImplementedError"
            raise failure(str(error), _NO_INPUT if no_input else _CORRECT) from error
        except CellTimeoutError as error:
            raise failure(f"took longer than {self._timeout} seconds", _FASTER) from error
        except DeadKernelError as error:
            self._refuse_stopped(name)
            meter.refuse(name, index)
            raise failure("the kernel died", _DIED) from error


@asynccontextmanager
async def _kernel(name: str, client: Any) -> AsyncIterator[None]:
    """A kernel while the block runs; one that does not start is an error with its name."""
    running = client.async_setup_kernel(cleanup_kc=True)
    try:
        await running.__aenter__()
    except RuntimeError as error:
        raise BuildError(
            f"the kernel of notebook {name} did not start ({error}). What it said stands above. "
            "Look for a full disk or too little memory; then run evisyn build again."
        ) from error
    try:
        yield
    finally:
        await running.__aexit__(None, None, None)


def _without_outputs(path: Path) -> Any:
    """A notebook as a person wrote it."""
    import nbformat

    refuse_outside(path)
    try:
        text = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        for cell in notebook.cells:
            if not isinstance(cell.source, str):
                raise ValueError("the source of a cell is not text")
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
    except Exception as error:
        # a file that is no notebook breaks the library in many ways
        said = f"{type(error).__name__}: {error}"[:MOST_SHOWN]
        raise BuildError(f"{path.name} is not a readable notebook ({visible(said)})") from error
    return notebook


def _cell_failure(name: str, index: int, source: str, detail: str, advice: str) -> str:
    tail = _COLOUR.sub("", detail).strip().splitlines()[-TRACEBACK_LINES:]
    return "\n".join(
        [
            f"notebook {name}, cell {index + 1} failed",
            "  source:",
            *_shown(source.splitlines()),
            "  end of the error:",
            *_shown(tail),
            f"  {advice}",
        ]
    )


def _shown(lines: list[str]) -> list[str]:
    """Lines that no terminal obeys, none of them longer than a screen."""
    return [f"    {visible(line)[:MOST_SHOWN]}" for line in lines]
