"""``evidence/manifest.json``: which inputs and outputs belong together, without date or machine."""

from __future__ import annotations

import json
import platform
import sys
from typing import TYPE_CHECKING

from evisyn.build.settings import seeds, settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evisyn.build.inputs import Inputs
    from evisyn.build.steps import Task

NAME = "manifest.json"


def input_hashes(inputs: Inputs, tasks: Iterable[Task]) -> dict[str, str]:
    """Label -> hash of every file that some task reads, of data, citation and lock; sorted.

    Hashes of notebooks are of what a person wrote, not of outputs.
    """
    found = inputs.lock | inputs.citation
    for task in tasks:
        found |= task.inputs
    return dict(sorted((found | inputs.data).items()))


def manifest(inputs: Inputs, tasks: Sequence[Task], outputs: Mapping[str, str]) -> bytes:
    """The manifest of a build.

    Parameters
    ----------
    inputs
        Hashes of the inputs.
    tasks
        Every task of the build.
    outputs
        Path relative to the project root -> hash.
    """
    made_by = {path: task.maker for task in tasks for path in task.outputs}
    made_by |= {path: task.maker for task in tasks for path in task.pages(outputs)}
    content = {
        "about": "sha256 of every input and output of this folder; made by evisyn build",
        "settings": settings(),
        "seeds": seeds(),
        "inputs": input_hashes(inputs, tasks),
        "outputs": {
            path: {"made_by": made_by.get(path, "evisyn.build"), "sha256": outputs[path]}
            for path in sorted(outputs)
        },
    }
    return _json(content)


def environment(inputs: Inputs, seconds: float) -> bytes:
    """Facts about the machine and the run, for ``build/environment.json`` only."""
    content = {
        "python": sys.version,
        "platform": platform.platform(),
        "machine": platform.machine(),
        "packages": inputs.versions,
        "seconds": round(seconds, 3),
    }
    return _json(content)


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
