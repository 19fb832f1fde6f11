"""Makes an executed notebook the same bytes in every run, or says why it cannot be."""

from __future__ import annotations

import json
import re
from typing import Any

from evisyn.errors import BuildError

# In run order, so that a code host and nbval see a notebook that was run top to bottom.
_KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
# The live panel of a widget: its id is drawn anew in every run and leads nowhere without a kernel.
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{4,}")


def normalise(notebook: dict[str, Any]) -> dict[str, Any]:
    """A notebook without anything that differs between two runs.

    Cell ids become ``cell-000`` and so on, execution counts 1..n, and metadata of timing,
    editor, Python version and kernel go, as do live widgets and their state. The argument is not
    changed.

    Parameters
    ----------
    notebook
        Notebook of format 4, as JSON gives it.
    """
    cells: list[dict[str, Any]] = []
    count = 0
    for index, cell in enumerate(notebook["cells"]):
        kept = {"cell_type": cell["cell_type"], "id": f"cell-{index:03d}"}
        kept["metadata"] = _tags(cell.get("metadata", {}))
        if cell["cell_type"] == "code":
            count += 1
            kept["execution_count"] = count
            kept["outputs"] = [_output(output, count) for output in cell.get("outputs", [])]
        if cell.get("attachments"):
            kept["attachments"] = cell["attachments"]
        kept["source"] = _lines(cell["source"])
        cells.append(kept)
    metadata = {"kernelspec": _KERNELSPEC, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def serialise(notebook: dict[str, Any]) -> bytes:
    """The bytes of a normalised notebook: one form, LF, UTF-8, newline at the end."""
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    return (text + "\n").encode("utf-8")


def refuse_unstable(name: str, notebook: dict[str, Any]) -> None:
    """Refuse outputs that another run would not repeat.

    Parameters
    ----------
    name
        Name of the notebook for the message.
    notebook
        The executed notebook.

    Raises
    ------
    BuildError
        A cell wrote to standard error, or shows a memory address.
    """
    for index, cell in enumerate(notebook["cells"]):
        for output in cell.get("outputs", []):
            text = json.dumps(output, ensure_ascii=False)
            if output.get("name") == "stderr":
                said = "".join(output.get("text", "")).strip()
                raise BuildError(
                    f"notebook {name}, cell {index + 1} wrote to standard error:\n{said}\n"
                    "A warning in a notebook is a problem to solve: change what causes it."
                )
            if _ADDRESS.search(text):
                raise BuildError(
                    f"notebook {name}, cell {index + 1} shows a memory address, which differs "
                    "in every run. Give the cell a last line that shows the result itself."
                )


def title_of(notebook: dict[str, Any], fallback: str) -> str:
    """First heading of a notebook, or the fallback."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for line in "".join(cell["source"]).splitlines():
                if line.startswith("#"):
                    return line.lstrip("#").strip()
    return fallback


def _tags(metadata: dict[str, Any]) -> dict[str, Any]:
    return {"tags": sorted(metadata["tags"])} if metadata.get("tags") else {}


def _output(output: dict[str, Any], count: int) -> dict[str, Any]:
    kept = dict(output)
    if "execution_count" in kept:
        kept["execution_count"] = count
    if "text" in kept:
        kept["text"] = _lines(kept["text"])
    if "data" in kept:
        kept["data"] = {
            kind: _lines(value) if kind.startswith("text/") else value
            for kind, value in kept["data"].items()
            if kind != _WIDGET_VIEW
        }
    return kept


def _lines(text: str | list[str]) -> list[str]:
    """Text as a list of lines, the form that reads well in a diff."""
    return "".join(text).splitlines(keepends=True)
