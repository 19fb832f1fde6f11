"""``evidence/README.md``: what the folder holds, for a reader who finds it first."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from evisyn.report.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evisyn.build.steps import Kind, Task

NAME = "README.md"
_INTRODUCTION = """# Evidence

Everything in this folder is made by `evisyn build` from the tables in `data/`, and is never
edited by hand: change the data, build again, and read the difference. `manifest.json` holds the
SHA-256 of every input and every output.
"""
_CRATE = "`ro-crate-metadata.json` describes the folder for archives and machines as an RO-Crate.\n"
_NO_CRATE = """There is no RO-Crate metadata file, since nobody wrote down when this was published.
It appears once `CITATION.cff` has `date-released`, or `data/datapackage.json` has `created`.
"""
_SECTIONS: tuple[tuple[Kind, str, str], ...] = (
    ("site", "Pages", "Start here: the answer in plain words; every number opens its trail."),
    (
        "table",
        "Tables",
        "CSV and JSON are for machines, Markdown and HTML for readers; Word, Excel and LaTeX where "
        "a table goes into reports.",
    ),
    ("figure", "Figures", "SVG scales, PNG goes everywhere."),
    ("text", "Texts", "Prose and records that the run writes about itself."),
    ("notebook", "Notebooks", "The notebooks as they ran, to read without Python."),
)


def readme(tasks: Iterable[Task], titles: Mapping[str, str], *, crate: bool = False) -> bytes:
    """The folder's list of contents.

    Parameters
    ----------
    tasks
        Every task of the build.
    titles
        Task id -> title.
    crate
        Whether RO-Crate metadata stand beside it.
    """
    listed = list(tasks)
    parts = [_INTRODUCTION, _CRATE if crate else _NO_CRATE]
    for kind, heading, note in _SECTIONS:
        lines = [_line(task, titles.get(task.id, "")) for task in listed if task.kind == kind]
        if lines:
            parts.append(f"## {heading}\n\n{note}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts).encode("utf-8")


def _line(task: Task, title: str) -> str:
    links = [
        f"[{path.rpartition('.')[2]}]({quote(path.partition('/')[2])})"
        for path in task.outputs
        if not path.endswith(".ipynb")
    ]
    name = task.name if not title or title == task.name else f"{escape(title)} (`{task.name}`)"
    return f"- {name}: {', '.join(links)}"
