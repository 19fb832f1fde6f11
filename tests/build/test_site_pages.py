"""The pages for readers as outputs of the build: made, kept, taken away, and in the manifest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _building import CALLS, PAGES, contents, write_numbers

from evisyn.build import run
from evisyn.build.fresh import differences
from evisyn.build.records import BuildResult
from evisyn.build.run import Options


def build(root: Path, **options: object) -> BuildResult:
    return run.build(root, Options(**options), catalogue=PAGES)  # type: ignore[arg-type]


def pages(root: Path) -> list[str]:
    return sorted(contents(root / "evidence" / "site"))


def test_every_page_is_written(site: Path) -> None:
    """The maker decides which pages there are."""
    build(site)
    assert pages(site) == ["index.html", "row/a.html", "row/b.html"]


def test_a_page_goes_with_its_row(site: Path) -> None:
    """A page that is no longer made is taken away, a new one comes."""
    build(site)
    write_numbers(site, "b,2", "c,3")
    result = build(site)
    assert pages(site) == ["index.html", "row/b.html", "row/c.html"]
    assert {change.path: change.state for change in result.changes}[
        "evidence/site/row/a.html"
    ] == "removed"


def test_nothing_changed_makes_no_page(site: Path) -> None:
    """A second build leaves the pages alone."""
    build(site)
    CALLS.clear()
    assert build(site).made == ()
    assert CALLS == []


def test_a_page_that_was_edited_is_made_again(site: Path) -> None:
    """Every page counts for freshness, not only the first."""
    build(site)
    page = site / "evidence" / "site" / "row" / "a.html"
    page.write_text("edited\n", encoding="utf-8")
    assert build(site).made == ("site:site",)
    assert page.read_text(encoding="utf-8") == "1\n"


def test_other_outputs_alone_keep_the_pages(site: Path) -> None:
    """Making one table takes no page away."""
    build(site)
    write_numbers(site, "a,5", "b,2")
    build(site, only=("numbers",))
    assert pages(site) == ["index.html", "row/a.html", "row/b.html"]


def test_manifest_names_every_page(site: Path) -> None:
    """Each page has its hash and its maker; the list of contents has the first."""
    build(site)
    outputs = json.loads((site / "evidence" / "manifest.json").read_text())["outputs"]
    made = {path for path, entry in outputs.items() if entry["made_by"] == PAGES.site}
    assert made == {f"evidence/site/{page}" for page in pages(site)}
    assert "](site/index.html)" in (site / "evidence" / "README.md").read_text()


def test_pages_know_the_other_outputs(site: Path) -> None:
    """The maker is told the files beside the pages, and the documents of the project."""
    (site / "docs").mkdir()
    (site / "docs" / "rules.md").write_text("# Rules\n", encoding="utf-8")
    build(site)
    listing = json.loads((site / "evidence" / "site" / "index.html").read_text())
    assert listing["documents"] == {"docs/rules.md": "# Rules\n"}
    assert "evidence/tables/numbers.csv" in listing["outputs"]["table:numbers"]
    assert listing["figures"] == [["shape", "_building:shape_figure"]]


@pytest.mark.parametrize("text", ["# Rules\n\nNew.\n", ""])
def test_changed_rules_make_the_pages_again(site: Path, text: str) -> None:
    """The pages show the rules, so they depend on them, and on nothing less."""
    (site / "docs").mkdir()
    rules = site / "docs" / "rules.md"
    rules.write_text("# Rules\n", encoding="utf-8")
    build(site)
    rules.write_text(text, encoding="utf-8")
    assert build(site).made == ("site:site",)


@pytest.mark.parametrize("name", ["docs/a.md", "docs/how-to/b.md"])
def test_a_new_document_makes_the_pages_again(site: Path, name: str) -> None:
    """Whatever is written below docs/ is on the site, one that comes later too."""
    build(site)
    (site / name).parent.mkdir(parents=True)
    (site / name).write_text("# A\n", encoding="utf-8")
    assert build(site).made == ("site:site",)
    assert differences(site, catalogue=PAGES) == ()


def test_fresh_pages_differ_in_nothing(site: Path) -> None:
    """The proof of freshness makes the pages too, with the project's rules."""
    (site / "docs").mkdir()
    (site / "docs" / "rules.md").write_text("# Rules\n", encoding="utf-8")
    build(site)
    assert differences(site, catalogue=PAGES) == ()
