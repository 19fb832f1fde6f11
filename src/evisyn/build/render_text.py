"""A text as the files that its task names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from evisyn.build.made import Made

if TYPE_CHECKING:
    from evisyn.build.steps import Task


class Text(Protocol):
    """What a maker of texts returns."""

    @property
    def title(self) -> str:
        """Title for lists."""

    def written(self, ending: str) -> str | bytes:
        """Content of the file with an ending, such as ``md``."""


def render(task: Task, text: Text) -> Made:
    """Every file that the task names."""
    files = {path: _bytes(text.written(path.rpartition(".")[2])) for path in task.outputs}
    return Made(files=files, title=text.title)


def _bytes(content: str | bytes) -> bytes:
    """UTF-8 with LF line ends and one newline at the end, the same on every system."""
    if isinstance(content, bytes):
        return content
    return (content.replace("\r\n", "\n").rstrip("\n") + "\n").encode("utf-8")
