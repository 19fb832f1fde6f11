"""Runs the tasks that are due: notebooks in threads beside the tables and figures."""

from __future__ import annotations

import os
import time
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING

from evisyn.build.shelf import Shelf
from evisyn.build.steps import CELL_TIMEOUT
from evisyn.kept import keeping_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from evisyn.build.made import Made
    from evisyn.build.notebooks import Runner
    from evisyn.build.paths import Project
    from evisyn.build.probe import Probe
    from evisyn.build.progress import Progress
    from evisyn.build.steps import Task
    from evisyn.tables.base import EvidenceBase

MOST_JOBS = 4


def default_jobs() -> int:
    """Notebooks at once: one for each core, four at most."""
    return min(os.cpu_count() or 1, MOST_JOBS)


def execute(
    due: Sequence[Task],
    project: Project,
    base: EvidenceBase | None,
    *,
    shelf: Path,
    known: frozenset[str] = frozenset(),
    jobs: int,
    progress: Progress,
    receive: Callable[[Task, Made, float], None],
) -> None:
    """Run tasks and hand over what each made, in the main thread.

    Parameters
    ----------
    due
        Tables, figures, texts, notebooks and the site to make.
    project
        The project's folders.
    base
        Valid evidence base; needed when anything but a notebook is due.
    shelf
        Folder of drawings that need not be made again.
    known
        Ids of notebooks that the same code made and whose outputs are in place: they are run
        only where they would show something else.
    jobs
        Notebooks that run at once.
    progress
        Told about each task that is ready.
    receive
        Called with the task, what it made and the seconds it took.

    Raises
    ------
    BuildError
        A task failed. All kernels are stopped before it is raised, also on Ctrl-C.
    """
    notebooks = [task for task in due if task.kind == "notebook"]
    others = [task for task in due if task.kind in ("table", "figure", "text", "site")]

    def ready(task: Task, made: Made, seconds: float) -> None:
        receive(task, made, seconds)
        progress.done(task.id, seconds)

    probe = _probe([task for task in notebooks if task.id in known], base, project, shelf)
    with keeping_on(Shelf(shelf)), _running(notebooks, project, shelf, jobs, probe) as futures:
        for task in others:
            assert base is not None
            ready(task, *_timed(_make, task, base))
            _raise_failure(futures)
        _collect(futures, ready)


@contextmanager
def _running(
    notebooks: Sequence[Task], project: Project, shelf: Path, jobs: int, probe: Probe | None
) -> Iterator[dict[Future[tuple[Made, float]], Task]]:
    """Notebooks that run in threads while the block does; stopped when it fails."""
    if not notebooks:
        yield {}
        return
    from evisyn.build.notebooks import Runner

    runner: Runner = Runner(project, shelf)
    pool = ThreadPoolExecutor(max_workers=jobs)

    def run(task: Task) -> Made:
        played = probe.verdict(task) if probe else None
        return runner.run(task) if played is None else runner.settle(task, *played)

    try:
        yield {pool.submit(_timed, run, task): task for task in notebooks}
    except BaseException:
        # first, so that a notebook whose verdict does not come any more starts no kernel
        runner.stop()
        if probe:
            probe.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _probe(
    tasks: Sequence[Task], base: EvidenceBase | None, project: Project, shelf: Path
) -> Probe | None:
    """A quick look at notebooks that may show the same; made before any thread starts."""
    if not tasks or base is None:
        return None
    from evisyn.build.probe import Probe

    return Probe(tasks, base, project, shelf=shelf, timeout=CELL_TIMEOUT)


def _collect(
    futures: dict[Future[tuple[Made, float]], Task],
    ready: Callable[[Task, Made, float], None],
) -> None:
    waiting = set(futures)
    while waiting:
        # A short wait keeps Ctrl-C quick.
        done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_EXCEPTION)
        for future in sorted(done, key=lambda one: futures[one].name):
            ready(futures[future], *future.result())


def _raise_failure(futures: dict[Future[tuple[Made, float]], Task]) -> None:
    for future in futures:
        if future.done():
            future.result()


def _make(task: Task, base: EvidenceBase) -> Made:
    from evisyn.build.makers import make

    return make(task, base)


def _timed(call: Callable[..., Made], *arguments: object) -> tuple[Made, float]:
    began = time.monotonic()
    made = call(*arguments)
    return made, time.monotonic() - began
