"""Documents, rules and reference as pages of the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from evisyn.build.guide.files import documents_of
from evisyn.build.guide.pages import written_pages
from evisyn.build.paths import find_project
from evisyn.errors import UsageError

ROOT = Path(__file__).parents[3]


def test_rules_are_no_page_of_their_own() -> None:
    """They stand on the page of methods, and links from there lead into the guide."""
    rules, guide = written_pages({"docs/rules.md": "# R\n\n[c](c.md)", "docs/c.md": "# C"})
    assert rules is not None
    assert rules.path == "methods.html"
    assert 'href="guide/c.html"' in rules.body
    assert [page.path for page in guide] == ["guide/index.html", "guide/c.html"]


def test_link_to_the_rules_leads_to_methods() -> None:
    """With its anchor."""
    _, guide = written_pages({"docs/rules.md": "# R\n\n## A b", "docs/c.md": "[r](rules.md#a-b)"})
    assert 'href="../methods.html#a-b"' in guide[1].body


def test_index_is_the_readme() -> None:
    """docs/README.md is the first page; without it a list of all pages is."""
    _, guide = written_pages({"docs/README.md": "# Guide\n\n[x](sub/x.md)", "docs/sub/x.md": "# X"})
    assert guide[0].title == "Guide"
    assert 'href="x.html"' in guide[0].body
    _, bare = written_pages({"docs/sub/x.md": "# X"})
    assert '<a href="x.html">X</a>' in bare[0].body


def test_figures_of_the_evidence_are_found() -> None:
    """A picture in evidence/ is shown from where it lies."""
    _, guide = written_pages({"docs/sub/x.md": "![a](../../evidence/figures/a.svg)"})
    assert 'src="../../figures/a.svg"' in guide[1].body


def test_no_documents_no_guide() -> None:
    """A project without documents has no guide and no rules."""
    assert written_pages({}) == (None, ())


def test_twins_are_refused() -> None:
    """Two documents of one name in two folders would be one page."""
    with pytest.raises(UsageError, match="rename one"):
        written_pages({"docs/a/x.md": "", "docs/b/x.md": ""})


def test_reference_is_for_who_asks() -> None:
    """Only a project with docs/reference.md gets it."""
    _, guide = written_pages({"docs/x.md": "# X"})
    assert not [page for page in guide if "reference" in page.path]


def test_hidden_documents_are_none(tmp_path: Path) -> None:
    """Folders that begin with a dot are a program's own."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text("{}")
    for name in ("docs/a.md", "docs/.ipynb_checkpoints/a.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"\xff bad")
    assert list(documents_of(find_project(tmp_path))) == ["docs/a.md"]


def test_every_document_is_in_the_index() -> None:
    """A page that docs/README.md does not name would be found by nobody."""
    _, guide = written_pages(documents_of(find_project(ROOT)))
    lost = [
        page.path
        for page in guide[1:]
        if not page.path.startswith("guide/reference-")
        and f'href="{page.path.removeprefix("guide/")}"' not in guide[0].body
    ]
    assert lost == []


def test_whole_guide_is_light() -> None:
    """Below 1 MB, each page below 150 kB."""
    _, guide = written_pages(documents_of(find_project(ROOT)))
    sizes = [len(page.body.encode()) for page in guide]
    assert sum(sizes) < 1_000_000
    assert max(sizes) < 150_000


def test_a_mark_of_byte_order_is_no_text(tmp_path: Path) -> None:
    """An editor may put it before the first heading."""
    (tmp_path / "data").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text("{}")
    (tmp_path / "docs" / "a.md").write_bytes("\ufeff# A\r\n\r\nb\r\n".encode())
    _, guide = written_pages(documents_of(find_project(tmp_path)))
    assert (guide[1].title, guide[1].body) == ("A", "<p>b</p>\n")


def test_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    """A project of a stranger must not put a file of yours on its pages."""
    (tmp_path / "secret.md").write_text("# Mine\n")
    root = tmp_path / "project"
    for folder in ("data", "docs"):
        (root / folder).mkdir(parents=True)
    (root / "data" / "datapackage.json").write_text("{}")
    (root / "docs" / "a.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(UsageError, match="outside the project"):
        documents_of(find_project(root))
