"""How many notebooks run at once, and what else a person can ask of a build."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest
from _building import make_site

from evisyn.build import notebooks, run
from evisyn.build.catalogue import Catalogue
from evisyn.build.execute import MOST_JOBS, default_jobs
from evisyn.build.made import Made
from evisyn.build.run import Options
from evisyn.build.steps import Task

NOTHING = Catalogue()


class Count:
    """Stands in for running a notebook: counts how many run at once."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.lock = threading.Lock()

    def run(self, runner: object, task: Task) -> Made:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.1)
        with self.lock:
            self.now -= 1
        stored, page = task.outputs
        content = (Path(runner._project.root) / stored).read_bytes()  # type: ignore[attr-defined]
        return Made(files={stored: content, page: b"page\n"}, title=task.name)


@pytest.fixture
def counted(
    tmp_path: Path, small_base: object, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Count]:
    count = Count()
    monkeypatch.setattr(notebooks.Runner, "run", lambda runner, task: count.run(runner, task))
    names = {f"0{number}_note": ["1 + 1"] for number in range(1, 5)}
    return make_site(tmp_path / "site", names), count


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_as_many_notebooks_at_once_as_asked_for(counted: tuple[Path, Count], jobs: int) -> None:
    """--jobs is the most, and it is used."""
    root, count = counted
    result = run.build(root, Options(jobs=jobs), catalogue=NOTHING)
    assert len([task for task in result.made if task.startswith("notebook:")]) == 4
    assert count.most == jobs


def test_without_a_number_as_many_as_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """One for each core, and never more than four, since each is a process of its own."""
    for cores, jobs in ((1, 1), (2, 2), (64, MOST_JOBS), (None, 1)):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        assert default_jobs() == jobs


def test_only_and_force_together(counted: tuple[Path, Count]) -> None:
    """One notebook is made again, the others stay, and none of them is out of date."""
    root, _ = counted
    run.build(root, Options(), catalogue=NOTHING)
    result = run.build(root, Options(only=("02_note",), force=True), catalogue=NOTHING)
    assert [task for task in result.made if task != "check:data"] == ["notebook:02_note"]
    assert json.loads(json.dumps(result.to_json()))["made"] == list(result.made)
