"""A picture as the files of ``evidence/figures/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build.made import Made

if TYPE_CHECKING:
    from evisyn.build.steps import Task
    from evisyn.figures.picture import Picture


def render(task: Task, picture: Picture) -> Made:
    """SVG and PNG."""
    svg, png = task.outputs
    return Made(files={svg: picture.svg(), png: picture.png()}, title=picture.title)
