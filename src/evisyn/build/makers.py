"""Runs the makers of tables and figures and renders what they return."""

from __future__ import annotations

import importlib
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evisyn.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable

    from evisyn.build.steps import Task
    from evisyn.tables.base import EvidenceBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What one task produced.

    Parameters
    ----------
    files
        Path relative to the project root -> content.
    title
        Title for lists.
    """

    files: dict[str, bytes]
    title: str


def make(task: Task, base: EvidenceBase) -> Made:
    """Make the files of a table or a figure.

    Raises
    ------
    BuildError
        The maker cannot be found or failed; the message names the output, the maker and the
        line that failed.
    """
    maker = _resolve(task)
    render = _render_table if task.kind == "table" else _render_figure
    try:
        return render(task, maker(base, *task.arguments))
    except Exception as error:
        raise BuildError(_failure(task, error)) from error


def _resolve(task: Task) -> Callable[..., Any]:
    module, _, name = task.maker.partition(":")
    try:
        found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise BuildError(
            f"{task.kind} {task.name}: its maker {task.maker!r} cannot be imported ({error}). "
            "Correct its line in evisyn/build/catalogue.py."
        ) from error
    return found


def _failure(task: Task, error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown place"
    return (
        f"{task.kind} {task.name} could not be made: {type(error).__name__}: {error}\n"
        f"  maker {task.maker}, raised at {place}"
    )


def _render_table(task: Task, table: Any) -> Made:
    from evisyn.report.csv import to_csv
    from evisyn.report.html import to_page
    from evisyn.report.markdown import to_markdown

    csv, markdown, page = task.outputs
    title = str(table.title)
    links = (
        ("All outputs", "../README.md"),
        ("CSV", f"{task.name}.csv"),
        ("Markdown", f"{task.name}.md"),
    )
    files = {
        csv: _text(to_csv(table)),
        markdown: _text(to_markdown(table)),
        page: _text(to_page(table, links=links)),
    }
    return Made(files=files, title=title)


def _render_figure(task: Task, picture: Any) -> Made:
    svg, png = task.outputs
    return Made(files={svg: picture.svg(), png: picture.png()}, title=str(picture.title))


def _text(text: str) -> bytes:
    """UTF-8 with LF line ends and one newline at the end, the same on every system."""
    return (text.replace("\r\n", "\n").rstrip("\n") + "\n").encode("utf-8")
