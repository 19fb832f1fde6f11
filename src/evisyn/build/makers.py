"""Finds and runs the makers of tables, figures and texts."""

from __future__ import annotations

import importlib
import traceback
from typing import TYPE_CHECKING, Any

from evisyn.build.steps import RENDERERS
from evisyn.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable

    from evisyn.build.made import Made
    from evisyn.build.steps import Task
    from evisyn.tables.base import EvidenceBase


def make(task: Task, base: EvidenceBase) -> Made:
    """Make the files of a table, a figure or a text.

    Raises
    ------
    BuildError
        The maker cannot be found or failed; the message names the output, the maker and the
        line that failed.
    """
    maker = _resolve(task)
    renderer = importlib.import_module(RENDERERS[task.kind])
    try:
        made: Made = renderer.render(task, maker(base, *task.arguments))
    except Exception as error:
        raise BuildError(_failure(task, error)) from error
    return made


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
