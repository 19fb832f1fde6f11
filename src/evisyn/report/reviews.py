"""Tables of the reviews: what each one covered, and the bibliography."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evisyn.report.display import Cell, Column, DisplayTable, cell, count_cell, table, text_cell
from evisyn.report.formats import integer, plural
from evisyn.report.pick import (
    Words,
    check_condition,
    condition_title,
    records,
    rows_of,
    table_id,
    words,
)

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

NO_RESULT = "none extracted"

REVIEW_COLUMNS = (
    Column(key="review_id", label="Review"),
    Column(key="design", label="Design", shown=False),
    Column(key="search_end", label="Searched until"),
    Column(key="n_reviews", label="reviews", shown=False),
    Column(key="n_primary_studies", label="studies", align="right", spanner="Included"),
    Column(key="n_rcts", label="randomised", align="right", spanner="Included"),
    Column(key="n_participants", label="participants", align="right", spanner="Included"),
    Column(key="n_pooled", label="Pooled results in these tables", align="right"),
    Column(key="authors_conclusion", label="Conclusion of the authors, in our words"),
    Column(key="risk_of_bias_tool", label="risk of bias", spanner="Tool for"),
    Column(key="certainty_tool", label="certainty", spanner="Tool for"),
    Column(key="conditions", label="Conditions"),
    Column(key="databases", label="Databases"),
    Column(key="source_kind", label="What was read"),
)


def reviews_table(base: EvidenceBase, condition: str | None = None) -> DisplayTable:
    """Show what each review searched, included, used and concluded.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of a condition of the topic; a review of several stands under each. None takes all.

    Returns
    -------
    One row per review, grouped by design, sorted by label.

    Raises
    ------
    InputError
        If the topic does not have the condition.
    """
    check_condition(base, condition)
    tongue = words(base)
    pooled = _pooled_by_review(base, condition)
    rows = sorted(
        rows_of(base, "reviews", condition),
        key=lambda row: (
            tongue.rank("review_design", row["design"]),
            tongue.study_order(row["review_id"]),
        ),
    )
    return table(
        id=table_id("reviews", condition),
        title=f"Reviews: {condition_title(base, condition)}",
        caption=f"{plural(len(rows), 'review')}, by design. "
        "Counts of reviews are not counts of independent evidence: the same trials recur.",
        columns=REVIEW_COLUMNS,
        records=[_review_record(row, tongue, pooled.get(row["review_id"], [])) for row in rows],
        groups=[tongue.label("review_design", row["design"]) or "" for row in rows],
        source_notes=(
            "Counts are those that the review states. “Pooled results in these tables” counts the "
            "pooled results that were extracted, duplicates and results set aside included.",
        ),
    )


def _pooled_by_review(base: EvidenceBase, condition: str | None) -> dict[str, list[str]]:
    found = defaultdict(list)
    for row in rows_of(base, "effects", condition):
        found[row["review_id"]].append(row["effect_id"])
    return found


def _review_record(row: dict[str, Any], tongue: Words, effects: Sequence[str]) -> dict[str, object]:
    key = row["review_id"]
    refs = (key,)
    plain = {
        name: cell(row[name], refs=refs)
        for name in (
            "search_end",
            "databases",
            "risk_of_bias_tool",
            "certainty_tool",
            "authors_conclusion",
        )
    }
    counts = {name: count_cell(row[name], refs=refs) for name in ("n_rcts", "n_participants")}
    return {
        "review_id": tongue.study(key),
        "design": row["design"],
        "conditions": tongue.conditions(row["conditions"], refs),
        "n_reviews": row["n_reviews"],
        "n_primary_studies": _included(row, refs),
        "n_pooled": text_cell(
            str(len(effects)) if effects else NO_RESULT, value=len(effects), refs=effects
        ),
        "source_kind": tongue.labelled("source_kind", row["source_kind"], refs),
        **plain,
        **counts,
    }


def _included(row: dict[str, Any], refs: Sequence[str]) -> Cell:
    """Count the studies; an overview counts the reviews that it took them from, too."""
    studies, reviews = row["n_primary_studies"], row["n_reviews"]
    counted = count_cell(studies, refs=refs)
    if reviews is None:
        return counted
    return replace(counted, text=f"{integer(studies)}\nin {plural(int(reviews), 'review')}")


BIBLIOGRAPHY_COLUMNS = (
    Column(key="key", label="Key"),
    Column(key="reference", label="Reference"),
    Column(key="link", label="Link"),
)


def bibliography_table(base: EvidenceBase, keys: Sequence[str] | None = None) -> DisplayTable:
    """Show references with their keys.

    Parameters
    ----------
    base
        The evidence base.
    keys
        Keys to show; None shows the whole bibliography.

    Returns
    -------
    One row per reference, grouped into reviews, trials and other sources, sorted by label.

    Raises
    ------
    CitationError
        If a key is not in the bibliography.
    """
    tongue = words(base)
    reviews = {row["review_id"] for row in records(base.reviews)}
    trials = {row["trial_id"] for row in records(base.trials)}
    wanted = list(dict.fromkeys(tongue.bib.keys if keys is None else keys))

    def place(key: str) -> int:
        return 0 if key in reviews else 1 if key in trials else 2

    ordered = sorted(wanted, key=lambda key: (place(key), tongue.study_order(key)))
    return table(
        id="bibliography",
        title="Bibliography",
        caption=plural(len(ordered), "reference") + ", in Vancouver style. "
        "What was not seen on any page read stands in square brackets.",
        columns=BIBLIOGRAPHY_COLUMNS,
        records=[_reference_record(key, tongue, known=place(key) < 2) for key in ordered],
        groups=[("Reviews", "Trials", "Other sources")[place(key)] for key in ordered],
    )


def _reference_record(key: str, tongue: Words, *, known: bool) -> dict[str, object]:
    citation = tongue.bib.cite(key)
    refs = (key,) if known else ()
    return {
        "key": cell(key, refs=refs),
        "reference": cell(citation.body, refs=refs),
        "link": text_cell(citation.link_label, value=citation.url, href=citation.url, refs=refs)
        if citation.url
        else Cell(text="none seen", refs=refs),
    }
