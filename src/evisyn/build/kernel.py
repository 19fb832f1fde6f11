"""The kernel that notebooks run in: this interpreter, quiet, with its files in ``build/``."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evisyn.build.paths import Project

_PROFILE = """c = get_config()
c.IPKernelApp.log_level = 40
c.HistoryManager.enabled = False
"""


def kernel_manager(project: Project, name: str) -> Any:
    """A manager whose kernel is this interpreter, whatever kernels a machine has installed."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name="Python 3",
        language="python",
        env={
            "IPYTHONDIR": str(project.build / "ipython"),
            "MPLCONFIGDIR": str(project.build / "matplotlib"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "PYTHONHASHSEED": "0",
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


def write_profile(folder: Path | str) -> None:
    """Write the settings of IPython that keep a kernel's own remarks out of the outputs.

    Parameters
    ----------
    folder
        What ``IPYTHONDIR`` names.
    """
    profile = Path(folder) / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(_PROFILE, encoding="utf-8")


def kill(pid: int) -> None:
    """End a process at once; one that has ended already is fine."""
    try:
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    except OSError:
        return
