"""Proof that ``evidence/`` and the notebooks' outputs are what the inputs give."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evisyn.build.compare import Change, compare
from evisyn.build.guide.files import documents_of
from evisyn.build.inputs import CITATION_FILE, LOCK_FILE
from evisyn.build.paths import find_project
from evisyn.build.run import Options, build

if TYPE_CHECKING:
    from evisyn.build.catalogue import Catalogue
    from evisyn.build.paths import Project
    from evisyn.build.progress import Progress


def differences(
    path: Path | str | None = None,
    *,
    jobs: int | None = None,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
) -> tuple[Change, ...]:
    """Build everything in a temporary folder, without a cache, and compare the bytes.

    Parameters
    ----------
    path
        Project root; None walks up from the working folder.
    jobs
        Notebooks at once; None for one each core, four at most.
    catalogue
        Tables and figures to make; None for all that the project's contract gives rise to.
    progress
        Told what happens; None for silence.

    Returns
    -------
    tuple of Change
        From what is in place to what the inputs give; empty when all is fresh.

    Raises
    ------
    EvidenceError, BuildError
        As :func:`evisyn.build.run.build`.
    """
    project = find_project(path)
    with TemporaryDirectory(prefix="evisyn-") as folder:
        twin = find_project(_copy_inputs(project, Path(folder).resolve() / project.root.name))
        build(twin.root, Options(jobs=jobs), catalogue=catalogue, progress=progress)
        names = sorted(_outputs(project) | _outputs(twin))
        found = [compare(name, _read(project, name), _read(twin, name)) for name in names]
    return tuple(change for change in found if change is not None)


def _copy_inputs(project: Project, target: Path) -> Path:
    target.mkdir()
    for folder in (project.data, project.notebooks):
        if folder.exists():
            shutil.copytree(
                folder,
                target / folder.name,
                ignore=shutil.ignore_patterns(".*"),
            )
    for name in (LOCK_FILE, CITATION_FILE, *documents_of(project)):
        if (project.root / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(project.root / name, target / name)
    return target


def _outputs(project: Project) -> set[str]:
    files = [path for path in project.evidence.rglob("*") if path.is_file()]
    files += project.notebooks.glob("*.ipynb")
    return {path.relative_to(project.root).as_posix() for path in files}


def _read(project: Project, name: str) -> bytes | None:
    path = project.root / name
    return path.read_bytes() if path.is_file() else None
