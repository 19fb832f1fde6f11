"""A display table as the files of ``evidence/tables/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build.made import Made
from evisyn.report.csv import to_csv
from evisyn.report.html import to_page
from evisyn.report.json import to_json
from evisyn.report.markdown import to_markdown

if TYPE_CHECKING:
    from evisyn.build.steps import Task
    from evisyn.report.display import DisplayTable


def render(task: Task, table: DisplayTable) -> Made:
    """CSV, JSON, Markdown and a page that links to them."""
    csv, json, markdown, page = task.outputs
    links = (
        ("All outputs", "../README.md"),
        ("CSV", f"{task.name}.csv"),
        ("JSON", f"{task.name}.json"),
        ("Markdown", f"{task.name}.md"),
    )
    files = {
        csv: _text(to_csv(table)),
        json: _text(to_json(table)),
        markdown: _text(to_markdown(table)),
        page: _text(to_page(table, links=links)),
    }
    return Made(files=files, title=table.title)


def _text(text: str) -> bytes:
    """UTF-8 with LF line ends and one newline at the end, the same on every system."""
    return (text.replace("\r\n", "\n").rstrip("\n") + "\n").encode("utf-8")
