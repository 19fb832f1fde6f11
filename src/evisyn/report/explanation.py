"""From any id down to rows, rules, sources and places: how a figure came to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from evisyn.appraisal.claims import ClaimVerdict, judge_claims
from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.grade_records import DomainRating
from evisyn.appraisal.strength import Strength, strength_of_evidence
from evisyn.errors import InputError
from evisyn.report.citations import bibliography
from evisyn.report.display import Cell
from evisyn.report.formats import is_missing, plain
from evisyn.report.strength import cells_of, columns_of, rating_words
from evisyn.report.trail import Trail

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

CELL = ":"
"""Parts a question from a column of the strength table: ``QUESTION_ID:certainty``."""

_RATING = frozenset({"certainty", "certainty_lowest", "missing_inputs", "held_by_review"})
_LIMITS = frozenset({"limitation_domains"})
_RANGE = frozenset({"range_low", "range_high", "range_effect_ids", "consistency", "n_reviews"})
_TRIALS = frozenset({"n_trials_in_table", "trial_ids"})
_ASIDE = frozenset({"n_set_aside", "set_aside_rows"})


def explain(base: EvidenceBase, result_id: str) -> Trail:
    """Walk from a result or a row to the places where its facts were read.

    Parameters
    ----------
    base
        The evidence base.
    result_id
        A question (``condition.intervention.comparator.outcome``), one cell of its row in the
        strength table (``QUESTION_ID:COLUMN``), a claim, or the id of any row of any table.

    Returns
    -------
    Trail
        A tree that shows itself in notebooks; ``str`` gives it as text.

    Raises
    ------
    InputError
        For an id that nothing has; near ids are named.
    """
    question_id, _, column = result_id.partition(CELL)
    records = _questions(base)
    if question_id in records:
        return _question(base, records[question_id], column)
    claims = {item.claim.claim_id: item for item in judge_claims(evidence_rows(base))}
    if result_id in claims:
        return _claim(base, claims[result_id], records)
    try:
        return _row(base, result_id)
    except InputError as error:
        near = get_close_matches(result_id, [*records, *claims], n=3)
        hint = f" Near results: {', '.join(near)}." if near else ""
        raise InputError("result_id", f"{error}.{hint}") from error


def _questions(base: EvidenceBase) -> dict[str, Strength]:
    rows = evidence_rows(base)
    found = (
        *strength_of_evidence(rows),
        *strength_of_evidence(rows, [rows.pooled_condition]),
    )
    return {record.question.id: record for record in found}


def _question(base: EvidenceBase, record: Strength, column: str) -> Trail:
    parts = {
        "index": _index(base, record),
        "range": _rows(base, "Results compared", record.range_ids or _effect_ids(record)),
        "rating": _rating(base, record),
        "limits": _rows(base, "Limitations extracted", record.limitation_ids),
        "trials": _rows(base, "Single trials", _trial_ids(record)),
        "aside": _rows(base, "Set aside", record.set_aside_ids),
    }
    if column:
        return _cell(base, record, column, parts)
    return Trail(
        label=record.question.id,
        text=f"basis: {record.evidence.basis}; consistency: {record.consistency or 'none'}",
        below=tuple(step for step in parts.values() if step is not None),
    )


def _cell(
    base: EvidenceBase, record: Strength, column: str, parts: dict[str, Trail | None]
) -> Trail:
    keys = [item.key for item in columns_of(base.topic.question_columns, pooled=True, trials=True)]
    if column not in keys:
        near = get_close_matches(column, keys, n=3)
        raise InputError(
            "result_id", f"{column!r} is no column of the strength table; near: {', '.join(near)}"
        )
    found = cells_of(base, record).get(column)
    shown = plain(found.value) or found.text if isinstance(found, Cell) else plain(found)
    wanted = _part_of(column)
    step = parts[wanted] or parts["trials"]
    below = () if step is None else (step,)
    return Trail(label=f"{record.question.id}{CELL}{column}", text=shown, below=below)


def _part_of(column: str) -> str:
    for name, columns in (
        ("rating", _RATING),
        ("limits", _LIMITS),
        ("range", _RANGE),
        ("trials", _TRIALS),
        ("aside", _ASIDE),
    ):
        if column in columns:
            return name
    return "index"


def _index(base: EvidenceBase, record: Strength) -> Trail | None:
    if record.index is None:
        return None
    step = _row(base, record.index.effect.effect_id)
    second = record.index.runner_up
    why = record.index.reason + (f"; next would be {second.effect_id}" if second else "")
    return Trail(label="Index result", text=why, below=(step,))


def _rating(base: EvidenceBase, record: Strength) -> Trail | None:
    if record.rating is None:
        return None
    held = "; held at the review's own rating" if record.rating.capped_by_review else ""
    domains = tuple(_domain(item) for item in record.rating.certainty.domains)
    judged = tuple(_row(base, row_id) for row_id in record.rating.judgement_ids)
    start = Trail(label="Start", text=record.rating.certainty.start)
    return Trail(
        label="Our rating",
        text=f"{rating_words(record)} (preset {record.rating.certainty.preset}{held})",
        below=(start, *domains, *judged, *_rated_on(base, record)),
    )


def _rated_on(base: EvidenceBase, record: Strength) -> tuple[Trail, ...]:
    if record.index is None:
        return ()
    return (_row(base, record.index.effect.effect_id),)


def _domain(item: DomainRating) -> Trail:
    numbers = ", ".join(
        f"{name} = {'not reported' if is_missing(value) else plain(value)}"
        for name, value in item.inputs
    )
    below = (Trail(label="Numbers", text=numbers),) if numbers else ()
    return Trail(
        label=item.name.replace("_", " "),
        text=f"{item.state} ({item.steps} levels): {item.reason} [{item.rule}]",
        below=below,
    )


def _claim(base: EvidenceBase, item: ClaimVerdict, records: dict[str, Strength]) -> Trail:
    index = {record.index.effect.effect_id: record for record in records.values() if record.index}
    rests = tuple(
        _question(base, index[row_id], "") if row_id in index else _row(base, row_id)
        for row_id in item.row_ids
    )
    checks = base.table("citation_checks")
    found = checks.loc[checks["claim_id"] == item.claim.claim_id, "check_id"]
    read = tuple(_row(base, str(check)) for check in found)
    said = Trail(
        label="Does the source say it",
        text=f"{item.cited_as_said.replace('_', ' ')}: {item.cited_why}",
        below=read,
    )
    carried = Trail(label="What the rows say", text=f"{item.verdict}: {item.why}", below=rests)
    own = _row(base, item.claim.claim_id)
    return Trail(label=item.claim.claim_id, text=item.claim.statement, below=(said, carried, own))


def _rows(base: EvidenceBase, label: str, row_ids: Iterable[str]) -> Trail | None:
    steps = tuple(_row(base, row_id) for row_id in row_ids)
    return Trail(label=label, text=f"{len(steps)}", below=steps) if steps else None


def _row(base: EvidenceBase, row_id: str) -> Trail:
    """A row with its filled cells, and every place where it was read."""
    titles = base.table("sources").set_index("source_id")
    steps = []
    for place in base.locate(row_id):
        title = titles["title_seen"].get(place.source_id)
        kind = titles["kind"].get(place.source_id)
        named = "" if title is None or is_missing(title) else f", {title}"
        steps.append(
            Trail(
                label=f"data/{place.table}.csv, row {place.row_id}",
                text=f"read in {place.source_id} ({kind}{named}), {place.locator or 'whole page'}",
                url=place.url,
                link=place.reader_link,
            )
        )
    return Trail(label=row_id, text=_says(base, row_id), below=(*steps, *_paper(base, row_id)))


def _says(base: EvidenceBase, row_id: str) -> str:
    """What a row says, without its trail: the filled cells of a pooled result or a limitation."""
    shown = {
        "effects": ("effect_id", ("measure", "estimate", "ci_low", "ci_high", "unit", "k",
                                  "n_participants", "certainty_reported")),
        "trial_outcomes": ("outcome_id", ("measure", "estimate", "ci_low", "ci_high", "p_value",
                                          "not_poolable_because")),
        "limitations": ("limitation_id", ("domain", "statement", "reported_by")),
        "judgements": ("judgement_id", ("domain", "state", "reason", "author", "date")),
        "citation_checks": ("check_id", ("cited_as_said", "reason")),
        "adverse_events": ("adverse_event_id", ("finding", "unit_of_analysis")),
    }  # fmt: skip
    for name, (key, columns) in shown.items():
        frame = base.table(name)
        found = frame[frame[key] == row_id]
        if len(found):
            row = found.iloc[0]
            return "; ".join(
                f"{column} {plain(row[column])}"
                for column in columns
                if not is_missing(row[column])
            )
    return ""


def _paper(base: EvidenceBase, row_id: str) -> tuple[Trail, ...]:
    """The paper that a row is about, for the reader: its reference with a link."""
    cited = bibliography(base)
    key = row_id.rsplit("-", 1)[0]
    if key not in cited:
        return ()
    citation = cited.cite(key)
    return (Trail(label="Paper", text=citation.text, url=citation.url, link=bool(citation.url)),)


def _effect_ids(record: Strength) -> tuple[str, ...]:
    return tuple(row.effect_id for row in record.evidence.effects)


def _trial_ids(record: Strength) -> tuple[str, ...]:
    return tuple(row.outcome_id for row in record.evidence.trial_outcomes)
