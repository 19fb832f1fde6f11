"""May these trial rows be pooled? The refusal, before any number is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from evisyn.errors import InputError, NotPoolable

#: Fewer trials are a result of a trial, not a synthesis.
FEWEST_TRIALS = 2

#: Standardised measures: the standard deviations of a change and of a final value are not the
#: same quantity, so the two must not be mixed. Cochrane Handbook for Systematic Reviews of
#: Interventions 6.5 (2024), section 10.5.2.
STANDARDISED = frozenset({"SMD", "g", "SMDH", "SMD1", "SMD1H", "SMCC", "SMCR", "SMCRH", "HEDGES_G",
                          "COHEN_D"})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """What decides whether a row may stand beside another.

    Parameters
    ----------
    trial_id
        The trial; two rows of one trial are not two studies.
    question_id
        Key of the question: headache type, intervention, comparator class, outcome.
    timepoint_class
        For example ``short`` or ``long``.
    measure, unit
        Effect measure, and its unit (empty for measures without one).
    value_type
        ``post``, ``change``, or empty where the measure knows no such difference.
    """

    trial_id: str
    question_id: tuple[str, ...]
    timepoint_class: str
    measure: str
    unit: str = ""
    value_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolableRows:
    """Rows that answer one question on one scale at one class of time points."""

    rows: tuple[TrialRow, ...]
    question_id: tuple[str, ...]
    timepoint_class: str
    measure: str
    unit: str


#: Place of the comparator class in ``question_id`` unless said.
COMPARATOR = 2


def poolable(
    rows: Iterable[TrialRow | Mapping[str, Any]], *, comparator_position: int = COMPARATOR
) -> PoolableRows:
    """Let rows pass that can carry one pooled effect; refuse with the reason otherwise.

    Parameters
    ----------
    rows
        ``TrialRow`` records, or mappings with the same keys; ``question_id`` may be a tuple, a
        list or text joined by dots.
    comparator_position
        Where ``question_id`` holds the comparator class, for the wording of the refusal.

    Raises
    ------
    NotPoolable
        Fewer than two trials; different questions (comparator classes named first), classes of
        time points, measures or units; a trial twice; change and post values in a standardised
        measure; a value_type that is missing beside others in a standardised measure.
    InputError
        A row without one of the keys, or with an empty trial, question, time point or measure.
    """
    records = tuple(_record(place, row) for place, row in enumerate(rows))
    trials = [row.trial_id for row in records]
    if len(set(trials)) < FEWEST_TRIALS:
        raise NotPoolable(
            f"A synthesis needs at least {FEWEST_TRIALS} trials, found {len(set(trials))}: a "
            "single trial is shown as it is."
        )
    _same_question(records, comparator_position)
    _one(records, "timepoint_class", "time points of different classes")
    _one(records, "measure", "different effect measures")
    _one(records, "unit", "different units")
    _same_values(records)
    twice = sorted({trial for trial in trials if trials.count(trial) > 1})
    if twice:
        raise NotPoolable(
            f"The same trial stands in several rows ({', '.join(twice)}): its participants would "
            "count twice. Choose one row, or use a multilevel model."
        )
    first = records[0]
    return PoolableRows(
        rows=records, question_id=first.question_id, timepoint_class=first.timepoint_class,
        measure=first.measure, unit=first.unit,
    )  # fmt: skip


def _record(place: int, row: TrialRow | Mapping[str, Any]) -> TrialRow:
    if isinstance(row, TrialRow):
        record = row
    elif isinstance(row, Mapping):
        given = {field.name: row[field.name] for field in fields(TrialRow) if field.name in row}
        missing = {"trial_id", "question_id", "timepoint_class", "measure"} - set(given)
        if missing:
            raise InputError("rows", f"row {place} lacks {', '.join(sorted(missing))}.")
        record = TrialRow(
            **{name: _text(value) for name, value in given.items() if name != "question_id"},
            question_id=_question(given["question_id"]),
        )
    else:
        raise InputError("rows", f"row {place} is {type(row).__name__}; give TrialRow or mapping.")
    for name in ("trial_id", "question_id", "timepoint_class", "measure"):
        if not getattr(record, name):
            raise InputError("rows", f"row {place} has an empty {name}.")
    return record


def _text(value: Any) -> str:
    """Missing values (None, NaN) are empty text."""
    return "" if value is None or value != value else str(value)


def _question(value: Any) -> tuple[str, ...]:
    parts = value.split(".") if isinstance(value, str) else value
    if not isinstance(parts, tuple | list):
        return ()
    return tuple(_text(part) for part in parts)


def _same_question(rows: tuple[TrialRow, ...], position: int) -> None:
    if len({row.question_id for row in rows}) == 1:
        return
    classes = sorted({row.question_id[position] for row in rows if len(row.question_id) > position})
    if len(classes) > 1:
        raise NotPoolable(
            f"The rows compare with different comparator classes ({', '.join(classes)}): effects "
            "against different comparators answer different questions."
        )
    questions = sorted({".".join(row.question_id) for row in rows})
    raise NotPoolable(f"The rows answer different questions ({', '.join(questions)}).")


def _one(rows: tuple[TrialRow, ...], name: str, what: str) -> None:
    found = sorted({getattr(row, name) for row in rows})
    if len(found) > 1:
        shown = ", ".join(value or "none" for value in found)
        raise NotPoolable(f"The rows have {what} ({shown}).")


def _same_values(rows: tuple[TrialRow, ...]) -> None:
    kinds = sorted({row.value_type for row in rows})
    if rows[0].measure.upper() in STANDARDISED and len(kinds) > 1:
        shown = ", ".join(kind or "not said" for kind in kinds)
        raise NotPoolable(
            f"The rows mix kinds of values ({shown}) in a standardised measure: the standard "
            "deviations of changes and of final values are not the same scale."
        )
