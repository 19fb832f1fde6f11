"""How it was made, and every file of it."""

from __future__ import annotations

from collections.abc import Iterable

from evisyn.report.certainty import certainty_domains
from evisyn.report.html import escape
from evisyn.report.overview import set_aside_table, sources_read_table
from evisyn.report.prose import to_html
from evisyn.report.site.pages import Site, figure
from evisyn.report.site.records import Download
from evisyn.report.site.shell import CHECKLISTS, DATA, METHODS, bullets, link, paragraph

SHOWN_ELSEWHERE = ("evidence_map", "strength_strip", "claims_board")
PROMISES = (
    "Every number names the row it rests on, and every row the page and the place where it was "
    "read. An underlined figure opens that way; so do the keys Tab and Enter.",
    "What no source stated is “not reported”, and never filled in.",
    "Rows that look wrong but are printed so are kept as printed and marked; those that cannot be "
    "relied on are set aside from every summary, with the reason.",
    "Judgements follow written rules; where a person decided otherwise, the row says who and why.",
)


def about_pages(site: Site) -> dict[str, str]:
    """Make the pages on methods and on data."""
    return {
        METHODS: site.shell.page(METHODS, "Methods", _methods(site)),
        DATA: site.shell.page(DATA, "Data", _data(site)),
    }


def _methods(site: Site) -> list[str]:
    base, trail = site.base, site.trail(METHODS)
    tables = (sources_read_table(base), set_aside_table(base), certainty_domains(base))
    pictures = [
        item
        for item in site.extras.figures
        if not item.condition and item.name not in SHOWN_ELSEWHERE
    ]
    body = ["<h2>In short</h2>", bullets(PROMISES), *_text(site)]
    if site.extras.rules:
        body.append(f'<div class="written">{site.extras.rules.body}</div>')
    for table in tables:
        if table.rows:
            body += [f"<h2>{escape(table.title)}</h2>", trail.table(table, filters=True)]
    if pictures:
        body += ["<h2>What is known of the tables</h2>", *(figure(item, "") for item in pictures)]
    return [*body, *trail.section()]


def _text(site: Site) -> list[str]:
    """The methods as a text for a report."""
    return [
        '<h2 id="methods-text">As a text for a report</h2>',
        f"<p>Written from the settings of this run and its tables, with references. See also the "
        f"{link(CHECKLISTS, 'reporting checklists')} of PRISMA 2020 and PRIOR.</p>",
        '<div class="written prose">',
        *to_html(site.methods, level=3),
        "</div>",
    ]


def _data(site: Site) -> list[str]:
    extras = site.extras
    pictures = [
        Download(title=item.title, files=((item.path.rpartition(".")[2].upper(), item.path),))
        for item in extras.figures
    ]
    body = [
        paragraph(
            "Every table, figure and notebook behind these pages. CSV and JSON are for machines; "
            "in JSON each cell names the rows it rests on.",
            "lead",
        )
    ]
    for title, items in (
        ("Tables", extras.tables),
        ("Figures", pictures),
        ("Texts", extras.texts),
        ("Notebooks", extras.notebooks),
        ("More", extras.other),
    ):
        if items:
            body += [f"<h2>{title}</h2>", _downloads(items)]
    return body


def _downloads(items: Iterable[Download]) -> str:
    lines = [
        f"<li>{escape(item.title)}: "
        + ", ".join(
            f'<a href="{escape(address)}" aria-label="{escape(f"{item.title}, {label}")}">'
            f"{escape(label)}</a>"
            for label, address in item.files
        )
        + "</li>"
        for item in items
    ]
    return f"<ul>{''.join(lines)}</ul>"
