"""Everything that an output may depend on, hashed once at the start of a build."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from evisyn.build import imports
from evisyn.build.hashing import sha256_bytes, sha256_cells, sha256_file
from evisyn.errors import BuildError

if TYPE_CHECKING:
    from evisyn.build.paths import Project

# A new version of one of these may change a digit, a glyph or the HTML of an output.
PACKAGES_THAT_MATTER = (
    "griffelib",
    "ipykernel",
    "ipython",
    "matplotlib",
    "mistune",
    "nbclient",
    "nbconvert",
    "nbformat",
    "numpy",
    "openpyxl",
    "pandas",
    "pybtex",
    "pygments",
    "python-docx",
    "scipy",
    "statsmodels",
)
LOCK_FILE = "requirements.lock"
CITATION_FILE = "CITATION.cff"
# What new projects are made from is no input of this one.
_TEMPLATES = ("build", "templates")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Hashes of all inputs, by label.

    Parameters
    ----------
    data
        ``data/NAME`` -> hash of the file.
    package
        ``evisyn/NAME.py`` -> hash of the file, wherever the package is installed.
    notebooks
        ``notebooks/NAME.ipynb`` -> hash of the cells that a person wrote.
    lock
        ``requirements.lock`` -> hash, when the project has one.
    versions
        Package -> version, and the version of Python.
    mentions
        Module -> names of evisyn that it mentions; see :mod:`evisyn.build.imports`.
    citation
        ``CITATION.cff`` -> hash, when the project has one; the metadata of the folder read it.
    """

    data: dict[str, str]
    package: dict[str, str]
    notebooks: dict[str, str]
    lock: dict[str, str]
    versions: dict[str, str]
    mentions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    citation: dict[str, str] = field(default_factory=dict)

    def sources_of(self, *modules: str) -> dict[str, str]:
        """Label -> hash of the package files that some modules depend on.

        Files of the package that are not Python (templates, styles) always count.
        """
        wanted = imports.closure(modules, self.mentions)
        return {
            label: digest
            for label, digest in self.package.items()
            if not label.endswith(".py") or imports.module_of(label) in wanted
        }


def measure(project: Project, known: dict[str, list[str]] | None = None) -> Inputs:
    """Hash every input of a project.

    Parameters
    ----------
    project
        The project's folders.
    known
        Source hash -> names mentioned, from an earlier build; new files are added to it.
    """
    package, mentions = _package({} if known is None else known)
    return Inputs(
        data=_hash_folder(project.data),
        package=package,
        notebooks={
            f"{project.notebooks.name}/{path.name}": sha256_cells(path)
            for path in sorted(project.notebooks.glob("*.ipynb"))
        },
        lock=_lock(project.root / LOCK_FILE),
        versions=_versions(),
        mentions=mentions,
        citation=_lock(project.root / CITATION_FILE),
    )


def _hash_folder(folder: Path) -> dict[str, str]:
    """Hash every file below a folder, hidden ones aside."""
    files: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in inside.parts):
            files[f"{folder.name}/{inside.as_posix()}"] = sha256_file(path)
    return files


def _lock(path: Path) -> dict[str, str]:
    digest = sha256_file(path)
    return {path.name: digest} if digest else {}


def _package(
    known: dict[str, list[str]],
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Hash the package's files and read which modules mention which."""
    root = Path(__file__).resolve().parents[1]
    hashes: dict[str, str] = {}
    mentions: dict[str, tuple[str, ...]] = {}
    for path in sorted(root.rglob("*")):
        if not path.is_file() or "__pycache__" in path.parts or path.suffix == ".pyc":
            continue
        if path.relative_to(root).parts[:2] == _TEMPLATES:
            continue
        label = f"{imports.PACKAGE}/{path.relative_to(root).as_posix()}"
        content = path.read_bytes()
        hashes[label] = sha256_bytes(content)
        if path.suffix == ".py":
            mentions[imports.module_of(label)] = _mentions(label, content, hashes[label], known)
    return hashes, mentions


def _mentions(
    label: str, content: bytes, digest: str, known: dict[str, list[str]]
) -> tuple[str, ...]:
    if digest not in known:
        try:
            known[digest] = list(imports.names_in(content.decode("utf-8")))
        except SyntaxError as error:
            raise BuildError(
                f"{label}, line {error.lineno} is not valid Python: {error.msg}. Correct it first."
            ) from error
    return tuple(known[digest])


def _versions() -> dict[str, str]:
    found = {"python": ".".join(str(part) for part in sys.version_info[:2])}
    for name in PACKAGES_THAT_MATTER:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    return found
