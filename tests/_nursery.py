"""Starts builds quickly: one process loads everything, and each build is a fork of it.

Run as a program it takes requests, one a line, and answers each with one line: ``build LOG ROOT``
gives the process id of a build whose messages go to a file, ``wait PID`` and ``poll PID`` its
exit status (empty while it runs).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

#: Tables of the builds; one is enough for what is tested here.
TABLES = ("sources_read",)


class Child:
    """A build that was forked; what the tests need of ``subprocess.Popen``."""

    def __init__(self, nursery: Nursery, pid: int, log: Path) -> None:
        self._nursery = nursery
        self.pid = pid
        self.log = log
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Exit status, or None while it runs."""
        if self.returncode is None:
            said = self._nursery.ask(f"poll {self.pid}")
            self.returncode = int(said) if said else None
        return self.returncode

    def communicate(self, timeout: float = 300) -> tuple[str, str]:
        """Wait for the end; nothing, and what was said."""
        until = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > until:
                raise TimeoutError(f"process {self.pid} goes on after {timeout} s")
            time.sleep(0.02)
        return "", self.said()

    def said(self) -> str:
        """What was said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


class Nursery:
    """The process that forks builds, as the tests see it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )

    def ask(self, request: str) -> str:
        """Answer to one request."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(request + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def start(self, root: Path) -> Child:
        """Start a build in a session of its own."""
        self._count += 1
        log = self._folder / f"{self._count}.log"
        log.touch()
        return Child(self, int(self.ask(f"build {log} {root}")), log)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        assert self._process.stdout is not None
        self._process.stdout.close()


def serve() -> None:
    """Answer requests until there are no more."""
    _load()
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        if word == "build":
            log, _, root = rest.partition(" ")
            answer = str(_fork(log, root))
        else:
            pid, status = os.waitpid(int(rest), os.WNOHANG if word == "poll" else 0)
            answer = str(os.waitstatus_to_exitcode(status)) if pid else ""
        print(answer, flush=True)


def _load() -> None:
    """Import what a build imports, none of which starts a thread."""
    from importlib import import_module

    for name in (
        *("run", "read", "execute", "makers", "notebooks", "export", "render_table", "steps"),
    ):
        import_module(f"evisyn.build.{name}")
    for name in ("nbclient", "nbconvert", "nbformat", "jupyter_client.manager", "jinja2"):
        import_module(name)
    for table in _catalogue().tables:
        import_module(table.make.partition(":")[0])


def _catalogue():  # type: ignore[no-untyped-def]
    from evisyn.build import catalogue

    return catalogue.Catalogue(tuple(t for t in catalogue.TABLES if t.name in TABLES))


def _fork(log: str, root: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for path, flags, places in (
            (os.devnull, os.O_RDWR, (0, 1)),
            (log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, (2,)),
        ):
            handle = os.open(path, flags, 0o600)
            for place in places:
                os.dup2(handle, place)
        from evisyn import cli
        from evisyn.build import run

        run.build.__kwdefaults__["catalogue"] = _catalogue()
        status = cli.main(["build", root])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
