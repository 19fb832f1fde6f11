"""Written pages: guides, instructions, reference."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from evisyn.report.html import escape
from evisyn.report.site.shell import link

if TYPE_CHECKING:
    from evisyn.report.site.pages import Site
    from evisyn.report.site.records import Heading, WrittenPage

FEWEST_HEADINGS = 3
"""A page with fewer has no list of contents."""


def guide_pages(site: Site) -> dict[str, str]:
    """Make every page of the guide: a way back, what is on the page, and the page."""
    return {
        page.path: site.shell.page(page.path, page.title, _body(page, first=page is first))
        for first in site.extras.guide[:1]
        for page in site.extras.guide
    }


def guide_entries(site: Site) -> list[tuple[str, str, str]]:
    """What can be found by name: address, name, and a few words."""
    pages = [(page.path, page.title, page.lead) for page in site.extras.guide]
    names = [
        (f"{page.path}#{quote(heading.anchor)}", heading.words, words)
        for page in site.extras.guide
        for heading, words in page.entries
    ]
    return [*pages, *sorted(names, key=lambda entry: entry[1].casefold())]


def _body(page: WrittenPage, *, first: bool) -> list[str]:
    back = [] if first else [f'<p class="back">{link("index.html", "Guide")}</p>']
    headings = [one for one in page.headings if one.level == 2]
    contents = [] if first or len(headings) < FEWEST_HEADINGS else [_contents(headings)]
    return [*back, *contents, f'<article class="written">{page.body}</article>']


def _contents(headings: list[Heading]) -> str:
    items = "".join(f"<li>{link(f'#{one.anchor}', one.words)}</li>" for one in headings)
    return f'<nav class="contents" aria-label="{escape("On this page")}"><ul>{items}</ul></nav>'
