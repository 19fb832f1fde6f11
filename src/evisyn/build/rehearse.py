"""Runs the cells of a notebook in this process: what do they show, and is it what a kernel says?"""

from __future__ import annotations

import ast
import base64
import io
import json
import os
import warnings
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any, Final

from evisyn.build import listen
from evisyn.build.normalise import normalise, serialise
from evisyn.build.reads import plain
from evisyn.build.shelf import Shelf
from evisyn.kept import keep_on

if TYPE_CHECKING:
    from pathlib import Path

    from evisyn.build.paths import Project
    from evisyn.build.steps import Task
    from evisyn.tables.base import EvidenceBase

#: Rooms whose results show themselves the same in every session; live panels do not.
OWN: Final = ("evisyn.report.", "evisyn.figures.")


class Rehearsal:
    """Runs notebooks one after the other; made in a process that does nothing else.

    Parameters
    ----------
    base
        What ``load`` gives to a cell.
    project
        The project's folders; the working folder becomes that of the notebooks.
    shelf
        Folder of drawings that need not be made again.
    """

    def __init__(self, base: EvidenceBase, project: Project, shelf: Path) -> None:
        self._project = project
        self._reads: set[str] = set()
        self._own: set[int] = set()
        listen.listen(listen.Ear(project.root, lambda label: self._reads.add(label)))
        listen.offer(base, project)
        keep_on(Shelf(shelf))
        os.chdir(project.notebooks)

    def play(self, task: Task) -> tuple[frozenset[str], bytes] | None:
        """What the cells read, and the notebook as it is now stored; None where a kernel must say.

        A cell may show something else than before only where the result is one of evisyn's own,
        which says itself how it is shown. How other values are shown depends on the kernel.
        """
        self._reads = set()
        self._own = set()
        try:
            stored = json.loads((self._project.root / task.maker).read_text(encoding="utf-8"))
            if not plain(stored):
                return None
            now = normalise(self._run(stored))
        except Exception:
            # whatever it is, a kernel says it better
            return None
        pairs = zip(_shown(now), _shown(stored), strict=True)
        moved = {place for place, (new, old) in enumerate(pairs) if new != old}
        return (frozenset(self._reads), serialise(now)) if moved <= self._own else None

    def _run(self, notebook: dict[str, Any]) -> dict[str, Any]:
        """A notebook with the outputs that its cells have now."""
        space: dict[str, Any] = {"__name__": "__main__"}
        cells = json.loads(json.dumps(notebook["cells"]))
        coded = (cell for cell in cells if cell["cell_type"] == "code")
        for place, cell in enumerate(coded):
            cell["outputs"], own = _outputs("".join(cell["source"]), space)
            if own:
                self._own.add(place)
        return {**notebook, "cells": cells}


def _shown(notebook: dict[str, Any]) -> list[Any]:
    return [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _outputs(source: str, space: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    """What one cell shows: what it prints, and its last line; whether that is evisyn's alone.

    Raises
    ------
    RuntimeError
        It warns, or writes to standard error.
    """
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    shown = last.value if isinstance(last, ast.Expr) else None
    if shown is not None:
        tree.body.pop()
    printed, said = io.StringIO(), io.StringIO()
    value: object = None
    result = []
    heard = warnings.catch_warnings(record=True)
    with heard as caught, redirect_stdout(printed), redirect_stderr(said):
        exec(compile(tree, "<cell>", "exec"), space)
        if shown is not None:
            value = eval(compile(ast.Expression(shown), "<cell>", "eval"), space)
            result += [] if value is None else [_result(value)]
    if caught or said.getvalue():
        raise RuntimeError("a warning")
    text = printed.getvalue()
    stream = [{"name": "stdout", "output_type": "stream", "text": text}] if text else []
    return stream + result, not stream and _own(value)


def _own(value: object) -> bool:
    """Whether a value says itself how it is shown, in every way that is stored."""
    return type(value).__module__.startswith(OWN) and hasattr(value, "_repr_mimebundle_")


def _result(value: object) -> dict[str, Any]:
    data, metadata = _formatter().format(value)
    encoded = {
        kind: base64.b64encode(content).decode("ascii") if isinstance(content, bytes) else content
        for kind, content in data.items()
    }
    return {
        "data": encoded,
        "execution_count": 0,
        "metadata": metadata,
        "output_type": "execute_result",
    }


def _formatter() -> Any:
    """The formatter that a kernel has, without a kernel."""
    from IPython.core.formatters import DisplayFormatter

    return DisplayFormatter()
