"""The old side of the difference that a build ends with: what is in place, and what it came from.

``evidence/manifest.json`` names the hash of every input that the outputs in place were made from.
Rows of tables that are others now are looked for by that hash: among the copies that the last
build kept in ``build/last/``, then in the last commit. So a fresh clone can say what changed, and
a folder that was switched to another revision is not compared with copies of something else. Where
only parts were ever built there is no manifest, and the copies are the state to compare with.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evisyn.build.cache import write_whole
from evisyn.build.diff.snapshot import Snapshot, committed
from evisyn.build.hashing import sha256_bytes, sha256_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evisyn.build.paths import Project

FOLDER = "last"
#: Bytes; a larger table is named as changed, without its rows.
MOST_KEPT = 64 * 2**20
CONTRACT = "data/datapackage.json"


def manifest_inputs(project: Project) -> dict[str, str]:
    """Label -> hash of the inputs of the outputs in place; empty where no manifest says so."""
    try:
        text = (project.evidence / "manifest.json").read_text(encoding="utf-8")
        stored = json.loads(text)["inputs"]
        return {str(label): str(digest) for label, digest in stored.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def in_place(project: Project, now: Mapping[str, str]) -> Snapshot | None:
    """The state that the outputs in place show.

    Parameters
    ----------
    project
        The project's folders.
    now
        Label -> hash of the inputs as they are; rows of those that did not change are not read.

    Returns
    -------
    Snapshot or None
        None before the first build.
    """
    files = outputs_in_place(project)
    if not files:
        return None
    was = manifest_inputs(project) or _kept(project)
    hashes = {path: sha256_bytes(content) for path, content in files.items()} | (was or dict(now))
    changed = [p for p, digest in was.items() if is_data(p) and now.get(p) != digest]
    for path in changed:
        content = _find(project, path, was[path])
        if content is not None:
            files[path] = content
    return Snapshot(name="the last build", files=files, hashes=hashes)


def outputs_in_place(project: Project) -> dict[str, bytes]:
    """Path -> bytes of the evidence tables in place."""
    found = sorted((project.evidence / "tables").glob("*.csv"))
    return {path.relative_to(project.root).as_posix(): path.read_bytes() for path in found}


def inputs_now(project: Project, old: Snapshot, now: Mapping[str, str]) -> dict[str, bytes]:
    """Path -> bytes of the data tables that are others than in an old state, and the contract."""
    wanted = [p for p, digest in now.items() if is_data(p) and old.hashes.get(p) != digest]
    if CONTRACT in now:
        wanted.append(CONTRACT)
    files: dict[str, bytes] = {}
    for path in wanted:
        file = project.root / path
        if path == CONTRACT or file.stat().st_size <= MOST_KEPT:
            files[path] = file.read_bytes()
    return files


def keep(project: Project, now: Mapping[str, str]) -> None:
    """Keep copies of the data tables for the next build, in the ignored ``build/`` folder.

    After a build of a part call this only where there is no manifest: the copies belong to it.
    """
    folder = project.build / FOLDER
    wanted = {path: digest for path, digest in now.items() if is_data(path)}
    for path, digest in wanted.items():
        source, target = project.root / path, folder / path
        if sha256_file(target) == digest or source.stat().st_size > MOST_KEPT:
            continue
        content = source.read_bytes()
        if sha256_bytes(content) == digest:
            write_whole(target, content)
    for old in sorted(folder.rglob("*.csv")):
        if old.relative_to(folder).as_posix() not in wanted:
            old.unlink()


def is_data(path: str) -> bool:
    """Whether rows of this input are compared."""
    return path.startswith("data/") and path.endswith(".csv")


def _kept(project: Project) -> dict[str, str]:
    """Hashes of the copies of the last build."""
    folder = project.build / FOLDER
    files = sorted(folder.rglob("*.csv"))
    return {path.relative_to(folder).as_posix(): sha256_file(path) for path in files}


def _find(project: Project, path: str, digest: str) -> bytes | None:
    kept = project.build / FOLDER / path
    if kept.is_file() and sha256_file(kept) == digest:
        return kept.read_bytes()
    content = committed(project.root, path)
    return content if sha256_bytes(content) == digest else None
