"""Audit rules that read a row against other tables: reviews, trials, membership, limitations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from evisyn.appraisal.audit_records import CERTAIN, LIKELY, POSSIBLE, AuditFinding, Row
from evisyn.appraisal.audit_sizes import absolute_against_relative
from evisyn.synthesis.overlap_matrix import read_membership

GRADE_DOMAINS = frozenset(
    {"risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias"}
)
ROOM = {"high": 0, "moderate": 1}
"""Reasons to rate down that a level leaves room for."""

Table = list[dict[str, Any]]


def more_than_the_review(rows: Sequence[Row], reviews: Table) -> Iterator[AuditFinding]:
    """A result with more trials or participants than its review has."""
    by_id = {review["review_id"]: review for review in reviews}
    pairs = (("k", "n_primary_studies", "trials"),
             ("n_participants", "n_participants", "participants"))  # fmt: skip
    for row in rows:
        review = by_id.get(row.owner)
        for name, column, words in pairs if review is not None else ():
            value, total = row.number(name), review.get(column) if review else None
            if value is not None and total is not None and value > float(total):
                yield AuditFinding(
                    row_id=row.id, kind="participants_against_sums", sureness=LIKELY,
                    what=f"more {words} in this result than in its whole review",
                    arithmetic=f"{value:g} {words} here, {float(total):g} in the review",
                )  # fmt: skip


def participants_against_trials(
    rows: Sequence[Row], trials: Table, membership: Table
) -> Iterator[AuditFinding]:
    """A result with more participants than all trials of a completely listed review together."""
    people = {trial["trial_id"]: _people(trial) for trial in trials}
    listed: dict[str, set[str]] = defaultdict(set)
    whole: dict[str, bool] = {}
    for member in membership:
        review = member["review_id"]
        listed[review].add(member["trial_id"])
        complete = str(member.get("list_complete") or "").lower() == "yes"
        whole[review] = whole.get(review, True) and complete
    for row in rows:
        value = row.number("n_participants")
        counts = [people.get(trial) for trial in listed.get(row.owner, ())]
        if value is None or not whole.get(row.owner) or not counts or None in counts:
            continue
        total = sum(count for count in counts if count is not None)
        if value > total:
            yield AuditFinding(
                row_id=row.id, kind="participants_against_sums", sureness=LIKELY,
                what="more participants than the included trials have together",
                arithmetic=f"{value:g} here, {total:g} in {len(counts)} trials",
            )  # fmt: skip


def _people(trial: dict[str, Any]) -> float | None:
    value = trial.get("n_randomised")
    value = trial.get("n_analysed") if value is None else value
    return None if value is None else float(value)


def searched_before_trial(
    rows: Sequence[Row], reviews: Table, trials: Table, membership: Table
) -> Iterator[AuditFinding]:
    """A review that includes a trial which appeared after its search ended."""
    if not membership or not reviews or not trials:
        return
    read = read_membership(membership, reviews, trials, {}, ())
    late: dict[str, list[str]] = defaultdict(list)
    for trial, review in read.impossible_inclusions:
        late[review].append(trial)
    for row in rows:
        if row.owner in late:
            yield AuditFinding(
                row_id=row.id, kind="search_before_trial", sureness=LIKELY,
                what="its review includes trials that appeared after its search ended",
                arithmetic=f"search to {read.search_end[row.owner][0]}; "
                + ", ".join(late[row.owner]),
            )  # fmt: skip


def certainty_against_limitations(
    rows: Sequence[Row], limitations: Table
) -> Iterator[AuditFinding]:
    """A certainty above what the domains that its own authors fault leave room for."""
    faulted: dict[str, set[str]] = defaultdict(set)
    for limitation in limitations:
        if limitation.get("reported_by") == "review_authors":
            faulted[limitation["review_id"]].add(str(limitation.get("domain")))
    for row in rows:
        level = row.text("certainty_reported")
        domains = sorted(faulted.get(row.owner, set()) & GRADE_DOMAINS)
        if level in ROOM and len(domains) > ROOM[level]:
            yield AuditFinding(
                row_id=row.id, kind="certainty_above_reasons", sureness=POSSIBLE,
                what=f"rated {level} although the authors name {len(domains)} domains that "
                "would take it lower",
                arithmetic=", ".join(domains),
            )  # fmt: skip


def units_added(rows: Sequence[Row], adverse_events: Table) -> Iterator[AuditFinding]:
    """A safety result of a review whose own safety rows mix units of analysis."""
    mixed = {
        event["study_id"] for event in adverse_events if event.get("unit_of_analysis") == "mixed"
    }
    for row in rows:
        if row.text("outcome") == "adverse_events" and row.owner in mixed:
            yield AuditFinding(
                row_id=row.id, kind="unit_of_analysis", sureness=CERTAIN,
                what="its review counts adverse events in mixed units (people and sessions)",
                arithmetic=f"participants as printed: {row.text('n_participants') or 'none'}",
            )  # fmt: skip


def absolute_in_events(rows: Sequence[Row], adverse_events: Table) -> Iterator[AuditFinding]:
    """A relative effect against the absolute one that a safety row of the review notes."""
    for row in rows:
        estimate = row.number("estimate")
        if row.text("outcome") != "adverse_events" or estimate is None:
            continue
        for event in adverse_events:
            same = event["study_id"] == row.owner
            if same and f"{estimate:g}" in str(event.get("finding") or ""):
                yield from absolute_against_relative(
                    Row({**row.cells, "notes": event.get("notes")})
                )
