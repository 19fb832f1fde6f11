"""Hostile texts in the tables of a project: they reach every output as text."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from _hostile import OBEYED, TEXTS
from _projects import make_project, rewrite

from evisyn.build import run
from evisyn.build.catalogue import TABLES, Catalogue
from evisyn.build.paths import Project
from evisyn.build.start import init
from evisyn.report.site.script import SITE_SCRIPT

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


#: Every short hostile text in one cell; a cell of a table is one line here.
ALL = " ".join(" ".join(TEXTS[name].split()) for name in TEXTS if len(TEXTS[name]) < 1000)
#: Files that machines read keep what was typed; Word and Excel files are looked at elsewhere.
FOR_READERS = (".html", ".md", ".tex", ".svg", ".txt")


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:Glyph .* missing:UserWarning")
@pytest.mark.parametrize("template", ["interventions", "associations"])
def test_a_whole_project_of_hostile_texts(template: str, tmp_path: Path) -> None:
    """Tables, figures and pages of a new project whose every text is hostile: nothing acts."""
    project = Project.at(init(tmp_path / "project", kind=template, title=ALL[:300]).root)
    for path in project.notebooks.glob("*.ipynb"):
        path.unlink()
    for table, columns in {
        "reviews": ("title", "journal", "authors_conclusion", "notes"),
        "limitations": ("statement",),
        "effects": ("intervention", "comparator", "notes", "unit"),
        "trials": ("title", "journal", "notes"),
        "trial_outcomes": ("intervention_arm", "comparator_arm", "unit"),
        "claims": ("statement", "attributed_to"),
        "sources": ("title_seen",),
        "adverse_events": ("finding",),
    }.items():
        header = (project.data / f"{table}.csv").read_text("utf-8").partition("\n")[0].split(",")
        rewrite(project, table, {name: ALL for name in columns if name in header})
    run.build(project.root)
    acting = {}
    for path in sorted(project.evidence.rglob("*")):
        if path.suffix in FOR_READERS:
            acting[path.name] = _what_acts(path)
    assert {name: found for name, found in acting.items() if found} == {}
    assert len(acting) > 60


def _what_acts(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    found = [f"U+{ord(one):04X}" for one in sorted(OBEYED & set(text))]
    if path.suffix == ".svg":
        tree = ET.fromstring(text)
        found += [one.tag for one in tree.iter() if one.tag.rpartition("}")[2] == "script"]
        found += [name for one in tree.iter() for name in one.attrib if name.startswith("on")]
    elif path.suffix == ".html":
        tags = Tags()
        tags.feed(text.replace(f"<script>{SITE_SCRIPT}</script>", ""))
        found += tags.acting
    elif path.suffix == ".md":
        found += re.findall(r"(?<!\\)<script|(?<!\\)\]\((?:javascript|data):", text)
    return found
