"""Hostile texts in the tables of a project: they reach every output as text."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from pathlib import Path

import pytest
from _projects import make_project, rewrite

from evisyn.build import run
from evisyn.build.catalogue import TABLES, Catalogue
from evisyn.build.paths import Project

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(1)"> \\write18{x} $\\input{y}$ '
    "[l](javascript:alert(1)) =1+1 \x1b[31m \u202egpj"
)


class Tags(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.acting: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed"):
            self.acting.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (value or "").lower().startswith("javascript:"):
                self.acting.append(f"{tag} {name}")


@pytest.fixture
def built(tmp_path: Path) -> Project:
    project = make_project(tmp_path / "project")
    rewrite(
        project, "reviews", {"title": HOSTILE, "journal": HOSTILE, "authors_conclusion": HOSTILE}
    )
    rewrite(project, "limitations", {"statement": HOSTILE})
    rewrite(project, "effects", {"intervention": HOSTILE, "notes": HOSTILE, "unit": HOSTILE})
    rewrite(project, "claims", {"statement": HOSTILE})
    rewrite(project, "trials", {"title": HOSTILE})
    rewrite(project, "sources", {"title_seen": HOSTILE})
    run.build(project.root, catalogue=Catalogue(TABLES))
    return project


def test_no_page_acts(built: Project) -> None:
    """No script, no handler, no script address in any page."""
    for path in (built.evidence / "tables").glob("*.html"):
        tags = Tags()
        tags.feed(path.read_text(encoding="utf-8"))
        assert tags.acting == [], path.name


def test_no_markdown_holds_tags_or_script_links(built: Project) -> None:
    """Markdown shows the text; neither tag nor link comes of it."""
    for path in (built.evidence / "tables").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text.replace("\\<script", ""), path.name
        assert "[l](javascript" not in text, path.name


def test_the_machine_table_keeps_the_text(built: Project) -> None:
    """What a machine reads is the text as it was typed."""
    path = built.evidence / "tables" / "limitation_statements.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = [cell for row in csv.reader(lines) for cell in row]
    assert any("<script>alert(1)</script>" in cell for cell in cells)
