"""Pages as the files of ``evidence/site/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build.made import Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evisyn.build.steps import Task


def render(task: Task, pages: Mapping[str, str]) -> Made:
    """Every page below the folder of the first."""
    folder = task.outputs[0].rpartition("/")[0]
    files = {f"{folder}/{path}": text.encode("utf-8") for path, text in sorted(pages.items())}
    return Made(files=files, title="Pages for readers")
