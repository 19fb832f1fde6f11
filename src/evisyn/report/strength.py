"""The strength-of-evidence summary: one row per question, every figure with its row."""

from __future__ import annotations

from collections.abc import Iterable

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.appraisal.rows import EffectRow, TrialOutcomeRow
from evisyn.appraisal.strength import Strength, strength_of_evidence
from evisyn.report.citations import bibliography
from evisyn.report.display import (
    Cell,
    Column,
    DisplayTable,
    count_cell,
    estimate_cell,
    number_cell,
    table,
    text_cell,
)
from evisyn.report.formats import NOT_APPLICABLE, NOT_REPORTED, plural, span
from evisyn.report.sentences import CERTAINTY_WORDS, lay_statement, statement
from evisyn.report.strength_own import OWN_BASIS, own_cells, own_result
from evisyn.tables.base import EvidenceBase
from evisyn.tables.watch import once

NOTES = (
    "Shown estimates and ranges are turned so that benefit of the intervention lies on the left "
    "(below 0, or below 1 for ratios); the columns estimate, ci_low and ci_high of the CSV file "
    "are as printed.",
    "The index result of a question is the eligible one with the latest end of search (else year "
    "of publication), then more trials, then more participants, then by id.",
    "Trials and participants are those of the index result and are never added up over reviews, "
    "since the same trials recur.",
    "A range is given for two or more results in one measure and unit at the same class of "
    "timepoint. Results that are set aside are in no range, direction or index.",
    "No limitation domain shown means none extracted, not none present.",
)


def strength_table(base: EvidenceBase) -> DisplayTable:
    """Make the summary for every condition of the review.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    DisplayTable
        One row per question with an eligible pooled result or a between-arm trial row.
    """
    return table_of(
        base,
        strength_records(base),
        id="strength_of_evidence",
        title="Strength of the evidence, question by question",
        caption=f"{base.topic.title}: one row per question.",
    )


def strength_records(base: EvidenceBase) -> tuple[Strength, ...]:
    """Give the records behind the summary, one per question, over every condition."""
    return once(base, "strength", lambda one: strength_of_evidence(evidence_rows(one)))


def strength_of_condition(base: EvidenceBase, condition: str, basis: str = "") -> DisplayTable:
    """Make the summary for one condition, or for its pooled results or single trials alone.

    Parameters
    ----------
    condition
        Id of the condition.
    basis
        ``pooled``, ``pooled here``, ``trials only`` or empty for all.
    """
    records = [
        record
        for record in strength_of_evidence(evidence_rows(base), [condition])
        if basis in ("", OWN_BASIS if own_result(base, record) else record.evidence.basis)
    ]
    name = base.topic.label(base.topic.question_columns[0], condition)
    kind = {"pooled": "pooled results", "trials only": "single trials only"}.get(basis, "")
    return table_of(
        base,
        records,
        id="strength_" + "_".join(part.replace(" ", "_") for part in (condition, basis) if part),
        title=f"Strength of the evidence: {name.lower()}" + (f", {kind}" if kind else ""),
        caption="One row per question.",
    )


def indirect_table(base: EvidenceBase) -> DisplayTable:
    """Make the summary of results that pool several conditions and so inform none alone."""
    return table_of(
        base,
        strength_of_evidence(evidence_rows(base), [base.topic.mixed]),
        id="indirect_evidence",
        title="Indirect evidence: results that pool several conditions",
        caption="They inform no single condition and stand in no row of the strength table.",
    )


def table_of(
    base: EvidenceBase, records: Iterable[Strength], *, id: str, title: str, caption: str
) -> DisplayTable:
    """Show records of questions in the columns of the strength table."""
    kept = _sorted(base, records)
    pooled = any(item.index is not None or own_result(base, item) for item in kept)
    trials = any(item.index is None for item in kept)
    return table(
        id=id,
        title=title,
        caption=caption,
        columns=columns_of(base.topic.question_columns, pooled=pooled, trials=trials),
        records=[cells_of(base, item) for item in kept],
        groups=[_group(base, item) for item in kept],
        source_notes=NOTES,
        empty="No question has an eligible pooled result or a between-arm trial row.",
    )


def _sorted(base: EvidenceBase, records: Iterable[Strength]) -> list[Strength]:
    """By condition, pooled before single trials, then comparator in the order of its vocabulary."""
    conditions = [*(term.id for term in base.topic.conditions), base.topic.mixed]
    comparators = list(base.topic.labels["comparator_class"])

    def key(record: Strength) -> tuple[object, ...]:
        question = record.question
        return (
            conditions.index(question.condition),
            record.index is None,
            comparators.index(question.comparator_class),
            question,
        )

    return sorted(records, key=key)


def columns_of(keys: tuple[str, ...], *, pooled: bool, trials: bool) -> list[Column]:
    """All machine columns; of those for people only what the rows can fill."""

    def hidden(*names: str) -> list[Column]:
        return [Column(key=name, label=name.replace("_", " "), shown=False) for name in names]

    def composed(key: str, label: str) -> Column:
        return Column(key=key, label=label, machine=False, shown=pooled or key == "question")

    return [
        composed("question", "Question"),
        *hidden("question_id", keys[0], "intervention", *keys[2:], "basis"),
        composed("result", "Index result"),
        *hidden("n_reviews", "review_ids", "n_umbrella_reviews", "index_effect_id"),
        *hidden("index_review_id", "measure", "unit", "estimate", "ci_low", "ci_high"),
        *hidden("harmonised_estimate", "harmonised_low", "harmonised_high", "timepoint_class"),
        *hidden("runner_up_effect_id", "index_reason"),
        composed("size", "Size of the index result"),
        *hidden("n_trials", "n_participants"),
        Column(key="n_trials_in_table", label="Trials", align="right", shown=trials and not pooled),
        *hidden("trial_ids"),
        composed("reviews_range", "Reviews; range"),
        *hidden("range_low", "range_high", "range_effect_ids"),
        *hidden("n_set_aside", "set_aside_rows", "n_without_interval", "consistency"),
        Column(key="limitation_domains", label="Limitation domains extracted", shown=pooled),
        Column(key="certainty_reported", label="of the review", spanner="Certainty", shown=pooled),
        Column(key="certainty", label="ours", spanner="Certainty", shown=pooled),
        *hidden("certainty_lowest", "held_by_review", "judgements", "missing_inputs"),
        Column(key="statement", label="In words"),
        *hidden("lay_statement", "rows"),
    ]


def _group(base: EvidenceBase, record: Strength) -> str:
    question, topic = record.question, base.topic
    name = topic.label(topic.question_columns[0], question.condition)
    against = topic.label("comparator_class", question.comparator_class).lower()
    basis = "pooled results" if record.index else "single trials only"
    if own_result(base, record) is not None:
        basis = OWN_BASIS
    return f"{name}: against {against}, {basis}"


def cells_of(base: EvidenceBase, record: Strength) -> dict[str, object]:
    """Cells of one question, by column of the strength table."""
    question, item = record.question, record.evidence
    keys = base.topic.question_columns
    return {
        "question": _question_cell(base, record),
        "question_id": question.id,
        keys[0]: question.condition,
        "intervention": question.intervention,
        keys[2]: question.comparator_class,
        keys[3]: question.outcome,
        "basis": item.basis,
        "n_reviews": count_cell(len(item.review_ids)),
        "review_ids": "; ".join(item.review_ids),
        "n_umbrella_reviews": count_cell(len({row.review_id for row in item.umbrella})),
        "n_trials_in_table": count_cell(len(item.threads), refs=_ids(item.trial_outcomes)),
        "trial_ids": "; ".join(sorted({row.trial_id for row in item.trial_outcomes})),
        "n_set_aside": count_cell(len(item.set_aside), refs=_ids(item.set_aside)),
        "set_aside_rows": "; ".join(record.set_aside_ids),
        "n_without_interval": count_cell(
            len(item.without_interval), refs=_ids(item.without_interval)
        ),
        "consistency": record.consistency,
        "limitation_domains": _domains(base, record),
        "certainty_reported": _certainty_cell(record),
        "certainty": text_cell(
            rating_words(record), value=record.certainty, refs=_rated_rows(record)
        ),
        "certainty_lowest": record.rating.lowest if record.rating else None,
        "held_by_review": "yes" if record.rating and record.rating.capped_by_review else "no",
        "judgements": "; ".join(record.rating.judgement_ids) if record.rating else "",
        "missing_inputs": "; ".join(record.missing_inputs),
        "statement": text_cell(_statement(base, record), refs=record.row_ids),
        "lay_statement": lay_statement(record, base.topic.label),
        "rows": "; ".join(record.row_ids),
        "reviews_range": _range_cell(record),
        **_index(base, record),
        **own_cells(base, record),
    }


def _index(base: EvidenceBase, record: Strength) -> dict[str, object]:
    """Cells of the index result; without one, only the cell that says so."""
    if record.index is None:
        none = Cell(text=NOT_APPLICABLE, value=None)
        return {
            "result": Cell(text="no eligible pooled result", value=None),
            **dict.fromkeys(("size", "n_trials", "n_participants"), none),
        }
    effect, turned, runner_up = record.index.effect, record.harmonised, record.index.runner_up
    refs = (effect.effect_id,)
    numbers = (effect.estimate, effect.ci_low, effect.ci_high)
    cells: dict[str, object] = {
        "result": _result_cell(base, record),
        "index_effect_id": effect.effect_id,
        "index_review_id": effect.review_id,
        "measure": effect.measure,
        "unit": effect.unit,
        **dict(zip(("estimate", "ci_low", "ci_high"), map(number_cell, numbers), strict=True)),
        "timepoint_class": effect.timepoint_class,
        "runner_up_effect_id": runner_up.effect_id if runner_up else None,
        "index_reason": record.index.reason,
        "size": text_cell(base.topic.worded(_size(effect)), refs=refs),
        "n_trials": count_cell(effect.k, refs=refs),
        "n_participants": count_cell(effect.n_participants, refs=refs),
        "range_low": number_cell(record.range_low),
        "range_high": number_cell(record.range_high),
        "range_effect_ids": "; ".join(record.range_ids),
    }
    if turned is not None:
        cells["harmonised_estimate"] = number_cell(turned.estimate)
        cells["harmonised_low"] = number_cell(turned.ci_low)
        cells["harmonised_high"] = number_cell(turned.ci_high)
    return cells


def _question_cell(base: EvidenceBase, record: Strength) -> Cell:
    question, topic = record.question, base.topic
    intervention = topic.label("intervention_class", question.intervention)
    outcome = topic.label("outcome", question.outcome)
    return text_cell(f"{intervention}: {outcome.lower()}", value=question.id)


def _result_cell(base: EvidenceBase, record: Strength) -> Cell:
    effect, turned = record.index.effect, record.harmonised  # type: ignore[union-attr]
    short = bibliography(base).cite(effect.review_id).short
    if turned is None:
        figure = estimate_cell(effect.estimate, effect.ci_low, effect.ci_high).text
        shown = f"{figure}, as printed, direction unclear"
    else:
        shown = estimate_cell(turned.estimate, turned.ci_low, turned.ci_high, 2).text
    unit = f", {effect.unit}" if effect.unit else ""
    return text_cell(
        f"{effect.measure} {shown}{unit}; {short}",
        value=effect.effect_id,
        refs=(effect.effect_id,),
    )


def _size(effect: EffectRow) -> str:
    trials = "trials" if effect.k is None else plural(effect.k, "trial")
    people = (
        "participants"
        if effect.n_participants is None
        else (plural(effect.n_participants, "participant"))
    )
    known = [text for text, value in ((trials, effect.k), (people, effect.n_participants)) if value]
    if not known:
        return NOT_REPORTED
    missing = "" if len(known) == 2 else f"; {people if effect.k else trials} {NOT_REPORTED}"
    return ", ".join(known) + missing


def _range_cell(record: Strength) -> Cell:
    if record.index is None:
        return Cell(text=NOT_APPLICABLE, value=None)
    words = record.consistency
    if record.range_low is not None:
        words += (
            f"; {len(record.range_ids)} results, {span(record.range_low, record.range_high, 2)}"
        )
    return text_cell(words, refs=record.range_ids or _ids(record.evidence.effects))


def _domains(base: EvidenceBase, record: Strength) -> Cell:
    if record.index is None:
        return Cell(text=NOT_APPLICABLE, value=None)
    if not record.limitation_domains:
        return Cell(text="none extracted", value=None)
    names = [base.topic.label("limitation_domain", d).lower() for d in record.limitation_domains]
    return text_cell(
        "; ".join(names),
        value="; ".join(record.limitation_domains),
        refs=record.limitation_ids,
    )


def _certainty_cell(record: Strength) -> Cell:
    if record.index is None:
        return Cell(text=NOT_APPLICABLE, value=None)
    effect = record.index.effect
    if not record.certainty_reported:
        whole = (f"Said of the review as a whole: {effect.certainty_note}.",)
        return Cell(
            text=NOT_REPORTED,
            value=None,
            refs=(effect.effect_id,),
            notes=whole if effect.certainty_note else (),
        )
    notes = (f"The rating was {effect.certainty_note}.",) if effect.certainty_note else ()
    return text_cell(
        CERTAINTY_WORDS.get(record.certainty_reported, record.certainty_reported),
        value=record.certainty_reported,
        refs=(effect.effect_id,),
        notes=notes,
    )


def rating_words(record: Strength) -> str:
    """Say our rating in words: a level, ``at most`` where a worse one is still open, or none."""
    if record.rating is None or record.certainty == NOT_RATED:
        return "not rated"
    level = CERTAINTY_WORDS[record.certainty]
    return level if record.rating.lowest == record.certainty else f"{level} at most"


def _rated_rows(record: Strength) -> tuple[str, ...]:
    if record.index is None or record.rating is None:
        return ()
    return (record.index.effect.effect_id, *record.rating.judgement_ids)


def _statement(base: EvidenceBase, record: Strength) -> str:
    cited = bibliography(base)
    made = statement(
        record, base.topic.label, lambda key: cited.cite(key).short, rating_words(record)
    )
    return base.topic.worded(made)


def _ids(rows: Iterable[EffectRow | TrialOutcomeRow]) -> tuple[str, ...]:
    return tuple(row.effect_id if isinstance(row, EffectRow) else row.outcome_id for row in rows)
