"""The kernel that notebooks run in: this interpreter, quiet, with its files in ``build/``."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evisyn.build.disk import write_whole
from evisyn.build.listen import VARIABLE

if TYPE_CHECKING:
    from evisyn.build.paths import Project

# Matplotlib says when it reads the fonts of a machine for the first time, which no cell did.
_PROFILE = """c = get_config()
c.IPKernelApp.log_level = 40
c.HistoryManager.enabled = False
c.InteractiveShellApp.exec_lines = [
    "__import__('logging').getLogger('matplotlib.font_manager').setLevel('ERROR')"
]
"""
# The kernel's own watch over its parent waits for process 1 to adopt it; where another process
# does (a service manager, a container), a kernel whose build was killed while it started would
# live on. This one ends with the build, whoever adopts it.
_GUARD = """
import os, sys, threading, time
def watch(parent=int(sys.argv.pop(1))):
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
threading.Thread(target=watch, daemon=True).start()
from evisyn.build.listen import start
start()
from runpy import run_module
run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)
"""


def kernel_manager(project: Project, name: str, shelf: Path) -> Any:
    """A manager whose kernel is this interpreter, whatever kernels a machine has installed.

    Parameters
    ----------
    project
        The project's folders.
    name
        Name of the notebook.
    shelf
        Folder of drawings that need not be made again.
    """
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    spec = KernelSpec(
        argv=[sys.executable, *_launcher(), "-f", "{connection_file}"],
        display_name="Python 3",
        language="python",
        env={
            "IPYTHONDIR": str(project.build / "ipython"),
            "MPLCONFIGDIR": str(project.build / "matplotlib"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "PYTHONHASHSEED": "0",
            VARIABLE: _wish(project, name, shelf),
        },
    )

    class CurrentInterpreter(KernelSpecManager):  # type: ignore[misc, unused-ignore]
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return spec

    connection = project.build / "kernels" / f"{name}.json"
    connection.parent.mkdir(parents=True, exist_ok=True)
    connection.unlink(missing_ok=True)
    return AsyncKernelManager(
        kernel_spec_manager=CurrentInterpreter(), connection_file=str(connection)
    )


def reads_file(project: Project, name: str) -> Path:
    """Where the kernel of a notebook says what its cells read."""
    return project.build / "kernels" / f"{name}.reads"


def _wish(project: Project, name: str, shelf: Path) -> str:
    file = reads_file(project, name)
    return json.dumps({"file": str(file), "root": str(project.root), "shelf": str(shelf)})


def _launcher() -> list[str]:
    if sys.platform == "win32":
        # The kernel's own watch holds the parent itself there, not its number.
        return ["-m", "ipykernel_launcher"]
    return ["-c", _GUARD, str(os.getpid())]


def write_profile(folder: Path | str) -> None:
    """Write the settings of IPython that keep a kernel's own remarks out of the outputs.

    Parameters
    ----------
    folder
        What ``IPYTHONDIR`` names.
    """
    profile = Path(folder) / "profile_default" / "ipython_kernel_config.py"
    write_whole(profile, _PROFILE.encode("utf-8"))


def kill(manager: Any) -> None:
    """End a manager's kernel at once, with what it started; none, or one that ended, is fine."""
    pid = getattr(manager.provisioner, "pid", None)
    if not pid:
        return
    try:
        if sys.platform == "win32":
            os.kill(pid, signal.SIGTERM)
        else:
            # a kernel leads a group of its own
            os.killpg(pid, signal.SIGKILL)
    except OSError:
        return


def end(manager: Any) -> None:
    """End a kernel for good, and remove the file by which others find it."""
    kill(manager)
    Path(manager.connection_file).unlink(missing_ok=True)
