"""From a number on a page to the rows it rests on, the places they were read, and the rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from evisyn.report.formats import plural
from evisyn.report.html import LINKABLE, escape, to_html
from evisyn.report.site.shell import METHODS, claim_path, link, review_path
from evisyn.report.wording import reworded

if TYPE_CHECKING:
    from evisyn.records import Locator
    from evisyn.report.model import Cell, Column, TableData
    from evisyn.tables.base import EvidenceBase

MOST_PLACES = 3
"""With more rows a cell names the rows; their places stand at the end of the page."""

LONGEST_SUMMARY = 60

RULES = {
    "result": "the-index-result",
    "size": "the-index-result",
    "reviews_range": "consistency",
    "certainty": "certainty",
    "certainty_reported": "certainty",
    "verdict": "claims",
    "why": "claims",
    "cited_as_said": "claims",
    "status": "which-pooled-results-are-eligible",
    "standing": "the-index-result",
}
"""Column key -> heading of the rules that the column follows."""

REVIEW_COLUMNS = ("review_id", "review")


@dataclass(slots=True, kw_only=True)
class Trail:
    """The tables of one page and the rows behind them.

    Parameters
    ----------
    base
        The evidence base.
    root
        Way from the page to the root of the site.
    rules
        Anchor -> heading, of the rules that the site has.
    reviews, claims
        Ids that have a page.
    seen
        Rows met so far, in order; filled while tables are made.
    """

    base: EvidenceBase
    root: str
    rules: Mapping[str, str]
    reviews: Collection[str]
    claims: Collection[str]
    seen: dict[str, tuple[Locator, ...]] = field(default_factory=dict)
    anchors: set[str] = field(default_factory=set)

    def table(self, table: TableData, *, filters: bool = False) -> str:
        """Give a table whose figures open the way to their rows."""
        first = table.columns[table.visible[0]].key

        def wrap(column: Column, cell: Cell, content: str) -> str:
            return self._cell(column, cell, content, anchor=column.key == first)

        made = to_html(reworded(self.base.topic, table), style=False, heading=False, wrap=wrap)
        if filters and table.rows:
            made = made.replace('class="evisyn-table"', 'class="evisyn-table" data-filter', 1)
        return made

    def rows(self, ids: Collection[str]) -> None:
        """Add rows to the list at the end of the page."""
        for row_id in ids:
            self._places(row_id)

    def section(self) -> list[str]:
        """Give the list of every row met, for the end of the page."""
        if not self.seen:
            return []
        lines = [
            '<h2 id="trail">Where the numbers were read</h2>',
            f"<details><summary>{plural(len(self.seen), 'row')} of the evidence tables behind this "
            "page</summary>",
            '<div class="sheet" role="region" aria-label="Rows and places" tabindex="0"><table>',
            "<caption>An address is a link where readers may be sent to the page; other addresses "
            "are copies, named for the record.</caption>",
            "<thead><tr>"
            + "".join(
                f'<th scope="col">{name}</th>'
                for name in ("Row", "Table", "Source", "Place in it", "Address")
            )
            + "</tr></thead><tbody>",
        ]
        for row_id, places in self.seen.items():
            lines += [self._line(row_id, place, first=i == 0) for i, place in enumerate(places)]
        return [*lines, "</tbody></table></div></details>"]

    def _cell(self, column: Column, cell: Cell, content: str, *, anchor: bool) -> str:
        shown = self._linked(column, cell, content)
        name = cell.refs[0] if cell.refs else str(cell.value or "")
        if anchor and name and name not in self.anchors:
            self.anchors.add(name)
            shown = f'<span id="{anchor_of(name)}">{shown}</span>'
        if not (cell.refs and (anchor or _is_figure(column, cell))):
            return shown
        inside = f"<div>{self._refs(cell.refs)}{self._rule(column.key)}</div>"
        if "<a" in shown or anchor or len(cell.text) > LONGEST_SUMMARY:
            label = plural(len(cell.refs), "row")
            return f'{shown} <details class="trail"><summary>{label}</summary>{inside}</details>'
        return f'<details class="trail"><summary>{shown}</summary>{inside}</details>'

    def _linked(self, column: Column, cell: Cell, content: str) -> str:
        if column.key in REVIEW_COLUMNS and cell.value in self.reviews:
            return link(self.root + review_path(quote(str(cell.value))), cell.text)
        if column.key == "claim_id" and cell.value in self.claims:
            return link(self.root + claim_path(quote(str(cell.value))), cell.text)
        return content

    def _refs(self, refs: tuple[str, ...]) -> str:
        items = []
        for row_id in dict.fromkeys(refs):
            places = self._places(row_id)
            here = f'<a href="#row-{escape(quote(row_id))}">{escape(row_id)}</a>'
            if len(refs) <= MOST_PLACES and places:
                here += f": {self._short(places[0])}"
            items.append(f"<li>{here}</li>")
        return f"<ul>{''.join(items)}</ul>"

    def _short(self, place: Locator) -> str:
        where = escape(", ".join(part for part in (place.source_id, place.locator) if part))
        if place.reader_link and place.url.startswith(LINKABLE):
            where += f", {link(place.url, 'source')}"
        return where

    def _rule(self, key: str) -> str:
        target = RULES.get(key, "")
        if target not in self.rules:
            return ""
        return (
            f'<p>Rule: <a href="{self.root}{METHODS}#{target}">{escape(self.rules[target])}</a></p>'
        )

    def _places(self, row_id: str) -> tuple[Locator, ...]:
        if row_id not in self.seen:
            self.seen[row_id] = self.base.locate(row_id)
        return self.seen[row_id]

    def _line(self, row_id: str, place: Locator, *, first: bool) -> str:
        name = f' id="row-{escape(row_id)}"' if first else ""
        address = escape(place.url) or "none"
        if place.reader_link and place.url.startswith(LINKABLE):
            address = link(place.url, place.url)
        return (
            f'<tr{name}><th scope="row">{escape(row_id)}</th><td>{escape(place.table)}</td>'
            f"<td>{escape(place.source_id)}</td><td>{escape(place.locator or 'not stated')}</td>"
            f'<td class="ev-url">{address}</td></tr>'
        )


def anchor_of(name: str) -> str:
    """Give the anchor of the table row that shows an evidence row or a question."""
    return f"at-{escape(name)}"


def _is_figure(column: Column, cell: Cell) -> bool:
    """Whether a cell shows a number, or a judgement that follows a rule."""
    return column.key in RULES or any(character.isdigit() for character in cell.text)
