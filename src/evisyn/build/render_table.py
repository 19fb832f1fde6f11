"""A display table as the files of ``evidence/tables/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build.made import Made
from evisyn.kept import kept
from evisyn.report.html import to_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from evisyn.build.steps import Task
    from evisyn.report.display import DisplayTable

LABELS = {
    "csv": "CSV",
    "json": "JSON",
    "md": "Markdown",
    "docx": "Word",
    "xlsx": "Excel",
    "tex": "LaTeX",
}


def render(task: Task, table: DisplayTable) -> Made:
    """Every file that the task names; the page links to the others."""
    links = [("All outputs", "../README.md")]
    makers: dict[str, Callable[[], str | bytes]] = {
        "csv": table.to_csv,
        "json": table.to_json,
        "md": table._repr_markdown_,
        # the two that take long
        "docx": lambda: kept(("docx", table), table.to_docx),
        "xlsx": lambda: kept(("xlsx", table), table.to_xlsx),
        "tex": table.to_latex,
        "html": lambda: to_page(table, links=links),
    }
    endings = {path: path.rpartition(".")[2] for path in task.outputs}
    links += [(LABELS[e], f"{task.name}.{e}") for e in endings.values() if e in LABELS]
    files = {path: _bytes(makers[ending]()) for path, ending in endings.items()}
    return Made(files=files, title=table.title)


def _bytes(content: str | bytes) -> bytes:
    """UTF-8 with LF line ends and one newline at the end, the same on every system."""
    if isinstance(content, bytes):
        return content
    return (content.replace("\r\n", "\n").rstrip("\n") + "\n").encode("utf-8")
