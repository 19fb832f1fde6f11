"""Builds in processes of their own that are killed, interrupted or starved, and what is left."""

from __future__ import annotations

import atexit
import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from _building import contents, write_notebook
from _nursery import Child, Nursery

from evisyn.build.start import init

TEMPLATES = ("interventions", "associations")
#: Seconds within which a kernel must notice that its build is gone.
GRACE = 10.0
#: Shows what is in the data and is quick: a trial is about the build, not about the cell.
_CELL = "print(open('../data/sources.csv', encoding='utf-8').read())"
State = dict[str, bytes]


@dataclass(slots=True)
class Tally:
    """What was tried of one kind, and how much of it lost something."""

    tried: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def survived(self) -> int:
        """Trials after which everything was whole."""
        return self.tried - len(self.lost)

    def __str__(self) -> str:
        return f"{self.tried:4} tried {self.survived:4} survived {len(self.lost):3} lost"


#: Kind of harm -> tally, filled by the tests and printed when all are done.
TALLIES: dict[str, Tally] = {}


def count(kind: str, problems: Iterable[str | None]) -> list[str]:
    """Note trials under a kind; a problem is what was lost, None is none. The problems."""
    tally = TALLIES.setdefault(kind, Tally())
    found = list(problems)
    tally.tried += len(found)
    lost = [problem for problem in found if problem]
    tally.lost += lost
    return lost


@dataclass(frozen=True, slots=True)
class Case:
    """A project whose data moved on since its last build: before, after, and the way there."""

    root: Path
    old: State
    new: State
    seconds: float
    small: bool

    def copy(self, folder: Path) -> Path:
        """The project anew, for one trial; times and the cache come along."""
        shutil.copytree(self.root, folder, symlinks=True)
        return folder


def prepare(folder: Path, template: str, *, small: bool = True) -> Case:
    """Start a project, build it, change a row, and build that in a copy.

    Of one with everything the first build is left out: its old state has no evidence/.
    """
    root = folder / "old"
    init(root, kind=template)
    if small:
        for path in (root / "notebooks").glob("*.ipynb"):
            path.unlink()
        write_notebook(root / "notebooks" / "01_titles.ipynb", [_CELL])
        build(root, small=True)
    old = state(root)
    edit(root)
    new = folder / "new"
    shutil.copytree(root, new)
    began = time.monotonic()
    build(new, small=small)
    return Case(root, old, state(new), time.monotonic() - began, small)


def edit(root: Path, text: str = ", second edition") -> None:
    """Change the title of the first source."""
    path = root / "data" / "sources.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    rows[0]["title_seen"] += text
    made = io.StringIO(newline="")
    writer = csv.DictWriter(made, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(made.getvalue(), encoding="utf-8", newline="")


def state(root: Path) -> State:
    """Every file that a build makes or stores: evidence/ and the notebooks."""
    folders = ("evidence", "notebooks")
    return {
        f"{folder}/{path}": content
        for folder in folders
        for path, content in contents(root / folder).items()
    }


Build = Child | subprocess.Popen[str]


def start(root: Path, *, small: bool) -> Build:
    """A build as the leader of a process group, as a shell starts it; a small one has one table."""
    if small:
        return nursery().start(root)
    return subprocess.Popen(
        [sys.executable, "-m", "evisyn", "build", str(root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@cache
def nursery() -> Nursery:
    """The process that small builds are forked from."""
    folder = Path(tempfile.mkdtemp(prefix="evisyn-"))
    made = Nursery(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(made.close)
    return made


def evisyn(*arguments: str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; ``before`` is a program that runs it."""
    line = [*before, sys.executable, "-m", "evisyn", *arguments]
    return subprocess.run(line, capture_output=True, text=True, timeout=300)


NEW = "TY  - JOUR\nTI  - A new paper\nAU  - New, Nora\nPY  - 2019\nER  -\n"
SHEET = "review_id,title,year,design\nexample2001,Another title,2001,meta_analysis\n"
WRITERS = ("import", "init", "init in a folder", "export", "export zip", "compare", "docs")


def writer(name: str, root: Path, target: Path, outside: Path) -> list[str]:
    """Arguments of a command that writes into the project or into the folder ``target``."""
    (outside / "new.ris").write_text(NEW, encoding="utf-8")
    (outside / "a.csv").write_text(SHEET, encoding="utf-8")
    (outside / "b.csv").write_text(SHEET.replace("Another", "Other"), encoding="utf-8")
    taken = [str(root), "--to", "reviews", "--set", "conditions=condition_a", "--write"]
    pair = [str(outside / "a.csv"), str(outside / "b.csv")]
    return {
        "import": ["import", str(outside / "new.ris"), *taken],
        "init": ["init", str(target / "fresh")],
        "init in a folder": ["init", str(target / "empty")],
        "export": ["export", str(target / "all.xlsx"), str(root)],
        "export zip": ["export", str(target / "all.zip"), str(root)],
        "compare": ["compare", *pair, "--sheet", str(target / "sheet.csv")],
        "docs": ["docs", str(root)],
    }[name]


def build(root: Path, *, small: bool) -> None:
    """Build to the end."""
    process = start(root, small=small)
    said = process.communicate(timeout=600)[1]
    assert process.returncode == 0, said


def processes(root: Path) -> list[int]:
    """Processes whose command line names the project: its build and its kernels."""
    found, name = [], os.fsencode(str(root) + os.sep)
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            line = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if name in line.replace(b"\x00", os.fsencode(os.sep)):
            found.append(int(entry.name))
    return found


NEEDS = (
    "this test mounts a disk of its own: run make test-long as root, or where a person may make "
    "user namespaces (unshare -Urm)"
)


@contextmanager
def mounted(folder: Path, *arguments: str) -> Iterator[None]:
    """Mount something on a folder while the block runs, or say what is missing."""
    done = subprocess.run(["mount", *arguments, str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, f"{NEEDS}: {done.stderr}"
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def kill(process: Build, root: Path, *, kernels: bool) -> None:
    """End the process group of a build with SIGKILL, and its kernels when asked to."""
    alone = processes(root) if kernels else []
    for call, pid in [(os.killpg, process.pid), *((os.kill, one) for one in alone)]:
        try:
            call(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.communicate(timeout=30)


def strays(root: Path, seconds: float = GRACE) -> list[int]:
    """Processes of a project that live on, after some patience."""
    until = time.monotonic() + seconds
    while (found := processes(root)) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def harm(root: Path, case: Case) -> str | None:
    """What is not whole: evidence/ is the old one or the new one, and so is each notebook."""
    now = state(root)
    evidence = {path: content for path, content in now.items() if path.startswith("evidence/")}
    wholes = [
        {path: content for path, content in one.items() if path.startswith("evidence/")}
        for one in (case.old, case.new)
    ]
    if evidence not in wholes:
        return f"evidence/ is neither the old one nor the new one ({len(evidence)} files)"
    for path, content in now.items():
        if path.startswith("notebooks/"):
            json.loads(content)
            if content not in (case.old.get(path), case.new.get(path)):
                return f"{path} is neither the old one nor the new one"
    return None


def aftermath(root: Path, case: Case, *, finish: bool = True) -> str | None:
    """What was lost after a stop; and whether the next build works without a hand."""
    problem = harm(root, case)
    if problem:
        return problem
    if alive := strays(root):
        return f"processes live on: {alive}"
    if finish:
        build(root, small=case.small)
        if state(root) != case.new:
            return "the next build gives other bytes"
    return None
