"""One page per condition: what can and cannot be said, and the tables that carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.report.answers import answer
from evisyn.report.claims import claims_table
from evisyn.report.html import escape
from evisyn.report.pooled_here import pooled_here_table, results
from evisyn.report.site import plain
from evisyn.report.site.pages import Site, figure
from evisyn.report.site.shell import bullets, condition_path, paragraph
from evisyn.report.strength import strength_of_condition
from evisyn.report.strength_detail import disagreements_table
from evisyn.report.summary_of_findings import findings_table

if TYPE_CHECKING:
    from evisyn.tables.topic import Term


def condition_pages(site: Site) -> dict[str, str]:
    """Make the page of every condition."""
    return {
        condition_path(term.id): site.shell.page(
            condition_path(term.id), term.title, _body(site, term)
        )
        for term in site.base.topic.conditions
    }


def _body(site: Site, term: Term) -> list[str]:
    base, records = site.base, site.of_condition(term.id)
    trail, said = site.trail(condition_path(term.id)), answer(base, term.id)
    own = results(base, term.id)
    tables = (
        ("Pooled here from single trials", pooled_here_table(base, term.id), False),
        ("Questions with a pooled result", strength_of_condition(base, term.id, "pooled"), True),
        ("Where reviews answer the same question", disagreements_table(base, term.id), False),
        ("Summary of findings", findings_table(base, term.id), False),
        (
            "Questions that rest on single trials",
            strength_of_condition(base, term.id, "trials only"),
            True,
        ),
        ("Claims about it", claims_table(base, term.id), False),
    )
    body = [
        paragraph(base.topic.worded(plain.found(records, own)), "lead"),
        paragraph(base.topic.worded(plain.how_sure(records, own)), "sure"),
        '<h2 id="answer">The answer</h2>',
        '<div class="two">',
        f"<div><h3>Can be said</h3>{bullets(said.can)}</div>",
        f"<div><h3>Cannot be said</h3>{bullets(said.cannot)}</div>",
        "</div>",
    ]
    pictures = [item for item in site.extras.figures if item.condition == term.id]
    shown = [
        [f"<h2>{escape(base.topic.worded(title))}</h2>", trail.table(table, filters=filters)]
        for title, table, filters in tables
        if table.rows
    ]
    if pictures:
        drawn = [figure(item, trail.root) for item in pictures]
        shown.insert(1, ['<h2 id="figures">Figures</h2>', *drawn])
    return [*body, *(line for part in shown for line in part), *trail.section()]
