"""The one door between frames and the records of this layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from typing import Any

import pandas as pd

from evisyn.appraisal.rows import (
    AdverseEventRow,
    AgreementRow,
    CitationCheckRow,
    ClaimRow,
    EffectRow,
    EvidenceRows,
    JudgementRow,
    LimitationRow,
    ReviewRow,
    ThresholdRow,
    TrialOutcomeRow,
)
from evisyn.appraisal.trial_effects import source_of
from evisyn.tables.base import EvidenceBase
from evisyn.tables.watch import is_watched, once

SAME_SAMPLE = "same_sample"
OVERALL = "overall"


def evidence_rows(base: EvidenceBase) -> EvidenceRows:
    """Turn an evidence base into the records that the rules read.

    Parameters
    ----------
    base
        A validated evidence base; it is not changed.

    Returns
    -------
    EvidenceRows
        Rows in the order of the files; missing text is ``""``, a missing number ``None``.
    """
    if is_watched(base):
        rows = object.__new__(_WatchedRows)
        object.__setattr__(rows, "_base", base)
        for name, value in _constants(base).items():
            object.__setattr__(rows, name, value)
        return rows
    return once(base, "rows", lambda plain: EvidenceRows(**_constants(plain), **_parts(plain)))


class _WatchedRows(EvidenceRows):
    """Records that are read when they are first asked for, so that others count as not read."""

    __slots__ = ("_base",)
    _base: EvidenceBase

    def __getattr__(self, name: str) -> Any:
        # a slot that nothing was put into yet
        if name not in _PARTS:
            raise AttributeError(name)
        value = _part(self._base, name)
        object.__setattr__(self, name, value)
        return value


def _constants(base: EvidenceBase) -> dict[str, Any]:
    """What the contract says."""
    topic = base.topic
    return {
        "conditions": tuple(term.id for term in topic.conditions),
        "pooled_condition": topic.mixed,
        "class_names": {
            **topic.labels[topic.question_columns[0]],
            **topic.labels["intervention_class"],
            **topic.labels["comparator_class"],
        },
        "surrogate_outcomes": frozenset(topic.surrogate_outcomes),
        "safety_note": topic.safety_note,
        "design": topic.design,
    }


def _parts(base: EvidenceBase) -> dict[str, Any]:
    return {name: _part(base, name) for name in _PARTS}


def _part(base: EvidenceBase, name: str) -> Any:
    """Records of one kind, made once for a base."""
    return once(base, f"rows {name}", _PARTS[name])


def intervention_groups(base: EvidenceBase) -> dict[str, tuple[str, ...]]:
    """Map each group of interventions to its classes, both in the order of the file."""
    groups: dict[str, tuple[str, ...]] = {}
    for row in _records(base.table("intervention_groups")):
        groups[row["group"]] = (*groups.get(row["group"], ()), row["intervention_class"])
    return groups


def threads(base: EvidenceBase) -> dict[str, str]:
    """Map trials that share a sample to one id, the first in alphabetical order.

    A thread is a set of trials whose accepted oddity of the kind ``same_sample`` says the same.
    """
    by_text: dict[str, list[str]] = {}
    for row in _records(base.table("oddities")):
        if row["kind"] == SAME_SAMPLE and row["table"] == "trials":
            by_text.setdefault(row["what"], []).append(row["row_id"])
    return {trial: min(trials) for trials in by_text.values() for trial in trials}


def _reviews(base: EvidenceBase) -> Iterator[ReviewRow]:
    column = base.topic.question_columns[0]
    for row in _records(base.table("reviews")):
        yield ReviewRow(
            review_id=row["review_id"],
            title=row["title"],
            first_author=row["first_author"],
            year=_int(row["year"]),
            design=row["design"],
            conditions=_several(row[f"{column}s"]),
            search_end=row["search_end"],
            n_primary_studies=_int(row["n_primary_studies"]),
            n_rcts=_int(row["n_rcts"]),
            n_participants=_int(row["n_participants"]),
            risk_of_bias_tool=row["risk_of_bias_tool"],
            certainty_tool=row["certainty_tool"],
            conclusion=row["authors_conclusion"],
            source_kind=row["source_kind"],
        )


def _effects(base: EvidenceBase) -> Iterator[EffectRow]:
    column = base.topic.question_columns[0]
    reviews = {row["review_id"]: row for row in _records(base.table("reviews"))}
    aside, flags = base.set_aside("effects"), base.flags("effects")
    same = (
        "effect_id", "review_id", "subtype", "intervention", "intervention_class", "comparator",
        "comparator_class", "contrast", "outcome", "instrument", "timepoint", "timepoint_class",
        "measure", "interval_kind", "model_kind", "unit", "favours",
        "certainty_reported", "certainty_note", "duplicate_of",
    )  # fmt: skip
    for row in _records(base.table("effects")):
        review = reviews[row["review_id"]]
        yield EffectRow(
            **{name: row[name] for name in same},
            larger_value_favours=row["larger_value_favours"] or base.topic.unnamed_side,
            condition=row[column],
            estimate=_float(row["estimate"]),
            ci_low=_float(row["ci_low"]),
            ci_high=_float(row["ci_high"]),
            ci_level=_float(row["ci_level"]),
            k=_int(row["k"]),
            n_participants=_int(row["n_participants"]),
            i2=_float(row["i2"]),
            set_aside=row["effect_id"] in aside,
            flag=flags.get(row["effect_id"], ""),
            search_end=review["search_end"],
            review_year=_int(review["year"]),
            review_design=review["design"],
        )


def _trial_outcomes(base: EvidenceBase) -> Iterator[TrialOutcomeRow]:
    column = base.topic.question_columns[0]
    trials = {row["trial_id"]: row for row in _records(base.table("trials"))}
    aside, flags = base.set_aside("trial_outcomes"), base.flags("trial_outcomes")
    thread = threads(base)
    same = (
        "outcome_id", "trial_id", "intervention_class", "comparator_class", "contrast",
        "outcome", "instrument", "timepoint", "timepoint_class", "measure", "p_relation",
        "value_type", "unit", "not_poolable_because", "notes",
    )  # fmt: skip
    side = base.topic.unnamed_side
    numbers = (
        "n_i", "mean_i", "sd_i", "ci_low_i", "ci_high_i", "n_c", "mean_c", "sd_c", "ci_low_c",
        "ci_high_c", "estimate", "ci_low", "ci_high", "se", "p_value", "events_i", "events_c",
    )  # fmt: skip
    bias = _overall_bias(base)
    for row in _records(base.table("trial_outcomes")):
        trial = trials[row["trial_id"]]
        source = row["poolable_from"] or ("" if row["poolable"] else source_of(row))
        yield TrialOutcomeRow(
            **{name: row[name] for name in same},
            **_numbers(row, numbers, _float),
            thread=thread.get(row["trial_id"], row["trial_id"]),
            condition=trial[column],
            subtype=trial["subtype"],
            design=trial["design"],
            intervention=row["intervention_arm"],
            comparator=row["comparator_arm"],
            larger_value_favours=row["larger_value_favours"] or side,
            poolable_from=source,
            poolable=row["poolable"] == "yes" or (not row["poolable"] and bool(source)),
            overall_bias=bias.get(row["trial_id"], ""),
            set_aside=row["outcome_id"] in aside,
            flag=flags.get(row["outcome_id"], ""),
        )


def _overall_bias(base: EvidenceBase) -> dict[str, str]:
    """Overall judgement by trial, where all that there are agree."""
    found: dict[str, set[str]] = {}
    for row in _records(base.table("risk_of_bias")):
        if row["domain"] == OVERALL:
            found.setdefault(row["trial_id"], set()).add(row["judgement"])
    return {trial: words.pop() for trial, words in found.items() if len(words) == 1}


def _limitations(base: EvidenceBase) -> Iterator[LimitationRow]:
    names = ("limitation_id", "review_id", "domain", "statement", "reported_by")
    for row in _records(base.table("limitations")):
        yield LimitationRow(**{name: row[name] for name in names})


def _adverse_events(base: EvidenceBase) -> Iterator[AdverseEventRow]:
    column = base.topic.question_columns[0]
    aside, flags = base.set_aside("adverse_events"), base.flags("adverse_events")
    same = ("adverse_event_id", "study_id", "population", "finding", "unit_of_analysis", "notes")
    for row in _records(base.table("adverse_events")):
        yield AdverseEventRow(
            **{name: row[name] for name in same},
            **_numbers(row, ("events_i", "n_i", "events_c", "n_c"), _int),
            condition=row[column],
            set_aside=row["adverse_event_id"] in aside,
            flag=flags.get(row["adverse_event_id"], ""),
        )


def _claims(base: EvidenceBase) -> Iterator[ClaimRow]:
    column = base.topic.question_columns[0]
    same = (
        "claim_id", "section", "kind", "statement", "attributed_to", "review_id",
        "identification", "question_intervention", "question_comparator_class",
        "question_outcome",
    )  # fmt: skip
    for row in _records(base.table("claims")):
        yield ClaimRow(
            **{name: row[name] for name in same},
            condition=row[column],
            question_condition=row[f"question_{column}"],
            assessable=row["assessable"] == "yes",
        )


def _citation_checks(base: EvidenceBase) -> Iterator[CitationCheckRow]:
    for row in _records(base.table("citation_checks")):
        yield CitationCheckRow(
            claim_id=row["claim_id"], cited_as_said=row["cited_as_said"], reason=row["reason"]
        )


def _judgements(base: EvidenceBase) -> Iterator[JudgementRow]:
    names = ("judgement_id", "question_id", "domain", "state", "reason", "author", "date")
    for row in _records(base.table("judgements")):
        yield JudgementRow(**{name: str(row[name]) for name in names})


def _thresholds(base: EvidenceBase) -> Iterator[ThresholdRow]:
    names = ("threshold_id", "instrument", "population", "unit", "kind")
    for row in _records(base.table("thresholds")):
        yield ThresholdRow(**{name: row[name] for name in names}, value=float(row["value"]))


def _agreement(base: EvidenceBase) -> Iterator[AgreementRow]:
    names = ("table", "row_id", "field", "first_value", "second_value", "agree", "part")
    for row in _records(base.table("agreement")):
        yield AgreementRow(**{name: row[name] for name in names})


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries with missing values as ``""``."""
    filled = frame.astype(object).where(frame.notna(), "")
    return [dict(zip(filled.columns, row, strict=True)) for row in filled.to_numpy()]


def _numbers(
    row: dict[str, Any], names: tuple[str, ...], read: Callable[[Any], Any]
) -> dict[str, Any]:
    return {name: read(row[name]) for name in names}


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _float(value: Any) -> float | None:
    return None if value == "" else float(value)


def _int(value: Any) -> int | None:
    return None if value == "" else int(value)


_PARTS: dict[str, Callable[[EvidenceBase], Any]] = {
    "groups": intervention_groups,
    "reviews": lambda base: tuple(_reviews(base)),
    "effects": lambda base: tuple(_effects(base)),
    "trial_outcomes": lambda base: tuple(_trial_outcomes(base)),
    "limitations": lambda base: tuple(_limitations(base)),
    "adverse_events": lambda base: tuple(_adverse_events(base)),
    "claims": lambda base: tuple(_claims(base)),
    "citation_checks": lambda base: tuple(_citation_checks(base)),
    "judgements": lambda base: tuple(_judgements(base)),
    "thresholds": lambda base: tuple(_thresholds(base)),
    "agreement": lambda base: tuple(_agreement(base)),
}
"""Field of :class:`EvidenceRows` -> its records; all others say what the contract says."""

Frame = pd.DataFrame
"""Name of the frame type for modules that do not know pandas."""


def rows_frame(records: Iterable[Any], **constant: object) -> pd.DataFrame:
    """One row per record with its fields as columns; several values are joined by "; "."""
    rows = [
        {**constant, **{field.name: _cell(getattr(record, field.name)) for field in fields(record)}}
        for record in records
    ]
    return pd.DataFrame(rows)


def _cell(value: object) -> object:
    if isinstance(value, tuple):
        return "; ".join(str(part) for part in value)
    return value
