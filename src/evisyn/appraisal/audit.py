"""Consistency audit: reported results that contradict themselves or each other.

Every rule works from the figures and never from an id. Limits of size were set with the first
delivered tables in view, so how often the rules hit there says little about other data; the
count is kept in a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from evisyn.appraisal.audit_context import (
    absolute_in_events,
    certainty_against_limitations,
    more_than_the_review,
    participants_against_trials,
    searched_before_trial,
    units_added,
)
from evisyn.appraisal.audit_intervals import INTERVAL_RULES
from evisyn.appraisal.audit_pairs import PAIR_RULES
from evisyn.appraisal.audit_records import BETWEEN_ARMS, AuditFinding, Row, read_rows, read_table
from evisyn.appraisal.audit_sizes import EVENT_OUTCOMES, SIZE_RULES, events_of_a_quantity
from evisyn.appraisal.harmonise import harmonise, panel, why_not_harmonised

SEEN_BY_NO_RULE = (
    "a wrong population or an unnamed outcome: the figures agree with each other",
    "a transcription that was inferred, for example a sign that the source does not print",
    "arms that differ at baseline, where only the notes hold the baseline values",
    "several papers on one sample, where their figures differ",
    "a reading aid, for example that benefit is printed as a positive number",
    "a result that was not found again at a second reading",
)
"""Kinds of oddity that no rule on figures can see; a person's note has to carry them."""


def audit_effects(
    effects: Any,
    *,
    reviews: Any = None,
    trials: Any = None,
    membership: Any = None,
    limitations: Any = None,
    adverse_events: Any = None,
    event_outcomes: Iterable[str] | None = EVENT_OUTCOMES,
) -> tuple[AuditFinding, ...]:
    """Look for reported results that contradict themselves, each other or their context.

    Parameters
    ----------
    effects
        Rows of pooled results (``effect_id``) or of trial outcomes (``outcome_id``): a frame, a
        sequence of mappings, or of row records. Missing columns leave their rules silent.
    reviews, trials, membership, limitations, adverse_events
        Further tables in the same forms, for the rules that read a row against its context.
    event_outcomes
        Outcomes that people have or have not; a risk or odds ratio of any other is questioned.
        None questions none.

    Returns
    -------
    tuple of AuditFinding
        Sorted by the order of the rows, then by kind. Each says what is inconsistent, the
        arithmetic, how sure that is, and what leaving the row out does to its range.

    Raises
    ------
    InputError
        For a row without a key.
    """
    rows = read_rows(effects)
    events = None if event_outcomes is None else frozenset(event_outcomes)
    found = [*_by_row(rows, events), *_by_pair(rows)]
    review_rows = read_table("reviews", reviews, ("review_id",))
    trial_rows = read_table("trials", trials, ("trial_id",))
    members = read_table("membership", membership, ("review_id", "trial_id"))
    found += more_than_the_review(rows, review_rows)
    found += participants_against_trials(rows, trial_rows, members)
    found += searched_before_trial(rows, review_rows, trial_rows, members)
    found += certainty_against_limitations(
        rows, read_table("limitations", limitations, ("review_id",))
    )
    harms = read_table("adverse_events", adverse_events, ("study_id",))
    found += [*units_added(rows, harms), *absolute_in_events(rows, harms)]
    return _finished(rows, found)


def _by_row(rows: Sequence[Row], events: frozenset[str] | None) -> Iterator[AuditFinding]:
    for row in rows:
        yield from events_of_a_quantity(row, events)
        for rule in (*INTERVAL_RULES, *SIZE_RULES):
            yield from rule(row)


def _by_pair(rows: Sequence[Row]) -> Iterator[AuditFinding]:
    for rule in PAIR_RULES:
        yield from rule(rows)


def _finished(rows: Sequence[Row], found: Sequence[AuditFinding]) -> tuple[AuditFinding, ...]:
    place = {row.id: index for index, row in enumerate(rows)}
    by_id = {row.id: row for row in rows}
    effect = {row_id: _if_left_out(by_id[row_id], rows) for row_id in {f.row_id for f in found}}
    told = (replace(finding, if_left_out=effect[finding.row_id]) for finding in found)
    return tuple(sorted(dict.fromkeys(told), key=lambda f: (place[f.row_id], f.kind, f.what)))


def _if_left_out(row: Row, rows: Sequence[Row]) -> str:
    """What the range of harmonised estimates of the same question becomes without the row."""
    value = _harmonised(row)
    if value is None:
        reason = why_not_harmonised(
            row.text("measure"), row.number("estimate"), row.text("larger_value_favours")
        )
        return f"it enters no range: {reason}"
    if row.text("contrast") not in ("", BETWEEN_ARMS):
        return "it enters no range: it does not compare arms"
    key = _question(row)
    others = [
        other_value
        for other in rows
        if other.id != row.id
        and _question(other) == key
        and other.text("contrast") in ("", BETWEEN_ARMS)
        and not other.text("duplicate_of")
        and (other_value := _harmonised(other)) is not None
    ]
    if not others:
        return "it is the only result of its question and unit: nothing is left"
    before = [*others, value]
    if (min(before), max(before)) == (min(others), max(others)):
        return f"the range stays {min(others):g} to {max(others):g}"
    return (
        f"the range {min(before):g} to {max(before):g} becomes {min(others):g} to {max(others):g}"
    )


def _harmonised(row: Row) -> float | None:
    turned = harmonise(
        row.text("measure"), row.number("estimate"), None, None, row.text("larger_value_favours")
    )
    return None if turned is None else turned.estimate


def _question(row: Row) -> tuple[object, ...]:
    names = ("intervention_class", "comparator_class", "outcome", "timepoint_class")
    return (
        row.condition,
        *(row.text(name) for name in names),
        panel(row.text("measure"), row.text("unit")),
    )
