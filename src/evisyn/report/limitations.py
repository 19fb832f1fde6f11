"""Tables of the limitations of reviews: by review, by statement and by domain."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from evisyn.report.display import Cell, Column, DisplayTable, cell, count_cell, table, text_cell
from evisyn.report.extraction import kappa_note
from evisyn.report.formats import percent, plural
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

UNSPECIFIED = "unspecified"
"""Low certainty whose reason is not named: listed, never counted as a reason."""

NONE_EXTRACTED = "none extracted"
NO_STATEMENT = "–"
NONE_NOTE = (
    f"“{NONE_EXTRACTED}”: no limitation was found in what was read, often an abstract alone. "
    "It does not mean that the review has none."
)
UNSPECIFIED_NOTE = (
    "Statements that name no reason (evidence called preliminary, low certainty without a reason, "
    "a call for more research) are counted apart and never as a reason."
)

Statements = dict[str, list[dict[str, Any]]]


def limitations_table(base: EvidenceBase, condition: str | None = None) -> DisplayTable:
    """Count the limitations of each review by domain.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of a condition of the topic; a review of several stands under each. None takes all.

    Returns
    -------
    One row per review, grouped by design. A review without any extracted statement says so,
    which differs from a count of nought.

    Raises
    ------
    InputError
        If the topic does not have the condition.
    """
    check_condition(base, condition)
    tongue = words(base)
    by_review = _by_review(base)
    domains = _domains(base)
    rows = sorted(
        rows_of(base, "reviews", condition),
        key=lambda row: (
            tongue.rank("review_design", row["design"]),
            tongue.study_order(row["review_id"]),
        ),
    )
    silent = sum(row["review_id"] not in by_review for row in rows)
    return table(
        id=table_id("limitations", condition),
        title=f"Limitations of the reviews: {condition_title(base, condition)}",
        caption=f"Statements on limitations by domain. {plural(len(rows), 'review')}, "
        f"for {silent} of them {NONE_EXTRACTED}.",
        columns=_review_columns(tongue, domains),
        records=[_review_record(row, tongue, by_review, domains) for row in rows],
        groups=[tongue.label("review_design", row["design"]) or "" for row in rows],
        source_notes=(
            f"“{NO_STATEMENT}”: no statement in this domain was extracted for this review.",
            NONE_NOTE,
            UNSPECIFIED_NOTE,
            kappa_note(base, "domain"),
        ),
    )


def limitation_statements(base: EvidenceBase, condition: str | None = None) -> DisplayTable:
    """List every limitation in our words, with who stated it.

    Parameters
    ----------
    base, condition
        As for :func:`limitations_table`.

    Returns
    -------
    One row per statement, grouped by domain in the order of the vocabulary (the reason not named
    last), then by review.
    """
    check_condition(base, condition)
    tongue = words(base)
    wanted = {row["review_id"] for row in rows_of(base, "reviews", condition)}
    rows = sorted(
        (row for row in records(base.limitations) if row["review_id"] in wanted),
        key=lambda row: (
            row["domain"] == UNSPECIFIED,
            tongue.rank("limitation_domain", row["domain"]),
            tongue.study_order(row["review_id"]),
            row["limitation_id"],
        ),
    )
    return table(
        id=table_id("limitation_statements", condition),
        title=f"Limitations, statement by statement: {condition_title(base, condition)}",
        caption=plural(len(rows), "statement") + ", in our words, by domain.",
        columns=(
            Column(key="limitation_id", label="Row", shown=False),
            Column(key="review_id", label="Review"),
            Column(key="domain", label="Domain", shown=False),
            Column(key="statement", label="Limitation"),
            Column(key="reported_by", label="Stated by"),
            Column(key="locator", label="Where it was read"),
        ),
        records=[_statement_record(row, tongue) for row in rows],
        groups=[tongue.label("limitation_domain", row["domain"]) or "" for row in rows],
        source_notes=(UNSPECIFIED_NOTE, kappa_note(base, "domain")),
    )


def limitation_domains(base: EvidenceBase, condition: str | None = None) -> DisplayTable:
    """Sum up by domain how many reviews are said to have a limitation, and by whom.

    Parameters
    ----------
    base, condition
        As for :func:`limitations_table`.

    Returns
    -------
    One row per domain: statements, reviews, their share of the reviews with any statement, and
    statements by who made them. The reason not named stands in a group of its own.
    """
    check_condition(base, condition)
    tongue = words(base)
    reviews = [row["review_id"] for row in rows_of(base, "reviews", condition)]
    by_review = _by_review(base)
    spoken = [key for key in reviews if key in by_review]
    by_domain: Statements = defaultdict(list)
    for key in sorted(spoken):
        for row in by_review[key]:
            by_domain[row["domain"]].append(row)
    voices = _voices(base)
    listed = [*_domains(base), UNSPECIFIED]
    return table(
        id=table_id("limitation_domains", condition),
        title=f"Limitations by domain: {condition_title(base, condition)}",
        caption=f"Of {plural(len(reviews), 'review')}, {len(spoken)} have an extracted statement; "
        f"for {len(reviews) - len(spoken)} {NONE_EXTRACTED}.",
        columns=(
            Column(key="domain", label="Domain"),
            Column(key="n_reviews", label="Reviews", align="right"),
            Column(key="share", label="of those with any statement", align="right"),
            Column(key="n_statements", label="Statements", align="right"),
            *(
                Column(
                    key=f"by_{voice}",
                    label=(tongue.label("reported_by", voice) or voice).lower(),
                    align="right",
                    spanner="Stated by",
                )
                for voice in voices
            ),
        ),
        records=[
            _domain_record(domain, by_domain[domain], len(spoken), voices, tongue)
            for domain in listed
        ],
        groups=[
            "Not counted as a reason" if domain == UNSPECIFIED else "Reasons" for domain in listed
        ],
        source_notes=(NONE_NOTE, UNSPECIFIED_NOTE, kappa_note(base, "domain")),
    )


def _by_review(base: EvidenceBase) -> Statements:
    found: Statements = {}
    for row in records(base.limitations):
        found.setdefault(row["review_id"], []).append(row)
    return found


def _domains(base: EvidenceBase) -> tuple[str, ...]:
    """Give the domains that are reasons, in the order of the vocabulary."""
    return tuple(name for name in base.topic.labels["limitation_domain"] if name != UNSPECIFIED)


def _voices(base: EvidenceBase) -> tuple[str, ...]:
    used = {row["reported_by"] for row in records(base.limitations)}
    return tuple(name for name in base.topic.labels["reported_by"] if name in used)


def _review_columns(tongue: Words, domains: tuple[str, ...]) -> tuple[Column, ...]:
    return (
        Column(key="review_id", label="Review"),
        Column(key="design", label="Design", shown=False),
        Column(key="n_reasons", label="Reasons", align="right"),
        *(
            Column(
                key=domain,
                label=(tongue.label("limitation_domain", domain) or domain).lower(),
                align="right",
                spanner="Statements by domain",
            )
            for domain in domains
        ),
        Column(
            key=UNSPECIFIED,
            label=(tongue.label("limitation_domain", UNSPECIFIED) or UNSPECIFIED),
            align="right",
        ),
        Column(key="reported_by", label="Stated by"),
    )


def _review_record(
    row: dict[str, Any], tongue: Words, by_review: Statements, domains: tuple[str, ...]
) -> dict[str, object]:
    key = row["review_id"]
    found = by_review.get(key, [])
    record: dict[str, object] = {"review_id": tongue.study(key), "design": row["design"]}
    reasons = [item for item in found if item["domain"] != UNSPECIFIED]
    if not found:
        blank = dict.fromkeys((*domains, UNSPECIFIED, "reported_by"), Cell(text=NO_STATEMENT))
        return {**record, **blank, "n_reasons": Cell(text=NONE_EXTRACTED, refs=(key,))}
    for domain in (*domains, UNSPECIFIED):
        record[domain] = _tally([item for item in found if item["domain"] == domain])
    return {
        **record,
        "n_reasons": count_cell(len(reasons), refs=_ids(reasons)),
        "reported_by": _stated_by(found, tongue),
    }


def _stated_by(found: list[dict[str, Any]], tongue: Words) -> Cell:
    counts: dict[str, int] = defaultdict(int)
    for item in found:
        counts[item["reported_by"]] += 1
    parts = [
        f"{tongue.label('reported_by', name)} ({counts[name]})"
        for name in sorted(counts, key=lambda name: tongue.rank("reported_by", name))
    ]
    return cell("; ".join(parts), refs=_ids(found))


def _tally(found: list[dict[str, Any]]) -> Cell:
    if not found:
        return Cell(text=NO_STATEMENT, value=0)
    return count_cell(len(found), refs=_ids(found))


def _ids(rows: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(row["limitation_id"] for row in rows)


def _statement_record(row: dict[str, Any], tongue: Words) -> dict[str, object]:
    refs = (row["limitation_id"],)
    return {
        "limitation_id": cell(row["limitation_id"], refs=refs),
        "review_id": tongue.study(row["review_id"], refs=refs),
        "domain": row["domain"],
        "statement": cell(row["statement"], refs=refs),
        "reported_by": tongue.labelled("reported_by", row["reported_by"], refs),
        "locator": cell(row["locator"], refs=refs),
    }


def _domain_record(
    domain: str,
    found: list[dict[str, Any]],
    spoken: int,
    voices: tuple[str, ...],
    tongue: Words,
) -> dict[str, object]:
    reviews = {row["review_id"] for row in found}
    share = 100.0 * len(reviews) / spoken if spoken else None
    record: dict[str, object] = {
        "domain": text_cell(tongue.label("limitation_domain", domain), value=domain),
        "n_reviews": count_cell(len(reviews), refs=_ids(found)),
        "share": text_cell(percent(share), value=share) if share is not None else None,
        "n_statements": count_cell(len(found), refs=_ids(found)),
    }
    for voice in voices:
        mine = [row for row in found if row["reported_by"] == voice]
        record[f"by_{voice}"] = count_cell(len(mine), refs=_ids(mine))
    return record
