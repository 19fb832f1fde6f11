"""The claims of the article, each with both answers and the rows that carry them."""

from __future__ import annotations

from evisyn.appraisal.claims import ClaimVerdict, judge_claims
from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.report.display import Cell, Column, DisplayTable, table, text_cell
from evisyn.report.formats import NOT_APPLICABLE
from evisyn.report.sentences import CERTAINTY_WORDS
from evisyn.tables.base import EvidenceBase

COLUMNS = (
    Column(key="claim_id", label="Claim"),
    Column(key="statement", label="Statement of the article, in our words"),
    Column(key="kind", label="Kind", shown=False),
    Column(key="attributed_to", label="Ascribed to", shown=False),
    Column(key="review_id", label="Review", shown=False),
    Column(key="identification", label="Identification", shown=False),
    Column(key="cited_as_said", label="Does the source say it?"),
    Column(key="cited_why", label="Why (source)", shown=False),
    Column(key="verdict", label="What the rows say"),
    Column(key="why", label="Why"),
    Column(key="certainty", label="Certainty of the rows"),
    Column(key="rows", label="Rows", shown=False),
)

CHECK_COLUMNS = (
    Column(key="claim_id", label="Claim"),
    Column(key="cited_as_said", label="Does the source say it?"),
    Column(key="reason", label="Why"),
    Column(key="where", label="Read in"),
)

NOTES = (
    "Two separate answers: whether the named source says what is ascribed to it, and what the "
    "evidence rows say. Verdicts follow written rules and never count favourable rows or reviews.",
    "The certainty is ours, at the worst level that it leaves open; a result that is not rated "
    "carries a claim in part at most, and no claim is called supported on it.",
)


def claims_table(base: EvidenceBase, condition: str = "") -> DisplayTable:
    """Make the table of claims.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Keep the claims about one condition; empty for all.
    """
    verdicts = [
        verdict
        for verdict in judge_claims(evidence_rows(base))
        if condition in ("", verdict.claim.condition)
    ]
    return table(
        id="claims" if not condition else f"claims_{condition}",
        title="Claims of the article and what carries them",
        caption="One row per statement.",
        columns=COLUMNS,
        records=[_record(verdict) for verdict in verdicts],
        groups=[f"Section: {verdict.claim.section}" for verdict in verdicts]
        if not condition
        else None,
        source_notes=NOTES,
    )


def citation_checks_table(base: EvidenceBase) -> DisplayTable:
    """Show how each source that a claim names was read, with the place.

    Parameters
    ----------
    base
        The evidence base.
    """
    return table(
        id="citation_checks",
        title="Does the named source say it?",
        caption="One row per claim that names a source.",
        columns=CHECK_COLUMNS,
        records=[
            {
                "claim_id": row["claim_id"],
                "cited_as_said": text_cell(
                    str(row["cited_as_said"]).replace("_", " "),
                    value=row["cited_as_said"],
                    refs=(row["check_id"],),
                ),
                "reason": text_cell(row["reason"], refs=(row["check_id"],)),
                "where": text_cell(
                    f"{row['source_id']}, {row['locator']}", refs=(row["source_id"],)
                ),
            }
            for row in base.table("citation_checks").to_dict("records")
        ],
    )


def _record(verdict: ClaimVerdict) -> dict[str, object]:
    claim = verdict.claim
    return {
        "claim_id": claim.claim_id,
        "statement": text_cell(claim.statement, refs=(claim.claim_id,)),
        "kind": claim.kind,
        "attributed_to": claim.attributed_to,
        "review_id": claim.review_id,
        "identification": claim.identification,
        "cited_as_said": text_cell(
            verdict.cited_as_said.replace("_", " "),
            value=verdict.cited_as_said,
            refs=(claim.claim_id,),
            notes=() if verdict.cited_as_said == "no_source_named" else (verdict.cited_why,),
        ),
        "cited_why": verdict.cited_why,
        "verdict": text_cell(verdict.verdict, refs=verdict.row_ids),
        "why": text_cell(verdict.why, refs=verdict.row_ids),
        "certainty": _certainty(verdict.certainty),
        "rows": "; ".join(verdict.row_ids),
    }


def _certainty(certainty: str) -> Cell:
    if not certainty:
        return Cell(text=NOT_APPLICABLE, value=None)
    shown = "not rated" if certainty == NOT_RATED else CERTAINTY_WORDS.get(certainty, certainty)
    return text_cell(shown, value=certainty)
