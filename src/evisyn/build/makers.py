"""Finds and runs the makers of tables, figures and texts."""

from __future__ import annotations

import importlib
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evisyn.build.steps import RENDERERS
from evisyn.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable

    from evisyn.build.made import Made
    from evisyn.build.steps import Task
    from evisyn.tables.base import EvidenceBase


def make(task: Task, base: EvidenceBase) -> Made:
    """Make the files of a table, a figure or a text, and say what they depend on.

    Raises
    ------
    BuildError
        The maker cannot be found or failed; the message names the output, the maker and the
        line that failed.
    """
    from evisyn.report.wording import reworded
    from evisyn.tables.watch import watch

    maker = _resolve(task)
    renderer = importlib.import_module(RENDERERS[task.kind])
    reads: set[str] = set()
    try:
        found = maker(watch(base, reads.add), *task.arguments)
        if task.kind == "table":
            found = reworded(base.topic, found)
        made: Made = renderer.render(task, found)
    except Exception as error:
        raise BuildError(_failure(task, error)) from error
    return replace(made, reads=frozenset(reads))


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
