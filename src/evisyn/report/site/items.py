"""One page per review and per claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evisyn.appraisal.claims import ClaimVerdict
from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.report.effects import effects_table
from evisyn.report.formats import NOT_APPLICABLE, plural
from evisyn.report.html import escape
from evisyn.report.review_cards import review_card
from evisyn.report.sentences import CERTAINTY_WORDS
from evisyn.report.site.pages import Site
from evisyn.report.site.shell import METHODS, claim_path, link, paragraph, review_path


def item_pages(site: Site) -> dict[str, str]:
    """Make the page of every review and every claim."""
    made = {}
    for review_id in site.review_ids:
        path = review_path(review_id)
        title = site.cited.cite(review_id).short
        made[path] = site.shell.page(path, title, _review(site, review_id, path))
    for verdict in site.verdicts:
        path = claim_path(verdict.claim.claim_id)
        title = f"Claim {verdict.claim.claim_id}"
        made[path] = site.shell.page(path, title, _claim(site, verdict, path))
    return made


def _review(site: Site, review_id: str, path: str) -> list[str]:
    trail = site.trail(path)
    effects = effects_table(site.base, review_id=review_id)
    claims = [v for v in site.verdicts if v.claim.review_id == review_id]
    body = [
        f"<p>{site.cited.cite(review_id).html}</p>",
        "<h2>What was seen of it</h2>",
        trail.table(replace(review_card(site.base, review_id), caption="")),
    ]
    if effects.rows:
        body += ["<h2>Its pooled results</h2>", trail.table(effects)]
    if claims:
        body += ["<h2>Claims that name it</h2>", _claim_links(claims)]
    return [*body, *trail.section()]


def _claim_links(claims: Sequence[ClaimVerdict]) -> str:
    items = "".join(
        f"<li>{link('../' + claim_path(v.claim.claim_id), v.claim.claim_id)}: "
        f"{escape(v.claim.statement)}</li>"
        for v in claims
    )
    return f"<ul>{items}</ul>"


def _claim(site: Site, verdict: ClaimVerdict, path: str) -> list[str]:
    claim, trail = verdict.claim, site.trail(path)
    label = site.base.topic.label
    facts = [
        ("Kind", label("claim_kind", claim.kind)),
        ("About", label(site.base.topic.question_columns[0], claim.condition)),
        ("Does the source say it?", verdict.cited_as_said.replace("_", " ")),
        ("Why", verdict.cited_why),
        ("What the rows say", verdict.verdict),
        ("Why they say so", verdict.why),
        ("Certainty of the rows", _certainty(verdict.certainty)),
        ("Rests on", plural(len(verdict.row_ids), "row")),
    ]
    body = [
        paragraph(claim.statement, "lead"),
        '<dl class="facts">'
        + "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts),
        _source(site, verdict, trail.root) + "</dl>",
        _rule(site, trail.root),
    ]
    trail.rows([claim.claim_id, *verdict.row_ids])
    return [*body, *trail.section()]


def _source(site: Site, verdict: ClaimVerdict, root: str) -> str:
    review_id = verdict.claim.review_id
    if review_id in site.review_ids:
        shown = link(root + review_path(review_id), site.cited.cite(review_id).short)
        how = site.base.topic.label("identification", verdict.claim.identification).lower()
        shown += f" ({escape(how)})" if how else ""
    else:
        shown = escape(verdict.claim.attributed_to or "none named")
    return f"<dt>Source named</dt><dd>{shown}</dd>"


def _rule(site: Site, root: str) -> str:
    if "claims" not in site.headings:
        return ""
    return f"<p>{link(f'{root}{METHODS}#claims', 'The rule for verdicts on claims')}</p>"


def _certainty(certainty: str) -> str:
    if not certainty:
        return NOT_APPLICABLE
    return "not rated" if certainty == NOT_RATED else CERTAINTY_WORDS.get(certainty, certainty)
