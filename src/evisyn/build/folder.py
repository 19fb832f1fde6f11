"""The lists of ``evidence/`` itself: README, RO-Crate metadata and manifest, in that order.

The README links to the outputs, the metadata describe outputs and README, and the manifest holds
the hash of them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build import citation, crate, manifest, readme
from evisyn.build.hashing import sha256_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evisyn.build.inputs import Inputs
    from evisyn.build.paths import Project
    from evisyn.build.steps import Task


def version() -> str:
    """What the lists depend on besides inputs and outputs: the version of evisyn."""
    return crate.version()


def lists(
    project: Project,
    inputs: Inputs,
    tasks: Sequence[Task],
    titles: Mapping[str, str],
    outputs: Mapping[str, str],
    size: Callable[[str], int],
) -> dict[str, bytes]:
    """Path relative to the project root -> content of every list.

    Parameters
    ----------
    project
        The project's folders.
    inputs
        Hashes of the inputs.
    tasks
        Every task of the build.
    titles
        Task id -> title.
    outputs
        Path relative to the project root -> hash of every output.
    size
        Gives the bytes of an output.

    Notes
    -----
    There are no RO-Crate metadata where nobody wrote down a date of publication: the
    specification asks for one, and a build has none to give.
    """
    folder = project.evidence.name
    cited = citation.read_citation(project)
    text = readme.readme(tasks, titles, crate=bool(cited.published))
    made = {f"{folder}/{readme.NAME}": text}
    hashes = dict(outputs) | {f"{folder}/{readme.NAME}": sha256_bytes(text)}

    def sizes(path: str) -> int:
        if path in made:
            return len(made[path])
        return size(path) if path in outputs else (project.root / path).stat().st_size

    if cited.published:
        contents = crate.Contents(
            tasks=tasks,
            titles=titles,
            inputs=manifest.input_hashes(inputs, tasks),
            outputs=hashes,
            size=sizes,
        )
        path = f"{folder}/{crate.NAME}"
        made[path] = crate.crate(cited, contents)
        hashes[path] = sha256_bytes(made[path])
    made[f"{folder}/{manifest.NAME}"] = manifest.manifest(inputs, tasks, hashes)
    return made
