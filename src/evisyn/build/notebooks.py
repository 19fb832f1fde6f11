"""Runs a notebook from top to bottom and renders it for readers."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evisyn.build.export import to_html
from evisyn.build.kernel import kernel_manager, kill, write_profile
from evisyn.build.made import Made
from evisyn.build.normalise import normalise, refuse_unstable, serialise, title_of
from evisyn.build.steps import CELL_TIMEOUT
from evisyn.errors import BuildError

if TYPE_CHECKING:
    from evisyn.build.paths import Project
    from evisyn.build.steps import Task

TRACEBACK_LINES = 12
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Runner:
    """Runs notebooks of one project, several at a time, and can stop them all.

    Parameters
    ----------
    project
        The project's folders; kernels work in ``notebooks/`` and keep their own files in the
        ignored ``build/`` folder.
    timeout
        Seconds that one cell may take; None for :data:`CELL_TIMEOUT`.
    """

    def __init__(self, project: Project, timeout: int | None = None) -> None:
        self._project = project
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
        title = title_of(clean, task.name)
        stored, page = task.outputs
        content = serialise(clean)
        return Made(files={stored: content, page: to_html(content, title)}, title=title)

    def stop(self) -> None:
        """Kill every kernel that runs, and start no other."""
        self._stopped.set()
        for manager in list(self._managers.values()):
            pid = getattr(manager.provisioner, "pid", None)
            if pid:
                kill(pid)

    async def _execute(self, name: str, notebook: Any) -> None:
        from nbclient import NotebookClient

        if self._stopped.is_set():
            raise BuildError(f"notebook {name} was not run")
        manager = kernel_manager(self._project, name)
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
        try:
            async with client.async_setup_kernel(cleanup_kc=True):
                for index, cell in enumerate(notebook.cells):
                    await self._cell(name, client, cell, index)
        finally:
            self._managers.pop(name, None)
            Path(manager.connection_file).unlink(missing_ok=True)

    async def _cell(self, name: str, client: Any, cell: Any, index: int) -> None:
        from nbclient.exceptions import (
            CellExecutionError,
            CellTimeoutError,
            DeadKernelError,
        )

        try:
            await client.async_execute_cell(cell, index)
        except CellExecutionError as error:
            raise BuildError(_cell_failure(name, index, cell.source, str(error))) from error
        except CellTimeoutError as error:
            reason = f"took longer than {self._timeout} seconds"
            raise BuildError(_cell_failure(name, index, cell.source, reason)) from error
        except DeadKernelError as error:
            reason = "stopped" if self._stopped.is_set() else "the kernel died"
            raise BuildError(_cell_failure(name, index, cell.source, reason)) from error


def _without_outputs(path: Path) -> Any:
    """A notebook as a person wrote it."""
    import nbformat

    try:
        text = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    except Exception as error:
        raise BuildError(f"{path.name} is not a readable notebook: {error}") from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _cell_failure(name: str, index: int, source: str, detail: str) -> str:
    tail = _COLOUR.sub("", detail).strip().splitlines()[-TRACEBACK_LINES:]
    code = "\n".join(f"    {line}" for line in source.splitlines())
    ending = "\n".join(f"    {line}" for line in tail)
    return "\n".join(
        [
            f"notebook {name}, cell {index + 1} failed",
            "  source:",
            code,
            "  end of the error:",
            ending,
        ]
    )
