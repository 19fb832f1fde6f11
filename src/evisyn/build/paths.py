"""Where a project and its parts are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evisyn.errors import UsageError

#: The file that makes a folder a project.
MARK = Path("data") / "datapackage.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Folders of a project, all absolute.

    Parameters
    ----------
    root
        The project itself.
    data
        Inputs, edited by people.
    evidence
        Outputs, made by the build.
    notebooks
        Notebooks, run by the build.
    build
        Caches and logs; never part of the project's history.
    """

    root: Path
    data: Path
    evidence: Path
    notebooks: Path
    build: Path

    @classmethod
    def at(cls, root: Path) -> Project:
        """The project whose root is this folder."""
        root = root.resolve()
        return cls(
            root=root,
            data=root / "data",
            evidence=root / "evidence",
            notebooks=root / "notebooks",
            build=root / "build",
        )


def refuse_outside(path: Path) -> None:
    """Refuse a file whose link leads out of the folder it stands in and of the project.

    What an input holds may be shown in ``evidence/``, so a project that comes from somebody else
    must not point to what is yours. The folder itself may be a link: that is its owner's choice.

    Raises
    ------
    UsageError
        Names the file and what to do.
    """
    folder = path.parent.resolve()
    true = path.resolve()
    if not (true.is_relative_to(folder) or true.is_relative_to(path.parent.parent.resolve())):
        raise UsageError(
            f"{path} is a link to a file outside the project. Copy the file into the project."
        )


def find_project(start: str | Path | None = None) -> Project:
    """Find a project.

    Parameters
    ----------
    start
        A project root or its data folder. None walks up from the working folder to the
        first folder that has ``data/datapackage.json``.

    Raises
    ------
    UsageError
        When there is no project; the message says where it was looked for.
    """
    if start is None:
        return _walk_up(Path.cwd())
    folder = Path(start).expanduser().resolve()
    if not folder.exists():
        raise UsageError(f"{start} does not exist. Give the root of a project or its data folder.")
    if not folder.is_dir():
        raise UsageError(f"{start} is a file. Give the root of a project or its data folder.")
    if (folder / MARK).is_file():
        return Project.at(folder)
    if folder.name == MARK.parent.name and (folder / MARK.name).is_file():
        return Project.at(folder.parent)
    raise UsageError(
        f"{start} is not a project: it has no {MARK.as_posix()}. "
        "Give the root of a project or its data folder."
    )


def _walk_up(folder: Path) -> Project:
    for candidate in (folder, *folder.parents):
        if (candidate / MARK).is_file():
            return Project.at(candidate)
    raise UsageError(
        f"no project found: neither {folder} nor a folder above it has {MARK.as_posix()}. "
        "Change into a project, or give its path."
    )
