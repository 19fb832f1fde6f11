"""The build: find what is out of date, make it, and put it in place all at once."""

from __future__ import annotations

import logging
import os
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from evisyn.build import folder as folder_files
from evisyn.build import manifest as manifest_file
from evisyn.build.cache import Cache, Entry
from evisyn.build.catalogue import catalogue_of
from evisyn.build.compare import Change, compare
from evisyn.build.disk import telling, write_whole
from evisyn.build.ending import Ending
from evisyn.build.hashing import sha256_bytes, sha256_file, sha256_json
from evisyn.build.inputs import Inputs, measure
from evisyn.build.lock import only_build
from evisyn.build.paths import find_project
from evisyn.build.progress import Progress, Silent
from evisyn.build.records import BuildResult
from evisyn.build.shelf import clear, prune, shelf_folder
from evisyn.build.stage import Stage
from evisyn.build.steps import CHECK, Task, select, tasks
from evisyn.errors import BuildError
from evisyn.records import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from evisyn.build.catalogue import Catalogue
    from evisyn.build.made import Made
    from evisyn.build.paths import Project
    from evisyn.tables.base import EvidenceBase

FOLDER_TASK = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to build.

    Parameters
    ----------
    only
        Names of outputs; empty for all.
    force
        Make everything again, whatever the cache says.
    jobs
        Notebooks at once; None for one each core, four at most.
    strict
        Refuse conclusions that flip and that nobody acknowledged.
    since
        State that the difference starts from; empty for what is in place.
    """

    only: tuple[str, ...] = ()
    force: bool = False
    jobs: int | None = None
    strict: bool = False
    since: str = ""


def build(
    path: Path | str | None = None,
    options: Options | None = None,
    *,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
) -> BuildResult:
    """Bring ``evidence/`` and the notebooks' outputs up to date.

    Parameters
    ----------
    path
        Project root; None walks up from the working folder.
    options
        What to build and how.
    catalogue
        Tables and figures to make; None for all that the project's contract gives rise to.
    progress
        Told what happens; None for silence.

    Returns
    -------
    BuildResult
        What was made and what changed.

    Raises
    ------
    EvidenceError
        The data break their contract; nothing was touched.
    BuildError
        A step failed, a conclusion flipped under ``strict``, or another build runs; nothing was
        touched.
    UsageError
        A name in ``only`` that no output has, or a ``since`` that is no state.
    """
    project = find_project(path)
    # The drawing library's own cache belongs in the ignored folder, not in the home folder.
    os.environ.setdefault("MPLCONFIGDIR", str(project.build / "matplotlib"))
    # The first drawing on a machine lists its fonts; that it does so is no news for anybody.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    with telling(project.root), only_build(project.build):
        wanted = catalogue_of(project) if catalogue is None else catalogue
        run = _Run(project, wanted, options or Options(), progress or Silent())
        try:
            return run.result()
        finally:
            run.progress.end()
            run.stage.close()


class _Run:
    """One build from start to end."""

    def __init__(
        self, project: Project, catalogue: Catalogue, options: Options, progress: Progress
    ) -> None:
        self.began = time.monotonic()
        self.project = project
        self.options = options
        self.progress = progress
        self.stage = Stage(project)
        self.stage.open()
        self.cache = Cache.read(project.build / "cache")
        self.inputs: Inputs = measure(project, self.cache.mentions)
        self.tasks = tasks(project, catalogue, self.inputs)
        self.shelf = shelf_folder(self.cache.path.parent, self.inputs)
        self.base: EvidenceBase | None = None
        self.kept: set[str] = set()
        self.code_moved = False
        read = manifest_file.input_hashes(self.inputs, self.tasks)
        self.ending = Ending(project, read, strict=options.strict, since=options.since)

    def result(self) -> BuildResult:
        """Build and summarise."""
        wanted = {task.id for task in select(self.tasks, self.options.only)} | {CHECK}
        stale = self._stale()
        due = [task for task in stale if task.id in wanted]
        left = tuple(task.id for task in stale if task.id not in wanted)
        self.progress.start({task.id: self._seconds(task) for task in due})
        self._make(due)
        changes = self._publish(complete=not left, made=bool(due))
        made = tuple(task.id for task in due if task.id not in self.kept)
        result = BuildResult(
            made=made,
            fresh=len(self.tasks) - len(made) - len(left),
            changes=changes,
            stale=left,
            warnings=self._warnings(),
            seconds=time.monotonic() - self.began,
            difference=self.ending.difference,
            page=self.ending.page,
            notes=self.ending.notes,
            ledger=self.ending.ledger,
        )
        if due or changes:
            self.ending.log(result, {task.id: self._seconds(task) for task in due})
        return result

    # What is due

    def _stale(self) -> list[Task]:
        """Tasks to run: what they are made by or a part of the base that they read has changed."""
        check = next(task for task in self.tasks if task.id == CHECK)
        known = self.cache.entries.get(CHECK)
        if self.options.force or known is None or known.key != check.key:
            self._check(check)
        parts = self.cache.entries[CHECK].reads
        others = [task for task in self.tasks if task is not check]
        stale = [task for task in others if self.options.force or not self._fresh(task, parts)]
        return [*([] if self.base is None else [check]), *stale]

    def _fresh(self, task: Task, parts: Mapping[str, str]) -> bool:
        entry = self.cache.entries.get(task.id)
        return (
            entry is not None
            and entry.key == task.key
            and all(parts.get(part, "") == was for part, was in entry.reads.items())
            and self._in_place(entry)
        )

    def _check(self, task: Task) -> None:
        """Read the data, or refuse them; what every part of them is now."""
        from evisyn.build import read
        from evisyn.tables.watch import EVERYTHING, parts_of

        began = time.monotonic()
        self.base = read.load(self.project.root)
        notes = [asdict(finding) for finding in read.check(self.project.root)]
        # other files of the folder are no part of the base, and a notebook may open them
        parts = parts_of(self.base) | {EVERYTHING: sha256_json(self.inputs.data)}
        self.cache.entries[CHECK] = Entry(
            key=task.key, seconds=time.monotonic() - began, notes=notes, reads=parts
        )

    def _in_place(self, entry: Entry) -> bool:
        root = self.project.root
        return all(sha256_file(root / path) == was for path, was in entry.outputs.items())

    def _seconds(self, task: Task) -> float:
        entry = self.cache.entries.get(task.id)
        return entry.seconds if entry else 0.0

    # Making

    def _make(self, due: Sequence[Task]) -> None:
        if not due:
            return
        from evisyn.build.execute import default_jobs, execute

        if self.base is not None:
            self.progress.done(CHECK, self._seconds(due[0]))
        elif any(task.kind != "notebook" for task in due):
            from evisyn.build import read

            self.base = read.load(self.project.root)
        jobs = self.options.jobs or default_jobs()
        if self.options.force:
            clear(self.shelf)
        execute(
            due,
            self.project,
            self.base,
            shelf=self.shelf,
            known=self._same_code(due),
            jobs=jobs,
            progress=self.progress,
            receive=self._receive,
        )

    def _same_code(self, due: Sequence[Task]) -> frozenset[str]:
        """Tasks that only a change of the data made due."""
        if self.options.force:
            return frozenset()
        entries = {task.id: self.cache.entries.get(task.id) for task in due}
        return frozenset(
            task.id
            for task in due
            if (entry := entries[task.id]) and entry.key == task.key and self._in_place(entry)
        )

    def _receive(self, task: Task, made: Made, seconds: float) -> None:
        for path, content in made.files.items():
            self.stage.put(path, content)
        hashes = {path: sha256_bytes(content) for path, content in made.files.items()}
        parts = self.cache.entries[CHECK].reads
        reads = {part: parts.get(part, "") for part in sorted(made.reads)}
        if made.same:
            self.kept.add(task.id)
            self.cache.entries[task.id] = replace(self.cache.entries[task.id], reads=reads)
            return
        self.cache.entries[task.id] = Entry(
            key=task.key, outputs=hashes, title=made.title, seconds=seconds, reads=reads
        )

    # Putting in place

    def _publish(self, *, complete: bool, made: bool) -> tuple[Change, ...]:
        """Put everything in place and remember it; what changed."""
        outputs = self._outputs()
        own = self._own_files(outputs) if complete else {}
        if not made and not own and not self._orphans(outputs):
            if self.ending.always:
                self._judge(self._existing(), complete=complete)
            return ()
        for path, content in own.items():
            self.stage.put(path, content)
        self._refuse_moved_inputs()
        keep = {*outputs, *self._own_paths()}
        if not complete:
            keep |= self._existing()
        changes = self._changes(keep)
        self._judge(keep, complete=complete)
        self.stage.publish(keep)
        self._remember(complete=complete)
        return changes

    def _judge(self, keep: Iterable[str], *, complete: bool) -> None:
        """Stop here where a count does not add up or a flip was not acknowledged."""
        paths = [path for path in keep if self._stays(path, keep)]
        if self.base is not None:
            self.ending.draw_up(self.base, paths, self.stage.read, complete=complete)
        self.ending.compare(paths, self.stage.read)

    def _outputs(self) -> list[str]:
        """Every file of every task, the pages of the site included."""
        found: dict[str, None] = {}
        for task in self.tasks:
            entry = self.cache.entries.get(task.id)
            found |= dict.fromkeys((*task.outputs, *(entry.outputs if entry else ())))
        return list(found)

    def _own_paths(self) -> tuple[str, ...]:
        entry = self.cache.entries.get(FOLDER_TASK)
        return tuple(entry.outputs) if entry else ()

    def _own_files(self, outputs: Iterable[str]) -> dict[str, bytes]:
        """Manifest, metadata and README, when they are not in place as they should be."""
        entries = [self.cache.entries[task.id] for task in self.tasks]
        read = manifest_file.input_hashes(self.inputs, self.tasks)
        code = self.inputs.sources_of(folder_files.__name__)
        key = sha256_json(
            [read, code, folder_files.version(), [[e.title, e.outputs] for e in entries]]
        )
        known = self.cache.entries.get(FOLDER_TASK)
        if known and known.key == key and self._in_place(known):
            return {}
        titles = {task.id: self.cache.entries[task.id].title for task in self.tasks}
        hashes = {path: was for entry in entries for path, was in entry.outputs.items()}
        files = folder_files.lists(
            self.project,
            self.inputs,
            self.tasks,
            titles,
            {path: hashes[path] for path in outputs},
            lambda path: len(self.stage.read(path)),
        )
        made = {path: sha256_bytes(content) for path, content in files.items()}
        self.cache.entries[FOLDER_TASK] = Entry(key=key, outputs=made)
        return files

    def _existing(self) -> set[str]:
        root = self.project.root
        files = self.project.evidence.rglob("*")
        return {path.relative_to(root).as_posix() for path in files if path.is_file()}

    def _orphans(self, outputs: Iterable[str]) -> set[str]:
        if self.options.only:
            return set()
        return self._existing() - {*outputs, *self._own_paths()}

    def _changes(self, keep: Iterable[str]) -> tuple[Change, ...]:
        """Every file whose bytes will differ from what is in place now."""
        old = self._existing()
        known = set(self._outputs())
        found: list[Change | None] = []
        for path in sorted(old | known | set(keep) | set(self._own_paths())):
            before = self._content(path)
            after = self.stage.read(path) if self._stays(path, keep) else None
            found.append(compare(path, before, after))
        return tuple(change for change in found if change is not None)

    def _stays(self, path: str, keep: Iterable[str]) -> bool:
        return self.stage.holds(path) or (path in keep and (self.project.root / path).exists())

    def _content(self, path: str) -> bytes | None:
        file = self.project.root / path
        return file.read_bytes() if file.is_file() else None

    def _refuse_moved_inputs(self) -> None:
        """Refuse to mix two states of the data or to overwrite an edited notebook."""
        now = measure(self.project, self.cache.mentions)
        was = self.inputs.data | self.inputs.notebooks
        new = now.data | now.notebooks
        moved = sorted(name for name in was | new if was.get(name) != new.get(name))
        if moved:
            raise BuildError(
                f"{', '.join(moved)} changed while the build was running; nothing was written. "
                "Run evisyn build again."
            )
        self.code_moved = now.package != self.inputs.package

    def _remember(self, *, complete: bool) -> None:
        if complete:
            live = {task.id for task in self.tasks} | {FOLDER_TASK}
            self.cache.entries = {k: e for k, e in self.cache.entries.items() if k in live}
            prune(self.shelf)
        self.ending.keep(complete=complete)
        if self.code_moved:
            # somebody edits the engine: what was made may be of the newer code
            Cache(self.cache.path).write(frozenset())
            clear(self.shelf)
        else:
            self.cache.write(frozenset(self.inputs.package.values()))
        seconds = time.monotonic() - self.began
        facts = manifest_file.environment(self.inputs, seconds)
        write_whole(self.project.build / "environment.json", facts)

    def _warnings(self) -> tuple[Finding, ...]:
        entry = self.cache.entries.get(CHECK)
        return tuple(Finding(**note) for note in entry.notes) if entry else ()
