"""The pages for readers: whole, linked, quiet, and every number with its trail."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from _page_reader import Page

from evisyn.build.guide.files import documents_of
from evisyn.build.guide.pages import written_pages
from evisyn.build.paths import find_project
from evisyn.build.read import load
from evisyn.report.site import Download, Extras, SiteFigure, WrittenPage, site_pages

ROOT = Path(__file__).parents[2]
OUTSIDE = ("http://", "https://", "data:")


@cache
def written() -> tuple[WrittenPage | None, tuple[WrittenPage, ...]]:
    return written_pages(documents_of(find_project(ROOT)))


@cache
def pages() -> dict[str, str]:
    base = load(ROOT)
    figures = (
        SiteFigure(
            name="evidence_map",
            path="../figures/evidence_map.svg",
            title="A map",
            alt="Words & more",
            long_description="one\ntwo",
        ),
    )
    tables = (Download(title="A table", files=(("CSV", "../tables/a.csv"),)),)
    rules, guide = written()
    return site_pages(base, Extras(figures=figures, tables=tables, rules=rules, guide=guide))


@cache
def bare() -> dict[str, str]:
    return site_pages(load(ROOT))


@cache
def parsed() -> dict[str, Page]:
    return {path: Page(text) for path, text in pages().items() if path.endswith(".html")}


@cache
def anchors(path: str) -> frozenset[str]:
    return frozenset(attrs["id"] for _, attrs in parsed()[path].tags if "id" in attrs)


def test_every_kind_of_page_is_there() -> None:
    """A page for the start, every condition, review and claim, and the lists."""
    base = load(ROOT)
    wanted = {"index.html", "methods.html", "data.html", "search.html", "style.css"}
    wanted |= {f"condition/{term.id}.html" for term in base.topic.conditions}
    wanted |= {f"review/{key}.html" for key in base.table("reviews")["review_id"]}
    wanted |= {f"claim/{key}.html" for key in base.table("claims")["claim_id"]}
    assert wanted <= set(pages())


def test_every_link_leads_somewhere() -> None:
    """Each link inside the site names a page that is there, and an anchor that is on it."""
    lost = []
    for path, page in parsed().items():
        for tag, attrs in page.tags:
            target = attrs.get("href") if tag == "a" else None
            if target is None or target.startswith(OUTSIDE):
                continue
            file, _, anchor = target.partition("#")
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file)))
            found = found if file else path
            if found.startswith("../"):
                continue
            if found not in parsed() or (anchor and unquote(anchor) not in anchors(found)):
                lost.append((path, target))
    assert lost == []


def test_ids_are_unique() -> None:
    """No anchor stands twice on a page."""
    for path, page in parsed().items():
        ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(ids) == len(set(ids)), path


def test_pages_fetch_nothing_from_outside() -> None:
    """Only links a reader follows leave the site: no picture, style, script or form does."""
    for path, page in parsed().items():
        for tag, attrs in page.tags:
            for name in ("src", "action", "srcset") + (("href",) if tag == "link" else ()):
                assert not attrs.get(name, "").startswith(("http", "//")), (path, tag)
    assert "url(" not in pages()["style.css"]
    assert "@import" not in pages()["style.css"]


def test_frame_of_every_page() -> None:
    """Language, one main heading, landmarks and the skip link are on each page."""
    for path, page in parsed().items():
        for tag in ("h1", "main", "header", "footer"):
            assert len(page.all(tag)) == 1, (path, tag)
        assert page.all("html")[0]["lang"] == "en"
        assert any(attrs.get("class") == "skip" for attrs in page.all("a"))


def test_tables_have_captions_and_scopes() -> None:
    """Each data table says what it is, and each header cell what it heads."""
    for path, page in parsed().items():
        assert len(page.all("caption")) >= len(
            [attrs for attrs in page.all("table") if attrs.get("class") == "ev-grid"]
        ), path
        assert all("scope" in attrs for attrs in page.all("th")), path


def test_a_number_names_its_row_and_place() -> None:
    """In the table of the start page an estimate opens its row, the place and the rule."""
    found = re.search(r'<details class="trail"><summary>SMD.*?</details>', pages()["index.html"])
    assert found is not None
    assert 'href="#row-' in found.group()
    assert 'href="methods.html#the-index-result"' in found.group()
    assert re.search(r"</a>: s\d{4}", found.group())


def test_only_pages_for_readers_are_linked() -> None:
    """An address that readers may not be sent to stands as text."""
    sources = load(ROOT).table("sources")
    closed = set(sources.loc[sources["reader_link"] != "yes", "url"].dropna())
    linked = {
        attrs["href"]
        for page in parsed().values()
        for attrs in page.all("a")
        if attrs.get("href", "").startswith("http")
    }
    assert linked & closed == set()
    assert linked


def test_start_page_is_light() -> None:
    """The start page stays below 300 kB."""
    assert len(pages()["index.html"].encode()) < 300_000


def test_answer_of_each_condition_is_on_the_start_page() -> None:
    """Every condition has its card, with how sure one can be."""
    text = pages()["index.html"]
    cards = text.count('class="card"')
    assert cards == text.count("How sure:") == len(load(ROOT).topic.conditions)


def test_a_site_without_figures_or_rules_is_whole() -> None:
    """A project without figures, downloads or written rules has its pages too."""
    made = bare()
    assert set(made) == {path for path in pages() if not path.startswith("guide/")}
    assert "<img" not in made["index.html"]
    assert "methods.html#" not in made["index.html"]


def test_two_runs_give_the_same_pages() -> None:
    """No clock and no order of a set is in a page."""
    assert site_pages(load(ROOT)) == bare()


def test_every_heading_of_the_rules_has_its_anchor() -> None:
    """What the trails point to is on the page of methods."""
    rules, _ = written()
    assert rules is not None
    assert {heading.anchor for heading in rules.headings} <= anchors("methods.html")


def test_guide_is_found_by_name() -> None:
    """The header leads to the guide, and the search lists its pages and every public name."""
    assert '<a href="guide/index.html">Guide</a>' in pages()["index.html"]
    assert 'href="guide/pooling.html"' in pages()["search.html"]
    assert 'href="guide/reference-pooling.html#pool"' in pages()["search.html"]


def test_a_site_without_documents_has_no_guide() -> None:
    """No entry in the header leads nowhere."""
    assert ">Guide<" not in bare()["index.html"]
    assert ">Guide<" not in bare()["search.html"]
