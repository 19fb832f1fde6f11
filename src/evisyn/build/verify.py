"""Whether ``evidence/`` is what the inputs give: by its hashes at once, then by making it anew."""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from evisyn.build import fresh
from evisyn.build.cache import Cache
from evisyn.build.catalogue import catalogue_of
from evisyn.build.hashing import sha256_file
from evisyn.build.inputs import LOCK_FILE, Inputs, measure
from evisyn.build.manifest import NAME, input_hashes
from evisyn.build.page import visible
from evisyn.build.paths import find_project
from evisyn.build.steps import tasks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evisyn.build.catalogue import Catalogue
    from evisyn.build.paths import Project
    from evisyn.build.progress import Progress

#: Paths of one kind that are named; the rest is counted.
MOST_NAMED = 8
_BUILD = "Run evisyn build, and look at the difference."
_OTHER_BYTES = (
    "Bytes of figures and notebooks may differ; install what the lock says (make evidence)."
)
#: What may be wrong -> in words, and what to do.
KINDS: dict[str, tuple[str, str]] = {
    "no_manifest": (
        "there is no manifest that can be read, so nothing says what evidence/ was made from",
        _BUILD,
    ),
    "outside": (
        "the manifest names files outside the project; they were not read",
        f"The manifest was not made by a build. {_BUILD}",
    ),
    "output_missing": ("outputs that the manifest names are missing", _BUILD),
    "output_edited": (
        "outputs have other bytes than the build wrote: edited by hand, or half restored",
        f"Change the data, never an output. {_BUILD}",
    ),
    "output_unknown": (
        "files in evidence/ that no build wrote",
        "Move them elsewhere; evisyn build removes them.",
    ),
    "input_changed": ("inputs changed since evidence/ was made", _BUILD),
    "input_new": ("inputs came since evidence/ was made", _BUILD),
    "input_gone": ("inputs that evidence/ was made from are gone", _BUILD),
    "code_changed": ("files of evisyn itself are others than those that made evidence/", _BUILD),
    "lock_changed": (
        "the list of package versions changed since evidence/ was made",
        f"Install it (make evidence does). {_BUILD}",
    ),
    "not_as_locked": (
        "packages are installed in another version than the lock says",
        _OTHER_BYTES,
    ),
    "differs": ("outputs that come out differently when made anew", _BUILD),
}
#: Said, and no reason to say no.
NOTES = frozenset({"not_as_locked"})
_PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing that is not as it should be: a key of :data:`KINDS`, the file, and details."""

    kind: str
    path: str
    detail: str = ""

    def __str__(self) -> str:
        return visible(f"{self.path} ({self.detail})" if self.detail else self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was looked at and what was found.

    Parameters
    ----------
    doubts
        Everything that is not as it should be.
    outputs, inputs
        Numbers of files whose hashes were compared.
    remade
        Whether everything was made anew, too.
    seconds
        Time used.
    """

    doubts: tuple[Doubt, ...]
    outputs: int
    inputs: int
    remade: bool
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether ``evidence/`` is what the inputs give, as far as was looked."""
        return all(doubt.kind in NOTES for doubt in self.doubts)

    def to_json(self) -> dict[str, Any]:
        """The result as plain values."""
        said = [
            asdict(d) | dict(zip(("message", "fix"), KINDS[d.kind], strict=True))
            for d in self.doubts
        ]
        counts = {"outputs": self.outputs, "inputs": self.inputs}
        return {
            "ok": self.ok,
            **counts,
            "remade": self.remade,
            "doubts": said,
            "seconds": round(self.seconds, 3),
        }

    def __str__(self) -> str:
        lines: list[str] = []
        for kind, (message, fix) in KINDS.items():
            found = [doubt for doubt in self.doubts if doubt.kind == kind]
            if found:
                lines.append(f"{len(found)} x {message}" if len(found) > 1 else message)
                lines += [f"  {doubt}" for doubt in found[:MOST_NAMED]]
                more = len(found) - MOST_NAMED
                lines += [f"  ... and {more} more"] if more > 0 else []
                lines.append(f"  {fix}")
        how = "made anew and compared" if self.remade else "hashes only, nothing was made anew"
        verdict = "is" if self.ok else "is not"
        lines.append(
            f"evidence/ {verdict} what the inputs give ({self.outputs} outputs, "
            f"{self.inputs} inputs; {how}; {self.seconds:.1f} s)"
        )
        return "\n".join(lines)


def verify(
    path: Path | str | None = None,
    *,
    quick: bool = False,
    jobs: int | None = None,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Say whether ``evidence/`` is what the inputs give; writes nothing into the project.

    Parameters
    ----------
    path
        Project root; None walks up from the working folder.
    quick
        Compare hashes with the manifest only, and make nothing anew.
    jobs
        Notebooks at once; None for one each core, four at most.
    catalogue
        Tables and figures to make; None for all that the project's contract gives rise to.
    progress
        Told what happens; None for silence.

    Raises
    ------
    EvidenceError, BuildError
        As :func:`evisyn.build.run.build`, unless ``quick``.
    """
    began = time.monotonic()
    project = find_project(path)
    inputs = measure(project, Cache.read(project.build / "cache").mentions)
    found = tasks(project, catalogue or catalogue_of(project), inputs)
    stored = _manifest(project)
    doubts: list[Doubt] = []
    if stored is None:
        doubts.append(Doubt(kind="no_manifest", path=f"{project.evidence.name}/{NAME}"))
    else:
        doubts += _outputs(project, stored[1])
        doubts += _inputs(stored[0], input_hashes(inputs, found))
    doubts += _lock(project, inputs)
    if not quick:
        changes = fresh.differences(project.root, jobs=jobs, catalogue=catalogue, progress=progress)
        doubts += [
            Doubt(kind="differs", path=c.path, detail=f"{c.state}{c.detail}") for c in changes
        ]
    return Verification(
        doubts=tuple(doubts),
        outputs=len(stored[1]) if stored else 0,
        inputs=len(stored[0]) if stored else 0,
        remade=not quick,
        seconds=time.monotonic() - began,
    )


def _manifest(project: Project) -> tuple[dict[str, str], dict[str, str]] | None:
    """Hashes of inputs and of outputs as the manifest has them; None without a manifest."""
    try:
        stored = json.loads((project.evidence / NAME).read_text(encoding="utf-8"))
        inputs = {str(k): str(v) for k, v in stored["inputs"].items()}
        outputs = {str(k): str(v["sha256"]) for k, v in stored["outputs"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return inputs, outputs


def _outputs(project: Project, was: Mapping[str, str]) -> Iterator[Doubt]:
    known = {f"{project.evidence.name}/{NAME}"}
    for path, digest in sorted(was.items()):
        if _leaves(path):
            yield Doubt(kind="outside", path=path)
            continue
        known.add(path)
        now = sha256_file(project.root / path)
        if now != digest:
            yield Doubt(kind="output_edited" if now else "output_missing", path=path)
    for file in sorted(project.evidence.rglob("*")):
        path = file.relative_to(project.root).as_posix()
        if file.is_file() and path not in known:
            yield Doubt(kind="output_unknown", path=path)


def _leaves(path: str) -> bool:
    """Whether a path leads out of the project; such files are not even read."""
    pure = PurePosixPath(path)
    return pure.is_absolute() or ".." in pure.parts or "\\" in path or ":" in path


def _inputs(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Doubt]:
    for path in sorted(was.keys() | now.keys()):
        if was.get(path) == now.get(path):
            continue
        if path == LOCK_FILE:
            yield Doubt(kind="lock_changed", path=path)
        elif path.startswith("evisyn/"):
            yield Doubt(kind="code_changed", path=path)
        else:
            kind = "new" if path not in was else "gone" if path not in now else "changed"
            yield Doubt(kind=f"input_{kind}", path=path)


def _lock(project: Project, inputs: Inputs) -> Iterator[Doubt]:
    """Packages that can change a byte and are installed in a version that the lock has not."""
    try:
        text = (project.root / LOCK_FILE).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return
    pinned: dict[str, set[str]] = {}
    for name, version in _PINNED.findall(text):
        pinned.setdefault(name.lower().replace("_", "-"), set()).add(version)
    for name, version in sorted(inputs.versions.items()):
        wanted = pinned.get(name)
        if wanted and version not in wanted:
            detail = f"{version or 'none'} installed, {' or '.join(sorted(wanted))} in the lock"
            yield Doubt(kind="not_as_locked", path=name, detail=detail)
