"""Inside the kernel of a notebook: what of the project's data the cells read.

The build names a file in the environment; every label of :mod:`evisyn.tables.watch` that is read
is written there as it happens. A cell that opens a file of the project itself counts as having
read everything; what other libraries and programs do is for :mod:`evisyn.build.reads`.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evisyn.build.paths import Project
    from evisyn.tables.base import EvidenceBase

VARIABLE: Final = "EVISYN_KERNEL"
STARTED: Final = "listening"
#: As in :mod:`evisyn.tables.watch`, which is not imported before a cell needs it.
EVERYTHING: Final = "everything"
_OPENS: Final = ("open", "os.listdir", "os.scandir", "sqlite3.connect")


class Ear:
    """Tells what is read.

    Parameters
    ----------
    root
        Root of the project.
    note
        Called with the label of what was read.
    """

    def __init__(self, root: Path, note: Callable[[str], None]) -> None:
        self._folders = tuple(f"{root / name}{os.sep}" for name in ("data", "evidence"))
        self._quiet = False
        self.root = root
        self.note = note

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Judge what the interpreter is about to do."""
        if event in _OPENS and not self._quiet and self._inside(arguments):
            self.note(EVERYTHING)

    def _inside(self, arguments: tuple[Any, ...]) -> bool:
        path = arguments[0] if arguments else None
        if not isinstance(path, (str, bytes, os.PathLike)):
            return False
        full = os.path.realpath(os.fsdecode(path))
        return f"{full}{os.sep}".startswith(self._folders)

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """Hear nothing while the block runs."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False


_EARS: list[Ear] = []
_OFFERS: dict[Path, EvidenceBase] = {}


def listen(ear: Ear) -> None:
    """Tell this ear what is read from now on; there is no way back in this process."""
    _EARS.append(ear)
    sys.addaudithook(ear.hear)


def offer(base: EvidenceBase, project: Project) -> None:
    """Give this base to who loads the project, instead of reading its files again."""
    _OFFERS[project.root] = base


def offered(project: Project) -> EvidenceBase | None:
    """The base that was offered for a project."""
    return _OFFERS.get(project.root)


def start() -> None:
    """Listen, and share drawings, as the environment says; called before any cell runs."""
    settings = os.environ.pop(VARIABLE, "")
    if not settings:
        return
    from evisyn.build.shelf import Shelf
    from evisyn.kept import keep_on

    wish: dict[str, str] = json.loads(settings)
    listen(Ear(Path(wish["root"]), _writer(Path(wish["file"]))))
    keep_on(Shelf(Path(wish["shelf"])))


def _writer(file: Path) -> Callable[[str], None]:
    """Writes each label once; the first says that somebody listens."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    known: set[str] = set()

    def note(label: str) -> None:
        if label not in known:
            known.add(label)
            os.write(handle, f"{label}\n".encode())

    note(STARTED)
    return note


@contextmanager
def reading(project: Project) -> Iterator[None]:
    """While the block runs, the project's files are read to make a base of them."""
    if _EARS and _EARS[0].root == project.root:
        with _EARS[0].deaf():
            yield
    else:
        yield


def heard(base: EvidenceBase, project: Project) -> EvidenceBase:
    """The base as a notebook gets it: in a kernel that is listened to, with every read noted."""
    if not _EARS or _EARS[0].root != project.root:
        return base
    from evisyn.tables.watch import watch

    return watch(base, _EARS[0].note)
