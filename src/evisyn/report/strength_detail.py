"""Beside the strength table: where reviews disagree, single trials, and what is missing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.questions import harmonised, search_date
from evisyn.appraisal.rows import EffectRow
from evisyn.appraisal.strength import Strength, strength_of_evidence
from evisyn.report.citations import bibliography
from evisyn.report.display import Column, DisplayTable, count_cell, estimate_cell, table, text_cell
from evisyn.report.formats import percent
from evisyn.report.strength import strength_records, table_of

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

DISAGREEMENT_COLUMNS = (
    Column(key="question_id", label="Question", shown=False),
    Column(key="review", label="Review"),
    Column(key="effect_id", label="Row", shown=False),
    Column(key="measure", label="Measure"),
    Column(key="result", label="Result, benefit on the left"),
    Column(key="search", label="Search until (else year)"),
    Column(key="k", label="Trials", align="right"),
    Column(key="n_participants", label="Participants", align="right"),
    Column(key="comparator", label="Comparator, as stated"),
    Column(key="timepoint", label="Timepoint"),
    Column(key="model", label="Model"),
    Column(key="standing", label="Standing"),
)


def trials_only_table(base: EvidenceBase) -> DisplayTable:
    """Show the questions of every condition that rest on single trials alone.

    Parameters
    ----------
    base
        The evidence base.
    """
    return table_of(
        base,
        [record for record in strength_records(base) if record.index is None],
        id="trials_only",
        title="Questions that rest on single trials",
        caption="No eligible pooled result; the trials are listed with their directions.",
    )


def disagreements_table(base: EvidenceBase, condition: str) -> DisplayTable:
    """Show the questions with more than one eligible result, side by side.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of the condition.

    Returns
    -------
    DisplayTable
        One row per eligible result, by question, the index result first; the group says whether
        they point one way.
    """
    found = [
        record
        for record in strength_of_evidence(evidence_rows(base), [condition])
        if len(record.evidence.effects) > 1
    ]
    made, groups = [], []
    for record in found:
        for row in _index_first(record):
            made.append(_result(base, record, row))
            groups.append(_heading(base, record))
    return table(
        id=f"disagreements_{condition}",
        title="Where several pooled results answer one question",
        caption="The index result first. What differs in a column is a possible reason.",
        columns=DISAGREEMENT_COLUMNS,
        records=made,
        groups=groups,
        empty="No question of this condition has more than one eligible pooled result.",
        source_notes=(
            "Two results that agree do not confirm one another: most of the trials behind them "
            "are not known, and the same trials recur.",
        ),
    )


def missing_inputs_table(base: EvidenceBase) -> DisplayTable:
    """Show how often each input of a rating is missing over the pooled questions.

    Parameters
    ----------
    base
        The evidence base.
    """
    pooled = [record for record in strength_records(base) if record.index is not None]
    counts = Counter(text for record in pooled for text in record.missing_inputs)
    unrated = sum(bool(record.missing_inputs) for record in pooled)
    return table(
        id="missing_inputs",
        title="What a rating of our own would need",
        caption=f"Of {len(pooled)} questions with an eligible pooled result, "
        f"{unrated} lack at least one input.",
        columns=[
            Column(key="input", label="Missing input"),
            Column(key="questions", label="Questions", align="right"),
            Column(key="percent", label="Share", align="right"),
        ],
        records=[
            {
                "input": text,
                "questions": count_cell(count),
                "percent": text_cell(
                    percent(100 * count / len(pooled)), value=100 * count / len(pooled)
                ),
            }
            for text, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ],
    )


def _index_first(record: Strength) -> list[EffectRow]:
    first = record.index.effect if record.index else None
    rest = [row for row in record.evidence.effects if row is not first]
    return [*([first] if first else []), *rest]


def _heading(base: EvidenceBase, record: Strength) -> str:
    question, topic = record.question, base.topic
    return (
        f"{topic.label('intervention_class', question.intervention)} against "
        f"{topic.label('comparator_class', question.comparator_class).lower()}, "
        f"{topic.label('outcome', question.outcome).lower()}: {record.consistency}"
    )


def _result(base: EvidenceBase, record: Strength, row: EffectRow) -> dict[str, object]:
    refs, turned = (row.effect_id,), harmonised(row)
    date = "-".join(f"{part:02d}" for part in search_date(row) if part)
    result = (
        text_cell("direction unclear", value="", refs=refs)
        if turned is None
        else estimate_cell(turned.estimate, turned.ci_low, turned.ci_high, 2, refs=refs)
    )
    is_index = record.index is not None and row is record.index.effect
    standing = f"index result: {record.index.reason}" if is_index and record.index else "eligible"
    measure = f"{row.measure}, {row.unit}" if row.unit else row.measure
    return {
        "question_id": record.question.id,
        "review": text_cell(
            bibliography(base).cite(row.review_id).short, value=row.review_id, refs=refs
        ),
        "effect_id": row.effect_id,
        "measure": text_cell(measure, refs=refs),
        "result": result,
        "search": text_cell(
            date if row.search_end else f"{date} (year of publication)", value=date
        ),
        "k": count_cell(row.k, refs=refs),
        "n_participants": count_cell(row.n_participants, refs=refs),
        "comparator": text_cell(row.comparator, refs=refs),
        "timepoint": text_cell(row.timepoint, refs=refs),
        "model": text_cell(base.topic.label("model_kind", row.model_kind), value=row.model_kind),
        "standing": standing,
    }
