"""Pages that list: summary of findings, reviews, trials, claims, and everything by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from evisyn.report.claims import claims_table
from evisyn.report.html import escape
from evisyn.report.reviews import reviews_table
from evisyn.report.safety import adverse_events_table
from evisyn.report.site.guide import guide_entries
from evisyn.report.site.pages import Site, figure
from evisyn.report.site.shell import (
    CLAIMS,
    FINDINGS,
    REVIEWS,
    SEARCH,
    TRIALS,
    claim_path,
    condition_path,
    link,
    paragraph,
    review_path,
)
from evisyn.report.summary_of_findings import findings_table
from evisyn.report.trials import trials_table

if TYPE_CHECKING:
    from evisyn.report.model import TableData

Entry = tuple[str, str, str]
"""Address, name, and a few words more."""

CLAIM_FIGURE = "claims_board"


def list_pages(site: Site) -> dict[str, str]:
    """Make the pages that list."""
    base = site.base
    pictures = [figure(item, "") for item in site.extras.figures if item.name == CLAIM_FIGURE]
    return {
        **_page(site, FINDINGS, "Summary of findings", [findings_table(base)]),
        **_page(site, REVIEWS, "Reviews", [reviews_table(base)]),
        **_page(
            site, TRIALS, "Trials and safety", [trials_table(base), adverse_events_table(base)]
        ),
        **_page(site, CLAIMS, "Claims", [claims_table(base)], pictures),
        SEARCH: site.shell.page(SEARCH, "Everything by name", _search(site)),
    }


def _page(
    site: Site, path: str, title: str, tables: Iterable[TableData], first: Iterable[str] = ()
) -> dict[str, str]:
    trail = site.trail(path)
    body = list(first)
    for table in tables:
        if table.title != title:
            body.append(f"<h2>{escape(table.title)}</h2>")
        body.append(trail.table(table, filters=True))
    return {path: site.shell.page(path, title, [*body, *trail.section()])}


def _search(site: Site) -> list[str]:
    groups = (
        ("Questions", _questions(site)),
        ("Reviews", _reviews(site)),
        ("Trials", _trials(site)),
        ("Claims", _claims(site)),
        ("Guide", guide_entries(site)),
    )
    body = [
        paragraph("Questions, reviews, trials and claims, each with its page.", "lead"),
        f'<form class="filter" role="search" action="{SEARCH}"><label for="q">Name or words'
        '<input type="search" id="q" name="q"></label><output id="found" for="q"></output></form>',
        "<div data-search>",
    ]
    for title, entries in groups:
        if not entries:
            continue
        items = "".join(_item(*entry) for entry in entries)
        body.append(f'<section><h2>{title}</h2><ul class="list">{items}</ul></section>')
    return [*body, "</div>"]


def _item(address: str, name: str, more: str) -> str:
    extra = f"<small>{escape(more)}</small>" if more else ""
    return f"<li>{link(address, name)}{extra}</li>"


def _questions(site: Site) -> list[Entry]:
    label, keys = site.base.topic.label, site.base.topic.question_columns
    return [
        (
            f"{condition_path(record.question.condition)}#at-{quote(record.question.id)}",
            f"{label('intervention_class', record.question.intervention)}: "
            f"{label('outcome', record.question.outcome).lower()}",
            f"{label(keys[0], record.question.condition)}, against "
            f"{label('comparator_class', record.question.comparator_class).lower()}",
        )
        for record in site.records
    ]


def _reviews(site: Site) -> list[Entry]:
    rows = site.base.table("reviews")
    return [
        (review_path(quote(str(key))), site.cited.cite(str(key)).short, str(title or ""))
        for key, title in zip(rows["review_id"], rows["title"].fillna(""), strict=True)
    ]


def _trials(site: Site) -> list[Entry]:
    table = trials_table(site.base)
    rows = site.base.table("trials")
    titles = dict(zip(rows["trial_id"], rows["title"].fillna(""), strict=True))
    first = table.visible[0]
    entries = []
    for row in table.rows:
        cell = row.cells[first]
        key = cell.refs[0]
        entries.append((f"{TRIALS}#at-{quote(key)}", cell.text, str(titles.get(key, ""))))
    return sorted(entries, key=lambda entry: (entry[1].casefold(), entry[0]))


def _claims(site: Site) -> list[Entry]:
    return [
        (claim_path(v.claim.claim_id), v.claim.claim_id, v.claim.statement) for v in site.verdicts
    ]
