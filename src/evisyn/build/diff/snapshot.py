"""A state of a project: a folder, a git revision or a manifest."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evisyn.build.hashing import sha256_bytes
from evisyn.build.paths import find_project
from evisyn.errors import UsageError

#: What is compared row by row, and the contract that knows the keys.
_WANTED = re.compile(r"(?:data/[^/]+\.csv|evidence/tables/[^/]+\.csv|data/datapackage\.json)")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Files of one state.

    Parameters
    ----------
    name
        As the person gave it.
    files
        Path relative to the project root -> bytes, of the tables and the contract.
    hashes
        Path -> SHA-256 of everything known, more than the tables where a manifest says so.
    """

    name: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)


def snapshot(name: str, project: str | Path | None = None) -> Snapshot:
    """Read a state.

    Parameters
    ----------
    name
        A project root, its data or evidence folder, a manifest (``.json``), or a git revision.
    project
        Where revisions are looked up; None for the project of the working folder.

    Raises
    ------
    UsageError
        It is none of these.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return _folder(name, path.resolve())
    if path.is_file():
        return _manifest(name, path)
    return _revision(name, find_project(project).root)


def _folder(name: str, path: Path) -> Snapshot:
    root = path.parent if path.name in ("data", "evidence") else path
    found = [root / "data" / "datapackage.json"]
    found += [*(root / "data").glob("*.csv"), *(root / "evidence" / "tables").glob("*.csv")]
    files = {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(found) if p.is_file()}
    if not files:
        raise UsageError(f"{name} has neither data/ nor evidence/tables/. Give a project's root.")
    return _snapshot(name, files)


def _snapshot(name: str, files: dict[str, bytes]) -> Snapshot:
    hashes = {path: sha256_bytes(content) for path, content in files.items()}
    return Snapshot(name=name, files=files, hashes=hashes)


def _manifest(name: str, path: Path) -> Snapshot:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        outputs = {key: item["sha256"] for key, item in stored["outputs"].items()}
        hashes = {**stored["inputs"], **outputs}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{name} is no manifest of a build ({type(error).__name__}).") from error
    kept = {str(k): str(v) for k, v in hashes.items() if _HASH.fullmatch(str(v))}
    return Snapshot(name=name, hashes=kept)


def _revision(name: str, root: Path) -> Snapshot:
    if name.startswith("-") or not _git(root, "rev-parse", "--verify", "-q", f"{name}^{{commit}}"):
        raise UsageError(
            f"{name} is neither a folder, nor a manifest, nor a revision of the project in {root}."
        )
    commit = _git(root, "rev-parse", f"{name}^{{commit}}").decode().strip()
    inside = _git(root, "rev-parse", "--show-prefix").decode().strip()
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", commit, "--", "data", "evidence")
    paths = [path for path in listed.decode("utf-8", "replace").split("\0") if path]
    files = {
        path: _git(root, "show", f"{commit}:{inside}{path}")
        for path in paths
        if _WANTED.fullmatch(path)
    }
    if not files:
        raise UsageError(f"revision {name} has no tables of this project.")
    return _snapshot(name, files)


def committed(root: Path, path: str) -> bytes:
    """Content of a file of a project in the last commit; empty when there is none."""
    try:
        inside = _git(root, "rev-parse", "--show-prefix").decode().strip()
        return _git(root, "cat-file", "blob", f"HEAD:{inside}{path}")
    except UsageError:
        return b""


def _git(root: Path, *arguments: str) -> bytes:
    """Output of a git command that only reads; empty when it fails."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, check=False, timeout=120
        )
    except FileNotFoundError as error:
        raise UsageError("git is not installed, so revisions cannot be read.") from error
    return done.stdout if done.returncode == 0 else b""
