"""One build at a time, and never half of one in evidence/."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from _building import contents, make_site, write_notebook

from evisyn.build import stage as stage_module
from evisyn.build.catalogue import Catalogue
from evisyn.build.lock import only_build
from evisyn.build.paths import find_project
from evisyn.build.run import build
from evisyn.build.stage import Stage
from evisyn.errors import BuildError


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    root = make_site(tmp_path / "site")
    for name in ("kept.txt", "old.txt"):
        (root / "evidence").mkdir(exist_ok=True)
        (root / "evidence" / name).write_text("before", encoding="utf-8")
    opened = Stage(find_project(root))
    opened.open()
    return opened


def evidence(tmp_path: Path) -> dict[str, bytes]:
    return contents(tmp_path / "site" / "evidence")


def test_publish_replaces_keeps_and_removes(stage: Stage, tmp_path: Path) -> None:
    """Staged files come in, kept ones stay with their time, others go."""
    kept = tmp_path / "site" / "evidence" / "kept.txt"
    os.utime(kept, (1, 1))
    stage.put("evidence/new.txt", b"after")
    stage.put("notebooks/01.ipynb", b"{}")
    stage.publish(["evidence/kept.txt", "evidence/new.txt"])
    stage.close()
    assert evidence(tmp_path) == {"kept.txt": b"before", "new.txt": b"after"}
    assert kept.stat().st_mtime == 1
    assert (tmp_path / "site" / "notebooks" / "01.ipynb").read_bytes() == b"{}"
    assert contents(tmp_path / "site" / "build") == {}


def test_nothing_is_in_place_before_publish(stage: Stage, tmp_path: Path) -> None:
    """Staging touches nothing that a reader sees."""
    before = evidence(tmp_path)
    stage.put("evidence/kept.txt", b"after")
    assert evidence(tmp_path) == before
    assert stage.read("evidence/kept.txt") == b"after"
    assert stage.read("evidence/old.txt") == b"before"


@pytest.mark.parametrize("error", [OSError("busy"), KeyboardInterrupt()])
def test_failed_exchange_is_undone(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """Where two renames are needed and the second fails, the first one is taken back."""
    before = evidence(tmp_path)
    rename, calls = os.rename, []

    def fail_second(old: Path, new: Path) -> None:
        calls.append(new)
        if len(calls) == 2:
            raise error
        rename(old, new)

    stage.put("evidence/new.txt", b"after")
    monkeypatch.setattr(stage_module, "swap", lambda new, current: False)
    monkeypatch.setattr(stage_module.os, "rename", fail_second)
    with pytest.raises((BuildError, KeyboardInterrupt)):
        stage.publish([])
    assert evidence(tmp_path) == before


def test_killed_exchange_is_repaired(stage: Stage, tmp_path: Path) -> None:
    """A build that died between the two renames is made good by the next one."""
    before = evidence(tmp_path)
    root = tmp_path / "site"
    (root / "build").mkdir()
    os.rename(root / "evidence", root / "build" / "previous")
    Stage(find_project(root)).open()
    assert evidence(tmp_path) == before


def test_second_build_is_refused(tmp_path: Path) -> None:
    """While one build holds the lock another one is told its process id."""
    with only_build(tmp_path):
        code = (
            "import sys; from pathlib import Path\n"
            "from evisyn.build.lock import only_build\n"
            "with only_build(Path(sys.argv[1])): pass"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True
        )
    assert done.returncode == 1
    assert f"another build is running (process {os.getpid()}, since 20" in done.stderr


def test_stale_lock_stops_nobody(tmp_path: Path) -> None:
    """The file that a killed build leaves behind is not a lock."""
    code = (
        "import os, sys; from pathlib import Path\n"
        "from evisyn.build.lock import only_build\n"
        "with only_build(Path(sys.argv[1])): os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)])
    assert done.returncode == 9
    assert (tmp_path / "build.lock").read_text("utf-8").strip()
    with only_build(tmp_path):
        pass


def start(tmp_path: Path) -> tuple[Path, subprocess.Popen[str], int]:
    """A build in a process of its own whose notebook runs and waits, and its kernel's id."""
    root = make_site(tmp_path / "site")
    note = tmp_path / "pid"
    cell = f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(100)"
    script = tmp_path / "go.py"
    script.write_text(SCRIPT, encoding="utf-8")
    write_notebook(root / "notebooks" / "01.ipynb", [cell])
    tests = str(Path(__file__).resolve().parents[1])
    command = [sys.executable, str(script), str(root), tests]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    return root, process, _wait_for(note)


def test_interrupt_leaves_evidence_whole(tmp_path: Path) -> None:
    """Ctrl-C while a notebook runs: status 130, nothing touched, no kernel left."""
    root, process, kernel = start(tmp_path)
    before = contents(root / "notebooks")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "evidence/ is whole" in said
    assert not (root / "evidence").exists()
    assert contents(root / "notebooks") == before
    assert _gone(kernel)


@pytest.mark.long
def test_killed_build_harms_nothing(tmp_path: Path, small_base: list[object]) -> None:
    """A build that is killed leaves nothing in evidence/, no kernel, and no lock."""
    root, process, kernel = start(tmp_path)
    process.kill()
    process.communicate(timeout=60)
    assert not (root / "evidence").exists()
    assert _gone(kernel)
    write_notebook(root / "notebooks" / "01.ipynb", ["1 + 1"])
    assert "notebook:01" in build(root, catalogue=Catalogue()).made
    assert not (root / "build" / "stage").exists()


SCRIPT = """
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[2])
from _building import Base
from evisyn import cli
from evisyn.build import catalogue, read, run

read.load = lambda root: Base(Path(root) / "data")
read.check = lambda root=None: []
run.build.__kwdefaults__["catalogue"] = catalogue.Catalogue()
sys.exit(cli.main(["build", sys.argv[1]]))
"""


def _wait_for(note: Path) -> int:
    for _ in range(600):
        if note.exists() and note.read_text("utf-8"):
            return int(note.read_text("utf-8"))
        time.sleep(0.05)
    raise AssertionError("the notebook did not start")


def _gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except OSError:
            return True
        time.sleep(0.05)
    return False
