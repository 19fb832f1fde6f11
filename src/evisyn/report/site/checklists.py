"""The page of reporting checklists, whose places are links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from evisyn.report.checklists import prior_checklist, prisma_checklist
from evisyn.report.html import escape, to_html
from evisyn.report.prose import Prose, anchor
from evisyn.report.site.shell import (
    CHECKLISTS,
    DATA,
    METHODS,
    REVIEWS,
    START,
    TRIALS,
    link,
    paragraph,
)

if TYPE_CHECKING:
    from evisyn.report.model import Cell, Column
    from evisyn.report.site.pages import Site

PAGES = {
    "Start": START,
    "Methods": METHODS,
    "Data": DATA,
    "Trials": TRIALS,
    "Reviews": REVIEWS,
}
IN_TEXT = "methods text, "


def checklist_pages(site: Site) -> dict[str, str]:
    """Make the page of checklists."""
    places = _Places(site.methods, _files(site))

    def wrap(column: Column, cell: Cell, content: str) -> str:
        return places.linked(cell.text) if column.key == "where" else content

    body = [
        paragraph(
            "What reporting statements ask for, filled in as far as the tables of this review "
            "know the answer. An empty box is left to the authors. Word files for a submission "
            "are among the data.",
            "lead",
        ),
    ]
    for table in (prisma_checklist(site.base), prior_checklist(site.base)):
        body += [
            f'<h2 id="{table.id}-list">{escape(table.title)}</h2>',
            to_html(table, style=False, heading=False, wrap=wrap),
        ]
    return {CHECKLISTS: site.shell.page(CHECKLISTS, "Reporting checklists", body)}


class _Places:
    """Turns the places of a checklist into links."""

    def __init__(self, text: Prose, files: Mapping[str, str]) -> None:
        self.text = text
        self.files = files

    def linked(self, places: str) -> str:
        return "; ".join(self._one(place) for place in places.split("; "))

    def _one(self, place: str) -> str:
        kind, _, name = place.partition(" ")
        target = self.files.get(place, "")
        if place.startswith(IN_TEXT):
            target = f"{METHODS}#{anchor(self.text, place.removeprefix(IN_TEXT))}"
        elif kind == "page":
            target = PAGES.get(name, "")
        shown = place.replace("_", " ")
        return link(target, shown) if target else escape(shown)


def _files(site: Site) -> dict[str, str]:
    """Place -> address, of the tables and figures that lie beside the site."""
    found = {f"figure {item.name}": item.path for item in site.extras.figures}
    for download in site.extras.tables:
        for label, address in download.files:
            if label == "HTML":
                stem = address.rpartition("/")[2].removesuffix(".html")
                found[f"table {stem}"] = address
    return found
