"""Ctrl-C at any moment: quick, status 130, no kernel left, everything whole."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest
from _survival import Case, aftermath, count, evisyn, start, strays

pytestmark = pytest.mark.long

TRIALS = 12
#: Before the command has set itself up, the signal ends it as it ends any program.
STATUS = (130, -signal.SIGINT)
#: Seconds to end in; a machine under load gets as much as half a build takes there.
QUICK = 5.0


def interrupted(case: Case, folder: Path, after: float, *, group: bool, last: bool) -> str | None:
    """One trial: SIGINT to the build alone, or to its group as a terminal sends it."""
    root = case.copy(folder)
    process = start(root, small=True)
    time.sleep(after)
    send = os.killpg if group else os.kill
    began = time.monotonic()
    if process.poll() is None:
        send(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    took = time.monotonic() - began
    if process.returncode not in (0, *STATUS):
        return f"status {process.returncode}: {said[-300:]}"
    if took > max(QUICK, case.seconds / 2):
        return f"{took:.1f} s to end"
    if strays(root, 2.0):
        return "a kernel lives on"
    return aftermath(root, case, finish=last)


def test_interrupts_at_random_moments(small: Case, tmp_path: Path) -> None:
    """Over the whole length of a build, to the process and to the group."""
    rng = random.Random(23)
    found = [
        interrupted(
            small,
            tmp_path / f"{n}",
            rng.uniform(0.05, small.seconds),
            group=n % 2 == 0,
            last=n % 4 == 0,
        )
        for n in range(TRIALS)
    ]
    assert count("Ctrl-C at random moments", found) == []


def test_two_builds_at_once(small: Case, tmp_path: Path) -> None:
    """One of them builds; the other is told which process, and since when."""
    found: list[str | None] = []
    root = small.copy(tmp_path / "project")
    first, second = start(root, small=True), start(root, small=True)
    said = {one: one.communicate(timeout=300)[1] for one in (first, second)}
    for one, other in ((first, second), (second, first)):
        if one.returncode == 1:
            told = f"another build is running (process {other.pid}, since 20" in said[one]
            found.append(None if told and other.returncode == 0 else said[one])
    found.append(aftermath(root, small))
    assert count("two builds at once", found) == []


def test_a_killed_build_locks_nobody_out(small: Case, tmp_path: Path) -> None:
    """The file of a lock whose holder was killed stops nobody."""
    root = small.copy(tmp_path / "project")
    process = start(root, small=True)
    lock = root / "build" / "build.lock"
    while not (lock.exists() and str(process.pid) in lock.read_text("utf-8")):
        time.sleep(0.05)
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    assert str(process.pid) in lock.read_text("utf-8")
    assert count("a lock whose holder was killed", [aftermath(root, small)]) == []


def test_the_holder_is_named_while_it_works(small: Case, tmp_path: Path) -> None:
    """An import is refused, too, while a build holds the lock."""
    root = small.copy(tmp_path / "project")
    process = start(root, small=True)
    while not (root / "build" / "kernels" / "01_titles.json").exists():
        time.sleep(0.02)
        assert process.poll() is None
    os.kill(process.pid, signal.SIGSTOP)
    (tmp_path / "new.ris").write_text("TY  - JOUR\nTI  - New\nPY  - 2019\nER  -\n", "utf-8")
    constant = ("--set", "conditions=condition_a")
    file = str(tmp_path / "new.ris")
    done = evisyn("import", file, str(root), "--to", "reviews", *constant, "--write")
    os.kill(process.pid, signal.SIGCONT)
    process.communicate(timeout=300)
    told = f"another build is running (process {process.pid}" in done.stderr
    problem = None if told and done.returncode == 1 else done.stderr
    assert count("import while a build runs", [problem or aftermath(root, small)]) == []
