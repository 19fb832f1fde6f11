"""One review on one card: what kind of review it is, and what was seen of it."""

from __future__ import annotations

from evisyn.report.citations import bibliography
from evisyn.report.display import Column, DisplayTable, table, text_cell
from evisyn.tables.base import EvidenceBase

FIELDS = (
    ("design", "Kind of review"),
    ("search_end", "End of the search"),
    ("databases", "Databases"),
    ("n_primary_studies", "Primary studies"),
    ("n_participants", "Participants"),
    ("interventions", "Interventions"),
    ("comparators", "Comparators"),
    ("outcomes", "Outcomes"),
    ("risk_of_bias_tool", "Tool for risk of bias"),
    ("certainty_tool", "Tool for certainty"),
    ("registration", "Registration"),
    ("authors_conclusion", "Conclusion, in our words"),
    ("funding", "Funding"),
    ("source_kind", "What was read of it"),
    ("locator", "Where"),
    ("notes", "Notes"),
)
LABELLED = {"design": "review_design", "source_kind": "source_kind"}


def review_card(base: EvidenceBase, review_id: str) -> DisplayTable:
    """Make the card of one review.

    Parameters
    ----------
    base
        The evidence base.
    review_id
        Key of the review.

    Returns
    -------
    DisplayTable
        One row per fact, then one per limitation with who stated it.

    Raises
    ------
    CitationError
        If there is no such review; near matches are named.
    """
    citation = bibliography(base).cite(review_id)
    reviews = base.table("reviews")
    row = reviews[reviews["review_id"] == review_id].iloc[0].to_dict()
    records: list[dict[str, object]] = []
    for name, label in FIELDS:
        value = row[name]
        if name in LABELLED and isinstance(value, str):
            value = base.topic.label(LABELLED[name], value)
        records.append({"field": label, "value": text_cell(value, refs=(review_id,))})
    groups = ["The review"] * len(records)
    limitations = base.table("limitations")
    for item in limitations[limitations["review_id"] == review_id].to_dict("records"):
        domain = base.topic.label("limitation_domain", str(item["domain"]))
        by = base.topic.label("reported_by", str(item["reported_by"])).lower()
        text = f"{item['statement']} ({by})"
        records.append({"field": domain, "value": text_cell(text, refs=(item["limitation_id"],))})
        groups.append("Limitations extracted")
    return table(
        id=f"review_{review_id}",
        title=citation.short,
        caption=citation.text,
        columns=[Column(key="field", label="Fact"), Column(key="value", label="What was seen")],
        records=records,
        groups=groups,
        source_notes=(f"Row {review_id} of the reviews, read in source {row['source_id']}.",),
    )
