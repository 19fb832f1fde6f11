"""The start page: the question, the answer in plain words, the table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evisyn.report.formats import plural
from evisyn.report.html import escape
from evisyn.report.pooled_here import pooled_here_table, results, sentence
from evisyn.report.ranges import best_rated
from evisyn.report.site import plain
from evisyn.report.site.pages import Site, figure
from evisyn.report.site.shell import (
    CLAIMS,
    FINDINGS,
    METHODS,
    REVIEWS,
    START,
    TRIALS,
    condition_path,
    inside,
    link,
    paragraph,
)
from evisyn.report.strength import table_of

if TYPE_CHECKING:
    from evisyn.report.display import DisplayTable
    from evisyn.report.site.trail import Trail
    from evisyn.tables.base import EvidenceBase
    from evisyn.tables.topic import Term

TRIALS_OF = "trials_"
"""Name of the forest of a condition's trials, before the condition."""
MOST_SENTENCES = 3
"""Results pooled here that a card says in words."""
MAP, STRIP = "evidence_map", "strength_strip"
NOT_HERE = ("limitation_domains", "statement")
"""Columns of the strength table that stand on the pages of the conditions only."""


def start_page(site: Site) -> dict[str, str]:
    """Make the start page."""
    topic, trail = site.base.topic, site.trail(START)
    pooled = [record for record in site.records if record.index is not None]
    strength = table_of(
        site.base,
        pooled,
        id="strength",
        title="Strength of the evidence: questions with a pooled result",
        caption="One row per question. Every underlined figure opens the rows it rests on.",
    )
    own = pooled_here_table(site.base)
    body = [
        paragraph(_question(site), "lead"),
        _counts(site),
        '<h2 id="answer">The answer, in plain words</h2>',
        '<div class="cards">',
        *(_card(site, term) for term in topic.conditions),
        "</div>",
        paragraph(
            "Certainty says how much a true effect could differ from the one found. Low means: "
            "it may well be substantially different."
        ),
        *_own_results(site, own, trail),
        *_figures(site, MAP),
        '<h2 id="strength-of-evidence">How strong is the evidence?</h2>',
        _where(site, len(pooled)),
        *([trail.table(_without(strength, NOT_HERE), filters=True)] if pooled else []),
        *_figures(site, STRIP),
        *trail.section(),
    ]
    return {START: site.shell.page(START, topic.title, body)}


def _where(site: Site, pooled: int) -> str:
    """How many questions have what, and where they stand."""
    worded = site.base.topic.worded
    own = len(
        {one.question for one in results(site.base)}
        - {record.question for record in site.records if record.index}
    )
    rest = len(site.records) - pooled - own
    here = f"{plural(own, 'question')} answered from the trials pooled above. " if own else ""
    said = (
        worded(f"{plural(pooled, 'question')} with a pooled result. ") if pooled or not own else ""
    )
    more = worded(
        f"{rest} more rest on single trials only; they stand on the page of their condition. "
    )
    return (
        f"<p>{said}{worded(here)}{more if rest or pooled else ''}The same in the columns of "
        f"Cochrane reviews: {link(FINDINGS, 'summary of findings')}.</p>"
    )


def _own_results(site: Site, own: DisplayTable, trail: Trail) -> list[str]:
    """What this review pools itself: each condition's forest, and the table."""
    if not own.rows:
        return []
    conditions = {one.question.condition for one in results(site.base)}
    shown = [line for id in sorted(conditions) for line in _figures(site, f"{TRIALS_OF}{id}")]
    heading = f'<h2 id="pooled-here">{escape(own.title)}</h2>'
    return [heading, trail.table(own), *shown]


def _figures(site: Site, name: str) -> list[str]:
    return [figure(item, "") for item in site.extras.figures if item.name == name]


def _without(table: DisplayTable, keys: tuple[str, ...]) -> DisplayTable:
    """Hide columns; none of them carries a footnote."""
    columns = [replace(c, shown=c.shown and c.key not in keys) for c in table.columns]
    return replace(table, columns=tuple(columns))


def _question(site: Site) -> str:
    names = [inside(term.title) for term in site.base.topic.conditions]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return (
        site.base.topic.worded("What do reviews and trials say on ")
        + f"{listed}, how sure can one be, and where was every number read?"
    )


def _counts(site: Site) -> str:
    base = site.base
    trial, trials = base.topic.worded("trial"), base.topic.worded("trials")
    named = (
        ("reviews", REVIEWS, "review", "reviews"),
        ("effects", "", "pooled result", "pooled results"),
        ("trials", TRIALS, trial, trials),
        ("claims", CLAIMS, "claim", "claims"),
    )
    counted = [
        (path, plural(n, *words)) for name, path, *words in named if (n := _rows(base, name))
    ]
    parts = [link(path, words) if path else escape(words) for path, words in counted]
    if not parts:
        return f"<p>The tables are empty so far; {link(METHODS, 'how it is done')}.</p>"
    return (
        f"<p>{', '.join(parts)} from {plural(len(base.table('sources')), 'page')} that were read; "
        f"{link(METHODS, 'how it was done')}.</p>"
    )


def _rows(base: EvidenceBase, table: str) -> int:
    return len(base.table(table))


def _card(site: Site, term: Term) -> str:
    records, own = site.of_condition(term.id), results(site.base, term.id)
    open_part = plain.untested(site.base, records, own)
    best = best_rated(site.base, records)
    worded = site.base.topic.worded
    return "\n".join(
        [
            '<section class="card">',
            f"<h3>{escape(term.title)}</h3>",
            paragraph(worded(plain.found(records, own))),
            *(paragraph(sentence(site.base, one)) for one in own[:MOST_SENTENCES]),
            paragraph(worded(plain.how_sure(records, own)), "sure"),
            paragraph(best) if best else "",
            paragraph(open_part) if open_part else "",
            f"<p>{link(condition_path(term.id), f'{term.title}: all of it')}</p>",
            "</section>",
        ]
    )
